//! What a change of the lists touches: too much is work, too little is a gate that stays open.

use crate::common::{run, seen};
use crate::parties::Desk;
use std::fs;

const CUSTOMERS: [&str; 4] = ["Saltmarrow Trading House", "Brindlecove Robotics Ltd", "Ordinary Bakery", "---"];
/// An entry that nothing in the list of the desk comes near.
const OTHER: &str = r#"{"id":"other-1","source":"EL","name":"Brindlecove Robotics Ltd","aliases":[]}"#;

impl Desk {
    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn import(&self, source: &str, lines: &str, day: &str) {
        let file = self.path("import.jsonl");
        fs::write(&file, lines).unwrap();
        let lists = self.lists();
        let arguments =
            ["lists", "import", source, &file, "--format", "jsonl", "--as-of", day, "--lists", &lists, "--force"];
        assert_eq!(run(&arguments, "").status.code(), Some(0));
    }

    /// The customers of whom requests are touched, with a request from each of [`CUSTOMERS`].
    fn touched(&self, more: &[&str]) -> Vec<&'static str> {
        let (file, lists) = (self.write(&requests()), self.lists());
        let output = run(&[&["lists", "touched", &file, "--lists", &lists], more].concat(), "");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let about = |name: &&str| text.contains(&format!("\"{name}\""));
        assert_eq!(text.lines().count(), CUSTOMERS.iter().filter(|name| about(name)).count());
        CUSTOMERS.into_iter().filter(about).collect()
    }

    fn refused(&self, more: &[&str]) -> String {
        let (file, lists) = (self.write(&requests()), self.lists());
        seen(&[&["lists", "touched", &file, "--lists", &lists], more].concat(), "")
            .replace(&self.0.path().display().to_string(), "DESK")
    }

    /// The snapshots of the source of the desk, the oldest first.
    fn snapshots(&self) -> Vec<String> {
        let names = fs::read_dir(self.path("lists/made-up")).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.ends_with(".jsonl")).collect();
        names.sort();
        names
    }
}

fn requests() -> String {
    CUSTOMERS.map(|name| Desk::rental(name, "").replace('\n', " ") + "\n").concat()
}

fn list() -> String {
    fs::read_to_string(crate::common::root().join("examples/screening/list.jsonl")).unwrap()
}

#[test]
fn what_the_first_list_finds_is_touched() {
    // A name that cannot be compared was nobody's question before there was a list.
    assert_eq!(Desk::new().touched(&[]), ["Saltmarrow Trading House", "---"]);
}

#[test]
fn a_profile_that_takes_no_list_for_unknown_is_touched_whole_by_the_first() {
    let desk = Desk::new();
    let profile = desk.path("strict.toml");
    let example = fs::read_to_string(crate::common::root().join("examples/profile.toml")).unwrap();
    fs::write(&profile, example.replace("lists = \"none\"", "lists = \"unknown\"")).unwrap();
    let without = |name: &str| {
        let file = desk.write(&Desk::rental(name, ""));
        let output = run(&["check", &file, "--profile", &profile, "--format", "json"], "");
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()["outcome"].clone()
    };
    assert_eq!(without("Ordinary Bakery"), "depends");
    // Who can be compared is decided otherwise; who cannot is as unknown as before, and now says why.
    assert_eq!(desk.touched(&["--profile", &profile]), CUSTOMERS);
}

#[test]
fn what_a_list_that_is_new_beside_others_finds_is_touched() {
    let desk = Desk::new();
    desk.import("other", OTHER, "2024-04-01");
    // The first list had none before it either.
    assert_eq!(desk.touched(&[]), ["Saltmarrow Trading House", "Brindlecove Robotics Ltd", "---"]);
    let serving = format!("made-up/{}", desk.snapshots()[0]);
    assert_eq!(desk.touched(&["--since", &serving]), ["Brindlecove Robotics Ltd"]);
}

#[test]
fn since_a_snapshot_that_is_named() {
    let desk = Desk::new();
    desk.import("made-up", &format!("{}{OTHER}\n", list()), "2024-04-01");
    let bakery = OTHER.replace("other-1", "other-2").replace("Brindlecove Robotics Ltd", "Ordinary Bakery");
    desk.import("made-up", &format!("{}{OTHER}\n{bakery}\n", list()), "2024-05-01");
    assert_eq!(desk.touched(&[]), ["Ordinary Bakery"]);
    let [first, second, third] = desk.snapshots().try_into().unwrap();
    let since = |file: &str| desk.touched(&["--since", &format!("made-up/{file}")]);
    assert_eq!(since(&first), ["Brindlecove Robotics Ltd", "Ordinary Bakery"]);
    assert_eq!(since(&second), ["Ordinary Bakery"]);
    assert!(since(&third).is_empty());
}

#[test]
fn since_what_is_not_there_is_refused() {
    let desk = Desk::new();
    let file = desk.snapshots().remove(0);
    let known = format!("made-up/{file}");
    let refused = |more: &[&str]| {
        let told = desk.refused(more).replace(&file, "SNAPSHOT");
        assert!(told.starts_with("exit status 2\n--- answers\n--- messages\n"), "{told}");
        told
    };
    insta::assert_snapshot!("since_no_source", refused(&["--since", "made-down/2024-03-01.jsonl"]));
    insta::assert_snapshot!("since_no_snapshot", refused(&["--since", "made-up/2024-03-01.jsonl"]));
    assert!(refused(&["--since", "made-up"]).contains("made-up/SNAPSHOT"));
    assert!(refused(&["--since", &known, "--since", "nothing"]).contains("there is no list `nothing`"));
    assert!(refused(&["--since", &known, "--since", &known]).contains("two snapshots of `made-up`"));
}

#[test]
fn a_list_out_of_service_is_refused() {
    let desk = Desk::new();
    desk.import("other", OTHER, "2024-04-01");
    fs::remove_file(desk.path("lists/other/current")).unwrap();
    insta::assert_snapshot!("touched_out_of_service", desk.refused(&[]));
    desk.import("other", OTHER, "2024-04-01");
    fs::remove_dir_all(desk.path("lists")).unwrap();
    assert!(desk.refused(&[]).contains("there is no list in DESK/lists"));
}

#[test]
fn what_a_person_found_lapses_when_the_entry_changes() {
    let desk = Desk::new();
    let file = desk.path("resolutions.jsonl");
    let lists = desk.lists();
    let resolve = [
        &["resolve", "--name", "Saltmarrow Trading House", "--country", "AE", "--entry", "made-4", "--list", "SDN"][..],
        &["--because", "a carrier founded in 1931", "--evidence", "register extract 12", "--author", "Ann Example"],
        &["--second", "Ben Sample", "--on", "2026-05-01", "--until", "2026-12-31", "--resolutions", &file],
        &["--lists", &lists],
    ];
    assert_eq!(run(&resolve.concat(), "").status.code(), Some(0));
    // Nothing that an answer shows of the entry changes.
    desk.import("made-up", &list().replace("Office 12, 40 Lantern Quay", "Office 7, 3 Lantern Quay"), "2026-05-20");
    assert!(desk.touched(&[]).is_empty());
    assert_eq!(desk.touched(&["--resolutions", &file]), ["Saltmarrow Trading House"]);
}
