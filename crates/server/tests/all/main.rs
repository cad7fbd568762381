//! The API, as callers meet it: who may call, what they see, what is said where it goes wrong, and what goes over the wire.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on ends there"
)]

mod access_requests;
mod api;
mod asked;
mod authorization;
mod authzen;
mod bodies;
mod certificates;
mod console_authority;
mod console_provider;
mod keys;
mod listed;
mod lists;
mod oidc;
mod openapi;
mod proposals;
mod reload;
mod secrets;
mod service;
mod sign_in;
mod stream;
mod tenants;
mod tools;
mod usage;
mod wire;
mod written;

// For the scenario that is shared with the protocol's own tests.
use authzen::{api, certified, json, sentence};
