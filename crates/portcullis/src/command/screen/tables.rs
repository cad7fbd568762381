//! Tables of parties: CSV and Parquet.

use super::columns::{Columns, FIELDS};
use super::rows::{Cells, Chunk, Fault};
use crate::report::Report;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use portcullis_pipeline::LINE_BYTES_MAX;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Rows that a worker takes at a time.
const CHUNK_ROWS: usize = 512;
/// The longest row, as of lines.
const ROW_BYTES_MAX: usize = LINE_BYTES_MAX;

/// A table of text.
pub(super) struct Csv {
    reader: csv::Reader<Bounded>,
    allowance: Arc<AtomicU64>,
    columns: [Option<usize>; FIELDS.len()],
}

/// Fails where a row takes too much: a quote was never closed.
struct Bounded {
    file: File,
    allowance: Arc<AtomicU64>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        let left = self.allowance.load(Ordering::Relaxed).checked_sub(count as u64);
        let left = left.ok_or_else(|| {
            let problem = format!("a row is longer than {ROW_BYTES_MAX} bytes: is a quote not closed?");
            io::Error::new(io::ErrorKind::InvalidData, problem)
        })?;
        self.allowance.store(left, Ordering::Relaxed);
        Ok(count)
    }
}

impl Csv {
    pub fn open(path: &Path, file: File, columns: &Columns) -> Result<Self, Report> {
        let allowance = Arc::new(AtomicU64::new(ROW_BYTES_MAX as u64));
        let mut reader = csv::Reader::from_reader(Bounded { file, allowance: allowance.clone() });
        let headers = reader.headers().map_err(|error| Report::new(format!("{}: {error}", path.display())))?;
        let names: Vec<String> = headers.iter().map(str::to_owned).collect();
        let columns = columns.find(path, &names)?;
        Ok(Self { reader, allowance, columns })
    }

    pub fn next(&mut self) -> io::Result<Option<(Chunk, u64)>> {
        let mut rows = Vec::new();
        let mut record = csv::StringRecord::new();
        while rows.len() < CHUNK_ROWS {
            let line = self.reader.position().line();
            self.allowance.store(ROW_BYTES_MAX as u64, Ordering::Relaxed);
            match self.reader.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {
                    let line = record.position().map_or(line, csv::Position::line);
                    let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).map(str::to_owned);
                    rows.push((line, Ok(self.columns.map(cell))));
                }
                Err(error) if error.is_io_error() => return Err(io::Error::other(error)),
                Err(error) => rows.push((error.position().map_or(line, csv::Position::line), Err(csv_fault(&error)))),
            }
        }
        let read = self.reader.position().byte();
        Ok((!rows.is_empty()).then_some((Chunk::Cells(rows), read)))
    }
}

fn csv_fault(error: &csv::Error) -> Fault {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => Fault {
            field: "row",
            problem: format!("the header has {expected_len} cells, the row {len}"),
            mend: "put cells that hold a comma in quotes",
        },
        csv::ErrorKind::Utf8 { .. } => {
            Fault { field: "row", problem: "is not UTF-8".to_owned(), mend: "save the file as UTF-8" }
        }
        _ => Fault { field: "row", problem: error.to_string(), mend: "correct the row" },
    }
}

/// A table of columns.
pub(super) struct Parquet {
    rows: u64,
    done: u64,
    iterator: RowIter<'static>,
    /// Our column, by the order of theirs that are read.
    columns: Vec<usize>,
}

impl Parquet {
    pub fn open(path: &Path, file: File, columns: &Columns) -> Result<Self, Report> {
        let wrong = |error: ParquetError| {
            Report::new(format!("{}: {error}", path.display()))
                .with_help("a Parquet file with plain columns, packed with Snappy, gzip, Zstandard or not at all")
        };
        let reader = SerializedFileReader::new(file).map_err(wrong)?;
        let metadata = reader.metadata().file_metadata();
        let rows = u64::try_from(metadata.num_rows()).unwrap_or(0);
        let fields = metadata.schema().get_fields();
        let names: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
        let found = columns.find(path, &names)?;
        // Only the columns that are read, in the order of the file.
        let mut wanted: Vec<(usize, usize)> =
            found.into_iter().zip(0..).filter_map(|(at, ours)| Some((at?, ours))).collect();
        wanted.sort_unstable();
        let projected = wanted.iter().filter_map(|(at, _)| fields.get(*at).cloned()).collect();
        let schema =
            Type::group_type_builder(metadata.schema().name()).with_fields(projected).build().map_err(wrong)?;
        let iterator = RowIter::from_file_into(Box::new(reader)).project(Some(schema)).map_err(wrong)?;
        Ok(Self { rows, done: 0, iterator, columns: wanted.into_iter().map(|(_, ours)| ours).collect() })
    }

    /// How many rows the file has.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    pub fn next(&mut self) -> io::Result<Option<(Chunk, u64)>> {
        let mut rows = Vec::new();
        for row in self.iterator.by_ref().take(CHUNK_ROWS) {
            self.done += 1;
            let row = row.map_err(|error| io::Error::other(format!("row {}: {error}", self.done)))?;
            rows.push((self.done, cells(&row, &self.columns)));
        }
        Ok((!rows.is_empty()).then_some((Chunk::Cells(rows), self.done)))
    }
}

fn cells(row: &Row, columns: &[usize]) -> Result<Cells, Fault> {
    let mut cells = Cells::default();
    for ((_, field), ours) in row.get_column_iter().zip(columns) {
        let Some(cell) = cells.get_mut(*ours) else { continue };
        *cell = text_of(field).map_err(|problem| Fault {
            field: FIELDS.get(*ours).copied().unwrap_or("row"),
            problem,
            mend: "write the column as text",
        })?;
    }
    Ok(cells)
}

/// A value as text; several are put apart as in a cell of CSV.
fn text_of(field: &Field) -> Result<Option<String>, String> {
    Ok(Some(match field {
        Field::Null => return Ok(None),
        Field::Str(text) => text.clone(),
        Field::Bytes(bytes) => std::str::from_utf8(bytes.data()).map_err(|_| "is not UTF-8".to_owned())?.to_owned(),
        Field::ListInternal(list) => {
            let parts: Result<Vec<_>, _> = list.elements().iter().map(text_of).collect();
            parts?.into_iter().flatten().collect::<Vec<_>>().join(";")
        }
        Field::Byte(_)
        | Field::Short(_)
        | Field::Int(_)
        | Field::Long(_)
        | Field::UByte(_)
        | Field::UShort(_)
        | Field::UInt(_)
        | Field::ULong(_) => field.to_string(),
        // As 2024-03-01.
        Field::Date(_) => field.to_string().split(' ').next().unwrap_or_default().to_owned(),
        _ => return Err("is no text".to_owned()),
    }))
}
