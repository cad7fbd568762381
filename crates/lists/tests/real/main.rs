//! Real lists, where they lie beside the checkout: `../shared/data/screening`, or `PORTCULLIS_SCREENING_DATA`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and says why it did not"
)]

mod census;
mod common;
mod history;
