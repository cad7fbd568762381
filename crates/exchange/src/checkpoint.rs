//! The last checkpoint of the provider's log that the authority was told.
//!
//! A log only grows. One that is told smaller, or of the same size with another root, was rolled back or forked, and both
//! checkpoints bear the log's signature: keep them. Growth that comes with a proof is proven; without one it is believed
//! for now, and [`KeptCheckpoint::proven`] stays behind until a proof closes the distance.

use portcullis_log::checkpoint::CheckpointError;
use portcullis_log::note::{SignedNote, Verifier};
use portcullis_log::proof::{ProofError, verify_consistency};
use portcullis_log::witness::Seen;
use portcullis_log::{Checkpoint, Hash};

use crate::body;

/// What the authority has seen of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// The name of the log.
    pub origin: String,
    /// The largest tree.
    pub last: Seen,
    /// The largest tree up to which each grew out of the one before by a proof.
    pub proven: Seen,
}

/// How a log came to the checkpoint that it told.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Grown {
    /// The tree is the one seen last.
    Not,
    /// It grew out of the one seen last, by a proof.
    Proven,
    /// It is larger, and how it grew was not shown.
    Unproven,
}

/// Why a checkpoint is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointRefusal {
    /// It is no checkpoint of the log.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The log shrank.
    #[error("{origin} tells a tree of {told} leaves after one of {kept}: it was rolled back; keep both checkpoints")]
    Smaller {
        /// The log.
        origin: String,
        /// Leaves of the tree seen last.
        kept: u64,
        /// Leaves of the tree told.
        told: u64,
    },
    /// The log forked.
    #[error("{origin} tells two roots for {size} leaves, {kept} and {told}: it was forked; keep both checkpoints")]
    Forked {
        /// The log.
        origin: String,
        /// Leaves.
        size: u64,
        /// The root seen first.
        kept: Hash,
        /// The root told now.
        told: Hash,
    },
    /// The proof begins elsewhere.
    #[error(
        "the proof is from {from} leaves, and trees of {proven} (proven) and {last} (last) are known: prove it from one"
    )]
    OtherProof {
        /// Where it begins.
        from: u64,
        /// Leaves of the largest proven tree.
        proven: u64,
        /// Leaves of the tree seen last.
        last: u64,
    },
    /// The proof does not hold.
    #[error("the tree of {told} leaves did not grow out of that of {from}: {error}")]
    Inconsistent {
        /// Where the proof begins.
        from: u64,
        /// Leaves of the tree told.
        told: u64,
        /// Why not.
        error: ProofError,
    },
}

impl CheckpointRefusal {
    /// Whether the log's own signatures contradict each other: an alarm, and not a mistake.
    #[must_use]
    pub const fn is_evidence(&self) -> bool {
        matches!(self, Self::Smaller { .. } | Self::Forked { .. })
    }
}

impl KeptCheckpoint {
    /// Before the first checkpoint of a log.
    #[must_use]
    pub const fn none(origin: String) -> Self {
        let nothing = Seen { size: 0, root: Hash::EMPTY_ROOT };
        Self { origin, last: nothing, proven: nothing }
    }

    /// What is kept after the checkpoint of a message, signed by one of the log's keys.
    ///
    /// # Errors
    /// [`CheckpointRefusal`]; what was kept stays.
    pub fn told(&self, told: &body::Checkpoint, keys: &[Verifier]) -> Result<(Self, Grown), CheckpointRefusal> {
        let note: SignedNote = told.note.parse().map_err(CheckpointError::Note)?;
        self.grown(told, &Checkpoint::open_of(&note, &self.origin, keys)?)
    }

    /// What is kept after the checkpoint of a message where the keys of the log are not known: the house that signed the message says all of it.
    ///
    /// # Errors
    /// [`CheckpointRefusal`]; what was kept stays.
    pub fn stated(&self, told: &body::Checkpoint) -> Result<(Self, Grown), CheckpointRefusal> {
        let checkpoint = parsed(told)?;
        if checkpoint.origin() != self.origin {
            let (expected, found) = (self.origin.clone(), checkpoint.origin().to_owned());
            return Err(CheckpointError::OtherOrigin { expected, found }.into());
        }
        self.grown(told, &checkpoint)
    }

    /// What is kept after the first checkpoint that a house states of its log.
    ///
    /// # Errors
    /// [`CheckpointRefusal`]; nothing is kept.
    pub fn begun(told: &body::Checkpoint) -> Result<(Self, Grown), CheckpointRefusal> {
        Self::none(parsed(told)?.origin().to_owned()).stated(told)
    }

    fn grown(&self, told: &body::Checkpoint, checkpoint: &Checkpoint) -> Result<(Self, Grown), CheckpointRefusal> {
        let now = Seen { size: checkpoint.size(), root: checkpoint.root() };
        self.is_no_contradiction(now)?;
        let proven_now = match &told.consistency {
            Some(consistency) => self.is_proven(now, consistency)?,
            // Everything grew out of nothing; what is the same has not grown.
            None => self.proven.size == 0 || now == self.proven,
        };
        let grown = match (now == self.last, proven_now) {
            (true, _) => Grown::Not,
            (false, true) => Grown::Proven,
            (false, false) => Grown::Unproven,
        };
        let proven = if proven_now { now } else { self.proven };
        Ok((Self { origin: self.origin.clone(), last: now, proven }, grown))
    }

    fn is_no_contradiction(&self, told: Seen) -> Result<(), CheckpointRefusal> {
        let Seen { size, root } = self.last;
        let origin = || self.origin.clone();
        if told.size < size {
            return Err(CheckpointRefusal::Smaller { origin: origin(), kept: size, told: told.size });
        }
        let expected = if told.size == size { root } else { told.root };
        if told.root != expected {
            return Err(CheckpointRefusal::Forked { origin: origin(), size, kept: root, told: told.root });
        }
        Ok(())
    }

    /// Whether everything up to the tree is proven with this proof; from the tree seen last it may hold without that.
    fn is_proven(&self, now: Seen, proof: &body::Consistency) -> Result<bool, CheckpointRefusal> {
        let Some(old) = [self.proven, self.last].into_iter().find(|seen| seen.size == proof.from) else {
            let (proven, last) = (self.proven.size, self.last.size);
            return Err(CheckpointRefusal::OtherProof { from: proof.from, proven, last });
        };
        verify_consistency(old.size, old.root, now.size, now.root, &proof.hashes)
            .map_err(|error| CheckpointRefusal::Inconsistent { from: old.size, told: now.size, error })?;
        Ok(old == self.proven)
    }
}

fn parsed(told: &body::Checkpoint) -> Result<Checkpoint, CheckpointError> {
    let note: SignedNote = told.note.parse()?;
    Checkpoint::parse(note.text())
}
