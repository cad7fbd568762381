//! Makes one determination from facts: the outcome, the reasons, what is missing, what would change it.

use crate::determination::{
    Change, Determination, ExceptionTried, Holds, Missing, Obstacle, OtherReading, ReadingName, Reason, RegimeOutcome,
    Verdict, Weight,
};
use crate::engine::Key;
use crate::fold::{Bearing, Fold, Reading, evaluate};
use crate::plan::{Epoch, Plan, RegimePlan};
use portcullis_law::{Bits, CodeType, Condition, Effect, Fact, Facts, Law, Outcome, Possible, ReviewPolicy};
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Changes an answer names at the most.
const CHANGES_MAX: usize = 4;

/// Facts that one field of a request can settle at once: the item, a seat, the lists of a party, its owners, who
/// receives; and facts of which one field settles every code.
const TOGETHER: [&[Fact]; 8] = [
    &[Fact::Classes, Fact::Amounts],
    &[Fact::Classes, Fact::Amounts, Fact::Goods, Fact::Designer],
    &[Fact::RecipientHeadquartered, Fact::RecipientParentHeadquartered, Fact::RecipientsAllHeadquartered],
    &[Fact::PartyLists, Fact::RecipientsAllListed],
    &[Fact::OwnerLists, Fact::AffiliateLists, Fact::MinorityOwnerLists],
    &[
        Fact::RecipientLocated,
        Fact::RecipientHeadquartered,
        Fact::RecipientParentHeadquartered,
        Fact::RecipientsAllHeadquartered,
        Fact::RecipientsAllListed,
    ],
    &[Fact::EndUses],
    &[Fact::RedFlags],
];

/// Everything a determination is made from.
pub(crate) struct Judge<'a> {
    pub law: &'a Law,
    pub epoch: &'a Epoch,
    pub plan: &'a Plan,
    pub key: &'a Key,
}

/// The results of every provision, under each reading of country groups.
struct Results {
    readings: Vec<Vec<Possible>>,
}

/// What a probe compares: the outcome, the range behind it, and how a license would be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Summary {
    outcome: Outcome,
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
        let results = self.evaluate(&self.key.facts, self.key.other_facts.as_deref());
        let regimes: Vec<RegimeOutcome> =
            self.plan.regimes.iter().map(|regime| self.regime(regime, &results, true)).collect();
        let verdict = overall(&regimes);
        let without_assumptions = if self.plan.has_assumed {
            let without: Vec<_> = self.plan.regimes.iter().map(|regime| self.regime(regime, &results, false)).collect();
            overall(&without)
        } else {
            verdict
        };
        let summary = self.summary(&results);
        let fold = self.fold(results.first());
        Determination {
            outcome: verdict.outcome,
            review_policy: verdict.review_policy,
            reasons: self.reasons(fold, verdict.outcome),
            exceptions: self.exceptions(fold),
            missing: self.missing(fold, summary),
            would_change: self.would_change(fold, summary),
            regimes,
            without_assumptions,
        }
    }

    fn evaluate(&self, facts: &Facts, other: Option<&Facts>) -> Results {
        let readings = [Some(facts), other].into_iter().flatten().map(|facts| {
            let mut results = Vec::with_capacity(self.plan.entries.len());
            evaluate(self.law, self.plan, facts, &mut results);
            results
        });
        Results { readings: readings.collect() }
    }

    fn fold<'r>(&'r self, results: &'r [Possible]) -> Fold<'r> {
        Fold { law: self.law, plan: self.plan, results, licensed: self.key.licensed }
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
        let mut readings = Vec::new();
        let outcome = if outcomes.iter().all(|(outcome, _)| *outcome == first.0) {
            first.0
        } else {
            let last = outcomes.last().copied().unwrap_or(first);
            readings.push(OtherReading { reading: ReadingName::UnverifiedInForce, outcome: first.0 });
            readings.push(OtherReading { reading: ReadingName::UnverifiedNotInForce, outcome: last.0 });
            Outcome::Unverified
        };
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

    fn summary(&self, results: &Results) -> Summary {
        let reading = |unverified| Reading { unverified, ..Reading::STRICT };
        let mut outcomes = self.plan.regimes.iter().map(|regime| {
            let mut ranges = self.folds(results).map(|(fold, unverified)| fold.regime(regime, reading(unverified)));
            let first = ranges.next().map_or(Outcome::Depends, |range| range.outcome());
            if ranges.all(|range| range.outcome() == first) { first } else { Outcome::Unverified }
        });
        let outcome = outcomes.by_ref().max().unwrap_or(Outcome::NotRequired);
        let mut summary = Summary { outcome, review: None, low: Outcome::Prohibited, high: Outcome::NotRequired };
        for (fold, unverified) in self.folds(results) {
            let range = fold.all(reading(unverified));
            summary.low = summary.low.min(range.low);
            summary.high = summary.high.max(range.high);
            summary.review = summary.review.max(range.review);
        }
        summary.review = summary.review.filter(|_| outcome == Outcome::LicenseRequired);
        summary
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

    /// What is unknown and could change the answer: a fact is asked for only if some value of it would change
    /// the outcome, narrow its range, or change how a license would be looked at.
    fn missing(&self, fold: Fold<'_>, summary: Summary) -> Vec<Missing> {
        let mut missing = Vec::new();
        let mut open = [0_u64; Fact::ALL.len()];
        for place in 0..self.plan.entries.len() {
            let Some((_, provision, result)) = fold.entry(place) else {
                continue;
            };
            if let (Effect::Depends(field), Bearing::Fires) = (&provision.effect, fold.bearing(place, Reading::STRICT))
                && summary.outcome <= Outcome::Depends
                && !missing.contains(&Missing::Field(field.clone()))
            {
                missing.push(Missing::Field(field.clone()));
            }
            if result.is_true() || result.is_false() {
                continue;
            }
            provision.condition.visit_facts(&mut |fact, codes| {
                if self.key.facts.is_error(fact) && !missing.contains(&Missing::Contradiction(fact)) {
                    missing.push(Missing::Contradiction(fact));
                }
                let closes_or_opens = !matches!(provision.effect, Effect::Duty | Effect::Notice);
                if let Some(open) = open.get_mut(fact.index()).filter(|_| closes_or_opens) {
                    *open |= codes & self.key.facts.get(fact).open();
                }
            });
        }
        let mut deciding = open;
        for (fact, codes) in Fact::ALL.into_iter().zip(&mut deciding).filter(|(_, codes)| **codes != 0) {
            *codes = self.deciding_codes(fact, *codes, summary);
        }
        for together in TOGETHER {
            let none_decides = together.iter().all(|fact| deciding.get(fact.index()) == Some(&0));
            if none_decides && self.decide_together(together, &open, summary) {
                for (codes, open) in together.iter().filter_map(|fact| Some((fact.index(), *open.get(fact.index())?))) {
                    deciding.get_mut(codes).into_iter().for_each(|codes| *codes = open);
                }
            }
        }
        if summary.outcome == Outcome::Depends && missing.is_empty() && deciding.iter().all(|codes| *codes == 0) {
            // Nothing changes the outcome alone: everything that stands open is asked for.
            deciding = open;
        }
        let facts = Fact::ALL.into_iter().zip(deciding).filter(|(_, codes)| *codes != 0);
        missing.extend(facts.map(|(fact, codes)| Missing::Fact(fact, codes)));
        missing
    }

    /// Whether some value of a field that settles all of these facts at once changes the outcome.
    fn decide_together(&self, together: &[Fact], open: &[u64; Fact::ALL.len()], summary: Summary) -> bool {
        let codes = |fact: Fact| open.get(fact.index()).copied().unwrap_or(0);
        if together.iter().all(|fact| codes(*fact) == 0) {
            return false;
        }
        let is_country = |fact: Fact| fact.code_type() == CodeType::CountryGroup;
        // A value: the groups of some country, and at most one code of one other fact.
        let reads = together.iter().filter(|fact| is_country(**fact)).fold(0, |all, fact| all | self.plan.reads(*fact));
        let countries: BTreeSet<u64> = self.epoch.signatures.iter().map(|signature| signature & reads).collect();
        let singles = together.iter().filter(|fact| !is_country(**fact)).flat_map(|fact| {
            let bits = (0..u64::BITS).map(|shift| 1 << shift).filter(|bit| codes(*fact) & bit != 0);
            bits.map(|bit| (Some(*fact), bit))
        });
        let mut values =
            singles.chain([(None, 0)]).flat_map(|code| countries.iter().map(move |groups| (code, *groups)));
        values.any(|((chosen, code), groups)| {
            let settle = |facts: &Facts| {
                let mut facts = *facts;
                for fact in together {
                    let bits = facts.get(*fact);
                    let holds = match chosen {
                        _ if is_country(*fact) => groups,
                        Some(chosen) if chosen == *fact => code,
                        _ => 0,
                    };
                    facts.set(*fact, Bits::known(bits.certain() | (holds & bits.possible())));
                }
                facts
            };
            let other = self.key.other_facts.as_deref().map(settle);
            self.summary(&self.evaluate(&settle(&self.key.facts), other.as_ref())) != summary
        })
    }

    /// The open codes of a fact of which some value changes the outcome or narrows its range.
    fn deciding_codes(&self, fact: Fact, open: u64, summary: Summary) -> u64 {
        let bits = self.key.facts.get(fact);
        let differs = |value: Bits| self.with(fact, value) != summary;
        if fact.code_type() == CodeType::CountryGroup {
            // A country is in many groups at once: only combinations that some country has are tried.
            let reads = self.plan.reads(fact);
            let mut tried = vec![];
            for signature in self.epoch.signatures.iter().map(|signature| signature & reads) {
                if !tried.contains(&signature) {
                    tried.push(signature);
                    if differs(Bits::known(bits.certain() | (signature & bits.possible()))) {
                        return open;
                    }
                }
            }
            return 0;
        }
        let singles = (0..u64::BITS).map(|shift| 1 << shift).filter(|bit| open & bit != 0);
        singles
            .filter(|bit| {
                differs(Bits::between(bits.certain() | bit, bits.possible()))
                    || differs(Bits::between(bits.certain(), bits.possible() & !bit))
            })
            .fold(0, |deciding, bit| deciding | bit)
    }

    /// The summary if a fact were otherwise.
    fn with(&self, fact: Fact, value: Bits) -> Summary {
        let change = |facts: &Facts| {
            let mut facts = *facts;
            facts.set(fact, value);
            facts
        };
        let other = self.key.other_facts.as_deref().map(change);
        self.summary(&self.evaluate(&change(&self.key.facts), other.as_ref()))
    }

    /// Single changes that would open a closed gate, or close an open one.
    fn would_change(&self, fold: Fold<'_>, summary: Summary) -> Vec<Change> {
        let decisive = self.decisive_codes(fold);
        let mut changes = Vec::new();
        for fact in Fact::ALL {
            let bits = self.key.facts.get(fact);
            let reads = self.plan.reads(fact);
            let lost = bits.certain() & decisive.get(fact.index()).copied().unwrap_or(0);
            if summary.outcome.opens() {
                changes.extend(self.closing_change(fact, bits, reads, summary));
            } else if lost != 0 && may_open(fact) {
                let outcome = self.with(fact, Bits::between(bits.certain() & !lost, bits.possible() & !lost)).outcome;
                if outcome < summary.outcome {
                    changes.push(Change { fact, gained: 0, lost, outcome });
                }
            }
        }
        // The change that goes furthest comes first.
        changes.sort_by_key(|change| change.outcome);
        if summary.outcome.opens() {
            changes.reverse();
        }
        changes.truncate(CHANGES_MAX);
        changes
    }

    /// The codes that the provisions look for that close the gate.
    fn decisive_codes(&self, fold: Fold<'_>) -> [u64; Fact::ALL.len()] {
        let mut decisive = [0; Fact::ALL.len()];
        for place in 0..self.plan.entries.len() {
            let Some((_, provision, _)) = fold.entry(place) else { continue };
            let closes = provision.effect.outcome() >= Outcome::Depends;
            if closes && matches!(fold.bearing(place, Reading::STRICT), Bearing::Fires | Bearing::FiresUnlessLifted) {
                provision.condition.visit_facts(&mut |fact, codes| {
                    if let Some(decisive) = decisive.get_mut(fact.index()) {
                        *decisive |= codes;
                    }
                });
            }
        }
        decisive
    }

    fn closing_change(&self, fact: Fact, bits: Bits, reads: u64, summary: Summary) -> Option<Change> {
        if !may_close(fact) || bits.open() != 0 {
            return None;
        }
        let singles =
            (0..u64::BITS).map(|shift| 1 << shift).filter(|bit| reads & bit != 0 && bits.certain() & bit == 0);
        let outcomes = singles.map(|bit| (bit, self.with(fact, Bits::known(bits.certain() | bit)).outcome));
        let stricter = outcomes.filter(|(_, outcome)| *outcome > summary.outcome);
        // Of equals the first: the order of the codes is the order of the files.
        let (gained, outcome) = stricter.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
        Some(Change { fact, gained, lost: 0, outcome })
    }
}

impl Results {
    fn first(&self) -> &[Possible] {
        self.readings.first().map_or(&[], Vec::as_slice)
    }
}

/// Facts whose loss is worth naming: a customer cannot lose a role or a provider its seat.
fn may_open(fact: Fact) -> bool {
    !matches!(
        fact,
        Fact::Roles
            | Fact::ProviderLocated
            | Fact::ProviderHeadquartered
            | Fact::OperatorHeadquartered
            | Fact::Designer
    )
}

/// Facts whose change is worth naming while the gate is open: those that change in the ordinary life of a
/// customer. That anybody could turn up on a list goes without saying.
fn may_close(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::Destination | Fact::RecipientLocated | Fact::RecipientHeadquartered | Fact::RecipientParentHeadquartered
    )
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
