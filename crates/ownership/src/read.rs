//! Files into a graph: which format it is, record after record, bad ones reported.
//!
//! What cannot be read of an interest is taken in the way that closes: a share as unknown, a date as open, a nature
//! as ownership. Only what names no parties is left out.

mod bods;
mod ftm;
mod gleif;
mod history;
mod json;
mod tables;

use crate::builder::{GraphBuilder, InterestStatement, PartyStatement, StatementError};
use jiff::civil::Date;
use portcullis_catalog::{Countries, Country};
use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Bad rows that are kept for a report; more are counted.
const BAD_ROWS_MAX: usize = 1000;

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Beneficial Ownership Data Standard 0.4.
    Bods,
    /// FollowTheMoney entities.
    FollowTheMoney,
    /// GLEIF level 1: who is who.
    GleifParties,
    /// GLEIF level 2: who consolidates whom.
    GleifRelations,
    /// Parties, our own table.
    Parties,
    /// Interests, our own table.
    Interests,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bods => "BODS 0.4",
            Self::FollowTheMoney => "FollowTheMoney",
            Self::GleifParties => "GLEIF level 1",
            Self::GleifRelations => "GLEIF level 2",
            Self::Parties => "parties (CSV)",
            Self::Interests => "interests (CSV)",
        })
    }
}

/// A record that could not be used, or not in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Where it stands: `line 3`, `record 4 (its id)`.
    pub place: String,
    /// What is wrong.
    pub problem: String,
    /// What would mend it.
    pub mend: &'static str,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.problem, self.mend)
    }
}

/// What was read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadReport {
    /// The format.
    pub format: Format,
    /// Records that the file has.
    pub records: u64,
    /// Records that say nothing about owners: payments, annotations, relationships that were annulled.
    pub passed_over: u64,
    /// How many problems there are.
    pub bad: u64,
    /// The first of them.
    pub bad_rows: Vec<BadRow>,
}

/// Why a file is refused.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It could not be read.
    #[error("cannot read {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Reading broke off.
    #[error("{document}: {source}")]
    Io {
        /// The file.
        document: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is of no kind that can be read.
    #[error(
        "{document} is {found}; BODS 0.4, FollowTheMoney, GLEIF and the tables of parties and interests can be read"
    )]
    Kind {
        /// The file.
        document: String,
        /// What it is, as far as that can be seen.
        found: String,
    },
    /// It breaks off or is no JSON: what came before it is not used either.
    #[error("{document}: {problem}")]
    Broken {
        /// The file.
        document: String,
        /// What is wrong, and where.
        problem: String,
    },
    /// The graph is full.
    #[error("{document}: {source}")]
    Full {
        /// The file.
        document: String,
        /// Which limit.
        source: StatementError,
    },
}

/// Adds what a file states to a graph in the making. After an error the graph in the making is not to be used.
///
/// # Errors
/// When the file cannot be read, is of no known kind, or breaks off.
pub fn read_file(builder: &mut GraphBuilder, path: &Path, countries: &Countries) -> Result<ReadReport, ReadError> {
    let file = std::fs::File::open(path).map_err(|source| ReadError::File { path: path.to_owned(), source })?;
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    read(builder, &name, BufReader::with_capacity(1 << 17, file), countries)
}

/// Adds what a document states to a graph in the making; its name is the evidence of every interest in it. After
/// an error the graph in the making is not to be used.
///
/// # Errors
/// When it cannot be read, is of no known kind, or breaks off.
pub fn read(
    builder: &mut GraphBuilder,
    document: &str,
    mut input: impl BufRead,
    countries: &Countries,
) -> Result<ReadReport, ReadError> {
    builder.document(document);
    let report = ReadReport { format: Format::Bods, records: 0, passed_over: 0, bad: 0, bad_rows: Vec::new() };
    let mut sink = Sink { builder, countries, report, document, full: None };
    match first_byte(&mut input).map_err(|source| sink.io(source))? {
        Some(b'[' | b'{') => json::read(&mut sink, input)?,
        Some(_) => tables::read(&mut sink, input)?,
        None => return Err(sink.kind("empty")),
    }
    match sink.full {
        Some(source) => Err(ReadError::Full { document: document.to_owned(), source }),
        None => Ok(sink.report),
    }
}

/// The first byte that is not white space; a byte order mark goes, too.
fn first_byte(input: &mut impl BufRead) -> Result<Option<u8>, std::io::Error> {
    loop {
        let buffer = input.fill_buf()?;
        let Some(first) = buffer.first().copied() else { return Ok(None) };
        if buffer.starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        } else if first.is_ascii_whitespace() {
            input.consume(1);
        } else {
            return Ok(Some(first));
        }
    }
}

/// Where readers put what they find.
struct Sink<'a> {
    builder: &'a mut GraphBuilder,
    countries: &'a Countries,
    report: ReadReport,
    document: &'a str,
    full: Option<StatementError>,
}

impl Sink<'_> {
    fn bad(&mut self, place: impl fmt::Display, problem: impl fmt::Display, mend: &'static str) {
        self.report.bad += 1;
        if self.report.bad_rows.len() < BAD_ROWS_MAX {
            self.report.bad_rows.push(BadRow { place: place.to_string(), problem: problem.to_string(), mend });
        }
    }

    /// The country, unknown where the text is empty or names none of the table.
    fn country(&mut self, place: impl fmt::Display, text: Option<&str>) -> Option<Country> {
        let text = text.map(str::trim).filter(|text| !text.is_empty())?;
        // Parts of countries are written behind a hyphen: US-DE.
        let code = text.split_once('-').map_or(text, |(country, _)| if country.len() == 2 { country } else { text });
        match self.countries.parse(code) {
            Ok(country) => Some(country),
            Err(error) => {
                self.bad(place, error, "it is taken as unknown; write an ISO 3166-1 code");
                None
            }
        }
    }

    fn party(&mut self, place: impl fmt::Display, statement: &PartyStatement<'_>) {
        let outcome = self.builder.party(statement);
        self.outcome(place, outcome);
    }

    fn same(&mut self, place: impl fmt::Display, id: &str, other: &str) {
        let outcome = self.builder.same(id, other);
        self.outcome(place, outcome);
    }

    /// States an interest. Dates that contradict each other are left open: it is then taken to hold.
    fn interest(&mut self, place: impl fmt::Display + Copy, statement: &InterestStatement<'_>) {
        let mut outcome = self.builder.interest(statement);
        if let Err(error @ StatementError::EndsBeforeItBegins) = outcome {
            self.bad(place, error, "it is taken to hold on every day; see whether the dates are exchanged");
            outcome = self.builder.interest(&InterestStatement { from: None, to: None, ..*statement });
        }
        self.outcome(place, outcome);
    }

    fn outcome(&mut self, place: impl fmt::Display, outcome: Result<(), StatementError>) {
        match outcome {
            Ok(()) => {}
            Err(StatementError::Full) => self.full = Some(StatementError::Full),
            Err(error) => self.bad(place, error, "name both parties by their ids"),
        }
    }

    /// A day; open where the text is empty, and where it is no date, which is reported.
    fn day(&mut self, place: impl fmt::Display, text: &str, meaning: fn(&str) -> Option<Date>) -> Option<Date> {
        let day = meaning(text);
        if day.is_none() && !text.is_empty() {
            let shown: String = text.chars().take(40).collect();
            self.bad(place, format!("`{shown}` is not a date"), "it is taken as open; write 2026-11-21");
        }
        day
    }

    fn io(&self, source: std::io::Error) -> ReadError {
        ReadError::Io { document: self.document.to_owned(), source }
    }

    fn kind(&self, found: impl Into<String>) -> ReadError {
        ReadError::Kind { document: self.document.to_owned(), found: found.into() }
    }

    fn broken(&self, problem: impl fmt::Display) -> ReadError {
        ReadError::Broken { document: self.document.to_owned(), problem: problem.to_string() }
    }
}
