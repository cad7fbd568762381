//! What was handed over as it should be.

use portcullis_license::LicenseNumber;
use portcullis_log::promise::Standing;
use portcullis_log::proof;
use portcullis_log::{Promise, Receipt, directory::Directory, leaf_hash};
use portcullis_verify::replay::{Between, replay};
use portcullis_verify::{Folder, months, receipt, seal};

use crate::common::{ORIGIN, check, exported, handed, signer, trust};

#[test]
fn all_holds() {
    let (_place, folder) = exported(handed());
    let report = check(&folder);
    assert_eq!(report.findings.shown, Vec::new());
    assert!(report.holds());
    assert_eq!(report.counts.records, handed().records.len() as u64);
    assert_eq!((report.counts.licenses, report.counts.seals, report.counts.parts), (2, 4, 3));
    assert_eq!((report.counts.decisions, report.counts.opened, report.counts.not_shown), (40, 40, 0));
    // The log alone, as it is served, holds as well.
    assert!(check(&folder.join("log")).holds());
}

#[test]
fn openings_may_be_erased() {
    let mut handed = handed().clone();
    let places: Vec<usize> = (0..handed.records.len()).filter(|place| handed.records[*place].1.is_some()).collect();
    places.iter().take(15).for_each(|place| handed.records[*place].1 = None);
    let (_place, folder) = exported(&handed);
    let report = check(&folder);
    assert!(report.holds());
    assert_eq!((report.counts.opened, report.counts.not_shown), (25, 15));
    std::fs::remove_file(folder.join("openings.jsonl")).unwrap();
    assert_eq!(check(&folder).counts.not_shown, 40);
    assert!(check(&folder).holds());
    let replayed = replay(&Folder::open(&folder).unwrap(), &trust(), Between::default(), None, &|_| {}).unwrap();
    assert_eq!((replayed.same, replayed.not_shown, replayed.holds()), (0, 40, true));
}

#[test]
fn decisions_are_made_again() {
    let (_place, folder) = exported(handed());
    let folder = Folder::open(&folder).unwrap();
    let replayed = replay(&folder, &trust(), Between::default(), None, &|_| {}).unwrap();
    assert_eq!((replayed.decisions, replayed.same, replayed.other), (40, 40, 0), "{:?}", replayed.not);
    assert!(replayed.holds());
    let between = Between { from: Some(jiff::civil::date(2026, 9, 1)), to: Some(jiff::civil::date(2026, 9, 30)) };
    let september = replay(&folder, &trust(), between, None, &|_| {}).unwrap();
    assert!(september.holds() && september.decisions > 5 && september.decisions < 20, "{}", september.decisions);
}

#[test]
fn months_follow_on_from_one_another() {
    let (_place, folder) = exported(handed());
    let mut report = check(&folder);
    let number = LicenseNumber::new("D-1").unwrap();
    for month in ["2026-08", "2026-09"] {
        let seal = seal::check(report.audited.as_mut().unwrap(), &number, months::parse(month).unwrap());
        assert_eq!(seal.findings, Vec::new());
        assert_eq!(Some(&seal.sealed.unwrap().month), seal.told.as_ref());
        assert_eq!(seal.months, 2);
    }
    let open = seal::check(report.audited.as_mut().unwrap(), &number, months::parse("2026-10").unwrap());
    assert!(open.sealed.is_none() && open.told.unwrap().adds_up());
    let quiet = seal::check(report.audited.as_mut().unwrap(), &number, months::parse("2027-03").unwrap()).told.unwrap();
    assert_eq!(quiet.opening, quiet.closing);
    assert_eq!(quiet.first_record, quiet.last_record + 1);
}

#[test]
fn a_receipt_and_its_promise() {
    let (_place, folder) = exported(handed());
    let log = Directory::new(folder.join("log"));
    let size = handed().records.len() as u64;
    for place in [0, 17, 255, 256, size - 1] {
        let leaf = log.leaf(place, size).unwrap();
        let made = Receipt {
            index: place,
            proof: proof::inclusion(&log, place, size).unwrap(),
            checkpoint: log.checkpoint().unwrap(),
            extra: None,
        };
        let promised = |hash| {
            Promise::new(ORIGIN, place, hash, 1_790_000_000_000, 10_000).unwrap().sign(&signer()).unwrap().to_string()
        };
        let kept = promised(leaf_hash(&leaf));
        let shown = receipt::check(made.to_string().as_bytes(), &leaf, Some(kept.as_bytes()), &trust()).unwrap();
        assert_eq!(shown.record.unwrap().sequence, place);
        assert_eq!(shown.promise.unwrap().1, Standing::Kept);
        let broken = promised(leaf_hash(b"another"));
        let shown = receipt::check(made.to_string().as_bytes(), &leaf, Some(broken.as_bytes()), &trust()).unwrap();
        assert!(matches!(shown.promise.unwrap().1, Standing::Broken(_)));
        let other = receipt::check(made.to_string().as_bytes(), b"{}", None, &trust()).unwrap_err();
        assert!(!other.is_bad_input(), "{other}");
        assert!(receipt::check(b"no receipt", &leaf, None, &trust()).unwrap_err().is_bad_input());
    }
}

#[test]
fn records_are_read_as_the_journal_reads_them() {
    for (leaf, _) in &handed().records {
        assert_eq!(
            portcullis_verify::record::read(leaf).unwrap(),
            portcullis_journal::Record::from_leaf(leaf).unwrap()
        );
        assert!(portcullis_verify::canonical::is_canonical(leaf));
    }
}
