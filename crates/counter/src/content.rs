//! The content of documents, as a house keeps it: in its store, under the hash of the bytes, and beside the log.
//!
//! The log holds hashes alone, so what a document says can be erased and the log stays whole. A content is kept once, whoever brings it, and has a head:
//! how long it is, what it is, and the [`Room`]s that keep it. Who asks for a content asks for it in a room: that two rooms keep the same bytes tells
//! neither of the other. A content that no room keeps any more is erased.
//!
//! ```text
//! content/{sha256}             {"bytes", "media_type", "is_whole", "rooms": {"own/northern/": {"at", "by"}}}
//! content_part/{sha256}/00000  180 KiB in base64; as many as it takes
//! ```
//!
//! The store takes documents of 256 KiB and its only writer is needed by everybody, so a content comes in parts, each in a transaction of its own. The
//! head is the first that is written: what is left of a crash is known by it. A content goes in one transaction.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portcullis_access::TenantName;
use portcullis_application::content::{Kind, NotTaken};
use portcullis_desk::case::CaseNumber;
use portcullis_exchange::House;
use portcullis_journal::store::{Document, StoreError, Transaction};
use portcullis_license::Instant;
use portcullis_log::Hash;
use serde::{Deserialize, Serialize};

use crate::application_draft;

const HEAD: &str = "content";
const PART: &str = "content_part";
/// The bytes of a part: in base64 they are 240 KiB, less than a document of the store may have.
pub const PART_BYTES: usize = 180 * 1_024;

/// Who keeps a content, and so who may ask for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// Those who apply: a tenant of a provider, or the provider itself.
    Own(Option<TenantName>),
    /// What came from a provider across.
    From(House),
    /// What somebody of the authority or of an agency attached to a case.
    Case(CaseNumber),
}

impl Room {
    /// Its name in the store.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Own(tenant) => format!("own/{}", application_draft::room(tenant.as_ref())),
            Self::From(house) => format!("from/{house}/"),
            Self::Case(number) => format!("case/{number}/"),
        }
    }

    /// The room of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let (sort, rest) = name.split_once('/')?;
        let rest = rest.strip_suffix('/')?;
        match sort {
            "own" if rest.is_empty() => Some(Self::Own(None)),
            "own" => TenantName::new(rest).ok().map(|tenant| Self::Own(Some(tenant))),
            "from" => House::new(rest).ok().map(Self::From),
            "case" => CaseNumber::new(rest).ok().map(Self::Case),
            _ => None,
        }
    }
}

/// That a room keeps a content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keeping {
    /// When it was brought last.
    pub at: Instant,
    /// Who brought it: a person, or a house.
    pub by: String,
}

/// What is known of a content without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Bytes.
    pub bytes: u64,
    /// Its media type, as its bytes say.
    pub media_type: String,
    /// Whether all of it has come.
    pub is_whole: bool,
    /// The rooms that keep it, by their names.
    pub rooms: BTreeMap<String, Keeping>,
}

impl Head {
    /// Whether a room keeps all of it.
    #[must_use]
    pub fn is_in(&self, room: &Room) -> bool {
        self.is_whole && self.rooms.contains_key(&room.name())
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        Kind::of_media_type(&self.media_type)
    }
}

/// A content to be kept: its bytes, with what they say of themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    bytes: Vec<u8>,
    hash: Hash,
    kind: Kind,
}

impl Content {
    /// A content of these bytes.
    ///
    /// # Errors
    /// [`NotTaken`] where it is of no kind that is taken.
    pub fn of(bytes: Vec<u8>) -> Result<Self, NotTaken> {
        let (hash, kind) = (Hash::of(&bytes), Kind::of(&bytes)?);
        Ok(Self { bytes, hash, kind })
    }

    /// SHA-256 of its bytes.
    #[must_use]
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// What it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many transactions [`Content::keep`] takes.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.bytes.chunks(PART_BYTES).count() + 2
    }

    /// Keeps it in a room: one step of several, in a transaction of its own, from 0 to [`Content::steps`]; each may be done again. It is there after the last.
    ///
    /// # Errors
    /// [`StoreError`] where the store does not take it.
    pub fn keep(&self, open: &mut dyn Transaction, room: &Room, kept: &Keeping, step: usize) -> Result<(), StoreError> {
        match step.checked_sub(1) {
            None => self.begin(open, room, kept),
            Some(place) => match self.bytes.chunks(PART_BYTES).nth(place) {
                Some(part) => {
                    let body = STANDARD.encode(part);
                    // One that is there is the same: it was made of bytes with this hash.
                    open.put_document(PART, &part_name(self.hash, place), None, &body).map(drop)
                }
                None => self.finish(open),
            },
        }
    }

    fn begin(&self, open: &mut dyn Transaction, room: &Room, kept: &Keeping) -> Result<(), StoreError> {
        let (mut head, version) = match document(open, self.hash)? {
            Some((head, version)) => (head, Some(version)),
            None => {
                let (bytes, media_type) = (self.bytes.len() as u64, self.kind.media_type().to_owned());
                (Head { bytes, media_type, is_whole: false, rooms: BTreeMap::new() }, None)
            }
        };
        // Brought again, it is to be named again: its time begins anew.
        head.rooms.insert(room.name(), kept.clone());
        write(open, self.hash, &head, version)
    }

    fn finish(&self, open: &mut dyn Transaction) -> Result<(), StoreError> {
        let Some((head, version)) = document(open, self.hash)? else {
            return Err(StoreError::unavailable("the content was erased while it came: send it again"));
        };
        write(open, self.hash, &Head { is_whole: true, ..head }, Some(version))
    }
}

fn part_name(hash: Hash, place: usize) -> String {
    format!("{}/{place:05}", hash.to_hex())
}

fn damaged(hash: Hash, why: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged { place: format!("{HEAD} {}", hash.to_hex()), why: why.to_string() }
}

fn document(open: &mut dyn Transaction, hash: Hash) -> Result<Option<(Head, u64)>, StoreError> {
    let found = open.document(HEAD, &hash.to_hex())?;
    found.map(|found| Ok((read_head(&found)?, found.version))).transpose()
}

fn read_head(document: &Document) -> Result<Head, StoreError> {
    serde_json::from_str(&document.body)
        .map_err(|error| StoreError::Damaged { place: format!("{HEAD} {}", document.name), why: error.to_string() })
}

fn write(open: &mut dyn Transaction, hash: Hash, head: &Head, version: Option<u64>) -> Result<(), StoreError> {
    let body = serde_json::to_string(head).map_err(StoreError::unavailable)?;
    let is_kept = open.put_document(HEAD, &hash.to_hex(), version, &body)?;
    if is_kept { Ok(()) } else { Err(StoreError::Conflict { name: "content_head", tries: 1 }) }
}

/// What is known of a content; nothing where none of it is kept.
///
/// # Errors
/// [`StoreError`] where the store cannot be read.
pub fn head(open: &mut dyn Transaction, hash: Hash) -> Result<Option<Head>, StoreError> {
    Ok(document(open, hash)?.map(|(head, _)| head))
}

/// What is known of a content that a room keeps, all of it; nothing where it does not.
///
/// # Errors
/// [`StoreError`] where the store cannot be read.
pub fn head_in(open: &mut dyn Transaction, hash: Hash, room: &Room) -> Result<Option<Head>, StoreError> {
    Ok(head(open, hash)?.filter(|head| head.is_in(room)))
}

/// The heads of contents whose hashes come after one in their order, at most so many.
///
/// # Errors
/// [`StoreError`] where the store cannot be read.
pub fn heads(open: &mut dyn Transaction, after: Option<Hash>, most: usize) -> Result<Vec<(Hash, Head)>, StoreError> {
    let after = after.map(|hash| hash.to_hex()).unwrap_or_default();
    let found = open.documents(HEAD, &after, most)?;
    let read = found.iter().map(|document| {
        let place = || format!("{HEAD} {}", document.name);
        let hash = Hash::from_hex(&document.name)
            .map_err(|error| StoreError::Damaged { place: place(), why: error.to_string() })?;
        Ok((hash, read_head(document)?))
    });
    read.collect()
}

/// Bytes of a content that is kept, from a place on; at least one part of it where there is more, and at most so many parts.
///
/// # Errors
/// [`StoreError`] where the store cannot be read, or a part is missing.
pub fn bytes_from(
    open: &mut dyn Transaction,
    hash: Hash,
    head: &Head,
    from: u64,
    most_parts: usize,
) -> Result<Vec<u8>, StoreError> {
    let (mut bytes, length) = (Vec::new(), PART_BYTES as u64);
    let mut skipped = usize::try_from(from % length).unwrap_or(0);
    let parts = head.bytes.div_ceil(length);
    for place in (from / length..parts).take(most_parts) {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let found = open.document(PART, &part_name(hash, place))?;
        let part = found.ok_or_else(|| damaged(hash, format!("part {place} is missing")))?;
        let part = STANDARD.decode(&part.body).map_err(|error| damaged(hash, error))?;
        bytes.extend_from_slice(part.get(skipped..).unwrap_or_default());
        skipped = 0;
    }
    Ok(bytes)
}

/// All bytes of a content that is kept, checked against its hash.
///
/// # Errors
/// [`StoreError`] where the store cannot be read, or what it has is not what was kept.
pub fn bytes(open: &mut dyn Transaction, hash: Hash, head: &Head) -> Result<Vec<u8>, StoreError> {
    let bytes = bytes_from(open, hash, head, 0, usize::MAX)?;
    if Hash::of(&bytes) == hash { Ok(bytes) } else { Err(damaged(hash, "its bytes have another hash")) }
}

/// Rooms let go of a content; without one left, it is erased. Whether it was.
///
/// # Errors
/// [`StoreError`] where the store does not take it.
pub fn let_go(
    open: &mut dyn Transaction,
    hash: Hash,
    leaves: &dyn Fn(&str, &Keeping) -> bool,
) -> Result<bool, StoreError> {
    let Some((mut head, version)) = document(open, hash)? else { return Ok(false) };
    let before = head.rooms.len();
    head.rooms.retain(|room, kept| !leaves(room, kept));
    if !head.rooms.is_empty() {
        if head.rooms.len() < before {
            write(open, hash, &head, Some(version))?;
        }
        return Ok(false);
    }
    for place in 0..head.bytes.div_ceil(PART_BYTES as u64) {
        let name = part_name(hash, usize::try_from(place).unwrap_or(usize::MAX));
        // Parts never change, so each is of its first version; of one that never came, not all did.
        open.remove_document(PART, &name, 1)?;
    }
    open.remove_document(HEAD, &hash.to_hex(), version)
}
