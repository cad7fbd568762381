//! What both houses state of a day, laid side by side, and what became of each difference.
//!
//! Each house states once a day what it has on record. When the second statement of a day is on record, sent or taken, the two are compared; both
//! houses have both, so both find the same. A difference is open until a later pair of statements could have shown it again and does not. All of it
//! follows from messages on record, so every node finds the same, and nothing is written for it.

use std::collections::BTreeMap;

use jiff::Span;
use jiff::civil::Date;
use portcullis_exchange::{Comparison, Difference, Side, Statement, compare};
use portcullis_license::Instant;
use serde::Deserialize as _;

use crate::mail::Mail;
use crate::note::Kept;

/// The kind of a message that is a statement.
pub(crate) const KIND: &str = "reconciliation";
/// Days that the statements of two houses may be apart and still be compared: a wire can be cut for so long.
const DAYS: i64 = 31;

/// Who states something.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// This house.
    We,
    /// The house across.
    They,
}

/// A difference, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What differs, as the latest statements have it.
    pub difference: Difference,
    /// The day of the statements that showed it first.
    pub since: Date,
    /// The day of the latest statements that showed it.
    pub last: Date,
    /// When it was found.
    pub at: Instant,
    /// The day of the first statements that could have shown it again and did not.
    pub resolved: Option<Date>,
}

impl Finding {
    /// Whether people must look at it: it is open, and does not mend itself.
    #[must_use]
    pub fn needs_a_person(&self) -> bool {
        self.resolved.is_none() && self.difference.is_serious()
    }
}

/// The statements of two houses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// The numbers of the messages by which this house stated a day, and the house across.
    ours: BTreeMap<Date, Vec<u64>>,
    theirs: BTreeMap<Date, Vec<u64>>,
    compared: Option<Date>,
    findings: Vec<Finding>,
}

impl Reconciliation {
    /// What was found, the earliest first.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// What was found and people must look at.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.needs_a_person())
    }

    /// The latest day that this house stated.
    #[must_use]
    pub fn our_day(&self) -> Option<Date> {
        self.ours.keys().next_back().copied()
    }

    /// The latest day that the house across stated.
    #[must_use]
    pub fn their_day(&self) -> Option<Date> {
        self.theirs.keys().next_back().copied()
    }

    /// The latest day of which both statements were compared.
    #[must_use]
    pub fn compared(&self) -> Option<Date> {
        self.compared
    }

    /// Takes note of a statement, which is the latest message of whoever made it.
    pub(crate) fn stated(&mut self, mail: &Mail, who: Who, side: Side) {
        let messages = if who == Who::We { mail.told() } else { mail.taken() };
        let Some((kept, statement)) = messages.last().and_then(|kept| Some((kept, statement(kept)?))) else { return };
        let (today, number) = (kept.at.date(), messages.len() as u64);
        let first = today.checked_sub(Span::new().days(DAYS)).unwrap_or(Date::MIN);
        // What comes so late was on its way all the time, and is told of as such: there is nothing any more that it is held against.
        if statement.day < first {
            return;
        }
        // A clock across may be ahead by minutes, and midnight is between us; a day that has not begun here is none that is over.
        if statement.day > today {
            let ours = today.yesterday().unwrap_or(today);
            let difference = Difference::OtherDay { ours, theirs: statement.day };
            return self.found(difference, ours, kept.at);
        }
        let (own, others) = match who {
            Who::We => (&mut self.ours, &self.theirs),
            Who::They => (&mut self.theirs, &self.ours),
        };
        own.entry(statement.day).or_default().push(number);
        own.retain(|day, _| *day >= first);
        let others = others.get(&statement.day).cloned().unwrap_or_default();
        for number in others {
            let other = if who == Who::We { mail.taken_as(number) } else { mail.told_as(number) };
            let Some(other) = other.and_then(self::statement) else { continue };
            let (ours, theirs) = if who == Who::We { (&statement, &other) } else { (&other, &statement) };
            let mut comparison = compare(ours, theirs, side, mail);
            comparison.differences.retain(|difference| is_late(difference, mail, statement.day));
            self.laid_side_by_side(statement.day, kept.at, comparison);
        }
    }

    fn laid_side_by_side(&mut self, day: Date, at: Instant, comparison: Comparison) {
        self.compared = self.compared.max(Some(day));
        for finding in self.findings.iter_mut().filter(|finding| finding.resolved.is_none() && finding.last < day) {
            let again = comparison.differences.iter().any(|found| found.is_the_same_as(&finding.difference));
            if !again && comparison.looked_for(&finding.difference) {
                finding.resolved = Some(day);
            }
        }
        comparison.differences.into_iter().for_each(|difference| self.found(difference, day, at));
    }

    fn found(&mut self, difference: Difference, day: Date, at: Instant) {
        let mut open = self.findings.iter_mut().filter(|finding| finding.resolved.is_none());
        match open.find(|finding| finding.difference.is_the_same_as(&difference)) {
            Some(finding) if finding.last <= day => (finding.difference, finding.last) = (difference, day),
            Some(_) => {}
            None => self.findings.push(Finding { difference, since: day, last: day, at, resolved: None }),
        }
    }
}

/// Whether what is only on its way was so before the stated day was over: what was said since has had no time.
fn is_late(difference: &Difference, mail: &Mail, day: Date) -> bool {
    let Difference::NotYetTaken { first, .. } = difference else { return true };
    mail.told_as(*first).is_none_or(|kept| kept.at.date() <= day)
}

/// The statement that a message is.
pub(crate) fn statement(kept: &Kept) -> Option<Statement> {
    if kept.kind != KIND {
        return None;
    }
    Statement::deserialize(kept.said.as_ref()?.get("body")?).ok()
}
