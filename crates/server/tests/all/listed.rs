//! Lists for tests: a folder as `portcullis lists import` keeps it.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::date;
use portcullis_determination::ServedLists;
use portcullis_lists::{Entry, Header, How, SNAPSHOT_VERSION, Snapshot, count_by_list};
use portcullis_screening::{Lexicon, LexiconSource, Resolutions, Screener, Use};

use crate::service::project;

/// Writes the entries that serve into a folder.
pub fn write(folder: &Path, entries: &[Entry]) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join("entries.json"), serde_json::to_string(entries).unwrap()).unwrap();
}

/// What serves from a folder.
pub fn served(folder: &Path) -> ServedLists {
    let text = std::fs::read_to_string(folder.join("entries.json")).unwrap();
    let entries: Vec<Entry> = serde_json::from_str(&text).unwrap();
    let header = Header {
        version: SNAPSHOT_VERSION,
        source: "made".to_owned(),
        layout: "jsonl".to_owned(),
        as_of: date(2026, 11, 20),
        content: String::new(),
        entries: entries.len(),
        records: 0,
        lists: count_by_list(&entries),
        files: Vec::new(),
        bad_rows: 0,
        previous: None,
        how: How::Full,
        forced: false,
    };
    ServedLists {
        screener: Arc::new(Screener::new(Arc::new(lexicon()), vec![Snapshot { header, entries }])),
        resolutions: Arc::new(Resolutions::default()),
        used_for: Use::Decision,
    }
}

fn lexicon() -> Lexicon {
    let table = |name: &str| std::fs::read_to_string(project().join(format!("names/{name}.csv"))).unwrap();
    let names = [
        "legal_forms",
        "stop_words",
        "places",
        "abbreviations",
        "translations",
        "words",
        "dictionary",
        "han",
        "bridge",
        "trade_names",
        "trade_aliases",
        "cantonese",
        "wade_giles",
        "homoglyphs",
    ];
    let [
        legal_forms,
        stop_words,
        places,
        abbreviations,
        translations,
        words,
        dictionary,
        han,
        bridge,
        trade_names,
        trade_aliases,
        cantonese,
        wade_giles,
        homoglyphs,
    ] = names.map(table);
    Lexicon::load(&LexiconSource {
        legal_forms: &legal_forms,
        stop_words: &stop_words,
        places: &places,
        abbreviations: &abbreviations,
        translations: &translations,
        words: &words,
        dictionary: &dictionary,
        han: &han,
        bridge: &bridge,
        trade_names: &trade_names,
        trade_aliases: &trade_aliases,
        cantonese: &cantonese,
        wade_giles: &wade_giles,
        homoglyphs: &homoglyphs,
    })
    .unwrap()
}
