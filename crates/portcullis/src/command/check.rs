//! `portcullis check`: one request from flags or a file, or many from JSON Lines.

mod flags;
mod many;
mod recorded;

use crate::clock;
use crate::command::Format;
use crate::command::screen::served::{for_decisions, recorded_lists};
use crate::exit::Status;
use crate::graph;
use crate::load::{Loaded, Names, Sources, read};
use crate::register::{Register, RegisterAt};
use crate::report::Report;
use crate::text;
use clap::Args;
use flags::Flags;
use portcullis_authorization::Placement;
use portcullis_determination::{Engine, Memo, Profile, Request, RequestError};
use portcullis_evidence::Decision;
use portcullis_license::{Cluster, Provider, Site};
use recorded::Recorder;
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

    #[command(flatten)]
    asking: Asking,

    /// The register: licenses are looked for in it, and what is decided is recorded in it
    #[arg(long, value_name = "STORE", env = "PORTCULLIS_STORE", help_heading = "Register")]
    store: Option<String>,

    /// File with the key that signs the log; beside the store's file where it is left out
    #[arg(long, value_name = "FILE", env = "PORTCULLIS_LOG_KEY", requires = "store", help_heading = "Register")]
    log_key: Option<PathBuf>,

    #[command(flatten)]
    place: Place,

    /// Threads for many requests; as many as there are cores where it is left out
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

/// What is asked for what a request leaves out.
#[derive(Debug, Args)]
pub(crate) struct Asking {
    /// Folder of the lists in which parties are looked up whose lists the request leaves out; see `portcullis lists`
    #[arg(long, value_name = "DIR", env = "PORTCULLIS_LISTS", help_heading = "Data")]
    pub lists: Option<PathBuf>,

    /// What people have found about names on the lists; see `portcullis resolve`
    #[arg(long, value_name = "FILE", requires = "lists", help_heading = "Data")]
    pub resolutions: Option<PathBuf>,

    /// File that says who owns whom, for the owners, headquarters and parents that a request leaves out: BODS 0.4,
    /// FollowTheMoney, GLEIF or CSV, told apart by what is in them; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Data")]
    pub ownership: Vec<PathBuf>,

    #[command(flatten)]
    pub names: Names,
}

impl Asking {
    /// An engine for a profile that asks these.
    pub fn engine(&self, loaded: &Loaded, profile: &str) -> Result<Engine, Report> {
        let mut engine = loaded.engine(profile)?;
        if let Some(folder) = &self.lists {
            engine = engine.with_lists(for_decisions(folder, &self.names, self.resolutions.as_deref())?);
        }
        if !self.ownership.is_empty() {
            engine = engine.with_ownership(graph::load(&self.ownership, loaded.catalog.countries())?);
        }
        Ok(engine)
    }
}

impl Asking {
    /// Gives an engine the lists and owners that a recorded decision asked: the very same, or none.
    pub fn recorded(&self, mut engine: Engine, decision: &Decision) -> Result<Engine, String> {
        let told = |report: Report| report.to_string();
        if !decision.lists.is_empty() {
            let Some(folder) = &self.lists else {
                return Err("it asked lists: name their folder with --lists".to_owned());
            };
            let store = portcullis_lists::Store::new(folder);
            let served =
                recorded_lists(&store, &decision.lists, &self.names, self.resolutions.as_deref()).map_err(told)?;
            engine = engine.with_lists(served);
        }
        if !decision.ownership.is_empty() {
            if self.ownership.is_empty() {
                return Err("it asked who owns its parties: name the files with --ownership".to_owned());
            }
            let served = graph::load(&self.ownership, engine.catalog().countries()).map_err(told)?;
            if served.documents() != decision.ownership {
                return Err("it asked other files of owners than those that --ownership names".to_owned());
            }
            engine = engine.with_ownership(served);
        }
        Ok(engine)
    }
}

/// What licenses ask and no law does.
#[derive(Debug, Clone, Args)]
pub(crate) struct Place {
    /// Who runs the chips; the party whose role is provider where it is left out
    #[arg(long, value_name = "NAME", env = "PORTCULLIS_PROVIDER", help_heading = "Register")]
    provider: Option<String>,

    /// Site where they stand, as licenses name it; the country of the request where it is left out
    #[arg(long, value_name = "NAME", help_heading = "Register")]
    at_site: Option<String>,

    /// Interconnected cluster that they are part of
    #[arg(long, value_name = "NAME", help_heading = "Register")]
    cluster: Option<String>,

    /// Whether the customer passes it on to others
    #[arg(long, value_name = "YES", help_heading = "Register")]
    resale: Option<bool>,
}

impl Place {
    /// As licenses are asked.
    pub fn placement(&self) -> Result<Placement, Report> {
        Ok(Placement {
            provider: self.provider.as_deref().map(Provider::new).transpose().map_err(Report::new)?,
            site: self.at_site.as_deref().map(Site::new).transpose().map_err(Report::new)?,
            cluster: self.cluster.as_deref().map(Cluster::new).transpose().map_err(Report::new)?,
            resale: self.resale,
        })
    }
}

impl Check {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        let loaded = sources.load()?;
        let engine = self.asking.engine(&loaded, &self.profile)?;
        let recorder = match &self.store {
            Some(store) => {
                let at = RegisterAt { store: store.clone(), log_key: self.log_key.clone() };
                let editions = loaded.editions(&self.profile)?;
                Some(Recorder {
                    register: Register::open(&at)?,
                    editions,
                    placement: self.place.placement()?,
                    past: None,
                })
            }
            None => None,
        };
        match (&self.file, recorder) {
            (Some(file), Some(recorder)) if is_many(file) => recorder.many(self, &engine, file),
            (Some(file), None) if is_many(file) => many::run(self, &engine, file),
            (Some(file), recorder) => self.one_from_file(&engine, recorder, file),
            (None, recorder) => {
                let mut request = self.flags.request()?;
                if request.on.is_none() {
                    request.on = Some(clock::today().to_string().into());
                }
                self.one(&engine, recorder, &request, |error| {
                    Report::new(format!("{}: {}", Flags::of_field(&error.field), error.problem))
                        .with_help(error.mend.clone())
                })
            }
        }
    }

    fn one_from_file(&self, engine: &Engine, recorder: Option<Recorder>, file: &Path) -> Result<Status, Report> {
        let text = read(file)?;
        let name = file.display().to_string();
        let request = parse_request(&name, &text)?;
        self.one(engine, recorder, &request, |error| Report::in_request(error, &name, &text))
    }

    fn one(
        &self,
        engine: &Engine,
        recorder: Option<Recorder>,
        request: &Request<'_>,
        report: impl FnOnce(&RequestError) -> Report,
    ) -> Result<Status, Report> {
        // A single request is always put to the Cedar authorizer as well.
        let mut memo = Memo::watched(1);
        if let Some(recorder) = recorder {
            return recorder.one(self, engine, request, &mut memo, report);
        }
        let mut transaction = engine.resolve(request).map_err(|error| report(&error))?;
        engine.screen(request, &mut transaction, &mut memo);
        let decided = engine.determine(&transaction, &mut memo);
        let outcome = decided.outcome;
        let span = engine.span(&transaction, &mut memo);
        let told = text::Told { engine, request, transaction: &transaction, decided: &decided, span: &span };
        let answer = told.json(self.explain).map_err(Report::new)?;
        self.format.print(|| told.text(self.explain), || answer)?;
        Ok(outcome.into())
    }
}

/// A request in a file, by the ending of its name.
pub(crate) fn parse_request<'a>(name: &str, text: &'a str) -> Result<Request<'a>, Report> {
    let is_toml = Path::new(name).extension().is_some_and(|extension| extension == "toml");
    if is_toml { parse_toml(name, text) } else { parse_json(name, text) }
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
