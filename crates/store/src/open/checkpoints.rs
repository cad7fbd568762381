//! Signed checkpoints, which only grow, and the full tiles beneath them, which never change.

use super::Open;
use crate::table::{CHECKPOINTS, TILES};
use crate::value::{Cells, Value, bound, most, number, storable};
use portcullis_journal::store::{CheckpointRow, Checkpoints, StoreError};

const PLACE: &str = "checkpoints";
/// 256 hashes of 32 bytes.
pub(crate) const TILE_BYTES: usize = 256 * 32;

impl Checkpoints for Open<'_> {
    fn latest_checkpoint(&mut self) -> Result<Option<CheckpointRow>, StoreError> {
        let sql = "-- checkpoint_latest\nSELECT size, at, frontier, note FROM checkpoints ORDER BY size DESC LIMIT 1";
        let latest = self.query(PLACE, sql, &[])?.into_iter().next().map(read_checkpoint).transpose();
        self.accept(latest)
    }

    fn checkpoints(&mut self, from_size: u64, count: usize) -> Result<Vec<CheckpointRow>, StoreError> {
        let sql =
            "-- checkpoints\nSELECT size, at, frontier, note FROM checkpoints WHERE size >= $1 ORDER BY size LIMIT $2";
        let found = self.query(PLACE, sql, &[bound(from_size), most(count)])?;
        let checkpoints = found.into_iter().map(read_checkpoint).collect();
        self.accept(checkpoints)
    }

    fn put_checkpoint(&mut self, checkpoint: &CheckpointRow) -> Result<(), StoreError> {
        self.writes()?;
        let latest = self.latest_checkpoint()?;
        let size = number(checkpoint.size);
        let size = self.accept(size)?;
        let note = storable("the note of a checkpoint", &checkpoint.note);
        let note = self.accept(note)?;
        match latest {
            Some(latest) if checkpoint.size < latest.size => {
                let (expected, found) = (latest.size, checkpoint.size);
                self.refuse(StoreError::OutOfOrder { what: "a checkpoint", expected, found })
            }
            // Two trees of one size would be two histories.
            Some(latest) if checkpoint.size == latest.size && checkpoint.frontier != latest.frontier => {
                let why = "the stored tree of this size is another one".to_owned();
                self.refuse(StoreError::Damaged { place: format!("the checkpoint of size {size}"), why })
            }
            Some(latest) if checkpoint.size == latest.size => {
                let sql = "-- checkpoint_renew\nUPDATE checkpoints SET at = $1, note = $2 WHERE size = $3";
                let values = [Value::Integer(checkpoint.at), Value::Text(note), Value::Integer(size)];
                self.execute(sql, &values).map(|_| ())
            }
            _ => {
                let frontier = Value::Bytes(&checkpoint.frontier);
                let row = vec![Value::Integer(size), Value::Integer(checkpoint.at), frontier, Value::Text(note)];
                self.insert(&CHECKPOINTS, &[row]).map(|_| ())
            }
        }
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "-- tile\nSELECT hashes FROM tiles WHERE level = $1 AND position = $2";
        let found = self.query("tiles", sql, &[Value::Integer(i64::from(level)), bound(index)])?;
        let tile = found.into_iter().next().map(|mut cells| cells.bytes()).transpose();
        self.accept(tile)
    }

    fn put_tiles(&mut self, tiles: &[(u8, u64, Vec<u8>)]) -> Result<(), StoreError> {
        let rows = tiles.iter().map(|(level, index, hashes)| tile_values(*level, *index, hashes)).collect();
        let rows: Vec<_> = self.accept(rows)?;
        self.insert(&TILES, &rows).map(|_| ())
    }
}

fn tile_values(level: u8, index: u64, hashes: &[u8]) -> Result<Vec<Value<'_>>, StoreError> {
    if hashes.len() != TILE_BYTES {
        let why = format!("a full tile has {TILE_BYTES} bytes, this one has {}", hashes.len());
        return Err(StoreError::Damaged { place: format!("tile {index} of level {level}"), why });
    }
    Ok(vec![Value::Integer(i64::from(level)), Value::Integer(number(index)?), Value::Bytes(hashes)])
}

fn read_checkpoint(mut cells: Cells) -> Result<CheckpointRow, StoreError> {
    Ok(CheckpointRow { size: cells.count()?, at: cells.integer()?, frontier: cells.bytes()?, note: cells.text()? })
}
