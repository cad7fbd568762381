//! The command line: one binary, one subcommand a file.
//!
//! Answers go to standard output and everything else to standard error, so that a pipe carries answers only.
//! The exit status of a single request is its outcome: see [`exit`].

mod clock;
mod command;
mod exit;
mod graph;
mod load;
mod progress;
mod report;
mod style;
mod text;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = command::Arguments::parse();
    match command::run(arguments) {
        Ok(status) => status.into(),
        Err(report) => {
            report.print();
            exit::Status::BadInput.into()
        }
    }
}
