//! Every listed name finds its own entry, on a real list, where one lies beside the checkout.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]
#![expect(clippy::print_stdout, reason = "a test that is skipped says why")]

use portcullis_lists::Kind;
use portcullis_screening::{Found, Index, Lexicon, Listed, Score, Searcher};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Hits that are looked at: entries that share a name are many at times.
const HITS: usize = 1000;

/// An entry of the list, as `portcullis bench screening --help` describes it.
#[derive(Deserialize)]
struct Entry {
    id: String,
    name: String,
    aliases: Vec<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

impl Entry {
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    fn is_person(&self) -> bool {
        self.kind.as_deref().and_then(Kind::from_source) == Some(Kind::Person)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn list() -> Option<Vec<Entry>> {
    let named = std::env::var_os("PORTCULLIS_SCREENING_DATA").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| root().join("../shared/data/screening"));
    let file = folder.join("dev/index.jsonl");
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) => {
            println!("skipped: {}: {error}; PORTCULLIS_SCREENING_DATA can name the folder", file.display());
            return None;
        }
    };
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// Why a name does not find its own entry, first or as good as the first.
fn lost(
    entries: &[Entry],
    index: &Index,
    own: u32,
    name: &str,
    person: bool,
    searcher: &mut Searcher,
) -> Option<String> {
    // A name that holds nothing to match is refused, which is not the same as lost.
    let Found::Hits(hits) = searcher.search(index, name, person, HITS) else { return None };
    let first = hits.first().map(|hit| hit.score);
    let found: Option<Score> = hits.iter().find(|hit| hit.entry == own).map(|hit| hit.score);
    if found.is_some() && found == first {
        return None;
    }
    let names = |at: u32| {
        let entry = &entries[at as usize];
        format!("{} {:?}", entry.id, entry.names().collect::<Vec<_>>())
    };
    let (own, other) = (names(own), hits.first().map(|hit| names(hit.entry)));
    Some(format!("{name:?}, as a person: {person}: {found:?} {own}; first {first:?} {other:?}"))
}

#[test]
fn every_listed_name_finds_its_own_entry() {
    let Some(entries) = list() else { return };
    let lexicon = Arc::new(Lexicon::load_directory(&root().join("names")).unwrap());
    let parties = entries.iter().map(|entry| Listed { names: entry.names(), is_person: entry.is_person() });
    let index = Index::build(lexicon, None, parties);
    let mut searcher = Searcher::default();
    let mut failed = Vec::new();
    for (own, entry) in (0_u32..).zip(&entries) {
        for name in entry.names() {
            failed.extend(lost(&entries, &index, own, name, false, &mut searcher));
            if entry.is_person() {
                failed.extend(lost(&entries, &index, own, name, true, &mut searcher));
            }
        }
    }
    assert!(failed.is_empty(), "{} names do not find their own entry:\n{}", failed.len(), failed.join("\n"));
}
