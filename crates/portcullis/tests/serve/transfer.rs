//! A process killed in the middle of a document: what it kept of it is never handed out, and the document comes whole, once.

use crate::audit::Audit;
use crate::caller::Caller;
use crate::counter::{CASE, application, file, filed};
use crate::fixture::Office;
use crate::houses::houses;
use crate::wait_until;
use portcullis_application::Application;
use portcullis_application::form::Document;
use portcullis_counter::content;
use portcullis_journal::Store;
use portcullis_log::Hash;
use portcullis_store::Connection;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A document that takes a while to keep: six megabytes, in 34 parts.
const LINES: u32 = 250_000;
/// A kill may come too late for one document: then for one of the others it does not.
const DOCUMENTS: u32 = 4;

/// A long document, with its hash.
fn long(number: u32) -> (String, Hash) {
    let mut text = String::new();
    for line in 0..LINES {
        writeln!(text, "document {number}, line {line:06}.").unwrap();
    }
    let hash = Hash::of(text.as_bytes());
    (text, hash)
}

fn named(number: u32, (text, hash): &(String, Hash)) -> Document {
    Document {
        name: format!("Document {number}"),
        kind: "contract".to_owned(),
        media_type: "text/plain".to_owned(),
        bytes: text.len() as u64,
        sha256: hash.to_hex(),
        expires: None,
    }
}

/// The store of a house, read beside its service.
fn store(office: &Office) -> Connection {
    portcullis_store::open(office.store()).unwrap()
}

/// Whether some of a content is kept, and whether all of it is.
fn kept(store: &mut Connection, hash: Hash) -> Option<bool> {
    let mut head = None;
    let looked = store.read("test_head", &mut |open| {
        head = content::head(open, hash)?;
        Ok(())
    });
    looked.unwrap();
    head.map(|head| head.is_whole)
}

/// Whether a document is handed out: all of it, or nothing.
#[track_caller]
fn is_handed_out(caller: &Caller, path: &str, text: &str) -> bool {
    let answer = caller.get(path).unwrap();
    match answer.status {
        404 => false,
        200 => {
            assert!(answer.body == Value::String(text.to_owned()), "another document came");
            true
        }
        status => panic!("{path}: {status}, {}", answer.body),
    }
}

#[test]
fn an_authority_killed_while_it_keeps_what_it_fetched() {
    let (provider, authority) = houses();
    let compliance = provider.person("compliance one", "officer", None);
    let officer = authority.person("officer one", "licensing", None);
    let (north, mut bureau) = (provider.serve(), authority.serve());
    let compliance = north.caller(&compliance);
    let documents: Vec<_> = (0..DOCUMENTS).map(long).collect();
    for (text, hash) in &documents {
        compliance.keeps(&format!("/v1/documents/{}", hash.to_hex()), text.as_bytes());
    }
    let mut beside = store(&authority.office);
    let all = (0..).zip(&documents).map(|(number, document)| named(number, document)).collect();
    file(&compliance, &filed(Application { documents: all, ..application() }));
    loop {
        let mut standing = || documents.iter().map(|(_, hash)| kept(&mut beside, *hash)).collect::<Vec<_>>();
        let is_half = |standing: &[Option<bool>]| standing.contains(&Some(false));
        let is_all = |standing: &[Option<bool>]| standing.iter().all(|one| *one == Some(true));
        wait_until("some of a document is kept", || {
            let standing = standing();
            is_half(&standing) || is_all(&standing)
        });
        bureau.kill();
        let left = standing();
        if is_half(&left) {
            break;
        }
        assert!(!is_all(&left), "each document was kept before the kill");
        bureau = authority.serve();
    }

    let bureau = authority.serve();
    let one = bureau.caller(&officer);
    for (text, hash) in &documents {
        let path = format!("{CASE}/documents/{}", hash.to_hex());
        wait_until("the document arrives", || is_handed_out(&one, &path, text));
    }
    let mut sorted: Vec<_> = documents.iter().map(|(_, hash)| hash.to_hex()).collect();
    sorted.sort_unstable();
    let arrived = || compliance.get("/v1/filings/NC-2026-017").unwrap().body["arrived"].clone();
    wait_until("the provider knows that all arrived", || arrived() == json!(sorted));
    let audit = Audit::of(&authority.office, bureau.address());
    let told: Vec<String> = audit.beginning("system/to/northern.example/").map(Value::to_string).collect();
    for sha256 in &sorted {
        let times = told.iter().filter(|said| said.contains(&format!("arrival/{sha256}"))).count();
        assert_eq!(times, 1, "it is on record once that {sha256} arrived");
    }
    north.stop();
    bureau.stop();
}

#[test]
fn a_provider_killed_while_it_keeps_what_is_brought() {
    let (provider, _) = houses();
    let compliance = provider.person("compliance one", "officer", None);
    let mut beside = store(&provider.office);
    let mut half = None;
    for number in 0..DOCUMENTS {
        let north = provider.serve();
        let caller = north.caller(&compliance);
        let (text, hash) = long(number);
        let path = format!("/v1/documents/{}", hash.to_hex());
        let (sent, to) = (text.clone(), path.clone());
        let bringing = std::thread::spawn(move || caller.brings(&to, sent.as_bytes()).map(|answer| answer.status));
        wait_until("some of it is kept", || kept(&mut beside, hash).is_some());
        north.kill();
        let answer = bringing.join().unwrap();
        if kept(&mut beside, hash) == Some(false) {
            assert!(answer.is_err(), "it was answered before it was whole: {answer:?}");
            half = Some((number, text, hash, path));
            break;
        }
    }
    let (number, text, hash, path) = half.expect("one was killed in the middle");

    let north = provider.serve();
    let caller = north.caller(&compliance);
    assert!(!is_handed_out(&caller, &path, &text), "half of it is nothing");
    let application = Application { documents: vec![named(number, &(text.clone(), hash))], ..application() };
    let asked = json!({ "event": filed(application) });
    let refused = caller.post("/v1/filings/NC-2026-017/events", &asked).unwrap();
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body["detail"].as_str().unwrap().contains("not here"), "{}", refused.body);
    caller.keeps(&path, text.as_bytes());
    assert!(is_handed_out(&caller, &path, &text));
    caller.done("/v1/filings/NC-2026-017/events", &asked);
    north.stop();
}
