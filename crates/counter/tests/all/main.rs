//! Both sides of the counter: a provider and an authority, each with a store of its own, and a wire between them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on ends there")]

mod checkpoints;
mod content;
mod day;
mod denial;
mod erasure;
mod histories;
mod house;
mod life;
mod limits;
mod nodes;
mod people;
mod reconciliation;
mod stages;
mod strangers;
mod world;
