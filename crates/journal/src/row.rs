//! From rows to records and back: what a store keeps of a record has to be the record's own.

use portcullis_log::tile::MOST_LEAF_BYTES;

use crate::record::Record;
use crate::store::{Row, StoreError};
use crate::submission::{Request, Submission};
use crate::withheld::is_opened_by;

/// Whether the personal fields of a submission, if it has any, are those that are kept of its record.
pub(crate) fn is_kept(submission: &Submission, opening: Option<&[u8]>) -> bool {
    match (&submission.request, opening) {
        (Request::Note { body, .. }, Some(opening)) => is_opened_by(body, opening),
        _ => true,
    }
}

/// The leaf of a record, if it has one that the log can hold.
pub(crate) fn leaf_of(record: &Record) -> Result<Vec<u8>, String> {
    let leaf = record.leaf().map_err(|error| error.to_string())?;
    if leaf.len() <= MOST_LEAF_BYTES {
        Ok(leaf)
    } else {
        Err(format!("its record has {} bytes; a leaf has {MOST_LEAF_BYTES} at most", leaf.len()))
    }
}

pub(crate) fn record_of(row: &Row) -> Result<Record, StoreError> {
    let damaged = |why: String| StoreError::Damaged { place: format!("record {}", row.sequence), why };
    let record = Record::from_leaf(&row.leaf).map_err(|error| damaged(error.to_string()))?;
    if (record.sequence, record.id.as_str(), record.at.0) == (row.sequence, row.id.as_str(), row.at) {
        Ok(record)
    } else {
        Err(damaged(format!("its leaf is that of record {}, {}, at {}", record.sequence, record.id, record.at)))
    }
}
