//! Drafts of applications, as a service keeps them: documents of its store, which prove nothing and change until they are filed.

use portcullis_access::TenantName;
use portcullis_application::Application;
use portcullis_exchange::Reference;
use portcullis_journal::StoreError;
use portcullis_journal::store::Document;
use portcullis_license::Instant;
use serde::{Deserialize, Serialize};

/// The kind of document that is a draft; its name is the [`room`] of those who apply, and the reference.
pub const KIND: &str = "application_draft";

/// A draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApplicationDraft {
    /// Its name, which the filing will have.
    pub reference: Reference,
    /// When it was saved, in milliseconds since 1970.
    pub saved: Instant,
    /// Who saved it.
    pub by: String,
    /// What stands in it.
    pub application: Application,
}

impl ApplicationDraft {
    /// Reads a document that is a draft.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it is none.
    pub fn of(document: &Document) -> Result<Self, StoreError> {
        let read = portcullis_application::of_json(document.body.as_bytes());
        read.map_err(|error: portcullis_application::ReadError| StoreError::Damaged {
            place: format!("{KIND} {}", document.name),
            why: error.to_string(),
        })
    }
}

/// What the names of a tenant's drafts begin with; nothing is the tenant of the house itself.
#[must_use]
pub fn room(tenant: Option<&TenantName>) -> String {
    format!("{}/", tenant.map_or("", TenantName::as_str))
}
