//! Readers, deltas and snapshots on made-up lists: those of `examples/lists`, and whatever chance makes of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bad_rows;
mod common;
mod deltas;
mod properties;
mod samples;
