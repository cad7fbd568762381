//! The answer as JSON: what a machine can rely on.
//!
//! Everything that does not depend on the request (the reasons with their citations, the regimes) is
//! rendered once a determination and then copied; a batch of a million requests has few distinct facts.

use crate::determination::{Change, Determination, Holds, Obstacle, Reason, Weight};
use crate::engine::{Decided, Engine};
use crate::owned::{GraphVersion, OwnedParty};
use crate::screening::{ListedAs, ScreenedParty, SnapshotVersion};
use crate::transaction::{Assumed, Transaction};
use portcullis_law::{CodeType, Codes, Effect, Fact, Outcome, Provision, ReviewPolicy, Standing};
use portcullis_screening::Finding;
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
    reasons: Reasons<'a>,
    exceptions: &'a RawValue,
    obligations: &'a RawValue,
    missing: Vec<String>,
    regimes: &'a RawValue,
    without_assumptions: &'a RawValue,
    would_change: Vec<ChangeRecord>,
    assumptions: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    screening: Vec<ScreenedRecord<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    ownership: &'a [OwnedParty],
    versions: &'a RawValue,
}

/// The reasons: the same for every request with the same facts, unless something was looked up that they rest on.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Reasons<'a> {
    Shared(&'a RawValue),
    Own(Vec<ReasonRecord<'a>>),
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
    #[serde(skip_serializing_if = "Option::is_none")]
    lists: Option<&'a [SnapshotVersion]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ownership: Option<&'a [GraphVersion]>,
}

/// What was found of a party, and the provisions that it set off.
#[derive(Debug, Serialize)]
struct ScreenedRecord<'a> {
    party: &'a str,
    name: &'a str,
    finding: Finding,
    hits: Vec<HitRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct HitRecord<'a> {
    #[serde(flatten)]
    hit: &'a ListedAs,
    reasons: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
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
    /// The entries and the paths through the ownership graph that it rests on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    because: Vec<String>,
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
    pub fn answer<'a>(&'a self, id: Option<&'a str>, transaction: &'a Transaction, decided: &'a Decided) -> Answer<'a> {
        let fragments = decided.fragments.get_or_init(|| self.fragments(decided));
        Answer {
            id,
            on: transaction.on,
            profile: &self.profile().id,
            outcome: decided.outcome,
            review_policy: decided.review_policy,
            reasons: self.reasons_of(transaction, decided, fragments),
            exceptions: &fragments.exceptions,
            obligations: &fragments.obligations,
            missing: self.missing_fields(&decided.missing, transaction),
            regimes: &fragments.regimes,
            without_assumptions: &fragments.without_assumptions,
            would_change: decided.would_change.iter().map(|change| self.change_record(change, transaction)).collect(),
            assumptions: self.assumptions(transaction).map(Assumed::text).collect(),
            screening: transaction.screened.iter().map(|party| self.screened_record(party, decided)).collect(),
            ownership: &transaction.owned,
            versions: self.versions(),
        }
    }

    fn reasons_of<'a>(
        &'a self,
        transaction: &Transaction,
        decided: &'a Decided,
        fragments: &'a Fragments,
    ) -> Reasons<'a> {
        if transaction.owned.is_empty() && transaction.entry_policies.is_empty() {
            return Reasons::Shared(&fragments.reasons);
        }
        Reasons::Own(self.reason_records(decided, Some(transaction)))
    }

    fn screened_record<'a>(&'a self, party: &'a ScreenedParty, decided: &'a Decided) -> ScreenedRecord<'a> {
        let hits = party.hits.iter().map(|hit| HitRecord { hit, reasons: self.reasons_for(hit, decided) });
        ScreenedRecord { party: &party.field, name: &party.name, finding: party.finding, hits: hits.collect() }
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
        // Every regime of the profile is named: that one does not reach this kind of transaction is an answer too.
        let applied = law.regimes.iter().enumerate().filter(|(_, regime)| self.profile().applies(&regime.id));
        let regimes: Vec<_> = applied
            .map(|(place, regime)| {
                let own = determination.regimes.iter().find(|own| own.regime == place);
                let readings = own.into_iter().flat_map(|own| &own.readings);
                RegimeRecord {
                    regime: &regime.id,
                    outcome: own.map_or(Outcome::NotRequired, |own| own.outcome),
                    review_policy: own.and_then(|own| own.review_policy),
                    readings: readings
                        .map(|other| ReadingRecord { reading: other.reading.word(), outcome: other.outcome })
                        .collect(),
                }
            })
            .collect();
        let without = WithoutAssumptions {
            outcome: determination.without_assumptions.outcome,
            review_policy: determination.without_assumptions.review_policy,
            assumed: self.assumed_instruments(determination),
        };
        Fragments {
            reasons: raw(&self.reason_records(determination, None)),
            exceptions: raw(&self.exception_records(determination)),
            obligations: raw(&self.obligations(determination)),
            regimes: raw(&regimes),
            without_assumptions: raw(&without),
        }
    }

    /// The reasons; with what they rest on besides the request, where a transaction is given.
    fn reason_records<'a>(
        &'a self,
        determination: &Determination,
        transaction: Option<&Transaction>,
    ) -> Vec<ReasonRecord<'a>> {
        let record = |reason: &Reason| {
            let provision = self.law().provisions.get(reason.provision)?;
            let regime = self.law().regimes.get(provision.regime)?;
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
                because: transaction.map(|transaction| self.because(reason, transaction)).unwrap_or_default(),
            })
        };
        determination.reasons.iter().filter_map(record).collect()
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
                    (Holds::No, Some(obstacle)) => obstacle_text(&self.law().codes, obstacle),
                    (Holds::Open, Some(obstacle)) => {
                        format!("not known whether {}", wanted_text(&self.law().codes, obstacle))
                    }
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

/// The versions of law, catalog, lists and ownership graph, as every answer of an engine gives them.
pub(crate) fn versions(
    law: &str,
    catalog: &str,
    lists: Option<&[SnapshotVersion]>,
    ownership: Option<&[GraphVersion]>,
) -> Box<RawValue> {
    raw(&Versions { law, catalog, lists, ownership })
}

fn raw(value: &impl Serialize) -> Box<RawValue> {
    // Nothing here can fail to be written: no map with other keys than text, no failing `Serialize`.
    serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// What stands in the way of an exception, as a statement of fact.
#[must_use]
pub fn obstacle_text(codes: &Codes, obstacle: &Obstacle) -> String {
    statement(codes, obstacle.fact, obstacle.codes, !obstacle.wanted)
}

/// What would have to be known for an exception to hold, as a statement of fact.
#[must_use]
pub fn wanted_text(codes: &Codes, obstacle: &Obstacle) -> String {
    statement(codes, obstacle.fact, obstacle.codes, obstacle.wanted)
}

/// A change, as a statement of fact that follows "if".
#[must_use]
pub fn change_text(codes: &Codes, change: &Change) -> String {
    statement(codes, change.fact, change.gained | change.lost, change.gained != 0)
}

/// That a fact holds, or does not, in words.
fn statement(codes: &Codes, fact: Fact, bits: u64, holds: bool) -> String {
    let what = code_titles(codes, fact, bits);
    let (yes, no) = match fact {
        Fact::Classes => ("the item is in", "the item is not in"),
        Fact::Amounts => ("the amount is in class", "the amount is not in class"),
        Fact::Goods => ("the goods are", "the goods are not"),
        Fact::Designer => ("the designer is headquartered in", "the designer is not headquartered in"),
        Fact::Origin => ("it comes from", "it does not come from"),
        Fact::Destination => ("it goes to", "it does not go to"),
        Fact::Site => ("it runs in", "it does not run in"),
        Fact::EndUses => ("the end use is", "the end use is not"),
        Fact::RedFlags => ("this was seen:", "this was not seen:"),
        Fact::RedFlagsResolved => {
            return if holds { "the red flags are resolved" } else { "the red flags are not resolved" }.to_owned();
        }
        Fact::Roles => ("there is a", "there is no"),
        Fact::RecipientLocated => ("a recipient is located in", "no recipient is located in"),
        Fact::RecipientHeadquartered => ("a recipient is headquartered in", "no recipient is headquartered in"),
        Fact::RecipientParentHeadquartered => {
            ("a recipient's ultimate parent is headquartered in", "no recipient's ultimate parent is headquartered in")
        }
        Fact::RecipientsAllHeadquartered => (
            "every recipient and its parent is headquartered in",
            "not every recipient and its parent is headquartered in",
        ),
        Fact::RecipientsAllListed => ("every recipient is on this list:", "not every recipient is on this list:"),
        Fact::PartyLists => ("a party is on this list:", "no party is on this list:"),
        Fact::OwnerLists | Fact::AffiliateLists => {
            ("owners on this list hold half or more:", "owners on this list hold less than half:")
        }
        Fact::MinorityOwnerLists => {
            ("an owner of less than half is on this list:", "no owner of less than half is on this list:")
        }
        Fact::ProviderLocated => ("the provider is located in", "the provider is not located in"),
        Fact::ProviderHeadquartered => ("the provider is headquartered in", "the provider is not headquartered in"),
        Fact::OperatorHeadquartered => ("the operator is headquartered in", "the operator is not headquartered in"),
    };
    format!("{} {what}", if holds { yes } else { no })
}

/// Codes for a person: the groups and paragraphs of the regulations by the name they have there, which the
/// officer knows, all else by title.
fn code_titles(codes: &Codes, fact: Fact, bits: u64) -> String {
    if bits == u64::MAX {
        return "any".to_owned();
    }
    let official = |code: &str| match fact.code_type() {
        CodeType::Class | CodeType::Amount => true,
        CodeType::CountryGroup => code.contains(':'),
        _ => false,
    };
    let chosen = codes.table(fact.code_type()).iter().filter(|(bit, ..)| bits & bit != 0);
    let named = chosen.map(|(_, code, title)| if official(code) { code } else { title });
    named.collect::<Vec<_>>().join(", ")
}
