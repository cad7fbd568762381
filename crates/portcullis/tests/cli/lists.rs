//! The lists as an officer meets them: imported, refused, compared, verified.
use crate::common::{run, seen};
use tempfile::TempDir;

/// A folder for lists, and a way to run commands on it whose words do not depend on where it lies.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn arguments<'a>(&self, arguments: &'a [&'a str]) -> Vec<String> {
        let lists = self.path("lists");
        let all = ["lists"].iter().chain(arguments).chain(&["--lists"]).map(|one| (*one).to_owned());
        all.chain([lists]).collect()
    }

    fn seen(&self, arguments: &[&str]) -> String {
        let arguments = self.arguments(arguments);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        seen(&arguments, "").replace(&self.0.path().display().to_string(), "DESK")
    }

    fn status(&self, arguments: &[&str]) -> i32 {
        let arguments = self.arguments(arguments);
        run(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), "").status.code().unwrap()
    }

    fn import(&self, file: &str, more: &[&str]) -> String {
        let file = format!("examples/lists/{file}");
        let arguments: Vec<&str> = ["import", "example", &file].into_iter().chain(more.iter().copied()).collect();
        self.seen(&arguments)
    }
}

#[test]
fn help() {
    insta::assert_snapshot!("help_lists", seen(&["lists", "--help"], ""));
    insta::assert_snapshot!("help_lists_import", seen(&["lists", "import", "--help"], ""));
    insta::assert_snapshot!("help_lists_diff", seen(&["lists", "diff", "--help"], ""));
}

#[test]
fn a_first_import_a_delta_and_what_differs() {
    let desk = Desk::new();
    insta::assert_snapshot!("status_of_nothing", desk.seen(&["status"]));
    insta::assert_snapshot!("first_import", desk.import("list.jsonl", &["--as-of", "2024-03-01"]));
    insta::assert_snapshot!("nothing_new", desk.import("list.jsonl", &["--as-of", "2024-03-02"]));
    insta::assert_snapshot!("refused_delta", desk.import("delta.jsonl", &["--as-of", "2024-03-03"]));
    insta::assert_snapshot!("forced_delta", desk.import("delta.jsonl", &["--as-of", "2024-03-03", "--force"]));
    insta::assert_snapshot!("status", desk.seen(&["status", "--on", "2024-04-01"]));
    insta::assert_snapshot!("status_json", desk.seen(&["status", "--on", "2024-04-01", "--format", "json"]));
    insta::assert_snapshot!("diff", desk.seen(&["diff", "example"]));
    insta::assert_snapshot!("diff_json", desk.seen(&["diff", "example", "--format", "json"]));
    insta::assert_snapshot!("diff_as_delta", desk.seen(&["diff", "example", "--format", "jsonl"]));
    insta::assert_snapshot!("diff_unknown", desk.seen(&["diff", "exmaple"]));
}

#[test]
fn every_example_is_imported() {
    let files = ["csl.csv", "csl-2019.csv", "csl.json", "list.jsonl", "sdn.csv", "un.xml", "entities.ftm.json"];
    for file in files {
        let desk = Desk::new();
        let told = desk.import(file, &["--as-of", "2024-03-01"]);
        assert!(told.starts_with("exit status 0\n"), "{file}: {told}");
        assert_eq!(desk.status(&["verify"]), 0);
    }
    let desk = Desk::new();
    insta::assert_snapshot!("ofac_import", desk.import("sdn.csv", &["--as-of", "2024-03-01"]));
    let desk = Desk::new();
    let mapped = ["--mapping", "examples/lists/mapping.toml", "--as-of", "2024-03-01", "--report", "json"];
    insta::assert_snapshot!("mapped_import", desk.import("house.csv", &mapped));
    insta::assert_snapshot!("unmapped_import", desk.import("house.csv", &["--format", "csv"]));
    insta::assert_snapshot!("unknown_layout", desk.import("house.csv", &[]));
    let desk = Desk::new();
    assert!(desk.import("entities.ftm.json", &[]).starts_with("exit status 0\n"));
    let told = desk.import("entities.delta.json", &["--max-removed", "100"]);
    assert!(told.starts_with("exit status 0\n") && told.contains("1 added, 0 removed, 2 changed"), "{told}");
}

#[test]
fn bad_rows_are_named_and_show_in_the_exit_status() {
    let desk = Desk::new();
    let file = desk.path("list.jsonl");
    let rows = (0..20).map(|row| format!("{{\"id\":\"{row}\",\"source\":\"A\",\"name\":\"Example {row}\"}}\n"));
    std::fs::write(&file, rows.collect::<String>() + "{\"id\":\"20\",\"source\":\"A\",\"name\":\" \"}\n").unwrap();
    insta::assert_snapshot!("bad_row", desk.seen(&["import", "example", &file, "--as-of", "2024-03-01"]));
}

#[test]
fn an_empty_file_is_refused_and_the_old_list_serves() {
    let desk = Desk::new();
    desk.import("sdn.csv", &["--as-of", "2024-03-01"]);
    let file = desk.path("sdn.csv");
    std::fs::write(&file, "").unwrap();
    insta::assert_snapshot!("empty_file", desk.seen(&["import", "example", &file, "--format", "ofac"]));
    assert!(desk.seen(&["status", "--on", "2024-04-01"]).contains("3 entries"));
}

#[test]
fn damage_is_named() {
    let desk = Desk::new();
    desk.import("list.jsonl", &["--as-of", "2024-03-01"]);
    insta::assert_snapshot!("verify", desk.seen(&["verify"]));
    let folder = desk.0.path().join("lists/example");
    let snapshot = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let snapshot = snapshot.into_iter().find(|path| path.extension().is_some_and(|end| end == "jsonl")).unwrap();
    let text = std::fs::read_to_string(&snapshot).unwrap();
    std::fs::write(&snapshot, text.replace("Imaginary", "Imaginery")).unwrap();
    insta::assert_snapshot!("verify_damaged", desk.seen(&["verify"]));
    insta::assert_snapshot!("verify_damaged_json", desk.seen(&["verify", "--format", "json"]));
}
