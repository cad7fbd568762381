//! Documents that somebody may see.

use std::collections::BTreeSet;

use portcullis_application::form::Document;
use schemars::JsonSchema;
use serde::Serialize;

use crate::agency::AgencyName;
use crate::case::{Case, CaseDocument, Origin};
use crate::event::Role;

/// A document that somebody may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SeenDocument {
    /// The document, by its hash.
    pub document: Document,
    /// What brought it.
    pub origin: Origin,
    /// Its marking, as it stands on the document.
    pub classification: Option<String>,
    /// The agencies it is for; empty where it is for all that are asked.
    pub audience: BTreeSet<AgencyName>,
}

/// The documents of a case that an agency to which it was referred may see; the authority's people see those of the agency that decides.
pub(super) fn seen(case: &Case, agency: &AgencyName) -> Vec<SeenDocument> {
    each_once(case.documents().filter(|named| may_see(named, agency)))
}

/// Those of them that no replaced version of the application brought.
pub(super) fn seen_now(case: &Case, agency: &AgencyName) -> Vec<SeenDocument> {
    let current = case.application().map(|application| application.documents.as_slice()).unwrap_or_default();
    let is_current = |named: &CaseDocument<'_>| named.origin != Origin::Application || current.contains(named.document);
    each_once(case.documents().filter(|named| may_see(named, agency) && is_current(named)))
}

fn may_see(named: &CaseDocument<'_>, agency: &AgencyName) -> bool {
    named.attachment.is_none_or(|attachment| attachment.may_see(agency, true))
}

/// The documents that are for inspectors: those of reports, and what inspectors brought.
pub(super) fn of_inspections(case: &Case) -> Vec<SeenDocument> {
    each_once(case.documents().filter(|named| match named.origin {
        Origin::Report { .. } => true,
        Origin::Attachment => named.by.role() == Role::Inspector,
        Origin::Application | Origin::Answer { .. } | Origin::Response | Origin::Appeal => false,
    }))
}

/// Each content once, as it was named first.
fn each_once<'a>(named: impl Iterator<Item = CaseDocument<'a>>) -> Vec<SeenDocument> {
    let mut hashes = BTreeSet::new();
    let first = named.filter(|named| hashes.insert(named.document.sha256.as_str()));
    first
        .map(|named| SeenDocument {
            document: named.document.clone(),
            origin: named.origin,
            classification: named.attachment.and_then(|attachment| attachment.classification.clone()),
            audience: named.attachment.map(|attachment| attachment.audience.clone()).unwrap_or_default(),
        })
        .collect()
}
