//! Records and their leaves.

use portcullis_journal::Record;
use proptest::prelude::*;
use serde_json::json;

use crate::memory::Memory;
use crate::samples::{HOUR, NOON, issue, license, node, note, post, reserve};

/// Leaves of several kinds.
fn leaves() -> Vec<Vec<u8>> {
    let mut store = Memory::default();
    let until = NOON.plus(HOUR);
    let batch = [
        issue("issue", license("D-1", 10)),
        reserve("one", "D-1", 1, until),
        reserve("two", "D-1", 90, until),
        post("post", "one", 5),
        note("note", json!({"b": ["ü", "\n", null, true, -7], "a": {}}), &["/b/0"]),
    ];
    node().commit(&mut store, &batch, NOON).unwrap();
    store.with(|data| data.rows.iter().map(|row| row.leaf.clone()).collect())
}

#[test]
fn a_record_is_read_from_its_leaf_alone() {
    for leaf in leaves() {
        let record = Record::from_leaf(&leaf).unwrap();
        assert_eq!(record.leaf().unwrap(), leaf);
    }
}

/// Two leaves never give one record.
#[test]
fn each_byte_of_a_leaf_counts() {
    for leaf in leaves() {
        let record = Record::from_leaf(&leaf).unwrap();
        for place in 0..leaf.len() {
            for bit in 0..8 {
                let mut changed = leaf.clone();
                changed[place] ^= 1 << bit;
                let read = Record::from_leaf(&changed);
                assert!(read.as_ref().ok() != Some(&record), "byte {place} of {}", String::from_utf8_lossy(&leaf));
                assert!(read.is_err() || read.unwrap().leaf().unwrap() == changed);
            }
            assert!(Record::from_leaf(&leaf[..place]).is_err(), "cut to {place} bytes");
        }
    }
}

#[test]
fn other_spellings_of_a_record_are_refused() {
    for leaf in leaves() {
        let text = String::from_utf8(leaf).unwrap();
        let spellings = [
            format!(" {text}"),
            format!("{text}\n"),
            text.replacen(':', ": ", 1),
            text.replacen('{', "{\"zz\":1,", 1),
            text.replacen('{', "{\"a\":1,", 1),
            format!("{},\"zz\":null}}", text.strip_suffix('}').unwrap()),
            text.replacen("\"kind\":\"", "\"kind\":\"\\u006", 1),
            text.replacen("\"sequence\":", "\"sequence\":0", 1),
        ];
        for spelling in spellings {
            assert_ne!(spelling, text);
            assert!(Record::from_leaf(spelling.as_bytes()).is_err(), "{spelling}");
        }
    }
}

/// A member that this version does not know would be left out when it is decided again.
#[test]
fn a_member_too_many_is_refused_wherever_it_is() {
    for leaf in leaves() {
        let text = String::from_utf8(leaf).unwrap();
        let places: Vec<_> = text.match_indices("{\"").map(|(place, _)| place).collect();
        for place in places {
            let mut more = text.clone();
            more.insert_str(place + 1, "\"!\":0,");
            let read = Record::from_leaf(more.as_bytes());
            assert!(read.is_err() || read.unwrap().leaf().unwrap() == more.as_bytes(), "{more}");
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in any::<prop::sample::Index>()) {
        prop_assert!(Record::from_leaf(&bytes).is_err());
        let mut leaf = leaves()[0].clone();
        let place = cut.index(leaf.len());
        leaf.splice(place.., bytes);
        if let Ok(record) = Record::from_leaf(&leaf) {
            prop_assert_eq!(record.leaf().unwrap(), leaf);
        }
    }
}
