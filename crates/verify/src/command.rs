//! The subcommands.

mod log;
mod receipt;
mod replay;
mod seal;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use portcullis_verify::{Findings, Folder, Trust};
use serde_json::Value;

use crate::report::Report;
use crate::style::{BAD, paint};

/// The longest key file that is read.
const MOST_KEY_BYTES: usize = 4_096;

/// Checks what Portcullis handed over: the log, its records and balances, seals, receipts and decisions.
///
/// Nothing is asked of the network, a database or the clock. Trust comes from --key, which the log's operator publishes, and from --witness.
/// Exit status: 0 all holds, 1 something does not hold, 2 bad input.
#[derive(Debug, Parser)]
#[command(name = "portcullis-verify", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a whole export: signatures, tree, records, balances, seals, openings, parts
    Log(log::Log),
    /// Check that a receipt proves a record, and that a promise was kept
    Receipt(receipt::ReceiptCommand),
    /// Check one month of one license, and that its months follow on from one another
    Seal(seal::Seal),
    /// Make recorded decisions again, and compare the answers byte for byte
    Replay(replay::Replay),
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Holds,
    Fails,
}

impl Status {
    pub fn of(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Fails }
    }
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person
    Text,
    /// One JSON document, indented
    Json,
}

impl Format {
    /// Writes an answer: its text, or its JSON.
    pub fn print(self, text: impl FnOnce() -> String, json: impl FnOnce() -> Value) -> Result<(), Report> {
        let text = match self {
            Self::Text => text(),
            Self::Json => serde_json::to_string_pretty(&json()).map_err(Report::new)?,
        };
        match writeln!(anstream::stdout(), "{}", text.trim_end()) {
            // Whoever read the answer has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            written => written.map_err(Report::new),
        }
    }
}

/// Whom to trust.
#[derive(Debug, Clone, Args)]
pub(crate) struct Keys {
    /// The log's verifier key, name+id+base64, or a file that has it
    #[arg(long, value_name = "VKEY", env = "PORTCULLIS_LOG_VKEY", help_heading = "Trust")]
    key: String,

    /// Verifier key of a witness, or a file that has it; may be repeated
    #[arg(long, value_name = "VKEY", help_heading = "Trust")]
    witness: Vec<String>,

    /// How many of the witnesses must have cosigned; all of them where it is left out
    #[arg(long, value_name = "N", requires = "witness", help_heading = "Trust")]
    quorum: Option<usize>,
}

impl Keys {
    pub fn trust(&self) -> Result<Trust, Report> {
        let witnesses = self.witness.iter().map(|key| key_text(key)).collect::<Result<Vec<_>, _>>()?;
        let trust = Trust::parse(&key_text(&self.key)?, &witnesses, self.quorum);
        let help = "a verifier key is one line, name+id+base64, as `portcullis log key` shows it";
        trust.map_err(|error| Report::new(error).with_help(help))
    }
}

/// The key itself, or the text of the file that is named.
fn key_text(given: &str) -> Result<String, Report> {
    if given.contains('+') && !Path::new(given).exists() {
        return Ok(given.to_owned());
    }
    let bytes = read(Path::new(given), MOST_KEY_BYTES)?;
    String::from_utf8(bytes).map_err(|_| Report::new(format!("{given} is no text: a file with a key has one line")))
}

/// The folder that was handed over.
fn folder(path: &PathBuf) -> Result<Folder, Report> {
    let help = "name the folder that was handed over; `portcullis log export` writes one";
    Folder::open(path).map_err(|error| Report::new(format!("cannot read {}: {error}", path.display())).with_help(help))
}

/// The content of a file.
fn read(path: &Path, most: usize) -> Result<Vec<u8>, Report> {
    let failed = |why: &dyn std::fmt::Display| Report::new(format!("cannot read {}: {why}", path.display()));
    match portcullis_verify::folder::read(path, most) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(failed(&"there is no such file")),
        Err(error) => Err(failed(&error)),
    }
}

/// The findings, one a line.
fn lines(findings: &Findings) -> String {
    let mut text: String = findings.shown.iter().map(|finding| format!("{} {finding}\n", paint(BAD, "-"))).collect();
    if findings.more > 0 {
        text.push_str(&format!("{} more are not shown\n", findings.more));
    }
    text
}

pub(crate) fn run(arguments: Arguments) -> Result<Status, Report> {
    match arguments.command {
        Command::Log(log) => log.run(),
        Command::Receipt(receipt) => receipt.run(),
        Command::Seal(seal) => seal.run(),
        Command::Replay(replay) => replay.run(),
    }
}
