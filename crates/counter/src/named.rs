//! Which documents filings and cases name: what is fetched, what is kept, and, once nothing names it any more, what is erased.

use std::collections::BTreeSet;

use portcullis_application::form::Document;
use portcullis_desk::case::Case;

use crate::filing::Filing;

/// The documents that a filing names, in all versions of its application and beside it, each content once; none where it was erased.
#[must_use]
pub fn of_filing(filing: &Filing) -> Vec<&Document> {
    each_once(filing.entries.iter().flat_map(|entry| entry.event.documents()))
}

/// The documents of a case that its applicant named, each content once; none where it was erased.
#[must_use]
pub fn of_case(case: &Case) -> Vec<&Document> {
    let of_applicant = case.documents().filter(|named| named.origin.is_of_applicant());
    each_once(of_applicant.map(|named| named.document))
}

/// Whether somebody of the authority or of an agency attached a document with this hash to a case.
#[must_use]
pub fn is_attached(case: &Case, sha256: &str) -> bool {
    case.documents().any(|named| !named.origin.is_of_applicant() && named.document.sha256 == sha256)
}

fn each_once<'a>(documents: impl Iterator<Item = &'a Document>) -> Vec<&'a Document> {
    let mut seen = BTreeSet::new();
    documents.filter(|document| seen.insert(document.sha256.as_str())).collect()
}
