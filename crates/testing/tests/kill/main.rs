//! What was acknowledged is there exactly once and the balances replay, whatever is killed: a process with the writer in it, the server, the disk's
//! last room, the connection.
//!
//! What is killed by a signal loses its memory and not the system's, so this says nothing about the loss of power, but for what the databases promise
//! about theirs.
//!
//! `PORTCULLIS_ROUNDS` gives the number of rounds of each test.
#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on ends there"
)]
#![expect(clippy::print_stdout, reason = "how much was tried is worth a line")]

mod audit;
mod books;
mod full_disk;
mod nodes;
mod process;
mod proxy;
mod seals;
mod server;
mod sqlite;
mod submit;
mod watch;

use portcullis_testing::load::Options;
use std::time::{Duration, Instant};

/// More than any test uses up.
const PLENTY: u64 = 1 << 40;
/// What anything may take on a machine that is busy with other things.
const LONG: Duration = Duration::from_secs(90);

fn rounds(by_default: u64) -> u64 {
    std::env::var("PORTCULLIS_ROUNDS").map_or(by_default, |rounds| rounds.parse().unwrap())
}

/// A load of callers that rest a little on three licenses.
fn load(address: &str, prefix: &str) -> Options {
    let (address, prefix) = (address.to_owned(), prefix.to_owned());
    Options { address, prefix, callers: 16, licenses: 3, hours: PLENTY, rest: Duration::from_millis(4) }
}

#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < LONG, "it did not happen: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn milliseconds(count: u64) {
    std::thread::sleep(Duration::from_millis(count));
}
