//! A register with licenses, leases, decisions and seals, on SQLite, and its export.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiff::civil::{Date, date};
use portcullis_determination::{Memo, Profile, Request};
use portcullis_evidence::{Decision, Editions};
use portcullis_journal::seal::Month;
use portcullis_journal::store::Store as _;
use portcullis_journal::submission::Request as Submitted;
use portcullis_journal::{Answer, Node, NoteKind, Record, Submission};
use portcullis_law::LawSource;
use portcullis_license::operation::Signed;
use portcullis_license::{
    Asked, Change, CoveredParty, Grant, Instant, ItemScope, License, LicenseNumber, Line, LineName, Operation,
    OperationId, Person, Provider,
};
use portcullis_log::commitment::Salt;
use portcullis_log::note::{KeyName, Signer};
use portcullis_log::{Checkpoint, Hash};
use portcullis_verify::months::Months;
use portcullis_verify::{Export, Folder, Trust, log};

pub const ORIGIN: &str = "log.example/portcullis";

/// What a register would hand over.
#[derive(Clone)]
pub struct Handed {
    pub records: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    pub parts: Vec<(String, Vec<u8>)>,
}

pub fn signer() -> Signer {
    Signer::from_seed(KeyName::new(ORIGIN).unwrap(), &[7; 32])
}

pub fn trust() -> Trust {
    Trust::in_log(signer().verifier())
}

fn id(text: &str) -> OperationId {
    OperationId::new(text).unwrap()
}

fn signed(reason: &str) -> Signed {
    Signed {
        by: Person::new("Ann Example").unwrap(),
        second: Some(Person::new("Ben Sample").unwrap()),
        reason: reason.to_owned(),
    }
}

fn license(number: &str) -> License {
    License {
        number: LicenseNumber::new(number).unwrap(),
        authority: "Bureau of Fictitious Controls".to_owned(),
        regimes: vec!["us-ear".to_owned()],
        licensee: Provider::new("Alder Compute").unwrap(),
        parties: vec![CoveredParty { name: "Harbour Robotics".to_owned(), group: None }],
        end_uses: Vec::new(),
        sites: Vec::new(),
        from: date(2026, 1, 1),
        until: date(2026, 12, 31),
        total: Grant::default(),
        lines: vec![Line {
            name: LineName::new("1").unwrap(),
            items: ItemScope { accelerators: vec!["H20".to_owned()], ..ItemScope::default() },
            amount: Grant { chip_hours: Some(100_000), tpp_hours: None },
        }],
        conditions: Vec::new(),
        settle_within_hours: 24,
    }
}

fn reserve(number: &str, chips: u32, until: Instant) -> Operation {
    let asked: Asked = serde_json::from_value(serde_json::json!({
        "provider": "Alder Compute", "customer": "Harbour Robotics", "accelerator": "H20", "tpp": 2_368, "chips": chips,
    }))
    .unwrap();
    Operation::Reserve { license: LicenseNumber::new(number).unwrap(), line: None, asked, until }
}

struct Register {
    node: Node,
    store: portcullis_store::Connection,
    months: Months,
}

impl Register {
    fn submit(&mut self, submission: Submission, at: Instant) {
        let answers = self.node.commit(&mut self.store, std::slice::from_ref(&submission), at).unwrap();
        let [Answer::Recorded { record, again: false }] = &answers[..] else { panic!("{answers:?}") };
        self.months.take(Record::clone(record));
    }

    fn operation(&mut self, name: &str, operation: Operation, at: Instant) {
        self.submit(Submission::operation(id(name), operation), at);
    }

    fn seal(&mut self, number: &str, first: Date, at: Instant) {
        let number = LicenseNumber::new(number).unwrap();
        let month = Month::of(first);
        let body = serde_json::to_value(self.months.month(&number, month).unwrap()).unwrap();
        let request =
            Submitted::Note { note: NoteKind::Seal, body, personal: Vec::new(), license: Some(number.clone()) };
        self.submit(Submission { id: id(&format!("system/seal/{number}/{month}")), request }, at);
    }
}

/// Two licenses over three months, sealed; 300 records, 40 of them decisions with withheld names.
pub fn handed() -> &'static Handed {
    static HANDED: OnceLock<Handed> = OnceLock::new();
    HANDED.get_or_init(|| {
        let place = tempfile::tempdir().unwrap();
        let store = portcullis_store::open(place.path().join("store.db").to_str().unwrap()).unwrap();
        let mut count = 0_u64;
        let salts = Box::new(move || {
            count += 1;
            let mut salt = Salt([0; 16]);
            salt.0.copy_from_slice(&Hash::of(&count.to_be_bytes()).0[..16]);
            salt
        });
        let mut register = Register { node: Node::new(salts), store, months: Months::default() };
        let editions = fill(&mut register);
        let mut handed = Handed { records: Vec::new(), parts: editions.parts.into_iter().collect() };
        register
            .store
            .read("test_export", &mut |transaction| {
                let rows = transaction.rows(0, 10_000)?;
                handed.records = rows.into_iter().map(|row| (row.leaf, None)).collect();
                for (sequence, opening) in transaction.openings(0, 10_000)? {
                    handed.records[usize::try_from(sequence).unwrap()].1 = Some(opening);
                }
                Ok(())
            })
            .unwrap();
        handed
    })
}

fn fill(register: &mut Register) -> Editions {
    let start = Instant::start_of(date(2026, 8, 3));
    for number in ["D-1", "D-2"] {
        let change = Change::Issue { license: Box::new(license(number)) };
        register.operation(
            &format!("issue-{number}"),
            Operation::License { license: LicenseNumber::new(number).unwrap(), change, signed: signed("new") },
            start,
        );
    }
    let editions = editions();
    let engine = editions.edition.engine(&mut |name| editions.parts.get(name).cloned()).unwrap();
    let mut memo = Memo::default();
    let mut sealed = 8;
    for step in 0..120_i64 {
        let at = start.plus(step * 18 * 3_600_000);
        if at.date().month() > sealed {
            register.seal("D-1", date(2026, sealed, 1), at);
            register.seal("D-2", date(2026, sealed, 1), at);
            sealed += 1;
        }
        let number = if step % 3 == 0 { "D-2" } else { "D-1" };
        let lease = format!("lease-{step}");
        register.operation(&lease, reserve(number, 8, at.plus(3_600_000)), at);
        let done = at.plus(3_600_000);
        let reservation = id(&lease);
        let end = match step % 4 {
            0 => Operation::Void { reservation, reason: "nothing ran".to_owned() },
            _ => Operation::Post { reservation, chip_milliseconds: 8 * 3_000_000 },
        };
        register.operation(&format!("end-{step}"), end, done);
        if step % 10 == 1 {
            let correct = Operation::Correct {
                reservation: id(&lease),
                chip_milliseconds: 8 * 2_000_000,
                signed: signed("the meter ran fast"),
            };
            register.operation(&format!("correct-{step}"), correct, done);
        }
        if step % 3 == 1 {
            let place = ["CN", "DE", "AE", "SG"][usize::try_from(step / 3 % 4).unwrap()];
            let text = format!(
                r#"{{"id":"r{step}","kind":"provide_compute","on":"{}","item":{{"accelerator":"H100 SXM5 80GB"}},"quantity":8,"site":"US","parties":[{{"role":"customer","name":"Company {step}","country":"{place}"}}]}}"#,
                at.date()
            );
            let request: Request<'_> = serde_json::from_str(&text).unwrap();
            let mut transaction = engine.resolve(&request).map_err(|error| error.problem.clone()).unwrap();
            engine.screen(&request, &mut transaction, &mut memo);
            let decided = engine.determine(&transaction, &mut memo);
            let decision = Decision::of(&engine, &editions.edition, &request, &transaction, &decided);
            register.submit(decision.submission(id(&format!("decision-{step}"))), done);
        }
    }
    editions
}

fn editions() -> Editions {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let law = LawSource::from_directory(&root.join("law")).unwrap();
    let tables = ["accelerators.csv", "instances.csv", "providers.csv", "vendors.csv", "countries.csv"];
    let texts = tables.map(|table| (table, std::fs::read_to_string(root.join("catalog").join(table)).unwrap()));
    let catalog: Vec<(&str, &str)> = texts.iter().map(|(table, text)| (*table, text.as_str())).collect();
    let profile = std::fs::read_to_string(
        root.join("crates/determination/src/profiles").join(format!("{}.toml", Profile::DEFAULT)),
    )
    .unwrap();
    Editions::of(&law, &catalog, &profile)
}

impl Handed {
    /// Writes the folder, signed by whoever has a key.
    pub fn write(&self, folder: &Path, signer: &Signer) -> Checkpoint {
        let mut export = Export::create(folder, &signer.verifier()).unwrap();
        self.parts.iter().for_each(|(name, content)| export.part(name, content).unwrap());
        self.records.iter().for_each(|(leaf, openings)| export.record(leaf, openings.as_deref()).unwrap());
        export.finish(|size, root| Checkpoint::new(ORIGIN, size, root)?.sign(signer)).unwrap()
    }

    /// The record in a place.
    pub fn record(&self, place: usize) -> Record {
        Record::from_leaf(&self.records[place].0).unwrap()
    }

    /// Writes a record over the one in a place, as canonical as any.
    pub fn put(&mut self, place: usize, record: &Record) {
        self.records[place].0 = record.leaf().unwrap();
    }

    /// The first record from a place on that is as wanted.
    pub fn find(&self, from: usize, wanted: impl Fn(&Record) -> bool) -> usize {
        (from..self.records.len()).find(|place| wanted(&self.record(*place))).unwrap()
    }
}

/// An export in a folder that goes when this does.
pub fn exported(handed: &Handed) -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("export");
    handed.write(&folder, &signer());
    (place, folder)
}

pub fn check(folder: &Path) -> log::LogReport {
    log::check(&Folder::open(folder).unwrap(), &trust(), &|_| {}).unwrap()
}

/// What does not hold, one a line.
pub fn findings(folder: &Path) -> String {
    let report = check(folder);
    assert_eq!(report.holds(), report.findings.is_empty());
    report.findings.shown.iter().map(|finding| format!("{finding}\n")).collect()
}

/// All files below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { open.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}
