//! Figures: the scenarios of their definitions, and a slow second way of counting on random lives of cases.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on ends there")]

#[expect(dead_code, reason = "the tests of cases need more of it")]
#[path = "../case/build.rs"]
mod build;
#[path = "../case/fitting.rs"]
mod fitting;
mod laws;
mod scenarios;
#[expect(dead_code, reason = "the tests of cases need more of it")]
#[path = "../case/situations.rs"]
mod situations;
mod slow;
mod story;
#[expect(dead_code, reason = "the tests of audiences need more of it")]
#[path = "../audience/walk.rs"]
mod walk;
