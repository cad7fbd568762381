//! A record: one thing that was decided, in the canonical bytes that are its leaf.

use portcullis_license::operation::After;
use portcullis_license::{Instant, LicenseNumber, Operation, OperationId, Reply};
use portcullis_log::canonical;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A record of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its place, from 0 without a gap.
    pub sequence: u64,
    /// The caller's name for it.
    pub id: OperationId,
    /// When it was decided; never before the record that precedes it.
    pub at: Instant,
    /// What was decided.
    #[serde(flatten)]
    pub content: Content,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "nearly all records are ledger entries")]
pub enum Content {
    /// An operation on licenses and balances, with its answer.
    Ledger {
        /// What was asked.
        operation: Operation,
        /// What was answered.
        reply: Reply,
        /// The license it concerns.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        license: Option<Concerned>,
        /// The accounts it touched, as they stand after it.
        #[serde(default, skip_serializing_if = "After::is_empty")]
        after: After,
    },
    /// Anything else that has to be provable.
    Note {
        /// What it is.
        note: NoteKind,
        /// What it says; personal fields are withheld (see [`portcullis_log::commitment`]).
        body: Value,
    },
}

/// The license that a record concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concerned {
    /// The license.
    pub number: LicenseNumber,
    /// The number of this record among that license's, from 1 without a gap, so that a missing one is noticed.
    pub record: u64,
}

/// What a note is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// A determination: its facts, versions and outcome.
    Decision,
    /// A person's decision in place of the engine's.
    Override,
    /// What two people found of a party and an entry of a list; from here on names are looked up with it.
    Resolution,
    /// A snapshot of lists that serves from here on.
    Lists,
    /// A law pack, profile and catalog that apply from here on.
    Law,
    /// A month of a license: opening, movements, closing.
    Seal,
    /// An event of a case.
    Case,
    /// What another house sent.
    Message,
}

impl NoteKind {
    /// Whether such notes follow one another in a [dossier](crate::dossier).
    #[must_use]
    pub fn is_of_a_dossier(self) -> bool {
        matches!(self, Self::Case | Self::Message)
    }
}

/// Why bytes are not a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RecordError(String);

impl Record {
    /// The leaf: canonical JSON (RFC 8785).
    ///
    /// # Errors
    /// [`RecordError`] where a number in a note is not an integer that JSON holds exactly.
    pub fn leaf(&self) -> Result<Vec<u8>, RecordError> {
        let value = serde_json::to_value(self).map_err(|error| RecordError(error.to_string()))?;
        canonical::to_canonical(&value).map_err(|error| RecordError(error.to_string()))
    }

    /// Reads a leaf, which must be exactly the bytes that its record has.
    ///
    /// # Errors
    /// [`RecordError`] where it is not canonical JSON or not a record.
    pub fn from_leaf(leaf: &[u8]) -> Result<Self, RecordError> {
        let record: Self = serde_json::from_slice::<Value>(leaf)
            .and_then(serde_json::from_value)
            .map_err(|error| RecordError(error.to_string()))?;
        // Written again, it shows spaces, keys in another order, and members that mean nothing here.
        if record.leaf()? == leaf {
            Ok(record)
        } else {
            Err(RecordError("these are not the bytes that this record has".to_owned()))
        }
    }
}
