//! What an authority asks for beside the messages: bytes of a document that a filing names.
//!
//! Documents are long and messages are short, and messages of a direction come one after the other: a document in messages would hold up what is said of
//! every other case. So the authority fetches documents from the house across, piece by piece, as often as it takes; nothing of it stands in the
//! sequence. What is asked is signed; what is given is not, since the hash that the filing named says whether it is the document. An ask is good
//! for a short time, so that one that was overheard opens nothing later.

use portcullis_license::Instant;
use portcullis_log::Hash;
use portcullis_log::note::Signer;
use serde::{Deserialize, Serialize};

use crate::message::{MessageError, signed};
use crate::name::House;
use crate::refusal::Refusal;
use crate::spelled;
use crate::wire::{self, malformed};

/// For how long an ask is good, before and after its moment, in milliseconds: ten minutes, as clocks of two houses differ.
pub const GOOD_FOR: i64 = 10 * 60 * 1_000;

/// Asks for bytes of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentAsk {
    /// By the asking house's clock.
    pub at: Instant,
    /// From which byte on.
    pub from_byte: u64,
    /// Who asks.
    pub from: House,
    /// SHA-256 of the document, 64 hexadecimal digits.
    #[serde(with = "spelled::hex")]
    pub sha256: Hash,
    /// Who is asked.
    pub to: House,
}

impl DocumentAsk {
    /// Reads the text of a note, and trusts nobody for it.
    ///
    /// # Errors
    /// [`Refusal`] with `malformed`, `wrong_version` or `too_large`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        wire::ASK.read(text)
    }

    /// The bytes for the wire.
    ///
    /// # Errors
    /// [`MessageError`] where the key is of another house, or a number cannot be written.
    pub fn sign(&self, signer: &Signer) -> Result<Vec<u8>, MessageError> {
        let value = serde_json::to_value(self).map_err(|error| MessageError::Json(error.to_string()))?;
        signed(&wire::ASK.write(&value)?, &self.from, signer)
    }

    /// # Errors
    /// [`Refusal`] where its time is over, or has not come.
    pub(crate) fn is_good_at(&self, now: Instant) -> Result<(), Refusal> {
        if self.at.0.abs_diff(now.0) <= GOOD_FOR.unsigned_abs() {
            return Ok(());
        }
        let why = format!("it was asked at {}, and it is {now} here: set the clocks, and ask again", self.at);
        Err(malformed(&why))
    }
}
