//! The tables of `names/`: every row can be read, and says what it means.

#![expect(clippy::unwrap_used, reason = "a test may stop")]

use portcullis_screening::{Lexicon, LexiconError, LexiconSource};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

fn tables() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../names")
}

fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(tables().join(table)).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn field(row: &[String], at: usize) -> &str {
    row.get(at).unwrap()
}

/// A Han word reads as the first rendering that some table gives for it.
#[test]
fn han_words_read_as_their_rows_say() {
    let lexicon = Lexicon::load_directory(&tables()).unwrap();
    let bridge = rows("bridge.csv");
    let elsewhere: HashSet<String> = rows("trade_names.csv")
        .iter()
        .map(|row| field(row, 0).to_owned())
        .chain(rows("places.csv").iter().map(|row| field(row, 1).to_owned()))
        .collect();
    let mut wrong = Vec::new();
    let words = bridge.iter().filter(|row| field(row, 0).chars().count() >= 2 && !elsewhere.contains(field(row, 0)));
    let mut asked = 0;
    for row in words {
        asked += 1;
        let first = field(row, 1).split('|').next().unwrap();
        if lexicon.readings(field(row, 0)).first().map(String::as_str) != Some(first) {
            wrong.push((field(row, 0).to_owned(), first.to_owned(), lexicon.readings(field(row, 0))));
        }
    }
    assert!(
        asked > 3_000 && wrong.is_empty(),
        "{} of {asked}: {:?}",
        wrong.len(),
        wrong.iter().take(8).collect::<Vec<_>>()
    );
}

#[test]
fn traditional_characters_read_as_simplified_ones() {
    let lexicon = Lexicon::load_directory(&tables()).unwrap();
    let changed = rows("han.csv").into_iter().filter(|row| !field(row, 1).is_empty());
    let mut asked = 0;
    for row in changed {
        asked += 1;
        let own = lexicon.readings(field(&row, 0));
        assert_eq!(own.first(), lexicon.readings(field(&row, 1)).first(), "{row:?}");
    }
    assert!(asked > 2_000, "{asked}");
}

#[test]
fn no_table_says_a_thing_twice() {
    for table in [
        "abbreviations",
        "bridge",
        "dictionary",
        "han",
        "homoglyphs",
        "legal_forms",
        "stop_words",
        "trade_names",
        "translations",
        "wade_giles",
        "words",
    ] {
        let mut seen = HashSet::new();
        for row in rows(&format!("{table}.csv")) {
            assert!(seen.insert(field(&row, 0).to_owned()), "{table}: {} is there twice", field(&row, 0));
        }
    }
}

#[test]
fn a_row_that_is_wrong_is_named() {
    let short = LexiconSource { han: "char,simplified,mandarin,cantonese\n好,,hao\n", ..LexiconSource::default() };
    let error = Lexicon::load(&short).unwrap_err();
    assert!(matches!(error, LexiconError::Field { table: "han.csv", line: 2, .. }), "{error}");
    let count = LexiconSource { words: "word,count\nacme,many\n", ..LexiconSource::default() };
    assert!(Lexicon::load(&count).unwrap_err().to_string().contains("whole number"));
}

#[test]
fn columns_that_are_not_where_they_are_looked_for_are_refused() {
    let refused = |source: &LexiconSource<'_>| Lexicon::load(source).unwrap_err().to_string();
    let swapped = LexiconSource { trade_aliases: "alias,name,evidence\namec,acme,\n", ..LexiconSource::default() };
    let told = "names/trade_aliases.csv: column 1 is `alias` and must be `name`; names/README.md describes each";
    assert_eq!(refused(&swapped), told);
    let missing = LexiconSource { cantonese: "syllable\nchan\n", ..LexiconSource::default() };
    assert!(refused(&missing).contains("names/cantonese.csv: column 2 is `` and must be `jyutping`"));
}
