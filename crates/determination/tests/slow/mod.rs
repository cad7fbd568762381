//! A second engine: slow, plain, and written from `law/README.md`, sharing no step with the first.
//!
//! It reads the provisions with its own reader, derives facts as sets of names, and folds them with loops. It shares
//! the tables of data (groups, classes, instruments), the words of outcomes, and the transaction it is given.

mod facts;
mod text;

use facts::{Deriver, Facts, Known};
use jiff::civil::Date;
use portcullis_catalog::Catalog;
use portcullis_determination::{Profile, Transaction};
use portcullis_law::{CodeType, EnforcementState, Law, LawSource, Outcome, ReviewPolicy, Stage, TextState};
use std::collections::{BTreeMap, BTreeSet};
use text::{Expr, Rule};

/// An outcome and its review policy.
pub type Verdict = (Outcome, Option<ReviewPolicy>);

/// What the slow engine says.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub overall: Verdict,
    pub without_assumptions: Verdict,
    pub regimes: BTreeMap<String, Verdict>,
    /// Regimes whose outcome differs where what is publicly not enforced does not count.
    pub as_enforced: BTreeMap<String, Outcome>,
}

pub struct Slow<'a> {
    law: &'a Law,
    catalog: &'a Catalog,
    profile: &'a Profile,
    rules: Vec<Rule>,
}

/// The results a condition can still have.
#[derive(Clone, Copy)]
struct Results {
    yes: bool,
    no: bool,
    error: bool,
}

/// How a rule stands on a date.
#[derive(Clone, Copy)]
enum State {
    Applies,
    Assumed,
    Unenforced,
    Doubtful,
}

/// One way to read what is not known of the law.
#[derive(Clone, Copy)]
struct Reading {
    unverified_groups_in: bool,
    doubtful_texts_count: bool,
    assumed_count: bool,
    unenforced_count: bool,
}

const PLAIN: Reading =
    Reading { unverified_groups_in: true, doubtful_texts_count: true, assumed_count: true, unenforced_count: true };

impl<'a> Slow<'a> {
    pub fn new(law: &'a Law, source: &LawSource, catalog: &'a Catalog, profile: &'a Profile) -> Self {
        let mut rules = Vec::new();
        for regime in &law.regimes {
            let text = source.get(&format!("{}/provisions.cedar", regime.id)).expect("every regime has provisions");
            rules.extend(text::rules(&regime.id, text));
        }
        Self { law, catalog, profile, rules }
    }

    pub fn determine(&self, transaction: &Transaction) -> Answer {
        let facts = [false, true].map(|unverified_in| {
            Deriver { law: self.law, catalog: self.catalog, on: transaction.on, unverified_in }.facts(transaction)
        });
        let with = self.verdicts(transaction, &facts, true);
        let without = self.verdicts(transaction, &facts, false);
        let mut as_enforced = BTreeMap::new();
        for regime in &self.law.regimes {
            let enforced = self.one(&regime.id, transaction, &facts, Reading { unenforced_count: false, ..PLAIN }).0;
            if enforced != self.one(&regime.id, transaction, &facts, PLAIN).0 {
                as_enforced.insert(regime.id.clone(), enforced);
            }
        }
        Answer { overall: strictest(&with), without_assumptions: strictest(&without), regimes: with, as_enforced }
    }

    fn verdicts(
        &self,
        transaction: &Transaction,
        facts: &[Facts; 2],
        assumed_count: bool,
    ) -> BTreeMap<String, Verdict> {
        let mut verdicts = BTreeMap::new();
        for regime in &self.law.regimes {
            let mut seen: Vec<Verdict> = Vec::new();
            for unverified_groups_in in [true, false] {
                for doubtful_texts_count in [true, false] {
                    let reading = Reading { unverified_groups_in, doubtful_texts_count, assumed_count, ..PLAIN };
                    seen.push(self.one(&regime.id, transaction, facts, reading));
                }
            }
            let same = seen.iter().all(|(outcome, _)| *outcome == seen[0].0);
            let all_open = seen.iter().all(|(outcome, _)| outcome.opens());
            let outcome = match (same, all_open) {
                (true, _) => seen[0].0,
                // Open whichever way the law is read: the reading with obligations counts.
                (false, true) => Outcome::Authorized,
                (false, false) => Outcome::Unverified,
            };
            let review = seen.iter().filter_map(|(_, review)| *review).max();
            verdicts.insert(regime.id.clone(), (outcome, only_for_licenses(outcome, review)));
        }
        verdicts
    }

    /// The verdict of one regime under one reading.
    fn one(&self, regime: &str, transaction: &Transaction, facts: &[Facts; 2], reading: Reading) -> Verdict {
        let facts = &facts[usize::from(reading.unverified_groups_in)];
        let counting: Vec<(&Rule, Results)> = self
            .rules
            .iter()
            .filter(|rule| rule.regime == regime && self.counts(rule, transaction, reading))
            .map(|rule| (rule, all(&rule.conditions, facts)))
            .collect();
        let licensed = self.law.regime_index(regime).is_some_and(|at| transaction.licensed_regimes & (1 << at) != 0);
        // What is certain whatever is unknown, the strictest that can be, and the policies a license would meet.
        let (mut certain, mut strictest) = (Outcome::NotRequired, Outcome::NotRequired);
        let mut policies = Vec::new();
        for (rule, results) in &counting {
            let own = match rule.effect.as_str() {
                "prohibited" => Outcome::Prohibited,
                "license_required" if licensed => Outcome::Authorized,
                "license_required" => Outcome::LicenseRequired,
                "depends" => Outcome::Depends,
                "exception" | "review" | "duty" | "notice" => Outcome::NotRequired,
                other => panic!("`{other}` is no effect"),
            };
            let mut can_be = BTreeSet::new();
            if results.error {
                // What cannot be evaluated goes to a person, whatever it is.
                can_be.extend([Outcome::NotRequired, Outcome::Depends, own]);
            } else if own != Outcome::NotRequired && results.yes {
                let lifting = || counting.iter().filter(|(other, _)| modifies(other, "exception", rule));
                let lifted = lifting().any(|(_, lift)| lift.surely());
                let may_be_lifted = lifting().any(|(_, lift)| lift.yes && !lift.error);
                if !results.surely() {
                    can_be.insert(Outcome::NotRequired);
                }
                if lifted || may_be_lifted {
                    can_be.insert(Outcome::Authorized);
                }
                if !lifted {
                    can_be.insert(own);
                }
            }
            if can_be.contains(&Outcome::LicenseRequired) {
                policies.push(policy(rule, &counting));
                // An entry of a list that sets the rule off sets the policy, too, where it is stricter.
                policies.extend(self.policies_of_entries(rule, transaction));
            }
            certain = certain.max(can_be.first().copied().unwrap_or(Outcome::NotRequired));
            strictest = strictest.max(can_be.last().copied().unwrap_or(Outcome::NotRequired));
        }
        let outcome = if certain >= Outcome::LicenseRequired {
            certain
        } else if strictest <= Outcome::Authorized {
            strictest
        } else {
            Outcome::Depends
        };
        (outcome, only_for_licenses(outcome, policies.into_iter().max()))
    }

    fn policies_of_entries(&self, rule: &Rule, transaction: &Transaction) -> Vec<ReviewPolicy> {
        let mut wanted = Vec::new();
        rule.conditions.iter().for_each(|condition| wanted_codes(condition, true, &mut wanted));
        let names = |fact: &str, list: u64| {
            let named = wanted.iter().filter(|(known, _)| known == fact).map(|(_, code)| code);
            named.filter_map(|code| self.law.codes.bit(CodeType::List, code)).any(|bit| bit == list)
        };
        let stated = transaction.entry_policies.iter().filter(|stated| {
            if !stated.of_owner {
                return names("party_lists", stated.list);
            }
            let (alone, together) = facts::may_hold_half(self.law, &transaction.parties[stated.party], stated.list);
            (alone && names("owner_lists", stated.list)) || (together && names("affiliate_lists", stated.list))
        });
        stated.map(|stated| stated.policy).collect()
    }

    fn counts(&self, rule: &Rule, transaction: &Transaction, reading: Reading) -> bool {
        if !rule.kinds.is_empty() && !rule.kinds.iter().any(|kind| kind == transaction.kind.word()) {
            return false;
        }
        match self.state(rule, transaction.on) {
            None => false,
            Some(State::Applies) => true,
            Some(State::Assumed) => reading.assumed_count,
            Some(State::Unenforced) => reading.unenforced_count,
            Some(State::Doubtful) => reading.doubtful_texts_count,
        }
    }

    fn state(&self, rule: &Rule, on: Date) -> Option<State> {
        let regime = self.law.regimes.iter().find(|regime| regime.id == rule.regime).expect("its regime");
        let instrument = regime.instruments.iter().find(|known| known.id == rule.instrument).expect("its instrument");
        let chosen = self.profile.regimes.as_ref().is_none_or(|regimes| regimes.contains(&regime.id));
        if !chosen || on < rule.from || rule.to.is_some_and(|to| to < on) {
            return None;
        }
        let mut text = None;
        for period in &instrument.text {
            if period.from <= on {
                text = Some(period.state);
            }
        }
        let mut enforcement = EnforcementState::Normal;
        for period in &instrument.enforcement {
            if period.from <= on && (period.provisions.is_empty() || period.provisions.contains(&rule.id)) {
                enforcement = period.state;
            }
        }
        let state = match (text, enforcement) {
            (_, EnforcementState::Stayed) => None,
            (Some(TextState::Unverified), _) => Some(State::Doubtful),
            (Some(TextState::Effective), EnforcementState::AnnouncedNonenforcement) => Some(State::Unenforced),
            (Some(TextState::Effective), EnforcementState::Normal) => Some(State::Applies),
            _ => None,
        };
        let tentative = matches!(
            instrument.stage,
            Stage::Reported | Stage::Announced | Stage::Draft | Stage::Proposed | Stage::Bill
        );
        let mut assumed = self.profile.as_if_tentative && tentative;
        for as_if in &self.profile.as_if {
            let begun = as_if.from.as_ref().is_none_or(|from| from.parse::<Date>().expect("a date") <= on);
            if as_if.regime == regime.id && begun && as_if.instrument.as_ref().is_none_or(|id| *id == instrument.id) {
                assumed = true;
            }
        }
        state.or(assumed.then_some(State::Assumed))
    }
}

impl Results {
    /// True and nothing else.
    fn surely(self) -> bool {
        self.yes && !self.no && !self.error
    }

    fn of(yes: bool, no: bool) -> Self {
        Self { yes, no, error: false }
    }
}

fn modifies(rule: &Rule, effect: &str, target: &Rule) -> bool {
    rule.effect == effect && rule.applies_to.contains(&target.id)
}

/// The codes that a condition wants to hold, with the fact of each; what it wants not to hold is left out.
fn wanted_codes(condition: &Expr, wanted: bool, codes: &mut Vec<(String, String)>) {
    match condition {
        Expr::SomeOf(fact, named) | Expr::AllOf(fact, named) if wanted => {
            codes.extend(named.iter().map(|code| (fact.clone(), code.clone())));
        }
        Expr::Not(inner) => wanted_codes(inner, !wanted, codes),
        Expr::And(left, right) | Expr::Or(left, right) => {
            wanted_codes(left, wanted, codes);
            wanted_codes(right, wanted, codes);
        }
        _ => {}
    }
}

/// The policy of a requirement: its own, or the strictest of those that replace it.
fn policy(rule: &Rule, counting: &[(&Rule, Results)]) -> ReviewPolicy {
    let own = rule.review.expect("a requirement has a policy");
    let replacing = || counting.iter().filter(|(other, _)| modifies(other, "review", rule));
    let certain = replacing().any(|(_, results)| results.surely());
    let possible =
        replacing().filter(|(_, results)| results.yes || results.error).filter_map(|(other, _)| other.review);
    let strictest = possible.max();
    match strictest {
        Some(other) if certain => other,
        Some(other) => other.max(own),
        None => own,
    }
}

fn strictest(regimes: &BTreeMap<String, Verdict>) -> Verdict {
    let outcome = regimes.values().map(|(outcome, _)| *outcome).max().expect("there are regimes");
    let review = regimes.values().filter_map(|(_, review)| *review).max();
    (outcome, only_for_licenses(outcome, review))
}

fn only_for_licenses(outcome: Outcome, review: Option<ReviewPolicy>) -> Option<ReviewPolicy> {
    if outcome == Outcome::LicenseRequired { review } else { None }
}

/// All conditions, in their order.
fn all(conditions: &[Expr], facts: &Facts) -> Results {
    let mut results = Results::of(true, false);
    for condition in conditions {
        results = and(results, evaluate(condition, facts));
    }
    results
}

/// The right side counts only where the left can be true.
fn and(left: Results, right: Results) -> Results {
    if !left.yes {
        return left;
    }
    Results { yes: right.yes, no: left.no || right.no, error: left.error || right.error }
}

fn not(results: Results) -> Results {
    Results { yes: results.no, no: results.yes, error: results.error }
}

fn evaluate(condition: &Expr, facts: &Facts) -> Results {
    match condition {
        Expr::Literal(value) => Results::of(*value, !*value),
        Expr::Not(inner) => not(evaluate(inner, facts)),
        Expr::And(left, right) => and(evaluate(left, facts), evaluate(right, facts)),
        // The other way round: neither is false.
        Expr::Or(left, right) => not(and(not(evaluate(left, facts)), not(evaluate(right, facts)))),
        Expr::SomeOf(fact, codes) => on(facts, fact, |known| {
            let certain = codes.iter().any(|code| known.certain.contains(code));
            let possible = codes.iter().any(|code| known.possible.contains(code));
            Results::of(possible, !certain)
        }),
        Expr::AllOf(fact, codes) => on(facts, fact, |known| {
            let certain = codes.iter().all(|code| known.certain.contains(code));
            let possible = codes.iter().all(|code| known.possible.contains(code));
            Results::of(possible, !certain)
        }),
        Expr::Empty(fact) => on(facts, fact, |known| Results::of(known.certain.is_empty(), !known.possible.is_empty())),
        Expr::Flag(fact) => on(facts, fact, |known| Results::of(!known.possible.is_empty(), known.certain.is_empty())),
    }
}

fn on(facts: &Facts, fact: &str, test: impl FnOnce(&Known) -> Results) -> Results {
    let known = facts.get(fact).unwrap_or_else(|| panic!("`{fact}` is no fact"));
    if known.contradiction { Results { yes: false, no: false, error: true } } else { test(known) }
}
