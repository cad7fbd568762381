//! The API, as callers meet it: who may call, what they see, what is said where it goes wrong, and what goes over the wire.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on ends there"
)]

mod api;
mod authorization;
mod authzen;
mod keys;
mod lists;
mod openapi;
mod proposals;
mod service;
mod tenants;
mod usage;
mod written;

// For the scenario that is shared with the protocol's own tests.
use authzen::{api, certified, json, sentence};
