//! An open transaction: the nouns of the contract, written once over what both databases can do.

mod blobs;
mod checkpoints;
mod documents;
mod images;
mod jobs;
mod journal;
mod openings;

pub(crate) use checkpoints::TILE_BYTES;

use crate::backend::{Backend, Mode, Trouble};
use crate::table::{Dialect, Table};
use crate::value::{Cell, Cells, Value};
use portcullis_journal::store::StoreError;

/// Openings that wait to be stored together are stored when there are so many: at 1 KiB each, a megabyte.
const WAITING_OPENINGS: usize = 1_024;
/// Ids asked for in one statement: at 64 bytes each, 256 KiB.
const TEXTS_AT_ONCE: usize = 4_096;
/// Rows inserted in one statement: at 500 bytes each, 2 MiB.
const ROWS_AT_ONCE: usize = 4_096;

/// Where the journal ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    /// The sequence of the next record.
    pub next: u64,
    /// The time of the last record.
    pub at: i64,
}

/// An open transaction.
pub(crate) struct Open<'b> {
    backend: &'b mut dyn Backend,
    mode: Mode,
    /// What is known of the head, and whether it is held.
    head: Option<Head>,
    holds_head: bool,
    /// Openings on their way: one statement stores those of a whole batch.
    waiting: Vec<(i64, Vec<u8>)>,
    trouble: Option<Trouble>,
}

impl<'b> Open<'b> {
    pub(crate) fn new(backend: &'b mut dyn Backend, mode: Mode) -> Self {
        Self { backend, mode, head: None, holds_head: false, waiting: Vec::new(), trouble: None }
    }

    /// Stores what still waits, at the end of the work.
    pub(crate) fn finish(&mut self) -> Result<(), StoreError> {
        self.store_waiting()
    }

    /// What went wrong in the transaction, if anything did.
    pub(crate) fn into_trouble(self) -> Option<Trouble> {
        self.trouble
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.backend.dialect()
    }

    /// Keeps the first trouble, and says it as an error.
    fn noted<T>(&mut self, outcome: Result<T, Trouble>) -> Result<T, StoreError> {
        outcome.map_err(|trouble| {
            let error = crate::drive::last_word("this", 1, trouble.clone());
            self.trouble.get_or_insert(trouble);
            error
        })
    }

    /// Ends the transaction's chance to be kept, and gives the error back.
    pub(crate) fn refuse<T>(&mut self, error: StoreError) -> Result<T, StoreError> {
        self.trouble.get_or_insert_with(|| Trouble::Refused(error.clone()));
        Err(error)
    }

    /// As [`Open::refuse`], for what was found out about arguments.
    fn accept<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        match outcome {
            Ok(value) => Ok(value),
            Err(error) => self.refuse(error),
        }
    }

    /// Nothing more is asked of a database in a transaction that failed.
    fn unspoilt(&self) -> Result<(), StoreError> {
        match &self.trouble {
            Some(trouble) => Err(crate::drive::last_word("this", 1, trouble.clone())),
            None => Ok(()),
        }
    }

    pub(crate) fn query(
        &mut self,
        place: &'static str,
        sql: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Cells>, StoreError> {
        let rows = self.query_cells(sql, values)?;
        Ok(rows.into_iter().map(|cells| Cells::new(place, cells)).collect())
    }

    pub(crate) fn query_cells(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Vec<Cell>>, StoreError> {
        self.unspoilt()?;
        let rows = self.backend.query(sql, values);
        self.noted(rows)
    }

    /// A query with [`Dialect::any`], for any number of texts.
    fn query_any(&mut self, place: &'static str, sql: &str, texts: &[&str]) -> Result<Vec<Cells>, StoreError> {
        self.unspoilt()?;
        let mut found = Vec::new();
        for texts in texts.chunks(TEXTS_AT_ONCE) {
            let rows = self.backend.query_any(sql, texts);
            found.extend(self.noted(rows)?.into_iter().map(|cells| Cells::new(place, cells)));
        }
        Ok(found)
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        self.writes()?;
        let changed = self.backend.execute(sql, values);
        self.noted(changed)
    }

    /// Inserts rows; those whose key is there already are left out of the number.
    pub(crate) fn insert(&mut self, table: &Table, rows: &[Vec<Value<'_>>]) -> Result<u64, StoreError> {
        self.writes()?;
        let mut inserted = 0;
        for rows in rows.chunks(ROWS_AT_ONCE) {
            let outcome = self.backend.insert(table, rows);
            inserted += self.noted(outcome)?;
        }
        Ok(inserted)
    }

    pub(crate) fn tables(&mut self) -> Result<Vec<String>, StoreError> {
        self.unspoilt()?;
        let tables = self.backend.tables();
        self.noted(tables)
    }

    pub(crate) fn integrity(&mut self) -> Result<Vec<String>, StoreError> {
        self.unspoilt()?;
        let findings = self.backend.integrity();
        self.noted(findings)
    }

    /// Nothing may be changed in a transaction that only reads.
    fn writes(&mut self) -> Result<(), StoreError> {
        self.unspoilt()?;
        match self.mode.writes {
            true => Ok(()),
            false => {
                self.refuse(StoreError::unavailable("a transaction that only reads was asked to change something"))
            }
        }
    }
}
