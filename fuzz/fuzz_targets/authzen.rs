//! Any bytes as a question of the AuthZEN API: an answer that is JSON, and nothing open under a decider that denies everything.
//!
//! The first byte chooses the endpoint; the rest is the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_authzen::{Api, Candidates, Decider, Decision, Evaluation, Limits, Sought, Tokens, What};
use serde_json::Value;
use std::borrow::Cow;
use std::sync::LazyLock;

static API: LazyLock<Api> = LazyLock::new(|| Api::new(Limits { page: 2, ..Limits::default() }, Tokens::new(&[7; 32])));

/// Denies everything but what has an id that ends in `!`.
struct Doorman;

impl Decider for Doorman {
    fn decide(&self, asked: &Evaluation<'_>) -> Decision {
        if asked.resource.id.ends_with('!') { Decision::open() } else { Decision::fault("closed") }
    }

    fn candidates<'a>(&'a self, _: &Sought<'_>, from: usize) -> Candidates<'a> {
        Box::new(["a", "b!", "c", "d!", "e"].into_iter().skip(from).map(Cow::Borrowed))
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((chosen, body)) = bytes.split_first() else { return };
    let answer = match chosen % 5 {
        0 => API.evaluation(&Doorman, body),
        1 => API.evaluations(&Doorman, body),
        2 => API.search(&Doorman, What::Subjects, body),
        3 => API.search(&Doorman, What::Resources, body),
        _ => API.search(&Doorman, What::Actions, body),
    };
    let told: Value = serde_json::from_slice(&answer.body).expect("an answer is JSON");
    match answer.status {
        200 if chosen % 5 == 0 => {
            assert!(told["decision"].is_boolean());
            assert!(told["decision"] == false || body.contains(&b'!') || body.contains(&b'\\'));
        }
        200 => assert!(told["evaluations"].is_array() || told["results"].is_array() || told["decision"].is_boolean()),
        400 | 413 => assert!(told.is_string()),
        status => panic!("{status}"),
    }
});
