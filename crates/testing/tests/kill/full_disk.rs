//! A disk that is full under load, by a limit on the size of files that a process may write.
#![cfg(target_os = "linux")]

use crate::audit::Audit;
use crate::process::Load;
use crate::submit::submit_again;
use crate::{load, milliseconds, rounds, wait_until};
use portcullis_testing::load::Kind;
use std::path::Path;
use std::process::Command;

/// Room for some batches more.
const LEFT: u64 = 100 * 1_024;

fn limit(process: &Load, bytes: &str) {
    let (id, limit) = (process.id().to_string(), format!("--fsize={bytes}:unlimited"));
    assert!(Command::new("prlimit").args(["--pid", &id, &limit]).status().unwrap().success());
}

fn largest(folder: &Path) -> u64 {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().metadata().unwrap().len()).max().unwrap()
}

#[test]
fn a_full_disk_under_load() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("store.db").display());
    let (mut audit, mut heard) = (Audit::default(), Vec::new());
    for round in 0..rounds(2) {
        let mut process = Load::start_without_signal(&load(&address, &format!("round-{round}")));
        process.wait_for_answers(200);
        for _ in 0..2 {
            let failed = process.heard(|heard| heard.failed.len());
            limit(&process, &(largest(folder.path()) + LEFT).to_string());
            wait_until("a full disk", || process.heard(|heard| heard.failed.len()) > failed + 50);
            milliseconds(100);
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
        let failed = process.heard(|heard| heard.failed.len());
        limit(&process, &(largest(folder.path()) + LEFT).to_string());
        wait_until("a full disk", || process.heard(|heard| heard.failed.len()) > failed + 50);
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
