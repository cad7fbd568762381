//! Every page keeps the rules, whatever it is made of, and stays small.

use crate::checker::{check_page, read};
use crate::regions::regions_are_told_apart;
use crate::sample::{Sample, pages};
use maud::Markup;
use portcullis_console::{Page, Person, Place, Side, Versions, page};

/// Tries to leave an attribute, an element, a text area and a table of characters.
const HOSTILE: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(1)></textarea></svg>&amp;<!--{{7*7}} //example.org javascript:alert(1)";

/// The most bytes of a page with a hundred rows in each list.
const MOST_BYTES: usize = 150_000;

fn whole(title: &str, body: Markup) -> String {
    let who = Person {
        name: "officer.one",
        side: Side::Provider,
        places: Side::Provider.places(),
        role: "compliance officer",
        form_key: "key",
    };
    let versions = Versions { law: "c6c48550ab91c291", catalog: "169edfa3357e93e8", software: "0.1.0" };
    let place = Some(Place::Today);
    let whole =
        Page { title, lead: None, place, who: Some(who), crumbs: &[], notice: None, live: None, versions, body };
    page(&whole).into_string()
}

#[test]
fn every_page_keeps_the_rules_full_and_empty() {
    for rows in [0, 1, 3, 100] {
        for (name, title, body) in pages(Sample { text: None, rows }) {
            let page = format!("{name} with {rows} rows");
            println!("{page}");
            regions_are_told_apart(&page, &check_page(&whole(title, body)));
        }
    }
}

#[test]
fn hostile_text_stays_text() {
    for rows in [0, 3] {
        let friendly = pages(Sample { text: Some("a"), rows });
        let hostile = pages(Sample { text: Some(HOSTILE), rows });
        for ((name, _, friendly), (_, _, hostile)) in friendly.into_iter().zip(hostile) {
            println!("{name} with {rows} rows");
            let page = whole(HOSTILE, hostile);
            let elements = check_page(&page);
            // Not one element more than with a harmless text.
            assert_eq!(elements.len(), read(&whole("a", friendly)).len());
            assert!(!page.contains("<script>") && !page.contains("<img") && !page.contains("</textarea></svg>"));
        }
    }
}

#[test]
fn a_page_with_a_hundred_rows_is_small() {
    for (name, title, body) in pages(Sample { text: None, rows: 100 }) {
        let bytes = whole(title, body).len();
        assert!(bytes < MOST_BYTES, "{name} has {bytes} bytes");
    }
}

#[test]
fn a_page_without_anything_says_what_to_do() {
    for (name, title, body) in pages(Sample { text: None, rows: 0 }) {
        let elements = read(&whole(title, body));
        let main = elements.iter().position(|element| element.name == "main").unwrap();
        let inside = |mut at: usize| loop {
            match elements[at].parent {
                Some(above) if above == main => break true,
                Some(above) => at = above,
                None => break false,
            }
        };
        let acts = elements
            .iter()
            .enumerate()
            .any(|(at, element)| matches!(element.name.as_str(), "a" | "form") && inside(at));
        // The page of a problem says what to do in words.
        assert!(acts || name == "problem", "{name} is a dead end");
    }
}
