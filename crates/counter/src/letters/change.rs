//! A license in words, row by row, and what changes from one version to the next.

use std::collections::BTreeMap;

use jiff::civil::Date;
use portcullis_letter::Change;
use portcullis_license::{CoveredParty, Grant, ItemScope, License, Line, Site};

use super::applied::{and, in_hours};

/// What stands where a version has no such thing.
const ABSENT: &str = "none";

/// What changes from one version of a license to the next; empty only where they are equal.
#[must_use]
pub fn changes(before: &License, after: &License) -> Vec<Change> {
    let (was, is) = (rows(before), rows(after));
    let (had, has): (BTreeMap<_, _>, BTreeMap<_, _>) = (was.iter().cloned().collect(), is.iter().cloned().collect());
    let gone = was.iter().filter(|(what, _)| !has.contains_key(what));
    let mut changes: Vec<Change> = Vec::new();
    for (what, _) in is.iter().chain(gone) {
        let value = |rows: &BTreeMap<String, String>| rows.get(what).cloned().unwrap_or_else(|| ABSENT.to_owned());
        let (before, after) = (value(&had), value(&has));
        if had.get(what) != has.get(what) {
            changes.push(Change { what: what.clone(), before, after });
        }
    }
    if changes.is_empty() && before != after {
        let order = Change {
            what: "Order or spelling of the terms".to_owned(),
            before: "as in the version before".to_owned(),
            after: "as the license for machines has it".to_owned(),
        };
        changes.push(order);
    }
    changes
}

/// A license as rows, each with a name that no other row has. Every field is named, so that none is added without being thought of.
fn rows(license: &License) -> Vec<(String, String)> {
    let License {
        number,
        authority,
        regimes,
        licensee,
        parties,
        end_uses,
        sites,
        from,
        until,
        total,
        lines,
        conditions,
        settle_within_hours,
    } = license;
    let mut rows = vec![
        ("Number".to_owned(), number.to_string()),
        ("Authority".to_owned(), authority.clone()),
        ("Regimes".to_owned(), regimes.join(", ")),
        ("Licensee".to_owned(), licensee.to_string()),
        ("First day".to_owned(), long(*from)),
        ("Last day".to_owned(), long(*until)),
    ];
    rows.extend(parties.iter().map(party));
    rows.push(("End uses".to_owned(), any(end_uses)));
    rows.push(("Sites".to_owned(), any(sites.iter().map(Site::as_str))));
    for Line { name, items, amount } in lines {
        rows.push((format!("Line {name}, items"), scope(items)));
        rows.push((format!("Line {name}, amount"), granted(*amount)));
    }
    rows.push(("All lines together".to_owned(), granted(*total)));
    rows.extend(conditions.iter().map(|condition| {
        (format!("Condition {}", condition.id), format!("{} (asked for by {})", condition.rule, condition.owner))
    }));
    rows.push(("Use is posted within".to_owned(), format!("{settle_within_hours} hours")));
    rows
}

fn party(party: &CoveredParty) -> (String, String) {
    let group =
        party.group.as_ref().map_or_else(|| "covered".to_owned(), |group| format!("covered, of the group {group}"));
    (format!("Party {}", party.name), group)
}

fn any(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.as_ref().to_owned()).collect();
    if names.is_empty() { "any".to_owned() } else { names.join(", ") }
}

/// Which items a line covers.
pub(super) fn scope(items: &ItemScope) -> String {
    let ItemScope { accelerators, classifications, most_tpp } = items;
    let named = [accelerators.join(", "), classifications.join(", ")];
    let named = named.into_iter().filter(|names| !names.is_empty()).collect::<Vec<_>>().join(", or of ");
    match most_tpp {
        Some(most) => format!("{named}; at most {most} TPP a chip"),
        None => named,
    }
}

/// How much is granted.
pub(super) fn granted(grant: Grant) -> String {
    let amounts: Vec<String> = in_hours(grant).into_iter().map(|(much, unit)| format!("{much} {unit}")).collect();
    if amounts.is_empty() { "not limited".to_owned() } else { and(&amounts) }
}

/// A date as letters say it.
pub(super) fn long(date: Date) -> String {
    date.strftime("%B %-d, %Y").to_string()
}
