//! A receipt for one leaf, and the promise that was given before it.

use portcullis_journal::Record;
use portcullis_log::promise::{PromiseError, Standing};
use portcullis_log::receipt::{Proven, ReceiptError};
use portcullis_log::{Promise, Receipt, SignedNote};

use crate::trust::Trust;

/// What a receipt shows.
#[derive(Debug)]
pub struct Shown {
    /// The place, the checkpoint and who cosigned it.
    pub proven: Proven,
    /// The record that the leaf is, or why it is none.
    pub record: Result<Record, String>,
    /// What the receipt says of the promise.
    pub promise: Option<(Promise, Standing)>,
}

/// Why a receipt shows nothing.
#[derive(Debug, thiserror::Error)]
pub enum NotShown {
    /// The text is no receipt.
    #[error("the receipt: {0}")]
    NoReceipt(ReceiptError),
    /// The text is no promise.
    #[error("the promise: {0}")]
    NoPromise(PromiseError),
    /// The receipt does not prove it.
    #[error("{0}")]
    NotProven(ReceiptError),
    /// The promise is not the log's.
    #[error("{0}")]
    NotPromised(PromiseError),
}

impl NotShown {
    /// The texts cannot be read; otherwise they can, and do not hold.
    #[must_use]
    pub const fn is_bad_input(&self) -> bool {
        matches!(self, Self::NoReceipt(_) | Self::NoPromise(_))
    }
}

/// Checks a receipt for a leaf; a line feed after the leaf, which no record ends with, is left off.
///
/// # Errors
/// [`NotShown`] where it shows nothing.
pub fn check(receipt: &[u8], leaf: &[u8], promise: Option<&[u8]>, trust: &Trust) -> Result<Shown, NotShown> {
    let receipt = Receipt::parse(receipt).map_err(NotShown::NoReceipt)?;
    let note =
        promise.map(|bytes| SignedNote::parse(bytes).map_err(|error| NotShown::NoPromise(error.into()))).transpose()?;
    let leaf = leaf.strip_suffix(b"\n").unwrap_or(leaf);
    let proven = receipt.verify(leaf, &trust.log, &trust.quorum).map_err(NotShown::NotProven)?;
    let promise = note.map(|note| Promise::open(&note, &trust.log).map_err(NotShown::NotPromised)).transpose()?;
    let record = Record::from_leaf(leaf).map_err(|error| error.to_string()).and_then(|record| {
        let is_there = record.sequence == proven.index;
        if is_there {
            Ok(record)
        } else {
            Err(format!("it says that it is record {}, and its place is {}", record.sequence, proven.index))
        }
    });
    let promise = promise.map(|promise| {
        let standing = promise.check(&proven);
        (promise, standing)
    });
    Ok(Shown { proven, record, promise })
}
