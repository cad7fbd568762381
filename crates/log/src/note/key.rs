//! Keys of notes: Ed25519 with a name (<https://c2sp.org/signed-note>, "Signatures" and "Verifier keys").
//!
//! A key is known by its name and four bytes of a hash over name, kind and public key, so that the same key used for two
//! kinds of statement is two keys, and neither statement can pass for the other.

use super::Signature;
use crate::text::{from_base64, shown, to_base64};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The length of the secret of a key in bytes (RFC 8032 section 5.1.5).
pub const SEED_BYTES: usize = 32;
const PRIVATE: &str = "PRIVATE+KEY+";
/// Ed25519 over the text of a note.
const NOTE_KEY: u8 = 0x01;

/// Why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The name is empty, or has a space, a plus or a control character.
    #[error("`{0}` is no name of a key: take what has neither spaces nor `+`, as in example.com/log")]
    Name(String),
    /// The parts of the text are not those of a key.
    #[error("this is no key: {0}")]
    Form(&'static str),
    /// A key of another kind.
    #[error(
        "this key is of kind {found:#04x} and {expected:#04x} is needed: 0x01 signs notes, 0x04 cosigns checkpoints"
    )]
    Kind {
        /// The kind that was given.
        found: u8,
        /// The kind that is needed.
        expected: u8,
    },
    /// Name or key were changed.
    #[error("the id {found} of the key should be {expected}: the name or the key was changed, copy it again whole")]
    Id {
        /// As written.
        found: String,
        /// As name and key have it.
        expected: String,
    },
}

/// The name of a key: not empty, without Unicode spaces, `+` and control characters. It should be a URL without its
/// scheme, and for a log its origin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyName(String);

impl KeyName {
    /// Checks a name.
    ///
    /// # Errors
    /// When it is empty, or has a space, a `+` or a control character.
    pub fn new(name: impl Into<String>) -> Result<Self, KeyError> {
        let name = name.into();
        let wrong = |letter: char| letter.is_whitespace() || letter == '+' || letter < ' ';
        if name.is_empty() || name.contains(wrong) { Err(KeyError::Name(shown(&name))) } else { Ok(Self(name)) }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

/// A public key of one kind, with its name and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublicKey {
    pub name: KeyName,
    pub id: u32,
    kind: u8,
    key: VerifyingKey,
}

impl PublicKey {
    fn new(name: KeyName, kind: u8, key: VerifyingKey) -> Self {
        let mut digest = Sha256::new();
        digest.update(name.as_str());
        digest.update([b'\n', kind]);
        digest.update(key.as_bytes());
        let hash: [u8; 32] = digest.finalize().into();
        let id = hash.first_chunk::<4>().map_or(0, |first| u32::from_be_bytes(*first));
        Self { name, id, kind, key }
    }

    pub fn parse(text: &str, kind: u8) -> Result<Self, KeyError> {
        let (name, id, key) = three_parts(text)?;
        let key = with_kind(key, kind)?;
        let key = VerifyingKey::from_bytes(&key)
            .ok()
            .filter(|key| !key.is_weak())
            .ok_or(KeyError::Form("its bytes are no Ed25519 public key"))?;
        Self::new(KeyName::new(name)?, kind, key).with_id(id)
    }

    fn with_id(self, id: &str) -> Result<Self, KeyError> {
        let expected = format!("{:08x}", self.id);
        if expected == id { Ok(self) } else { Err(KeyError::Id { found: shown(id), expected }) }
    }

    /// The bytes of the key, without kind and name.
    pub fn bytes(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    pub fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

/// `name+id+base64(kind, key)`
impl fmt::Display for PublicKey {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}+{:08x}+{}", self.name, self.id, after_kind(self.kind, self.bytes()))
    }
}

/// A secret key of one kind, with its name and id; shown without its secret.
#[derive(Clone)]
pub(super) struct SecretKey {
    pub public: PublicKey,
    key: SigningKey,
}

impl SecretKey {
    pub fn new(name: KeyName, kind: u8, seed: &[u8; SEED_BYTES]) -> Self {
        let key = SigningKey::from_bytes(seed);
        Self { public: PublicKey::new(name, kind, key.verifying_key()), key }
    }

    pub fn parse(text: &str, kind: u8) -> Result<Self, KeyError> {
        let rest = text.strip_prefix(PRIVATE).ok_or(KeyError::Form("a secret key begins with `PRIVATE+KEY+`"))?;
        let (name, id, seed) = three_parts(rest)?;
        let Self { public, key } = Self::new(KeyName::new(name)?, kind, &with_kind(seed, kind)?);
        Ok(Self { public: public.with_id(id)?, key })
    }

    pub fn encode(&self) -> String {
        let PublicKey { name, id, kind, .. } = &self.public;
        format!("{PRIVATE}{name}+{id:08x}+{}", after_kind(*kind, self.key.as_bytes()))
    }

    pub fn sign(&self, message: &[u8]) -> [u8; ed25519_dalek::SIGNATURE_LENGTH] {
        self.key.sign(message).to_bytes()
    }

    pub fn signature(&self, bytes: Vec<u8>) -> Signature {
        Signature { name: self.public.name.clone(), id: self.public.id, bytes }
    }
}

fn three_parts(text: &str) -> Result<(&str, &str, &str), KeyError> {
    // The base64 of the key may itself have a plus.
    let mut parts = text.splitn(3, '+');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(name), Some(id), Some(key)) => Ok((name, id, key)),
        _ => Err(KeyError::Form("it has a name, an id and a key in base64 with `+` between them")),
    }
}

fn with_kind(text: &str, expected: u8) -> Result<[u8; 32], KeyError> {
    let bytes = from_base64(text).ok_or(KeyError::Form("its last part is not base64 with padding"))?;
    let (found, key) = bytes.split_first().ok_or(KeyError::Form("its last part is empty"))?;
    if *found != expected {
        return Err(KeyError::Kind { found: *found, expected });
    }
    key.try_into().map_err(|_| KeyError::Form("its last part is not one byte of kind and 32 of key"))
}

fn after_kind(kind: u8, key: &[u8; 32]) -> String {
    let mut bytes = vec![kind];
    bytes.extend_from_slice(key);
    to_base64(&bytes)
}

/// Signs notes.
#[derive(Clone)]
pub struct Signer(SecretKey);

impl Signer {
    /// A key from its secret, which must come from a good source of chance.
    #[must_use]
    pub fn from_seed(name: KeyName, seed: &[u8; SEED_BYTES]) -> Self {
        Self(SecretKey::new(name, NOTE_KEY, seed))
    }

    /// Reads `PRIVATE+KEY+name+id+base64`, as Go's note package writes it.
    ///
    /// # Errors
    /// When the text is no such key; the error does not show the secret.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        SecretKey::parse(text, NOTE_KEY).map(Self)
    }

    /// `PRIVATE+KEY+name+id+base64`: who has this text signs as this key.
    #[must_use]
    pub fn encode(&self) -> String {
        self.0.encode()
    }

    /// What others check the signatures with.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        Verifier(self.0.public.clone())
    }

    /// The name of the key.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.0.public.name
    }

    pub(super) fn sign(&self, text: &str) -> Signature {
        self.0.signature(self.0.sign(text.as_bytes()).to_vec())
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "Signer({})", self.0.public)
    }
}

/// Checks the signatures of a key on notes; written as a verifier key, `name+id+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier(PublicKey);

impl Verifier {
    /// Reads `name+id+base64`.
    ///
    /// # Errors
    /// When the text is no verifier key for notes.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        PublicKey::parse(text, NOTE_KEY).map(Self)
    }

    /// The name of the key.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.0.name
    }

    /// The id of the key.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.0.id
    }

    pub(super) fn verify(&self, text: &str, signature: &[u8]) -> bool {
        self.0.verify(text.as_bytes(), signature)
    }
}

impl fmt::Display for Verifier {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(to)
    }
}
