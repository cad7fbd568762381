//! Two houses and a bad wire: what is taken, what is refused, what is noticed.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod bodies;
mod checkpoints;
mod inbox;
mod outbox;
mod peers;
mod samples;
mod simulation;
mod statements;
mod wire;
