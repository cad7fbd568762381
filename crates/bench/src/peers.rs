//! Other ways to evaluate the same provisions, on the same facts, in the same run.
//!
//! One regime on one date: every provision on advanced computing that applies to an export. Only the firing of
//! provisions is compared. Nothing is unknown here, because the others could not say what then follows.

use crate::closures::{Closure, ON, REGIME, closures};
use crate::error::BenchError;
use crate::mix::known_facts;
use crate::options::Options;
use crate::rego::{Rego, input, names};
use crate::report::{Peer, Peers};
use crate::timing::Timing;
use cedar_policy::{Authorizer, Entities, PolicySet, Request};
use jiff::civil::Date;
use portcullis_determination::Engine;
use portcullis_law::{Condition, Facts, Kind, Law, Oracle, Possible, ProvisionIndex, cedar_request};
use regorus::Value;
use std::hint::black_box;

/// Everything that is compared, prepared on the same facts.
pub struct Comparison<'a> {
    law: &'a Law,
    ids: Vec<&'a str>,
    places: Vec<ProvisionIndex>,
    closures: Vec<Closure>,
    conditions: Vec<&'a Condition>,
    oracle: Oracle,
    policies: PolicySet,
    authorizer: Authorizer,
    entities: Entities,
    rego: Rego,
    facts: Vec<Facts>,
    cedar_requests: Vec<Request>,
    rego_inputs: Vec<Value>,
}

/// A way to evaluate the provisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Rust closures, written by hand.
    Closures,
    /// The conditions that the engine compiles from the Cedar text.
    Compiled,
    /// The Cedar authorizer, on a request that is ready.
    CedarReady,
    /// The Cedar authorizer, from the facts to the provisions that fire.
    Cedar,
    /// The virtual machine of regorus, on an input that is ready.
    RegoMachine,
    /// The interpreter of regorus, on an input that is ready.
    RegoInterpreter,
}

impl Way {
    /// Every way, the engine's own second.
    pub const ALL: [Self; 6] =
        [Self::Closures, Self::Compiled, Self::CedarReady, Self::Cedar, Self::RegoMachine, Self::RegoInterpreter];

    /// Its name in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Closures => "closures, written by hand for the date",
            Self::Compiled => "compiled conditions (the engine)",
            Self::CedarReady => "Cedar authorizer, request ready",
            Self::Cedar => "Cedar authorizer, from facts",
            Self::RegoMachine => "regorus virtual machine, input ready",
            Self::RegoInterpreter => "regorus interpreter, input ready",
        }
    }
}

impl<'a> Comparison<'a> {
    /// Prepares every way, on so many requests with distinct facts.
    ///
    /// # Errors
    /// When the law no longer has the provisions that were written by hand, or an evaluator refuses them.
    pub fn new(engine: &'a Engine, seed: u64, distinct: usize) -> Result<Self, BenchError> {
        let law = engine.law();
        let on: Date = ON.parse().map_err(|error| BenchError::Peers(format!("{ON}: {error}")))?;
        let regime = law.regime_index(REGIME).ok_or_else(|| BenchError::Peers(format!("no regime `{REGIME}`")))?;
        let in_force = engine.provisions_in_force(Kind::Export, on).into_iter();
        let provisions: Vec<_> = in_force
            .filter_map(|(place, _)| Some((place, law.provisions.get(place)?)))
            .filter(|(_, provision)| provision.regime == regime)
            .collect();
        let ids: Vec<&str> = provisions.iter().map(|(_, provision)| provision.id.as_str()).collect();
        let places: Vec<ProvisionIndex> = provisions.iter().map(|(place, _)| *place).collect();
        let closures = closures(&law.codes)?;
        let by_hand: Vec<&str> = closures.iter().map(|closure| closure.id).collect();
        if by_hand != ids {
            let text = format!(
                "`closures.rs` and the Rego text are for other provisions of `{REGIME}` than apply to exports on {ON}: {}",
                difference(&by_hand, &ids)
            );
            return Err(BenchError::Peers(text));
        }
        let cedar = |error: portcullis_law::LawError| BenchError::Peers(error.to_string());
        let facts = known_facts(engine, seed, ON, distinct)?;
        let cedar_requests = facts.iter().map(|facts| cedar_request(&law.codes, Kind::Export, facts).map_err(cedar));
        Ok(Self {
            law,
            closures,
            conditions: provisions.iter().map(|(_, provision)| &provision.condition).collect(),
            oracle: Oracle::new(law, &places).map_err(cedar)?,
            policies: law.policy_set(places.iter().copied()).map_err(cedar)?,
            authorizer: Authorizer::new(),
            entities: Entities::empty(),
            rego: Rego::new()?,
            cedar_requests: cedar_requests.collect::<Result<_, _>>()?,
            rego_inputs: facts.iter().map(|facts| input(&law.codes, facts)).collect(),
            ids,
            places,
            facts,
        })
    }

    /// How many requests there are.
    #[must_use]
    pub fn requests(&self) -> usize {
        self.facts.len()
    }

    /// How many provisions are evaluated for each.
    #[must_use]
    pub fn provisions(&self) -> usize {
        self.ids.len()
    }

    /// Checks that every way finds the same provisions firing for every request, and gives the provisions that
    /// never fire: on those the agreement says nothing.
    ///
    /// # Errors
    /// When two ways disagree; the error says on what.
    pub fn check(&mut self) -> Result<Vec<&'a str>, BenchError> {
        let mut ever = 0;
        for request in 0..self.requests() {
            let expected = self.fired(Way::Compiled, request)?;
            for way in Way::ALL {
                let found = self.fired(way, request)?;
                let differing = found ^ expected;
                if differing != 0 {
                    let ids = self.ids.iter().enumerate();
                    let ids: Vec<&str> =
                        ids.filter(|(place, _)| differing & (1 << place) != 0).map(|(_, id)| *id).collect();
                    let text = format!(
                        "request {request} of the mix: `{}` and `{}` do not agree on {}",
                        way.name(),
                        Way::Compiled.name(),
                        ids.join(", ")
                    );
                    return Err(BenchError::Peers(text));
                }
            }
            ever |= expected;
        }
        let ids = self.ids.iter().enumerate();
        Ok(ids.filter(|(place, _)| ever & (1 << place) == 0).map(|(_, id)| *id).collect())
    }

    /// The provisions that fire, one bit each, in the order of the file.
    fn fired(&mut self, way: Way, request: usize) -> Result<u64, BenchError> {
        let gone = || BenchError::Peers(format!("there is no request {request}"));
        let facts = self.facts.get(request).ok_or_else(gone)?;
        let by_id = |ids: Vec<String>| {
            ids.into_iter().try_fold(0_u64, |bits, id| match self.ids.iter().position(|known| *known == id) {
                Some(place) => Ok(bits | (1 << place)),
                None => Err(BenchError::Peers(format!("`{id}` is no provision"))),
            })
        };
        match way {
            Way::Closures => Ok(by_closures(&self.closures, facts)),
            Way::Compiled => Ok(by_conditions(&self.conditions, facts)),
            Way::Cedar => {
                let found = self.oracle.evaluate(&self.law.codes, Kind::Export, facts);
                let found = found.map_err(|error| BenchError::Peers(error.to_string()))?;
                let places = self.places.iter().enumerate();
                let fired = places.filter(|(_, place)| found.get(*place) == Some(&Possible::TRUE));
                Ok(fired.fold(0, |bits, (place, _)| bits | (1 << place)))
            }
            Way::CedarReady => {
                let request = self.cedar_requests.get(request).ok_or_else(gone)?;
                let response = self.authorizer.is_authorized(request, &self.policies, &self.entities);
                by_id(response.diagnostics().reason().map(ToString::to_string).collect())
            }
            Way::RegoMachine => {
                let found = self.rego.execute(self.rego_inputs.get(request).ok_or_else(gone)?)?;
                by_id(names(&found)?)
            }
            Way::RegoInterpreter => {
                let found = self.rego.interpret(self.rego_inputs.get(request).ok_or_else(gone)?)?;
                by_id(names(&found)?)
            }
        }
    }

    /// Evaluates every provision for every request once. An evaluator that fails has failed in the check.
    pub fn pass(&mut self, way: Way) {
        match way {
            Way::Closures => self.facts.iter().for_each(|facts| {
                black_box(by_closures(black_box(&self.closures), black_box(facts)));
            }),
            Way::Compiled => self.facts.iter().for_each(|facts| {
                black_box(by_conditions(black_box(&self.conditions), black_box(facts)));
            }),
            Way::Cedar => self.facts.iter().for_each(|facts| {
                black_box(self.oracle.evaluate(&self.law.codes, Kind::Export, black_box(facts)).ok());
            }),
            Way::CedarReady => self.cedar_requests.iter().for_each(|request| {
                black_box(self.authorizer.is_authorized(black_box(request), &self.policies, &self.entities));
            }),
            Way::RegoMachine => self.rego_inputs.iter().for_each(|input| {
                black_box(self.rego.execute(black_box(input)).ok());
            }),
            Way::RegoInterpreter => self.rego_inputs.iter().for_each(|input| {
                black_box(self.rego.interpret(black_box(input)).ok());
            }),
        }
    }
}

fn by_closures(closures: &[Closure], facts: &Facts) -> u64 {
    let fired = closures.iter().enumerate().map(|(place, closure)| u64::from((closure.fires)(facts)) << place);
    fired.fold(0, |bits, bit| bits | bit)
}

fn by_conditions(conditions: &[&Condition], facts: &Facts) -> u64 {
    let fired = conditions.iter().enumerate();
    let fired = fired.map(|(place, condition)| u64::from(condition.evaluate(facts).is_true()) << place);
    fired.fold(0, |bits, bit| bits | bit)
}

fn difference(by_hand: &[&str], in_force: &[&str]) -> String {
    let missing = in_force.iter().filter(|id| !by_hand.contains(id)).map(|id| format!("`{id}` is not written by hand"));
    let extra = by_hand.iter().filter(|id| !in_force.contains(id)).map(|id| format!("`{id}` does not apply"));
    let found: Vec<String> = missing.chain(extra).collect();
    if found.is_empty() { "the order differs".to_owned() } else { found.join(", ") }
}

/// Compares all ways, after checking that they agree.
pub(crate) fn compare(engine: &Engine, options: &Options) -> Result<Peers, BenchError> {
    let mut comparison = Comparison::new(engine, options.seed, options.distinct)?;
    let never_fired = comparison.check()?.into_iter().map(str::to_owned).collect();
    let requests = comparison.requests();
    let timed = Way::ALL.map(|way| {
        let timing = Timing::of(options.batches, requests as u64, || comparison.pass(way));
        (way, timing)
    });
    let of = |wanted: Way| timed.iter().find(|(way, _)| *way == wanted).map(|(_, timing)| *timing);
    let times = |timing: &Timing, way: Way| of(way).map_or(0.0, |other| timing.times(&other));
    let ways = timed.iter().map(|(way, timing)| Peer {
        name: way.name(),
        timing: *timing,
        times_closures: times(timing, Way::Closures),
        times_compiled: times(timing, Way::Compiled),
    });
    Ok(Peers {
        regime: REGIME,
        on: ON,
        provisions: comparison.provisions(),
        never_fired,
        requests,
        ways: ways.collect(),
    })
}
