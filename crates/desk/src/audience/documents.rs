//! Documents that somebody may see.

use portcullis_application::Application;
use portcullis_application::form::Document;
use schemars::JsonSchema;
use serde::Serialize;

use super::shown::Version;
use crate::agency::AgencyName;
use crate::attachment::Attachment;

/// A document that somebody may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SeenDocument {
    /// The document, by its hash.
    pub document: Document,
    /// Its marking, as it stands on the document.
    pub classification: Option<String>,
}

/// The documents of a case that an agency to which it was referred may see; the authority's people see those of the agency that decides.
pub(super) fn seen(attachments: &[Attachment], agency: &AgencyName) -> Vec<SeenDocument> {
    let may_see = attachments.iter().filter(|attachment| attachment.may_see(agency, true));
    may_see
        .map(|attachment| SeenDocument {
            document: attachment.document.clone(),
            classification: attachment.classification.clone(),
        })
        .collect()
}

/// The application without the documents that the agency may not see: a list of names can tell what is in them.
pub(super) fn application(application: &Application, attachments: &[Attachment], agency: &AgencyName) -> Application {
    let mut seen = application.clone();
    seen.documents.retain(|document| {
        let mut same = attachments.iter().filter(|attachment| attachment.document.sha256 == document.sha256).peekable();
        same.peek().is_none() || same.any(|attachment| attachment.may_see(agency, true))
    });
    seen
}

/// The versions of the application, each without the documents that the agency may not see.
pub(super) fn versions(mut versions: Vec<Version>, attachments: &[Attachment], agency: &AgencyName) -> Vec<Version> {
    for version in &mut versions {
        version.application = version.application.as_ref().map(|it| application(it, attachments, agency));
    }
    versions
}
