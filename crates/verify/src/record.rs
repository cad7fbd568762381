//! Reading records fast: the accounts, which are most of a record's bytes, are read straight into what they are.
//!
//! It gives what [`Record::from_leaf`] gives, and whatever it does not read is given to that one, for its words.

use portcullis_journal::record::RecordError;
use portcullis_journal::{Concerned, Content, NoteKind, Record};
use portcullis_license::operation::After;
use portcullis_license::{Instant, Operation, OperationId, Reply};
use serde::Deserialize;
use serde_json::Value;

use crate::canonical::is_canonical;

/// A record of the ledger, its fields side by side.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    sequence: u64,
    id: OperationId,
    at: Instant,
    kind: LedgerWord,
    // Read by way of a value: their readers look at a field before they know what to read, and numbers are lost on that way.
    operation: Value,
    reply: Value,
    license: Option<Concerned>,
    #[serde(default)]
    after: After,
}

/// Anything else, its fields side by side.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    sequence: u64,
    id: OperationId,
    at: Instant,
    kind: NoteWord,
    note: NoteKind,
    body: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum LedgerWord {
    Ledger,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum NoteWord {
    Note,
}

/// Reads a leaf.
///
/// # Errors
/// As [`Record::from_leaf`].
pub fn read(leaf: &[u8]) -> Result<Record, RecordError> {
    match fast(leaf) {
        Some(record) => Ok(record),
        None => Record::from_leaf(leaf),
    }
}

fn fast(leaf: &[u8]) -> Option<Record> {
    if !is_canonical(leaf) {
        return None;
    }
    if let Ok(Note { sequence, id, at, kind: NoteWord::Note, note, body }) = serde_json::from_slice(leaf) {
        return Some(Record { sequence, id, at, content: Content::Note { note, body } });
    }
    let Entry { sequence, id, at, kind: LedgerWord::Ledger, operation, reply, license, after } =
        serde_json::from_slice(leaf).ok()?;
    let operation: Operation = serde_json::from_value(operation).ok()?;
    let reply: Reply = serde_json::from_value(reply).ok()?;
    Some(Record { sequence, id, at, content: Content::Ledger { operation, reply, license, after } })
}
