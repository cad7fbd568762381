//! Into an empty store.

use super::{FORMAT, Progress, SCHEMA, StreamError, Transferred, counts_json, named};
use crate::backend::Mode;
use crate::connection::Connection;
use crate::drive::drive_once;
use crate::lines::{hex, read_row, write_row};
use crate::open::Open;
use crate::pages::count;
use crate::table::{TABLES, Table};
use crate::value::{Cell, Value};
use portcullis_journal::store::StoreError;
use serde_json::{Map, Value as Json};
use sha2::{Digest as _, Sha256};
use std::io::{BufRead, Read as _};

/// The longest line: a record of 48 MiB in base64, far above what a record may have.
const LONGEST_LINE: u64 = 64 << 20;

/// Reads a stream into an empty store, in one transaction.
///
/// # Errors
/// When the store is not empty, the stream is cut off or altered, or either does not do its part. The store is as empty as it was then.
pub fn import(
    reader: &mut dyn BufRead,
    store: &mut Connection,
    progress: &mut dyn FnMut(Progress),
) -> Result<Transferred, StreamError> {
    let mut failed = None;
    let imported = drive_once(&mut *store.backend, "import", Mode::LONG_WRITE, |open| {
        let mut import = Import { lines: Lines::new(reader), counts: vec![0; TABLES.len()], content: Sha256::new() };
        import.run(open, progress).map_err(|error| match error {
            StreamError::Store(error) => error,
            other => {
                let why = StoreError::unavailable(&other);
                failed = Some(other);
                why
            }
        })
    });
    match failed {
        Some(error) => Err(error),
        None => Ok(imported?),
    }
}

struct Import<'r> {
    lines: Lines<'r>,
    counts: Vec<u64>,
    content: Sha256,
}

/// Rows of one table that are stored together.
struct Page {
    place: usize,
    table: &'static Table,
    rows: Vec<Vec<Cell>>,
}

impl Import<'_> {
    fn run(&mut self, open: &mut Open<'_>, progress: &mut dyn FnMut(Progress)) -> Result<Transferred, StreamError> {
        for table in TABLES {
            let rows = count(open, table)?;
            if rows > 0 {
                return Err(StreamError::NotEmpty { table: table.name, rows });
            }
        }
        let announced = self.header()?;
        let total = announced.as_object().map_or(0, |counts| counts.values().filter_map(Json::as_u64).sum());
        let mut page: Option<Page> = None;
        loop {
            let stream = self.lines.hash();
            let mut fields = self.lines.object()?;
            let Some(Json::String(name)) = fields.remove("table") else {
                self.store_page(open, page.take(), total, progress)?;
                return self.end(open, &fields, &announced, stream);
            };
            let Some(place) = TABLES.iter().position(|table| table.name == name) else {
                return self.lines.wrong(format!("there is no table `{name}`"));
            };
            let full = page.as_ref().is_some_and(|page| page.place != place || page.rows.len() >= page.table.page);
            if full {
                self.store_page(open, page.take(), total, progress)?;
            }
            let Some(table) = TABLES.get(place).copied() else { continue };
            let row = match read_row(table, fields) {
                Ok(row) => row,
                Err(why) => return self.lines.wrong(why),
            };
            page.get_or_insert_with(|| Page { place, table, rows: Vec::new() }).rows.push(row);
        }
    }

    /// The first line; the counts it announces.
    fn header(&mut self) -> Result<Json, StreamError> {
        let mut header = self.lines.object()?;
        if header.get("portcullis") != Some(&Json::from("store")) {
            return self.lines.wrong("this is no export of a store".to_owned());
        }
        for (field, known) in [("format", FORMAT), ("schema", SCHEMA)] {
            if header.get(field).and_then(Json::as_u64) != Some(known) {
                let found = header.get(field).cloned().unwrap_or(Json::Null);
                return self.lines.wrong(format!("its {field} is {found} and this program reads {known}"));
            }
        }
        Ok(header.remove("rows").unwrap_or(Json::Null))
    }

    fn store_page(
        &mut self,
        open: &mut Open<'_>,
        page: Option<Page>,
        total: u64,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), StreamError> {
        let Some(page) = page else { return Ok(()) };
        let mut lines = String::new();
        page.rows.iter().for_each(|row| write_row(&mut lines, page.table, row));
        self.content.update(&lines);
        let values: Vec<Vec<Value<'_>>> = page.rows.iter().map(|row| row.iter().map(Cell::value).collect()).collect();
        let inserted = open.insert(page.table, &values)?;
        if usize::try_from(inserted) != Ok(page.rows.len()) {
            return self.lines.wrong(format!("table `{}` has two rows of one name before this line", page.table.name));
        }
        if let Some(count) = self.counts.get_mut(page.place) {
            *count += inserted;
        }
        progress(Progress { table: page.table.name, done: self.counts.iter().sum(), total });
        Ok(())
    }

    /// The last line must say what came, and nothing may follow it.
    fn end(
        &mut self,
        open: &mut Open<'_>,
        fields: &Map<String, Json>,
        announced: &Json,
        stream: Sha256,
    ) -> Result<Transferred, StreamError> {
        let (counts, stream) = (counts_json(&self.counts), hex(stream));
        if fields.get("end") != Some(&Json::Bool(true)) {
            return self.lines.wrong("it is neither a row nor the end".to_owned());
        }
        if fields.get("rows") != Some(&counts) || *announced != counts {
            return self.lines.wrong(format!("other numbers of rows were announced than came: {counts}"));
        }
        if fields.get("sha256") != Some(&Json::from(stream.as_str())) {
            return self.lines.wrong("what came before this line was altered: its SHA-256 is another one".to_owned());
        }
        if self.lines.next()? {
            return self.lines.wrong("it comes after the end".to_owned());
        }
        set_head(open)?;
        let digest = hex(std::mem::take(&mut self.content));
        Ok(Transferred { rows: named(&self.counts), digest, stream })
    }
}

/// The head follows from the journal, which must be without a gap for that.
fn set_head(open: &mut Open<'_>) -> Result<(), StoreError> {
    let sql = "-- import_head\nSELECT COUNT(*), COALESCE(MAX(sequence) + 1, 0), COALESCE(MAX(at), 0) FROM journal";
    let mut found = open.query("journal", sql, &[])?;
    let Some(cells) = found.first_mut() else { return Ok(()) };
    let (rows, next, at) = (cells.count()?, cells.count()?, cells.integer()?);
    if rows != next {
        return open.refuse(StoreError::OutOfOrder { what: "the journal", expected: next, found: rows });
    }
    if rows > 0 {
        let sql = "-- import_head_set\nUPDATE journal_head SET next = $1, at = $2 WHERE one = 1";
        open.execute(sql, &[crate::value::bound(next), Value::Integer(at)])?;
    }
    Ok(())
}

/// Lines of bounded length, hashed as they come.
struct Lines<'r> {
    reader: &'r mut dyn BufRead,
    line: Vec<u8>,
    number: u64,
    hash: Sha256,
}

impl<'r> Lines<'r> {
    fn new(reader: &'r mut dyn BufRead) -> Self {
        Self { reader, line: Vec::new(), number: 0, hash: Sha256::new() }
    }

    /// The hash of all lines so far.
    fn hash(&self) -> Sha256 {
        self.hash.clone()
    }

    fn wrong<T>(&self, why: String) -> Result<T, StreamError> {
        Err(StreamError::Line { number: self.number, why })
    }

    /// Reads one more line; false at the end of the stream.
    fn next(&mut self) -> Result<bool, StreamError> {
        self.line.clear();
        self.number += 1;
        let read = (&mut *self.reader).take(LONGEST_LINE).read_until(b'\n', &mut self.line)?;
        self.hash.update(&self.line);
        Ok(read > 0)
    }

    fn object(&mut self) -> Result<Map<String, Json>, StreamError> {
        if !self.next()? {
            return self.wrong("the stream ends before its last line; it was cut off".to_owned());
        }
        if !self.line.ends_with(b"\n") {
            return self.wrong("the line was cut off, or is longer than any line of an export".to_owned());
        }
        match serde_json::from_slice(&self.line) {
            Ok(Json::Object(fields)) => Ok(fields),
            Ok(_) => self.wrong("it is no object".to_owned()),
            Err(error) => self.wrong(format!("it is no JSON: {error}")),
        }
    }
}
