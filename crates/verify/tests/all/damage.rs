//! Chance, or somebody without the log's key: no byte can change, and nothing can go or come, without being named.

use std::fs;

use portcullis_log::tile::{entries, push_entry};

use crate::common::{check, exported, files, findings, handed};

/// In so many places of each file, and in its last byte, a byte is flipped.
const PLACES: usize = 24;

#[test]
fn every_flipped_byte_is_noticed() {
    let (_place, folder) = exported(handed());
    for file in files(&folder) {
        let whole = fs::read(&file).unwrap();
        let step = (whole.len() / PLACES).max(1);
        for at in (0..whole.len()).step_by(step).chain([whole.len() - 1]) {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x04;
            fs::write(&file, &flipped).unwrap();
            let name = file.strip_prefix(&folder).unwrap().to_str().unwrap();
            let report = check(&folder);
            assert!(!report.holds(), "byte {at} of {name}");
            let named = report
                .findings
                .shown
                .iter()
                .any(|finding| name.starts_with(&finding.path) || finding.path.starts_with("log/"));
            assert!(named, "byte {at} of {name}: {:?}", report.findings.shown);
        }
        fs::write(&file, &whole).unwrap();
    }
    assert!(check(&folder).holds());
}

#[test]
fn every_missing_or_cut_file_is_noticed() {
    let (_place, folder) = exported(handed());
    for file in files(&folder) {
        let name = file.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
        let whole = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        // What may be erased, and what is for convenience.
        assert_eq!(check(&folder).holds(), name == "openings.jsonl" || name == "key", "{name} is gone");
        fs::write(&file, &whole[..whole.len() / 2]).unwrap();
        assert!(!check(&folder).holds(), "{name} is cut");
        fs::write(&file, [&whole[..], b"x"].concat()).unwrap();
        assert!(!check(&folder).holds(), "{name} is longer");
        fs::write(&file, &whole).unwrap();
    }
}

#[test]
fn entries_dropped_and_swapped_are_named() {
    let (_place, folder) = exported(handed());
    let bundle = folder.join("log/tile/entries/000");
    let whole = fs::read(&bundle).unwrap();
    let leaves: Vec<Vec<u8>> = entries(&whole).map(|leaf| leaf.unwrap().to_vec()).collect();
    let write = |leaves: &[Vec<u8>]| {
        let mut bytes = Vec::new();
        leaves.iter().for_each(|leaf| push_entry(&mut bytes, leaf).unwrap());
        fs::write(&bundle, bytes).unwrap();
    };
    let mut dropped = leaves.clone();
    dropped.remove(40);
    write(&dropped);
    assert!(findings(&folder).contains("log/tile/entries/000: entries 40 to 41"), "{}", findings(&folder));
    let mut swapped = leaves;
    swapped.swap(10, 11);
    write(&swapped);
    let found = findings(&folder);
    assert!(found.contains("entry 10 is the one that belongs at 11") && found.contains("entry 11"), "{found}");
}
