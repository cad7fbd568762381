//! What machines rely on: exit statuses, order, schemas, files that are generated.
use crate::common::{root, run};

fn status(arguments: &[&str]) -> i32 {
    run(arguments, "").status.code().unwrap()
}

fn rental<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let common = ["check", "--instance", "aws:p5.48xlarge", "--on", "2026-11-21", "--customer", "Example"];
    common.into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn the_exit_status_is_the_outcome() {
    assert_eq!(status(&rental(&["--country", "SG", "--hq", "SG", "--parent-hq", "SG"])), 0);
    assert_eq!(status(&rental(&["--country", "SG", "--parent-hq", "CN"])), 3);
    assert_eq!(status(&rental(&["--country", "SG", "--parent-hq", "CN", "--license", "us-cloud-permission"])), 0);
    assert_eq!(status(&rental(&["--country", "SG", "--hq", "SG", "--parent-hq", "SG", "--list", "sdn"])), 4);
    assert_eq!(status(&rental(&["--country", "SG", "--hq", "SG"])), 5);
    assert_eq!(status(&rental(&["--country", "Atlantis"])), 2);
    assert_eq!(status(&["check", "examples/requests.jsonl", "--format", "jsonl"]), 0);
}

#[test]
fn a_batch_keeps_its_order_on_any_number_of_threads() {
    let examples = std::fs::read_to_string(root().join("examples/requests.jsonl")).unwrap();
    // Several chunks, with a bad line in each copy.
    let input = format!("{examples}{{\"id\":\n").repeat(60);
    let one = run(&["check", "-", "--format", "jsonl", "--threads", "1"], &input);
    let four = run(&["check", "-", "--format", "jsonl", "--threads", "4"], &input);
    assert_eq!(one.status.code(), Some(2));
    assert!(one.stdout == four.stdout, "the answers differ between one thread and four");
    assert_eq!(String::from_utf8(one.stdout).unwrap().lines().count(), input.lines().count());
}

#[test]
fn a_line_without_end_is_refused_in_bounded_memory() {
    let input = format!("{{\"id\":\"{}\n{{\"kind\":\"support\",\"on\":\"2026-11-21\"}}\n", "x".repeat(3_000_000));
    let output = run(&["check", "-", "--format", "jsonl"], &input);
    let answers = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<&str> = answers.lines().collect();
    assert_eq!(lines.len(), 2, "{answers}");
    assert!(lines[0].contains("longer than") && lines[0].contains("\"line\":1"), "{}", lines[0]);
    assert!(lines[1].contains("\"outcome\""), "{}", lines[1]);
}

#[test]
fn answers_are_equal_bytes() {
    let arguments = rental(&["--country", "SG", "--parent-hq", "CN", "--format", "json"]);
    assert_eq!(run(&arguments, "").stdout, run(&arguments, "").stdout);
}

#[test]
fn the_schema_of_requests_names_every_field_of_the_interface() {
    let schema = String::from_utf8(run(&["schema", "request"], "").stdout).unwrap();
    let fields = "id kind on item accelerator instance figures goods quantity from to site parties role name country headquarters \
         ultimate_parent owners percent lists end_use training_operations licenses_held provide_compute model_weights";
    for field in fields.split_whitespace() {
        assert!(schema.contains(&format!("\"{field}\"")), "`{field}` is not in the schema");
    }
}

#[test]
fn the_cedar_schema_in_the_law_folder_is_the_generated_one() {
    let generated = String::from_utf8(run(&["schema", "cedar"], "").stdout).unwrap();
    let kept = std::fs::read_to_string(root().join("law/schema.cedarschema")).unwrap();
    assert!(generated == kept, "renew it: cargo run -- schema cedar > law/schema.cedarschema");
}

#[test]
fn law_and_catalog_can_be_read_from_folders() {
    let built_in = run(&["law", "test", "cn-procurement"], "");
    let from_folders = run(&["law", "test", "cn-procurement", "--law", "law", "--catalog", "catalog"], "");
    assert_eq!(built_in.stdout, from_folders.stdout);
    assert_eq!(from_folders.status.code(), Some(0));
}

#[test]
fn a_pack_that_could_fail_to_fire_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let copy = |path: &str, change: &dyn Fn(String) -> String| {
        let target = folder.path().join(path);
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::write(target, change(std::fs::read_to_string(root().join("law").join(path)).unwrap())).unwrap();
    };
    for path in ["codes.toml", "country_groups.toml"] {
        copy(path, &|text| text);
    }
    let files = ["regime.toml", "cases.toml", "codes.toml", "goods.csv"];
    files.iter().for_each(|file| copy(&format!("cn-procurement/{file}"), &|text| text));
    let provisions = "cn-procurement/provisions.cedar";
    let law = folder.path().display().to_string();
    let with = |from: &'static str, to: &'static str| {
        copy(provisions, &|text| {
            assert!(text.contains(from), "`{from}` is not in the pack");
            text.replacen(from, to, 1)
        });
        let output = run(&["law", "list", "--law", &law], "");
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(with("forbid", "forbid").0, 0);
    for (from, to, expected) in [
        ("@citation", "@cited", "not an annotation"),
        ("@effect(\"prohibited\")", "@effect(\"forbidden\")", "not an effect"),
        ("forbid", "permit", "forbid"),
        ("context.goods", "context.good", "not a fact"),
        ("micron_memory", "micron_memories", "not a known code"),
        ("principal,", "principal == ?principal,", "template"),
        ("when {", "when { 1 + 1 == 2 &&", "not allowed"),
        ("when {", "when { context has goods &&", "not allowed"),
        ("@effective_from(\"2023-05-21\")", "@effective_from(\"21 May 2023\")", "not a date"),
    ] {
        let (status, message) = with(from, to);
        assert_eq!(status, 2, "`{to}` was accepted");
        assert!(message.contains(expected), "`{to}`: {message}");
    }
}

#[test]
fn no_color_when_piped() {
    let output = run(&["check", "examples/request.toml"], "");
    assert!(!output.stdout.contains(&0x1b));
}
