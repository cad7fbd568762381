//! Checkpoints: what the log says its tree is (<https://c2sp.org/tlog-checkpoint>).
//!
//! Two checkpoints of a log that cannot both be true are proof against it, because both bear its signature. So a
//! checkpoint is signed only for a size and root that are already safely stored.

use crate::hash::Hash;
use crate::note::{NoteError, SignedNote, Signer, Verifier};
use crate::text::{decimal, shown};

/// Why a text is no checkpoint, or a checkpoint is not the log's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The origin cannot be written in a line.
    #[error("`{0}` is no origin: it is one line that is not empty, as in example.com/log")]
    Origin(String),
    /// The second line.
    #[error("line 2 of a checkpoint is the size in decimal without leading zeroes, not `{0}`")]
    Size(String),
    /// The third line.
    #[error("line 3 of a checkpoint is the root as base64 of 32 bytes, not `{0}`")]
    Root(String),
    /// A line after the third.
    #[error("an extension of a checkpoint is one line that is not empty, not `{0}`")]
    Extension(String),
    /// Lines are missing.
    #[error("a checkpoint has three lines at least, origin, size and root, each ended by a line feed")]
    Lines,
    /// Another log's checkpoint.
    #[error("the checkpoint is of `{found}`, not of `{expected}`: ask the log for its own")]
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

/// The state of a log: its origin, and the size and root of its tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint without extension lines.
    ///
    /// # Errors
    /// When the origin is empty or is not one line.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Result<Self, CheckpointError> {
        let origin = origin.into();
        if is_line(&origin) {
            Ok(Self { origin, size, root, extensions: Vec::new() })
        } else {
            Err(CheckpointError::Origin(shown(&origin)))
        }
    }

    /// Adds an extension line. The specification advises against them: nobody checks what they say.
    ///
    /// # Errors
    /// When it is empty or is not one line.
    pub fn extended(mut self, line: impl Into<String>) -> Result<Self, CheckpointError> {
        let line = line.into();
        if !is_line(&line) {
            return Err(CheckpointError::Extension(shown(&line)));
        }
        self.extensions.push(line);
        Ok(self)
    }

    /// The name of the log.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// How many leaves the tree has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The root of the tree.
    #[must_use]
    pub const fn root(&self) -> Hash {
        self.root
    }

    /// The lines after the third.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The text of the note.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, self.root);
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Reads the text of a note.
    ///
    /// # Errors
    /// When it is no checkpoint.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Lines)?.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(CheckpointError::Lines);
        };
        let size = decimal(size).ok_or_else(|| CheckpointError::Size(shown(size)))?;
        let root = Hash::from_base64(root).map_err(|_| CheckpointError::Root(shown(root)))?;
        lines.try_fold(Self::new(origin, size, root)?, Self::extended)
    }

    /// The checkpoint as a note with the log's signature.
    ///
    /// # Errors
    /// When the text is longer than a note may be.
    pub fn sign(&self, signer: &Signer) -> Result<SignedNote, CheckpointError> {
        let mut note = SignedNote::new(self.text())?;
        note.sign(signer)?;
        Ok(note)
    }

    /// The checkpoint in a note, checked: the log whose origin is the name of the key has signed it.
    ///
    /// # Errors
    /// When it has not, or when the text is no checkpoint or another log's.
    pub fn open(note: &SignedNote, verifier: &Verifier) -> Result<Self, CheckpointError> {
        Self::open_of(note, verifier.name().as_str(), std::slice::from_ref(verifier))
    }

    /// As [`Checkpoint::open`], for a log whose keys have other names than its origin, or that has several.
    ///
    /// # Errors
    /// As [`Checkpoint::open`].
    pub fn open_of(note: &SignedNote, origin: &str, verifiers: &[Verifier]) -> Result<Self, CheckpointError> {
        note.verify_any(verifiers)?;
        let checkpoint = Self::parse(note.text())?;
        if checkpoint.origin == origin {
            return Ok(checkpoint);
        }
        Err(CheckpointError::OtherOrigin { found: shown(&checkpoint.origin), expected: shown(origin) })
    }
}

/// One line of a note that is not empty.
pub(crate) fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.bytes().any(|byte| byte < 0x20)
}
