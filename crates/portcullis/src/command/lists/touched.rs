//! `portcullis lists touched`: which requests a change of the lists may decide otherwise.

use super::{report, unknown};
use crate::command::screen::load_resolutions;
use crate::command::screen::served::Served;
use crate::exit::Status;
use crate::load::{Names, Sources, read};
use crate::report::{Report, unless_gone};
use clap::Args;
use portcullis_determination::{Engine, Memo, Profile, ServedLists, parse_line};
use portcullis_lists::{Snapshot, Store};
use portcullis_screening::{Finding, Score, Screener, Use};
use std::collections::BTreeMap;
use std::io::{self, Write as _};
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
        let with = |snapshots: Vec<Snapshot>| {
            let engine = loaded.engine(&self.profile)?;
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
        let mut memos = [Memo::default(), Memo::default()];
        let text = read(&self.requests)?;
        let mut output = io::stdout().lock();
        let (mut touched, mut bad, mut all) = (0_u64, 0_u64, 0_u64);
        for (number, line) in (1_u64..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            all += 1;
            match found_otherwise(line, &engines, &mut memos) {
                Ok(false) => continue,
                Ok(true) => touched += 1,
                // What cannot be read is passed on: `check` reports it with its place.
                Err(problem) => {
                    bad += 1;
                    anstream::eprintln!("{}, line {number}: {problem}", self.requests.display());
                }
            }
            if unless_gone(writeln!(output, "{line}"))?.is_none() {
                return Ok(Status::Done);
            }
        }
        anstream::eprintln!("{touched} of {all} requests are touched by the change of the lists");
        Ok(if bad == 0 { Status::Done } else { Status::BadInput })
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

/// Whether any party of a request is found otherwise by one engine than by the other.
fn found_otherwise(line: &str, engines: &[Engine; 2], memos: &mut [Memo; 2]) -> Result<bool, String> {
    let request = parse_line(line.as_bytes()).map_err(|error| error.to_string())?;
    let [before, after] = engines;
    let [before_memo, after_memo] = memos;
    let found = |engine: &Engine, memo: &mut Memo| {
        let mut transaction = engine.resolve(&request).map_err(|error| error.to_string())?;
        engine.screen(&request, &mut transaction, memo);
        // To be clear is to be as if nobody had looked; where a profile differs there, the party itself does.
        transaction.screened.retain(|party| party.finding != Finding::Clear || !party.hits.is_empty());
        // A score shifts with every word that a list gains; what it comes to is what counts.
        for party in &mut transaction.screened {
            party.hits.iter_mut().for_each(|hit| hit.score = Score::default());
            party.hits.sort_by(|left, right| (&left.list, &left.entry).cmp(&(&right.list, &right.entry)));
        }
        Ok::<_, String>((transaction.parties, transaction.screened))
    };
    Ok(found(before, before_memo)? != found(after, after_memo)?)
}
