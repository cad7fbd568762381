//! What two people found of a party and an entry of a list, as a record.
//!
//! Who the party is, and what was said of it, is withheld from the leaf. Once that is erased nobody knows any more what was found, and the match is what
//! its score makes of it: forgetting closes.

use portcullis_journal::submission::Request;
use portcullis_journal::{Content, NoteKind, Record, Submission};
use portcullis_license::OperationId;
use portcullis_log::commitment::{Openings, disclose, withheld};
use portcullis_screening::Resolution;
use serde_json::{Value, json};

/// What of a resolution says who somebody is. The fingerprint of a name is as good as the name to whoever guesses it.
pub(crate) const PERSONAL: [&str; 4] = ["customer", "customer_fingerprint", "because", "evidence"];

/// Why something is no resolution that can be recorded, or read from its record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoResolution(String);

/// A resolution as something to record under an id.
///
/// # Errors
/// [`NoResolution`] where it has no reason, no evidence, or no two people.
pub fn resolving(id: OperationId, resolution: &Resolution) -> Result<Submission, NoResolution> {
    resolution.check().map_err(NoResolution)?;
    let body = json!({ "resolution": resolution });
    let personal = PERSONAL.iter().map(|field| format!("/resolution/{field}")).collect();
    Ok(Submission { id, request: Request::Note { note: NoteKind::Resolution, body, personal, license: None } })
}

/// The resolution of a record; nothing where what it says was erased.
///
/// # Errors
/// [`NoResolution`] where the record is of something else, or what is kept beside it does not go with it.
pub fn resolution(record: &Record, opening: Option<&[u8]>) -> Result<Option<Resolution>, NoResolution> {
    let wrong = |why: &dyn std::fmt::Display| NoResolution(format!("record {}: {why}", record.sequence));
    let Content::Note { note: NoteKind::Resolution, body } = &record.content else {
        return Err(wrong(&"it is no resolution"));
    };
    let Some(opening) = opening else { return Ok(None) };
    let openings: Openings = serde_json::from_slice(opening).map_err(|error| wrong(&error))?;
    let body = disclose(body, &openings).map_err(|error| wrong(&error))?;
    if !withheld(&body).is_empty() {
        return Ok(None);
    }
    let said = body.get("resolution").cloned().unwrap_or(Value::Null);
    let resolution: Resolution = serde_json::from_value(said).map_err(|error| wrong(&error))?;
    resolution.check().map_err(|why| wrong(&why))?;
    Ok(Some(resolution))
}
