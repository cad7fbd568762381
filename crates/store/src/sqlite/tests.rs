use crate::{Connection, check, open};
use portcullis_journal::store::{Row, Store as _, StoreError};

fn append(store: &mut Connection, bytes: usize) -> Result<(), StoreError> {
    store.transact("append", &mut |open| {
        let head = open.take_head()?;
        let (digest, leaf) = ([0; 32], vec![0; bytes]);
        open.append(&[Row {
            sequence: head,
            id: head.to_string(),
            digest,
            license: None,
            reservation: None,
            at: 0,
            leaf,
        }])
    })
}

#[test]
fn a_full_disk_is_unavailable_and_leaves_nothing_and_passes() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder.path().join("store.db").display().to_string()).unwrap();
    append(&mut store, 10).unwrap();
    store.backend.limit_pages(40);
    let mut kept = 1;
    let error = loop {
        match append(&mut store, 20_000) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(&error, StoreError::Unavailable { why } if why.contains("full")), "{error}");
    assert!(append(&mut store, 200_000).is_err(), "again, and in the middle of the transaction");
    let head = |store: &mut Connection| {
        let mut head = 0;
        store.read("test", &mut |open| open.head().map(|found| head = found)).unwrap();
        head
    };
    assert_eq!(head(&mut store), kept);
    store.backend.limit_pages(4_000_000);
    append(&mut store, 20_000).unwrap();
    assert_eq!(head(&mut store), kept + 1);
    assert!(check(&mut store).unwrap().is_sound());
}

#[test]
fn it_is_set_up_to_be_durable() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder.path().join("store.db").display().to_string()).unwrap();
    let mut ask = |pragma: &str| format!("{:?}", store.backend.query(&format!("PRAGMA {pragma}"), &[]).unwrap());
    assert_eq!(ask("journal_mode"), "[[Text(\"wal\")]]");
    assert_eq!(ask("synchronous"), "[[Integer(2)]]");
    assert_eq!(ask("foreign_keys"), "[[Integer(1)]]");
    assert_eq!(ask("secure_delete"), "[[Integer(1)]]");
}

#[test]
fn what_is_erased_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let mut store = open(&path.display().to_string()).unwrap();
    append(&mut store, 10).unwrap();
    let secret = b"a passport number that nobody needs any more";
    let holds = || std::fs::read(&path).unwrap().windows(secret.len()).any(|window| window == secret);
    let flush = |store: &mut Connection| drop(store.backend.query("PRAGMA wal_checkpoint(TRUNCATE)", &[]).unwrap());
    store.transact("test", &mut |open| open.put_opening(0, secret)).unwrap();
    flush(&mut store);
    assert!(holds());
    store.transact("test", &mut |open| open.erase_opening(0).map(|_| ())).unwrap();
    flush(&mut store);
    assert!(!holds());
}
