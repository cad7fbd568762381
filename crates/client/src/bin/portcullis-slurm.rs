//! `portcullis-slurm`: what Slurm runs, to ask before a job begins and to say what it used.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::{Parser, Subcommand};
use portcullis_client::Trouble;
use portcullis_client::slurm::{Setup, epilog, prolog, refresh, watch};
use portcullis_license::Instant;

#[derive(Parser)]
#[command(name = "portcullis-slurm", version, about = "Asks before a Slurm job begins, and says what it used")]
struct Arguments {
    /// The configuration.
    #[arg(long, default_value = "/etc/portcullis/slurm.toml", env = "PORTCULLIS_SLURM_CONFIG")]
    config: PathBuf,
    #[command(subcommand)]
    command: What,
}

#[derive(Subcommand)]
enum What {
    /// As PrologSlurmctld: ends with 0 where the job may begin.
    Prolog,
    /// As EpilogSlurmctld: posts what the job used.
    Epilog,
    /// Writes the file that job_submit reads.
    Cache,
    /// Cancels jobs that were told to stop, or whose hold ran out.
    Watch {
        /// Seconds between rounds.
        #[arg(long, default_value_t = 5)]
        every: u64,
        /// One round.
        #[arg(long)]
        once: bool,
    },
    /// Reads the configuration, and does nothing.
    Check,
}

fn main() -> ExitCode {
    let Arguments { config, command } = Arguments::parse();
    let done = Setup::read(&config).and_then(|setup| run(&setup, &command));
    match done {
        Ok(sentence) => {
            tell(&sentence);
            ExitCode::SUCCESS
        }
        Err(trouble) => {
            tell(&trouble.to_string());
            ExitCode::FAILURE
        }
    }
}

fn run(setup: &Setup, command: &What) -> Result<String, Trouble> {
    let variable = |name: &str| std::env::var(name).ok();
    match command {
        What::Prolog => prolog(setup, variable, now()),
        What::Epilog => epilog(setup, variable, now()),
        What::Cache => refresh(setup, now()),
        What::Watch { every, once } => rounds(setup, Duration::from_secs((*every).max(1)), *once),
        What::Check => Ok("the configuration, the mapping and the key can be read".to_owned()),
    }
}

fn rounds(setup: &Setup, every: Duration, once: bool) -> Result<String, Trouble> {
    loop {
        let mut troubles = watch(setup, now());
        for trouble in &troubles {
            tell(&trouble.to_string());
        }
        if once {
            return troubles.pop().map_or_else(|| Ok("one round".to_owned()), Err);
        }
        std::thread::sleep(every);
    }
}

/// The one place of this program that reads the clock. A clock before 1970 is none: everything is over then, and nothing begins.
fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let milliseconds = since.and_then(|since| i64::try_from(since.as_millis()).ok());
    Instant(milliseconds.unwrap_or(i64::MAX)).within()
}

/// To the log of Slurm. Where nobody reads it, nothing depends on it.
fn tell(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "portcullis-slurm: {sentence}");
}
