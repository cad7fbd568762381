//! `portcullis resolve`: what two people found of a customer and a listed party, put on file.

use crate::clock;
use crate::command::Format;
use crate::command::lists::ListsFolder;
use crate::command::screen::asked::Known;
use crate::command::screen::load_resolutions;
use crate::command::screen::served::Served;
use crate::exit::Status;
use crate::load::Sources;
use crate::report::Report;
use crate::text;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use portcullis_lists::Entry;
use portcullis_screening::{Conclusion, Fingerprint, Resolution};
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// It speaks of the customer and of the entry as they are now: when either changes, or its last day is past, it no
/// longer applies. Say of the customer exactly what `screen` is told of it.
#[derive(Debug, Args)]
pub(crate) struct Resolve {
    /// The customer's name, as it is screened
    #[arg(long, value_name = "NAME")]
    name: String,

    #[command(flatten)]
    known: Known,

    /// The entry it is about, by its id
    #[arg(long, value_name = "ID")]
    entry: String,

    /// The list that the entry is on
    #[arg(long, value_name = "LIST")]
    list: String,

    /// What people came to
    #[arg(long, value_name = "CONCLUSION", default_value = "somebody-else")]
    conclusion: Concluded,

    /// Why
    #[arg(long, value_name = "TEXT")]
    because: String,

    /// What shows it: a document, a register extract, a call
    #[arg(long, value_name = "TEXT")]
    evidence: String,

    /// Who found it
    #[arg(long, value_name = "PERSON")]
    author: String,

    /// Who checked it: somebody else
    #[arg(long, value_name = "PERSON")]
    second: String,

    /// The last day on which it applies
    #[arg(long, value_name = "DATE")]
    until: Date,

    /// The day on which it was found; today where it is left out
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,

    /// File to add it to, one JSON object a line; made where it is not there, never rewritten
    #[arg(long, value_name = "FILE")]
    resolutions: PathBuf,

    /// How to write the answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    lists: ListsFolder,
}

/// What people came to, as it is written on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Concluded {
    /// The customer is not the listed party
    SomebodyElse,
    /// It is the listed party
    Same,
    /// What is known does not tell
    CannotTell,
}

impl From<Concluded> for Conclusion {
    fn from(concluded: Concluded) -> Self {
        match concluded {
            Concluded::SomebodyElse => Self::SomebodyElse,
            Concluded::Same => Self::Same,
            Concluded::CannotTell => Self::CannotTell,
        }
    }
}

impl Resolve {
    pub fn run(&self, sources: &Sources) -> Result<Status, Report> {
        let catalog = sources.catalog()?;
        let asked = self.known.of(&self.name, catalog.countries())?;
        if self.name.trim().is_empty() {
            return Err(Report::new("--name is empty").with_help("write the customer's name as it is screened"));
        }
        let served = Served::lists(&self.lists.store())?;
        let entry = self.find(&served)?;
        let customer = asked.query();
        let resolution = Resolution {
            conclusion: self.conclusion.into(),
            customer: self.name.clone(),
            customer_fingerprint: Fingerprint::of_query(&customer),
            entry: entry.id.clone(),
            list: entry.list.clone(),
            entry_fingerprint: Fingerprint::of_entry(entry),
            because: self.because.trim().to_owned(),
            evidence: self.evidence.trim().to_owned(),
            author: self.author.trim().to_owned(),
            second: self.second.trim().to_owned(),
            on: self.on.unwrap_or_else(clock::today),
            until: self.until,
        };
        resolution.check().map_err(Report::new)?;
        append(&self.resolutions, &resolution)?;
        // For a machine, as it is on file.
        self.format.print(|| text::resolved(&resolution, entry, &self.resolutions), || &resolution)?;
        Ok(Status::Done)
    }

    fn find<'a>(&self, served: &'a Served) -> Result<&'a Entry, Report> {
        let entries = || served.snapshots.iter().flat_map(|snapshot| &snapshot.entries);
        let named: Vec<&Entry> = entries().filter(|entry| entry.id == self.entry).collect();
        let on_list: Vec<&Entry> = named.iter().copied().filter(|entry| entry.list == self.list).collect();
        match on_list.as_slice() {
            [first, others @ ..] if others.iter().all(|other| other == first) => Ok(first),
            [] => {
                let lists: Vec<&str> = named.iter().map(|entry| entry.list.as_str()).collect();
                let help = if lists.is_empty() {
                    "`portcullis screen` shows the id and the list of each candidate".to_owned()
                } else {
                    format!("the entry {} is on {}", self.entry, lists.join(", "))
                };
                Err(Report::new(format!("no entry {} is on the list {}", self.entry, self.list)).with_help(help))
            }
            _ => Err(Report::new(format!("two sources have an entry {} on {}, and differ", self.entry, self.list))
                .with_help("keep the list of one of them in another folder, and name that with --lists")),
        }
    }
}

/// Adds a line, and has it on the disk before anything is said.
fn append(path: &Path, resolution: &Resolution) -> Result<(), Report> {
    let cannot = |error: io::Error| Report::new(format!("cannot write {}: {error}", path.display()));
    let is_new = !path.exists();
    let mut file = OpenOptions::new().create(true).read(true).append(true).open(path).map_err(cannot)?;
    file.lock().map_err(cannot)?;
    // A line behind a damaged one would never be read.
    load_resolutions(Some(path))?;
    let mut line = Vec::new();
    if !ends_a_line(&mut file).map_err(cannot)? {
        line.push(b'\n');
    }
    serde_json::to_writer(&mut line, resolution).map_err(Report::new)?;
    line.push(b'\n');
    file.write_all(&line).and_then(|()| file.sync_all()).map_err(cannot)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) && is_new {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(cannot)?;
    }
    Ok(())
}

/// Whether what is added begins a line.
fn ends_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == [b'\n'])
}
