//! Runs the program as a user does.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// The root of the repository, where the README's commands are run.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs the program with these arguments and this standard input.
pub fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_portcullis"))
        .args(arguments)
        .current_dir(root())
        .env_remove("PORTCULLIS_PROFILE")
        .env_remove("PORTCULLIS_LAW")
        .env_remove("PORTCULLIS_CATALOG")
        .env_remove("PORTCULLIS_SCREENING_DATA")
        .env_remove("PORTCULLIS_LISTS")
        .env_remove("PORTCULLIS_NAMES")
        .env_remove("PORTCULLIS_STORE")
        .env_remove("PORTCULLIS_LOG_KEY")
        .env_remove("PORTCULLIS_PROVIDER")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Written aside, so that a program that answers before it has read everything cannot block us.
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join().unwrap();
    output
}

/// Everything a user sees: exit status, answers, messages. Hashes change with every change of the law.
pub fn seen(arguments: &[&str], input: &str) -> String {
    let output = run(arguments, input);
    let text = |bytes: &[u8]| without_hashes(std::str::from_utf8(bytes).unwrap());
    let (answers, messages) = (text(&output.stdout), text(&output.stderr));
    let status = output.status.code().unwrap();
    format!("exit status {status}\n--- answers\n{answers}--- messages\n{messages}")
}

fn without_hashes(text: &str) -> String {
    let hash = |word: &&str| word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
    let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(hash).collect();
    words.into_iter().fold(text.to_owned(), |text, hash| text.replace(hash, "[hash]"))
}
