//! Houses, keys and bodies that tests begin with. All names are made up.

use portcullis_exchange::body::*;
use portcullis_exchange::{
    Body, Books, Chain, Code, House, Key, Peer, Reference, Refusal, Side, Statement, Totals, Word,
};
use portcullis_license::{Amount, Balance, Instant, LicenseNumber, LineName, OperationId, Standing};
use portcullis_log::note::{KeyName, Signer};
use portcullis_log::{Checkpoint as LogCheckpoint, Hash};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub const NOW: Instant = Instant(1_790_000_000_000);

pub fn provider() -> House {
    House::new("cloud.example").unwrap()
}

pub fn authority() -> House {
    House::new("exports.example").unwrap()
}

pub fn signer(house: &House, seed: u8) -> Signer {
    Signer::from_seed(KeyName::new(house.as_str()).unwrap(), &[seed; 32])
}

pub fn key(house: &House, seed: u8) -> Key {
    Key { verifier: signer(house, seed).verifier(), from: Instant(0), until: None }
}

/// The provider, as the authority knows it: with the key of seed 1.
pub fn provider_peer() -> Peer {
    Peer::new(provider(), Side::Provider, vec![key(&provider(), 1)]).unwrap()
}

/// The authority, as the provider knows it: with the key of seed 2.
pub fn authority_peer() -> Peer {
    Peer::new(authority(), Side::Authority, vec![key(&authority(), 2)]).unwrap()
}

/// Books that are lists.
#[derive(Clone, Default, Debug)]
pub struct Lists {
    pub sent: Vec<Hash>,
    pub taken: Vec<Hash>,
}

fn nth(hashes: &[Hash], number: u64) -> Option<Hash> {
    hashes.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
}

impl Books for Lists {
    fn sent(&self, number: u64) -> Option<Hash> {
        nth(&self.sent, number)
    }

    fn taken(&self, number: u64) -> Option<Hash> {
        nth(&self.taken, number)
    }
}

pub fn person() -> portcullis_license::Person {
    portcullis_license::Person::new("compliance.one").unwrap()
}

pub fn reference(text: &str) -> Reference {
    Reference::new(text).unwrap()
}

pub fn word(text: &str) -> Word {
    Word::new(text).unwrap()
}

pub fn number(text: &str) -> LicenseNumber {
    LicenseNumber::new(text).unwrap()
}

pub fn amount(chip_milliseconds: u128) -> Amount {
    Amount { chip_milliseconds, tpp_chip_seconds: chip_milliseconds * 16 }
}

pub fn withdrawal(reason: &str) -> Body {
    Body::Withdrawal(Withdrawal { case: reference("C-1"), by: person(), reason: reason.to_owned() })
}

pub fn application(name: &str) -> Body {
    Body::Application(Application { reference: reference(name), filed: json!({"parties": ["Northern Compute Ltd"]}) })
}

/// A use of one line, with what was used of it in all.
pub fn usage(license: &LicenseNumber, from: Instant, used: Amount, in_all: Amount) -> Body {
    let balance = Balance {
        granted: Default::default(),
        available: Default::default(),
        reserved: Amount::ZERO,
        used: in_all,
        breach: Amount::ZERO,
    };
    let line = LineUsage { used, breach: Amount::ZERO, balance };
    let lines = BTreeMap::from([(LineName::new("chips").unwrap(), line)]);
    Body::Usage(Box::new(Usage { license: license.clone(), from, until: from.plus(1), lines, balance }))
}

pub fn terms(license: &LicenseNumber) -> Value {
    json!({
        "number": license, "authority": "Example Bureau", "regimes": ["us-advanced-computing"],
        "licensee": "Example Cloud Inc", "parties": [{"name": "Northern Compute Ltd"}],
        "from": "2026-01-01", "until": "2027-12-31", "total": {"chip_hours": 1000},
        "lines": [{"name": "chips", "items": {"accelerators": ["Example A1"]}, "amount": {}}],
        "settle_within_hours": 24
    })
}

/// A change of a license by name: `issue`, `vary`, `suspend`, …
pub fn license_event(id: &str, license: &LicenseNumber, change: &str) -> LicenseEvent {
    let mut operation = json!({
        "operation": "license", "license": license, "change": change,
        "by": "officer.one", "second": "officer.two", "reason": "as decided"
    });
    if matches!(change, "issue" | "vary") {
        operation["terms"] = terms(license);
    }
    LicenseEvent { id: OperationId::new(id).unwrap(), operation: serde_json::from_value(operation).unwrap() }
}

pub fn statement(sent: Chain, received: Chain, licenses: BTreeMap<LicenseNumber, Totals>) -> Statement {
    Statement { day: NOW.date(), sent, received, after: None, through: None, licenses }
}

pub fn totals(used: u128) -> Totals {
    Totals { version: 1, standing: Standing::Issued, used: amount(used), breach: Amount::ZERO }
}

/// One body of each kind.
pub fn one_of_each() -> Vec<Body> {
    let (case, license, text) = (reference("C-1"), number("D-1"), "See the attached.".to_owned());
    let documents = vec![NamedDocument {
        name: "Contract, signed.pdf".to_owned(),
        kind: "contract".to_owned(),
        media_type: "application/pdf".to_owned(),
        bytes: 8,
        sha256: Hash::of(b"contract"),
        expires: None,
    }];
    let due = NOW.date();
    let checkpoint = LogCheckpoint::new("cloud.example/log", 1, Hash::of(b"leaf")).unwrap();
    let note = checkpoint.sign(&signer(&provider(), 3)).unwrap().to_string();
    let chain = Chain { count: 1, last: Hash::of(b"first") };
    vec![
        application("A-1"),
        Body::Amendment(Amendment { case: case.clone(), filed: json!({}) }),
        Body::Answer(Answer {
            case: case.clone(),
            by: person(),
            question: 1,
            text: text.clone(),
            documents: documents.clone(),
        }),
        withdrawal("no longer needed"),
        Body::Response(Response { case: case.clone(), by: person(), text: text.clone(), documents: vec![] }),
        Body::Appeal(Appeal { case: case.clone(), by: person(), text: text.clone(), documents: documents.clone() }),
        Body::Surrender(Surrender { license: license.clone(), by: person(), reason: text.clone() }),
        usage(&license, NOW, amount(5), amount(7)),
        Body::Checkpoint(Checkpoint { note, consistency: Some(Consistency { from: 0, hashes: vec![] }) }),
        Body::Report(Report {
            license: license.clone(),
            by: person(),
            condition: Some(reference("quarterly")),
            reference: reference("R-1"),
            text: text.clone(),
            documents,
        }),
        Body::Breach(Breach {
            license: license.clone(),
            by: person(),
            condition: None,
            line: Some(LineName::new("chips").unwrap()),
            amount: Some(amount(3)),
            noticed: NOW,
            text: text.clone(),
        }),
        Body::Acknowledgement(Acknowledgement { reference: reference("A-1"), case: case.clone(), filed_by: 1 }),
        Body::Arrival(Arrival { case: case.clone(), sha256: Hash::of(b"contract") }),
        Body::Question(Question { case: case.clone(), question: 1, text: text.clone(), due: Some(due) }),
        Body::Notice(Notice::new(Some(case.clone()), None, word("intent_to_deny"), text.clone())),
        Body::Decision(Decision {
            case: case.clone(),
            outcome: word("approve"),
            license: Some(license.clone()),
            reasons: String::new(),
        }),
        Body::LicenseEvent(Box::new(license_event("desk/1", &license, "issue"))),
        Body::Inspection(Inspection {
            inspection: reference("I-1"),
            license: license.clone(),
            text: text.clone(),
            sample: vec![OperationId::new("lease-1").unwrap()],
            due,
        }),
        Body::Preservation(Preservation {
            request: reference("P-1"),
            change: PreservationChange::Begins,
            case: Some(case),
            license: None,
            text,
        }),
        Body::Reconciliation(Box::new(statement(chain, Chain::START, BTreeMap::from([(license, totals(7))])))),
        Body::Refusal(Refusal::new(Some(3), Code::UnknownCase, "there is no case C-9")),
    ]
}

pub fn signer_house(name: &str) -> House {
    House::new(name).unwrap()
}
