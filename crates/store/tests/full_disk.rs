//! A disk that refuses to take more, by a limit on the size of files: the system says so, not SQLite itself.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use portcullis_journal::store::{Row, Store as _, StoreError};
use portcullis_store::{Connection, check, open};
use std::process::Command;

const CHILD: &str = "PORTCULLIS_TEST_FULL_DISK";

fn append(store: &mut Connection) -> Result<(), StoreError> {
    store.transact("append", &mut |open| {
        let head = open.take_head()?;
        let (digest, leaf) = ([0; 32], vec![0; 20_000]);
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

/// Limits itself to files of a number of KiB; beyond it a write fails, because the parent has the signal ignored.
fn limit(kib: &str) {
    let bytes = kib.parse::<u64>().map_or(kib.to_owned(), |kib| (kib * 1_024).to_string());
    let pid = std::process::id().to_string();
    assert!(
        Command::new("prlimit")
            .args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn a_disk_that_takes_no_more() {
    if let Ok(address) = std::env::var(CHILD) {
        return fill_up(&address);
    }
    let folder = tempfile::tempdir().unwrap();
    let address = folder.path().join("store.db").display().to_string();
    let test = std::env::current_exe().unwrap();
    let child = Command::new("sh")
        .args(["-c", "trap '' XFSZ; exec \"$0\" --exact a_disk_that_takes_no_more"])
        .arg(test)
        .env(CHILD, &address)
        .output()
        .unwrap();
    let words = format!("{}{}", String::from_utf8_lossy(&child.stdout), String::from_utf8_lossy(&child.stderr));
    assert!(child.status.success() && words.contains("1 passed"), "{words}");
    let mut store = open(&address).unwrap();
    assert!(check(&mut store).unwrap().is_sound());
}

fn fill_up(address: &str) {
    let mut store = open(address).unwrap();
    append(&mut store).unwrap();
    limit("400");
    let mut kept = 1;
    let error = loop {
        match append(&mut store) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");
    assert!(kept > 1 && append(&mut store).is_err());
    limit("unlimited");
    append(&mut store).unwrap();
    let mut head = 0;
    store.read("test", &mut |open| open.head().map(|found| head = found)).unwrap();
    assert_eq!(head, kept + 1);
}
