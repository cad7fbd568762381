//! `portcullis-verify`: checks what Portcullis handed over, offline.
//!
//! Answers go to standard output and everything else to standard error. The exit status is 0 where all holds, 1 where something does not, and 2 where
//! what was given cannot be used.

mod command;
mod progress;
mod report;
mod style;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match command::run(command::Arguments::parse()) {
        Ok(command::Status::Holds) => ExitCode::SUCCESS,
        Ok(command::Status::Fails) => ExitCode::from(1),
        Err(report) => {
            report.print();
            ExitCode::from(2)
        }
    }
}
