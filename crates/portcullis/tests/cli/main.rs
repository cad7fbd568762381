//! The program as a user meets it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
mod interface;
mod words;
