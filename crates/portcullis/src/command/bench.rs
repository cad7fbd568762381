//! `portcullis bench`: the engine's figures on this machine, beside its peers.

mod screening;

use crate::command::Format;
use crate::exit::Status;
use crate::load::Sources;
use crate::report::Report;
use crate::style::{FAINT, paint};
use clap::{Args, Subcommand};
use portcullis_bench::{ConsoleOptions, GateOptions, LedgerOptions, Options};
use portcullis_determination::Profile;
use serde::Serialize;
use std::fmt::Display;
use std::path::PathBuf;

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
    /// Measure reservations that are durable, and records under checkpoints, on SQLite and PostgreSQL
    Ledger(Ledger),
    /// Measure the service from outside, with wrk, hey and curl on the same machine
    Gate(Gate),
    /// Measure every kind of page of the console, on the demo, in the eyes of one person of each part
    Console(Console),
}

#[derive(Debug, Args)]
struct Console {
    /// How many times over the demo is, 1 to 10
    #[arg(long, value_name = "N", default_value_t = ConsoleOptions::default().times)]
    times: u16,

    /// How often each page is asked for
    #[arg(long, value_name = "N", default_value_t = ConsoleOptions::default().rounds)]
    rounds: usize,

    /// Pages of each kind that are asked for
    #[arg(long, value_name = "N", default_value_t = ConsoleOptions::default().samples)]
    samples: usize,

    /// How to write the figures
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Args)]
struct Gate {
    /// How long each load lasts, in seconds
    #[arg(long, value_name = "N", default_value_t = GateOptions::default().seconds)]
    seconds: u64,

    /// Connections of a load
    #[arg(long, value_name = "N", default_value_t = GateOptions::default().connections)]
    connections: usize,

    /// Lines of the batch
    #[arg(long, value_name = "N", default_value_t = GateOptions::default().lines)]
    lines: usize,

    /// Leases that run when their license is revoked
    #[arg(long, value_name = "N", default_value_t = GateOptions::default().leases)]
    leases: usize,

    /// Folder of lists that the service loads
    #[arg(long, value_name = "DIR")]
    lists: Option<PathBuf>,

    /// Address of another service's AuthZEN evaluation, to be measured beside
    #[arg(long, value_name = "URL")]
    peer: Option<String>,

    /// How to write the figures
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Args)]
struct Ledger {
    /// Callers that wait for their answers
    #[arg(long, value_name = "N", default_value_t = LedgerOptions::default().callers)]
    callers: usize,

    /// How long each load lasts, in seconds
    #[arg(long, value_name = "N", default_value_t = LedgerOptions::default().seconds)]
    seconds: u64,

    /// Records that are appended and covered by checkpoints
    #[arg(long, value_name = "N", default_value_t = LedgerOptions::default().leaves)]
    leaves: usize,

    /// A server on which databases may be made and filled, as postgres://user@host/postgres
    #[arg(long, value_name = "SERVER")]
    postgres: Option<String>,

    /// How to write the figures
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Bench {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        match &self.what {
            Some(What::Screening(screening)) => screening.run(sources),
            Some(What::Ledger(ledger)) => ledger.run(),
            Some(What::Gate(gate)) => gate.run(),
            Some(What::Console(console)) => console.run(),
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
        let report = portcullis_bench::run(start, &options, &mut told).map_err(Report::new)?;
        print(&report, self.format)
    }
}

impl Ledger {
    fn run(&self) -> Result<Status, Report> {
        let Self { callers, seconds, leaves, ref postgres, format } = *self;
        let options = LedgerOptions { callers, seconds, leaves, postgres: postgres.clone() };
        print(&portcullis_bench::ledger(&options, &mut told).map_err(Report::new)?, format)
    }
}

impl Console {
    fn run(&self) -> Result<Status, Report> {
        let Self { times, rounds, samples, format } = *self;
        let options = ConsoleOptions { times, rounds, samples };
        print(&portcullis_bench::console(&options, &mut told).map_err(Report::new)?, format)
    }
}

impl Gate {
    fn run(&self) -> Result<Status, Report> {
        let Self { seconds, connections, lines, leases, ref lists, ref peer, format } = *self;
        let options = GateOptions { seconds, connections, lines, leases, lists: lists.clone(), peer: peer.clone() };
        print(&portcullis_bench::gate(&options, &mut told).map_err(Report::new)?, format)
    }
}

fn told(what: &str) {
    anstream::eprintln!("{}", paint(FAINT, format!("measuring {what}")));
}

fn print(report: &(impl Display + Serialize), format: Format) -> Result<Status, Report> {
    format.print(|| report.to_string(), || report)?;
    Ok(Status::Done)
}
