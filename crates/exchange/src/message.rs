//! Messages, and the sequence that numbers and chains them.

use portcullis_license::Instant;
use portcullis_log::Hash;
use portcullis_log::canonical::{CanonicalError, MOST_NUMBER};
use portcullis_log::note::{NoteError, SignedNote, Signer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::body::Body;
use crate::chain::Chain;
use crate::name::{House, Word};
use crate::refusal::Refusal;
use crate::spelled;
use crate::wire::{self, MOST_TEXT_BYTES, malformed};

/// Why a message cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// Something in it has no canonical form.
    #[error("what the message says cannot be written: {0}")]
    Canonical(#[from] CanonicalError),
    /// Something in it cannot be written as JSON.
    #[error("what the message says cannot be written as JSON: {0}")]
    Json(String),
    /// Too large.
    #[error("the message has {0} bytes; at most {MOST_TEXT_BYTES} can be sent: send its parts as several messages")]
    TooLarge(usize),
    /// A house that speaks to itself.
    #[error("`{0}` is both sender and receiver: name the peer")]
    ToItself(House),
    /// No numbers are left.
    #[error("message {MOST_NUMBER} was the last that can be numbered: begin under a new name of the house")]
    Full,
    /// Another house's key.
    #[error("the key is of `{key}` and the message from `{from}`: sign with a key of the house's own name")]
    OthersKey {
        /// The name of the key.
        key: String,
        /// The sender.
        from: House,
    },
    /// The note itself.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// What one house says to another, under a number that it uses once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    /// Milliseconds since 1970, by the sender's clock, when it was recorded.
    at: Instant,
    body: Value,
    from: House,
    kind: Word,
    number: u64,
    #[serde(with = "spelled::base64")]
    previous: Hash,
    to: House,
}

/// A message. Its text is its identity: two messages are the same where their texts are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    fields: Fields,
    text: String,
}

impl Message {
    /// Reads the text of a note, and trusts nobody for it.
    ///
    /// # Errors
    /// [`Refusal`] with `malformed`, `wrong_version` or `too_large`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let fields: Fields = wire::MESSAGE.read(text)?;
        let number = fields.number;
        if !(1..=MOST_NUMBER).contains(&number) {
            return Err(malformed(&"its number is not one of 1, 2, 3…"));
        }
        if fields.from == fields.to {
            return Err(malformed(&MessageError::ToItself(fields.from)).of(number));
        }
        if (number == 1) != (fields.previous == Chain::NOTHING) {
            let detail = "the first message follows nothing (a hash of zeroes), and every other one something";
            return Err(malformed(&detail).of(number));
        }
        Ok(Self { fields, text: text.to_owned() })
    }

    /// Who sends it.
    #[must_use]
    pub const fn from(&self) -> &House {
        &self.fields.from
    }

    /// To whom.
    #[must_use]
    pub const fn to(&self) -> &House {
        &self.fields.to
    }

    /// Its number in this direction, from 1 without a gap.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.fields.number
    }

    /// The hash of the message before; [`Chain::NOTHING`] for the first.
    #[must_use]
    pub const fn previous(&self) -> Hash {
        self.fields.previous
    }

    /// When the sender recorded it, by the sender's clock: to be shown, never to be relied on.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.fields.at
    }

    /// What kind it is.
    #[must_use]
    pub const fn kind(&self) -> &Word {
        &self.fields.kind
    }

    /// What it says; [`Body::read`] reads it.
    #[must_use]
    pub const fn body(&self) -> &Value {
        &self.fields.body
    }

    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// SHA-256 of the text: what the next message and every acknowledgement name.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of(self.text.as_bytes())
    }

    /// The bytes for the wire. Any key of the house that is in force will do: the message stays the same.
    ///
    /// # Errors
    /// [`MessageError`] where the key is of another house.
    pub fn sign(&self, signer: &Signer) -> Result<Vec<u8>, MessageError> {
        signed(&self.text, &self.fields.from, signer)
    }
}

/// A note with the signature of the house it is from.
pub(crate) fn signed(text: &str, from: &House, signer: &Signer) -> Result<Vec<u8>, MessageError> {
    if signer.name().as_str() != from.as_str() {
        return Err(MessageError::OthersKey { key: signer.name().to_string(), from: from.clone() });
    }
    let mut note = SignedNote::new(text)?;
    note.sign(signer)?;
    Ok(note.to_string().into_bytes())
}

/// Numbers the messages to one peer. A node folds its journal into it: each record that the peer is to hear of is the
/// next message, and so every node comes to the same messages. What it makes of a record must never change, or the chain
/// of every house does: a new form is a new version, from a record on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    us: House,
    peer: House,
    sent: Chain,
}

impl Sequence {
    /// From the beginning.
    ///
    /// # Errors
    /// [`MessageError::ToItself`] where both are the same house.
    pub fn new(us: House, peer: House) -> Result<Self, MessageError> {
        Self::resumed(us, peer, Chain::START)
    }

    /// From where it stood, as an image of the journal has it.
    ///
    /// # Errors
    /// [`MessageError::ToItself`] where both are the same house.
    pub fn resumed(us: House, peer: House, sent: Chain) -> Result<Self, MessageError> {
        if us == peer { Err(MessageError::ToItself(us)) } else { Ok(Self { us, peer, sent }) }
    }

    /// The messages so far.
    #[must_use]
    pub const fn sent(&self) -> Chain {
        self.sent
    }

    /// The next message: what a record says, at the moment of the record. Nothing changes on an error.
    ///
    /// # Errors
    /// [`MessageError`] where it cannot be written or is too large. A record that cannot be sent must be refused before it
    /// is recorded: try it on a copy of the sequence, after [`Body::check`].
    pub fn next(&mut self, at: Instant, body: &Body) -> Result<Message, MessageError> {
        let value = body.to_value().map_err(|error| MessageError::Json(error.to_string()))?;
        let kind = Word::new(body.word()).map_err(|error| MessageError::Json(error.to_string()))?;
        self.next_as(at, kind, value)
    }

    /// As [`Sequence::next`], for a kind that this crate does not know.
    ///
    /// # Errors
    /// As [`Sequence::next`].
    pub fn next_as(&mut self, at: Instant, kind: Word, body: Value) -> Result<Message, MessageError> {
        let number =
            self.sent.count.checked_add(1).filter(|number| *number <= MOST_NUMBER).ok_or(MessageError::Full)?;
        let (from, to, previous) = (self.us.clone(), self.peer.clone(), self.sent.last);
        let fields = Fields { at: at.within(), body, from, kind, number, previous, to };
        let value = serde_json::to_value(&fields).map_err(|error| MessageError::Json(error.to_string()))?;
        let text = wire::MESSAGE.write(&value)?;
        if text.len() > MOST_TEXT_BYTES {
            return Err(MessageError::TooLarge(text.len()));
        }
        let message = Message { fields, text };
        self.sent = Chain { count: number, last: message.hash() };
        Ok(message)
    }
}
