//! Ids for what callers give none.

use std::sync::atomic::{AtomicU64, Ordering};

use portcullis_license::{OperationId, name::NameError};
use portcullis_log::Hash;

/// Ids that nobody can guess and that never repeat: each is made of a seed that is forgotten with the process, and a count.
pub struct Ids {
    seed: [u8; 32],
    count: AtomicU64,
    spare: OperationId,
}

impl Ids {
    /// Ids made of a seed, which has to be random.
    ///
    /// # Errors
    /// [`NameError`] never, for digits are a name.
    pub fn new(seed: [u8; 32]) -> Result<Self, NameError> {
        let spare = OperationId::new(&Hash::of(&seed).to_hex())?;
        Ok(Self { seed, count: AtomicU64::new(0), spare })
    }

    /// The next one.
    #[must_use]
    pub fn next(&self) -> OperationId {
        let count = self.count.fetch_add(1, Ordering::Relaxed);
        let digest = Hash::of(&[&self.seed[..], &count.to_be_bytes()].concat()).to_hex();
        OperationId::new(digest.get(..32).unwrap_or(&digest)).unwrap_or_else(|_| self.spare.clone())
    }
}
