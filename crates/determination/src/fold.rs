//! From provisions to an outcome: precedence, exceptions, review policies, and two readings of the law.
//!
//! Cedar knows only "forbid"; which of several provisions counts is decided here, in one place. What is
//! unknown widens the answer to a range, from the outcome that is certain (`low`) to the strictest that
//! is possible (`high`); nothing unknown ever narrows it.

use crate::entry_policy::EntryPolicies;
use crate::plan::{Entry, Plan, RegimePlan};
use portcullis_law::{Effect, Facts, Law, Outcome, Possible, Provision, ReviewPolicy, Standing};

/// What a provision does under a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bearing {
    /// It does not fire, or does not apply under this reading.
    None,
    /// It may fire.
    Open,
    /// It cannot be evaluated: what was stated contradicts itself.
    Error,
    /// It fires, or may fire, and an exception certainly lifts it.
    Lifted,
    /// It fires, and whether an exception lifts it is not known.
    FiresUnlessLifted,
    /// It fires.
    Fires,
}

/// Which provisions count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    /// Those the profile assumes.
    pub assumed: bool,
    /// Those in force but publicly not enforced.
    pub unenforced: bool,
    /// Those of which it is not known whether they are in force.
    pub unverified: bool,
}

impl Reading {
    /// Everything counts.
    pub const STRICT: Self = Self { assumed: true, unenforced: true, unverified: true };

    fn counts(self, standing: Standing) -> bool {
        match standing {
            Standing::InForce => true,
            Standing::AsIf => self.assumed,
            Standing::Unenforced => self.unenforced,
            Standing::Unverified => self.unverified,
        }
    }
}

/// The range of outcomes of a regime, or of all, under one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    /// Certain, whatever is unknown.
    pub low: Outcome,
    /// The strictest that is possible.
    pub high: Outcome,
    /// The strictest review policy a license would be looked at with.
    pub review: Option<ReviewPolicy>,
}

impl Range {
    pub const OPEN: Self = Self { low: Outcome::NotRequired, high: Outcome::NotRequired, review: None };

    /// The outcome to act on.
    ///
    /// A gate that is certainly closed stays closed, whatever might close it further. A gate that might be
    /// closed depends. Where both ends are open, the obligations of the stricter one are kept.
    pub fn outcome(self) -> Outcome {
        if self.low >= Outcome::LicenseRequired {
            self.low
        } else if self.high.opens() {
            self.high
        } else {
            Outcome::Depends
        }
    }

    /// The stricter of two regimes counts.
    pub fn join(self, other: Self) -> Self {
        Self { low: self.low.max(other.low), high: self.high.max(other.high), review: self.review.max(other.review) }
    }
}

/// Evaluates every provision of a plan.
pub(crate) fn evaluate(law: &Law, plan: &Plan, facts: &Facts, results: &mut Vec<Possible>) {
    results.clear();
    results.extend((0..plan.entries.len()).map(|place| evaluate_one(law, plan, place, facts)));
}

/// Evaluates the provision at a place of a plan.
pub(crate) fn evaluate_one(law: &Law, plan: &Plan, place: usize, facts: &Facts) -> Possible {
    let provision = plan.entries.get(place).and_then(|entry| law.provisions.get(entry.provision));
    // A place without a provision cannot be; if it were, it would be an error, never "did not fire".
    provision.map_or(Possible::ERROR, |provision| provision.condition.evaluate(facts))
}

/// One evaluation of a plan, ready to be folded under any reading.
#[derive(Clone, Copy)]
pub(crate) struct Fold<'a> {
    pub law: &'a Law,
    pub plan: &'a Plan,
    pub results: &'a [Possible],
    /// Regimes under which a license is on file: one bit a regime.
    pub licensed: u64,
    /// The review policies that entries of lists state.
    pub stated: &'a EntryPolicies,
}

impl<'a> Fold<'a> {
    /// The provision at a place of the plan, and what it gave.
    pub fn entry(&self, place: usize) -> Option<(&'a Entry, &'a Provision, Possible)> {
        let entry = self.plan.entries.get(place)?;
        let result = self.results.get(place).copied().unwrap_or(Possible::ERROR);
        Some((entry, self.law.provisions.get(entry.provision)?, result))
    }

    fn result(&self, place: usize, reading: Reading) -> Possible {
        match self.entry(place) {
            Some((entry, _, result)) if reading.counts(entry.standing) => result,
            _ => Possible::FALSE,
        }
    }

    /// What a provision does under a reading.
    pub fn bearing(&self, place: usize, reading: Reading) -> Bearing {
        let result = self.result(place, reading);
        if result.is_false() {
            return Bearing::None;
        }
        if result.can_be_error() {
            return Bearing::Error;
        }
        let exceptions = self.plan.entries.get(place).map_or(&[][..], |entry| entry.exceptions.as_slice());
        let lifts = exceptions.iter().map(|exception| self.result(*exception, reading));
        let strongest = lifts.fold(Possible::FALSE, |strongest, lift| match (strongest, lift) {
            (strongest, _) if strongest.is_true() => strongest,
            (_, lift) if lift.is_true() => lift,
            // An exception in error may not be relied on.
            (strongest, lift) if lift.can_be_error() => strongest,
            (strongest, lift) if lift.can_be_true() => strongest.or_else(lift),
            (strongest, _) => strongest,
        });
        if strongest.is_true() {
            Bearing::Lifted
        } else if !result.is_true() {
            Bearing::Open
        } else if strongest.can_be_true() {
            Bearing::FiresUnlessLifted
        } else {
            Bearing::Fires
        }
    }

    /// The range of outcomes of a regime.
    pub fn regime(&self, regime: &RegimePlan, reading: Reading) -> Range {
        let licensed = self.licensed & (1 << regime.regime) != 0;
        let mut range = Range::OPEN;
        for place in regime.start..regime.end {
            let Some((_, provision, result)) = self.entry(place) else {
                continue;
            };
            if result.is_false() {
                continue;
            }
            // A license covers a requirement. It never opens what is prohibited, nor what a person must settle.
            let effect = match provision.effect.outcome() {
                Outcome::LicenseRequired if licensed => Outcome::Authorized,
                effect => effect,
            };
            let closes =
                matches!(provision.effect, Effect::Prohibited | Effect::LicenseRequired(_) | Effect::Depends(_));
            let (low, high) = match self.bearing(place, reading) {
                Bearing::None => continue,
                // Whatever could not be evaluated, a duty or an exception too, goes to a person.
                Bearing::Error => (Outcome::NotRequired, effect.max(Outcome::Depends)),
                _ if !closes => continue,
                Bearing::Lifted if result.is_true() => (Outcome::Authorized, Outcome::Authorized),
                Bearing::Lifted => (Outcome::NotRequired, Outcome::Authorized),
                Bearing::Open => (Outcome::NotRequired, effect),
                Bearing::FiresUnlessLifted => (Outcome::Authorized, effect),
                Bearing::Fires => (effect, effect),
            };
            let review = self.review(place, provision, reading).filter(|_| high == Outcome::LicenseRequired);
            range = range.join(Range { low, high, review });
        }
        range
    }

    /// The policy a requirement is looked at with: its own, or the strictest that replaces it. Where it is
    /// not known whether one replaces it, the strictest of both. An entry of a list that sets the requirement off can
    /// make it stricter still.
    pub fn review(&self, place: usize, provision: &Provision, reading: Reading) -> Option<ReviewPolicy> {
        let Effect::LicenseRequired(own) = provision.effect else {
            return None;
        };
        let reviews = self.plan.entries.get(place).map_or(&[][..], |entry| entry.reviews.as_slice());
        let (mut replaced, mut certain) = (None, false);
        for review in reviews {
            let result = self.result(*review, reading);
            let Some((_, Provision { effect: Effect::Review(policy, _), .. }, _)) = self.entry(*review) else {
                continue;
            };
            if result.can_be_true() || result.can_be_error() {
                replaced = replaced.max(Some(*policy));
                certain |= result.is_true();
            }
        }
        let of_law = if certain { replaced } else { replaced.max(Some(own)) };
        of_law.max(self.of_entries(place))
    }

    /// The strictest policy that an entry states which sets the provision off.
    pub fn of_entries(&self, place: usize) -> Option<ReviewPolicy> {
        self.plan.entries.get(place).and_then(|entry| self.stated.strictest(entry.set_off))
    }
}
