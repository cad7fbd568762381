//! `portcullis owners`: who owns a party and who controls it, on a date, as a tree and as a picture.

mod touched;

use crate::clock;
use crate::command::Format;
use crate::command::screen::served::for_decisions;
use crate::exit::Status;
use crate::graph;
use crate::load::{Names, Sources, read};
use crate::report::Report;
use crate::style::{FAINT, paint};
use crate::text;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use portcullis_determination::{Profile, ServedLists};
use portcullis_ownership::{Graph, Limits, Listed, PartyIndex, Standing, picture, svg};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Parties that a message offers.
const OFFERED: usize = 8;

/// Whether listed parties hold half of it, and where its ultimate parent is headquartered: two tests of the law
/// that are answered apart.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Owners {
    #[command(subcommand)]
    what: Option<What>,

    /// Its id, or its name
    #[arg(value_name = "NAME", required = true)]
    name: Option<String>,

    /// Files that say who owns whom: BODS 0.4, FollowTheMoney, GLEIF, or CSV as in examples/ownership
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    graph: Vec<PathBuf>,

    /// The date; today where it is left out
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,

    /// A listed party, by its id or name; may be repeated
    #[arg(long, value_name = "ID_OR_NAME", help_heading = "Lists")]
    listed: Vec<String>,

    /// A party that may be listed; may be repeated
    #[arg(long, value_name = "ID_OR_NAME", help_heading = "Lists")]
    possibly_listed: Vec<String>,

    /// File with a listed party a line, by its id or name; those the graph does not have are passed over
    #[arg(long, value_name = "FILE", help_heading = "Lists")]
    listed_file: Option<PathBuf>,

    /// Folder of lists in which the party and those above it are looked up by name; see `portcullis lists`
    #[arg(long, value_name = "DIR", env = "PORTCULLIS_LISTS", help_heading = "Lists")]
    lists: Option<PathBuf>,

    /// Count this list alone, as its source abbreviates it, such as SDN; may be repeated
    #[arg(long, value_name = "LIST", requires = "lists", help_heading = "Lists")]
    list: Vec<String>,

    /// What people have found about names on the lists; see `portcullis resolve`
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

    /// Steps to show above the party; the answers always use all
    #[arg(long, value_name = "N", default_value_t = Limits::default().depth, help_heading = "Drawing")]
    depth: u32,

    /// Parties to show, at most 300; the answers always use all
    #[arg(
        long,
        value_name = "N",
        default_value_t = 60,
        value_parser = clap::value_parser!(u16).range(1..=300),
        help_heading = "Drawing"
    )]
    parties: u16,

    /// Write the picture to this file, too
    #[arg(long, value_name = "FILE", help_heading = "Drawing")]
    svg: Option<PathBuf>,

    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    names: Names,
}

/// What else can be asked of a graph than one party.
#[derive(Debug, Subcommand)]
enum What {
    /// Say which requests a change of the graph may decide otherwise
    Touched(Box<touched::Touched>),
}

impl Owners {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        match (&self.what, &self.name) {
            (Some(What::Touched(touched)), _) => touched.run(sources),
            (None, Some(name)) => self.one(name, sources),
            (None, None) => Err(Report::new("no party is named").with_help("name it by its id or its name")),
        }
    }

    fn one(&self, name: &str, sources: &Sources) -> Result<Status, Report> {
        let loaded = sources.load()?;
        let countries = loaded.catalog.countries();
        let served = graph::load(&self.graph, countries)?;
        let graph = served.graph();
        let party = find(graph, name)?;
        let mut listed = self.listed(graph)?;
        let on = self.on.unwrap_or_else(clock::today);
        let mut entries = Vec::new();
        if let Some(folder) = &self.lists {
            let lists = for_decisions(folder, &self.names, self.resolutions.as_deref())?;
            self.check_lists(&lists)?;
            let engine = loaded.engine(&self.profile)?.with_lists(lists);
            let chosen = |list: &str| self.list.is_empty() || self.list.iter().any(|own| own == list);
            for (party, standing, shown) in engine.listed_above(&served, party, on, chosen) {
                listed.add(party, standing);
                entries.push(shown);
            }
        }
        let entries = self.lists.is_some().then_some(entries.as_slice());
        let drawn =
            picture(graph, party, on, &listed, Limits { depth: self.depth, parties: usize::from(self.parties) });
        let shown = || text::owners(graph, &drawn, countries, entries);
        self.format.print(shown, || text::owners_json(graph, &drawn, entries))?;
        if let Some(path) = &self.svg {
            let written = std::fs::write(path, svg(graph, &drawn));
            written.map_err(|error| Report::new(format!("cannot write {}: {error}", path.display())))?;
            anstream::eprintln!("{}", paint(FAINT, format!("picture in {}", path.display())));
        }
        Ok(Status::Done)
    }

    /// A list that does not serve would list nobody.
    fn check_lists(&self, served: &ServedLists) -> Result<(), Report> {
        let known: BTreeSet<&str> =
            served.screener.snapshots().flat_map(|header| header.lists.keys().map(String::as_str)).collect();
        match self.list.iter().find(|list| !known.contains(list.as_str())) {
            None => Ok(()),
            Some(unknown) => Err(Report::new(format!("--list: no list that serves is called `{unknown}`"))
                .with_help(format!("write one of {}", known.into_iter().collect::<Vec<_>>().join(", ")))),
        }
    }

    fn listed(&self, graph: &Graph) -> Result<Listed, Report> {
        let mut listed = Listed::nobody();
        for name in &self.listed {
            listed.add(find(graph, name)?, Standing::Certainly);
        }
        for name in &self.possibly_listed {
            listed.add(find(graph, name)?, Standing::Possibly);
        }
        let Some(path) = &self.listed_file else { return Ok(listed) };
        let text = read(path)?;
        let names = text.lines().map(str::trim).filter(|name| !name.is_empty());
        for name in names {
            match graph.find(name) {
                Some(party) => listed.add(party, Standing::Certainly),
                // Of several parties with a listed name, each may be the one.
                None => match graph.named(name).as_slice() {
                    [one] => listed.add(*one, Standing::Certainly),
                    several => several.iter().for_each(|party| listed.add(*party, Standing::Possibly)),
                },
            }
        }
        Ok(listed)
    }
}

/// The party with an id, or the only one with a name.
fn find(graph: &Graph, name: &str) -> Result<PartyIndex, Report> {
    if let Some(party) = graph.find(name) {
        return Ok(party);
    }
    let offered = |parties: &[PartyIndex]| {
        let shown = parties.iter().take(OFFERED).map(|party| {
            let party = graph.party(*party);
            format!("{} ({})", party.id, party.label())
        });
        let more =
            if parties.len() > OFFERED { format!(" and {} more", parties.len() - OFFERED) } else { String::new() };
        format!("{}{more}", shown.collect::<Vec<_>>().join(", "))
    };
    match graph.named(name).as_slice() {
        [one] => Ok(*one),
        [] => {
            let wanted = name.to_lowercase();
            let near =
                |party: &PartyIndex| !wanted.is_empty() && graph.party(*party).name.to_lowercase().contains(&wanted);
            let near: Vec<PartyIndex> = graph.parties().filter(near).collect();
            let report = Report::new(format!("the graph has no party `{name}`"));
            Err(match near.as_slice() {
                [] => report.with_help("name it by its id, or by its whole name as the files write it"),
                near => report.with_help(format!("did you mean {}?", offered(near))),
            })
        }
        several => Err(Report::new(format!("`{name}` is the name of {} parties", several.len()))
            .with_help(format!("name one by its id: {}", offered(several)))),
    }
}
