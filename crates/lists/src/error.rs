//! What can go wrong: each error says what is wrong, where, and the mend.

use crate::guard::Refusal;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a list could not be read, kept or compared.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried: `read`, `write`.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file, a name or a line cannot be used at all.
    #[error("{place}: {problem}")]
    Unusable {
        /// The file, and the line where there is one.
        place: String,
        /// What is wrong.
        problem: String,
        /// What to do about it.
        mend: String,
    },
    /// The import would lose too much.
    #[error("{0}")]
    Guarded(Box<Refusal>),
}

impl ListError {
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), source }
    }

    pub(crate) fn unusable(place: impl Into<String>, problem: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::Unusable { place: place.into(), problem: problem.into(), mend: mend.into() }
    }

    /// What to do about it.
    #[must_use]
    pub fn mend(&self) -> String {
        match self {
            Self::Io { .. } => {
                "check that the path exists, that it may be read and written, and that the disk has room".to_owned()
            }
            Self::Unusable { mend, .. } => mend.clone(),
            Self::Guarded(refusal) => refusal.mend(),
        }
    }
}

/// How a format counts its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// By line of the file.
    Line,
    /// By record, where a record has no line of its own.
    Record,
}

impl Unit {
    /// The word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Line => "line",
            Self::Record => "record",
        }
    }
}

/// What is wrong with a field of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field, in the source's word.
    pub field: String,
    /// What is wrong with it.
    pub problem: String,
    /// What to do about it.
    pub mend: String,
}

impl Fault {
    pub(crate) fn new(field: impl Into<String>, problem: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into(), mend: mend.into() }
    }

    pub(crate) fn empty(field: &str) -> Self {
        Self::new(field, "is empty", "every entry needs one: fill it in, or ask the publisher")
    }
}

/// A record that was left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, {} {number}, `{}`: {}; {}", unit.word(), fault.field, fault.problem, fault.mend)]
pub struct BadRow {
    /// The file.
    pub file: Arc<str>,
    /// Whether `number` counts lines or records.
    pub unit: Unit,
    /// Which one, counted from one.
    pub number: u64,
    /// What is wrong.
    pub fault: Fault,
}
