//! What these tests share.

use portcullis_catalog::{Catalog, Countries};
use portcullis_lists::{BadRow, Entry, Import, Imported, Input, Layout, ListError, Reading, Row, Stated, Store, read};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A file of the real data, or a printed reason why the test is skipped.
pub fn data(path: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/screening");
    let folder = std::env::var_os("PORTCULLIS_SCREENING_DATA").map_or_else(beside, PathBuf::from);
    let file = folder.join("lists").join(path);
    if file.exists() {
        return Some(file);
    }
    println!("skipped: {} is not there; PORTCULLIS_SCREENING_DATA may name the folder", file.display());
    None
}

pub fn countries() -> &'static Countries {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        Catalog::load_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog")).unwrap()
    });
    CATALOG.countries()
}

pub fn reading(source: &str, layout: Layout) -> Reading<'_> {
    Reading { source, layout, countries: countries(), mapping: None }
}

/// Every entry, every bad row, and what the files state.
pub fn all(layout: Layout, files: &[PathBuf]) -> (Vec<Entry>, Vec<BadRow>, Stated) {
    let mut inputs: Vec<Input<'_>> = files.iter().map(|file| Input::open(file, None).unwrap()).collect();
    let (mut entries, mut bad) = (Vec::new(), Vec::new());
    let stated = read(&reading("test", layout), &mut inputs, &mut |row: Row| match row.found {
        Ok(entry) => entries.push(entry),
        Err(fault) => bad.push(BadRow { file: row.file, unit: row.unit, number: row.number, fault }),
    });
    (entries, bad, stated.unwrap())
}

pub fn import<'a>(source: &'a str, layout: Layout, as_of: &str) -> Import<'a> {
    Import {
        reading: reading(source, layout),
        delta: false,
        as_of: Some(as_of.parse().unwrap()),
        today: "2026-11-21".parse().unwrap(),
        removed_max_percent: 10,
        force: false,
    }
}

pub fn run(store: &Store, import: &Import<'_>, files: &[PathBuf]) -> Result<Imported, ListError> {
    let inputs = files.iter().map(|file| Input::open(file, None).unwrap());
    store.import(import, inputs.collect())
}
