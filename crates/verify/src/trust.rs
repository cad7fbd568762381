//! What the auditor trusts: the log's key, and witnesses.

use portcullis_log::note::{CosignatureVerifier, KeyError};
use portcullis_log::receipt::{Quorum, QuorumError};
use portcullis_log::{Checkpoint, SignedNote, Verifier};

/// The keys that an auditor has from elsewhere than the folder.
#[derive(Debug, Clone)]
pub struct Trust {
    /// The log's.
    pub log: Verifier,
    /// The witnesses', and how many of them must have cosigned.
    pub quorum: Quorum,
    /// How many witnesses are named.
    pub witnesses: usize,
}

/// Why keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The log's key.
    #[error("the log's key: {0}")]
    Log(KeyError),
    /// A witness's key.
    #[error("the key of a witness, `{0}`: {1}")]
    Witness(String, KeyError),
    /// The witnesses together.
    #[error(transparent)]
    Quorum(#[from] QuorumError),
}

impl Trust {
    /// The log alone, taken at its word.
    #[must_use]
    pub const fn in_log(log: Verifier) -> Self {
        Self { log, quorum: Quorum::none(), witnesses: 0 }
    }

    /// Reads verifier keys. Where no number is given, all witnesses that are named must have cosigned.
    ///
    /// # Errors
    /// [`TrustError`] where a text is no key, or the witnesses can never be so many.
    pub fn parse(log: &str, witnesses: &[String], needed: Option<usize>) -> Result<Self, TrustError> {
        let log = Verifier::parse(log.trim()).map_err(TrustError::Log)?;
        let parse = |key: &String| {
            CosignatureVerifier::parse(key.trim()).map_err(|error| TrustError::Witness(key.clone(), error))
        };
        let known = witnesses.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
        let witnesses = known.len();
        Ok(Self { log, quorum: Quorum::new(known, needed.unwrap_or(witnesses))?, witnesses })
    }

    /// The checkpoint in a note, signed by the log and cosigned by enough witnesses.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn open(&self, note: &SignedNote) -> Result<Checkpoint, String> {
        let checkpoint = Checkpoint::open(note, &self.log).map_err(|error| error.to_string())?;
        self.quorum.check(note).map_err(|error| error.to_string())?;
        Ok(checkpoint)
    }
}
