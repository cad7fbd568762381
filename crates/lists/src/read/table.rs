//! CSV, a record at a time.

use crate::error::{Fault, ListError};
use crate::input::{Input, RecordEnd};
use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};
use std::io::BufRead;

/// The records of one file, whatever their number of fields.
pub(super) struct Table<'a, 'b> {
    name: String,
    reader: Reader<&'b mut (dyn BufRead + 'a)>,
    end: RecordEnd,
    record: ByteRecord,
}

/// One record: its line and its fields.
#[derive(Clone, Copy)]
pub(super) struct Cells<'a> {
    pub line: u64,
    record: &'a ByteRecord,
}

impl<'a, 'b> Table<'a, 'b> {
    pub fn new(input: &'b mut Input<'a>, delimiter: u8) -> Self {
        let name = input.name().to_string();
        let (body, end) = input.parts();
        // A line ends with its line feed; the carriage return before it is trimmed from the last field. The reader's
        // own way with both counts lines one short.
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .terminator(Terminator::Any(b'\n'))
            .from_reader(body);
        Self { name, reader, end, record: ByteRecord::new() }
    }

    /// The next record, or `None` at the end.
    pub fn next(&mut self) -> Result<Option<Cells<'_>>, ListError> {
        self.end.reached();
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {
                let line = self.record.position().map_or(0, csv::Position::line);
                Ok(Some(Cells { line, record: &self.record }))
            }
            Ok(false) => Ok(None),
            Err(error) => {
                let place = format!("{}, near line {}", self.name, self.reader.position().line());
                let mend = "check that the file is complete and that every quote is closed; fetch it again";
                Err(ListError::unusable(place, error.to_string(), mend))
            }
        }
    }
}

impl<'a> Cells<'a> {
    pub fn len(&self) -> usize {
        self.record.len()
    }

    /// The text of a field, empty where the record is too short.
    pub fn text(&self, at: usize, field: &str) -> Result<&'a str, Fault> {
        let bytes = self.record.get(at).unwrap_or_default();
        std::str::from_utf8(bytes).map(str::trim).map_err(|error| {
            Fault::new(
                field,
                format!("is not UTF-8 from byte {}", error.valid_up_to() + 1),
                "convert the file to UTF-8 and import it again",
            )
        })
    }

    /// Whether the record holds nothing but blanks and the end-of-file mark (Ctrl-Z) that some publishers write.
    pub fn is_blank(&self) -> bool {
        self.record.iter().all(|field| field.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0x1a))
    }
}

/// Where each column stands, by its heading.
pub(super) struct Heading(Vec<String>);

impl Heading {
    /// The first record, which must have these columns.
    pub fn read(table: &mut Table<'_, '_>, required: &[&str], mend: &str) -> Result<Self, ListError> {
        let name = table.name.clone();
        let Some(cells) = table.next()? else {
            return Err(ListError::unusable(name, "is empty", "the download failed: fetch it again"));
        };
        let columns = (0..cells.len()).map(|at| cells.text(at, "heading").unwrap_or_default().to_owned());
        let heading = Self(columns.collect());
        let missing: Vec<&str> = required.iter().copied().filter(|name| heading.place(name).is_none()).collect();
        if missing.is_empty() {
            return Ok(heading);
        }
        let problem = format!("has no column {}", missing.join(", "));
        Err(ListError::unusable(format!("{name}, line 1"), problem, mend))
    }

    pub fn place(&self, column: &str) -> Option<usize> {
        self.0.iter().position(|known| known == column)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}
