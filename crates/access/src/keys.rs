//! The keys there are: in memory for those who ask, in documents of the store where they are kept.
//!
//! A node asks its copy and nothing else; the copy is read anew as often as its owner wants, and a key that is revoked is valid on other nodes until
//! then. What a document says that cannot be understood is no key.

mod change;

pub use change::{KeyRefused, first, make, revoke, rotate};

use std::collections::HashMap;
use std::sync::Arc;

use portcullis_journal::store::{Document, StoreError, Transaction};
use portcullis_license::Instant;

use crate::key::{KeyRecord, KeyStanding, ShownKey};
use crate::principal::Principal;
use crate::secret::{self, KeyId};

/// The kind of document that is a key; its name is the key's id.
pub const KIND: &str = "key";
/// Keys that are read at once.
const PAGE: usize = 1_000;

/// Why a key opens nothing. The words are for whoever presented it: a stranger learns nothing of keys that there are.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It has not the form of a key.
    #[error("this is no key: a key is `portcullis_`, 12 hexadecimal digits, `_` and 48 characters")]
    NoKey,
    /// Its checksum is wrong.
    #[error("this key was mistyped or cut off: its checksum is wrong; copy it again")]
    Mistyped,
    /// No key has this id.
    #[error("this key is not known here; ask an administrator for another")]
    Unknown,
    /// There is one of this id, with another secret.
    #[error("this key is not known here; ask an administrator for another")]
    Wrong,
    /// Its time has not come.
    #[error("this key is not valid yet")]
    NotYet,
    /// Its time is over.
    #[error("this key is no longer valid; ask an administrator for another")]
    Ended,
    /// It was revoked.
    #[error("this key was revoked; ask an administrator for another")]
    Revoked,
}

/// A key and its holder.
#[derive(Debug)]
struct Entry {
    record: KeyRecord,
    principal: Arc<Principal>,
}

impl Entry {
    /// Whose it is, while it is valid.
    fn at(&self, now: Instant) -> Result<Arc<Principal>, KeyError> {
        match self.record.standing(now) {
            KeyStanding::Valid => Ok(Arc::clone(&self.principal)),
            KeyStanding::NotYet => Err(KeyError::NotYet),
            KeyStanding::Ended => Err(KeyError::Ended),
            KeyStanding::Revoked => Err(KeyError::Revoked),
        }
    }
}

/// All keys, as they were when they were read.
#[derive(Debug, Default)]
pub struct Keys {
    entries: HashMap<KeyId, Entry>,
}

impl Keys {
    /// Reads all keys. A document that cannot be understood is left out, and said.
    ///
    /// # Errors
    /// When the store cannot be read; the copy before is then still the best there is.
    pub fn read(open: &mut dyn Transaction) -> Result<(Self, Vec<String>), StoreError> {
        let mut keys = Self::default();
        let mut problems = Vec::new();
        let mut after = String::new();
        loop {
            let page = open.documents(KIND, &after, PAGE)?;
            let is_last = page.len() < PAGE;
            for document in page {
                match understood(&document) {
                    Ok((id, record)) => keys.insert(id, record),
                    Err(why) => problems.push(format!("key `{}` is left out: {why}", document.name)),
                }
                after = document.name;
            }
            if is_last {
                return Ok((keys, problems));
            }
        }
    }

    fn insert(&mut self, id: KeyId, record: KeyRecord) {
        let principal = record.principal(id);
        self.entries.insert(id, Entry { record, principal });
    }

    /// Whose key this is.
    ///
    /// # Errors
    /// [`KeyError`] where it opens nothing at this moment.
    pub fn authenticate(&self, presented: &str, now: Instant) -> Result<Arc<Principal>, KeyError> {
        let (id, secret) = secret::read(presented)?;
        let entry = self.entries.get(&id).ok_or(KeyError::Unknown)?;
        if !entry.record.opens_with(&secret, now) {
            return Err(KeyError::Wrong);
        }
        entry.at(now)
    }

    /// Whose a key is, by its id: for a session that began with it.
    ///
    /// # Errors
    /// [`KeyError`] where it opens nothing at this moment.
    pub fn holder(&self, id: KeyId, now: Instant) -> Result<Arc<Principal>, KeyError> {
        self.entries.get(&id).ok_or(KeyError::Unknown)?.at(now)
    }

    /// All keys, in no order; without their secrets, which nobody has.
    pub fn iter(&self) -> impl Iterator<Item = ShownKey<'_>> {
        self.entries.iter().map(|(id, entry)| entry.record.shown(*id))
    }

    /// A key.
    #[must_use]
    pub fn get(&self, id: KeyId) -> Option<ShownKey<'_>> {
        self.entries.get(&id).map(|entry| entry.record.shown(id))
    }

    /// How many there are, revoked ones too.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn understood(document: &Document) -> Result<(KeyId, KeyRecord), String> {
    let id = document.name.parse().map_err(|error: secret::KeyIdError| error.to_string())?;
    let record = serde_json::from_str(&document.body).map_err(|error| error.to_string())?;
    Ok((id, record))
}
