//! Bytes as a published list, in one of the layouts: entries and bad rows, or a refusal, and never a panic.
//!
//! The first byte chooses the layout; the rest is the file. The last choice is the text of a mapping.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_catalog::Catalog;
use portcullis_lists::{Entry, Input, Layout, Mapping, Reading, guess, read};
use std::path::Path;
use std::sync::LazyLock;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../catalog"));
    Catalog::load_directory(folder).expect("the catalog loads")
});

static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/lists/mapping.toml"));
    Mapping::parse("mapping.toml", &std::fs::read_to_string(path).expect("the mapping can be read")).expect("it parses")
});

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, file)) = bytes.split_first() else { return };
    let Some(layout) = Layout::ALL.get(usize::from(*chosen) % (Layout::ALL.len() + 1)) else {
        if let Ok(text) = std::str::from_utf8(file) {
            let _ = Mapping::parse("mapping.toml", text);
        }
        return;
    };
    if let Ok(mut input) = Input::from_bytes("file", file.to_vec()) {
        let _ = guess(&mut input);
    }
    let reading = Reading { source: "fuzz", layout: *layout, countries: CATALOG.countries(), mapping: Some(&MAPPING) };
    let Ok(input) = Input::from_bytes("file", file.to_vec()) else { return };
    let _ = read(&reading, &mut [input], &mut |row| match row.found {
        Ok(entry) => check(entry),
        Err(fault) => assert!(!fault.problem.is_empty() && !fault.mend.is_empty()),
    });
});

/// An entry is settled, and has one spelling.
fn check(entry: Entry) {
    assert_eq!(entry.empty_field(), None);
    let mut again = entry.clone();
    again.settle();
    assert_eq!(again, entry, "settling twice is settling once");
    let bytes = serde_json::to_vec(&entry).expect("an entry can be written");
    let back: Entry = serde_json::from_slice(&bytes).expect("what was written can be read");
    assert_eq!(back, entry);
}
