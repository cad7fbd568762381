//! Small things that change.

use crate::fresh::{Fresh, done, tried};
use portcullis_journal::store::{Document, MOST_DOCUMENT, Store as _, StoreError};

fn document(name: &str, version: u64, body: &str) -> Document {
    Document { name: name.to_owned(), version, body: body.to_owned() }
}

pub fn a_document_changes_version_by_version(fresh: &Fresh) {
    let mut store = fresh.open();
    assert_eq!(done(&mut store, |open| open.document("key", "a")), None);
    assert!(!done(&mut store, |open| open.put_document("key", "a", Some(0), "0")), "there is none to change");
    assert!(!done(&mut store, |open| open.put_document("key", "a", Some(1), "0")));
    assert!(done(&mut store, |open| open.put_document("key", "a", None, "1")));
    assert!(!done(&mut store, |open| open.put_document("key", "a", None, "2")), "there is one already");
    assert_eq!(done(&mut store, |open| open.document("key", "a")), Some(document("a", 1, "1")));
    done(&mut store, |open| {
        assert!(open.put_document("key", "a", Some(1), "2")?);
        assert!(!open.put_document("key", "a", Some(1), "3")?, "what a transaction did it sees");
        assert_eq!(open.document("key", "a")?, Some(document("a", 2, "2")));
        Ok(())
    });
    assert_eq!(done(&mut store, |open| open.document("session", "a")), None, "kinds are apart");
    assert!(!done(&mut store, |open| open.remove_document("key", "a", 1)));
    assert!(!done(&mut store, |open| open.remove_document("session", "a", 2)));
    assert!(!done(&mut store, |open| open.remove_document("key", "a", u64::MAX)));
    assert!(done(&mut store, |open| open.remove_document("key", "a", 2)));
    assert!(!done(&mut store, |open| open.remove_document("key", "a", 2)));
    assert!(done(&mut store, |open| open.put_document("key", "a", None, "again")));
    assert_eq!(done(&mut store, |open| open.document("key", "a")), Some(document("a", 1, "again")));
}

pub fn documents_are_listed_by_name(fresh: &Fresh) {
    let mut store = fresh.open();
    done(&mut store, |open| {
        for name in ["b", "B", "ä", "a", "a b"] {
            assert!(open.put_document("key", name, None, "{}")?);
        }
        open.put_document("session", "c", None, "{}").map(|_| ())
    });
    let names = |found: Vec<Document>| found.into_iter().map(|document| document.name).collect::<Vec<_>>();
    assert_eq!(
        names(done(&mut store, |open| open.documents("key", "", 9))),
        ["B", "a", "a b", "b", "ä"],
        "by their bytes"
    );
    assert_eq!(names(done(&mut store, |open| open.documents("key", "a", 2))), ["a b", "b"]);
    assert_eq!(names(done(&mut store, |open| open.documents("key", "ä", 9))), [""; 0]);
    assert_eq!(names(done(&mut store, |open| open.documents("none", "", 9))), [""; 0]);
    assert_eq!(names(done(&mut store, |open| open.documents("key", "", 0))), [""; 0]);
}

pub fn what_cannot_be_a_document_is_refused(fresh: &Fresh) {
    let mut store = fresh.open();
    let long = "x".repeat(201);
    let large = "y".repeat(MOST_DOCUMENT + 1);
    let cases = [("", "a", "{}"), ("key", "", "{}"), ("key", &long, "{}"), (&long, "a", "{}"), ("key", "a\0b", "{}")];
    for (kind, name, body) in cases.into_iter().chain([("key", "a", "\0"), ("key", "a", &*large)]) {
        let refused = tried(&mut store, |open| open.put_document(kind, name, None, body));
        assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{kind} {name}: {refused:?}");
        assert_eq!(done(&mut store, |open| open.document(kind, name)), None);
    }
    assert!(done(&mut store, |open| open.put_document("key", "a", None, &large[1..])));
    let reader = store.read("test", &mut |open| open.put_document("key", "b", None, "{}").map(|_| ()));
    assert!(matches!(reader, Err(StoreError::Unavailable { .. })), "{reader:?}");
}

pub fn of_two_who_change_one_is_told(fresh: &Fresh) {
    done(&mut fresh.open(), |open| open.put_document("count", "a", None, "0"));
    let mut stores: Vec<_> = (0..4).map(|_| fresh.connect()).collect();
    std::thread::scope(|scope| {
        for store in &mut stores {
            scope.spawn(move || {
                let mut counted = 0;
                while counted < 10 {
                    let seen = done(store, |open| open.document("count", "a")).unwrap();
                    let next = (seen.body.parse::<u64>().unwrap() + 1).to_string();
                    let kept = done(store, |open| open.put_document("count", "a", Some(seen.version), &next));
                    counted += u64::from(kept);
                }
            });
        }
    });
    assert_eq!(done(&mut fresh.connect(), |open| open.document("count", "a")), Some(document("a", 41, "40")));
}
