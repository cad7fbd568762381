//! What these tests share.

use portcullis_catalog::{Catalog, Countries};
use portcullis_lists::{
    BadRow, Entry, Import, Imported, Input, Layout, ListError, Mapping, Reading, Row, Stated, Store, read,
};
use std::path::Path;
use std::sync::LazyLock;

pub fn countries() -> &'static Countries {
    static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
        Catalog::load_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog")).unwrap()
    });
    CATALOG.countries()
}

pub fn mapping() -> &'static Mapping {
    static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
        Mapping::parse("mapping.toml", std::str::from_utf8(&sample("mapping.toml")).unwrap()).unwrap()
    });
    &MAPPING
}

/// A file of `examples/lists`.
pub fn sample(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/lists").join(name)).unwrap()
}

/// Every sample that is a list of its own.
pub const SAMPLES: [(Layout, &str); 8] = [
    (Layout::CslCsv, "csl.csv"),
    (Layout::CslCsv, "csl-2019.csv"),
    (Layout::CslJson, "csl.json"),
    (Layout::Jsonl, "list.jsonl"),
    (Layout::Ofac, "sdn.csv"),
    (Layout::Un, "un.xml"),
    (Layout::Ftm, "entities.ftm.json"),
    (Layout::Csv, "house.csv"),
];

pub fn reading(layout: Layout) -> Reading<'static> {
    Reading { source: "example", layout, countries: countries(), mapping: Some(mapping()) }
}

/// What a reader makes of files in memory.
pub fn parse(layout: Layout, files: Vec<(&str, Vec<u8>)>) -> Result<(Vec<Entry>, Vec<BadRow>, Stated), ListError> {
    let inputs = files.into_iter().map(|(name, bytes)| Input::from_bytes(name, bytes));
    let mut inputs = inputs.collect::<Result<Vec<_>, _>>()?;
    let (mut entries, mut bad) = (Vec::new(), Vec::new());
    let stated = read(&reading(layout), &mut inputs, &mut |row: Row| match row.found {
        Ok(entry) => entries.push(entry),
        Err(fault) => bad.push(BadRow { file: row.file, unit: row.unit, number: row.number, fault }),
    })?;
    Ok((entries, bad, stated))
}

/// What a reader makes of samples, none of whose rows is bad.
pub fn parsed(layout: Layout, names: &[&str]) -> Vec<Entry> {
    let (entries, bad, _) = parse(layout, names.iter().map(|name| (*name, sample(name))).collect()).unwrap();
    assert_eq!(bad, []);
    entries
}

pub fn order(layout: Layout) -> Import<'static> {
    Import {
        reading: reading(layout),
        delta: false,
        as_of: None,
        today: "2026-11-21".parse().unwrap(),
        removed_max_percent: 100,
        force: true,
    }
}

pub fn import(store: &Store, order: &Import<'_>, bytes: Vec<u8>) -> Result<Imported, ListError> {
    store.import(order, vec![Input::from_bytes("file", bytes)?])
}
