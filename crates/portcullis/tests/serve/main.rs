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
mod houses;
mod load;
mod nodes;
mod process;
mod proxy;
mod restart;
mod revoke;
mod startup;
mod store_down;
mod swap;
mod transfer;
mod waiting;

use waiting::{LONG, milliseconds, wait_until};
