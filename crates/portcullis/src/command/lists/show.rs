//! `portcullis lists status`, `diff` and `verify`.

use super::{Shape, report, unknown};
use crate::clock;
use crate::command::Format;
use crate::exit;
use crate::report::{Report, unless_gone};
use crate::text;
use clap::Args;
use jiff::civil::Date;
use portcullis_lists::{Snapshot, Store, write_delta};
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Status {
    /// Only this source
    source: Option<String>,
    /// Day for which the age is counted; today where it is left out
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Shape,
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// A source, or a snapshot: SOURCE/FILE or the path of a file
    #[arg(value_name = "BEFORE")]
    first: String,
    /// Another; where it is left out, the list that serves is compared with the one before it
    #[arg(value_name = "AFTER")]
    second: Option<String>,
    /// Name every entry, not only the first of each kind
    #[arg(long)]
    all: bool,
    /// How the answer is written; jsonl is a delta that `lists import --delta` takes
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// How the answer is written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Shape,
}

impl Status {
    pub fn run(&self, store: &Store) -> Result<exit::Status, Report> {
        let on = self.on.unwrap_or_else(clock::today);
        let mut sources = store.sources().map_err(report)?;
        if let Some(only) = &self.source {
            if !sources.contains(only) {
                return Err(unknown(store, only, &sources));
            }
            sources.retain(|source| source == only);
        }
        let standing: Vec<_> = sources
            .into_iter()
            .filter_map(|source| match store.current_header(&source) {
                Ok(None) => None,
                Ok(Some(standing)) => Some((source, Ok(standing))),
                Err(error) => Some((source, Err(error))),
            })
            .collect();
        let text = || text::list_status(store.root(), &standing, on);
        self.format.print(text, || text::list_status_json(&standing, on))?;
        let whole = standing.iter().all(|(_, found)| found.is_ok());
        Ok(if whole { exit::Status::Done } else { exit::Status::Failed })
    }
}

impl Diff {
    pub fn run(&self, store: &Store) -> Result<exit::Status, Report> {
        let (before, after) = match &self.second {
            Some(second) => (find(store, &self.first)?, find(store, second)?),
            None => {
                let served = store.current(&self.first).map_err(report)?;
                let Some(current) = served else {
                    return Err(unknown(store, &self.first, &store.sources().map_err(report)?));
                };
                let Some(previous) = &current.previous else {
                    return Err(Report::new(format!("`{}` has no snapshot before the one that serves", self.first))
                        .with_help("name two snapshots: portcullis lists diff BEFORE AFTER"));
                };
                (store.path(&self.first, previous), store.path(&self.first, &current.snapshot))
            }
        };
        let before = Snapshot::load(&before).map_err(report)?;
        let after = Snapshot::load(&after).map_err(report)?;
        if self.format == Format::Jsonl {
            let written = write_delta(&before.entries, &after.entries, &mut io::stdout().lock());
            unless_gone(written)?;
            return Ok(exit::Status::Done);
        }
        let diff = portcullis_lists::Diff::between(&before.entries, &after.entries);
        let shown = if self.all { usize::MAX } else { text::DIFF_SHOWN };
        let text = || text::list_diff(&before.header, &after.header, &diff, shown);
        self.format.print(text, || text::list_diff_json(&before.header, &after.header, &diff))?;
        Ok(exit::Status::Done)
    }
}

impl Verify {
    pub fn run(&self, store: &Store) -> Result<exit::Status, Report> {
        let checked = store.verify().map_err(report)?;
        self.format.print(|| text::list_verify(store.root(), &checked), || text::list_verify_json(&checked))?;
        let whole = checked.iter().all(|one| one.damage.is_none());
        Ok(if whole { exit::Status::Done } else { exit::Status::Failed })
    }
}

/// A source's serving snapshot, a snapshot in the store, or a file.
fn find(store: &Store, name: &str) -> Result<PathBuf, Report> {
    if let Ok(Some(current)) = store.current(name) {
        return Ok(store.path(name, &current.snapshot));
    }
    let in_store = store.root().join(name);
    let path = if in_store.is_file() { in_store } else { Path::new(name).to_owned() };
    if path.is_file() { Ok(path) } else { Err(unknown(store, name, &store.sources().map_err(report)?)) }
}
