//! What is given to a node to be decided and recorded.

use portcullis_license::{Change, License, LicenseNumber, Operation, OperationId};
use portcullis_log::canonical;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::record::NoteKind;
use crate::seal::Month;
use crate::{sweep, withheld};

/// The longest request in bytes of canonical JSON: its record, with the answer and the balances after it, has to fit into a leaf of 65,535.
pub const MOST_REQUEST: usize = 48 * 1_024;
/// The longest request that neither issues nor varies a license nor is a note: what is refused is repeated in the objections.
pub const MOST_OPERATION: usize = 4 * 1_024;
/// The longest text of an operation, but for what is never repeated in an objection: twenty objections with two such texts each fit into a leaf.
const MOST_TEXT: usize = 1_000;
/// Texts that are never repeated.
const NEVER_REPEATED: [&str; 3] = ["text", "reason", "reference"];
/// The most that a license may take of a leaf: its text, and the balances of all its lines after any operation on it.
const MOST_LICENSE: usize = 58_000;
/// What one account's balance takes beside its name: 5 amounts in 2 units, each of at most 32 digits and quotes.
const BALANCE: usize = 640;

/// One thing to decide or record, under an id that the caller chose before sending it, so that sending it again is safe.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// The id.
    pub id: OperationId,
    /// What it is.
    pub request: Request,
}

/// What is submitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Request {
    /// For the ledger to decide.
    Ledger {
        /// What is asked.
        operation: Operation,
    },
    /// To be recorded as it is.
    Note {
        /// What it is.
        note: NoteKind,
        /// What it says.
        body: Value,
        /// JSON pointers (RFC 6901) to the fields of the body that the leaf only commits to.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        personal: Vec<String>,
        /// The license it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        license: Option<LicenseNumber>,
    },
    /// To seal a month of a license that is over. What it came to is decided when it is recorded: nothing can be added to the month after that.
    Seal {
        /// The license.
        license: LicenseNumber,
        /// The month.
        month: Month,
    },
}

/// Why something cannot be submitted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{id}` cannot be recorded: {why}")]
pub struct SubmissionError {
    /// The id.
    pub id: OperationId,
    /// Why not.
    pub why: String,
}

impl Submission {
    /// An operation for the ledger.
    #[must_use]
    pub fn operation(id: OperationId, operation: Operation) -> Self {
        Self { id, request: Request::Ledger { operation } }
    }

    /// SHA-256 of what is asked, by which the same request is known again. It is kept as long as the journal is, and so does not hang on personal
    /// fields: those are compared with what was withheld, as long as that is there.
    ///
    /// # Errors
    /// [`SubmissionError`] where it holds a number that cannot be recorded exactly, or is too long to be recorded.
    pub fn digest(&self) -> Result<[u8; 32], SubmissionError> {
        let bytes = self.canonical(&self.request)?;
        let most = match &self.request {
            Request::Ledger {
                operation: Operation::License { change: Change::Issue { .. } | Change::Vary { .. }, .. },
            }
            | Request::Note { .. } => MOST_REQUEST,
            Request::Ledger { .. } | Request::Seal { .. } => MOST_OPERATION,
        };
        if bytes.len() > most {
            return Err(self.unfit(format!("it has {} bytes; it can have {most}", bytes.len())));
        }
        if let Request::Ledger { operation } = &self.request {
            self.is_short(
                "operation",
                &serde_json::to_value(operation).map_err(|error| self.unfit(error.to_string()))?,
            )?;
        }
        match &self.request {
            Request::Note { note, body, personal, license } if !personal.is_empty() => {
                let body = withheld::blank(body, personal);
                let blank = Request::Note { note: *note, body, personal: personal.clone(), license: license.clone() };
                Ok(Sha256::digest(self.canonical(&blank)?).into())
            }
            Request::Ledger {
                operation: Operation::License { change: Change::Issue { license } | Change::Vary { license }, .. },
            } => self.fits(license, bytes.len()).map(|()| Sha256::digest(bytes).into()),
            _ => Ok(Sha256::digest(bytes).into()),
        }
    }

    /// Whether it is a caller's to submit.
    ///
    /// # Errors
    /// [`SubmissionError`] where the id is one of those that [`sweep`] makes, or it is a seal: what a month came to is not a caller's to say.
    pub fn by_a_caller(&self) -> Result<(), SubmissionError> {
        if matches!(self.request, Request::Seal { .. } | Request::Note { note: NoteKind::Seal, .. }) {
            return Err(self.unfit("months are sealed by the system when they are over".to_owned()));
        }
        if self.id.as_str().starts_with(sweep::SYSTEM) {
            return Err(
                self.unfit(format!("ids that begin with `{}` are made by the system: choose another", sweep::SYSTEM))
            );
        }
        Ok(())
    }

    fn canonical(&self, request: &Request) -> Result<Vec<u8>, SubmissionError> {
        let value = serde_json::to_value(request).map_err(|error| self.unfit(error.to_string()))?;
        canonical::to_canonical(&value).map_err(|error| self.unfit(error.to_string()))
    }

    /// Whether no text that an objection can repeat is too long, as it is spelled in JSON.
    fn is_short(&self, name: &str, value: &Value) -> Result<(), SubmissionError> {
        match value {
            Value::String(text) if !NEVER_REPEATED.contains(&name) && text.len() * 6 > MOST_TEXT => {
                let bytes = canonical::to_canonical(value).map_err(|error| self.unfit(error.to_string()))?.len();
                if bytes <= MOST_TEXT {
                    Ok(())
                } else {
                    Err(self.unfit(format!("`{name}` has {bytes} bytes; it can have {MOST_TEXT}")))
                }
            }
            Value::Array(values) => values.iter().try_for_each(|value| self.is_short(name, value)),
            Value::Object(members) => members.iter().try_for_each(|(name, value)| self.is_short(name, value)),
            _ => Ok(()),
        }
    }

    /// Each record that changes a license has the balances of all its lines.
    fn fits(&self, license: &License, bytes: usize) -> Result<(), SubmissionError> {
        // A quotation mark takes two bytes in JSON.
        let number = 2 * license.number.as_str().len();
        let balances: usize = license.lines.iter().map(|line| BALANCE + number + 2 * line.name.as_str().len()).sum();
        let taken = bytes + BALANCE + number + balances;
        if taken > MOST_LICENSE {
            let lines = license.lines.len();
            let why = format!(
                "a license of {bytes} bytes and {lines} lines does not fit into a record: split it, or shorten its names and texts"
            );
            return Err(self.unfit(why));
        }
        Ok(())
    }

    pub(crate) fn unfit(&self, why: String) -> SubmissionError {
        SubmissionError { id: self.id.clone(), why }
    }
}
