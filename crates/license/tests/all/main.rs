//! The ledger as others use it.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod generate;
mod life;
mod model;
mod objections;
mod overflow;
mod reading;
mod recipes;
mod reference;
mod rules;
mod world;
