//! Drafts of applications, as a provider's service keeps them: documents of the store, which prove nothing and change until they are filed.

use portcullis_application::Application;
use portcullis_exchange::Reference;
use portcullis_journal::StoreError;
use portcullis_journal::store::{Document, Transaction};
use portcullis_license::{Instant, Person};
use serde::{Deserialize, Serialize};

/// The kind of document that is a draft; its name is the provider's name for the application.
pub const KIND: &str = "application_draft";

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationDraft {
    /// The application, as far as it is filled in.
    pub application: Application,
    /// Who changed it last.
    pub by: Person,
    /// When.
    pub at: Instant,
}

/// Keeps a draft, if the document still has the expected version, or, where none is expected, if there is none; false otherwise.
///
/// # Errors
/// [`StoreError`] where the store does not do its part.
pub fn put(
    open: &mut dyn Transaction,
    reference: &Reference,
    expected_version: Option<u64>,
    draft: &ApplicationDraft,
) -> Result<bool, StoreError> {
    let body = serde_json::to_string(draft).map_err(StoreError::unavailable)?;
    open.put_document(KIND, reference.as_str(), expected_version, &body)
}

/// Reads a document that is a draft.
///
/// # Errors
/// What is wrong with it.
pub fn read(document: &Document) -> Result<ApplicationDraft, String> {
    // Tagged values are read through a tree: only there a number is a number for them.
    let value: serde_json::Value = serde_json::from_str(&document.body).map_err(|error| error.to_string())?;
    serde_json::from_value(value).map_err(|error| error.to_string())
}
