//! Any bytes as a note, a receipt, a path of a tile, a witness's request, a record: no panic, and what is read is written back as it was.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_journal::Record;
use portcullis_log::canonical::{read_canonical, to_canonical};
use portcullis_log::commitment::{Salt, disclose, withhold};
use portcullis_log::note::{SignedNote, Verifier};
use portcullis_log::tile::Resource;
use portcullis_log::witness::AddCheckpoint;
use portcullis_log::{Frontier, Promise, Receipt};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(note) = SignedNote::parse(bytes) {
        assert_eq!(note.to_string().as_bytes(), bytes);
    }
    if let Ok(receipt) = Receipt::parse(bytes) {
        assert_eq!(receipt.to_string().as_bytes(), bytes);
    }
    if let Ok(request) = AddCheckpoint::parse(bytes) {
        assert_eq!(request.to_string().as_bytes(), bytes);
    }
    if let Ok(record) = Record::from_leaf(bytes) {
        assert_eq!(record.leaf().expect("a record that was read"), bytes);
    }
    if let Ok(frontier) = Frontier::from_bytes(bytes) {
        assert_eq!(frontier.to_bytes(), bytes);
    }
    if let Ok(value) = read_canonical(bytes) {
        assert_eq!(to_canonical(&value).expect("a value that was read"), bytes);
        let mut count = 0;
        let mut salts = || {
            count += 1;
            Salt([count; 16])
        };
        if let Ok((public, openings)) = withhold(&value, &|pointer| pointer.len() % 3 == 1, &mut salts) {
            assert_eq!(disclose(&public, &openings).expect("what was withheld"), value);
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(resource) = Resource::parse(text) {
            assert_eq!(resource.path(), text);
        }
        let _ = Promise::parse(text);
        let _ = Verifier::parse(text);
    }
});
