//! `portcullis bench`: the engine's figures on this machine, beside its peers.

mod screening;

use crate::command::Format;
use crate::exit::Status;
use crate::load::Sources;
use crate::report::Report;
use crate::style::{FAINT, paint};
use clap::{Args, Subcommand};
use portcullis_bench::Options;
use portcullis_determination::Profile;
use serde::Serialize;
use std::fmt::Display;

/// Times are medians; on a machine that others use, the ratios say more.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = "Without a command, decisions are measured.")]
pub(crate) struct Bench {
    #[command(subcommand)]
    what: Option<What>,

    /// Requests in the batch
    #[arg(long, value_name = "N", default_value_t = Options::default().batch_requests)]
    requests: usize,

    /// Threads that decide the batch
    #[arg(long, value_name = "N", default_value_t = Options::default().threads)]
    threads: usize,

    /// Leave out the other ways to evaluate the same provisions
    #[arg(long)]
    no_peers: bool,

    /// Name of a profile, or a TOML file
    #[arg(long, value_name = "PROFILE", default_value = Profile::DEFAULT)]
    profile: String,

    /// How to write the figures
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Measure screening on a benchmark of real lists, beside the best open systems, and ownership
    ///
    /// Rates are thousandths, rounded down; times are of one thread. The benchmark is not part of the program, and
    /// nothing of it is kept.
    Screening(Box<screening::Screening>),
}

impl Bench {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        match &self.what {
            Some(What::Screening(screening)) => screening.run(sources),
            None => self.decisions(sources),
        }
    }

    fn decisions(&self, sources: &Sources) -> Result<Status, Report> {
        let options = Options {
            batch_requests: self.requests,
            threads: self.threads,
            peers: !self.no_peers,
            ..Options::default()
        };
        let start = || sources.load()?.engine(&self.profile);
        let mut progress = |what: &str| anstream::eprintln!("{}", paint(FAINT, format!("measuring {what}")));
        let report = portcullis_bench::run(start, &options, &mut progress).map_err(Report::new)?;
        print(&report, self.format)
    }
}

fn print(report: &(impl Display + Serialize), format: Format) -> Result<Status, Report> {
    format.print(|| report.to_string(), || report)?;
    Ok(Status::Done)
}
