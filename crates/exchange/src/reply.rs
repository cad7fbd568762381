//! Replies: how much of a direction the receiver has on record.
//!
//! A reply is given after the record is committed, never before. It acknowledges everything up to a number at once, and
//! names the hash of the last message taken; so a lost reply costs nothing, an old one says nothing new, and a sender
//! whose history is not what was taken learns of it.

use portcullis_license::Instant;
use portcullis_log::note::Signer;
use serde::{Deserialize, Serialize};

use crate::chain::Chain;
use crate::message::{MessageError, signed};
use crate::name::House;
use crate::refusal::Refusal;
use crate::wire::{self, malformed};

/// What the receiver of messages answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// By the answering house's clock.
    pub at: Instant,
    /// Who answers.
    pub from: House,
    /// Why the message was refused, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
    /// What is on record of the messages of the house that is answered.
    pub taken: Chain,
    /// Who is answered.
    pub to: House,
}

impl Reply {
    /// The number that is expected next.
    #[must_use]
    pub const fn expected(&self) -> u64 {
        self.taken.count.saturating_add(1)
    }

    /// Reads the text of a note, and trusts nobody for it.
    ///
    /// # Errors
    /// [`Refusal`] with `malformed`, `wrong_version` or `too_large`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let reply: Self = wire::REPLY.read(text)?;
        reply.check().map_err(|why| malformed(&why))?;
        if reply.text()? != text {
            return Err(malformed(&"it is not spelled as a reply is: leave out what is nothing"));
        }
        Ok(reply)
    }

    /// The text that is signed.
    ///
    /// # Errors
    /// [`Refusal`] with `malformed` where a number is too large to be written.
    pub fn text(&self) -> Result<String, Refusal> {
        let value = serde_json::to_value(self).map_err(|error| malformed(&error))?;
        wire::REPLY.write(&value).map_err(|error| malformed(&error))
    }

    /// The bytes for the wire.
    ///
    /// # Errors
    /// [`MessageError`] where the key is of another house, or the reply contradicts itself.
    pub fn sign(&self, signer: &Signer) -> Result<Vec<u8>, MessageError> {
        self.check().map_err(MessageError::Json)?;
        let text = self.text().map_err(|error| MessageError::Json(error.detail))?;
        signed(&text, &self.from, signer)
    }

    fn check(&self) -> Result<(), String> {
        if self.from == self.to {
            return Err("a house does not answer itself".to_owned());
        }
        if !self.taken.is_possible() {
            return Err("the hash of zeroes stands for no messages, and for nothing else".to_owned());
        }
        let Some(refused) = &self.refused else { return Ok(()) };
        refused.check()?;
        // What used its number was taken; a code that leaves the number unused may be about any.
        let was_taken = refused.number.is_some_and(|number| (1..=self.taken.count).contains(&number));
        if refused.code.uses_number() && !was_taken {
            return Err("what was taken and refused has a number among those taken".to_owned());
        }
        Ok(())
    }
}
