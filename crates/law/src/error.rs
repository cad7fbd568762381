//! Why a law pack is refused.

use std::path::PathBuf;

/// A fault in a pack. The message names the file, the entry and what is wrong with it.
#[derive(Debug, thiserror::Error)]
pub enum LawError {
    /// A file could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file, or an entry in it, does not say what it should.
    #[error("{file}: {problem}")]
    File {
        /// The file, relative to the law folder.
        file: String,
        /// What is wrong.
        problem: String,
    },
}

impl LawError {
    pub(crate) fn file(file: &str, problem: impl Into<String>) -> Self {
        Self::File { file: file.to_owned(), problem: problem.into() }
    }
}
