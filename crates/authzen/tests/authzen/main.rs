//! The protocol, the operator's policies and the transactions, from bytes to bytes.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod certification;
mod laws;
mod policies;
mod protocol;
mod transactions;

use std::path::Path;

use portcullis_authzen::{Answer, Api, Limits, Policies, Tokens};
use serde_json::Value;

fn api() -> Api {
    api_with(Limits::default())
}

fn api_with(limits: Limits) -> Api {
    Api::new(limits, Tokens::new(&[7; 32]))
}

fn certified() -> Policies {
    Policies::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/certification")).unwrap()
}

fn json(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    serde_json::from_slice(&answer.body).unwrap()
}

/// The sentence of a refusal.
fn sentence(answer: &Answer) -> String {
    assert_ne!(answer.status, 200);
    serde_json::from_slice(&answer.body).unwrap()
}
