//! Witnesses: who remembers the last tree of a log and cosigns only what grew out of it
//! (<https://c2sp.org/tlog-witness>).
//!
//! Both halves are here without the network: what a witness answers to a body, and what a log sends and makes of the
//! answer. A witness that forgets what it cosigned can be led to cosign a log that was rolled back; so what it has seen
//! is given out to be stored before the answer is sent.

mod client;
mod verdict;

pub use client::{Answer, ClientError, MOST_ANSWER_BYTES, merge};
pub use verdict::{SIZE_CONTENT_TYPE, Verdict};

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::Hash;
use crate::note::{CosignError, Cosigner, MOST_NOTE_BYTES, NoteError, SignedNote, Verifier};
use crate::proof::{MOST_PROOF_HASHES, ProofError, consistency, verify_consistency};
use crate::text::{decimal, shown};
use crate::tile::Hashes;
use std::collections::BTreeMap;
use std::fmt;

/// The longest body of a request in bytes: a note, a size and the longest proof.
pub const MOST_BODY_BYTES: usize = MOST_NOTE_BYTES + 4096;

/// The body of `add-checkpoint`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size of the tree that the witness saw last; 0 for none.
    pub old_size: u64,
    /// That the new tree grew out of that one.
    pub proof: Vec<Hash>,
    /// The new checkpoint.
    pub note: SignedNote,
}

/// Why bytes are no body of `add-checkpoint`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// Too long.
    #[error("a body of {0} bytes is longer than {MOST_BODY_BYTES}: take signatures off the checkpoint")]
    TooLong(usize),
    /// Not UTF-8.
    #[error("the body is not UTF-8: send it as plain bytes")]
    NotUtf8,
    /// No empty line.
    #[error("the body has no empty line followed by a checkpoint: send the whole of it")]
    NoCheckpoint,
    /// The first line.
    #[error("line 1 is `old ` and a size in decimal without leading zeroes, not `{0}`")]
    OldSize(String),
    /// A line of the proof.
    #[error("line {line} is a hash of the proof as base64 of 32 bytes, not `{text}`")]
    Proof {
        /// From 1.
        line: usize,
        /// What is there.
        text: String,
    },
    /// Too many lines.
    #[error("the proof has more than {MOST_PROOF_HASHES} hashes: no tree needs so many")]
    LongProof,
    /// The checkpoint.
    #[error("the checkpoint: {0}")]
    Checkpoint(#[from] CheckpointError),
}

impl AddCheckpoint {
    /// The request that shows a new checkpoint to a witness that saw a tree of `old_size` leaves last.
    ///
    /// # Errors
    /// When the note is no checkpoint, the witness saw a larger tree, or a tile cannot be read.
    pub fn new(hashes: &impl Hashes, old_size: u64, note: SignedNote) -> Result<Self, ClientError> {
        let size = Checkpoint::parse(note.text())?.size();
        Ok(Self { old_size, proof: consistency(hashes, old_size, size)?, note })
    }

    /// Reads a body, and checks no signature and no proof.
    ///
    /// # Errors
    /// When the bytes are no such body.
    pub fn parse(body: &[u8]) -> Result<Self, BodyError> {
        if body.len() > MOST_BODY_BYTES {
            return Err(BodyError::TooLong(body.len()));
        }
        let body = std::str::from_utf8(body).map_err(|_| BodyError::NotUtf8)?;
        let (head, note) = body.split_once("\n\n").ok_or(BodyError::NoCheckpoint)?;
        let (old, proof) = head.split_once('\n').map_or((head, None), |(old, proof)| (old, Some(proof)));
        let old_size = old.strip_prefix("old ").and_then(decimal).ok_or_else(|| BodyError::OldSize(shown(old)))?;
        let mut hashes = Vec::new();
        for (line, text) in (2..).zip(proof.into_iter().flat_map(|proof| proof.split('\n'))) {
            if hashes.len() == MOST_PROOF_HASHES {
                return Err(BodyError::LongProof);
            }
            hashes.push(Hash::from_base64(text).map_err(|_| BodyError::Proof { line, text: shown(text) })?);
        }
        let note = SignedNote::parse(note.as_bytes()).map_err(CheckpointError::from)?;
        Ok(Self { old_size, proof: hashes, note })
    }
}

/// The bytes of the body.
impl fmt::Display for AddCheckpoint {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(to, "old {}", self.old_size)?;
        self.proof.iter().try_for_each(|hash| writeln!(to, "{hash}"))?;
        write!(to, "\n{}", self.note)
    }
}

/// The last tree of a log that a witness cosigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Leaves.
    pub size: u64,
    /// The root.
    pub root: Hash,
}

/// What a witness knows of a log.
#[derive(Debug, Clone)]
struct Log {
    verifiers: Vec<Verifier>,
    last: Option<Seen>,
}

/// A witness: the logs it knows, and the last tree of each that it cosigned.
#[derive(Debug, Clone, Default)]
pub struct Witness {
    logs: BTreeMap<String, Log>,
}

impl Witness {
    /// A witness that knows no log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a log known, with the keys that may sign for its origin, and the last tree that was stored of it. A log
    /// that is known already is replaced.
    pub fn know(&mut self, origin: impl Into<String>, verifiers: Vec<Verifier>, last: Option<Seen>) {
        self.logs.insert(origin.into(), Log { verifiers, last });
    }

    /// The last tree of this log that was cosigned.
    #[must_use]
    pub fn last(&self, origin: &str) -> Option<Seen> {
        self.logs.get(origin)?.last
    }

    /// Answers `add-checkpoint`, at a time in seconds since 1970.
    ///
    /// [`Verdict::Cosigned`] has what must be stored before it is sent; the witness itself has it already, so that two
    /// requests cannot both be answered from the same state. Where storing fails, answer with status 500 and nothing
    /// else: the witness then only refuses more than it must.
    ///
    /// # Errors
    /// When the time cannot be written: answer with status 500.
    pub fn add_checkpoint(
        &mut self,
        body: &[u8],
        now_seconds: u64,
        cosigner: &Cosigner,
    ) -> Result<Verdict, CosignError> {
        let request = match AddCheckpoint::parse(body) {
            Ok(request) => request,
            Err(error) => return Ok(Verdict::Malformed(error.to_string())),
        };
        let checkpoint = match Checkpoint::parse(request.note.text()) {
            Ok(checkpoint) => checkpoint,
            Err(error) => return Ok(Verdict::Malformed(error.to_string())),
        };
        let Some(log) = self.logs.get_mut(checkpoint.origin()) else {
            return Ok(Verdict::UnknownLog(shown(checkpoint.origin())));
        };
        if let Err(refusal) = log.judge(&request, &checkpoint) {
            return Ok(refusal);
        }
        let signature = cosigner.cosign(&request.note, now_seconds)?;
        let seen = Seen { size: checkpoint.size(), root: checkpoint.root() };
        log.last = Some(seen);
        let origin = checkpoint.origin().to_owned();
        Ok(Verdict::Cosigned { origin, seen, lines: format!("{signature}\n") })
    }
}

impl Log {
    /// The checks of the specification in its order, after the log is known.
    fn judge(&self, request: &AddCheckpoint, checkpoint: &Checkpoint) -> Result<(), Verdict> {
        let (old_size, size, root) = (request.old_size, checkpoint.size(), checkpoint.root());
        request.note.verify_any(&self.verifiers).map_err(|error: NoteError| Verdict::Untrusted(error.to_string()))?;
        if old_size > size {
            return Err(Verdict::Malformed(ProofError::Shrinks { old: old_size, new: size }.to_string()));
        }
        let last = self.last.unwrap_or(Seen { size: 0, root: Hash::EMPTY_ROOT });
        if old_size != last.size {
            return Err(Verdict::Conflict { size: last.size });
        }
        let inconsistent = |error: ProofError| Verdict::Inconsistent(error.to_string());
        if size == 0 && root != Hash::EMPTY_ROOT {
            return Err(inconsistent(ProofError::Root { found: root, expected: Hash::EMPTY_ROOT }));
        }
        verify_consistency(old_size, last.root, size, root, &request.proof).map_err(inconsistent)
    }
}
