//! Daily reconciliation: what each house has on record at the end of a day, laid side by side.
//!
//! A statement is itself a message, so when it is taken everything its sender sent before it has been taken too. Facts are
//! compared where the house that learns of them has heard all that was said: versions of licenses (told by the
//! authority) where its messages have all arrived, use (told by the provider) where the provider's have. So what is only
//! on its way is never taken for a lie, and what is a lie is not excused as being on its way.

mod difference;

pub use difference::Difference;

use jiff::civil::Date;
use portcullis_license::{Amount, LicenseNumber, Standing};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

use crate::chain::{Books, Chain};
use crate::name::Side;

/// What a house has on record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The day that is over, in Coordinated Universal Time.
    pub day: Date,
    /// What it sent before this statement.
    pub sent: Chain,
    /// What it took.
    pub received: Chain,
    /// The licenses after this number are stated; left out, from the first. A statement of many licenses is made in parts,
    /// each a message of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<LicenseNumber>,
    /// The licenses through this number are stated; left out, to the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<LicenseNumber>,
    /// What it knows of each license of the provider.
    pub licenses: BTreeMap<LicenseNumber, Totals>,
}

/// What a house knows of a license. The provider knows it from its ledger, the authority from what it decided and was
/// told.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// The version in force; variations count up from 1.
    pub version: u32,
    /// How it stands.
    pub standing: Standing,
    /// Used so far, as of the last usage that was told.
    pub used: Amount,
    /// Used beyond what was reserved so far, as of the last usage that was told.
    pub breach: Amount,
}

impl Statement {
    /// Whether it would state this license if the house had it.
    #[must_use]
    pub fn covers(&self, license: &LicenseNumber) -> bool {
        is_between(license, self.after.as_ref(), self.through.as_ref())
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        if !self.sent.is_possible() || !self.received.is_possible() {
            return Err("the hash of zeroes stands for no messages, and for nothing else".to_owned());
        }
        let beyond = self.licenses.keys().find(|license| !self.covers(license));
        beyond.map_or(Ok(()), |license| Err(format!("license {license} is not between `after` and `through`")))
    }
}

/// What came of laying two statements side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What differs.
    pub differences: Vec<Difference>,
    is_of_one_day: bool,
    heard: Heard,
    /// The licenses that both would state: after the first, through the second.
    between: (Option<LicenseNumber>, Option<LicenseNumber>),
}

impl Comparison {
    /// Whether a difference like this one would have been found: what was not looked for is not mended by not being found.
    #[must_use]
    pub fn looked_for(&self, difference: &Difference) -> bool {
        let Heard { up, down } = self.heard;
        let heard = match difference {
            Difference::OtherDay { .. } => return true,
            Difference::MissingThere { .. } | Difference::MissingHere { .. } | Difference::Version { .. } => down,
            Difference::Standing { .. } => up && down,
            Difference::Used { .. } | Difference::Breach { .. } => up,
            _ => true,
        };
        let (after, through) = &self.between;
        let is_covered = |license: &LicenseNumber| is_between(license, after.as_ref(), through.as_ref());
        self.is_of_one_day && heard && difference.license().is_none_or(is_covered)
    }
}

fn is_between(license: &LicenseNumber, after: Option<&LicenseNumber>, through: Option<&LicenseNumber>) -> bool {
    after.is_none_or(|after| license > after) && through.is_none_or(|through| license <= through)
}

/// What differs between our statement and theirs. Nothing differs where both houses tell the same and nothing is on its way.
///
/// Ours is made as of just before theirs was taken, or is the one that this house told of the same day: where one house
/// had heard more than the other, facts are compared all the same if none of the messages between tells of any
/// ([`Books::sent_tells`], [`Books::taken_tells`]).
#[must_use]
pub fn compare(ours: &Statement, theirs: &Statement, side: Side, books: &impl Books) -> Comparison {
    let is_of_one_day = ours.day == theirs.day;
    let heard = Heard::between(ours, theirs, side, books);
    let through = [&ours.through, &theirs.through].into_iter().flatten().min().cloned();
    let between = ((&ours.after).max(&theirs.after).clone(), through);
    let mut found = Comparison { differences: Vec::new(), is_of_one_day, heard, between };
    if !is_of_one_day {
        found.differences.push(Difference::OtherDay { ours: ours.day, theirs: theirs.day });
        return found;
    }
    found.differences.extend(what_they_took(ours, theirs, books));
    found.differences.extend(what_they_sent(ours, theirs, books));
    let both: BTreeSet<&LicenseNumber> = ours.licenses.keys().chain(theirs.licenses.keys()).collect();
    for license in both.into_iter().filter(|license| ours.covers(license) && theirs.covers(license)) {
        let (ours, theirs) = (ours.licenses.get(license), theirs.licenses.get(license));
        heard.differences(license, ours, theirs, &mut found.differences);
    }
    found
}

fn what_they_took(ours: &Statement, theirs: &Statement, books: &impl Books) -> Option<Difference> {
    if !books.has_sent(theirs.received) {
        return Some(Difference::TheyTookOthers { theirs: theirs.received });
    }
    let (first, last) = (theirs.received.count.saturating_add(1), ours.sent.count);
    (first <= last).then_some(Difference::NotYetTaken { first, last })
}

fn what_they_sent(ours: &Statement, theirs: &Statement, books: &impl Books) -> Option<Difference> {
    let last = theirs.sent.count;
    if last > ours.received.count && books.taken(last).is_none() {
        return Some(Difference::NotYetArrived { first: ours.received.count.saturating_add(1), last });
    }
    (!books.has_taken(theirs.sent)).then_some(Difference::TheySentOthers { theirs: theirs.sent })
}

/// Whether two places in one direction are the same, or nothing between them tells of what is compared.
fn are_level(one: Chain, other: Chain, tells: impl Fn(u64) -> bool) -> bool {
    let (first, last) = (one.count.min(other.count).saturating_add(1), one.count.max(other.count));
    one == other || (first <= last && !(first..=last).any(tells))
}

/// Which directions have been heard to the end, as far as they tell of what is compared.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
struct Heard {
    up: bool,
    down: bool,
}

impl Heard {
    fn between(ours: &Statement, theirs: &Statement, side: Side, books: &impl Books) -> Self {
        let sent = are_level(ours.sent, theirs.received, |number| books.sent_tells(number));
        let taken = are_level(theirs.sent, ours.received, |number| books.taken_tells(number));
        match side {
            Side::Provider => Self { up: sent, down: taken },
            Side::Authority => Self { up: taken, down: sent },
        }
    }

    fn differences(
        &self,
        license: &LicenseNumber,
        ours: Option<&Totals>,
        theirs: Option<&Totals>,
        to: &mut Vec<Difference>,
    ) {
        let license = || license.clone();
        let (ours, theirs) = match (ours, theirs) {
            (Some(ours), Some(theirs)) => (ours, theirs),
            (Some(_), None) if self.down => return to.push(Difference::MissingThere { license: license() }),
            (None, Some(_)) if self.down => return to.push(Difference::MissingHere { license: license() }),
            _ => return,
        };
        if self.down && ours.version != theirs.version {
            to.push(Difference::Version { license: license(), ours: ours.version, theirs: theirs.version });
        }
        // Either side can end a license: the provider gives it back, and whoever notices first records that it lapsed.
        let ended = |standing| matches!(standing, Standing::Surrendered | Standing::Expired);
        let both_ended = ended(ours.standing) && ended(theirs.standing);
        if self.down && self.up && ours.standing != theirs.standing && !both_ended {
            to.push(Difference::Standing { license: license(), ours: ours.standing, theirs: theirs.standing });
        }
        if self.up && ours.used != theirs.used {
            to.push(Difference::Used { license: license(), ours: ours.used, theirs: theirs.used });
        }
        if self.up && ours.breach != theirs.breach {
            to.push(Difference::Breach { license: license(), ours: ours.breach, theirs: theirs.breach });
        }
    }
}
