//! Who owns and who controls a party, as an officer asks it.
use crate::common::{root, run, seen};

const FILES: [&str; 3] =
    ["examples/ownership/parties.csv", "examples/ownership/interests.csv", "examples/ownership/statements.bods.json"];

fn with<'a>(name: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let common = ["owners", name, "--on", "2026-11-21"];
    let files = ["--graph"].into_iter().chain(FILES);
    common.into_iter().chain(more.iter().copied()).chain(files).collect()
}

#[test]
fn help() {
    insta::assert_snapshot!("help_owners", seen(&["owners", "--help"], ""));
}

#[test]
fn a_company_that_listed_parties_hold_through_others() {
    insta::assert_snapshot!(
        "owners_held",
        seen(&with("Harborlight Compute Pte. Ltd.", &["--listed", "quarrygate"]), "")
    );
    insta::assert_snapshot!(
        "owners_held_near",
        seen(&with("harborlight", &["--listed", "quarrygate", "--depth", "1"]), "")
    );
    let json = with("harborlight", &["--listed", "quarrygate", "--format", "json"]);
    insta::assert_snapshot!("owners_held_json", seen(&json, ""));
}

#[test]
fn what_is_possible_what_is_not_and_what_is_not_stated() {
    insta::assert_snapshot!("owners_possibly", seen(&with("lantern", &["--listed", "quarrygate"]), ""));
    insta::assert_snapshot!("owners_circle", seen(&with("saltmarsh", &["--listed", "quarrygate"]), ""));
    insta::assert_snapshot!("owners_not_stated", seen(&with("foxglove", &["--possibly-listed", "foxglove"]), ""));
}

#[test]
fn a_name_that_is_nobodys_and_a_file_that_is_none() {
    insta::assert_snapshot!("owners_nobody", seen(&with("AG", &[]), ""));
    insta::assert_snapshot!("owners_bad_file", seen(&["owners", "x", "--graph", "examples/requests.jsonl"], ""));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("interests.csv").display().to_string();
    std::fs::write(&path, "owner,owned,percent\na,b,60\na,c,160\n,b,1\n").unwrap();
    let shown =
        seen(&["owners", "b", "--on", "2026-11-21", "--listed", "a", "--graph", &path], "").replace(&path, "FILE");
    insta::assert_snapshot!("owners_bad_rows", shown);
    std::fs::write(&path, "id,name\n1,Twin Ltd\n2,TWIN LTD\n").unwrap();
    insta::assert_snapshot!("owners_ambiguous", seen(&["owners", "twin ltd", "--graph", &path], ""));
}

#[test]
fn a_file_of_listed_parties() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("listed.txt").display().to_string();
    std::fs::write(&path, "Quarrygate Industrial Group\n\nNobody In This Graph\n").unwrap();
    let by_file = run(&with("harborlight", &["--listed-file", &path]), "");
    assert_eq!(by_file.stdout, run(&with("harborlight", &["--listed", "quarrygate"]), "").stdout);
}

#[test]
fn the_picture_is_the_same_bytes_and_stands_alone() {
    let folder = tempfile::tempdir().unwrap();
    let draw = |name: &str| {
        let path = folder.path().join(name).display().to_string();
        let output = run(&with("harborlight", &["--listed", "quarrygate", "--svg", &path]), "");
        assert_eq!(output.status.code(), Some(0));
        std::fs::read_to_string(path).unwrap()
    };
    let picture = draw("one.svg");
    assert_eq!(picture, draw("two.svg"));
    for part in [
        "<title id=\"title\">",
        "<desc id=\"desc\">",
        "prefers-color-scheme:dark",
        "TREATED AS LISTED",
        "closes a circle",
    ] {
        assert!(picture.contains(part), "{part}");
    }
    assert!(!picture.contains("href") && !picture.contains("<script") && !picture.contains("@import"));
    assert_eq!(picture.matches("<g>").count(), picture.matches("</g>").count());
    assert!(root().join(FILES[0]).exists());
}

/// The made-up list of owners, imported.
fn lists(folder: &tempfile::TempDir) -> String {
    let lists = folder.path().join("lists").display().to_string();
    let import = ["lists", "import", "made-up", "examples/ownership/listed.jsonl", "--as-of", "2024-03-01"];
    assert_eq!(run(&[&import[..], &["--lists", &lists]].concat(), "").status.code(), Some(0));
    lists
}

#[test]
fn listed_parties_come_from_the_lists() {
    let folder = tempfile::tempdir().unwrap();
    let lists = lists(&folder);
    let answer = |name: &str, more: &[&str]| -> serde_json::Value {
        let more = [&["--format", "json"], more].concat();
        serde_json::from_slice(&run(&with(name, &more), "").stdout).unwrap()
    };
    insta::assert_snapshot!("owners_on_lists", seen(&with("harborlight", &["--lists", &lists]), ""));
    // They say what --listed says of the same parties, and one list alone says less.
    let (named, found) =
        (answer("harborlight", &["--listed", "quarrygate"]), answer("harborlight", &["--lists", &lists]));
    assert_eq!((&named["held"], &named["ultimate_parent"]), (&found["held"], &found["ultimate_parent"]));
    assert_eq!(found["on_lists"][0]["hits"][0]["entry"], "own-1");
    assert_ne!(answer("harborlight", &["--lists", &lists, "--list", "SDN"])["held"], found["held"]);
    assert_eq!(answer("saltmarsh", &["--lists", &lists, "--list", "SDN"])["held"]["by_listed_parties"], "certainly");
    let both = answer("saltmarsh", &["--lists", &lists, "--list", "EL", "--listed", "thornwick"]);
    assert_eq!(both["held"]["by_listed_parties"], "certainly", "those that are named count beside them");
    let wrong = seen(&with("saltmarsh", &["--lists", &lists, "--list", "SND"]), "");
    assert!(wrong.starts_with("exit status 2") && wrong.contains("write one of EL, SDN"), "{wrong}");
}

#[test]
fn the_picture_shows_who_is_on_the_lists() {
    let folder = tempfile::tempdir().unwrap();
    let lists = lists(&folder);
    let draw = |name: &str, listed: &[&str]| {
        let path = folder.path().join(name).display().to_string();
        let more = [listed, &["--svg", &path]].concat();
        assert_eq!(run(&with("harborlight", &more), "").status.code(), Some(0));
        std::fs::read_to_string(path).unwrap()
    };
    let picture = draw("lists.svg", &["--lists", &lists]);
    assert_eq!(picture, draw("named.svg", &["--listed", "quarrygate"]));
    assert!(picture.contains("TREATED AS LISTED"));
}
