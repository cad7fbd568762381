//! Many parties from a file, in bounded memory: lines of JSON, CSV or Parquet. What cannot be read is a bad row
//! with its place; what is only evidence and cannot be read is left out of the comparison, and counted.

use super::columns::{Columns, FIELDS};
use super::tables::{Csv, Parquet};
use crate::load::{open, open_or_standard_input};
use crate::report::Report;
use portcullis_pipeline::{Chunks, Lines};
use std::io::{self, Read};
use std::path::Path;

/// Bytes of lines that a worker takes at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// A row that cannot be screened.
#[derive(Debug)]
pub(super) struct Fault {
    pub field: &'static str,
    pub problem: String,
    pub mend: &'static str,
}

/// Rows that go to one worker together.
pub(super) enum Chunk {
    /// Lines of JSON.
    Lines(Lines),
    /// Rows of a table, each with its place.
    Cells(Vec<(u64, Result<Cells, Fault>)>),
}

/// The cells of a row, in the order of [`FIELDS`]; empty where there is none.
pub(super) type Cells = [Option<String>; FIELDS.len()];

/// A file of parties.
pub(super) enum Source {
    Lines(Chunks<Box<dyn Read + Send>>),
    Csv(Box<Csv>),
    Parquet(Box<Parquet>),
}

impl Source {
    /// Opens a file by what its name says it is.
    pub fn open(path: &Path, columns: &Columns) -> Result<Self, Report> {
        let extension = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
        let lines = || Ok(Self::Lines(Chunks::new(open_or_standard_input(path)?, CHUNK_BYTES)));
        match extension.as_str() {
            _ if path.as_os_str() == "-" => lines(),
            "jsonl" | "ndjson" => lines(),
            "csv" => Csv::open(path, open(path)?, columns).map(|csv| Self::Csv(Box::new(csv))),
            "parquet" => Parquet::open(path, open(path)?, columns).map(|parquet| Self::Parquet(Box::new(parquet))),
            _ => Err(Report::new(format!("{}: its name does not say what it is", path.display()))
                .with_help("name it .jsonl, .ndjson, .csv or .parquet; - reads lines of JSON from standard input")),
        }
    }

    /// What a place in it counts.
    pub fn unit(&self) -> &'static str {
        if matches!(self, Self::Parquet(_)) { "row" } else { "line" }
    }

    /// How many rows there are, where the file says.
    pub fn rows(&self) -> Option<u64> {
        if let Self::Parquet(parquet) = self { Some(parquet.rows()) } else { None }
    }
}

/// Rows, and how far in the file they end: rows of Parquet, bytes of others.
impl Iterator for Source {
    type Item = io::Result<(Chunk, u64)>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Lines(chunks) => Some(chunks.next()?.map(|(lines, read)| (Chunk::Lines(lines), read))),
            Self::Csv(csv) => csv.next().transpose(),
            Self::Parquet(parquet) => parquet.next().transpose(),
        }
    }
}
