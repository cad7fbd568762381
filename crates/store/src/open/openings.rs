//! Openings: kept once, and erased for good.

use super::{Open, WAITING_OPENINGS};
use crate::table::OPENINGS;
use crate::value::{Value, bound, most, number};
use portcullis_journal::store::{Journal as _, Openings, StoreError};

const PLACE: &str = "openings";

impl Openings for Open<'_> {
    /// An opening that is there already stays: it is the one its leaf commits to.
    fn put_opening(&mut self, sequence: u64, opening: &[u8]) -> Result<(), StoreError> {
        self.writes()?;
        let head = self.head()?;
        if sequence >= head {
            return self.refuse(StoreError::OutOfOrder { what: "an opening", expected: head, found: sequence });
        }
        let stored = number(sequence);
        let stored = self.accept(stored)?;
        self.waiting.push((stored, opening.to_vec()));
        if self.waiting.len() >= WAITING_OPENINGS { self.store_waiting() } else { Ok(()) }
    }

    fn opening(&mut self, sequence: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.store_waiting()?;
        let sql = "-- opening\nSELECT opening FROM openings WHERE sequence = $1";
        let found = self.query(PLACE, sql, &[bound(sequence)])?;
        let opening = found.into_iter().next().map(|mut cells| cells.bytes()).transpose();
        self.accept(opening)
    }

    fn openings(&mut self, from: u64, count: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        self.store_waiting()?;
        let sql = "-- openings\nSELECT sequence, opening FROM openings WHERE sequence >= $1 ORDER BY sequence LIMIT $2";
        let found = self.query(PLACE, sql, &[bound(from), most(count)])?;
        let openings = found.into_iter().map(|mut cells| Ok((cells.count()?, cells.bytes()?))).collect();
        self.accept(openings)
    }

    fn erase_opening(&mut self, sequence: u64) -> Result<bool, StoreError> {
        self.store_waiting()?;
        let sql = "-- opening_erase\nDELETE FROM openings WHERE sequence = $1";
        Ok(self.execute(sql, &[bound(sequence)])? > 0)
    }
}

impl Open<'_> {
    pub(super) fn store_waiting(&mut self) -> Result<(), StoreError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        let values: Vec<_> =
            waiting.iter().map(|(sequence, opening)| vec![Value::Integer(*sequence), Value::Bytes(opening)]).collect();
        self.insert(&OPENINGS, &values).map(|_| ())
    }
}
