//! A person's decision in place of one that the engine left open.

use portcullis_journal::submission::Request;
use portcullis_journal::{Content, NoteKind, Record, Submission};
use portcullis_license::OperationId;
use portcullis_license::operation::Signed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What a person decides.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Instead {
    /// It may go ahead.
    Authorized,
    /// It may not.
    Prohibited,
}

/// Why a determination stands as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpen {
    /// There is nothing to decide.
    #[error("record {0} is no determination")]
    NoDecision(u64),
    /// The law says so.
    #[error(
        "record {sequence} is {outcome}: only what depends or is unverified is a person's to decide; ask again with the facts put right, or have a license issued"
    )]
    Decided {
        /// The record.
        sequence: u64,
        /// What it came to.
        outcome: String,
    },
    /// One person closes; it takes two to open.
    #[error("to authorize takes a second person, other than the first")]
    SecondPerson,
}

/// A person decides what the engine leaves to a person: what depends on facts that are not known, or on law that is not. What the law says stands.
///
/// # Errors
/// [`NotOpen`] where it is not a person's to decide, or a second one is missing.
pub fn overriding(id: OperationId, record: &Record, instead: Instead, signed: &Signed) -> Result<Submission, NotOpen> {
    let Content::Note { note: NoteKind::Decision, body } = &record.content else {
        return Err(NotOpen::NoDecision(record.sequence));
    };
    let decided = body.get("outcome").and_then(Value::as_str).unwrap_or_default();
    if !matches!(decided, "depends" | "unverified") {
        return Err(NotOpen::Decided { sequence: record.sequence, outcome: decided.to_owned() });
    }
    if instead == Instead::Authorized && !signed.by_two() {
        return Err(NotOpen::SecondPerson);
    }
    let body = json!({ "decision": record.id, "sequence": record.sequence, "decided": decided, "outcome": instead, "signed": signed });
    let request = Request::Note { note: NoteKind::Override, body, personal: Vec::new(), license: None };
    Ok(Submission { id, request })
}
