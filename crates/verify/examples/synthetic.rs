//! Writes an export to measure with: `synthetic ledger DIR RECORDS` or `synthetic decisions DIR DECISIONS`. The key is `DIR/key`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a tool of ours, which stops where it cannot go on"
)]

use std::path::Path;

use jiff::civil::date;
use portcullis_determination::{Memo, Profile, Request};
use portcullis_evidence::{Decision, Editions};
use portcullis_journal::submission::Request as Submitted;
use portcullis_journal::{Concerned, Content, NoteKind, Record};
use portcullis_law::LawSource;
use portcullis_license::operation::Signed;
use portcullis_license::{
    Asked, Change, CoveredParty, Grant, Instant, ItemScope, Ledger, License, LicenseNumber, Line, LineName, Operation,
    OperationId, Person, Provider,
};
use portcullis_log::commitment::{Salt, withhold};
use portcullis_log::note::{KeyName, Signer};
use portcullis_log::{Checkpoint, Hash};
use portcullis_verify::Export;
use portcullis_verify::months::Months;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, kind, folder, many] = &arguments[..] else { panic!("synthetic ledger|decisions DIR NUMBER") };
    let many: u64 = many.parse().unwrap();
    let signer = Signer::from_seed(KeyName::new("log.example/synthetic").unwrap(), &[7; 32]);
    let mut export = Export::create(folder, &signer.verifier()).unwrap();
    match kind.as_str() {
        "ledger" => ledger(&mut export, many),
        "decisions" => decisions(&mut export, many),
        other => panic!("{other}"),
    }
    export.finish(|size, root| Checkpoint::new("log.example/synthetic", size, root)?.sign(&signer)).unwrap();
}

fn id(text: &str) -> OperationId {
    OperationId::new(text).unwrap()
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
            amount: Grant { chip_hours: Some(1_000_000_000_000), tpp_hours: None },
        }],
        conditions: Vec::new(),
        settle_within_hours: 24,
    }
}

fn ledger(export: &mut Export, many: u64) {
    let mut ledger = Ledger::default();
    let mut months = Months::default();
    let (begin, end) = (Instant::start_of(date(2026, 1, 2)).0, Instant::start_of(date(2026, 12, 20)).0);
    let numbers = ["D-1", "D-2", "D-3"];
    let mut sealed = 1;
    let mut sequence = 0;
    let mut bytes = 0;
    while sequence < many {
        let at = Instant(begin + i64::try_from((end - begin) as u64 * sequence / many).unwrap());
        let month = at.date().month();
        let (name, content) = if month > sealed && sequence > 10 {
            let of = portcullis_journal::seal::Month::of(date(2026, sealed, 1));
            sealed += 1;
            let body = months.month(&LicenseNumber::new("D-1").unwrap(), of).unwrap();
            (
                format!("system/seal/D-1/{of}"),
                Content::Note { note: NoteKind::Seal, body: serde_json::to_value(body).unwrap() },
            )
        } else {
            let number = numbers[(sequence % 3) as usize];
            let by = |reason: &str| Signed {
                by: Person::new("Ann").unwrap(),
                second: Some(Person::new("Ben").unwrap()),
                reason: reason.to_owned(),
            };
            let number = LicenseNumber::new(number).unwrap();
            let operation = if sequence < 3 {
                Operation::License {
                    license: number.clone(),
                    change: Change::Issue { license: Box::new(license(number.as_str())) },
                    signed: by("new"),
                }
            } else if sequence % 2 == 1 || ledger.reservation(&id(&name_of(sequence - 1))).is_none() {
                let asked: Asked = serde_json::from_value(serde_json::json!({
        "provider": "Alder Compute", "customer": "Harbour Robotics", "accelerator": "H20", "tpp": 2_368, "chips": 8,
    }))
    .unwrap();
                Operation::Reserve { license: number, line: None, asked, until: at.plus(3_600_000) }
            } else {
                Operation::Post { reservation: id(&name_of(sequence - 1)), chip_milliseconds: 8 * 3_000_000 }
            };
            let name = name_of(sequence);
            let applied = ledger.apply(&id(&name), &operation, at).unwrap();
            let license = applied.license.map(|(number, record)| Concerned { number, record });
            (name, Content::Ledger { operation, reply: applied.reply, license, after: applied.after })
        };
        let record = Record { sequence, id: id(&name), at, content };
        let leaf = record.leaf().unwrap();
        bytes += leaf.len() as u64;
        export.record(&leaf, None).unwrap();
        months.take(record);
        sequence += 1;
        if ledger.kept() > 10_000 {
            ledger.let_go();
        }
    }
    anstream::eprintln!("{many} records, {} bytes each", bytes / many.max(1));
}

fn name_of(sequence: u64) -> String {
    format!("0198c1f2-7d3a-7c4e-9b21-{sequence:012x}")
}

fn decisions(export: &mut Export, many: u64) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let law = LawSource::from_directory(&root.join("law")).unwrap();
    let tables = ["accelerators.csv", "instances.csv", "providers.csv", "vendors.csv", "countries.csv"];
    let texts = tables.map(|table| (table, std::fs::read_to_string(root.join("catalog").join(table)).unwrap()));
    let catalog: Vec<(&str, &str)> = texts.iter().map(|(table, text)| (*table, text.as_str())).collect();
    let profile = std::fs::read_to_string(
        root.join("crates/determination/src/profiles").join(format!("{}.toml", Profile::DEFAULT)),
    )
    .unwrap();
    let editions = Editions::of(&law, &catalog, &profile);
    editions.parts.iter().for_each(|(name, content)| export.part(name, content).unwrap());
    let engine = editions.edition.engine(&mut |name| editions.parts.get(name).cloned()).unwrap();
    let (mut memo, mut salt) = (Memo::default(), 0_u64);
    let items = ["H100 SXM5 80GB", "H200 SXM", "A30", "A40", "A100 SXM4 80GB", "B200"];
    let places = ["CN", "AE", "SG", "DE", "US", "VN", "SA", "RU"];
    let mut bytes = 0;
    for sequence in 0..many {
        let (item, place) = (items[(sequence % 6) as usize], places[(sequence / 6 % 8) as usize]);
        let day =
            date(2026, 1, 5).checked_add(jiff::Span::new().days(i64::try_from(sequence / 48 % 300).unwrap())).unwrap();
        let text = format!(
            r#"{{"id":"r{sequence}","kind":"provide_compute","on":"{day}","item":{{"accelerator":"{item}"}},"quantity":{},"site":"US","parties":[{{"role":"customer","name":"Company {sequence}","country":"{place}"}}]}}"#,
            1 + sequence % 5_000
        );
        let request: Request<'_> = serde_json::from_str(&text).unwrap();
        let mut transaction = engine.resolve(&request).map_err(|error| error.problem.clone()).unwrap();
        engine.screen(&request, &mut transaction, &mut memo);
        let decided = engine.determine(&transaction, &mut memo);
        let decision = Decision::of(&engine, &editions.edition, &request, &transaction, &decided);
        let submission = decision.submission(id(&name_of(sequence)));
        let Submitted::Note { body, personal, .. } = &submission.request else { panic!() };
        let mut salts = || {
            salt += 1;
            let mut made = Salt([0; 16]);
            made.0.copy_from_slice(&Hash::of(&salt.to_be_bytes()).0[..16]);
            made
        };
        let (body, openings) =
            withhold(body, &|pointer| personal.iter().any(|own| own == pointer), &mut salts).unwrap();
        let at = Instant(Instant::start_of(date(2026, 11, 1)).0 + i64::try_from(sequence).unwrap());
        let record =
            Record { sequence, id: submission.id, at, content: Content::Note { note: NoteKind::Decision, body } };
        let leaf = record.leaf().unwrap();
        bytes += leaf.len() as u64;
        export.record(&leaf, Some(&serde_json::to_vec(&openings).unwrap())).unwrap();
    }
    anstream::eprintln!("{many} decisions, {} bytes each", bytes / many.max(1));
}
