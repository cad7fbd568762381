//! `openings.jsonl`: what was withheld from records and may be shown, one record a line, in the order of the records.
//!
//! It is read beside the leaves and never held whole. Lines may be missing: openings are erased when their time is over.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::finding::Finding;
use crate::folder::{self, Folder, OPENINGS};

/// The longest line. A leaf has 65,535 bytes at most; what is withheld from it can be longer.
pub const MOST_LINE_BYTES: usize = 16 << 20;
/// After so many bad lines the file is hardly one of openings.
const MOST_BAD_LINES: u32 = 100;

/// A line of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    sequence: u64,
    #[serde(borrow)]
    openings: &'a RawValue,
}

/// What is withheld from a record, as it is written, with the line it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The record.
    pub sequence: u64,
    /// The line, from 1.
    pub line: u64,
    /// The openings in JSON.
    pub json: Box<str>,
}

/// Reads the file from its beginning to its end, along with the records.
#[derive(Debug, Default)]
pub struct OpeningLines {
    file: Option<BufReader<File>>,
    line: u64,
    bad: u32,
    last: Option<u64>,
    ahead: Option<Written>,
}

impl OpeningLines {
    /// The file of a folder, or none.
    ///
    /// # Errors
    /// Where it is there and cannot be read.
    pub fn open(folder: &Folder) -> Result<Self, Finding> {
        if folder.is_bare() {
            return Ok(Self::default());
        }
        let file = folder::open(&folder.root().join(OPENINGS)).map_err(|error| Finding::of(OPENINGS, error))?;
        Ok(Self { file: file.map(|file| BufReader::with_capacity(1 << 16, file)), ..Self::default() })
    }

    /// The openings of the records before this one that were not taken yet; lines that are none are findings.
    pub fn before(&mut self, end: u64, found: &mut Vec<Finding>) -> Vec<Written> {
        let mut taken = Vec::new();
        loop {
            match self.ahead.take() {
                Some(ahead) if ahead.sequence >= end => {
                    self.ahead = Some(ahead);
                    return taken;
                }
                Some(ahead) => taken.push(ahead),
                None => {}
            }
            match self.next(found) {
                Some(next) => self.ahead = Some(next),
                None => return taken,
            }
        }
    }

    /// Lines that are left when all records were read belong to none.
    pub fn finish(&mut self, size: u64, found: &mut Vec<Finding>) {
        while let Some(left) = self.ahead.take().or_else(|| self.next(found)) {
            let problem = format!("line {} opens record {}, and the log has {size}", left.line, left.sequence);
            self.refuse(problem, found);
        }
    }

    fn refuse(&mut self, problem: String, found: &mut Vec<Finding>) {
        found.push(Finding::of(OPENINGS, problem));
        self.bad += 1;
        if self.bad >= MOST_BAD_LINES && self.file.take().is_some() {
            found.push(Finding::of(
                OPENINGS,
                format!("has {MOST_BAD_LINES} bad lines; what follows line {} was not read", self.line),
            ));
        }
    }

    fn next(&mut self, found: &mut Vec<Finding>) -> Option<Written> {
        loop {
            let mut bytes = Vec::new();
            let read = self.file.as_mut()?.take(MOST_LINE_BYTES as u64 + 1).read_until(b'\n', &mut bytes);
            match read {
                Ok(0) => {
                    self.file = None;
                    return None;
                }
                Ok(_) => self.line += 1,
                Err(error) => {
                    self.file = None;
                    found.push(Finding::of(OPENINGS, format!("cannot be read after line {}: {error}", self.line)));
                    return None;
                }
            }
            if bytes.len() > MOST_LINE_BYTES {
                self.file = None;
                let problem = format!(
                    "line {} is longer than {MOST_LINE_BYTES} bytes; it and what follows were not read",
                    self.line
                );
                found.push(Finding::of(OPENINGS, problem));
                return None;
            }
            match serde_json::from_slice::<Line<'_>>(&bytes) {
                Ok(line) if self.last.is_some_and(|last| line.sequence <= last) => {
                    let problem = format!(
                        "line {} opens record {}, after record {}: lines go up, one a record",
                        self.line,
                        line.sequence,
                        self.last.unwrap_or(0)
                    );
                    self.refuse(problem, found);
                }
                Ok(line) => {
                    self.last = Some(line.sequence);
                    return Some(Written {
                        sequence: line.sequence,
                        line: self.line,
                        json: line.openings.get().into(),
                    });
                }
                Err(error) => {
                    self.refuse(format!("line {} is not {{\"sequence\", \"openings\"}}: {error}", self.line), found);
                }
            }
        }
    }
}
