//! Leaves that can be shown without their personal fields.
//!
//! A personal field is replaced by a hash over a salt, its place and its value before the document is logged. Who has
//! the *openings*, the salts and values, can prove what the fields were; when the openings are deleted nothing
//! of them is left in the log, because without the salt the hash cannot be guessed from the value.
//!
//! A document that has an object with `withheld` as its only key is refused, wherever it lies, also within a field that
//! is itself withheld: escaping would give such documents two spellings, and a reader that forgot to undo it would
//! take somebody's text for a commitment.

use crate::canonical::{CanonicalError, push_segment, to_canonical};
use crate::hash::Hash;
use crate::text::{from_base64, to_base64};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The length of a salt in bytes.
pub const SALT_BYTES: usize = 16;
/// What a commitment begins with, so that no other hash can pass for one. The zero byte ends it.
const DOMAIN: &[u8] = b"portcullis.withheld/v1\0";
const WITHHELD: &str = "withheld";

/// Chance that keeps a withheld value from being guessed; each is used once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Salt(pub [u8; SALT_BYTES]);

impl From<Salt> for String {
    fn from(salt: Salt) -> Self {
        to_base64(&salt.0)
    }
}

impl TryFrom<String> for Salt {
    type Error = CommitmentError;

    fn try_from(text: String) -> Result<Self, CommitmentError> {
        from_base64(&text).and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(CommitmentError::Salt)
    }
}

/// What a field was, and the salt of its commitment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The salt, as base64 when written.
    pub salt: Salt,
    /// The value of the field.
    pub value: Value,
}

/// The openings of a document by the JSON pointers (RFC 6901) of their fields.
pub type Openings = BTreeMap<String, Opening>;

/// Why fields cannot be withheld or disclosed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitmentError {
    /// The document looks as if something had been withheld already.
    #[error("the object at `{at}` has `withheld` as its only key, which marks a withheld field: rename the key")]
    Confusing {
        /// Where.
        at: String,
    },
    /// The source of salts gave one twice.
    #[error("the salt for `{at}` was given before: salts come from a good source of chance")]
    SaltRepeated {
        /// For which field.
        at: String,
    },
    /// Not 16 bytes.
    #[error("a salt is {SALT_BYTES} bytes as base64 with padding")]
    Salt,
    /// Openings that do not go with the document.
    #[error("these openings do not go with the document: {}", Mismatch::list(.0))]
    Mismatches(Vec<Mismatch>),
    /// The document has no canonical form.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

/// An opening that does not go with the document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    /// Nothing was withheld there.
    #[error("nothing is withheld at `{0}`")]
    NotWithheld(String),
    /// Salt or value are not those that were committed to.
    #[error("salt or value for `{0}` are not those committed to")]
    Other(String),
}

impl Mismatch {
    fn list(mismatches: &[Self]) -> String {
        mismatches.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }
}

/// The commitment to a value at a place.
///
/// The pointer may hold a zero byte and canonical JSON never does, so the last one ends the pointer and nothing can be
/// moved between place and value.
///
/// # Errors
/// When the value has no canonical form.
pub fn commitment(salt: Salt, pointer: &str, value: &Value) -> Result<Hash, CanonicalError> {
    let mut digest = Sha256::new();
    digest.update(DOMAIN);
    digest.update(salt.0);
    digest.update(pointer);
    digest.update([0]);
    digest.update(to_canonical(value)?);
    Ok(Hash(digest.finalize().into()))
}

/// Replaces each field whose JSON pointer is `personal` by `{"withheld": "<commitment in base64>"}`, and gives the
/// openings apart. What lies below a personal field goes with it and is not asked for.
///
/// # Errors
/// When the document has no canonical form, could be confused with one that has withheld fields, or a salt repeats.
pub fn withhold(
    document: &Value,
    personal: &dyn Fn(&str) -> bool,
    salts: &mut dyn FnMut() -> Salt,
) -> Result<(Value, Openings), CommitmentError> {
    // Depth and numbers are checked first: what follows may then go down without fear.
    to_canonical(document)?;
    if shows_withheld(document) {
        let at = withheld(document).into_iter().next().unwrap_or_default();
        return Err(CommitmentError::Confusing { at });
    }
    let mut openings = Openings::new();
    let mut used = BTreeSet::new();
    let public = replace(document, &mut String::new(), &mut |pointer, value| {
        if !personal(pointer) {
            return Ok(None);
        }
        let salt = salts();
        if !used.insert(salt) {
            return Err(CommitmentError::SaltRepeated { at: pointer.to_owned() });
        }
        let hash = commitment(salt, pointer, value)?;
        openings.insert(pointer.to_owned(), Opening { salt, value: value.clone() });
        let marked = Map::from_iter([(WITHHELD.to_owned(), Value::String(hash.to_base64()))]);
        Ok(Some(Value::Object(marked)))
    })?;
    Ok((public, openings))
}

/// Puts values back, all or some, each checked against its commitment. None is put back when one does not match.
///
/// # Errors
/// When an opening does not match, each by its pointer; or when the document or a value has no canonical form.
pub fn disclose(public: &Value, openings: &Openings) -> Result<Value, CommitmentError> {
    to_canonical(public)?;
    let places: BTreeSet<String> = withheld(public).into_iter().collect();
    let mut mismatches = Vec::new();
    for (pointer, opening) in openings {
        if !places.contains(pointer) {
            mismatches.push(Mismatch::NotWithheld(pointer.clone()));
            continue;
        }
        let expected = public.pointer(pointer).and_then(|field| field.get(WITHHELD)?.as_str());
        // A value that would show as withheld again was never committed to here.
        let confusing = shows_withheld(&opening.value);
        if confusing || Some(commitment(opening.salt, pointer, &opening.value)?.to_base64().as_str()) != expected {
            mismatches.push(Mismatch::Other(pointer.clone()));
        }
    }
    if !mismatches.is_empty() {
        return Err(CommitmentError::Mismatches(mismatches));
    }
    replace(public, &mut String::new(), &mut |pointer, _| {
        Ok(openings.get(pointer).map(|opening| opening.value.clone()))
    })
}

/// The JSON pointers of what is withheld, in the order of the document.
#[must_use]
pub fn withheld(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), document)];
    while let Some((pointer, value)) = open.pop() {
        if is_marked(value) {
            found.push(pointer);
            continue;
        }
        let first = open.len();
        match value {
            Value::Array(values) => {
                open.extend(values.iter().enumerate().map(|(at, value)| (below(&pointer, &at.to_string()), value)));
            }
            Value::Object(members) => {
                open.extend(members.iter().map(|(key, value)| (below(&pointer, key), value)));
            }
            _ => {}
        }
        // The last is taken first.
        if let Some(added) = open.get_mut(first..) {
            added.reverse();
        }
    }
    found
}

/// Something in the document is withheld, or looks so.
fn shows_withheld(document: &Value) -> bool {
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        match value {
            value if is_marked(value) => return true,
            Value::Array(values) => open.extend(values),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    false
}

fn below(pointer: &str, segment: &str) -> String {
    let mut pointer = pointer.to_owned();
    push_segment(&mut pointer, segment);
    pointer
}

/// Whatever its value is: what looks like a withheld field must be one.
fn is_marked(value: &Value) -> bool {
    value.as_object().is_some_and(|members| members.len() == 1 && members.contains_key(WITHHELD))
}

type Replacement<'a> = dyn FnMut(&str, &Value) -> Result<Option<Value>, CommitmentError> + 'a;

/// Copies a document, from the root down; what is replaced is not entered.
fn replace(value: &Value, pointer: &mut String, by: &mut Replacement<'_>) -> Result<Value, CommitmentError> {
    if let Some(other) = by(pointer, value)? {
        return Ok(other);
    }
    let length = pointer.len();
    match value {
        Value::Array(values) => {
            let mut copies = Vec::with_capacity(values.len());
            for (at, value) in values.iter().enumerate() {
                push_segment(pointer, &at.to_string());
                copies.push(replace(value, pointer, by)?);
                pointer.truncate(length);
            }
            Ok(Value::Array(copies))
        }
        Value::Object(members) => {
            let mut copies = Map::with_capacity(members.len());
            for (key, value) in members {
                push_segment(pointer, key);
                copies.insert(key.clone(), replace(value, pointer, by)?);
                pointer.truncate(length);
            }
            Ok(Value::Object(copies))
        }
        scalar => Ok(scalar.clone()),
    }
}
