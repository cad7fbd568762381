//! A ledger with a clock, and licenses in a few words.

use jiff::civil::{Date, date};
use portcullis_license::operation::Signed;
use portcullis_license::{
    Amount, Applied, Asked, Balance, Change, Condition, CoveredParty, Grant, Group, Instant, ItemScope, Ledger,
    License, LicenseNumber, Line, LineName, Objection, Operation, OperationId, Person, Provider, Reply, Rule, Site,
};

pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;
/// The license of most stories.
pub const D1: &str = "D-1";
pub const TPP: u32 = 2_000;

pub fn id(text: &str) -> OperationId {
    OperationId::new(text).unwrap()
}

pub fn number(text: &str) -> LicenseNumber {
    LicenseNumber::new(text).unwrap()
}

pub fn site(text: &str) -> Site {
    Site::new(text).unwrap()
}

pub fn group(text: &str) -> Group {
    Group::new(text).unwrap()
}

pub fn chip_hours(hours: u64) -> Grant {
    Grant { chip_hours: Some(hours), tpp_hours: None }
}

/// The start of a date.
pub fn on(date: Date) -> Instant {
    Instant::start_of(date)
}

pub fn signed(second: Option<&str>) -> Signed {
    let second = second.map(|second| Person::new(second).unwrap());
    Signed { by: Person::new("Ada").unwrap(), second, reason: "a test".to_owned() }
}

pub fn by_two() -> Signed {
    signed(Some("Ben"))
}

/// A license for 2026 over one line of so many chip-hours.
pub fn license(name: &str, hours: u64) -> License {
    License {
        number: number(name),
        authority: "Bureau of Fictitious Controls".to_owned(),
        regimes: vec!["us-ear".to_owned()],
        licensee: Provider::new("Alder Compute").unwrap(),
        parties: vec![
            CoveredParty { name: "Harbour Robotics".to_owned(), group: Some(group("Harbour")) },
            CoveredParty { name: "Harbour Labs".to_owned(), group: Some(group("Harbour")) },
            CoveredParty { name: "Quay".to_owned(), group: None },
        ],
        end_uses: Vec::new(),
        sites: Vec::new(),
        from: date(2026, 1, 1),
        until: date(2026, 12, 31),
        total: Grant::default(),
        lines: vec![line("small", &["H20"], chip_hours(hours))],
        conditions: Vec::new(),
        settle_within_hours: 24,
    }
}

pub fn line(name: &str, accelerators: &[&str], amount: Grant) -> Line {
    let accelerators = accelerators.iter().map(|&name| name.to_owned()).collect();
    Line { name: LineName::new(name).unwrap(), items: ItemScope { accelerators, ..ItemScope::default() }, amount }
}

pub fn condition(name: &str, rule: Rule) -> Condition {
    Condition { id: name.to_owned(), owner: "Bureau".to_owned(), rule }
}

/// What most stories run.
pub fn asked(chips: u32) -> Asked {
    Asked {
        provider: Provider::new("Alder Compute").unwrap(),
        customer: "Harbour Robotics".to_owned(),
        accelerator: "H20".to_owned(),
        classifications: Vec::new(),
        tpp: TPP,
        chips,
        site: None,
        others: Vec::new(),
        end_uses: Vec::new(),
        cluster: None,
        resale: None,
        training_operations: None,
    }
}

/// A ledger and the time.
pub struct World {
    pub ledger: Ledger,
    pub now: Instant,
    operations: u64,
}

impl World {
    /// At noon of 2026-03-01 with nothing issued.
    pub fn empty() -> Self {
        Self { ledger: Ledger::default(), now: on(date(2026, 3, 1)).plus(12 * HOUR), operations: 0 }
    }

    pub fn with(license: License) -> Self {
        let mut world = Self::empty();
        world.issue(license);
        world
    }

    pub fn wait(&mut self, milliseconds: i64) {
        self.now = self.now.plus(milliseconds);
    }

    /// Applies an operation under an id.
    pub fn apply(&mut self, name: &str, operation: &Operation) -> Applied {
        self.ledger.apply(&id(name), operation, self.now).unwrap()
    }

    /// Applies an operation under an id of its own.
    pub fn reply(&mut self, operation: &Operation) -> Reply {
        self.operations += 1;
        let name = format!("operation {}", self.operations);
        self.apply(&name, operation).reply
    }

    pub fn issue(&mut self, license: License) {
        let reply = self.change(&license.number.clone(), Change::Issue { license: Box::new(license) });
        assert!(matches!(reply, Reply::Changed { version: 1, .. }), "{reply:?}");
    }

    pub fn vary(&mut self, license: License) -> Reply {
        self.change(&license.number.clone(), Change::Vary { license: Box::new(license) })
    }

    pub fn change(&mut self, license: &LicenseNumber, change: Change) -> Reply {
        self.reply(&Operation::License { license: license.clone(), change, signed: by_two() })
    }

    pub fn reserve(&mut self, name: &str, asked: Asked, milliseconds: i64) -> Reply {
        self.reserve_under(D1, name, asked, milliseconds)
    }

    pub fn reserve_under(&mut self, license: &str, name: &str, asked: Asked, milliseconds: i64) -> Reply {
        let until = Instant(self.now.0 + milliseconds);
        self.apply(name, &Operation::Reserve { license: number(license), line: None, asked, until }).reply
    }

    /// Renews until so long after now.
    pub fn renew(&mut self, name: &str, slice: &str, milliseconds: i64) -> Reply {
        let until = Instant(self.now.0 + milliseconds);
        self.apply(name, &Operation::Renew { reservation: id(slice), until }).reply
    }

    pub fn post(&mut self, slice: &str, chip_hours: u64) -> Reply {
        self.reply(&Operation::Post { reservation: id(slice), chip_milliseconds: chip_hours * HOUR as u64 })
    }

    pub fn void(&mut self, slice: &str) -> Reply {
        self.reply(&Operation::Void { reservation: id(slice), reason: "nothing ran".to_owned() })
    }

    pub fn expire(&mut self, slice: &str) -> Reply {
        self.reply(&Operation::Expire { reservation: id(slice) })
    }

    pub fn correct(&mut self, slice: &str, chip_hours: u64) -> Reply {
        let chip_milliseconds = chip_hours * HOUR as u64;
        self.reply(&Operation::Correct { reservation: id(slice), chip_milliseconds, signed: by_two() })
    }

    pub fn balance(&self, license: &str) -> Balance {
        self.ledger.license(&number(license)).unwrap().account.balance().unwrap()
    }

    /// Chip-hours of a license: reserved, used, breach.
    pub fn hours(&self, license: &str) -> (u128, u128, u128) {
        let balance = self.balance(license);
        let hours = |amount: Amount| amount.chip_milliseconds / HOUR as u128;
        (hours(balance.reserved), hours(balance.used), hours(balance.breach))
    }
}

#[track_caller]
pub fn held(reply: &Reply) {
    assert!(matches!(reply, Reply::Reserved { .. }), "{reply:?}");
}

#[track_caller]
pub fn resolved(reply: &Reply) {
    assert!(matches!(reply, Reply::Resolved { .. }), "{reply:?}");
}

#[track_caller]
pub fn changed(reply: &Reply) {
    assert!(matches!(reply, Reply::Changed { .. }), "{reply:?}");
}

#[track_caller]
pub fn refused(reply: Reply) -> Vec<Objection> {
    match reply {
        Reply::Refused { objections } => objections,
        reply => panic!("{reply:?}"),
    }
}
