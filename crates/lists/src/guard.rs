//! The guard against an import that loses entries: an empty download, a cut-off file, the wrong file.

use crate::diff::Diff;
use crate::error::BadRow;
use std::collections::BTreeMap;
use std::fmt;

/// How many bad rows a refusal shows.
const SHOWN_MAX: usize = 5;

/// Why an import was refused, with the numbers that a person needs to judge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The source.
    pub source: String,
    /// The reasons, each a sentence.
    pub reasons: Vec<String>,
    /// Entries per list before.
    pub before: BTreeMap<String, usize>,
    /// Entries per list after.
    pub after: BTreeMap<String, usize>,
    /// The first of the bad rows.
    pub bad: Vec<BadRow>,
}

/// What the guard looks at.
pub(crate) struct Guarded<'a> {
    pub source: &'a str,
    pub before: &'a BTreeMap<String, usize>,
    pub after: &'a BTreeMap<String, usize>,
    pub diff: &'a Diff,
    pub aliases: (usize, usize),
    pub bad: &'a [BadRow],
    pub bad_count: u64,
}

/// Refuses what is empty, what removes a whole list or more than `percent` of the entries or of their other names
/// (a file of names that was forgotten), and what has more bad rows than that.
pub(crate) fn check(guarded: &Guarded<'_>, percent: u32) -> Option<Refusal> {
    let (before, after): (usize, usize) = (guarded.before.values().sum(), guarded.after.values().sum());
    let removed = guarded.diff.removed.len();
    let over = |part: u128, whole: u128| part * 100 > whole * u128::from(percent);
    let mut reasons = Vec::new();
    if after == 0 {
        reasons.push("it has no entry at all".to_owned());
    }
    if over(removed as u128, before as u128) {
        reasons.push(format!("it removes {removed} of {before} entries, more than {percent} percent"));
    }
    let (names_before, names_after) = guarded.aliases;
    if over(names_before.saturating_sub(names_after) as u128, names_before as u128) {
        reasons.push(format!("its entries have {names_after} other names where they had {names_before}"));
    }
    let gone: Vec<&str> =
        guarded.before.keys().filter(|list| !guarded.after.contains_key(*list)).map(String::as_str).collect();
    if !gone.is_empty() && after > 0 {
        let shown = gone.iter().take(12).copied().collect::<Vec<_>>().join(", ");
        reasons.push(format!("nothing is left of {} ({shown})", if gone.len() == 1 { "a list" } else { "some lists" }));
    }
    let bad = u128::from(guarded.bad_count);
    if bad > 0 && over(bad, bad + after as u128) {
        reasons.push(format!("{bad} of its rows cannot be used, {after} can"));
    }
    (!reasons.is_empty()).then(|| Refusal {
        source: guarded.source.to_owned(),
        reasons,
        before: guarded.before.clone(),
        after: guarded.after.clone(),
        bad: guarded.bad.iter().take(SHOWN_MAX).cloned().collect(),
    })
}

impl Refusal {
    pub(crate) fn mend(&self) -> String {
        "the list that serves is unchanged. Look at the file: a download that failed or the wrong file looks like this. \
         If the publisher did remove so much, import it again with --force"
            .to_owned()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "import of `{}` refused: {}", self.source, self.reasons.join("; "))?;
        let lists: BTreeMap<&String, ()> = self.before.keys().chain(self.after.keys()).map(|list| (list, ())).collect();
        if !lists.is_empty() {
            write!(f, "\n\n{:<24} {:>9} {:>9}", "list", "before", "after")?;
        }
        for list in lists.keys() {
            let count = |counts: &BTreeMap<String, usize>| counts.get(*list).copied().unwrap_or(0);
            write!(f, "\n{list:<24} {:>9} {:>9}", count(&self.before), count(&self.after))?;
        }
        if !self.bad.is_empty() {
            f.write_str("\n")?;
        }
        for bad in &self.bad {
            write!(f, "\n{bad}")?;
        }
        Ok(())
    }
}
