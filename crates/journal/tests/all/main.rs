//! The journal as others use it: on a store that fails in every way a store can, under histories that nobody would think of.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod dossiers;
mod memory;
mod months;
mod node;
mod records;
mod samples;
mod sealer;
mod simulation;
mod sweep;
mod writer;
