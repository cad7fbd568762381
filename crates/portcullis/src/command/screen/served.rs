//! What is screened against: the lists that serve, or a file of one's own.

use crate::command::lists::report;
use crate::command::screen::load_resolutions;
use crate::load::Names;
use crate::report::Report;
use jiff::civil::Date;
use portcullis_catalog::Countries;
use portcullis_determination::{ServedLists, SnapshotVersion};
use portcullis_lists::{Input, Layout, Reading, Row, Snapshot, Store};
use portcullis_screening::{Screener, Use};
use std::path::Path;
use std::sync::Arc;

/// Bad rows of an index that are shown.
const BAD_ROWS_SHOWN: usize = 5;

/// A state of a list that an answer rests on.
#[derive(Debug, Clone)]
pub(crate) struct Used {
    pub source: String,
    /// The day of which it speaks; a file of one's own names none.
    pub as_of: Option<Date>,
    /// Of the content; of the file, where it is one of one's own.
    pub sha256: String,
    pub entries: usize,
}

/// What is screened against.
pub(crate) struct Served {
    pub snapshots: Vec<Snapshot>,
    pub used: Vec<Used>,
}

/// The lists in a folder, for decisions; with what people have found, where a file of it is named.
pub(crate) fn for_decisions(folder: &Path, names: &Names, resolutions: Option<&Path>) -> Result<ServedLists, Report> {
    let snapshots = Served::lists(&Store::new(folder))?.snapshots;
    Ok(ServedLists {
        screener: Arc::new(Screener::new(names.load()?, snapshots)),
        resolutions: Arc::new(load_resolutions(resolutions)?),
        used_for: Use::Decision,
    })
}

/// The very snapshots that a recorded decision asked.
pub(crate) fn recorded_lists(
    store: &Store,
    versions: &[SnapshotVersion],
    names: &Names,
    resolutions: Option<&Path>,
) -> Result<ServedLists, Report> {
    let snapshots = versions.iter().map(|version| {
        for file in store.snapshots(&version.source).map_err(report)? {
            let snapshot = Snapshot::load(&store.path(&version.source, &file)).map_err(report)?;
            if snapshot.header.content == version.sha256 {
                return Ok(snapshot);
            }
        }
        Err(Report::new(format!("snapshot {} of `{}` is not kept", version.sha256, version.source)))
    });
    Ok(ServedLists {
        screener: Arc::new(Screener::new(names.load()?, snapshots.collect::<Result<_, _>>()?)),
        resolutions: Arc::new(load_resolutions(resolutions)?),
        used_for: Use::Decision,
    })
}

impl Served {
    /// The lists that serve, of every source.
    pub fn lists(store: &Store) -> Result<Self, Report> {
        let mut snapshots = Vec::new();
        for source in store.sources().map_err(report)? {
            match store.load(&source).map_err(report)? {
                Some(snapshot) => snapshots.push(snapshot),
                // A first import that was refused leaves an empty folder; anything else is a list out of service.
                None if store.snapshots(&source).map_err(report)?.is_empty() => {}
                None => {
                    let problem = format!("no list of `{source}` serves, though snapshots of it are kept");
                    return Err(Report::new(problem).with_help("`portcullis lists verify` says what is damaged"));
                }
            }
        }
        let used = snapshots.iter().map(|snapshot| Used {
            source: snapshot.header.source.clone(),
            as_of: Some(snapshot.header.as_of),
            sha256: snapshot.header.content.clone(),
            entries: snapshot.entries.len(),
        });
        let used = used.collect();
        Self { snapshots, used }.not_empty(|| nothing_kept(store))
    }

    /// A file of one's own, in the lines of JSON that `lists import --format jsonl` takes.
    pub fn index(path: &Path, countries: &Countries) -> Result<Self, Report> {
        let mut input = Input::open(path, None).map_err(report)?;
        let source = input.name().to_string();
        let reading = Reading { source: &source, layout: Layout::Jsonl, countries, mapping: None };
        let (mut entries, mut bad) = (Vec::new(), 0_usize);
        let mut sink = |row: Row| match row.found {
            Ok(entry) => entries.push(entry),
            Err(fault) => {
                bad += 1;
                if bad <= BAD_ROWS_SHOWN {
                    let place = format!("{}, line {}, `{}`", row.file, row.number, fault.field);
                    anstream::eprintln!("{place}: {}; {}", fault.problem, fault.mend);
                }
            }
        };
        portcullis_lists::read(&reading, std::slice::from_mut(&mut input), &mut sink).map_err(report)?;
        if bad > 0 {
            anstream::eprintln!("{source}: {bad} of {} rows are left out", bad + entries.len());
        }
        let file = input.finish().map_err(report)?;
        let used = Used { source: source.clone(), as_of: None, sha256: file.sha256.clone(), entries: entries.len() };
        // The day is never shown: `Used` says that the file names none.
        let mut snapshot = Snapshot::unpublished(source, Date::default(), entries);
        snapshot.header.content = file.sha256.clone();
        snapshot.header.files = vec![file];
        snapshot.header.bad_rows = bad as u64;
        let served = Self { snapshots: vec![snapshot], used: vec![used] };
        served.not_empty(|| {
            Report::new(format!("{} has no entry", path.display()))
                .with_help("write one JSON object a line, with `id`, `name`, `aliases`, `source` and `countries`")
        })
    }

    /// What is screened against nothing would be clear.
    fn not_empty(self, otherwise: impl FnOnce() -> Report) -> Result<Self, Report> {
        if self.used.iter().all(|used| used.entries == 0) { Err(otherwise()) } else { Ok(self) }
    }
}

fn nothing_kept(store: &Store) -> Report {
    Report::new(format!("there is no list in {} to screen against", store.root().display())).with_help(
        "import one with `portcullis lists import SOURCE FILE`, name another folder with --lists, or a file with --index",
    )
}
