//! `portcullis bench`: the engine's figures on this machine, beside its peers.

use crate::command::Format;
use crate::exit::Status;
use crate::load::Sources;
use crate::report::Report;
use crate::style::{FAINT, paint};
use clap::Args;
use portcullis_bench::Options;
use portcullis_determination::Profile;

/// Times are medians; on a machine that others use, the ratios say more.
#[derive(Debug, Args)]
pub(crate) struct Bench {
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

impl Bench {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        let options = Options {
            batch_requests: self.requests,
            threads: self.threads,
            peers: !self.no_peers,
            ..Options::default()
        };
        let start = || sources.load()?.engine(&self.profile);
        let mut progress = |what: &str| anstream::eprintln!("{}", paint(FAINT, format!("measuring {what}")));
        let report = portcullis_bench::run(start, &options, &mut progress).map_err(Report::new)?;
        match self.format {
            Format::Text => anstream::print!("{report}"),
            Format::Json => anstream::println!("{}", serde_json::to_string_pretty(&report).map_err(Report::new)?),
            Format::Jsonl => anstream::println!("{}", serde_json::to_string(&report).map_err(Report::new)?),
        }
        Ok(Status::Done)
    }
}
