//! The subcommands.

mod adapter;
mod bench;
mod check;
mod classify;
mod doctor;
mod key;
mod law;
mod lease;
mod license;
mod lists;
mod log;
mod owners;
mod replay;
mod resolve;
mod schema;
pub(crate) mod screen;
mod serve;
mod store;
mod touched;
mod when;
mod witness;

use crate::exit::Status;
use crate::load::Sources;
use crate::report::Report;
use clap::{Parser, Subcommand, ValueEnum};
use serde::Serialize;

/// Decides who may rent or receive which AI accelerators, under which law, on which date.
///
/// Portcullis reports what dated law, written down as code with its sources, says of stated facts. It is not
/// legal advice, and it is only as good as the facts it is given.
#[derive(Debug, Parser)]
#[command(name = "portcullis", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,

    #[command(flatten)]
    sources: Sources,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Decide a request, or a file of requests
    Check(Box<check::Check>),
    /// Say which paragraph an accelerator falls in, and how far it lies from each threshold
    Classify(Box<classify::Classify>),
    /// Show the law, and run its cases
    Law(law::LawCommand),
    /// Keep the restricted-party lists: import, status, diff, verify
    Lists(lists::ListsCommand),
    /// Say who owns and who controls a party on a date, and draw it
    Owners(Box<owners::Owners>),
    /// Screen a name, or a file of names, against the lists: listed, possible, clear
    Screen(Box<screen::Screen>),
    /// Record that a customer is not a listed party: why, by whom, until when
    Resolve(Box<resolve::Resolve>),
    /// Keep the register of licenses: issue, vary, suspend, revoke, show
    License(Box<license::LicenseCommand>),
    /// Reserve before chips start, renew while they run, post what was used
    Lease(Box<lease::LeaseCommand>),
    /// Serve the gate over HTTP and gRPC, to clouds, clusters and people
    Serve(serve::Serve),
    /// Make what Kubernetes needs of a mapping, and check the mapping of an adapter
    Adapter(adapter::AdapterCommand),
    /// Keep the keys by which others call the service: make, list, rotate, revoke
    Key(key::KeyCommand),
    /// Say whether the service is well: clock, store, keys, law, lists, and what to do
    Doctor(doctor::Doctor),
    /// Prove what was recorded: checkpoints, receipts, the export for an auditor
    Log(log::LogCommand),
    /// Make past determinations again: bit for bit, or under another law
    Replay(Box<replay::Replay>),
    /// Keep the store of the register: migrate, check, export, import
    Store(store::StoreCommand),
    /// Witness other logs: cosign a checkpoint that grew out of the last one
    Witness(witness::WitnessCommand),
    /// Publish the schemas of the interface
    Schema(schema::SchemaCommand),
    /// Measure the engine on this machine, beside its peers
    Bench(bench::Bench),
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person
    Text,
    /// One JSON document, indented
    Json,
    /// One JSON document a line
    Jsonl,
}

impl Format {
    /// Writes an answer: its text, or its JSON.
    pub fn print<J: Serialize>(self, text: impl FnOnce() -> String, json: impl FnOnce() -> J) -> Result<(), Report> {
        match self {
            Self::Text => anstream::print!("{}", text()),
            Self::Json => anstream::println!("{}", serde_json::to_string_pretty(&json()).map_err(Report::new)?),
            Self::Jsonl => anstream::println!("{}", serde_json::to_string(&json()).map_err(Report::new)?),
        }
        Ok(())
    }
}

pub(crate) fn run(arguments: Arguments) -> Result<Status, Report> {
    match arguments.command {
        Command::Check(check) => check.run(&arguments.sources),
        Command::Classify(classify) => classify.run(&arguments.sources),
        Command::Law(law) => law.run(&arguments.sources),
        Command::Lists(lists) => lists.run(&arguments.sources),
        Command::Owners(owners) => owners.run(&arguments.sources),
        Command::Screen(screen) => screen.run(&arguments.sources),
        Command::Resolve(resolve) => resolve.run(&arguments.sources),
        Command::License(license) => license.run(),
        Command::Lease(lease) => lease.run(&arguments.sources),
        Command::Serve(serve) => serve.run(&arguments.sources),
        Command::Adapter(adapter) => adapter.run(&arguments.sources),
        Command::Key(key) => key.run(),
        Command::Doctor(doctor) => doctor.run(&arguments.sources),
        Command::Log(log) => log.run(),
        Command::Replay(replay) => replay.run(&arguments.sources),
        Command::Store(store) => store.run(),
        Command::Witness(witness) => witness.run(),
        Command::Schema(schema) => schema.run(&arguments.sources),
        Command::Bench(bench) => bench.run(&arguments.sources),
    }
}
