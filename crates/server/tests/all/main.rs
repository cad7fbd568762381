//! The API, as callers meet it: who may call, what they see, what is said where it goes wrong, and what goes over the wire.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on ends there"
)]

mod authorization;
mod keys;
mod proposals;
mod service;
mod tenants;
mod written;
