//! Makes one determination from facts: the outcome under every reading of the law, and the reasons.

use crate::determination::{
    Determination, ExceptionTried, Holds, Missing, Obstacle, OtherReading, ReadingName, Reason, RegimeOutcome, Verdict,
    Weight,
};
use crate::engine::Key;
use crate::fold::{Bearing, Fold, Range, Reading, evaluate};
use crate::plan::{Epoch, Plan, RegimePlan};
use crate::probe::Probe;
use portcullis_law::{Condition, Effect, Facts, Law, Outcome, Possible, ReviewPolicy};
use smallvec::SmallVec;
use std::cmp::Reverse;

/// Readings there can be: country groups both ways, text in force both ways.
const READINGS_MAX: usize = 4;

/// Everything a determination is made from.
pub(crate) struct Judge<'a> {
    pub law: &'a Law,
    pub epoch: &'a Epoch,
    pub plan: &'a Plan,
    pub key: &'a Key,
}

/// The results of every provision, under each reading of country groups.
pub(crate) struct Results {
    pub readings: Vec<Vec<Possible>>,
}

/// What a probe compares: the outcome, the range behind it, and how a license would be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Summary {
    pub outcome: Outcome,
    review: Option<ReviewPolicy>,
    low: Outcome,
    high: Outcome,
}

impl Judge<'_> {
    /// What is said where the engine does not trust itself: closed, to a person.
    pub fn undecided() -> Determination {
        let outcome = Outcome::Depends;
        Determination {
            outcome,
            review_policy: None,
            reasons: Vec::new(),
            exceptions: Vec::new(),
            missing: vec![Missing::Field("engine: its own check failed; report this".to_owned())],
            regimes: Vec::new(),
            without_assumptions: Verdict { outcome, review_policy: None },
            would_change: Vec::new(),
        }
    }

    pub fn determine(&self) -> Determination {
        let results = self.evaluate();
        let regimes: Vec<RegimeOutcome> =
            self.plan.regimes.iter().map(|regime| self.regime(regime, &results, true)).collect();
        let verdict = overall(&regimes);
        let without_assumptions = if self.plan.has_assumed {
            let without: Vec<_> = self.plan.regimes.iter().map(|regime| self.regime(regime, &results, false)).collect();
            overall(&without)
        } else {
            verdict
        };
        let fold = self.fold(results.first());
        let probe = Probe { judge: self, results: &results, summary: self.summary(&results) };
        Determination {
            outcome: verdict.outcome,
            review_policy: verdict.review_policy,
            reasons: self.reasons(fold, verdict.outcome),
            exceptions: self.exceptions(fold),
            missing: probe.missing(),
            would_change: probe.would_change(),
            regimes,
            without_assumptions,
        }
    }

    fn evaluate(&self) -> Results {
        let readings = self.facts().map(|facts| {
            let mut results = Vec::with_capacity(self.plan.entries.len());
            evaluate(self.law, self.plan, facts, &mut results);
            results
        });
        Results { readings: readings.collect() }
    }

    /// The facts, under each reading of country groups.
    pub fn facts(&self) -> impl Iterator<Item = &Facts> {
        [Some(&self.key.facts), self.key.other_facts.as_deref()].into_iter().flatten()
    }

    pub fn fold<'r>(&'r self, results: &'r [Possible]) -> Fold<'r> {
        Fold { law: self.law, plan: self.plan, results, licensed: self.key.licensed, stated: &self.key.stated }
    }

    /// Each way to read what is not known of the law: which groups a country is in, which text is in force.
    fn folds<'r>(&'r self, results: &'r Results) -> impl Iterator<Item = (Fold<'r>, bool)> {
        let unverified: &[bool] = if self.plan.has_unverified { &[true, false] } else { &[true] };
        let folds = results.readings.iter().map(|results| self.fold(results));
        folds.flat_map(move |fold| unverified.iter().map(move |unverified| (fold, *unverified)))
    }

    fn regime(&self, regime: &RegimePlan, results: &Results, assumed: bool) -> RegimeOutcome {
        let reading = |unverified| Reading { assumed, unenforced: true, unverified };
        let ranges = self.folds(results).map(|(fold, unverified)| fold.regime(regime, reading(unverified)));
        let outcomes: Vec<(Outcome, _)> = ranges.map(|range| (range.outcome(), range.review)).collect();
        let first = outcomes.first().copied().unwrap_or((Outcome::Depends, None));
        let outcome = agreed(outcomes.iter().map(|(outcome, _)| *outcome));
        let mut readings = Vec::new();
        if outcomes.iter().any(|(outcome, _)| *outcome != first.0) {
            let last = outcomes.last().copied().unwrap_or(first);
            readings.push(OtherReading { reading: ReadingName::UnverifiedInForce, outcome: first.0 });
            readings.push(OtherReading { reading: ReadingName::UnverifiedNotInForce, outcome: last.0 });
        }
        if self.plan.has_unenforced {
            let reading = Reading { unenforced: false, ..reading(true) };
            let enforced = self.fold(results.first()).regime(regime, reading).outcome();
            if enforced != first.0 {
                readings.push(OtherReading { reading: ReadingName::AsEnforced, outcome: enforced });
            }
        }
        let review = outcomes.iter().filter_map(|(_, review)| *review).max();
        let review_policy = review.filter(|_| outcome == Outcome::LicenseRequired);
        RegimeOutcome { regime: regime.regime, outcome, review_policy, readings }
    }

    pub fn summary(&self, results: &Results) -> Summary {
        let reading = |unverified| Reading { unverified, ..Reading::STRICT };
        let mut outcomes: SmallVec<[Outcome; READINGS_MAX]> = SmallVec::new();
        let mut totals: SmallVec<[Range; READINGS_MAX]> = self.folds(results).map(|_| Range::OPEN).collect();
        let mut outcome = Outcome::NotRequired;
        for regime in &self.plan.regimes {
            outcomes.clear();
            for ((fold, unverified), total) in self.folds(results).zip(&mut totals) {
                let range = fold.regime(regime, reading(unverified));
                outcomes.push(range.outcome());
                *total = total.join(range);
            }
            outcome = outcome.max(agreed(outcomes.iter().copied()));
        }
        let low = totals.iter().map(|range| range.low).min().unwrap_or(Outcome::NotRequired);
        let high = totals.iter().map(|range| range.high).max().unwrap_or(Outcome::NotRequired);
        let review = totals.iter().filter_map(|range| range.review).max();
        Summary { outcome, review: review.filter(|_| outcome == Outcome::LicenseRequired), low, high }
    }

    fn reasons(&self, fold: Fold<'_>, outcome: Outcome) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for regime in &self.plan.regimes {
            for place in regime.start..regime.end {
                let Some((entry, provision, result)) = fold.entry(place) else {
                    continue;
                };
                let weight = match fold.bearing(place, Reading::STRICT) {
                    Bearing::None => continue,
                    Bearing::Error => Weight::Error,
                    Bearing::Lifted if !result.is_true() => continue,
                    Bearing::Lifted => Weight::Lifted,
                    Bearing::Open | Bearing::FiresUnlessLifted => Weight::Open,
                    Bearing::Fires => Weight::Fires,
                };
                let own = provision.effect.outcome();
                let relevant = match provision.effect {
                    Effect::Exception(..) => false,
                    Effect::Review(_, ref targets) => weight == Weight::Fires && self.some_fires(fold, targets),
                    Effect::Duty | Effect::Notice => weight == Weight::Fires || weight == Weight::Error,
                    // What may fire matters only where it could close the gate further.
                    _ => weight != Weight::Open || own > outcome || outcome == Outcome::Unverified,
                };
                if relevant {
                    let review_policy = match provision.effect {
                        Effect::Review(policy, _) => Some(policy),
                        _ => fold.review(place, provision, Reading::STRICT),
                    };
                    let (provision, standing) = (entry.provision, entry.standing);
                    reasons.push(Reason { provision, standing, weight, outcome: own, review_policy });
                }
            }
        }
        // The strictest first, what fires before what may; the order of the files decides between equals.
        reasons.sort_by_key(|reason| (Reverse(reason.weight >= Weight::Fires), Reverse(reason.outcome)));
        reasons
    }

    fn some_fires(&self, fold: Fold<'_>, targets: &[usize]) -> bool {
        let mut entries = self.plan.entries.iter().enumerate();
        entries.any(|(place, entry)| {
            targets.contains(&entry.provision)
                && matches!(fold.bearing(place, Reading::STRICT), Bearing::Fires | Bearing::FiresUnlessLifted)
        })
    }

    fn exceptions(&self, fold: Fold<'_>) -> Vec<ExceptionTried> {
        let mut tried: Vec<usize> = Vec::new();
        for (place, entry) in self.plan.entries.iter().enumerate() {
            let bearing = fold.bearing(place, Reading::STRICT);
            if matches!(bearing, Bearing::Fires | Bearing::FiresUnlessLifted | Bearing::Lifted) {
                tried.extend(&entry.exceptions);
            }
        }
        tried.sort_unstable();
        tried.dedup();
        let describe = |place: usize| {
            let (entry, provision, result) = fold.entry(place)?;
            let holds = match result {
                result if result.is_true() => Holds::Yes,
                result if result.can_be_true() => Holds::Open,
                _ => Holds::No,
            };
            let obstacle = obstacle(&provision.condition, &self.key.facts, true);
            Some(ExceptionTried { provision: entry.provision, holds, obstacle })
        };
        tried.into_iter().filter_map(describe).collect()
    }
}

impl Results {
    pub fn first(&self) -> &[Possible] {
        self.readings.first().map_or(&[], Vec::as_slice)
    }
}

/// One outcome from several readings of the law: where they differ it is not verified, unless the gate is
/// open under each; then the obligations of the strictest are kept.
fn agreed(outcomes: impl Iterator<Item = Outcome>) -> Outcome {
    outcomes
        .reduce(|agreed, outcome| match (agreed, outcome) {
            (agreed, outcome) if agreed == outcome => agreed,
            (agreed, outcome) if agreed.opens() && outcome.opens() => agreed.max(outcome),
            _ => Outcome::Unverified,
        })
        .unwrap_or(Outcome::Depends)
}

fn overall(regimes: &[RegimeOutcome]) -> Verdict {
    let outcome = regimes.iter().map(|regime| regime.outcome).max().unwrap_or(Outcome::NotRequired);
    let review = regimes.iter().filter_map(|regime| regime.review_policy).max();
    Verdict { outcome, review_policy: review.filter(|_| outcome == Outcome::LicenseRequired) }
}

/// The first part of a condition that is not met, or not known to be.
fn obstacle(condition: &Condition, facts: &Facts, wanted: bool) -> Option<Obstacle> {
    let result = condition.evaluate(facts);
    if (wanted && result.is_true()) || (!wanted && result.is_false()) {
        return None;
    }
    match condition {
        Condition::Always(_) => None,
        Condition::Any(fact, codes) | Condition::All(fact, codes) => {
            Some(Obstacle { fact: *fact, codes: *codes, wanted })
        }
        Condition::Empty(fact) => Some(Obstacle { fact: *fact, codes: u64::MAX, wanted: !wanted }),
        Condition::Not(inner) => obstacle(inner, facts, !wanted),
        Condition::And(parts) | Condition::Or(parts) => parts.iter().find_map(|part| obstacle(part, facts, wanted)),
    }
}
