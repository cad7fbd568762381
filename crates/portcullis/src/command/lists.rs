//! `portcullis lists`: the restricted-party lists that are kept, how old they are, and what changed.

mod import;
mod show;
mod touched;

use crate::command::Format;
use crate::exit::Status;
use crate::load::Sources;
use crate::report::Report;
use clap::{Args, Subcommand, ValueEnum};
use portcullis_lists::{ListError, Store};
use serde_json::Value;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct ListsCommand {
    #[command(subcommand)]
    what: What,

    #[command(flatten)]
    folder: ListsFolder,
}

/// Where the lists are kept.
#[derive(Debug, Clone, Args)]
pub(crate) struct ListsFolder {
    /// Folder in which the lists are kept
    #[arg(
        long = "lists",
        value_name = "DIR",
        env = "PORTCULLIS_LISTS",
        default_value = "portcullis-lists",
        global = true,
        help_heading = "Data"
    )]
    folder: PathBuf,
}

impl ListsFolder {
    /// The store in that folder.
    pub fn store(&self) -> Store {
        Store::new(&self.folder)
    }
}

#[derive(Debug, Subcommand)]
enum What {
    /// Import a list as it was published; until that has succeeded, the one before it serves
    Import(Box<import::Import>),
    /// Say which lists serve, and how old they are
    Status(show::Status),
    /// Say what differs between two states of a list
    Diff(show::Diff),
    /// Say which requests a change of the lists may decide otherwise
    Touched(Box<touched::Touched>),
    /// Recompute every hash, and name what is damaged
    Verify(show::Verify),
}

/// How an answer about lists is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// For a person
    Text,
    /// One JSON document, indented
    Json,
}

impl Shape {
    /// Writes an answer: its text, or its JSON.
    fn print(self, text: impl FnOnce() -> String, json: impl FnOnce() -> Value) -> Result<(), Report> {
        let format = match self {
            Self::Text => Format::Text,
            Self::Json => Format::Json,
        };
        format.print(text, json)
    }
}

impl ListsCommand {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        let store = self.folder.store();
        match &self.what {
            What::Import(import) => import.run(&store, sources),
            What::Status(status) => status.run(&store),
            What::Diff(diff) => diff.run(&store),
            What::Touched(touched) => touched.run(&store, sources),
            What::Verify(verify) => verify.run(&store),
        }
    }
}

/// An error of the lists, with its mend.
pub(crate) fn report(error: ListError) -> Report {
    let mend = error.mend();
    Report::new(error).with_help(mend)
}

/// What a name of a list may be instead.
fn unknown(store: &Store, name: &str, sources: &[String]) -> Report {
    let folder = store.root().display();
    let help = if sources.is_empty() {
        format!(
            "nothing was imported into {folder}: portcullis lists import SOURCE FILE, or name another folder with --lists"
        )
    } else {
        format!("{folder} has {}; a snapshot of it is SOURCE/FILE", sources.join(", "))
    };
    Report::new(format!("there is no list `{name}`")).with_help(help)
}
