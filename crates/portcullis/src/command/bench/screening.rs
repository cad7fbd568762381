//! `portcullis bench screening`: what screening finds on a benchmark of real lists, and how fast.

use super::print;
use crate::command::Format;
use crate::exit::Status;
use crate::load::{Names, Sources};
use crate::report::Report;
use crate::style::{FAINT, paint};
use clap::Args;
use portcullis_bench::{BenchError, FOLDER, ScreeningOptions, Start, Tools};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const WORDS: &str = include_str!("../../../../../names/words.csv");

/// The flag by which the program asks itself, as a fresh process, how long it takes to start.
const START_FROM: &str = "start-from";

/// What is measured, and on which data.
#[derive(Debug, Args)]
#[command(after_long_help = format!("The benchmark's folder holds:\n\n{FOLDER}"))]
pub(crate) struct Screening {
    /// Folder of the benchmark
    #[arg(long, value_name = "DIR", env = "PORTCULLIS_SCREENING_DATA")]
    data: Option<PathBuf>,

    /// Names of the large index, made up from words of the list; 0 leaves it out
    #[arg(long, value_name = "N", default_value_t = ScreeningOptions::default().names_indexed)]
    names_indexed: usize,

    /// Leave out the graph of owners
    #[arg(long)]
    no_ownership: bool,

    /// How to write the figures
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    names: Names,

    #[arg(long = START_FROM, hide = true)]
    start_from: Option<PathBuf>,
}

impl Screening {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        if let Some(store) = &self.start_from {
            let start = portcullis_bench::start(|| self.names.load(), store).map_err(Report::new)?;
            anstream::println!("{}", serde_json::to_string(&start).map_err(Report::new)?);
            return Ok(Status::Done);
        }
        let Some(data) = self.data.clone() else {
            return Err(Report::new("there is no benchmark to measure on").with_help(
                "name its folder with --data, or in PORTCULLIS_SCREENING_DATA; `portcullis bench screening --help` says \
                 which files it holds, and what stands in them",
            ));
        };
        let catalog = sources.catalog()?;
        let tools = Tools { lexicon: self.names.load()?, words: WORDS, countries: catalog.countries(), fresh: &fresh };
        let options = ScreeningOptions {
            data,
            names_indexed: self.names_indexed,
            ownership: !self.no_ownership,
            ..ScreeningOptions::default()
        };
        let mut progress = |what: &str| anstream::eprintln!("{}", paint(FAINT, format!("measuring {what}")));
        let report = portcullis_bench::screening(&tools, &options, &mut progress).map_err(report)?;
        print(&report, self.format)
    }
}

fn report(error: BenchError) -> Report {
    let data = matches!(error, BenchError::Data { .. });
    let report = Report::new(error);
    if !data {
        return report;
    }
    report.with_help("`portcullis bench screening --help` says which files --data must hold, and what stands in them")
}

/// Runs this program again, as it was called, to measure how it starts.
fn fresh(store: &Path) -> Result<Start, String> {
    let failed = |error: &dyn std::fmt::Display| format!("cannot measure the start: {error}");
    let program = std::env::current_exe().map_err(|error| failed(&error))?;
    let output = Command::new(program)
        .args(std::env::args_os().skip(1))
        .arg(format!("--{START_FROM}"))
        .arg(store)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| failed(&error))?;
    if !output.status.success() {
        return Err(failed(&output.status));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| failed(&error))
}
