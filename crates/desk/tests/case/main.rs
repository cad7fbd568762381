//! The life of a case: every event in every phase, four eyes, erasing, and what agencies recommend side by side.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on ends there")]

mod build;
mod consolidation;
mod erasing;
mod eyes;
mod fitting;
mod life;
mod refusals;
mod situations;
mod soup;
mod table;
mod written;
