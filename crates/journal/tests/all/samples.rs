//! Nodes, licenses and submissions in a few words.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::date;
use portcullis_journal::submission::Request;
use portcullis_journal::{Answer, Node, NoteKind, Record, Sealer, Submission};
use portcullis_license::operation::Signed;
use portcullis_license::{
    Asked, Change, Condition, CoveredParty, Grant, Group, Instant, ItemScope, License, LicenseNumber, Line, LineName,
    Operation, OperationId, Person, Provider, Reply, Rule,
};
use portcullis_log::commitment::Salt;
use portcullis_log::note::{KeyName, Signer};
use serde_json::{Value, json};

pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;

/// Noon of 2026-03-01.
pub const NOON: Instant = Instant(1_772_366_400_000);

pub fn id(text: &str) -> OperationId {
    OperationId::new(text).unwrap()
}

pub fn number(text: &str) -> LicenseNumber {
    LicenseNumber::new(text).unwrap()
}

pub fn signed() -> Signed {
    let second = Some(Person::new("Ben").unwrap());
    Signed { by: Person::new("Ada").unwrap(), second, reason: "a test".to_owned() }
}

/// A node whose salts never repeat.
pub fn node() -> Node {
    static SALTS: AtomicU64 = AtomicU64::new(0);
    Node::new(Box::new(|| {
        let mut salt = [7; 16];
        salt[..8].copy_from_slice(&SALTS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        Salt(salt)
    }))
}

pub fn sealer() -> Sealer {
    Sealer::new(Signer::from_seed(KeyName::new("example.com/log").unwrap(), &[9; 32]))
}

/// A license for 2026 with one line of so many chip-hours.
pub fn license(name: &str, hours: u64) -> License {
    let party = |name: &str, group: Option<&str>| CoveredParty {
        name: name.to_owned(),
        group: group.map(|group| Group::new(group).unwrap()),
    };
    License {
        number: number(name),
        authority: "Bureau of Fictitious Controls".to_owned(),
        regimes: vec!["us-ear".to_owned()],
        licensee: Provider::new("Alder Compute").unwrap(),
        parties: vec![party("Harbour Robotics", Some("Harbour")), party("Quay", None)],
        end_uses: Vec::new(),
        sites: Vec::new(),
        from: date(2026, 1, 1),
        until: date(2026, 12, 31),
        total: Grant::default(),
        lines: vec![line("small", "H20", hours)],
        conditions: Vec::new(),
        settle_within_hours: 24,
    }
}

pub fn line(name: &str, accelerator: &str, hours: u64) -> Line {
    let items = ItemScope { accelerators: vec![accelerator.to_owned()], ..ItemScope::default() };
    Line { name: LineName::new(name).unwrap(), items, amount: Grant { chip_hours: Some(hours), tpp_hours: None } }
}

pub fn condition(name: &str, rule: Rule) -> Condition {
    Condition { id: name.to_owned(), owner: "Bureau".to_owned(), rule }
}

pub fn asked(chips: u32) -> Asked {
    let (provider, customer, accelerator) = ("Alder Compute", "Harbour Robotics", "H20");
    let asked =
        json!({"provider": provider, "customer": customer, "accelerator": accelerator, "tpp": 2_000, "chips": chips});
    serde_json::from_value(asked).unwrap()
}

pub fn issue(name: &str, license: License) -> Submission {
    change(name, &license.number.clone(), Change::Issue { license: Box::new(license) })
}

pub fn change(name: &str, license: &LicenseNumber, change: Change) -> Submission {
    Submission::operation(id(name), Operation::License { license: license.clone(), change, signed: signed() })
}

pub fn reserve(name: &str, license: &str, chips: u32, until: Instant) -> Submission {
    let operation = Operation::Reserve { license: number(license), line: None, asked: asked(chips), until };
    Submission::operation(id(name), operation)
}

pub fn post(name: &str, reservation: &str, chip_milliseconds: u64) -> Submission {
    Submission::operation(id(name), Operation::Post { reservation: id(reservation), chip_milliseconds })
}

pub fn note(name: &str, body: Value, personal: &[&str]) -> Submission {
    let personal = personal.iter().map(|&pointer| pointer.to_owned()).collect();
    Submission { id: id(name), request: Request::Note { note: NoteKind::Decision, body, personal, license: None } }
}

/// The record of an answer that is one.
#[track_caller]
pub fn record(answer: &Answer) -> &Arc<Record> {
    match answer {
        Answer::Recorded { record, .. } => record,
        answer => panic!("{answer:?}"),
    }
}

#[track_caller]
pub fn is_again(answer: &Answer) -> bool {
    matches!(answer, Answer::Recorded { again: true, .. })
}

#[track_caller]
pub fn held(answer: &Answer) {
    assert!(matches!(answer.reply(), Some(Reply::Reserved { .. })), "{answer:?}");
}
