//! The answer as JSON: what a machine can rely on.
//!
//! Everything that does not depend on the request (the reasons with their citations, the regimes) is
//! rendered once a determination and then copied; a batch of a million requests has few distinct facts.

use crate::determination::{Change, Determination, Holds, Obstacle, Weight};
use crate::engine::{Decided, Engine};
use crate::transaction::Transaction;
use portcullis_law::{Codes, Effect, Fact, Outcome, Provision, ReviewPolicy, Standing};
use serde::Serialize;
use serde_json::value::RawValue;

/// The answer to one request.
#[derive(Debug, Serialize)]
pub struct Answer<'a> {
    id: Option<&'a str>,
    on: jiff::civil::Date,
    profile: &'a str,
    outcome: Outcome,
    review_policy: Option<ReviewPolicy>,
    reasons: &'a RawValue,
    exceptions: &'a RawValue,
    obligations: &'a RawValue,
    missing: Vec<String>,
    regimes: &'a RawValue,
    without_assumptions: &'a RawValue,
    would_change: Vec<ChangeRecord>,
    assumptions: Vec<&'static str>,
    versions: Versions<'a>,
}

/// What of an answer is the same for every request with the same facts.
#[derive(Debug)]
pub(crate) struct Fragments {
    reasons: Box<RawValue>,
    exceptions: Box<RawValue>,
    obligations: Box<RawValue>,
    regimes: Box<RawValue>,
    without_assumptions: Box<RawValue>,
}

#[derive(Debug, Serialize)]
struct Versions<'a> {
    law: &'a str,
    catalog: &'a str,
}

#[derive(Serialize)]
struct ReasonRecord<'a> {
    provision: &'a str,
    citation: &'a str,
    instrument: &'a str,
    regime: &'a str,
    stage: &'a str,
    standing: &'a str,
    evidence: &'a str,
    effect: &'a str,
    weight: &'a str,
    outcome: Outcome,
    review_policy: Option<ReviewPolicy>,
    text: &'a str,
}

#[derive(Serialize)]
struct ExceptionRecord<'a> {
    name: &'a str,
    provision: &'a str,
    citation: &'a str,
    holds: Option<bool>,
    because: String,
}

#[derive(Serialize)]
struct RegimeRecord<'a> {
    regime: &'a str,
    outcome: Outcome,
    review_policy: Option<ReviewPolicy>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    readings: Vec<ReadingRecord>,
}

#[derive(Serialize)]
struct ReadingRecord {
    reading: &'static str,
    outcome: Outcome,
}

#[derive(Serialize)]
struct WithoutAssumptions<'a> {
    outcome: Outcome,
    review_policy: Option<ReviewPolicy>,
    /// The instruments that were assumed to be in force and bear on the outcome.
    assumed: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct ChangeRecord {
    fact: String,
    change: String,
    outcome: Outcome,
}

/// The word for how a provision stands on the date.
#[must_use]
pub fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::InForce => "in_force",
        Standing::AsIf => "assumed",
        Standing::Unenforced => "announced_nonenforcement",
        Standing::Unverified => "unverified",
    }
}

fn weight_word(weight: Weight) -> &'static str {
    match weight {
        Weight::Fires => "fires",
        Weight::Lifted => "lifted",
        Weight::Open => "open",
        Weight::Error => "error",
    }
}

impl Engine {
    /// The answer to a request.
    #[must_use]
    pub fn answer<'a>(&'a self, id: Option<&'a str>, transaction: &Transaction, decided: &'a Decided) -> Answer<'a> {
        let fragments = decided.fragments.get_or_init(|| self.fragments(decided));
        Answer {
            id,
            on: transaction.on,
            profile: &self.profile().id,
            outcome: decided.outcome,
            review_policy: decided.review_policy,
            reasons: &fragments.reasons,
            exceptions: &fragments.exceptions,
            obligations: &fragments.obligations,
            missing: self.missing_fields(&decided.missing, transaction),
            regimes: &fragments.regimes,
            without_assumptions: &fragments.without_assumptions,
            would_change: decided.would_change.iter().map(|change| self.change_record(change, transaction)).collect(),
            assumptions: transaction.assumed.iter().map(|assumed| assumed.text()).collect(),
            versions: Versions { law: self.law().version(), catalog: self.catalog().version() },
        }
    }

    fn change_record(&self, change: &Change, transaction: &Transaction) -> ChangeRecord {
        let fields = self.fields(change.fact, change.gained | change.lost, transaction);
        ChangeRecord {
            fact: fields.join(", "),
            change: change_text(&self.law().codes, change),
            outcome: change.outcome,
        }
    }

    fn fragments(&self, determination: &Determination) -> Fragments {
        let law = self.law();
        let reasons: Vec<_> = determination
            .reasons
            .iter()
            .filter_map(|reason| {
                let provision = law.provisions.get(reason.provision)?;
                let regime = law.regimes.get(provision.regime)?;
                let instrument = regime.instruments.get(provision.instrument)?;
                Some(ReasonRecord {
                    provision: &provision.id,
                    citation: &provision.citation,
                    instrument: &instrument.id,
                    regime: &regime.id,
                    stage: instrument.stage.word(),
                    standing: standing_word(reason.standing),
                    evidence: &provision.evidence,
                    effect: provision.effect.word(),
                    weight: weight_word(reason.weight),
                    outcome: reason.outcome,
                    review_policy: reason.review_policy,
                    text: &provision.text,
                })
            })
            .collect();
        let regimes: Vec<_> = determination
            .regimes
            .iter()
            .filter_map(|regime| {
                let readings = regime.readings.iter();
                Some(RegimeRecord {
                    regime: &law.regimes.get(regime.regime)?.id,
                    outcome: regime.outcome,
                    review_policy: regime.review_policy,
                    readings: readings
                        .map(|other| ReadingRecord { reading: other.reading.word(), outcome: other.outcome })
                        .collect(),
                })
            })
            .collect();
        let without = WithoutAssumptions {
            outcome: determination.without_assumptions.outcome,
            review_policy: determination.without_assumptions.review_policy,
            assumed: self.assumed_instruments(determination),
        };
        Fragments {
            reasons: raw(&reasons),
            exceptions: raw(&self.exception_records(determination)),
            obligations: raw(&self.obligations(determination)),
            regimes: raw(&regimes),
            without_assumptions: raw(&without),
        }
    }

    /// The instruments that the profile assumes and that bear on the outcome.
    #[must_use]
    pub fn assumed_instruments(&self, determination: &Determination) -> Vec<&str> {
        let assumed = determination.reasons.iter().filter(|reason| reason.standing == Standing::AsIf);
        let mut ids: Vec<&str> = assumed
            .filter_map(|reason| {
                let provision = self.law().provisions.get(reason.provision)?;
                let regime = self.law().regimes.get(provision.regime)?;
                Some(regime.instruments.get(provision.instrument)?.id.as_str())
            })
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// What must be done or kept: the obligations of provisions that fire and of exceptions that hold.
    #[must_use]
    pub fn obligations(&self, determination: &Determination) -> Vec<&str> {
        let fired = determination.reasons.iter().filter(|reason| reason.weight == Weight::Fires);
        let held = determination.exceptions.iter().filter(|tried| tried.holds == Holds::Yes);
        let provisions = fired.map(|reason| reason.provision).chain(held.map(|tried| tried.provision));
        let provisions = provisions.filter_map(|at| self.law().provisions.get(at));
        let mut found: Vec<&str> = Vec::new();
        for obligation in provisions.flat_map(|provision: &Provision| &provision.obligations) {
            if !found.contains(&obligation.as_str()) {
                found.push(obligation);
            }
        }
        found
    }

    fn exception_records<'a>(&'a self, determination: &Determination) -> Vec<ExceptionRecord<'a>> {
        let tried = determination.exceptions.iter();
        tried
            .filter_map(|tried| {
                let provision = self.law().provisions.get(tried.provision)?;
                let Effect::Exception(name, _) = &provision.effect else {
                    return None;
                };
                let because = match (tried.holds, &tried.obstacle) {
                    (Holds::Yes, _) | (_, None) => provision.text.clone(),
                    (_, Some(obstacle)) => obstacle_text(&self.law().codes, obstacle),
                };
                let holds = match tried.holds {
                    Holds::Yes => Some(true),
                    Holds::No => Some(false),
                    Holds::Open => None,
                };
                Some(ExceptionRecord { name, provision: &provision.id, citation: &provision.citation, holds, because })
            })
            .collect()
    }
}

fn raw(value: &impl Serialize) -> Box<RawValue> {
    // Nothing here can fail to be written: no map with other keys than text, no failing `Serialize`.
    serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// What stands in the way of an exception, in words.
#[must_use]
pub fn obstacle_text(codes: &Codes, obstacle: &Obstacle) -> String {
    let titles = code_titles(codes, obstacle.fact, obstacle.codes);
    let verb = if obstacle.wanted { "needs" } else { "not with" };
    format!("{verb} {}: {titles}", obstacle.fact.about())
}

/// A change, in words.
#[must_use]
pub fn change_text(codes: &Codes, change: &Change) -> String {
    let about = change.fact.about();
    if change.gained == 0 {
        format!("if this no longer held: {about} ({})", code_titles(codes, change.fact, change.lost))
    } else {
        format!("if this held: {about} ({})", code_titles(codes, change.fact, change.gained))
    }
}

/// The titles of codes, for a person.
fn code_titles(codes: &Codes, fact: Fact, bits: u64) -> String {
    if bits == u64::MAX {
        return "any".to_owned();
    }
    codes.table(fact.code_type()).titles(bits).collect::<Vec<_>>().join(", ")
}
