//! The authority's pages: well-formed, safe and small whatever they show; what a form sends is the event it speaks of; nobody is shown what is not theirs.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

#[path = "../all/checker.rs"]
mod checker;
mod coming_back;
mod doing;
mod eyes;
mod fields;
mod lists;
mod pages;
#[path = "../all/regions.rs"]
mod regions;
mod views;
mod world;
