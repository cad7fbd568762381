//! Engines and requests, by name and as JSON.

use crate::common::{catalog, law};
use portcullis_determination::{Engine, Profile, Transaction, parse_line};
use serde_json::Value;
use std::sync::LazyLock;

/// The profiles that need no file, the one without assumptions first.
pub const PROFILES: [&str; 3] = ["enacted", "permission", "proposed"];

static ENGINES: LazyLock<[Engine; 3]> = LazyLock::new(|| {
    PROFILES.map(|name| {
        let profile = Profile::built_in(name).expect("a built-in profile");
        Engine::new(law().clone(), catalog().clone(), profile).expect("the engine starts")
    })
});

/// The engine for one of [`PROFILES`].
pub fn engine(profile: usize) -> &'static Engine {
    &ENGINES[profile]
}

/// A request as JSON, read and resolved as a batch would.
pub fn resolve(engine: &Engine, request: &Value) -> Transaction {
    let line = request.to_string();
    let request = parse_line(line.as_bytes()).unwrap_or_else(|error| panic!("{error}: {line}"));
    engine.resolve(&request).unwrap_or_else(|error| panic!("{error}: {line}"))
}
