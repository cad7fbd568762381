//! Measuring: what a person reads who has no benchmark.

use crate::common::{run, seen};

#[test]
fn without_data_it_says_what_is_missing_and_where_it_is_described() {
    insta::assert_snapshot!("without_data", seen(&["bench", "screening"], ""));
    insta::assert_snapshot!("help_bench_screening", seen(&["bench", "screening", "--help"], ""));
}

#[test]
fn a_folder_without_the_files_is_refused_with_the_first_that_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&["bench", "screening", "--data", &folder.path().display().to_string()], "");
    let messages = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(messages.contains("index.jsonl") && messages.contains("bench screening --help"), "{messages}");
}
