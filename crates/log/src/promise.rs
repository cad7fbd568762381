//! Promises: what the log gives the instant a leaf is committed, before a checkpoint covers it.
//!
//! A promise says: this leaf is at this index, and a checkpoint will cover it within so many milliseconds. It is signed
//! with the log's key, so a promise and a checkpoint that cannot both be true are evidence against the log, for
//! anyone who has the key. The text cannot pass for a checkpoint's: where that has a root, this has the index.
//!
//! ```text
//! portcullis.promise/v1
//! example.com/log
//! 4711
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! 1790000000000
//! 60000
//! ```
//!
//! Version, origin, index, leaf hash, the instant in milliseconds since 1970, the bound in milliseconds.

use crate::checkpoint::{Checkpoint, is_line};
use crate::hash::Hash;
use crate::note::{NoteError, SignedNote, Signer, Verifier};
use crate::receipt::{Cosigned, Proven};
use crate::text::{decimal, shown};

const HEADER: &str = "portcullis.promise/v1";
const MILLISECONDS_A_SECOND: u64 = 1000;

/// Why a text is no promise, or a promise is not the log's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PromiseError {
    /// Not in the form.
    #[error("line {line} of a promise is {what}, not `{found}`: take the promise as the log gave it")]
    Line {
        /// From 1.
        line: usize,
        /// What should be there.
        what: &'static str,
        /// What is there.
        found: String,
    },
    /// Another log's promise.
    #[error("the promise is of `{found}`, not of `{expected}`: check it with the key of its own log")]
    OtherOrigin {
        /// The origin it states.
        found: String,
        /// The origin it should have.
        expected: String,
    },
    /// The note itself.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// That a leaf is at an index and will be covered by a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    origin: String,
    /// The place of the leaf in the log, from 0.
    pub index: u64,
    /// The hash of the leaf.
    pub leaf_hash: Hash,
    /// When it was committed, in milliseconds since 1970.
    pub committed: u64,
    /// Within how many milliseconds from then a checkpoint covers it.
    pub within: u64,
}

/// What a receipt or a checkpoint says of a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The promised leaf is at the promised index.
    Kept,
    /// The log did not do what it signed.
    Broken(Breach),
    /// It says nothing of this promise.
    Silent(Silence),
}

/// How a promise was broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// Another leaf has its place.
    #[error(
        "leaf {index} was promised as {promised} and is {found}: keep the promise and the receipt, together they are \
         evidence"
    )]
    OtherLeaf {
        /// The promised index.
        index: u64,
        /// The hash of the leaf promised there.
        promised: Hash,
        /// The hash of the leaf that is there.
        found: Hash,
    },
    /// After the time a witness had still seen no checkpoint that covers it.
    #[error(
        "leaf {index} was promised a checkpoint by {deadline} ms since 1970; {late} ms after, {witness} had seen \
         none larger than {size} leaves: keep the promise and the checkpoint, together they are evidence"
    )]
    Late {
        /// The promised index.
        index: u64,
        /// When a checkpoint should have covered it, in milliseconds since 1970.
        deadline: u64,
        /// How many milliseconds later the witness cosigned.
        late: u64,
        /// The witness.
        witness: String,
        /// The size of the largest tree that it had seen.
        size: u64,
    },
}

/// Why a receipt or a checkpoint says nothing of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Silence {
    /// Of another log.
    #[error("it is of another log")]
    OtherLog,
    /// Of another place in the log.
    #[error("it is of another index")]
    OtherIndex,
    /// The checkpoint is large enough to cover the leaf: a receipt will tell.
    #[error("the checkpoint covers the index: get a receipt for it")]
    Covered,
    /// No known witness cosigned the checkpoint after the time was over.
    #[error("the time was not over when it was cosigned")]
    InTime,
}

impl Promise {
    /// A promise for the leaf at `index`, committed at an instant and to be covered within so many milliseconds.
    ///
    /// # Errors
    /// When the origin is empty or is not one line.
    pub fn new(
        origin: impl Into<String>,
        index: u64,
        leaf_hash: Hash,
        committed: u64,
        within: u64,
    ) -> Result<Self, PromiseError> {
        let origin = origin.into();
        if is_line(&origin) {
            return Ok(Self { origin, index, leaf_hash, committed, within });
        }
        Err(PromiseError::Line { line: 2, what: "the origin, not empty", found: shown(&origin) })
    }

    /// The name of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// By when a checkpoint covers the leaf, in milliseconds since 1970.
    #[must_use]
    pub const fn deadline(&self) -> u64 {
        self.committed.saturating_add(self.within)
    }

    /// The text of the note.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { origin, index, leaf_hash, committed, within } = self;
        format!("{HEADER}\n{origin}\n{index}\n{leaf_hash}\n{committed}\n{within}\n")
    }

    /// Reads the text of a note.
    ///
    /// # Errors
    /// When it is no promise.
    pub fn parse(text: &str) -> Result<Self, PromiseError> {
        let wrong =
            |line: usize, what: &'static str, found: &str| PromiseError::Line { line, what, found: shown(found) };
        let body = text.strip_suffix('\n').unwrap_or_default();
        let lines: Vec<&str> = body.split('\n').collect();
        let &[header, origin, index, hash, committed, within] = lines.as_slice() else {
            return Err(wrong(
                lines.len().min(7),
                "one of six, each ended by a line feed",
                lines.last().unwrap_or(&""),
            ));
        };
        if header != HEADER {
            return Err(wrong(1, "`portcullis.promise/v1`", header));
        }
        let number = |line: usize, what: &'static str, text: &str| decimal(text).ok_or_else(|| wrong(line, what, text));
        let index = number(3, "the index", index)?;
        let hash = Hash::from_base64(hash).map_err(|_| wrong(4, "the hash of the leaf in base64", hash))?;
        let committed = number(5, "the instant in milliseconds since 1970", committed)?;
        let within = number(6, "the bound in milliseconds", within)?;
        Self::new(origin, index, hash, committed, within)
    }

    /// The promise as a note with the log's signature.
    ///
    /// # Errors
    /// When the text is longer than a note may be.
    pub fn sign(&self, signer: &Signer) -> Result<SignedNote, PromiseError> {
        let mut note = SignedNote::new(self.text())?;
        note.sign(signer)?;
        Ok(note)
    }

    /// The promise in a note, checked: the log whose origin is the name of the key has signed it.
    ///
    /// # Errors
    /// When it has not, or when the text is no promise or another log's.
    pub fn open(note: &SignedNote, verifier: &Verifier) -> Result<Self, PromiseError> {
        note.verify(verifier)?;
        let promise = Self::parse(note.text())?;
        let expected = verifier.name().as_str();
        if promise.origin == expected {
            return Ok(promise);
        }
        Err(PromiseError::OtherOrigin { found: shown(&promise.origin), expected: shown(expected) })
    }

    /// What a verified receipt says of the promise: kept where the promised leaf has the promised place, broken where
    /// another leaf has it.
    #[must_use]
    pub fn check(&self, receipt: &Proven) -> Standing {
        if receipt.checkpoint.origin() != self.origin {
            return Standing::Silent(Silence::OtherLog);
        }
        if receipt.index != self.index {
            return Standing::Silent(Silence::OtherIndex);
        }
        if receipt.leaf_hash == self.leaf_hash {
            return Standing::Kept;
        }
        let (promised, found) = (self.leaf_hash, receipt.leaf_hash);
        Standing::Broken(Breach::OtherLeaf { index: self.index, promised, found })
    }

    /// What a checkpoint, opened and cosigned, says of the promise: broken where a witness that cosigned after the time
    /// was over had seen none that covers the leaf. That is evidence only as far as the witness is trusted to be
    /// told of every checkpoint.
    #[must_use]
    pub fn check_overdue(&self, checkpoint: &Checkpoint, cosigned: &[Cosigned]) -> Standing {
        if checkpoint.origin() != self.origin {
            return Standing::Silent(Silence::OtherLog);
        }
        if checkpoint.size() > self.index {
            return Standing::Silent(Silence::Covered);
        }
        let deadline = self.deadline();
        // A cosignature has whole seconds: the instant may have been up to a second later, never earlier.
        let last = cosigned.iter().max_by_key(|cosigned| cosigned.seconds);
        match last.map(|last| (last, last.seconds.saturating_mul(MILLISECONDS_A_SECOND).saturating_sub(deadline))) {
            Some((last, late)) if late > 0 => Standing::Broken(Breach::Late {
                index: self.index,
                deadline,
                late,
                witness: last.witness.clone(),
                size: checkpoint.size(),
            }),
            _ => Standing::Silent(Silence::InTime),
        }
    }
}
