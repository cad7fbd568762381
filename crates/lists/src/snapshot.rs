//! A snapshot: one source's entries as of a day, in one file that never changes.
//!
//! The first line is the header; then one entry a line in its one spelling, sorted by id; then, for
//! FollowTheMoney, the records from which the entries were made. The content hash is the SHA-256 of every
//! line after the header, so that the same content has the same hash however it came.

use crate::diff::count_by_list;
use crate::entry::Entry;
use crate::error::ListError;
use crate::ftm::{Record, Records};
use crate::input::ImportedFile;
use crate::layout::Layout;
use jiff::civil::Date;
use portcullis_catalog::sha256;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

/// The version of the format of snapshots.
pub const SNAPSHOT_VERSION: u32 = 1;
/// How much of the hash a file name has.
const HASH_IN_NAME: usize = 16;
/// A header is one line and short.
const HEADER_MAX: u64 = 1 << 20;

/// How a snapshot came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// From a file that has everything.
    Full,
    /// From the snapshot before it and a file of changes.
    Delta,
}

/// The first line of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`SNAPSHOT_VERSION`].
    pub version: u32,
    /// The source.
    pub source: String,
    /// The layout of the file it was imported from.
    pub layout: String,
    /// The day of which it speaks.
    pub as_of: Date,
    /// SHA-256 of the content.
    pub content: String,
    /// How many entries it has.
    pub entries: usize,
    /// How many records it keeps after the entries.
    pub records: usize,
    /// How many entries each list has.
    pub lists: BTreeMap<String, usize>,
    /// The files it was imported from.
    pub files: Vec<ImportedFile>,
    /// Rows that were left out because they could not be used.
    pub bad_rows: u64,
    /// The snapshot that served before it.
    pub previous: Option<String>,
    /// How it came to be.
    pub how: How,
    /// A person overrode the guard.
    pub forced: bool,
}

/// A snapshot in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// What it says of itself.
    pub header: Header,
    /// Its entries, sorted by id.
    pub entries: Vec<Entry>,
}

impl Snapshot {
    /// Entries that no store keeps, as a snapshot of their own.
    #[must_use]
    pub fn unpublished(source: String, as_of: Date, entries: Vec<Entry>) -> Self {
        let header = Header {
            version: SNAPSHOT_VERSION,
            source,
            layout: Layout::Jsonl.word().to_owned(),
            as_of,
            content: String::new(),
            entries: entries.len(),
            records: 0,
            lists: count_by_list(&entries),
            files: Vec::new(),
            bad_rows: 0,
            previous: None,
            how: How::Full,
            forced: false,
        };
        Self { header, entries }
    }
}

/// The lines of a snapshot after the header, and what the header says of them.
pub(crate) struct Content {
    pub bytes: Vec<u8>,
    pub hash: String,
    pub entries: usize,
    pub records: usize,
    pub lists: BTreeMap<String, usize>,
}

impl Content {
    /// Entries must be settled and sorted by id.
    pub fn of(entries: &[Entry], records: &Records) -> Result<Self, ListError> {
        let failed = |error: serde_json::Error| {
            ListError::unusable("the snapshot", error.to_string(), "this is a defect: report it")
        };
        let mut bytes = Vec::with_capacity(entries.len() * 512);
        for entry in entries {
            serde_json::to_writer(&mut bytes, entry).map_err(failed)?;
            bytes.push(b'\n');
        }
        let mut kept = 0;
        for record in records.iter() {
            serde_json::to_writer(&mut bytes, record).map_err(failed)?;
            bytes.push(b'\n');
            kept += 1;
        }
        let hash = sha256(&bytes);
        Ok(Self { bytes, hash, entries: entries.len(), records: kept, lists: count_by_list(entries) })
    }
}

impl Header {
    /// The name of the file: the day, and the beginning of the hash.
    #[must_use]
    pub fn file_name(&self) -> String {
        file_name(self.as_of, &self.content)
    }

    /// Reads the header alone.
    ///
    /// # Errors
    /// When the file cannot be read, or does not begin with a header of this version.
    pub fn read(path: &Path) -> Result<Self, ListError> {
        use std::io::Read as _;
        let file = File::open(path).map_err(|error| ListError::io("read", path, error))?;
        let mut line = Vec::new();
        BufReader::new(file.take(HEADER_MAX))
            .read_until(b'\n', &mut line)
            .map_err(|error| ListError::io("read", path, error))?;
        Self::parse(path, &line)
    }

    fn parse(path: &Path, line: &[u8]) -> Result<Self, ListError> {
        let header: Self = serde_json::from_slice(line)
            .map_err(|error| damaged(path, 1, &format!("is no header of a snapshot: {error}")))?;
        if header.version == SNAPSHOT_VERSION {
            return Ok(header);
        }
        let problem = format!("has format version {}; this program reads {SNAPSHOT_VERSION}", header.version);
        Err(ListError::unusable(path.display().to_string(), problem, "use the program that wrote it, or import again"))
    }
}

pub(crate) fn file_name(as_of: Date, content: &str) -> String {
    let start: String = content.chars().take(HASH_IN_NAME).collect();
    format!("{as_of}-{start}.jsonl")
}

fn damaged(path: &Path, line: usize, problem: &str) -> ListError {
    let place = format!("{}, line {line}", path.display());
    ListError::unusable(
        place,
        problem,
        "the file is damaged: restore it from a copy, or import the list again with --force",
    )
}

impl Snapshot {
    /// Loads a snapshot. That it is whole is checked by counting; `verify` recomputes the hash.
    ///
    /// # Errors
    /// When the file cannot be read, or is not the snapshot that its header describes.
    pub fn load(path: &Path) -> Result<Self, ListError> {
        let bytes = std::fs::read(path).map_err(|error| ListError::io("read", path, error))?;
        let mut lines = lines(&bytes);
        let header = Header::parse(path, lines.next().unwrap_or_default())?;
        let mut entries = Vec::with_capacity(header.entries.min(bytes.len() / 16));
        for (line, number) in lines.by_ref().take(header.entries).zip(2..) {
            let entry: Entry =
                serde_json::from_slice(line).map_err(|error| damaged(path, number, &error.to_string()))?;
            entries.push(entry);
        }
        let count = entries.len() + lines.count();
        if count != header.entries + header.records || bytes.last() != Some(&b'\n') {
            let due = header.entries + header.records;
            return Err(damaged(path, count + 1, &format!("ends after {count} of {due} lines")));
        }
        if let Some(pair) = entries.windows(2).position(|pair| matches!(pair, [one, next] if one.id >= next.id)) {
            return Err(damaged(path, pair + 3, "is not in its place: entries are sorted by id"));
        }
        Ok(Self { header, entries })
    }

    /// The records that a snapshot of FollowTheMoney keeps after its entries; none in others.
    ///
    /// # Errors
    /// When the file cannot be read or is damaged.
    pub fn load_records(path: &Path) -> Result<Records, ListError> {
        let bytes = std::fs::read(path).map_err(|error| ListError::io("read", path, error))?;
        let mut lines = lines(&bytes);
        let header = Header::parse(path, lines.next().unwrap_or_default())?;
        let mut records = Vec::with_capacity(header.records.min(bytes.len() / 16));
        for (line, number) in lines.zip(2..).skip(header.entries) {
            let record: Record =
                serde_json::from_slice(line).map_err(|error| damaged(path, number, &error.to_string()))?;
            records.push(record);
        }
        match records.len() == header.records {
            true => Ok(Records::from_settled(records)),
            false => Err(damaged(path, 1, "has not as many records as its header says")),
        }
    }

    /// Recomputes everything the header and the name of a file say.
    ///
    /// # Errors
    /// With what does not agree.
    pub fn verify(path: &Path) -> Result<Header, ListError> {
        let snapshot = Self::load(path)?;
        let header = snapshot.header;
        let bytes = std::fs::read(path).map_err(|error| ListError::io("read", path, error))?;
        let start = memchr::memchr(b'\n', &bytes).map_or(bytes.len(), |at| at + 1);
        let hash = sha256(bytes.get(start..).unwrap_or_default());
        if hash != header.content {
            let problem = format!("the content has hash {hash}, its header says {}", header.content);
            return Err(damaged(path, 1, &problem));
        }
        if path.file_name().is_none_or(|name| name != header.file_name().as_str()) {
            return Err(damaged(path, 1, &format!("is the header of {}, not of this file", header.file_name())));
        }
        if count_by_list(&snapshot.entries) != header.lists {
            return Err(damaged(path, 1, "counts other lists than the entries have"));
        }
        Ok(header)
    }
}

/// Lines without their ends.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let end = memchr::memchr(b'\n', rest);
        let (line, after) = match end {
            Some(end) => (rest.get(..end)?, rest.get(end + 1..).unwrap_or_default()),
            None if rest.is_empty() => return None,
            None => (rest, &[][..]),
        };
        rest = after;
        Some(line)
    })
}
