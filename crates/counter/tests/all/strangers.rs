//! A peer touches what is its own, and nothing else.

use std::collections::BTreeMap;

use portcullis_counter::{Clerk, Counter, FilingEntry, Sides, note};
use portcullis_desk::case::PhaseKind;
use portcullis_exchange::body::{
    Acknowledgement, Answer, Appeal, Application, Decision, LicenseEvent, Notice, Question, Report, Response,
    Surrender, Withdrawal,
};
use portcullis_exchange::{Body, House as Name, Message, Sequence, Word};
use portcullis_journal::submission::Request;
use portcullis_journal::{Content, Record, Submission};
use portcullis_license::operation::Signed;
use portcullis_license::{Change, Operation, OperationId, Person, Provider};
use serde_json::json;

use crate::people::{
    OneLine, applicant, authority_house, example, filed, filing_of, first_morning, license, license_number,
    provider_house, reference, signer,
};
use crate::world::FILING;

/// A counter that is given its notes by hand, and what each peer said so far.
struct Alone {
    counter: Counter,
    records: u64,
    peers: BTreeMap<Name, Sequence>,
}

impl Alone {
    fn new(us: Name, sides: Sides) -> Self {
        Self { counter: Counter::new(us, sides), records: 0, peers: BTreeMap::new() }
    }

    fn reads(&mut self, submission: Submission) {
        let Request::Note { note, body, .. } = submission.request else { panic!() };
        let content = Content::Note { note, body };
        let record = Record { sequence: self.records, id: submission.id, at: first_morning(), content };
        self.counter.read(&record, None).unwrap();
        self.records += 1;
    }

    fn hears(&mut self, from: &Name, body: &Body) -> Message {
        let us = self.counter.us().clone();
        let sequence = self.peers.entry(from.clone()).or_insert_with(|| Sequence::new(from.clone(), us).unwrap());
        let message = sequence.next(first_morning(), body).unwrap();
        self.reads(note::of_taken(&message).unwrap());
        message
    }

    /// Does what is due; the codes of the refusals among what was said to a peer.
    fn works(&mut self, peer: &Name) -> Vec<String> {
        let before = self.counter.mail(peer).unwrap().told().len();
        loop {
            let clerk = Clerk { counter: &self.counter, letters: &OneLine, now: first_morning() };
            let Some(submission) = clerk.due() else { break };
            self.reads(submission);
        }
        let told = &self.counter.mail(peer).unwrap().told()[before..];
        let refusals = told.iter().filter(|kept| kept.kind == "refusal");
        refusals.map(|kept| kept.message().unwrap().body()["code"].as_str().unwrap().to_owned()).collect()
    }
}

fn other_authority() -> Name {
    Name::new("others.example").unwrap()
}

fn event(id: &str, number: &str, change: Change) -> Body {
    let second = Some(Person::new("officer.two").unwrap());
    let signed = Signed { by: Person::new("officer.one").unwrap(), second, reason: "as decided".to_owned() };
    let operation = Operation::License { license: license_number(number), change, signed };
    Body::LicenseEvent(Box::new(LicenseEvent { id: OperationId::new(id).unwrap(), operation }))
}

fn issue(number: &str) -> Change {
    Change::Issue { license: Box::new(license(number, &[])) }
}

fn vary(number: &str) -> Change {
    Change::Vary { license: Box::new(license(number, &[])) }
}

#[test]
fn an_authority_changes_what_it_issued_and_nothing_else() {
    let (ours, others) = (authority_house(), other_authority());
    let sides = Sides::default().with_authority(ours.clone()).with_authority(others.clone());
    let mut alone = Alone::new(provider_house(), sides);
    let suspend = || Change::Suspend { drain_until: None };
    // From whom, under which id, about which license, and whether it is done.
    let said = [
        (&ours, "system/license/others.example/1/1", "D-1", issue("D-1"), false),
        (&ours, "system/license/cloud.example/1/1", "D-1", issue("D-1"), false),
        (&ours, "spring", "D-1", issue("D-1"), false),
        (&ours, "system/license/exports.example/1/1", "D-1", suspend(), false),
        (&ours, "system/license/exports.example/1/2", "D-1", issue("D-1"), true),
        (&others, "system/license/others.example/1/1", "D-1", suspend(), false),
        (&others, "system/license/others.example/1/2", "D-1", issue("D-1"), false),
        (&others, "system/license/others.example/1/3", "D-1", vary("D-1"), false),
        (&others, "system/license/exports.example/1/9", "D-1", Change::Revoke, false),
        (&others, "system/license/others.example/2/1", "E-1", issue("E-1"), true),
        (&ours, "system/license/exports.example/2/1", "E-1", Change::Reinstate, false),
        (&ours, "system/license/exports.example/1/3", "D-1", vary("D-1"), true),
        (&ours, "system/license/exports.example/1/3", "D-1", suspend(), false),
        (&ours, "system/license/exports.example/1/4", "D-1", suspend(), true),
        (&others, "system/license/others.example/2/2", "E-1", suspend(), true),
    ];
    for (from, id, number, change, is_done) in said {
        let before = alone.counter.operations().len();
        alone.hears(from, &event(id, number, change));
        assert_eq!(alone.counter.operations().len() - before, usize::from(is_done), "{from} {id} {number}");
    }
}

#[test]
fn another_authority_says_nothing_about_a_filing() {
    // The one that the provider files with is the first by name.
    let (ours, others) = (authority_house(), other_authority());
    let sides = Sides::default().with_authority(ours.clone()).with_authority(others.clone());
    let mut alone = Alone::new(provider_house(), sides);
    let entry =
        FilingEntry { number: 1, at: first_morning(), by: signer("compliance.one"), event: filing_of(example()) };
    let submission = alone.counter.event_of_filing(&reference(FILING), &entry).unwrap();
    alone.reads(submission);
    alone.works(&ours);
    let case = reference("2026-000001");
    let bodies = [
        Body::Acknowledgement(Acknowledgement { reference: reference(FILING), case: case.clone(), filed_by: 1 }),
        Body::Question(Question { case: case.clone(), question: 1, text: "who?".to_owned(), due: None }),
        Body::Decision(Decision {
            case: case.clone(),
            outcome: Word::new("approve").unwrap(),
            license: Some(license_number("E-1")),
            reasons: String::new(),
        }),
        Body::Notice(Notice::new(Some(case), None, Word::new("approve").unwrap(), "Dear all".to_owned())),
    ];
    let before = alone.counter.filings().clone();
    for body in &bodies {
        alone.hears(&others, body);
    }
    assert_eq!(alone.counter.filings(), &before);
    for body in &bodies {
        alone.hears(&ours, body);
    }
    let filing = &alone.counter.filings()[&reference(FILING)];
    assert_eq!((filing.questions.len(), filing.decisions.len(), filing.notices.len()), (1, 1, 1));
}

#[test]
fn another_providers_case_is_not_known_to_be_there() {
    let (one, other) = (provider_house(), Name::new("other-cloud.example").unwrap());
    let sides = Sides::default()
        .with_provider(one.clone(), applicant())
        .with_provider(other.clone(), Provider::new("Example Cloud Inc").unwrap());
    let mut alone = Alone::new(authority_house(), sides);
    let application = Application { reference: reference(FILING), filed: filed(example()).to_value() };
    alone.hears(&one, &Body::Application(application));
    assert_eq!(alone.works(&one), Vec::<String>::new());
    let (case, by) = (reference("2026-000001"), Person::new("somebody.else").unwrap());
    let text = || "as it is".to_owned();
    let about_cases = [
        Body::Withdrawal(Withdrawal { case: case.clone(), by: by.clone(), reason: text() }),
        Body::Answer(Answer { case: case.clone(), by: by.clone(), question: 1, text: text(), documents: vec![] }),
        Body::Response(Response { case: case.clone(), by: by.clone(), text: text(), documents: vec![] }),
        Body::Appeal(Appeal { case: case.clone(), by: by.clone(), text: text(), documents: vec![] }),
        Body::Amendment(portcullis_exchange::body::Amendment { case, filed: filed(example()).to_value() }),
    ];
    let number = alone.counter.docket().cases().keys().next().unwrap().clone();
    let before = alone.counter.docket().case(&number).unwrap().clone();
    for body in &about_cases {
        alone.hears(&other, body);
        assert_eq!(alone.works(&other), ["unknown_case"], "{}", body.word());
    }
    // From its own provider the first of them is acted upon.
    assert_eq!(alone.counter.docket().case(&number), Some(&before));
    alone.hears(&one, &about_cases[0]);
    assert_eq!(alone.works(&one), Vec::<String>::new());
    assert_eq!(alone.counter.docket().case(&number).unwrap().phase().kind(), PhaseKind::Ended);

    let license = license_number("D-1");
    let about_licenses = [
        Body::Surrender(Surrender { license: license.clone(), by: by.clone(), reason: text() }),
        Body::Report(Report {
            license,
            by,
            condition: None,
            reference: reference("R-1"),
            text: text(),
            documents: vec![],
        }),
    ];
    for body in &about_licenses {
        alone.hears(&other, body);
        assert_eq!(alone.works(&other), ["unknown_license"], "{}", body.word());
    }
    // An application of the same name is its own.
    let application = Application { reference: reference(FILING), filed: filed(example()).to_value() };
    alone.hears(&other, &Body::Application(application.clone()));
    assert_eq!((alone.works(&other), alone.counter.docket().cases().len()), (vec![], 2));
    alone.hears(&other, &Body::Application(application));
    assert_eq!(alone.works(&other), ["refused_by_desk"]);
}

#[test]
fn what_is_not_a_sides_to_say_is_refused() {
    let mut authority = Alone::new(authority_house(), Sides::default().with_provider(provider_house(), applicant()));
    authority.hears(&provider_house(), &event("system/license/cloud.example/1/1", "D-1", issue("D-1")));
    assert_eq!(authority.works(&provider_house()), ["wrong_direction"]);
    assert_eq!(authority.counter.operations(), []);
    let unfiled = Application { reference: reference(FILING), filed: json!({ "application": {} }) };
    authority.hears(&provider_house(), &Body::Application(unfiled));
    assert_eq!(authority.works(&provider_house()), ["refused_by_desk"]);

    let mut provider = Alone::new(provider_house(), Sides::default().with_authority(authority_house()));
    let (case, by) = (reference("Z1"), Person::new("officer.one").unwrap());
    provider.hears(&authority_house(), &Body::Withdrawal(Withdrawal { case, by, reason: "no".to_owned() }));
    assert_eq!(provider.works(&authority_house()), ["wrong_direction"]);
    // A refusal is not answered by a refusal.
    assert_eq!(provider.counter.mail(&authority_house()).unwrap().told().len(), 1);
}
