//! What a check of a folder finds: each fault with its file and place, what is there and what is expected.

use crate::checkpoint::Checkpoint;
use crate::hash::Hash;
use std::fmt;

/// After so many findings a check stops: the folder is another log's, or hardly one at all.
pub const MOST_FINDINGS: usize = 10_000;

/// The outcome of a check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The checkpoint, if the log signed it and enough witnesses cosigned.
    pub checkpoint: Option<Checkpoint>,
    /// How many entries were read and hashed.
    pub entries: u64,
    /// How many files were read.
    pub files: u64,
    /// Tiles and bundles of smaller trees that are still there and right, as the specification allows.
    pub older: u64,
    /// What is wrong: the checkpoint first, then in the order of the entries, then what should not be there.
    pub findings: Vec<Finding>,
    /// There were [`MOST_FINDINGS`] of them, and what comes after was not checked.
    pub stopped: bool,
}

impl Report {
    /// Nothing at all is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() && self.checkpoint.is_some()
    }
}

/// Something that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The path below the folder.
    pub path: String,
    /// What is wrong.
    pub fault: Fault,
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}: {}", self.path, self.fault)
    }
}

/// What can be wrong with a file. Entries are counted from 0 in the whole log, ranges without their end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It is not there.
    #[error("is missing")]
    Missing,
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(String),
    /// A log of this size has no such file.
    #[error("does not belong here: a log of {size} entries has no such file")]
    Surplus {
        /// The size of the log.
        size: u64,
    },
    /// A file of a smaller tree is not how this tree begins.
    #[error("is of a smaller tree, and not as this one begins")]
    Older,
    /// The checkpoint is not the log's.
    #[error("{0}")]
    Checkpoint(String),
    /// A tile with too many or too few bytes.
    #[error("has {found} bytes or more where {expected} belong")]
    Length {
        /// How many there are, as far as they were read.
        found: usize,
        /// 32 for each hash.
        expected: usize,
    },
    /// Hashes of a tile are not those of what lies below.
    #[error("hash {position} is {found}, expected {expected}; {others} more of its hashes are wrong")]
    Hash {
        /// The place of the first one in the tile.
        position: usize,
        /// What is there.
        found: Hash,
        /// What is expected.
        expected: Hash,
        /// How many more are wrong.
        others: usize,
    },
    /// An entry was changed.
    #[error("entry {index} was changed: its hash is {found}, expected {expected}")]
    Entry {
        /// Which.
        index: u64,
        /// Its hash.
        found: Hash,
        /// The hash that the tree has.
        expected: Hash,
    },
    /// An entry has the place of another.
    #[error("entry {index} is the one that belongs at {belongs}")]
    Moved {
        /// Where it is.
        index: u64,
        /// Where it belongs.
        belongs: u64,
    },
    /// Entries are not there, and others follow or the file ends.
    #[error("entries {first} to {end} (without the last) are not there")]
    Absent {
        /// The first.
        first: u64,
        /// The one after the last.
        end: u64,
    },
    /// Entries that the tree does not have.
    #[error("before entry {before} there are {many} that do not belong")]
    Inserted {
        /// What follows.
        before: u64,
        /// How many.
        many: usize,
    },
    /// The file ends within an entry.
    #[error("is cut within entry {index}, {missing} bytes are missing; entries up to {end} belong")]
    Cut {
        /// The entry.
        index: u64,
        /// How many bytes more it should have.
        missing: usize,
        /// The one after the last that belongs here.
        end: u64,
    },
    /// Bytes follow the last entry.
    #[error("bytes that are no entry follow entry {after}")]
    Trailing {
        /// The last entry.
        after: u64,
    },
    /// Entries that cannot be told apart: a length was changed, or all of the file.
    #[error("from entry {first} to {end} (without the last) what is there is not what the tree has")]
    Garbled {
        /// The first.
        first: u64,
        /// The one after the last.
        end: u64,
    },
    /// Two files contradict each other, and no third one vouches for either.
    #[error("entry or hash {index} and the hash of it in {other} disagree, and neither leads to the root")]
    Disagree {
        /// The entry in the log, or the place in a tile.
        index: u64,
        /// The file that has the hash.
        other: String,
    },
    /// A file and all above it in the tree agree, so what lies below was changed together with its hashes.
    #[error(
        "entries {first} to {end} (without the last) and their tiles were changed together: they hash to {found}, \
         expected {expected}"
    )]
    Beneath {
        /// The first.
        first: u64,
        /// The one after the last.
        end: u64,
        /// What they hash to.
        found: Hash,
        /// What the tree has.
        expected: Hash,
    },
    /// All files agree with each other, and not with the checkpoint.
    #[error("the root is {expected}, but entries and tiles lead to {found}")]
    Root {
        /// Where they lead.
        found: Hash,
        /// What the log signed.
        expected: Hash,
    },
}
