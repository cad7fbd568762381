//! The program as a user meets it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bench;
mod common;
mod interface;
mod lists;
mod owners;
mod ownership;
mod parties;
mod register;
mod screen;
mod touched;
mod words;
