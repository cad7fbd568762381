//! What was recorded, as its caller is told.

use portcullis_journal::{Content, Record};
use portcullis_license::{Instant, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Why something is to be recorded.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Why.
    pub reason: String,
}

/// That something is recorded.
#[derive(Serialize, JsonSchema)]
pub struct Recorded {
    /// Its place in the log.
    pub sequence: u64,
    /// Its id.
    pub id: String,
    /// When, in milliseconds since 1970.
    pub at: Instant,
    /// Whether it was recorded before, under the same id.
    pub again: bool,
    /// What the ledger answered; nothing where the record is a note.
    pub reply: Option<Value>,
    /// The balances it touched, as they stand after it.
    #[serde(skip_serializing_if = "Value::is_null")]
    pub after: Value,
}

impl Recorded {
    /// Of a record.
    #[must_use]
    pub fn of(record: &Record, again: bool) -> Self {
        let (reply, after) = match &record.content {
            Content::Ledger { reply, after, .. } => {
                (serde_json::to_value(reply).ok(), serde_json::to_value(after).unwrap_or_default())
            }
            Content::Note { .. } => (None, Value::Null),
        };
        Self { sequence: record.sequence, id: record.id.to_string(), at: record.at, again, reply, after }
    }
}

/// Why the ledger refused, if it did: every reason, in one sentence.
#[must_use]
pub fn refusal(record: &Record) -> Option<String> {
    let Content::Ledger { reply: Reply::Refused { objections }, .. } = &record.content else { return None };
    Some(objections.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}
