//! `portcullis-kueue`: Kueue's admission check.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Parser;
use portcullis_client::kueue::{Setup, round};
use portcullis_license::Instant;

#[derive(Parser)]
#[command(name = "portcullis-kueue", version, about = "Decides on workloads that Kueue has quota for")]
struct Arguments {
    /// The configuration.
    #[arg(long, default_value = "/etc/portcullis/kueue.toml", env = "PORTCULLIS_KUEUE_CONFIG")]
    config: PathBuf,
    /// Seconds between rounds.
    #[arg(long, default_value_t = 5)]
    every: u64,
    /// One round.
    #[arg(long)]
    once: bool,
}

fn main() -> ExitCode {
    let Arguments { config, every, once } = Arguments::parse();
    let setup = match Setup::read(&config) {
        Ok(setup) => setup,
        Err(trouble) => {
            tell(&trouble.to_string());
            return ExitCode::FAILURE;
        }
    };
    loop {
        let troubles = round(&setup, now());
        for trouble in &troubles {
            tell(&trouble.to_string());
        }
        if once {
            return if troubles.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
        std::thread::sleep(Duration::from_secs(every.max(1)));
    }
}

/// The one place of this program that reads the clock.
fn now() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    let milliseconds = since.and_then(|since| i64::try_from(since.as_millis()).ok());
    Instant(milliseconds.unwrap_or(i64::MAX)).within()
}

fn tell(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "portcullis-kueue: {sentence}");
}
