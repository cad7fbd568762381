//! What is submitted, as things stand.

use portcullis_journal::NoteKind;
use portcullis_journal::submission::Request;
use portcullis_license::operation::LimitOf;
use portcullis_license::{
    Change, Grant, Group, Instant, License, LicenseNumber, Operation, OperationId, Provider, Rule,
};
use serde_json::json;

use super::op::What;
use super::run::World;
use crate::samples::{HOUR, asked, condition, id, license, line, number, signed};

impl World {
    pub fn request(&self, what: &What) -> Request {
        if let What::Note { personal, words } = what {
            let body = json!({"outcome": "open", "customer": {"name": format!("Quay {words}"), "age": words}, "many": [1, words]});
            let personal = if *personal { vec!["/customer/name".to_owned(), "/many/1".to_owned()] } else { Vec::new() };
            return Request::Note { note: NoteKind::Decision, body, personal, license: None };
        }
        Request::Ledger { operation: self.operation(what) }
    }

    /// Something else than what was submitted: of a note with personal fields, only those are others.
    pub fn other(&self, before: &Request, what: &What) -> Request {
        let mut other = before.clone();
        match &mut other {
            Request::Note { body, personal, .. } if !personal.is_empty() => body["customer"]["name"] = json!("Key"),
            _ => other = self.request(what),
        }
        other
    }

    fn operation(&self, what: &What) -> Operation {
        let of =
            |license: &u8, change: Change| Operation::License { license: named(*license), change, signed: signed() };
        let part = |slice: &OperationId, thousandths: u64| {
            self.books.slice(slice).map_or(1_000, |slice| slice.held) * thousandths / 1_000
        };
        match what {
            What::Issue { license, kind } => of(license, Change::Issue { license: Box::new(terms(*license, *kind)) }),
            What::Vary { license, kind } => of(license, Change::Vary { license: Box::new(terms(*license, *kind)) }),
            What::Suspend { license, drain } => {
                of(license, Change::Suspend { drain_until: drain.then(|| Instant(self.now + 6 * HOUR)) })
            }
            What::Reinstate { license } => of(license, Change::Reinstate),
            What::Revoke { license } => of(license, Change::Revoke),
            What::Surrender { license } => of(license, Change::Surrender),
            What::Lapse { license } => of(license, Change::Lapse),
            What::Reserve { license, chips, minutes, .. } => {
                let until = Instant(self.now + i64::from(*minutes) * 60_000);
                Operation::Reserve { license: named(*license), line: None, asked: asked(*chips), until }
            }
            What::Renew { slice, minutes } => {
                let reservation = self.open(*slice);
                let from = self.books.slice(&reservation).map_or(self.now, |slice| slice.until.0);
                Operation::Renew { reservation, until: Instant(from + i64::from(*minutes) * 60_000) }
            }
            What::Post { slice, thousandths } => {
                let reservation = self.open(*slice);
                Operation::Post { chip_milliseconds: part(&reservation, *thousandths), reservation }
            }
            What::Void { slice } => {
                Operation::Void { reservation: self.open(*slice), reason: "nothing ran".to_owned() }
            }
            What::Expire { slice } => Operation::Expire { reservation: self.open(*slice) },
            What::Correct { slice, thousandths } => {
                let reservation = latest(&self.books.resolved, *slice);
                Operation::Correct {
                    chip_milliseconds: part(&reservation, *thousandths),
                    reservation,
                    signed: signed(),
                }
            }
            What::Stop { slice } => {
                Operation::Stop { lease: self.lease(*slice), due: Instant(self.now + HOUR), signed: signed() }
            }
            What::ConfirmStop { slice } => Operation::ConfirmStop { lease: self.lease(*slice) },
            What::Report { license } => {
                Operation::Report { license: named(*license), reference: "a report".to_owned() }
            }
            What::LimitGroup { hours } => limit(LimitOf::Group(Group::new("Harbour").unwrap()), *hours),
            What::LimitProvider { hours } => limit(LimitOf::Provider(Provider::new("Alder Compute").unwrap()), *hours),
            What::Note { .. } => panic!("a note is no operation"),
        }
    }

    fn open(&self, from_latest: usize) -> OperationId {
        latest(&self.books.open, from_latest)
    }

    fn lease(&self, slice: usize) -> OperationId {
        let slice = self.open(slice);
        self.books.slice(&slice).map_or(slice, |slice| slice.lease.clone())
    }
}

fn latest(ids: &[OperationId], from_latest: usize) -> OperationId {
    let Some(last) = ids.len().checked_sub(1) else { return id("nothing") };
    ids[last - from_latest % (last + 1)].clone()
}

fn limit(of: LimitOf, hours: Option<u64>) -> Operation {
    Operation::Limit { of, limit: Grant { chip_hours: hours, tpp_hours: None }, signed: signed() }
}

fn named(license: u8) -> LicenseNumber {
    number(&format!("D-{license}"))
}

/// Licenses of eight kinds.
fn terms(which: u8, kind: u8) -> License {
    let mut license = license(&format!("D-{which}"), [200, 900, 6_000][usize::from(kind) % 3]);
    match kind {
        1 => license.lines.push(line("spare", "H20", 300)),
        2 => license.total = Grant { chip_hours: Some(1_500), tpp_hours: Some(3_000_000) },
        3 => license.settle_within_hours = 1,
        4 => {
            let amount = Grant { chip_hours: Some(150), tpp_hours: None };
            license.conditions.push(condition("window", Rule::MostInWindow { days: 2, amount }));
        }
        5 => license.conditions.push(condition("chips", Rule::MostConcurrentChips { chips: 12 })),
        6 => license.until = jiff::civil::date(2026, 4, 10),
        7 => license.lines.insert(0, line("first", "H20", 50)),
        _ => {}
    }
    license
}
