//! What an authority tells a provider.

use jiff::civil::Date;
use portcullis_license::{Change, LicenseNumber, Operation, OperationId};
use portcullis_log::Hash;
use serde::{Deserialize, Serialize};

use super::Check;
use crate::name::{Reference, Word};
use crate::spelled;

/// An application has arrived and has a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acknowledgement {
    /// The applicant's own name for the application.
    pub reference: Reference,
    /// The case.
    pub case: Reference,
    /// The number of the message that filed it.
    pub filed_by: u64,
}

/// A document has arrived, whole: its bytes have the hash that was named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// The case.
    pub case: Reference,
    /// SHA-256 of the document, 64 hexadecimal digits.
    #[serde(with = "spelled::hex")]
    pub sha256: Hash,
}

/// A question about an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The case.
    pub case: Reference,
    /// Its number in the case, from 1.
    pub question: u32,
    /// What is asked.
    pub text: String,
    /// The last day for the answer, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
}

/// A letter, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// The case it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Reference>,
    /// The license it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<LicenseNumber>,
    /// What kind of letter: `intent_to_deny`, `suspension`, …
    pub letter: Word,
    /// The letter.
    pub text: String,
    /// SHA-256 of the text, 64 hexadecimal digits, as the letter's foot has it.
    #[serde(with = "spelled::hex")]
    pub sha256: Hash,
}

impl Notice {
    /// A letter with its digest.
    #[must_use]
    pub fn new(case: Option<Reference>, license: Option<LicenseNumber>, letter: Word, text: String) -> Self {
        let sha256 = Hash::of(text.as_bytes());
        Self { case, license, letter, text, sha256 }
    }
}

/// What was decided. What follows from it comes by itself: the letter as a notice, the license as an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The case.
    pub case: Reference,
    /// The outcome, by the desk's word: `approve`, `deny`, …
    pub outcome: Word,
    /// The license that is issued, where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<LicenseNumber>,
    /// The reasons, as they may be told; empty where none are.
    pub reasons: String,
}

/// A change to a license. The provider's gate applies the operation under this id, so that it is one operation for ever,
/// however often it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseEvent {
    /// The id that the authority gave it.
    pub id: OperationId,
    /// The change: issue, vary, suspend, reinstate or revoke.
    pub operation: Operation,
}

/// An inspection is ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inspection {
    /// The authority's name for it.
    pub inspection: Reference,
    /// The license.
    pub license: LicenseNumber,
    /// What is looked at.
    pub text: String,
    /// Records and leases that were drawn as a sample, by the provider's ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sample: Vec<OperationId>,
    /// The last day for what is asked.
    pub due: Date,
}

/// Records are to be kept beyond their time, or need no longer be (15 CFR 762.6, recalled and not read).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preservation {
    /// The authority's name for the request; the same when it ends.
    pub request: Reference,
    /// What of it.
    pub change: PreservationChange,
    /// The case it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<Reference>,
    /// The license it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<LicenseNumber>,
    /// Which records, and why.
    pub text: String,
}

/// What becomes of a request to preserve records.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreservationChange {
    /// It begins: nothing of what it names may be erased.
    Begins,
    /// It is over.
    Ends,
}

impl Check for Notice {
    fn check(&self) -> Result<(), String> {
        if self.sha256 == Hash::of(self.text.as_bytes()) {
            return Ok(());
        }
        Err("its digest is not that of its text: send the letter as it was signed".to_owned())
    }
}

impl Check for LicenseEvent {
    fn check(&self) -> Result<(), String> {
        let Operation::License { license, change, .. } = &self.operation else {
            return Err(
                "an authority tells changes of licenses; what is under them is the provider's to tell".to_owned()
            );
        };
        match change {
            Change::Issue { license: terms } | Change::Vary { license: terms } if terms.number != *license => {
                Err(format!("it changes license {license} to terms of license {}: make both the same", terms.number))
            }
            Change::Surrender | Change::Lapse => Err(format!(
                "`{}` is not the authority's to tell: revoke it, or let the provider say so",
                change.word()
            )),
            _ => Ok(()),
        }
    }
}

impl Check for Acknowledgement {
    fn check(&self) -> Result<(), String> {
        if self.filed_by > 0 { Ok(()) } else { Err("messages are numbered from 1".to_owned()) }
    }
}

impl Check for Preservation {
    fn check(&self) -> Result<(), String> {
        let named = self.case.is_some() || self.license.is_some();
        if named { Ok(()) } else { Err("it names neither a case nor a license: name what is to be kept".to_owned()) }
    }
}

impl Check for Arrival {}
impl Check for Question {}
impl Check for Decision {}
impl Check for Inspection {}
