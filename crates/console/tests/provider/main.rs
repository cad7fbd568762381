//! The provider's pages: well-formed and safe whatever is shown, small, true to what is published, and forms that give
//! back what they were made of.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod answers;
#[path = "../all/checker.rs"]
mod checker;
mod drafts;
mod forms;
mod pages;
#[path = "../all/regions.rs"]
mod regions;
mod sample;
mod sample_customer;
mod sample_filing;
mod sample_law;
mod sample_license;
