//! Letters of cases that were driven by real histories.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

mod changes;
mod deadlines;
mod hostile;
mod lives;
mod office;
mod room;
mod said;
