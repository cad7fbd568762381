//! One line of bytes as a request: parsed, resolved, determined and answered, or refused with a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis_catalog::Catalog;
use portcullis_determination::{Engine, Memo, Profile, RequestError, parse_line};
use portcullis_law::{Law, LawSource};
use std::path::Path;
use std::sync::{Arc, LazyLock};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let catalog = Arc::new(Catalog::load_directory(&root.join("catalog")).expect("the catalog loads"));
    let source = LawSource::from_directory(&root.join("law")).expect("the law can be read");
    let law = Arc::new(Law::load(&source, catalog.countries()).expect("the law loads"));
    // The profile with the most provisions.
    let profile = Profile::built_in("proposed").expect("a built-in profile");
    Engine::new(law, catalog, profile).expect("the engine starts")
});

fuzz_target!(|line: &[u8]| {
    let _ = decide(line);
});

fn decide(line: &[u8]) -> Result<(), RequestError> {
    let request = parse_line(line)?;
    let transaction = ENGINE.resolve(&request)?;
    // A new memo each time: a crash must not depend on what came before.
    let decided = ENGINE.determine(&transaction, &mut Memo::default());
    let answer = ENGINE.answer(request.id.as_deref(), &transaction, &decided);
    let json = serde_json::to_vec(&answer).expect("an answer can be written");
    let read: serde_json::Value = serde_json::from_slice(&json).expect("an answer is JSON");
    assert_eq!(read["outcome"], decided.outcome.word());
    let _ = ENGINE.facts_shown(&transaction);
    Ok(())
}
