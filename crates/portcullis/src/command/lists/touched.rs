//! `portcullis lists touched`: which requests a change of the lists may decide otherwise.

use super::{report, unknown};
use crate::command::screen::load_resolutions;
use crate::command::screen::served::Served;
use crate::command::touched::pass_on;
use crate::exit::Status;
use crate::graph;
use crate::load::{Names, Sources};
use crate::report::Report;
use clap::Args;
use portcullis_determination::{Engine, Profile, ServedLists};
use portcullis_lists::{Snapshot, Store};
use portcullis_screening::{Screener, Use};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Snapshots that a message offers.
const OFFERED: usize = 8;

/// Writes the requests, as they are, of which a party is found otherwise than with the lists before: those, and no
/// others, have to be decided again. Pass them on to `portcullis check - --lists DIR --format jsonl`.
#[derive(Debug, Args)]
pub(super) struct Touched {
    /// Requests as JSON Lines
    #[arg(value_name = "FILE")]
    requests: PathBuf,
    /// Compare what serves with this snapshot (SOURCE/FILE), not with the one before it; once a source
    #[arg(long, value_name = "SNAPSHOT")]
    since: Vec<String>,
    /// What people have found about names on the lists: it may lapse when an entry changes
    #[arg(long, value_name = "FILE", help_heading = "Data")]
    resolutions: Option<PathBuf>,
    /// File that says who owns whom, as `portcullis check` reads it: an owner may be found otherwise; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Data")]
    ownership: Vec<PathBuf>,
    /// Name of a profile, or a TOML file: its thresholds count
    #[arg(long, value_name = "PROFILE", default_value = Profile::DEFAULT, env = "PORTCULLIS_PROFILE")]
    profile: String,
    #[command(flatten)]
    names: Names,
}

impl Touched {
    pub fn run(&self, store: &Store, sources: &Sources) -> Result<Status, Report> {
        let (before, after) = self.snapshots(store)?;
        let (lexicon, loaded) = (self.names.load()?, sources.load()?);
        let resolutions = Arc::new(load_resolutions(self.resolutions.as_deref())?);
        let graph = (!self.ownership.is_empty()).then(|| graph::load(&self.ownership, loaded.catalog.countries()));
        let graph = graph.transpose()?;
        let with = |snapshots: Vec<Snapshot>| {
            let mut engine = loaded.engine(&self.profile)?;
            if let Some(graph) = &graph {
                engine = engine.with_ownership(graph.clone());
            }
            // Where there was no list, nobody was looked up.
            if snapshots.is_empty() {
                return Ok(engine);
            }
            let screener = Arc::new(Screener::new(Arc::clone(&lexicon), snapshots));
            Ok(engine.with_lists(ServedLists {
                screener,
                resolutions: Arc::clone(&resolutions),
                used_for: Use::Decision,
            }))
        };
        let engines: [Engine; 2] = [with(before)?, with(after)?];
        pass_on(&self.requests, &engines, "lists")
    }

    /// The lists before, and those that serve. Of a list that had nothing before, all that it finds is new.
    fn snapshots(&self, store: &Store) -> Result<(Vec<Snapshot>, Vec<Snapshot>), Report> {
        let after = Served::lists(store)?.snapshots;
        let named = self.named(store)?;
        let mut before = Vec::new();
        for source in store.sources().map_err(report)? {
            let earlier = match named.get(source.as_str()) {
                Some(file) => Some((*file).to_owned()),
                None => store.current(&source).map_err(report)?.and_then(|current| current.previous),
            };
            let earlier = earlier.map(|file| Snapshot::load(&store.path(&source, &file)).map_err(report));
            before.extend(earlier.transpose()?);
        }
        Ok((before, after))
    }

    /// The snapshots that are named, each by its source.
    fn named(&self, store: &Store) -> Result<BTreeMap<&str, &str>, Report> {
        let sources = store.sources().map_err(report)?;
        let mut named = BTreeMap::new();
        for since in &self.since {
            let (source, file) = since.split_once('/').unwrap_or((since, ""));
            if !sources.iter().any(|known| known == source) {
                return Err(unknown(store, source, &sources));
            }
            let known = store.snapshots(source).map_err(report)?;
            if !known.iter().any(|known| known == file) {
                let newest: Vec<String> =
                    known.iter().rev().take(OFFERED).map(|file| format!("{source}/{file}")).collect();
                return Err(Report::new(format!("--since: there is no snapshot `{since}`"))
                    .with_help(format!("write SOURCE/FILE; the newest of `{source}`: {}", newest.join(", "))));
            }
            if named.insert(source, file).is_some() {
                return Err(Report::new(format!("--since names two snapshots of `{source}`"))
                    .with_help("compare with one after the other"));
            }
        }
        Ok(named)
    }
}
