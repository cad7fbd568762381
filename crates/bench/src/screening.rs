//! Measures screening on a benchmark of real lists: what is found, at what price in false alarms, and how fast.
//!
//! The benchmark is a folder that the caller names; nothing of it is kept. Rates are whole thousandths, rounded
//! down. The names alone are the headline: the countries of some queries were taken from the entry they seek.

mod ask;
mod census;
mod data;
mod large;
mod rates;
mod report;
mod speed;
mod start;
mod table;

pub use census::{Census, Lost};
pub use data::FOLDER;
pub use large::LargeFigures;
pub use rates::{Rates, Threshold};
pub use report::{CategoryFigures, FileFigures, PairFigures, Row, ScreeningReport};
pub use speed::Times;
pub use start::{Start, start};

use crate::error::BenchError;
use crate::ownership::{OwnershipOptions, ownership};
use ask::Knowing;
use data::{Data, Pairs};
use portcullis_catalog::Countries;
use portcullis_lists::{Entry, Kind, Snapshot, Store};
use portcullis_screening::{Index, Lexicon, Listed, PAIR_THRESHOLD, Screener, compare};
use rates::f1;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How often the start is measured; the fastest counts.
const STARTS: usize = 3;

/// What is measured.
#[derive(Debug, Clone)]
pub struct ScreeningOptions {
    /// The folder of the benchmark.
    pub data: PathBuf,
    /// Names of the large index.
    pub names_indexed: usize,
    /// Whether ownership is measured, too.
    pub ownership: bool,
    /// The seed of the large index.
    pub seed: u64,
}

impl Default for ScreeningOptions {
    fn default() -> Self {
        Self { data: PathBuf::new(), names_indexed: 1_000_000, ownership: true, seed: 20_230_704 }
    }
}

/// What the measurement works with.
pub struct Tools<'a> {
    /// The tables of names.
    pub lexicon: Arc<Lexicon>,
    /// `words.csv`: which words are frequent in names at large.
    pub words: &'a str,
    /// The table of countries.
    pub countries: &'a Countries,
    /// Measures [`start`] on a store, in a process of its own.
    pub fresh: &'a dyn Fn(&Path) -> Result<Start, String>,
}

/// Measures everything.
///
/// `progress` is told what is measured next.
///
/// # Errors
/// When a file of the benchmark is missing or malformed, or a process of its own does not start.
pub fn screening(
    tools: &Tools<'_>,
    options: &ScreeningOptions,
    progress: &mut dyn FnMut(&str),
) -> Result<ScreeningReport, BenchError> {
    progress("the benchmark's files");
    let data = Data::read(&options.data, tools.countries)?;
    progress("the start from a snapshot");
    let (mut snapshot, start, rows_left_out) = started(tools, options)?;
    // Entries with equal scores keep the order in which they are indexed; the benchmark's is that of its file.
    snapshot.entries = start::entries(&options.data, tools.countries)?;
    let screener = Screener::new(Arc::clone(&tools.lexicon), vec![snapshot]);
    let listed = screener.entries();

    progress("what is found");
    let (threshold, files) = found(&screener, &data, Knowing::Name);
    let (threshold_with_country, with_country) = found(&screener, &data, Knowing::NameAndCountry);
    progress("labelled pairs");
    let pairs = labelled(&data.pairs, tools, listed);
    progress("every listed name asked by itself");
    let census = census::census(&screener);
    progress("one query");
    let asked: Vec<&str> = data.names().collect();
    let (queries, bulk_per_second) = (speed::singles(&screener, &asked), speed::bulk(&screener, &asked));
    let large_index = (options.names_indexed > 0).then(|| {
        progress("a large index");
        large::large(tools, listed, options)
    });
    let (entries, names) = (listed.len(), listed.iter().map(|entry| 1 + entry.aliases.len()).sum());
    let names_indexed = screener.names();
    drop(screener);
    let ownership = options.ownership.then(|| {
        progress("ownership");
        ownership(&OwnershipOptions::default(), tools.countries).map_err(BenchError::Screening)
    });
    let report = ScreeningReport {
        version: env!("CARGO_PKG_VERSION"),
        command: report::command(options),
        data_sha256: data.sha256,
        rows: Vec::new(),
        entries,
        rows_left_out,
        names,
        names_indexed,
        threshold,
        threshold_with_country,
        files: report::files(files, with_country),
        pair_threshold: PAIR_THRESHOLD,
        pairs,
        queries,
        bulk_per_second,
        start,
        large_index,
        ownership: ownership.transpose()?,
        census,
    };
    Ok(report.with_rows())
}

/// Writes the list into a store and starts from it: the snapshot, the fastest start, and how many rows of the list
/// could not be used.
fn started(tools: &Tools<'_>, options: &ScreeningOptions) -> Result<(Snapshot, Start, u64), BenchError> {
    let folder = tempfile::tempdir().map_err(|error| BenchError::Screening(error.to_string()))?;
    let rows_left_out = start::write(folder.path(), &options.data, tools.countries)?;
    let starts: Result<Vec<Start>, String> = (0..STARTS).map(|_| (tools.fresh)(folder.path())).collect();
    let fastest = starts.map_err(BenchError::Screening)?.into_iter().min_by_key(Start::total_ns);
    let start = fastest.ok_or_else(|| BenchError::Screening("the start was not measured".to_owned()))?;
    Ok((snapshot(folder.path())?, start, rows_left_out))
}

/// The list of a store.
fn snapshot(store: &Path) -> Result<Snapshot, BenchError> {
    let wrong = |error: &dyn std::fmt::Display| BenchError::Screening(error.to_string());
    let store = Store::new(store);
    let snapshot = store.load(start::SOURCE).map_err(|error| wrong(&error))?;
    snapshot.ok_or_else(|| wrong(&format!("no list serves in {}", store.root().display())))
}

/// The threshold, and then each file of queries at it.
fn found(screener: &Screener, data: &Data, knowing: Knowing) -> (Threshold, Vec<ask::Answered>) {
    let threshold = rates::threshold(ask::highest(screener, &data.negatives, knowing));
    let answered = data.files.iter().map(|file| ask::answered(screener, file, knowing, threshold));
    (threshold, answered.collect())
}

fn labelled(pairs: &Pairs, tools: &Tools<'_>, entries: &[Entry]) -> Vec<PairFigures> {
    let parties = entries.iter().map(|entry| Listed { names: names_of(entry), is_person: entry.kind == Kind::Person });
    let beside = Arc::new(Index::build(Arc::clone(&tools.lexicon), None, parties));
    let judged = pairs.0.iter().map(|pair| {
        let score = compare(&tools.lexicon, Some(&beside), &pair.name1, &pair.name2, pair.is_person());
        (pair.is_person(), score >= PAIR_THRESHOLD, pair.is_match)
    });
    let judged: Vec<(bool, bool, bool)> = judged.collect();
    let of = |subset: &'static str, person: Option<bool>| {
        let of = judged.iter().filter(|(is_person, ..)| person.is_none_or(|person| person == *is_person));
        let (pairs, f1) = f1(of.map(|(_, said, is_match)| (*said, *is_match)));
        PairFigures { subset, pairs, f1 }
    };
    vec![of("all", None), of("company", Some(false)), of("person", Some(true))]
}

/// The names of an entry, the primary one first.
fn names_of(entry: &Entry) -> impl Iterator<Item = &str> {
    std::iter::once(entry.name.as_str()).chain(entry.aliases.iter().map(|alias| alias.name.as_str()))
}
