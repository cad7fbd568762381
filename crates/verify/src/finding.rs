//! What does not hold: where, and what was expected.

use std::fmt;

use serde::Serialize;

/// So many findings are kept; the rest are only counted.
pub const MOST_FINDINGS: usize = 1_000;

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, below the folder.
    pub path: String,
    /// The record it is about, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// What is wrong, and what was expected.
    pub problem: String,
}

impl Finding {
    /// About a file.
    #[must_use]
    pub fn of(path: impl Into<String>, problem: impl fmt::Display) -> Self {
        Self { path: path.into(), record: None, problem: problem.to_string() }
    }

    /// About a record, by the file that has it.
    #[must_use]
    pub fn of_record(sequence: u64, problem: impl fmt::Display) -> Self {
        Self { path: crate::folder::entry_path(sequence), record: Some(sequence), problem: problem.to_string() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.record {
            Some(record) => write!(to, "{}, record {record}: {}", self.path, self.problem),
            None => write!(to, "{}: {}", self.path, self.problem),
        }
    }
}

/// The findings of a check, as many as somebody can still read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// The first ones.
    pub shown: Vec<Finding>,
    /// How many more there were.
    pub more: u64,
}

impl Findings {
    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        if self.shown.len() < MOST_FINDINGS { self.shown.push(finding) } else { self.more += 1 }
    }

    /// Adds several.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }

    /// Nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }
}
