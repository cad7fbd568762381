//! Lists that are longer than a record holds: looked at first, because every other check looks at each entry, and some at each pair.

use crate::gap::{Fault, Gaps};

/// The most entries of a list. Entries of the form that say what they have to say do not fit into a record in this number.
const MOST_ENTRIES: usize = 300;

pub(super) fn check(gaps: &mut Gaps<'_>) {
    let application = gaps.application;
    let lists = [
        ("regimes", application.regimes.len()),
        ("provisions", application.provisions.len()),
        ("parties", application.parties.len()),
        ("end_use.codes", application.end_use.codes.len()),
        ("items", application.items.len()),
        ("sites", application.sites.len()),
        ("offered", application.offered.len()),
        ("remote_users.countries", application.remote_users.countries.len()),
        ("certifications", application.certifications.len()),
        ("documents", application.documents.len()),
    ];
    for (path, entries) in lists {
        bounded(gaps, path.to_owned(), entries);
    }
    for (place, party) in application.parties.iter().enumerate().take(MOST_ENTRIES) {
        let lists = [
            ("identifiers", party.identifiers.len()),
            ("owners", party.owners.len()),
            ("resells_to", party.resells_to.len()),
        ];
        for (list, entries) in lists {
            bounded(gaps, format!("parties[{place}].{list}"), entries);
        }
    }
    for (place, item) in application.items.iter().enumerate().take(MOST_ENTRIES) {
        bounded(gaps, format!("items[{place}].classifications"), item.classifications.len());
    }
}

fn bounded(gaps: &mut Gaps<'_>, path: String, entries: usize) {
    if entries > MOST_ENTRIES {
        let problem = format!("it has {entries} entries; {MOST_ENTRIES} can be looked at");
        gaps.add(Fault::TooLong, path, problem, "file several applications, or move the list to a document".to_owned());
    }
}
