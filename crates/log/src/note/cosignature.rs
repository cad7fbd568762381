//! Cosignatures of witnesses: Ed25519 over a checkpoint and a time (<https://c2sp.org/tlog-cosignature>, version 1).
//!
//! A cosignature says that at that time this was the largest consistent tree of the log that the witness had seen. The
//! message does not name the witness, so a key must not serve two of them.

use super::key::{PublicKey, SEED_BYTES, SecretKey};
use super::{KeyError, KeyName, Signature, SignedNote};
use crate::checkpoint::{Checkpoint, CheckpointError};
use std::fmt;

/// The latest time that a cosignature can bear, in seconds since 1970.
pub const MOST_SECONDS: u64 = (1 << 63) - 1;
/// Ed25519 over a checkpoint and a time.
const COSIGNATURE_KEY: u8 = 0x04;

/// Why a witness does not cosign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CosignError {
    /// The time cannot be written.
    #[error("{0} seconds since 1970 is no time of a cosignature: set the clock, from 1 to {MOST_SECONDS}")]
    Time(u64),
    /// Only checkpoints are cosigned.
    #[error("only checkpoints are cosigned: {0}")]
    NoCheckpoint(#[from] CheckpointError),
}

/// Cosigns checkpoints; shown without its secret.
#[derive(Clone)]
pub struct Cosigner(SecretKey);

impl Cosigner {
    /// A key from its secret, which must come from a good source of chance.
    #[must_use]
    pub fn from_seed(name: KeyName, seed: &[u8; SEED_BYTES]) -> Self {
        Self(SecretKey::new(name, COSIGNATURE_KEY, seed))
    }

    /// Reads `PRIVATE+KEY+name+id+base64`.
    ///
    /// # Errors
    /// When the text is no such key; the error does not show the secret.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        SecretKey::parse(text, COSIGNATURE_KEY).map(Self)
    }

    /// `PRIVATE+KEY+name+id+base64`: who has this text cosigns as this witness.
    #[must_use]
    pub fn encode(&self) -> String {
        self.0.encode()
    }

    /// What others check the cosignatures with.
    #[must_use]
    pub fn verifier(&self) -> CosignatureVerifier {
        CosignatureVerifier(self.0.public.clone())
    }

    /// The name of the key.
    #[must_use]
    pub const fn name(&self) -> &KeyName {
        &self.0.public.name
    }

    /// Cosigns a checkpoint as of a time in seconds since 1970. Whether it may be cosigned is for
    /// [`crate::witness::Witness`] to say.
    ///
    /// # Errors
    /// When the note is no checkpoint, or the time is 0 or above [`MOST_SECONDS`].
    pub fn cosign(&self, checkpoint: &SignedNote, seconds: u64) -> Result<Signature, CosignError> {
        if !(1..=MOST_SECONDS).contains(&seconds) {
            return Err(CosignError::Time(seconds));
        }
        Checkpoint::parse(checkpoint.text())?;
        let mut bytes = seconds.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.0.sign(&message(checkpoint.text(), seconds)));
        Ok(self.0.signature(bytes))
    }
}

impl fmt::Debug for Cosigner {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "Cosigner({})", self.0.public)
    }
}

/// Checks cosignatures of a witness; written as a verifier key, `name+id+base64`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CosignatureVerifier(PublicKey);

impl CosignatureVerifier {
    /// Reads `name+id+base64`.
    ///
    /// # Errors
    /// When the text is no verifier key for cosignatures.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        PublicKey::parse(text, COSIGNATURE_KEY).map(Self)
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

    /// The public key itself, whatever name it goes by.
    #[must_use]
    pub fn key_bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// The time in seconds since 1970 when the signature is right.
    pub(super) fn verify(&self, text: &str, signature: &[u8]) -> Option<u64> {
        let (seconds, signature) = signature.split_first_chunk::<8>()?;
        let seconds = u64::from_be_bytes(*seconds);
        let right = (1..=MOST_SECONDS).contains(&seconds) && self.0.verify(&message(text, seconds), signature);
        right.then_some(seconds)
    }
}

impl fmt::Display for CosignatureVerifier {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(to)
    }
}

fn message(text: &str, seconds: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {seconds}\n{text}").into_bytes()
}
