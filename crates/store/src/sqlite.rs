//! SQLite: a file, for one machine.
//!
//! Readers see the store as it stood when they began and never wait for the writer (write-ahead log). A commit returns when the log has been brought to
//! the disk (`synchronous = FULL`). Writers queue at `BEGIN IMMEDIATE`.

use crate::backend::{Backend, Mode, Trouble};
use crate::table::{Dialect, Table};
use crate::value::{Cell, Value};
use portcullis_journal::store::StoreError;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};
use std::fs::File;
use std::path::Path;
use std::time::Duration;

/// How long a writer waits for another one: 5,000 looks, 2 ms apart, are ten seconds.
const LOOKS: i32 = 5_000;
const BETWEEN_LOOKS: Duration = Duration::from_millis(2);
/// How often a new connection tries to switch to the write-ahead log, which does not wait for others by itself.
const SWITCHES: u32 = 500;
/// Prepared statements kept: there are about forty different ones.
const STATEMENTS: usize = 64;
/// Memory for pages, in KiB: 64 MiB. Ids arrive in any order, so their index is read all over.
const CACHE_KIB: i64 = 64 * 1_024;
/// Pages in the log at which a commit moves them into the file: 4,096 of 4 KiB are 16 MiB.
const LOG_PAGES: i64 = 4_096;

/// One connection to one file.
pub(crate) struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    /// Connects to the file, which is made if `make` says so.
    pub(crate) fn connect(path: &Path, make: bool) -> Result<Self, StoreError> {
        let is_new = !path.exists();
        if is_new && !make {
            return Err(StoreError::unavailable(format!("there is no store at {}", path.display())));
        }
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        flags.set(OpenFlags::SQLITE_OPEN_CREATE, make);
        let failed = |error: rusqlite::Error| StoreError::unavailable(format!("{}: {error}", path.display()));
        let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
        set_up(&mut connection).map_err(|trouble| crate::drive::last_word("connect", 1, trouble))?;
        if is_new {
            flush_folder(path).map_err(|error| StoreError::unavailable(format!("{}: {error}", path.display())))?;
        }
        Ok(Self { connection })
    }

    fn all(&mut self, sql: &str, values: &[Value<'_>]) -> rusqlite::Result<Vec<Vec<Cell>>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        collect(&mut statement, values)
    }
}

fn set_up(connection: &mut Connection) -> Result<(), Trouble> {
    connection.busy_handler(Some(look_again)).map_err(trouble)?;
    let pragma = |name: &str, value: &dyn ToSql| connection.pragma_update(None, name, value).map_err(trouble);
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    write_ahead(connection)?;
    pragma("synchronous", &"FULL")?;
    pragma("foreign_keys", &"ON")?;
    pragma("cache_size", &-CACHE_KIB)?;
    pragma("wal_autocheckpoint", &LOG_PAGES)?;
    // What is erased is overwritten.
    pragma("secure_delete", &"ON")
}

/// Switches the file to the write-ahead log, which it remembers.
fn write_ahead(connection: &Connection) -> Result<(), Trouble> {
    for _ in 0..SWITCHES {
        let mode: rusqlite::Result<String> = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0));
        match mode {
            Ok(mode) if mode.eq_ignore_ascii_case("wal") => return Ok(()),
            Ok(mode) => {
                let why = format!(
                    "this file system allows no write-ahead log (journal mode `{mode}`); keep the store on a local disk"
                );
                return Err(Trouble::Refused(StoreError::unavailable(why)));
            }
            Err(error) => match trouble(error) {
                Trouble::Waited => std::thread::sleep(BETWEEN_LOOKS),
                other => return Err(other),
            },
        }
    }
    Err(Trouble::Waited)
}

fn look_again(looks: i32) -> bool {
    std::thread::sleep(BETWEEN_LOOKS);
    looks < LOOKS
}

/// A file that was made is on the disk only when its folder is.
fn flush_folder(path: &Path) -> std::io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

impl Backend for Sqlite {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn begin(&mut self, _name: &'static str, mode: Mode) -> Result<(), Trouble> {
        // What an earlier transaction could not undo is undone now, or it is not begun.
        if !self.connection.is_autocommit() {
            self.execute("ROLLBACK", &[])?;
        }
        self.execute(if mode.writes { "BEGIN IMMEDIATE" } else { "BEGIN DEFERRED" }, &[]).map(|_| ())
    }

    fn commit(&mut self, _name: &'static str) -> Result<(), Trouble> {
        // Some failures have rolled back already; a commit would find no transaction.
        self.connection.prepare_cached("COMMIT").and_then(|mut commit| commit.execute([])).map_err(commit_trouble)?;
        Ok(())
    }

    fn rollback(&mut self) {
        if !self.connection.is_autocommit() {
            // A failure leaves the transaction open, which `begin` notices.
            let _ = self.execute("ROLLBACK", &[]);
        }
    }

    fn query(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Vec<Cell>>, Trouble> {
        self.all(sql, values).map_err(trouble)
    }

    fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Trouble> {
        let changed = self.connection.prepare_cached(sql).and_then(|mut statement| {
            bind(&mut statement, values)?;
            statement.raw_execute()
        });
        changed.map(|changed| u64::try_from(changed).unwrap_or(u64::MAX)).map_err(trouble)
    }

    fn query_any(&mut self, sql: &str, texts: &[&str]) -> Result<Vec<Vec<Cell>>, Trouble> {
        let each = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut found = Vec::new();
            for text in texts {
                found.append(&mut collect(&mut statement, &[Value::Text(text)])?);
            }
            Ok(found)
        };
        each().map_err(trouble)
    }

    fn insert(&mut self, table: &Table, rows: &[Vec<Value<'_>>]) -> Result<u64, Trouble> {
        let all = || {
            let mut statement = self.connection.prepare_cached(&table.insert(Dialect::Sqlite))?;
            let mut inserted = 0;
            for row in rows {
                bind(&mut statement, row)?;
                inserted += statement.raw_execute()?;
            }
            Ok(u64::try_from(inserted).unwrap_or(u64::MAX))
        };
        all().map_err(trouble)
    }

    fn define(&mut self, statement: &str) -> Result<(), Trouble> {
        self.connection.execute_batch(statement).map_err(trouble)
    }

    fn tables(&mut self) -> Result<Vec<String>, Trouble> {
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name";
        texts(self.query(sql, &[])?)
    }

    fn integrity(&mut self) -> Result<Vec<String>, Trouble> {
        let mut findings = texts(self.query("PRAGMA integrity_check(100)", &[])?)?;
        findings.retain(|finding| finding != "ok");
        Ok(findings)
    }

    #[cfg(test)]
    fn limit_pages(&mut self, pages: u32) {
        self.connection.pragma_update(None, "max_page_count", pages).unwrap();
    }
}

pub(crate) fn texts(rows: Vec<Vec<Cell>>) -> Result<Vec<String>, Trouble> {
    let text = |cells| crate::value::Cells::new("schema", cells).text();
    rows.into_iter().map(text).collect::<Result<_, _>>().map_err(Trouble::Refused)
}

fn bind(statement: &mut Statement<'_>, values: &[Value<'_>]) -> rusqlite::Result<()> {
    for (number, value) in (1..).zip(values) {
        statement.raw_bind_parameter(number, value)?;
    }
    Ok(())
}

fn collect(statement: &mut Statement<'_>, values: &[Value<'_>]) -> rusqlite::Result<Vec<Vec<Cell>>> {
    bind(statement, values)?;
    let columns = statement.column_count();
    let mut found = Vec::new();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        found.push((0..columns).map(|column| row.get_ref(column).and_then(cell)).collect::<Result<_, _>>()?);
    }
    Ok(found)
}

fn cell(value: ValueRef<'_>) -> rusqlite::Result<Cell> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(integer) => Cell::Integer(integer),
        ValueRef::Text(_) => Cell::Text(value.as_str()?.to_owned()),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
        // Tables are strict and have no column of this kind; bytes are refused where they are not wanted.
        ValueRef::Real(_) => Cell::Null,
    })
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(integer) => ValueRef::Integer(*integer),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn trouble(error: rusqlite::Error) -> Trouble {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Trouble::Waited,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            Trouble::Refused(StoreError::Damaged { place: "the file".to_owned(), why: error.to_string() })
        }
        _ => Trouble::Refused(StoreError::unavailable(error)),
    }
}

/// A commit that could not write has kept nothing. One whose bytes could not be brought to the disk may be found there after a loss of power.
fn commit_trouble(error: rusqlite::Error) -> Trouble {
    let is_write = |code: i32| code == rusqlite::ffi::SQLITE_IOERR_WRITE;
    match error.sqlite_error() {
        Some(inner) if inner.code == ErrorCode::SystemIoFailure && !is_write(inner.extended_code) => {
            Trouble::Uncertain(error.to_string())
        }
        _ => trouble(error),
    }
}

#[cfg(test)]
mod tests;
