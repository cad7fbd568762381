//! Reading: files in, one entry or one bad row after the other out.
//!
//! A reader holds one record at a time. Two layouts need more: an OFAC primary file is joined with its names and
//! addresses, which are read first, and FollowTheMoney records refer to each other in both directions.

mod csl;
mod csl_csv;
mod csl_json;
mod identifier;
mod jsonl;
mod mapped;
mod ofac;
mod remarks;
mod table;
mod un;

use crate::entry::Entry;
use crate::error::{Fault, ListError, Unit};
use crate::ftm::Records;
use crate::input::Input;
use crate::layout::Layout;
use jiff::civil::Date;
use portcullis_catalog::Countries;
use std::sync::Arc;

pub(crate) use jsonl::parse;
pub use mapped::Mapping;

/// What a reader has to know besides the file.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The name of the source: the list of entries that name none.
    pub source: &'a str,
    /// How the file is laid out.
    pub layout: Layout,
    /// The table of countries.
    pub countries: &'a Countries,
    /// Which column is what, for [`Layout::Csv`].
    pub mapping: Option<&'a Mapping>,
}

/// One record as read.
#[derive(Debug)]
pub struct Row {
    /// The file.
    pub file: Arc<str>,
    /// Whether `number` counts lines or records.
    pub unit: Unit,
    /// Which one, counted from one.
    pub number: u64,
    /// The entry, settled, or why there is none.
    pub found: Result<Entry, Fault>,
}

impl Row {
    fn line(file: &Arc<str>, number: u64, found: Result<Entry, Fault>) -> Self {
        Self { file: file.clone(), unit: Unit::Line, number, found: found.and_then(settled) }
    }

    fn record(file: &Arc<str>, number: u64, found: Result<Entry, Fault>) -> Self {
        Self { file: file.clone(), unit: Unit::Record, number, found: found.and_then(settled) }
    }
}

/// The entry in its one spelling, unless it lacks what every entry needs.
pub(crate) fn settled(mut entry: Entry) -> Result<Entry, Fault> {
    entry.settle();
    match entry.empty_field() {
        Some(field) => Err(Fault::empty(field)),
        None => Ok(entry),
    }
}

/// What a file says about itself, and what a reader has to say about it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    /// The day on which the publisher made it.
    pub as_of: Option<Date>,
    /// What a person should know: a file that was expected beside it and is not there.
    pub notes: Vec<String>,
}

/// Reads files of one source, in order.
///
/// # Errors
/// When a file is wrong in kind, or cannot be read to its end. A bad row is no error: it goes to `sink`.
pub fn read(reading: &Reading<'_>, inputs: &mut [Input<'_>], sink: &mut dyn FnMut(Row)) -> Result<Stated, ListError> {
    if reading.layout == Layout::Ofac {
        return ofac::read(reading, inputs, sink);
    }
    let mut stated = Stated::default();
    for input in inputs {
        match reading.layout {
            Layout::CslCsv => csl_csv::read(reading, input, sink)?,
            Layout::CslJson => csl_json::read(reading, input, sink)?,
            Layout::Jsonl | Layout::Ofac => jsonl::read(reading, input, sink)?,
            Layout::Un => stated.as_of = un::read(reading, input, sink)?.or(stated.as_of),
            Layout::Csv => mapped::read(reading, input, sink)?,
            Layout::Ftm => read_records(reading, input, sink)?,
        }
    }
    Ok(stated)
}

/// Entries from one file of records; an import of several files puts their records together first.
fn read_records(reading: &Reading<'_>, input: &mut Input<'_>, sink: &mut dyn FnMut(Row)) -> Result<(), ListError> {
    let name = input.name();
    let mut records = Records::default();
    records.read(input, &mut |number, fault| sink(Row::line(&name, number, Err(fault))))?;
    for (number, found) in records.entries(reading.source, reading.countries) {
        sink(Row::record(&name, number, found));
    }
    Ok(())
}

/// The files that are published beside a file of this name, and belong to it.
#[must_use]
pub fn companions(layout: Layout, name: &str) -> Vec<String> {
    if layout == Layout::Ofac { ofac::companions(name) } else { Vec::new() }
}
