//! From a snapshot on the disk to lists that can be asked: how long, and in how much memory.

use super::data::INDEX;
use super::{snapshot, speed::ns};
use crate::error::BenchError;
use portcullis_catalog::Countries;
use portcullis_lists::{Entry, Import, Input, Layout, REMOVED_MAX_PERCENT, Reading, Row, Store, read};
use portcullis_screening::{Lexicon, Screener};
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// What the source is called in the store.
pub(super) const SOURCE: &str = "benchmark";
/// The day of which the benchmark speaks.
const AS_OF: &str = "2026-07-31";

/// A start, measured in a process that has done nothing else.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Start {
    /// Nanoseconds for the tables of names.
    pub lexicon_ns: u64,
    /// Nanoseconds for the snapshot and its index.
    pub lists_ns: u64,
    /// Bytes of the whole process in memory afterwards; none where the system does not say.
    pub resident_bytes: Option<u64>,
    /// Bytes of it before.
    pub resident_bytes_before: Option<u64>,
}

impl Start {
    /// Nanoseconds of the whole start.
    #[must_use]
    pub fn total_ns(&self) -> u64 {
        self.lexicon_ns + self.lists_ns
    }
}

/// Loads the tables of names and a store as [`super::screening`] has written it, and measures that. To be called in
/// a process of its own, for the sake of the memory.
///
/// # Errors
/// When either cannot be loaded.
pub fn start<E: Display>(lexicon: impl FnOnce() -> Result<Arc<Lexicon>, E>, store: &Path) -> Result<Start, BenchError> {
    let resident_bytes_before = resident_bytes();
    let start = Instant::now();
    let lexicon = lexicon().map_err(|error| BenchError::Screening(error.to_string()))?;
    let lexicon_ns = ns(start.elapsed());
    let start = Instant::now();
    let screener = Screener::new(lexicon, vec![snapshot(store)?]);
    let lists_ns = ns(start.elapsed());
    let resident_bytes = resident_bytes();
    drop(screener);
    Ok(Start { lexicon_ns, lists_ns, resident_bytes, resident_bytes_before })
}

/// The memory that this process holds; `None` where the system does not say.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// Writes the list of the benchmark into a store. Says how many rows could not be used.
pub(super) fn write(store: &Path, data: &Path, countries: &Countries) -> Result<u64, BenchError> {
    let wrong = |error: &dyn Display| BenchError::Screening(error.to_string());
    let day = AS_OF.parse().map_err(|_| wrong(&"the day is refused"))?;
    let import = Import {
        reading: reading(countries),
        delta: false,
        as_of: Some(day),
        today: day,
        removed_max_percent: REMOVED_MAX_PERCENT,
        force: true,
    };
    let path = data.join(INDEX);
    let list = Input::open(&path, None).map_err(|error| wrong(&error))?;
    let imported = Store::new(store).import(&import, vec![list]).map_err(|error| wrong(&error))?;
    Ok(imported.bad_count)
}

fn reading(countries: &Countries) -> Reading<'_> {
    Reading { source: SOURCE, layout: Layout::Jsonl, countries, mapping: None }
}

/// The entries of the list of the benchmark, in the order of its file.
pub(super) fn entries(data: &Path, countries: &Countries) -> Result<Vec<Entry>, BenchError> {
    let wrong = |error: &dyn Display| BenchError::Screening(error.to_string());
    let mut list = Input::open(&data.join(INDEX), None).map_err(|error| wrong(&error))?;
    let mut entries = Vec::new();
    let mut sink = |row: Row| entries.extend(row.found.ok());
    read(&reading(countries), std::slice::from_mut(&mut list), &mut sink).map_err(|error| wrong(&error))?;
    Ok(entries)
}
