//! The other house, as it is known here: its name, its side, and its keys.
//!
//! Keys have times, so that one can be replaced by another with both in force for a while. What counts is the moment of
//! receipt: a moment that the sender writes is the sender's to choose, and an old key could be made to sign for the past.

use portcullis_license::Instant;
use portcullis_log::note::{NoteError, SignedNote, Verifier};

use crate::ask::DocumentAsk;
use crate::message::Message;
use crate::name::{House, Side};
use crate::refusal::{Code, Refusal};
use crate::reply::Reply;
use crate::wire;

/// The most keys of a house.
pub const MOST_KEYS: usize = 16;

/// A key of a house, and when it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key; it bears the name of the house.
    pub verifier: Verifier,
    /// From this moment.
    pub from: Instant,
    /// Until before this moment; nothing, until further notice.
    pub until: Option<Instant>,
}

impl Key {
    fn is_in_force(&self, now: Instant) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// Why a peer cannot be known so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeerError {
    /// No key, or too many.
    #[error("`{house}` has {count} keys: give it 1 to {MOST_KEYS}")]
    Keys {
        /// The house.
        house: House,
        /// How many.
        count: usize,
    },
    /// A key of another name.
    #[error("key `{key}` is not of `{house}`: a key of a house bears its name, so that no key speaks for two")]
    OtherName {
        /// The house.
        house: House,
        /// The name of the key.
        key: String,
    },
    /// A key twice.
    #[error("key `{0}` is listed twice: give it one time in force")]
    Twice(String),
    /// A key that is never in force.
    #[error("key `{key}` ends at {until}, not after it begins at {from}: correct its times")]
    Never {
        /// The key.
        key: String,
        /// When it begins.
        from: Instant,
        /// When it ends.
        until: Instant,
    },
}

/// Something that the peer has signed and that is meant for us. Only [`Peer`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    /// What was signed.
    #[must_use]
    pub const fn get(&self) -> &T {
        &self.0
    }

    /// What was signed.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

/// The other house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    house: House,
    side: Side,
    keys: Vec<Key>,
}

impl Peer {
    /// A peer with its keys.
    ///
    /// # Errors
    /// [`PeerError`] where it has no key, or one that is another's, listed twice or never in force.
    pub fn new(house: House, side: Side, keys: Vec<Key>) -> Result<Self, PeerError> {
        if !(1..=MOST_KEYS).contains(&keys.len()) {
            return Err(PeerError::Keys { house, count: keys.len() });
        }
        for (place, Key { verifier, from, until }) in keys.iter().enumerate() {
            if verifier.name().as_str() != house.as_str() {
                return Err(PeerError::OtherName { house, key: verifier.to_string() });
            }
            if keys.iter().take(place).any(|earlier| earlier.verifier.id() == verifier.id()) {
                return Err(PeerError::Twice(verifier.to_string()));
            }
            if let Some(until) = until.filter(|until| until <= from) {
                return Err(PeerError::Never { key: verifier.to_string(), from: *from, until });
            }
        }
        Ok(Self { house, side, keys })
    }

    /// Its name.
    #[must_use]
    pub const fn house(&self) -> &House {
        &self.house
    }

    /// Which side it is on.
    #[must_use]
    pub const fn side(&self) -> Side {
        self.side
    }

    /// The keys in force at a moment.
    #[must_use]
    pub fn keys_at(&self, now: Instant) -> Vec<Verifier> {
        self.keys.iter().filter(|key| key.is_in_force(now)).map(|key| key.verifier.clone()).collect()
    }

    /// A message in bytes that arrived over the peer's connection at a moment, checked: the peer signed it, and for us.
    ///
    /// # Errors
    /// [`Refusal`]; nothing of what is refused was taken.
    pub fn open(&self, bytes: &[u8], us: &House, now: Instant) -> Result<Verified<Message>, Refusal> {
        let note = self.signed(bytes, now)?;
        let message = Message::parse(note.text())?;
        self.between(message.from(), message.to(), us).map_err(|refusal| refusal.of(message.number()))?;
        Ok(Verified(message))
    }

    /// A reply in bytes that the peer gave at a moment, checked: the peer signed it, and for us.
    ///
    /// # Errors
    /// [`Refusal`]; what is refused says nothing.
    pub fn open_reply(&self, bytes: &[u8], us: &House, now: Instant) -> Result<Verified<Reply>, Refusal> {
        let note = self.signed(bytes, now)?;
        let reply = Reply::parse(note.text())?;
        self.between(&reply.from, &reply.to, us)?;
        Ok(Verified(reply))
    }

    /// An ask for a document in bytes that arrived at a moment, checked: the peer signed it, for us, and lately.
    ///
    /// # Errors
    /// [`Refusal`]; what is refused is not answered.
    pub fn open_ask(&self, bytes: &[u8], us: &House, now: Instant) -> Result<Verified<DocumentAsk>, Refusal> {
        let note = self.signed(bytes, now)?;
        let ask = DocumentAsk::parse(note.text())?;
        self.between(&ask.from, &ask.to, us)?;
        ask.is_good_at(now)?;
        Ok(Verified(ask))
    }

    /// The signature comes before everything that is read: what a stranger wrote is not looked at.
    fn signed(&self, bytes: &[u8], now: Instant) -> Result<SignedNote, Refusal> {
        let note = wire::note(bytes)?;
        let keys = self.keys_at(now);
        let refused = |detail: String| Refusal::new(None, Code::BadSignature, detail);
        if keys.is_empty() {
            return Err(refused(format!("no key of {} is in force at {now}", self.house)));
        }
        note.verify_any(&keys).map_err(|error: NoteError| refused(error.to_string()))?;
        Ok(note)
    }

    fn between(&self, from: &House, to: &House, us: &House) -> Result<(), Refusal> {
        if *from != self.house {
            let detail = format!("it is from {from}, over the connection of {}", self.house);
            return Err(Refusal::new(None, Code::UnknownHouse, detail));
        }
        if to != us {
            return Err(Refusal::new(None, Code::NotForUs, format!("it is for {to}, and this is {us}")));
        }
        Ok(())
    }
}
