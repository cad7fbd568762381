//! Somebody who has the log's key, and signs what they changed: what the records say of each other gives them away, or does not. What does not is
//! caught only by those who kept a receipt, a promise or a cosigned checkpoint; each such attack is here beside what catches it.

use portcullis_journal::{Content, NoteKind, Record};
use portcullis_license::{Amount, Reply};
use portcullis_log::Receipt;
use portcullis_log::directory::Directory;
use portcullis_log::note::{Cosigner, KeyName};
use portcullis_log::proof;
use portcullis_log::witness::{AddCheckpoint, Verdict, Witness};
use portcullis_verify::replay::{Between, replay};
use portcullis_verify::{Folder, Trust, receipt};

use crate::common::{Handed, ORIGIN, check, exported, findings, handed, signer, trust};

/// Numbers records anew from a place on.
fn renumber(handed: &mut Handed, from: usize) {
    for place in from..handed.records.len() {
        let mut record = handed.record(place);
        record.sequence = place as u64;
        handed.put(place, &record);
    }
}

fn is_ledger(record: &Record) -> bool {
    matches!(record.content, Content::Ledger { .. })
}

#[test]
fn a_ledger_record_that_was_taken_out_is_missed() {
    let mut forged = handed().clone();
    let place = forged.find(100, is_ledger);
    forged.records.remove(place);
    renumber(&mut forged, place);
    let (_place, folder) = exported(&forged);
    let found = findings(&folder);
    assert!(found.contains(&format!("record {place}: it does not follow from those before it")), "{found}");
    // The one who also numbers the license's records anew is betrayed by the balances.
    let Content::Ledger { license: Some(gone), .. } = handed().record(place).content else { panic!() };
    for later in place..forged.records.len() {
        let mut record = forged.record(later);
        if let Content::Ledger { license: Some(concerned), .. } = &mut record.content
            && concerned.number == gone.number
        {
            concerned.record -= 1;
            forged.put(later, &record);
        }
    }
    let (_place, folder) = exported(&forged);
    assert!(findings(&folder).contains("does not follow"), "{}", findings(&folder));
}

#[test]
fn an_altered_balance_does_not_come_out() {
    let mut forged = handed().clone();
    let place =
        forged.find(120, |record| matches!(&record.content, Content::Ledger { reply: Reply::Resolved { .. }, .. }));
    let mut record = forged.record(place);
    let Content::Ledger { after, .. } = &mut record.content else { panic!() };
    let balance = after.values_mut().next().unwrap();
    balance.used = Amount { chip_milliseconds: balance.used.chip_milliseconds - 1, ..balance.used };
    forged.put(place, &record);
    let (_place, folder) = exported(&forged);
    let found = findings(&folder);
    assert!(
        found.contains(&format!("record {place}: it does not follow from those before it: it gives the balances as")),
        "{found}"
    );
}

#[test]
fn an_altered_use_does_not_come_out() {
    let mut forged = handed().clone();
    let place =
        forged.find(120, |record| matches!(&record.content, Content::Ledger { reply: Reply::Resolved { .. }, .. }));
    let mut record = forged.record(place);
    let Content::Ledger { reply: Reply::Resolved { used, .. }, .. } = &mut record.content else { panic!() };
    used.chip_milliseconds += 1;
    forged.put(place, &record);
    let (_place, folder) = exported(&forged);
    assert!(findings(&folder).contains(&format!("record {place}")));
}

#[test]
fn a_seal_that_says_otherwise_is_named() {
    let mut forged = handed().clone();
    let place = forged.find(0, |record| matches!(record.content, Content::Note { note: NoteKind::Seal, .. }));
    let mut record = forged.record(place);
    let Content::Note { body, .. } = &mut record.content else { panic!() };
    body["closing"]["used"]["chip_milliseconds"] = "5".into();
    forged.put(place, &record);
    let (_place, folder) = exported(&forged);
    let found = findings(&folder);
    assert!(
        found.contains(&format!(
            "record {place}: the seal of license D-1 for 2026-08 is not what the records say: closing is"
        )),
        "{found}"
    );
}

#[test]
fn records_that_are_none_or_go_back_in_time_are_named() {
    let mut forged = handed().clone();
    forged.records[50].0 = b"{\"not\":\"a record\"}".to_vec();
    let mut late = forged.record(60);
    late.at.0 -= 90 * 24 * 3_600_000;
    forged.put(60, &late);
    let (_place, folder) = exported(&forged);
    let found = findings(&folder);
    assert!(found.contains("record 50: is no record"), "{found}");
    assert!(found.contains("record 60: it is dated"), "{found}");
    assert!(found.contains("from here on replies and balances were not made again"), "{found}");
}

#[test]
fn an_id_that_comes_twice_is_named() {
    let mut forged = handed().clone();
    let notes: Vec<usize> = (0..forged.records.len()).filter(|place| !is_ledger(&forged.record(*place))).collect();
    let mut record = forged.record(notes[5]);
    record.id = forged.record(notes[4]).id;
    forged.put(notes[5], &record);
    let (_place, folder) = exported(&forged);
    assert!(findings(&folder).contains(&format!("record {}: its id", notes[5])));
}

#[test]
fn openings_of_something_else_do_not_open() {
    let mut forged = handed().clone();
    let places: Vec<usize> = (0..forged.records.len()).filter(|place| forged.records[*place].1.is_some()).collect();
    let (one, other) = (forged.records[places[3]].1.clone(), forged.records[places[4]].1.clone());
    forged.records[places[3]].1 = other;
    forged.records[places[4]].1 = one;
    let (_place, folder) = exported(&forged);
    let found = findings(&folder);
    assert!(found.contains(&format!("openings.jsonl, record {}", places[3])), "{found}");
    let replayed = replay(&Folder::open(&folder).unwrap(), &trust(), Between::default(), None, &|_| {}).unwrap();
    assert!(!replayed.holds());
    assert_eq!((replayed.same, replayed.findings.shown.len()), (38, 2));
}

#[test]
fn a_decision_with_another_outcome_is_not_made_again() {
    let mut forged = handed().clone();
    let place = forged.find(0, |record| matches!(record.content, Content::Note { note: NoteKind::Decision, .. }));
    let mut record = forged.record(place);
    let Content::Note { body, .. } = &mut record.content else { panic!() };
    body["answer"] = format!("sha256:{}", "0".repeat(64)).into();
    forged.put(place, &record);
    let (_place, folder) = exported(&forged);
    // The log cannot tell: nothing else speaks of the answer.
    assert!(check(&folder).holds());
    let replayed = replay(&Folder::open(&folder).unwrap(), &trust(), Between::default(), None, &|_| {}).unwrap();
    assert_eq!((replayed.other, replayed.same, replayed.holds()), (1, 39, false));
}

/// With the key, a note that nothing else speaks of can be taken out, and the end of the log cut off. No check of the folder alone can tell.
/// A receipt of the record can, and so can a witness that saw more.
#[test]
fn what_only_a_receipt_or_a_witness_catches() {
    let (_place, honest) = exported(handed());
    let log = Directory::new(honest.join("log"));
    let size = handed().records.len() as u64;
    let cosigner = Cosigner::from_seed(KeyName::new("witness.example/w").unwrap(), &[9; 32]);
    let mut witness = Witness::new();
    witness.know(ORIGIN, vec![signer().verifier()], None);
    let seen = AddCheckpoint::new(&log, 0, log.checkpoint().unwrap()).unwrap();
    assert!(matches!(
        witness.add_checkpoint(seen.to_string().as_bytes(), 1_790_000_000, &cosigner).unwrap(),
        Verdict::Cosigned { .. }
    ));

    let mut without_note = handed().clone();
    let place =
        without_note.find(150, |record| matches!(record.content, Content::Note { note: NoteKind::Decision, .. }));
    without_note.records.remove(place);
    renumber(&mut without_note, place);
    let mut cut = handed().clone();
    cut.records.truncate(250);
    for forged in [&without_note, &cut] {
        let (_place, folder) = exported(forged);
        assert!(check(&folder).holds(), "nothing in the folder gives it away: {}", findings(&folder));
        // A witness that saw the honest log does not cosign, so an auditor who asks for its cosignature does not believe it.
        let forged_log = Directory::new(folder.join("log"));
        let forged_size = forged.records.len() as u64;
        let again = AddCheckpoint {
            old_size: forged_size.min(size),
            proof: Vec::new(),
            note: forged_log.checkpoint().unwrap(),
        };
        let answer = witness.add_checkpoint(again.to_string().as_bytes(), 1_790_000_100, &cosigner).unwrap();
        assert!(!matches!(answer, Verdict::Cosigned { .. }));
        let trust = Trust::parse(&signer().verifier().to_string(), &[cosigner.verifier().to_string()], None).unwrap();
        let report = portcullis_verify::log::check(&Folder::open(&folder).unwrap(), &trust, &|_| {}).unwrap();
        assert!(
            !report.holds() && report.findings.shown[0].problem.contains("cosigned"),
            "{:?}",
            report.findings.shown
        );
    }
    // Whoever kept the receipt of the record has a checkpoint of the log's that the forged log cannot have grown into: two signed trees.
    let leaf = log.leaf(place as u64, size).unwrap();
    let kept = Receipt {
        index: place as u64,
        proof: proof::inclusion(&log, place as u64, size).unwrap(),
        checkpoint: log.checkpoint().unwrap(),
        extra: None,
    };
    let shown = receipt::check(kept.to_string().as_bytes(), &leaf, None, &trust()).unwrap();
    let (_place, folder) = exported(&without_note);
    let there = Directory::new(folder.join("log")).leaf(shown.proven.index, size - 1).unwrap();
    assert_ne!(there, leaf, "in the forged log another record has its place");
}
