//! Who sees what of a case: everything that was said is marked, and each view is searched for what is not for its audience, and for what is missing.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on ends there")]

#[expect(dead_code, reason = "the tests of cases need more of it")]
#[path = "../case/build.rs"]
mod build;
mod documents;
#[path = "../case/fitting.rs"]
mod fitting;
mod form;
mod leaks;
mod mark;
mod others;
#[path = "../case/situations.rs"]
mod situations;
mod table;
mod types;
mod vocabulary;
mod walk;
