//! Finds by trying what is missing and what would change the answer.
//!
//! A probe changes one fact, or the facts that one field of a request settles together, and looks whether the
//! outcome, its range or the review policy is another. What no value of a fact can change is never asked for.

use crate::determination::{Change, Missing};
use crate::fold::{Bearing, Reading, evaluate_one};
use crate::judge::{Judge, Results, Summary};
use portcullis_law::{Bits, CodeType, Effect, Fact, Facts, Outcome};
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

/// A determination in the making, and what it comes to as things are.
pub(crate) struct Probe<'a> {
    pub judge: &'a Judge<'a>,
    pub results: &'a Results,
    pub summary: Summary,
}

impl Probe<'_> {
    /// What is unknown and could change the answer: a fact is asked for only if some value of it would change
    /// the outcome, narrow its range, or change how a license would be looked at.
    pub fn missing(&self) -> Vec<Missing> {
        let (judge, fold, summary) = (self.judge, self.judge.fold(self.results.first()), self.summary);
        let mut missing = Vec::new();
        let mut open = [0_u64; Fact::ALL.len()];
        for place in 0..judge.plan.entries.len() {
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
                if judge.key.facts.is_error(fact) && !missing.contains(&Missing::Contradiction(fact)) {
                    missing.push(Missing::Contradiction(fact));
                }
                // A duty or a notice changes no outcome, unless it cannot be evaluated.
                let matters = result.can_be_error() || !matches!(provision.effect, Effect::Duty | Effect::Notice);
                if let Some(open) = open.get_mut(fact.index()).filter(|_| matters) {
                    *open |= codes & judge.key.facts.get(fact).open();
                }
            });
        }
        let mut deciding = open;
        for (fact, codes) in Fact::ALL.into_iter().zip(&mut deciding).filter(|(_, codes)| **codes != 0) {
            *codes = self.deciding_codes(fact, *codes);
        }
        for together in TOGETHER {
            let none_decides = together.iter().all(|fact| deciding.get(fact.index()) == Some(&0));
            if none_decides && self.decide_together(together, &open) {
                for place in together.iter().map(|fact| fact.index()) {
                    if let (Some(codes), Some(open)) = (deciding.get_mut(place), open.get(place)) {
                        *codes = *open;
                    }
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
    fn decide_together(&self, together: &[Fact], open: &[u64; Fact::ALL.len()]) -> bool {
        let codes = |fact: Fact| open.get(fact.index()).copied().unwrap_or(0);
        if together.iter().all(|fact| codes(*fact) == 0) {
            return false;
        }
        let is_country = |fact: Fact| fact.code_type() == CodeType::CountryGroup;
        // A value: the groups of some country, and at most one code of one other fact.
        let reads =
            together.iter().filter(|fact| is_country(**fact)).fold(0, |all, fact| all | self.judge.plan.reads(*fact));
        let countries: BTreeSet<u64> = self.judge.epoch.signatures.iter().map(|signature| signature & reads).collect();
        let singles = together.iter().filter(|fact| !is_country(**fact)).flat_map(|fact| {
            let bits = (0..u64::BITS).map(|shift| 1 << shift).filter(|bit| codes(*fact) & bit != 0);
            bits.map(|bit| (Some(*fact), bit))
        });
        let mut values =
            singles.chain([(None, 0)]).flat_map(|code| countries.iter().map(move |groups| (code, *groups)));
        values.any(|((chosen, code), groups)| {
            let settle = |facts: &mut Facts| {
                for fact in together {
                    let bits = facts.get(*fact);
                    let holds = match chosen {
                        _ if is_country(*fact) => groups,
                        Some(chosen) if chosen == *fact => code,
                        _ => 0,
                    };
                    facts.set(*fact, Bits::known(bits.certain() | (holds & bits.possible())));
                }
            };
            self.otherwise(together, settle) != self.summary
        })
    }

    /// The open codes of a fact of which some value changes the outcome or narrows its range.
    fn deciding_codes(&self, fact: Fact, open: u64) -> u64 {
        let bits = self.judge.key.facts.get(fact);
        let differs = |value: Bits| self.with(fact, value) != self.summary;
        if fact.code_type() == CodeType::CountryGroup {
            // A country is in many groups at once: only combinations that some country has are tried.
            let reads = self.judge.plan.reads(fact);
            let mut tried = vec![];
            for signature in self.judge.epoch.signatures.iter().map(|signature| signature & reads) {
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
        self.otherwise(&[fact], |facts| facts.set(fact, value))
    }

    /// The summary if these facts were changed; only provisions that read one of them are evaluated again.
    fn otherwise(&self, changed: &[Fact], change: impl Fn(&mut Facts)) -> Summary {
        let judge = self.judge;
        let readings = judge.facts().zip(&self.results.readings).map(|(facts, results)| {
            let (mut facts, mut results) = (*facts, results.clone());
            change(&mut facts);
            for place in changed.iter().flat_map(|fact| judge.plan.readers(*fact)) {
                if let Some(result) = results.get_mut(*place) {
                    *result = evaluate_one(judge.law, judge.plan, *place, &facts);
                }
            }
            results
        });
        judge.summary(&Results { readings: readings.collect() })
    }

    /// Single changes that would open a closed gate, or close an open one.
    pub fn would_change(&self) -> Vec<Change> {
        let (judge, summary) = (self.judge, self.summary);
        let decisive = self.decisive_codes();
        let mut changes = Vec::new();
        for fact in Fact::ALL {
            let bits = judge.key.facts.get(fact);
            let reads = judge.plan.reads(fact);
            let lost = bits.certain() & decisive.get(fact.index()).copied().unwrap_or(0);
            if summary.outcome.opens() {
                changes.extend(self.closing_change(fact, bits, reads));
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
    fn decisive_codes(&self) -> [u64; Fact::ALL.len()] {
        let (judge, fold) = (self.judge, self.judge.fold(self.results.first()));
        let mut decisive = [0; Fact::ALL.len()];
        for place in 0..judge.plan.entries.len() {
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

    /// The strictest that another country would bring, and the group whose members all bring it. Only countries
    /// that exist are tried.
    fn closing_change(&self, fact: Fact, bits: Bits, reads: u64) -> Option<Change> {
        if !may_close(fact) || bits.open() != 0 {
            return None;
        }
        let kept = if fact == Fact::Destination { 0 } else { bits.certain() };
        let countries: BTreeSet<u64> = self.judge.epoch.signatures.iter().map(|groups| groups & reads).collect();
        let outcome_of = |groups: u64| (groups, self.with(fact, Bits::known(kept | groups)).outcome);
        let outcomes: Vec<(u64, Outcome)> = countries.into_iter().map(outcome_of).collect();
        let outcome =
            outcomes.iter().map(|(_, outcome)| *outcome).max().filter(|worst| *worst > self.summary.outcome)?;
        let groups = (0..u64::BITS).map(|shift| 1 << shift).filter(|group| reads & !bits.certain() & group != 0);
        let members = groups.filter_map(|group| {
            let mut members = outcomes.iter().filter(|(groups, _)| groups & group != 0);
            let count = members.clone().count();
            (count > 0 && members.all(|(_, brought)| *brought == outcome)).then_some((count, Reverse(group)))
        });
        // The widest group says most; of equals the first in the order of the files.
        members.max().map(|(_, Reverse(gained))| Change { fact, gained, lost: 0, outcome })
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
