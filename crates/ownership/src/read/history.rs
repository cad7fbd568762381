//! Versions of one BODS record, laid along time.
//!
//! A later version takes over from the day its interests begin, where that is later than before, and otherwise
//! from the day it was stated: publishers keep the start of the interest when only its share changes. What a
//! later version says of an end is true of the earlier ones, too.

use super::Sink;
use crate::builder::InterestStatement;
use crate::date;
use crate::model::{Holding, Nature};
use crate::share::Share;
use jiff::civil::Date;

/// An interest of a record.
#[derive(Clone, Copy)]
pub(super) struct Recorded {
    pub nature: Nature,
    pub share: Share,
    pub held: Holding,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Recorded {
    /// An interest of which nothing is stated: it may be ownership.
    pub fn unknown() -> Self {
        Self { nature: Nature::Ownership, share: Share::UNKNOWN, held: Holding::Unknown, from: None, to: None }
    }
}

/// One statement about a relationship.
pub(super) struct Version {
    pub place: String,
    pub statement: String,
    pub stated: String,
    pub closed: bool,
    pub owner: String,
    pub owned: String,
    pub interests: Vec<Recorded>,
}

impl Version {
    fn stated_on(&self) -> Option<Date> {
        date::begins(&self.stated)
    }

    fn begins(&self) -> Option<Date> {
        self.interests.iter().filter_map(|interest| interest.from).min()
    }

    /// When it takes over from the version before it.
    fn takes_over(&self, before: &Self) -> Option<Date> {
        match (before.begins(), self.begins()) {
            (Some(earlier), Some(later)) if later > earlier => Some(later),
            _ => self.stated_on(),
        }
    }

    /// The end that it states for an interest like this one.
    fn end_of(&self, like: &Recorded) -> Option<Date> {
        let alike = self.interests.iter().filter(|one| one.nature == like.nature && one.held == like.held);
        let ended = alike.filter_map(|one| one.to).min();
        if self.closed { ended.or_else(|| self.stated_on()) } else { ended }
    }
}

/// States the interests of a record, each for the time in which it holds.
pub(super) fn settle(sink: &mut Sink<'_>, mut versions: Vec<Version>) {
    versions.sort_by(|a, b| (&a.stated, a.closed, &a.statement).cmp(&(&b.stated, b.closed, &b.statement)));
    for (at, version) in versions.iter().enumerate() {
        let (before, after) = (at.checked_sub(1).and_then(|at| versions.get(at)), versions.get(at + 1));
        let begins = before.and_then(|before| version.takes_over(before));
        let until = after.and_then(|after| after.takes_over(version));
        for interest in &version.interests {
            let later = versions.iter().skip(at).filter_map(|later| later.end_of(interest));
            let to = later.chain(interest.to).chain(until).min();
            let from = interest.from.max(begins);
            // Its time is another version's.
            if from.zip(to).is_some_and(|(from, to)| to <= from && (at > 0 || after.is_some() || version.closed)) {
                continue;
            }
            sink.interest(
                version.place.as_str(),
                &InterestStatement {
                    owner: &version.owner,
                    owned: &version.owned,
                    nature: interest.nature,
                    share: interest.share,
                    held: interest.held,
                    from,
                    to,
                    statement: &version.statement,
                    stated: version.stated_on(),
                },
            );
        }
    }
}
