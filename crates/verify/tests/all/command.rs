//! The command as a script meets it: what it prints, and the status it ends with.

use std::path::Path;
use std::process::Command;

use portcullis_log::directory::Directory;
use portcullis_log::{Receipt, proof};

use crate::common::{exported, handed, signer};

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_portcullis-verify"))
        .args(arguments)
        .env_remove("PORTCULLIS_LOG_VKEY")
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn log_says_in_one_line_that_all_holds() {
    let (_place, folder) = exported(handed());
    let key = signer().verifier().to_string();
    let (status, out, _) = run(&["log", text(&folder), "--key", &key]);
    assert_eq!(status, Some(0), "{out}");
    assert!(
        out.contains(
            "records, 2 licenses, 40 decisions, 4 seals, 3 parts, 40 records with all that is withheld shown: all hold"
        ),
        "{out}"
    );
    // The key may be a file; the one in the folder would do for convenience.
    let (status, out, _) = run(&["log", text(&folder), "--key", text(&folder.join("key")), "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((status, json["holds"].as_bool(), json["counts"]["seals"].as_u64()), (Some(0), Some(true), Some(4)));
    std::fs::write(folder.join("log/tile/0/000"), "x").unwrap();
    let (status, out, _) = run(&["log", text(&folder), "--key", &key]);
    assert_eq!(status, Some(1));
    assert!(out.contains("log/tile/0/000: has 1 bytes") && out.contains("The records were not looked at"), "{out}");
}

#[test]
fn bad_input_is_status_two() {
    let (_place, folder) = exported(handed());
    let key = signer().verifier().to_string();
    for arguments in [
        &["log", "/nowhere/at/all", "--key", &key][..],
        &["log", text(&folder), "--key", "nonsense+key"],
        &["log", text(&folder), "--key", "/nowhere/key"],
        &["log", text(&folder)],
        &["log", text(&folder), "--key", &key, "--witness", &key],
        &["seal", text(&folder), "--key", &key, "--license", "D-1", "--month", "October"],
        &["seal", text(&folder), "--key", &key, "--license", "D-9", "--month", "2026-08"],
        &["replay", text(&folder), "--key", &key, "--from", "2026-10-01", "--to", "2026-09-01"],
        &["receipt", text(&folder.join("key")), "--leaf", text(&folder.join("key")), "--key", &key],
    ] {
        let (status, out, error) = run(arguments);
        assert_eq!(status, Some(2), "{arguments:?}: {out}{error}");
        assert!(!error.is_empty());
    }
}

#[test]
fn seal_shows_a_table() {
    let (_place, folder) = exported(handed());
    let key = signer().verifier().to_string();
    let (status, out, _) = run(&["seal", text(&folder), "--key", &key, "--license", "D-1", "--month", "2026-09"]);
    assert_eq!(status, Some(0), "{out}");
    assert!(
        out.contains("opening: used") && out.contains("agrees with the records") && out.contains("chip-hours"),
        "{out}"
    );
    let (status, out, _) = run(&["seal", text(&folder), "--key", &key, "--license", "D-1", "--month", "2026-10"]);
    assert_eq!(status, Some(1), "{out}");
    assert!(out.contains("the month is not sealed"), "{out}");
}

#[test]
fn replay_counts() {
    let (_place, folder) = exported(handed());
    let key = signer().verifier().to_string();
    let (status, out, _) = run(&["replay", text(&folder), "--key", &key]);
    assert_eq!(status, Some(0), "{out}");
    assert!(out.contains("40 decisions in") && out.contains("40 made again to the byte, none otherwise"), "{out}");
    let part = std::fs::read_dir(folder.join("parts")).unwrap().next().unwrap().unwrap().path();
    std::fs::remove_file(part).unwrap();
    let (status, out, _) = run(&["replay", text(&folder), "--key", &key]);
    assert_eq!(status, Some(1), "{out}");
    assert!(out.contains("40 not made again"), "{out}");
}

#[test]
fn a_receipt_is_told_in_words() {
    let (place, folder) = exported(handed());
    let log = Directory::new(folder.join("log"));
    let size = handed().records.len() as u64;
    let made = Receipt {
        index: 2,
        proof: proof::inclusion(&log, 2, size).unwrap(),
        checkpoint: log.checkpoint().unwrap(),
        extra: None,
    };
    let (receipt, leaf) = (place.path().join("receipt"), place.path().join("leaf"));
    std::fs::write(&receipt, made.to_string()).unwrap();
    std::fs::write(&leaf, log.leaf(2, size).unwrap()).unwrap();
    let key = signer().verifier().to_string();
    let (status, out, _) = run(&["receipt", text(&receipt), "--leaf", text(&leaf), "--key", &key]);
    assert_eq!(status, Some(0), "{out}");
    assert!(
        out.contains("record 2 is in the log")
            && out.contains("asked: reserve 8 x H20 for Harbour Robotics under license D-2"),
        "{out}"
    );
    std::fs::write(&leaf, log.leaf(3, size).unwrap()).unwrap();
    let (status, out, _) = run(&["receipt", text(&receipt), "--leaf", text(&leaf), "--key", &key, "--format", "json"]);
    assert_eq!(status, Some(1), "{out}");
    assert!(out.contains("\"holds\": false"), "{out}");
}
