//! A whole store as one stream of lines, and back into an empty one; from SQLite to PostgreSQL, for example.
//!
//! The first line says what follows, each further one is a row, the last one has the SHA-256 of all bytes before it. A stream is taken in whole or not
//! at all. Documents (keys, sessions, proposals) are left out: they are no evidence, and what is derived from secrets stays where it was made. A store
//! that takes a stream in keeps the documents it has.

mod export;
mod import;

pub use export::{digest, export};
pub use import::import;

use crate::table::TABLES;
use portcullis_journal::store::StoreError;
use serde_json::{Map, Value as Json};

/// The version of the form of the stream.
const FORMAT: u64 = 1;
/// The version of the schema since which nothing that is streamed has changed: streams of it are read for ever.
const SCHEMA: u64 = 1;

/// How far an export or import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The table that is being gone through.
    pub table: &'static str,
    /// Rows of all tables that are done.
    pub done: u64,
    /// Rows of all tables.
    pub total: u64,
}

/// What was exported or imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transferred {
    /// Rows of each table, in the order of the stream.
    pub rows: Vec<(String, u64)>,
    /// SHA-256 of all content, as [`digest`] computes it from either database.
    pub digest: String,
    /// SHA-256 of the stream up to its last line.
    pub stream: String,
}

/// Why a store was not exported or imported.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The store did not do its part.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The stream could not be written or read.
    #[error("the stream: {0}")]
    Stream(#[from] std::io::Error),
    /// The stream is not one that was exported, or not all of it, or was altered.
    #[error("line {number}: {why}; nothing was imported")]
    Line {
        /// The line, from 1 on.
        number: u64,
        /// What is wrong with it.
        why: String,
    },
    /// Only an empty store takes a stream in.
    #[error("the store is not empty: table `{table}` has {rows} rows; import into a new one")]
    NotEmpty {
        /// The first table that has rows.
        table: &'static str,
        /// How many it has.
        rows: u64,
    },
}

/// The number of rows of each table, as an object.
fn counts_json(counts: &[u64]) -> Json {
    let counts = TABLES.iter().zip(counts).map(|(table, count)| (table.name.to_owned(), Json::from(*count)));
    Json::Object(counts.collect::<Map<_, _>>())
}

fn named(counts: &[u64]) -> Vec<(String, u64)> {
    TABLES.iter().zip(counts).map(|(table, count)| (table.name.to_owned(), *count)).collect()
}
