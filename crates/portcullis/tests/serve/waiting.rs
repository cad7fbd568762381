//! Waiting for what takes a moment.

use std::time::{Duration, Instant};

/// What anything may take on a machine that is busy with other things.
pub const LONG: Duration = Duration::from_secs(25);

/// Waits until something is so, and gives how long it took.
#[track_caller]
pub fn wait_until(what: &str, is_so: impl FnMut() -> bool) -> Duration {
    wait_within(LONG, what, is_so)
}

/// As [`wait_until`], of what may take so long.
#[track_caller]
pub fn wait_within(patience: Duration, what: &str, mut is_so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < patience, "it did not happen: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
    began.elapsed()
}

/// Waits so long.
pub fn milliseconds(count: u64) {
    std::thread::sleep(Duration::from_millis(count));
}
