//! Histories of two nodes on one store: generated from numbers, carried out, and held against a reference that knows nothing of the ledger.
//!
//! `PORTCULLIS_OPERATIONS` is how many operations all histories together have; left out, a few seconds' worth.

mod ask;
pub mod books;
pub mod check;
pub mod generate;
mod histories;
pub mod op;
mod reproductions;
pub mod run;
