//! The log against the published vectors, against implementations that are not ours, and against those who change it.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed"
)]

mod common;
mod directory;
mod documents;
mod notes;
mod oracle;
mod receipts;
mod tiles;
mod tree;
mod witness;
