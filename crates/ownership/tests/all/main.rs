//! The crate as others use it.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed"
)]

mod common;
mod laws;
mod parents;
mod reading;
mod real_data;
mod reference;
mod rules;
