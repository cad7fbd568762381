//! Many parties from a file, in bounded memory: lines of JSON, CSV or Parquet. What cannot be read is a bad row
//! with its place; what is only evidence and cannot be read is left out of the comparison, and counted.

use super::asked::Asked;
use crate::report::Report;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;
use portcullis_catalog::Countries;
use portcullis_lists::Kind;
use portcullis_pipeline::{Chunks, LINE_BYTES_MAX, Lines};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of lines that a worker takes at a time.
const CHUNK_BYTES: usize = 64 * 1024;
/// Rows of a table that a worker takes at a time.
const CHUNK_ROWS: usize = 512;
/// The longest row, as of lines.
const ROW_BYTES_MAX: usize = LINE_BYTES_MAX;

/// What columns are called here; `--column` says what they are called in the file.
pub(super) const COLUMNS: [&str; 7] = ["id", "name", "kind", "country", "identifiers", "address", "date"];

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

/// The cells of a row, in the order of [`COLUMNS`]; empty where there is none.
pub(super) type Cells = [Option<String>; COLUMNS.len()];

/// A file of parties.
pub(super) enum Source {
    Lines(Chunks<Box<dyn Read + Send>>),
    Csv(Box<Csv>),
    Parquet(Box<Parquet>),
}

impl Source {
    /// Opens a file by what its name says it is.
    pub fn open(path: &Path, renamed: &[(String, String)]) -> Result<Self, Report> {
        let cannot = |error: io::Error| Report::new(format!("cannot read {}: {error}", path.display()));
        let extension = path.extension().map(|end| end.to_string_lossy().to_lowercase()).unwrap_or_default();
        let is_lines = path.as_os_str() == "-" || ["jsonl", "ndjson"].contains(&extension.as_str());
        if is_lines && !renamed.is_empty() {
            return Err(Report::new("--column is for CSV and Parquet")
                .with_help("lines of JSON have the fields id, name, kind, country, identifiers, address, date"));
        }
        if path.as_os_str() == "-" {
            return Ok(Self::Lines(Chunks::new(Box::new(io::stdin()), CHUNK_BYTES)));
        }
        let file = File::open(path).map_err(cannot)?;
        match extension.as_str() {
            _ if is_lines => Ok(Self::Lines(Chunks::new(Box::new(file), CHUNK_BYTES))),
            "csv" => Csv::open(path, file, renamed).map(|csv| Self::Csv(Box::new(csv))),
            "parquet" => Parquet::open(path, file, renamed).map(|parquet| Self::Parquet(Box::new(parquet))),
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
        if let Self::Parquet(parquet) = self { Some(parquet.rows) } else { None }
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

/// Which column of a file each of [`COLUMNS`] is.
fn find_columns(path: &Path, found: &[String], renamed: &[(String, String)]) -> Result<[Option<usize>; 7], Report> {
    let has = || format!("{} has the columns {}", path.display(), found.join(", "));
    let position = |wanted: &str| found.iter().position(|name| name.trim().eq_ignore_ascii_case(wanted));
    if let Some((ours, _)) = renamed.iter().find(|(ours, _)| !COLUMNS.contains(&ours.as_str())) {
        return Err(Report::new(format!("--column: there is no field `{ours}`"))
            .with_help(format!("the fields are {}", COLUMNS.join(", "))));
    }
    let mut columns = [None; COLUMNS.len()];
    for (column, ours) in columns.iter_mut().zip(COLUMNS) {
        if let Some((_, theirs)) = renamed.iter().find(|(named, _)| named == ours) {
            let at = position(theirs);
            let missing = || Report::new(format!("--column: there is no column `{theirs}`")).with_help(has());
            *column = Some(at.ok_or_else(missing)?);
        } else {
            let other = match ours {
                "country" => "countries",
                "identifiers" => "identifier",
                _ => ours,
            };
            *column = position(ours).or_else(|| position(other));
        }
    }
    if columns.get(1).copied().flatten().is_none() {
        return Err(Report::new(format!("{} has no column `name`", path.display()))
            .with_help(format!("{}; say which one is the name: --column name=COLUMN", has())));
    }
    Ok(columns)
}

/// A table of text.
pub(super) struct Csv {
    reader: csv::Reader<Bounded>,
    allowance: Arc<AtomicU64>,
    columns: [Option<usize>; 7],
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
    fn open(path: &Path, file: File, renamed: &[(String, String)]) -> Result<Self, Report> {
        let allowance = Arc::new(AtomicU64::new(ROW_BYTES_MAX as u64));
        let mut reader = csv::Reader::from_reader(Bounded { file, allowance: allowance.clone() });
        let headers = reader.headers().map_err(|error| Report::new(format!("{}: {error}", path.display())))?;
        let names: Vec<String> = headers.iter().map(str::to_owned).collect();
        let columns = find_columns(path, &names, renamed)?;
        Ok(Self { reader, allowance, columns })
    }

    fn next(&mut self) -> io::Result<Option<(Chunk, u64)>> {
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
    fn open(path: &Path, file: File, renamed: &[(String, String)]) -> Result<Self, Report> {
        let wrong = |error: ParquetError| {
            Report::new(format!("{}: {error}", path.display()))
                .with_help("a Parquet file with plain columns, packed with Snappy, gzip, Zstandard or not at all")
        };
        let reader = SerializedFileReader::new(file).map_err(wrong)?;
        let metadata = reader.metadata().file_metadata();
        let rows = u64::try_from(metadata.num_rows()).unwrap_or(0);
        let fields = metadata.schema().get_fields();
        let names: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
        let found = find_columns(path, &names, renamed)?;
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

    fn next(&mut self) -> io::Result<Option<(Chunk, u64)>> {
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
            field: COLUMNS.get(*ours).copied().unwrap_or("row"),
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

/// A party as a file has it.
pub(super) struct Party<'a> {
    /// The caller's name for it, as JSON.
    pub id: Option<Cow<'a, str>>,
    pub asked: Asked<'a>,
    /// Something that is known of it could not be read, and is not compared.
    pub unread: bool,
}

/// A line of JSON; other fields are ignored.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(default)]
    kind: Value,
    #[serde(default)]
    country: Value,
    #[serde(default)]
    countries: Value,
    #[serde(default)]
    identifiers: Value,
    #[serde(default)]
    address: Value,
    #[serde(default)]
    date: Value,
}

impl<'a> Party<'a> {
    /// From a line of JSON.
    pub fn from_line(line: &'a [u8], countries: &Countries) -> Result<Self, Fault> {
        if line.len() > ROW_BYTES_MAX {
            let problem = format!("is longer than {ROW_BYTES_MAX} bytes");
            return Err(Fault { field: "line", problem, mend: "write one JSON object a line" });
        }
        let line: Line<'a> = serde_json::from_slice(line).map_err(|error| {
            // A line is line 1 of itself.
            let problem = error.to_string().replace(" at line 1 column ", " at column ");
            let field = if problem.contains("field `name`") { "name" } else { "line" };
            Fault { field, problem, mend: "write one JSON object a line, with at least a `name`" }
        })?;
        let mut party = Self {
            id: line.id.map(|id| id.get().into()),
            asked: Asked { name: line.name, ..Asked::default() },
            unread: false,
        };
        let mut unread = false;
        let mut texts = |value| {
            let mut found = Vec::new();
            unread |= !gather(value, &mut found);
            found
        };
        let (kinds, places) = (texts(line.kind), [texts(line.country), texts(line.countries)].concat());
        party.asked.identifiers = texts(line.identifiers).into_iter().map(Cow::Owned).collect();
        party.asked.address = texts(line.address).into_iter().next().map(Cow::Owned);
        party.asked.date = texts(line.date).into_iter().next().map(Cow::Owned);
        party.unread = unread;
        kinds.first().into_iter().for_each(|kind| party.set_kind(kind));
        places.iter().for_each(|place| party.add_country(place, countries));
        Ok(party)
    }

    /// From the cells of a row.
    pub fn from_cells(cells: &'a Cells, countries: &Countries) -> Result<Self, Fault> {
        let [id, name, kind, country, identifiers, address, date] = cells;
        let name = name.as_deref().ok_or_else(|| Fault {
            field: "name",
            problem: "is missing".to_owned(),
            mend: "every row needs a name",
        })?;
        let filled = |cell: &'a Option<String>| cell.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let several = |cell| filled(cell).into_iter().flat_map(|text| text.split([';', '|'])).map(str::trim);
        let several = |cell| several(cell).filter(|text| !text.is_empty());
        let id = filled(id).and_then(|id| serde_json::to_string(id).ok());
        let asked = Asked {
            name: name.into(),
            identifiers: several(identifiers).map(Cow::Borrowed).collect(),
            address: filled(address).map(Cow::Borrowed),
            date: filled(date).map(Cow::Borrowed),
            ..Asked::default()
        };
        let mut party = Self { id: id.map(Cow::Owned), asked, unread: false };
        filled(kind).into_iter().for_each(|kind| party.set_kind(kind));
        several(country).for_each(|place| party.add_country(place, countries));
        Ok(party)
    }

    fn set_kind(&mut self, word: &str) {
        match Kind::from_source(word) {
            Some(kind) => self.asked.kind = Some(kind).filter(|kind| !kind.is_unknown()),
            None => self.unread = true,
        }
    }

    fn add_country(&mut self, text: &str, countries: &Countries) {
        match countries.parse(text) {
            Ok(country) => self.asked.add_country(country),
            Err(_) => self.unread |= !text.trim().is_empty(),
        }
    }
}

/// The texts of a value: itself, those of a list, the number of an identifier. Whether all could be read.
fn gather(value: Value, into: &mut Vec<String>) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => {
            into.push(text);
            true
        }
        Value::Number(number) => {
            into.push(number.to_string());
            true
        }
        Value::Array(items) => {
            // Every one is taken, whether or not those before it could be read.
            items.into_iter().map(|item| gather(item, into)).filter(|read| !read).count() == 0
        }
        Value::Object(mut object) => match object.remove("value").or_else(|| object.remove("number")) {
            Some(value @ (Value::String(_) | Value::Number(_))) => gather(value, into),
            _ => false,
        },
        Value::Bool(_) => false,
    }
}
