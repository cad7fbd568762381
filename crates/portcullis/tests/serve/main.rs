//! The service as it runs: real processes, real connections, and what happens to them.
//!
//! Every test starts the program that was built. Those with PostgreSQL use the server that `PORTCULLIS_TEST_POSTGRES` names, or start one of their own;
//! `none` leaves them out. What was measured is printed.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on ends there"
)]
#![expect(clippy::print_stderr, reason = "what was measured is worth a line")]

mod adapters;
mod again;
mod asks;
mod audit;
mod caller;
mod counter;
mod doctor;
mod fixture;
mod heard;
mod load;
mod nodes;
mod process;
mod proxy;
mod restart;
mod revoke;
mod startup;
mod store_down;
mod swap;

use std::time::{Duration, Instant};

/// What anything may take on a machine that is busy with other things.
const LONG: Duration = Duration::from_secs(25);

/// Waits until something is so, and gives how long it took.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < LONG, "it did not happen: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
    began.elapsed()
}

fn milliseconds(count: u64) {
    std::thread::sleep(Duration::from_millis(count));
}
