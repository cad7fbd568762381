//! `portcullis check`: one request from flags or a file, or many from JSON Lines.

mod flags;
mod many;

use crate::clock;
use crate::command::Format;
use crate::command::screen::served::for_decisions;
use crate::exit::Status;
use crate::graph;
use crate::load::{Names, Sources, read};
use crate::report::Report;
use crate::text;
use clap::Args;
use flags::Flags;
use portcullis_determination::{Engine, Memo, Profile, Request};
use std::path::{Path, PathBuf};

/// Exit status for one request: 0 not_required or authorized, 3 license_required, 4 prohibited, 5 depends,
/// 6 unverified, 2 bad input; for many: 0, or 2 when a line was no request.
#[derive(Debug, Args)]
#[command(after_help = "Exit status for one request: 0 not_required or authorized, 3 license_required, \
    4 prohibited, 5 depends, 6 unverified, 2 bad input. For many: 0, or 2 when a line was no request.")]
pub(crate) struct Check {
    /// A request in .json or .toml, many in .jsonl, or - for JSON Lines from standard input
    #[arg(value_name = "FILE", conflicts_with = "flags")]
    file: Option<PathBuf>,

    #[command(flatten)]
    flags: Flags,

    /// Name of a profile (enacted, permission, proposed), or a TOML file
    #[arg(long, value_name = "PROFILE", default_value = Profile::DEFAULT, env = "PORTCULLIS_PROFILE")]
    profile: String,

    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Show the whole chain: every fact with its evidence, every provision with its text
    #[arg(long)]
    explain: bool,

    /// Folder of the lists in which parties are looked up whose lists the request leaves out; see `portcullis lists`
    #[arg(long, value_name = "DIR", env = "PORTCULLIS_LISTS", help_heading = "Data")]
    lists: Option<PathBuf>,

    /// What people have found about names on the lists; see `portcullis resolve`
    #[arg(long, value_name = "FILE", requires = "lists", help_heading = "Data")]
    resolutions: Option<PathBuf>,

    /// File that says who owns whom, for the owners, headquarters and parents that a request leaves out: BODS 0.4,
    /// FollowTheMoney, GLEIF or CSV, told apart by what is in them; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Data")]
    ownership: Vec<PathBuf>,

    #[command(flatten)]
    names: Names,

    /// Threads for many requests; as many as there are cores where it is left out
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

impl Check {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        let loaded = sources.load()?;
        let mut engine = loaded.engine(&self.profile)?;
        if let Some(folder) = &self.lists {
            engine = engine.with_lists(for_decisions(folder, &self.names, self.resolutions.as_deref())?);
        }
        if !self.ownership.is_empty() {
            engine = engine.with_ownership(graph::load(&self.ownership, loaded.catalog.countries())?);
        }
        match &self.file {
            Some(file) if is_many(file) => many::run(self, &engine, file),
            Some(file) => self.one_from_file(&engine, file),
            None => {
                let mut request = self.flags.request()?;
                if request.on.is_none() {
                    request.on = Some(clock::today().to_string().into());
                }
                self.one(&engine, &request, |error| {
                    Report::new(format!("{}: {}", Flags::of_field(&error.field), error.problem))
                        .with_help(error.mend.clone())
                })
            }
        }
    }

    fn one_from_file(&self, engine: &Engine, file: &Path) -> Result<Status, Report> {
        let text = read(file)?;
        let name = file.display().to_string();
        let request = if file.extension().is_some_and(|extension| extension == "toml") {
            parse_toml(&name, &text)?
        } else {
            parse_json(&name, &text)?
        };
        self.one(engine, &request, |error| Report::in_request(error, &name, &text))
    }

    fn one(
        &self,
        engine: &Engine,
        request: &Request<'_>,
        report: impl FnOnce(&portcullis_determination::RequestError) -> Report,
    ) -> Result<Status, Report> {
        let mut transaction = engine.resolve(request).map_err(|error| report(&error))?;
        // A single request is always put to the Cedar authorizer as well.
        let mut memo = Memo::watched(1);
        engine.screen(request, &mut transaction, &mut memo);
        let decided = engine.determine(&transaction, &mut memo);
        let outcome = decided.outcome;
        let span = engine.span(&transaction, &mut memo);
        let told = text::Told { engine, request, transaction: &transaction, decided: &decided, span: &span };
        match self.format {
            Format::Text => anstream::print!("{}", told.text(self.explain)),
            Format::Json | Format::Jsonl => {
                let answer = told.json(self.explain).map_err(Report::new)?;
                let written = match self.format {
                    Format::Json => serde_json::to_string_pretty(&answer),
                    _ => serde_json::to_string(&answer),
                };
                anstream::println!("{}", written.map_err(Report::new)?);
            }
        }
        Ok(outcome.into())
    }
}

/// JSON Lines by their name, or standard input.
fn is_many(file: &Path) -> bool {
    file.as_os_str() == "-" || file.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson")
}

fn parse_json<'a>(name: &str, text: &'a str) -> Result<Request<'a>, Report> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let request = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let inner = error.inner();
        let problem = format!("{}: {inner}", field(&error.path().to_string()));
        Report::at(problem, name, text, inner.line(), inner.column())
            .with_help("the fields are in `portcullis schema request`")
    })?;
    deserializer.end().map_err(|error| {
        Report::at(&error, name, text, error.line(), error.column())
            .with_help("one request a file; write many as JSON Lines, in a file that ends in .jsonl")
    })?;
    Ok(request)
}

fn parse_toml<'a>(name: &str, text: &'a str) -> Result<Request<'a>, Report> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1) + 1;
        Report::at(error.message(), name, text, line, column).with_help("the fields are in `portcullis schema request`")
    })
}

fn field(path: &str) -> &str {
    if path == "." { "request" } else { path }
}
