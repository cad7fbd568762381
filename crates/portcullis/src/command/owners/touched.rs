//! `portcullis owners touched`: which requests a change of the ownership graph may decide otherwise.

use crate::command::screen::served::for_decisions;
use crate::command::touched::pass_on;
use crate::exit::Status;
use crate::graph;
use crate::load::{Names, Sources};
use crate::report::Report;
use clap::Args;
use portcullis_determination::{Engine, Profile, ServedLists, ServedOwnership};
use portcullis_ownership::{ChangedInterest, Difference, difference};
use std::collections::BTreeSet;
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
        anstream::eprintln!("{change}");
        pass_on(&self.requests, &engines, "graph")
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
