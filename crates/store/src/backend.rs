//! What a database must do for everything above it: a handful of calls, with their failures sorted by what may be done about them.

use crate::table::{Dialect, Table};
use crate::value::{Cell, Value};
use portcullis_journal::store::StoreError;

/// How a transaction means to go about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mode {
    /// Whether it may change anything.
    pub writes: bool,
    /// Whether it may take as long as it needs, as exports, imports and checks do.
    pub unhurried: bool,
}

impl Mode {
    pub(crate) const READ: Self = Self { writes: false, unhurried: false };
    pub(crate) const WRITE: Self = Self { writes: true, unhurried: false };
    pub(crate) const LONG_READ: Self = Self { writes: false, unhurried: true };
    pub(crate) const LONG_WRITE: Self = Self { writes: true, unhurried: true };
}

/// A failure, by what may be done about it.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// Another transaction was in the way; nothing was kept, and trying again at once is right.
    Conflict,
    /// Another transaction was in the way for as long as may be waited.
    Waited,
    /// The connection was lost, and nothing was kept.
    Lost(String),
    /// The connection was lost, or the disk failed, when it was too late to know whether anything was kept.
    Uncertain(String),
    /// Trying again would not help.
    Refused(StoreError),
}

/// One connection to one database.
///
/// SQL has its parameters as `$1`, `$2` … in the order of their first appearance, which both databases read alike.
pub(crate) trait Backend: Send {
    fn dialect(&self) -> Dialect;

    /// Begins a transaction, connecting first where the connection was lost.
    fn begin(&mut self, name: &'static str, mode: Mode) -> Result<(), Trouble>;

    fn commit(&mut self, name: &'static str) -> Result<(), Trouble>;

    /// Undoes what is not committed; where that fails the connection is given up, which undoes it too.
    fn rollback(&mut self);

    fn query(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Vec<Cell>>, Trouble>;

    /// How many rows were changed.
    fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Trouble>;

    /// A query with [`Dialect::any`] of these texts.
    fn query_any(&mut self, sql: &str, texts: &[&str]) -> Result<Vec<Vec<Cell>>, Trouble>;

    /// Inserts rows by [`Table::insert`]; how many were inserted.
    fn insert(&mut self, table: &Table, rows: &[Vec<Value<'_>>]) -> Result<u64, Trouble>;

    /// Changes the schema, outside any transaction.
    fn define(&mut self, statement: &str) -> Result<(), Trouble>;

    /// The tables that are there, by name.
    fn tables(&mut self) -> Result<Vec<String>, Trouble>;

    /// What the database itself finds wrong with its files.
    fn integrity(&mut self) -> Result<Vec<String>, Trouble>;

    /// Limits the size of the file, for tests of a full disk.
    #[cfg(test)]
    fn limit_pages(&mut self, _pages: u32) {}
}
