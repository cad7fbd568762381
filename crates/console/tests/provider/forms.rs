//! Forms: one operation each, and every list by addresses alone.

use crate::checker::{Element, read};
use crate::sample::{Sample, pages};
use std::collections::BTreeSet;

const FULL: Sample<'static> = Sample { text: None, rows: 3 };

/// The hidden fields of a form, by name.
fn fields<'a>(elements: &'a [Element], form: usize, name: &str) -> Vec<&'a str> {
    let within = |mut at: usize| loop {
        match elements[at].parent {
            Some(above) if above == form => break true,
            Some(above) => at = above,
            None => break false,
        }
    };
    let found = elements.iter().enumerate().filter(|(at, element)| element.get("name") == Some(name) && within(*at));
    found.filter_map(|(_, element)| element.get("value")).collect()
}

#[test]
fn each_change_is_an_operation_of_its_own() {
    for (page, _, body) in pages(FULL) {
        let elements = read(&body.into_string());
        let mut operations = BTreeSet::new();
        for (at, form) in elements.iter().enumerate().filter(|(_, element)| element.name == "form") {
            let keys = fields(&elements, at, "form_key");
            if form.get("method") == Some("get") {
                assert!(keys.is_empty(), "{page}: a question carries no secret into its address");
                continue;
            }
            assert_eq!(keys, ["form-key"], "{page}: {form:?}");
            if page == "sign-in" {
                continue;
            }
            let operation = fields(&elements, at, "idempotency_key");
            assert_eq!(operation.len(), 1, "{page}: {form:?}");
            assert!(operations.insert(operation[0].to_owned()), "{page}: `{}` would be two operations", operation[0]);
        }
    }
}

#[test]
fn every_list_is_filtered_sorted_paged_and_taken_away_by_address() {
    for (page, _, body) in pages(FULL) {
        if !["customers", "licenses", "leases", "applications"].contains(&page) {
            continue;
        }
        let elements = read(&body.into_string());
        let links: Vec<&str> = elements.iter().filter_map(|element| element.get("href")).collect();
        for part in ["sort=", "format=csv", "after=cursor"] {
            assert!(links.iter().any(|link| link.contains(part)), "{page} has no link with `{part}`");
        }
        assert!(elements.iter().any(|element| element.name == "form" && element.get("method") == Some("get")));
    }
}

#[test]
fn what_is_wrong_leads_to_its_field() {
    for (page, _, body) in pages(Sample { text: Some("a"), rows: 3 }) {
        let elements = read(&body.into_string());
        let ids: BTreeSet<&str> = elements.iter().filter_map(|element| element.get("id")).collect();
        let summary = elements.iter().position(|element| element.get("class") == Some("summary"));
        let Some(summary) = summary else { continue };
        for (at, link) in elements.iter().enumerate().filter(|(_, element)| element.name == "a") {
            let mut above = link.parent;
            while let Some(parent) = above.filter(|parent| *parent != summary) {
                above = elements[parent].parent;
            }
            if above == Some(summary) {
                let id = link.get("href").unwrap().trim_start_matches('#');
                assert!(ids.contains(id), "{page}: `{id}` is not there ({at})");
            }
        }
    }
}
