//! A new draft from an old application.

use crate::form::{Application, Purpose};

/// A new draft with what an old application says of people, items and places. What must be said anew is cleared: its name, the determination with the
/// provisions it cites, the dates, what was certified, the case or license it was about, and documents that expire. The signature is not part of an
/// application, and so is not copied.
#[must_use]
pub fn copy(old: &Application) -> Application {
    let mut draft = Application {
        reference: String::new(),
        purpose: Purpose::New,
        provisions: Vec::new(),
        determination: None,
        from: None,
        until: None,
        certifications: Vec::new(),
        ..old.clone()
    };
    draft.documents.retain(|document| document.expires.is_none());
    draft
}
