//! Who may call: what is presented, who that is, and what they may do.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on ends there"
)]

mod certificates;
mod config;
mod keys;
mod page;
mod people;
mod policies;
mod proposals;
mod provider;
mod sessions;
mod sign_in;
mod tokens;
mod web;
