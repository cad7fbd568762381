//! `portcullis owners touched`: which requests a change of the ownership graph may decide otherwise.

use crate::command::screen::served::for_decisions;
use crate::exit::Status;
use crate::graph;
use crate::load::{Names, Sources, read};
use crate::report::Report;
use clap::Args;
use portcullis_determination::{Engine, Memo, Profile, ServedLists, ServedOwnership, parse_line};
use portcullis_ownership::{ChangedInterest, Difference, difference};
use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::PathBuf;

/// Writes the requests, as they are, of which the graph says otherwise than the one before who owns or controls a
/// party: those, and no others, have to be decided again. Pass them on to `portcullis check - --ownership FILE`.
#[derive(Debug, Args)]
pub(super) struct Touched {
    /// Requests as JSON Lines
    #[arg(value_name = "FILE")]
    requests: PathBuf,

    /// Files of the graph as it is now
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    graph: Vec<PathBuf>,

    /// Files of the graph as it was before
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    since: Vec<PathBuf>,

    /// Folder of the lists in which owners are looked up
    #[arg(long, value_name = "DIR", env = "PORTCULLIS_LISTS", help_heading = "Lists")]
    lists: Option<PathBuf>,

    /// What people have found about names on the lists
    #[arg(long, value_name = "FILE", requires = "lists", help_heading = "Lists")]
    resolutions: Option<PathBuf>,

    /// Name of a profile, or a TOML file: its thresholds count
    #[arg(
        long,
        value_name = "PROFILE",
        default_value = Profile::DEFAULT,
        env = "PORTCULLIS_PROFILE",
        help_heading = "Lists"
    )]
    profile: String,

    #[command(flatten)]
    names: Names,
}

impl Touched {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        let loaded = sources.load()?;
        let countries = loaded.catalog.countries();
        let (before, after) = (graph::load(&self.since, countries)?, graph::load(&self.graph, countries)?);
        let change = changed(&before, &after);
        let folder = self.lists.as_deref();
        let lists = folder.map(|folder| for_decisions(folder, &self.names, self.resolutions.as_deref())).transpose()?;
        let with = |graph: ServedOwnership, lists: Option<ServedLists>| {
            let engine = loaded.engine(&self.profile)?.with_ownership(graph);
            Ok(match lists {
                Some(lists) => engine.with_lists(lists),
                None => engine,
            })
        };
        let engines: [Engine; 2] = [with(before, lists.clone())?, with(after, lists)?];
        let mut memos = [Memo::default(), Memo::default()];
        let text = read(&self.requests)?;
        let mut output = io::stdout().lock();
        let (mut touched, mut bad, mut all) = (0_u64, 0_u64, 0_u64);
        for (number, line) in (1_u64..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            all += 1;
            match said_otherwise(line, &engines, &mut memos) {
                Ok(false) => continue,
                Ok(true) => touched += 1,
                // What cannot be read is passed on: `check` reports it with its place.
                Err(problem) => {
                    bad += 1;
                    anstream::eprintln!("{}, line {number}: {problem}", self.requests.display());
                }
            }
            match writeln!(output, "{line}") {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(Status::Done),
                written => written.map_err(Report::new)?,
            }
        }
        anstream::eprintln!("{change}\n{touched} of {all} requests are touched by the change of the graph");
        Ok(if bad == 0 { Status::Done } else { Status::BadInput })
    }
}

/// What changed, in numbers. The same interest in another file is no change.
fn changed(before: &ServedOwnership, after: &ServedOwnership) -> String {
    let Difference { added, removed, parties } = difference(before.graph(), after.graph());
    let plain = |interests: Vec<ChangedInterest>| -> BTreeSet<ChangedInterest> {
        interests.into_iter().map(|interest| ChangedInterest { document: String::new(), ..interest }).collect()
    };
    let (added, removed) = (plain(added), plain(removed));
    let only = |these: &BTreeSet<ChangedInterest>, those: &BTreeSet<ChangedInterest>| these.difference(those).count();
    format!(
        "interests: {} added, {} removed; parties of which something else is stated: {}",
        only(&added, &removed),
        only(&removed, &added),
        parties.len()
    )
}

/// Whether the graphs say anything else of a party of a request.
fn said_otherwise(line: &str, engines: &[Engine; 2], memos: &mut [Memo; 2]) -> Result<bool, String> {
    let request = parse_line(line.as_bytes()).map_err(|error| error.to_string())?;
    let [before, after] = engines;
    let [before_memo, after_memo] = memos;
    let said = |engine: &Engine, memo: &mut Memo| {
        let mut transaction = engine.resolve(&request).map_err(|error| error.to_string())?;
        engine.screen(&request, &mut transaction, memo);
        Ok::<_, String>(transaction)
    };
    Ok(!said(before, before_memo)?.looked_up_as(&said(after, after_memo)?))
}
