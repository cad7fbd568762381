//! A reader that is not ours: a short script that has the README alone.

use std::path::Path;
use std::process::Command;

use crate::common::{exported, handed, signer};

#[test]
fn a_script_that_knows_only_the_readme_agrees() {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: there is no python3");
        return;
    }
    let (_place, folder) = exported(handed());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/independent.py");
    let run = |index: &str| {
        let output = Command::new("python3")
            .arg(&script)
            .arg(&folder)
            .arg(signer().verifier().to_string())
            .arg(index)
            .output()
            .unwrap();
        (
            output.status.success(),
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)),
        )
    };
    for index in ["0", "17", "255", "256", "297"] {
        let (good, text) = run(index);
        assert!(good && text.contains("the root is what the log signed"), "{text}");
        println!("{text}");
    }
    let bundle = folder.join("log/tile/entries/000");
    let mut bytes = std::fs::read(&bundle).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&bundle, bytes).unwrap();
    assert!(!run("17").0);
}
