//! A disk that is full under load, by a limit on the size of files that a process may write.
#![cfg(target_os = "linux")]

use crate::audit::Audit;
use crate::process::Load;
use crate::submit::submit_again;
use crate::{load, rounds};
use portcullis_testing::load::Kind;
use std::path::Path;
use std::process::Command;

/// Room for some batches more.
const LEFT: u64 = 100 * 1_024;

fn limit(process: &Load, bytes: &str) {
    let (id, limit) = (process.id().to_string(), format!("--fsize={bytes}:unlimited"));
    assert!(Command::new("prlimit").args(["--pid", &id, &limit]).status().unwrap().success());
}

/// Leaves a little room in the log that every commit writes to, and waits until it is used up.
fn fill_up(process: &mut Load, log: &Path) {
    limit(process, &(log.metadata().unwrap().len() + LEFT).to_string());
    process.wait_for_failures(50);
}

#[test]
fn a_full_disk_under_load() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("store.db").display());
    let log = folder.path().join("store.db-wal");
    let (mut audit, mut heard) = (Audit::default(), Vec::new());
    for round in 0..rounds(2) {
        let mut process = Load::start_without_signal(&load(&address, &format!("round-{round}")));
        process.wait_for_answers(200);
        for _ in 0..2 {
            fill_up(&mut process, &log);
            // Readers see it all, though nothing can be written.
            let mut store = portcullis_store::open(&address).unwrap();
            process.heard(|heard| {
                audit.read_on(&mut store);
                audit.holds(heard);
            });
            limit(&process, "unlimited");
            process.wait_for_answers(200);
        }
        // The last time it does not live to see the room.
        fill_up(&mut process, &log);
        let mut said = process.kill();
        let kinds: Vec<_> = said.failed.iter().filter(|(kind, _)| *kind != Kind::Unavailable).collect();
        assert!(kinds.is_empty(), "{kinds:?}");
        let mut store = portcullis_store::open(&address).unwrap();
        audit.read_on(&mut store);
        audit.holds(&said);
        submit_again(store, &audit, &mut said);
        heard.push(said);
    }
    audit.finish(&mut portcullis_store::open(&address).unwrap(), &heard);
}
