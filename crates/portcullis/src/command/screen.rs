//! `portcullis screen`: a name against the lists, or a file of names.

pub(crate) mod asked;
mod columns;
mod many;
mod party;
mod rows;
pub(crate) mod served;
mod tables;

pub(crate) use many::Summary;

use crate::clock;
use crate::command::Format;
use crate::command::lists::ListsFolder;
use crate::exit::Status;
use crate::load::{Names, Sources, read, thresholds};
use crate::report::Report;
use crate::text;
use asked::Known;
use clap::{Args, ValueEnum};
use columns::Columns;
use jiff::civil::Date;
use portcullis_determination::Profile;
use portcullis_screening::{Explanation, Finding, Judge, Resolutions, Screener, Searcher, Use};
use served::{Served, Used};
use std::path::{Path, PathBuf};

/// Equal inputs give equal bytes. A score is no probability: what it means is in the thresholds of the profile.
#[derive(Debug, Args)]
#[command(after_help = "Exit status for one name: 0 clear, 4 listed, 5 possible or unscreenable (a person must say), \
    2 bad input. For many: 0, or 2 when a row could not be read.\n\n\
    A name that holds nothing to compare is neither a match nor a clear: it is unscreenable.\n\n\
    Files of names: lines of JSON (.jsonl, .ndjson, - for standard input), .csv with a header, .parquet; the fields \
    are id, name, kind, country, identifiers, address and date, and only the name is needed. With --index a line of \
    JSON is {id, hits: [{id, score, name}]}; with the lists it has the verdict and, for each hit, its list and \
    verdict, too.")]
pub(crate) struct Screen {
    /// The name, in any script
    #[arg(value_name = "NAME", conflicts_with = "queries")]
    name: Option<String>,

    /// File of names: .jsonl, .ndjson, .csv or .parquet, or - for JSON Lines from standard input
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["kind", "country", "identifier", "address", "date"],
        help_heading = "Many names"
    )]
    queries: Option<PathBuf>,

    /// What a column or a field of JSON is called in the file: name=Customer; may be repeated
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = renamed, requires = "queries", help_heading = "Many names")]
    column: Vec<(String, String)>,

    /// Threads; as many as there are cores where it is left out
    #[arg(long, value_name = "N", requires = "queries", help_heading = "Many names")]
    threads: Option<usize>,

    #[command(flatten)]
    known: Known,

    /// Candidates to give; the verdict counts all
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,

    /// What for: the profile may have other thresholds for each use
    #[arg(long = "use", value_name = "USE", default_value = "decision")]
    used_for: UsedFor,

    /// Name of a profile (enacted, permission, proposed), or a TOML file: its thresholds are used
    #[arg(long, value_name = "PROFILE", default_value = Profile::DEFAULT, env = "PORTCULLIS_PROFILE")]
    profile: String,

    /// File of resolutions, as `portcullis resolve` writes it
    #[arg(long, value_name = "FILE")]
    resolutions: Option<PathBuf>,

    /// Day on which resolutions have to apply; today where it is left out
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,

    /// Show which words stand for which, what is left over, and what each tells
    #[arg(long)]
    explain: bool,

    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Screen against this file, in lines of JSON, instead of the lists that are kept
    #[arg(long, value_name = "FILE", help_heading = "Data")]
    index: Option<PathBuf>,

    #[command(flatten)]
    lists: ListsFolder,

    #[command(flatten)]
    names: Names,
}

/// What a screening is for, as the command line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum UsedFor {
    /// One party of a transaction that is about to be decided
    Decision,
    /// A whole customer base, screened again
    Review,
}

fn renamed(text: &str) -> Result<(String, String), String> {
    let (ours, theirs) = text.split_once('=').ok_or("write FIELD=COLUMN, such as name=Customer")?;
    Ok((ours.trim().to_owned(), theirs.trim().to_owned()))
}

impl Screen {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        // What is wrong with the file of names should be said before the lists are read.
        let columns = Columns::new(&self.column)?;
        let source = self.queries.as_deref().map(|file| rows::Source::open(file, &columns)).transpose()?;
        if source.is_none() && self.name.is_none() {
            return Err(Report::new("there is nothing to screen")
                .with_help("give a name, or a file of names: portcullis screen --queries customers.csv"));
        }
        let thresholds = thresholds(&self.profile)?;
        let resolutions = load_resolutions(self.resolutions.as_deref())?;
        let catalog = sources.catalog()?;
        let countries = catalog.countries();
        let asked = self.name.as_deref().map(|name| self.known.of(name, countries)).transpose()?;
        let served = match &self.index {
            Some(index) => Served::index(index, countries)?,
            None => Served::lists(&self.lists.store())?,
        };
        let Served { snapshots, used } = served;
        let screener = Screener::new(self.names.load()?, snapshots);
        let used_for = match self.used_for {
            UsedFor::Decision => Use::Decision,
            UsedFor::Review => Use::Review,
        };
        let judge = Judge {
            thresholds: &thresholds,
            used_for,
            resolutions: &resolutions,
            on: self.on.unwrap_or_else(clock::today),
        };
        if let (Some(file), Some(source)) = (&self.queries, source) {
            let work = many::Work {
                screener: &screener,
                judge: &judge,
                countries,
                limit: usize::from(self.limit),
                explain: self.explain,
                as_text: self.format == Format::Text,
                with_verdicts: self.index.is_none(),
                unit: source.unit(),
                columns: &columns,
            };
            return many::run(self, &work, file, source);
        }
        let asked = asked.unwrap_or_default();
        self.one(&screener, &judge, &asked, &used)
    }

    fn one(
        &self,
        screener: &Screener,
        judge: &Judge<'_>,
        asked: &asked::Asked<'_>,
        used: &[Used],
    ) -> Result<Status, Report> {
        let mut searcher = Searcher::default();
        let query = asked.query();
        let outcome = judge.judge(screener, &query, usize::from(self.limit), &mut searcher);
        let explanations: Vec<Explanation> = if self.explain {
            outcome.judged.iter().map(|one| screener.explain(&query, &one.candidate, &mut searcher)).collect()
        } else {
            Vec::new()
        };
        let told = text::Screened {
            asked,
            outcome: &outcome,
            explanations: &explanations,
            used,
            used_for: judge.used_for,
            profile: &self.profile,
            on: judge.on,
        };
        self.format.print(|| told.text(), || told.json())?;
        Ok(match outcome.finding {
            Finding::Clear => Status::Done,
            Finding::Listed => Status::Listed,
            Finding::Possible | Finding::Unscreenable => Status::PossiblyListed,
        })
    }
}

/// The resolutions in a file; none where none is named.
pub(crate) fn load_resolutions(path: Option<&Path>) -> Result<Resolutions, Report> {
    let Some(path) = path else { return Ok(Resolutions::default()) };
    let text = read(path)?;
    Resolutions::parse(&text).map_err(|error| {
        Report::new(format!("{}: {error}", path.display())).with_help(
            "no resolution of this file is used until the line is corrected; `portcullis resolve` writes them",
        )
    })
}
