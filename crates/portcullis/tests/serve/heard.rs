//! What the callers of a load heard.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// What was heard.
#[derive(Default)]
pub struct Heard {
    /// Starts that opened and rest on a license, with the end of what they hold.
    pub held: BTreeMap<String, i64>,
    /// Those of them that nothing further was said of.
    pub untouched: BTreeSet<String>,
    /// Starts that opened and need no license.
    pub free: BTreeSet<String>,
    /// Other records that were acknowledged: their ids, by their places.
    pub recorded: BTreeMap<u64, String>,
    /// When the last start was asked that opened on a license.
    pub last_opened: Option<Instant>,
    /// Answers that say no.
    pub closed: usize,
    /// Those of them that say that something is out of order.
    pub again: usize,
    /// Operations that the ledger refused.
    pub refused: usize,
    /// Other answers than these, by status.
    pub problems: Vec<(u16, String)>,
    /// Starts that rest on a license and got no answer.
    pub unanswered: BTreeSet<String>,
    /// Why there was no answer.
    pub silences: Vec<String>,
}

impl Heard {
    /// With what was heard besides.
    pub fn add(&mut self, mut other: Self) {
        self.held.append(&mut other.held);
        self.untouched.append(&mut other.untouched);
        self.free.append(&mut other.free);
        self.recorded.append(&mut other.recorded);
        self.last_opened = self.last_opened.max(other.last_opened);
        self.closed += other.closed;
        self.again += other.again;
        self.refused += other.refused;
        self.problems.append(&mut other.problems);
        self.unanswered.append(&mut other.unanswered);
        self.silences.append(&mut other.silences);
    }

    /// In one line.
    pub fn summary(&self) -> String {
        let mut problems = BTreeMap::new();
        self.problems.iter().for_each(|(status, _)| *problems.entry(status).or_insert(0) += 1);
        format!(
            "{} opened on a license, {} without; {} posted, renewed or voided, {} refused; {} closed, {} of them for now; \
             other answers {problems:?}; {} silences",
            self.held.len(),
            self.free.len(),
            self.recorded.len(),
            self.refused,
            self.closed,
            self.again,
            self.silences.len()
        )
    }
}
