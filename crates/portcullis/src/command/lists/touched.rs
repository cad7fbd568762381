//! `portcullis lists touched`: which requests a change of the lists may decide otherwise.

use super::report;
use crate::exit::Status;
use crate::load::{Names, Sources, read};
use crate::report::{Report, unless_gone};
use clap::Args;
use portcullis_determination::{Engine, Memo, Profile, ServedLists, parse_line};
use portcullis_lists::{Snapshot, Store};
use portcullis_screening::{Lexicon, Resolutions, Score, Screener, Use};
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

/// Writes the requests, as they are, of which a party is found otherwise than with the lists before: those, and no
/// others, have to be decided again. Pass them on to `portcullis check - --lists DIR --format jsonl`.
#[derive(Debug, Args)]
pub(super) struct Touched {
    /// Requests as JSON Lines
    #[arg(value_name = "FILE")]
    requests: PathBuf,
    /// Compare these snapshots (SOURCE/FILE) with those that serve; the ones before them where this is left out
    #[arg(long, value_name = "SNAPSHOT")]
    since: Vec<String>,
    /// Name of a profile, or a TOML file: its thresholds count
    #[arg(long, value_name = "PROFILE", default_value = Profile::DEFAULT, env = "PORTCULLIS_PROFILE")]
    profile: String,
    #[command(flatten)]
    names: Names,
}

impl Touched {
    pub fn run(&self, store: &Store, sources: &Sources) -> Result<Status, Report> {
        let (before, after) = self.snapshots(store)?;
        let lexicon = self.names.load()?;
        let with = |snapshots| Ok(sources.load()?.engine(&self.profile)?.with_lists(served(&lexicon, snapshots)));
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

    /// The lists before, and those that serve.
    fn snapshots(&self, store: &Store) -> Result<(Vec<Snapshot>, Vec<Snapshot>), Report> {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        for source in store.sources().map_err(report)? {
            let Some(current) = store.current(&source).map_err(report)? else { continue };
            let named =
                self.since.iter().find_map(|since| since.strip_prefix(&format!("{source}/")).map(str::to_owned));
            let earlier = if self.since.is_empty() { current.previous.clone() } else { named };
            let load = |file: &str| Snapshot::load(&store.path(&source, file)).map_err(report);
            let serving = load(&current.snapshot)?;
            // A list that was not there before, or is not compared, is the same on both sides.
            before.push(earlier.map_or_else(|| Ok(serving.clone()), |file| load(&file))?);
            after.push(serving);
        }
        if after.is_empty() {
            return Err(Report::new(format!("there is no list in {}", store.root().display()))
                .with_help("import one with `portcullis lists import SOURCE FILE`"));
        }
        Ok((before, after))
    }
}

fn served(lexicon: &Arc<Lexicon>, snapshots: Vec<Snapshot>) -> ServedLists {
    ServedLists {
        screener: Arc::new(Screener::new(Arc::clone(lexicon), snapshots)),
        resolutions: Arc::new(Resolutions::default()),
        used_for: Use::Decision,
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
        // A score shifts with every word that a list gains; what it comes to is what counts.
        for party in &mut transaction.screened {
            party.hits.iter_mut().for_each(|hit| hit.score = Score::default());
            party.hits.sort_by(|left, right| (&left.list, &left.entry).cmp(&(&right.list, &right.entry)));
        }
        Ok::<_, String>(transaction.screened)
    };
    Ok(found(before, before_memo)? != found(after, after_memo)?)
}
