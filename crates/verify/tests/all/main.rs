//! An export of real records, and everybody who changes it: chance, a thief without the log's key, and one who has it.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod command;
mod common;
mod damage;
mod forged;
mod hostile;
mod independent;
mod whole;
