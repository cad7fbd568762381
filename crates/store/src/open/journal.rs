//! The journal: rows are added after the head and never touched again.

use super::{Head, Open};
use crate::table::JOURNAL;
use crate::value::{Cells, Value, bound, most, number, storable};
use portcullis_journal::store::{Journal, Row, StoreError};

const COLUMNS: &str = "sequence, id, digest, license, reservation, at, leaf";
const PLACE: &str = "journal";

impl Journal for Open<'_> {
    fn head(&mut self) -> Result<u64, StoreError> {
        match self.head {
            Some(head) => Ok(head.next),
            None => self.read_head(false),
        }
    }

    fn take_head(&mut self) -> Result<u64, StoreError> {
        match self.head {
            Some(head) if self.holds_head => Ok(head.next),
            _ => self.read_head(true),
        }
    }

    fn rows(&mut self, from: u64, count: usize) -> Result<Vec<Row>, StoreError> {
        let sql =
            format!("-- journal_rows\nSELECT {COLUMNS} FROM journal WHERE sequence >= $1 ORDER BY sequence LIMIT $2");
        let found = self.query(PLACE, &sql, &[bound(from), most(count)])?;
        self.read_rows(found)
    }

    fn rows_by_id(&mut self, ids: &[&str]) -> Result<Vec<Row>, StoreError> {
        let any = self.dialect().any();
        let sql = format!("-- journal_rows_by_id\nSELECT {COLUMNS} FROM journal WHERE id {any}");
        let found = self.query_any(PLACE, &sql, &storable_only(ids))?;
        self.read_rows(found)
    }

    fn rows_about(&mut self, reservations: &[&str]) -> Result<Vec<Row>, StoreError> {
        let any = self.dialect().any();
        let sql = format!("-- journal_rows_about\nSELECT {COLUMNS} FROM journal WHERE reservation {any}");
        let found = self.query_any(PLACE, &sql, &storable_only(reservations))?;
        let mut rows = self.read_rows(found)?;
        rows.sort_unstable_by_key(|row| row.sequence);
        Ok(rows)
    }

    fn rows_of_license(&mut self, license: &str, from: u64, count: usize) -> Result<Vec<Row>, StoreError> {
        if storable("the license", license).is_err() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "-- journal_rows_of_license\nSELECT {COLUMNS} FROM journal WHERE license = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3"
        );
        let found = self.query(PLACE, &sql, &[Value::Text(license), bound(from), most(count)])?;
        self.read_rows(found)
    }

    fn append(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.take_head()?;
        let Some(before) = self.head else { return self.refuse(StoreError::unavailable("the head was not held")) };
        let after = follow(before, rows);
        let after = self.accept(after)?;
        let values = rows.iter().map(values).collect::<Result<Vec<_>, _>>();
        let values = self.accept(values)?;
        let inserted = self.insert(&JOURNAL, &values)?;
        if usize::try_from(inserted) != Ok(rows.len()) {
            let taken = self.first_taken(rows)?;
            return self.refuse(taken);
        }
        let sql = "-- journal_advance\nUPDATE journal_head SET next = $1, at = $2 WHERE one = 1";
        let next = number(after.next);
        let next = self.accept(next)?;
        self.execute(sql, &[Value::Integer(next), Value::Integer(after.at)])?;
        self.head = Some(after);
        Ok(())
    }
}

impl Open<'_> {
    fn read_head(&mut self, hold: bool) -> Result<u64, StoreError> {
        let sql = match hold {
            // The write of every append is to this row, so a second holder waits here, and learns here that it was overtaken.
            true => {
                self.writes()?;
                let lock = self.dialect().for_update();
                format!("-- journal_take_head\nSELECT next, at FROM journal_head WHERE one = 1{lock}")
            }
            false => "-- journal_head\nSELECT next, at FROM journal_head WHERE one = 1".to_owned(),
        };
        let mut found = self.query("journal_head", &sql, &[])?;
        let Some(cells) = found.first_mut() else {
            let (place, why) = ("table `journal_head`".to_owned(), "its row is missing".to_owned());
            return self.refuse(StoreError::Damaged { place, why });
        };
        let head = cells.count().and_then(|next| Ok(Head { next, at: cells.integer()? }));
        let head = self.accept(head)?;
        self.head = Some(head);
        self.holds_head |= hold;
        Ok(head.next)
    }

    fn read_rows(&mut self, found: Vec<Cells>) -> Result<Vec<Row>, StoreError> {
        let rows = found.into_iter().map(read_row).collect();
        self.accept(rows)
    }

    /// Which id of an insertion that left some out was there before: its row is not the one that was to be inserted.
    fn first_taken(&mut self, rows: &[Row]) -> Result<StoreError, StoreError> {
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let stored = self.rows_by_id(&ids)?;
        let is_stored = |row: &Row| stored.iter().any(|stored| stored.id == row.id && stored.sequence == row.sequence);
        Ok(match rows.iter().find(|row| !is_stored(row)) {
            Some(row) => StoreError::Taken { id: row.id.clone() },
            None => StoreError::unavailable("rows were not inserted, and yet they are there"),
        })
    }
}

/// The head after these rows, which must follow on from the head before them without a gap and without going back in time.
pub(crate) fn follow(before: Head, rows: &[Row]) -> Result<Head, StoreError> {
    let mut head = before;
    for row in rows {
        if row.sequence != head.next {
            return Err(StoreError::OutOfOrder { what: "a row", expected: head.next, found: row.sequence });
        }
        if row.at < head.at {
            let milliseconds = |at: i64| u64::try_from(at).unwrap_or(0);
            let (expected, found) = (milliseconds(head.at), milliseconds(row.at));
            return Err(StoreError::OutOfOrder { what: "the time of a row", expected, found });
        }
        head = Head { next: head.next + 1, at: row.at };
    }
    Ok(head)
}

fn values(row: &Row) -> Result<Vec<Value<'_>>, StoreError> {
    Ok(vec![
        Value::Integer(number(row.sequence)?),
        Value::Text(storable("an id", &row.id)?),
        Value::Bytes(&row.digest),
        Value::maybe_text(row.license.as_deref().map(|text| storable("a license", text)).transpose()?),
        Value::maybe_text(row.reservation.as_deref().map(|text| storable("a reservation", text)).transpose()?),
        Value::Integer(row.at),
        Value::Bytes(&row.leaf),
    ])
}

fn read_row(mut cells: Cells) -> Result<Row, StoreError> {
    Ok(Row {
        sequence: cells.count()?,
        id: cells.text()?,
        digest: cells.hash()?,
        license: cells.maybe_text()?,
        reservation: cells.maybe_text()?,
        at: cells.integer()?,
        leaf: cells.bytes()?,
    })
}

/// What cannot be stored is not there, each name once.
fn storable_only<'a>(texts: &[&'a str]) -> Vec<&'a str> {
    let mut texts: Vec<&str> = texts.iter().copied().filter(|text| storable("a name", text).is_ok()).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}
