//! Which documents filings and cases name: what is fetched, what is kept, and, once nothing names it any more, what is erased.

use std::collections::BTreeSet;

use portcullis_application::form::Document;
use portcullis_desk::case::Case;

use crate::filing::Filing;

/// The documents of all versions of an application that was filed, each content once; none where it was erased.
#[must_use]
pub fn of_filing(filing: &Filing) -> Vec<&Document> {
    let filed = filing.entries.iter().filter_map(|entry| entry.event.filed());
    each_once(filed.flat_map(|filed| &filed.application().documents))
}

/// The documents of all versions of the application of a case, each content once; none where it was erased.
#[must_use]
pub fn of_case(case: &Case) -> Vec<&Document> {
    each_once(case.versions().filter_map(|(_, application)| application).flat_map(|application| &application.documents))
}

fn each_once<'a>(documents: impl Iterator<Item = &'a Document>) -> Vec<&'a Document> {
    let mut seen = BTreeSet::new();
    documents.filter(|document| seen.insert(document.sha256.as_str())).collect()
}
