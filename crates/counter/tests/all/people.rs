//! Those who take part, and what they say. All of them are made up.

use std::collections::BTreeSet;

use jiff::Span;
use jiff::civil::{Date, date};
use portcullis_access::Credential;
use portcullis_access::proposal::Signer;
use portcullis_application::{Application, Certifier, Filed, asked_for, sign};
use portcullis_counter::FilingEvent;
use portcullis_counter::says::Letters;
use portcullis_desk::advice::{Position, Recommendation, Says, Subject};
use portcullis_desk::agency::AgencyName;
use portcullis_desk::case::Case;
use portcullis_desk::decision::{DraftText, Outcome};
use portcullis_desk::event::{Actor, Digest, Entry, Event, Said};
use portcullis_exchange::{House as Name, Reference, Word};
use portcullis_license::{Asked, Condition, Instant, License, LicenseNumber, Person, Provider, Rule};
use serde_json::json;

pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;

pub fn provider_house() -> Name {
    Name::new("cloud.example").unwrap()
}

pub fn authority_house() -> Name {
    Name::new("exports.example").unwrap()
}

/// Who applies, as the example has it.
pub fn applicant() -> Provider {
    Provider::new("Northern Compute Ltd").unwrap()
}

/// Nine in the morning of the day on which the example is filed.
pub fn first_morning() -> Instant {
    Instant::start_of(date(2026, 11, 23)).plus(9 * HOUR)
}

pub fn reference(text: &str) -> Reference {
    Reference::new(text).unwrap()
}

/// The application of the example.
pub fn example() -> Application {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/desk/application.toml");
    portcullis_application::from_toml(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The application of the example under another name.
pub fn example_called(name: &str) -> Application {
    Application { reference: name.to_owned(), ..example() }
}

pub fn filed(application: Application) -> Filed {
    let certifier =
        Certifier { name: Person::new("compliance.one").unwrap(), capacity: "officer".to_owned(), at: first_morning() };
    sign(application, certifier).unwrap()
}

pub fn filing_of(application: Application) -> FilingEvent {
    let filed = filed(application);
    FilingEvent::Filed { digest: Digest::from(filed.digest()), said: Said::Kept(Box::new(filed)) }
}

pub fn amendment_of(application: Application) -> FilingEvent {
    let filed = filed(application);
    FilingEvent::Amended { digest: Digest::from(filed.digest()), said: Said::Kept(Box::new(filed)) }
}

pub fn said<'a, T: From<&'a str>>(text: &'a str) -> Said<T> {
    Said::Kept(T::from(text))
}

pub fn signer(name: &str) -> Signer {
    Signer { name: name.to_owned(), credential: Credential::new(&format!("key:{name}")) }
}

pub fn officer(name: &str) -> Actor {
    Actor::Officer { signer: signer(name) }
}

pub fn adviser(agency: &str) -> Actor {
    Actor::Adviser { signer: signer(&format!("adviser.{agency}")), agency: agency_name(agency) }
}

pub fn chair() -> Actor {
    Actor::Chair { signer: signer("chair.one") }
}

pub fn inspector() -> Actor {
    Actor::Inspector { signer: signer("inspector.one") }
}

pub fn system() -> Actor {
    Actor::System { name: Person::new("registry").unwrap() }
}

pub fn agency_name(name: &str) -> AgencyName {
    AgencyName::new(name).unwrap()
}

pub fn condition(owner: &str, id: &str, rule: Rule) -> Condition {
    Condition { id: id.to_owned(), owner: owner.to_owned(), rule }
}

/// What an agency recommends for all of the application.
pub fn recommends(case: &Case, agency: &str, says: Says) -> Event {
    let positions = vec![Position { subject: Subject::Application, says }];
    let said = Recommendation { agency: agency_name(agency), positions };
    Event::recommended(case.state().version(), case.application().unwrap(), said).unwrap()
}

pub fn refers(agencies: &[&str]) -> Event {
    let agencies: BTreeSet<_> = agencies.iter().map(|name| agency_name(name)).collect();
    Event::Referred { agencies, routing: "rules-1".to_owned(), said: said("by rule 1") }
}

pub fn consults(case: &Case) -> Event {
    Event::DenialsConsulted { version: case.state().version(), found: 0, said: said("none on file") }
}

pub fn drafts(case: &Case, outcome: Outcome) -> Event {
    let number = u32::try_from(case.state().drafts.len()).unwrap() + 1;
    let text = DraftText { outcome, without: Vec::new(), note: "for the colleagues only".to_owned() };
    Event::drafted(number, case.application().unwrap(), text).unwrap()
}

/// The signature under the draft that waits; where none does, under one that is not there.
pub fn countersigns(case: &Case) -> Event {
    let waiting = case.state().waiting().map(|draft| (draft.mark.number, draft.mark.digest));
    let (draft, digest) = waiting.unwrap_or_else(|| (1, Digest::of(&"nothing").unwrap()));
    Event::Countersigned { draft, digest }
}

pub fn license_number(text: &str) -> LicenseNumber {
    LicenseNumber::new(text).unwrap()
}

/// The license that the example asks for, with conditions beside those that its applicant offers.
pub fn license(number: &str, conditions: &[Condition]) -> License {
    let mut license = asked_for(&example(), license_number(number), "Bureau of Fictitious Controls").unwrap();
    license.conditions.extend_from_slice(conditions);
    license
}

/// Eight chips for the customer of the example.
pub fn asked() -> Asked {
    serde_json::from_value(json!({
        "provider": applicant(), "customer": "Example Robotics (Singapore) Pte. Ltd.", "accelerator": "H100 SXM5 80GB",
        "classifications": ["3A090.a"], "tpp": 15_832, "chips": 8, "site": "northern-1", "cluster": "northern-1-a",
        "end_uses": ["model_training"], "resale": false, "training_operations": "3e24",
    }))
    .unwrap()
}

/// Letters of one line: of the kind of what happened.
pub struct OneLine;

impl Letters for OneLine {
    fn letter(&self, case: &Case, entry: &Entry) -> Option<(Word, String)> {
        let kind = match &entry.event {
            Event::Countersigned { draft, .. } => {
                let draft = case.state().drafts.iter().find(|one| one.mark.number == *draft)?;
                draft.mark.outcome.word()
            }
            event => event.kind().word(),
        };
        Some((Word::new(kind).ok()?, format!("Re: case {}, {kind} of {}", case.number(), entry.at.date())))
    }

    fn answer_by(&self, asked: Date) -> Option<Date> {
        asked.checked_add(Span::new().days(10)).ok()
    }
}
