//! The register: from a license to what runs under it, and what proves it afterwards.

use crate::common::{root, run, seen};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

const LICENSE: &str = "PERMIT-2026-0042";

/// A register of the test's own, with the license of the examples made to last.
struct Office(TempDir);

impl Office {
    fn new() -> Self {
        let office = Self(tempfile::tempdir().unwrap());
        let license = fs::read_to_string(root().join("examples/licenses/license.toml")).unwrap();
        fs::write(office.path("license.toml"), license.replace("2027-12-31", "2199-12-31")).unwrap();
        office
    }

    fn with_license() -> Self {
        let office = Self::new();
        let license = office.path("license.toml");
        office.done(&["license", "issue", &license, "--by", "first", "--second", "second", "--reason", "case 17"]);
        office
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn arguments<'a>(&self, arguments: &[&'a str], store: &'a str) -> Vec<&'a str> {
        [arguments, &["--store", store]].concat()
    }

    /// What a user sees, without what differs each time.
    fn seen(&self, arguments: &[&str]) -> String {
        let store = self.path("register.db");
        let text = seen(&self.arguments(arguments, &store), "").replace(&self.0.path().display().to_string(), "OFFICE");
        text.split_inclusive(char::is_whitespace).map(masked).collect()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let store = self.path("register.db");
        let output = run(&self.arguments(&[arguments, &["--format", "json"]].concat(), &store), "");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn done(&self, arguments: &[&str]) -> String {
        let store = self.path("register.db");
        let output = run(&self.arguments(arguments, &store), "");
        assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    }

    fn reserve(&self, more: &[&str]) -> String {
        let reserve = ["lease", "reserve", "examples/licenses/request.json", "--for", "8h", "--resale", "false"];
        self.seen(&[&reserve, more].concat())
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A word, with moments, made-up ids, signatures and amounts that depend on the moment put out of sight.
fn masked(word: &str) -> String {
    let (body, end) = word.split_at(word.trim_end().len());
    let bare = body.trim_end_matches([';', ',', ':', '.', '"']);
    let rest = body.strip_prefix(bare).unwrap();
    let is_moment = bare.len() >= 20 && bare.ends_with('Z') && bare.as_bytes().get(10) == Some(&b'T');
    let is_id = bare.len() == 32 && bare.chars().all(|letter| letter.is_ascii_hexdigit());
    let is_amount = bare.contains('.') && bare.chars().all(|letter| letter.is_ascii_digit() || ".,".contains(letter));
    let mask = if is_moment {
        "[moment]"
    } else if is_id {
        "[id]"
    } else if is_amount {
        "[amount]"
    } else {
        bare
    };
    format!("{mask}{rest}{end}")
}

#[test]
fn opening_takes_two_people_and_closing_takes_one() {
    let office = Office::new();
    let license = office.path("license.toml");
    let issue = ["license", "issue", &license, "--by", "first officer", "--reason", "case 17"];
    insta::assert_snapshot!("issued_by_one", office.seen(&issue));
    insta::assert_snapshot!("issued_by_the_same", office.seen(&[&issue[..], &["--second", "first officer"]].concat()));
    insta::assert_snapshot!("issued_by_two", office.seen(&[&issue[..], &["--second", "second officer"]].concat()));
    let suspend = ["license", "suspend", LICENSE, "--by", "first officer", "--reason", "inspection"];
    insta::assert_snapshot!("suspended_by_one", office.seen(&suspend));
    insta::assert_snapshot!("suspended_twice", office.seen(&suspend));
    insta::assert_snapshot!("licenses", office.seen(&["license", "list"]));
    insta::assert_snapshot!("license", office.seen(&["license", "show", LICENSE]));
    insta::assert_snapshot!("no_license", office.seen(&["license", "show", "PERMIT-1"]));
}

#[test]
fn the_gate_opens_under_a_license_and_counts() {
    let office = Office::new();
    insta::assert_snapshot!("reserved_without_license", office.reserve(&[]));
    let office = Office::with_license();
    insta::assert_snapshot!(
        "reserved_without_a_fact",
        office.seen(&["lease", "reserve", "examples/licenses/request.json", "--for", "8h"])
    );
    insta::assert_snapshot!("reserved", office.reserve(&["--id", "run-1"]));
    insta::assert_snapshot!("renewed", office.seen(&["lease", "renew", "run-1", "--for", "4h", "--id", "run-1-b"]));
    insta::assert_snapshot!(
        "posted",
        office.seen(&["lease", "post", "run-1", "--chip-hours", "300", "--id", "post-1"])
    );
    insta::assert_snapshot!(
        "posted_again",
        office.seen(&["lease", "post", "run-1", "--chip-hours", "300", "--id", "post-1"])
    );
    insta::assert_snapshot!(
        "posted_otherwise",
        office.seen(&["lease", "post", "run-1", "--chip-hours", "200", "--id", "post-1"])
    );
    insta::assert_snapshot!("running", office.seen(&["lease", "list"]));
    let revoke = ["license", "revoke", LICENSE, "--by", "first", "--second", "second", "--reason", "diverted"];
    insta::assert_snapshot!("revoked", office.seen(&revoke));
    insta::assert_snapshot!("told_to_stop", office.seen(&["lease", "list"]));
    insta::assert_snapshot!("reserved_when_revoked", office.reserve(&[]));
    office.done(&["lease", "confirm", "run-1"]);
    office.done(&["lease", "post", "run-1-b", "--chip-hours", "10"]);
    assert_eq!(office.json(&["lease", "list"]), Value::Array(Vec::new()));
    let license = office.json(&["license", "show", LICENSE]);
    assert_eq!(license["balance"]["reserved"]["chip_milliseconds"], "0");
}

/// Chips that are reserved are never more than are granted, however often they are asked for.
#[test]
fn a_window_is_never_overdrawn() {
    let office = Office::with_license();
    let mut reserved = 0;
    for run in 0..40 {
        // 32 chips for 24 hours: 768 of the 10,000 chip-hours of the window, and 256 chips may run at once.
        let id = format!("run-{run}");
        let reserve =
            ["lease", "reserve", "examples/licenses/request.json", "--for", "24h", "--resale", "false", "--id", &id];
        let seen = office.seen(&reserve);
        reserved += usize::from(seen.contains("reservation run-"));
        if run >= 8 {
            assert!(seen.contains("256 chips at once"), "{seen}");
        }
    }
    assert_eq!(reserved, 8);
}

#[test]
fn what_was_decided_can_be_made_again() {
    let office = Office::with_license();
    let store = office.path("register.db");
    let check = ["check", "examples/requests.jsonl", "--format", "jsonl"];
    let output = run(&office.arguments(&check, &store), "");
    let answers: Vec<Value> = text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    // The register adds where it is recorded, and what it said of licenses; the rest is what is answered without it.
    let alone = text(&run(&check, "").stdout);
    for (answer, alone) in answers.iter().zip(alone.lines()) {
        let mut answer = answer.clone();
        answer.as_object_mut().unwrap().retain(|field, _| field != "record" && field != "authorization");
        let alone: Value = serde_json::from_str(alone).unwrap();
        // A license that a request only claims is not believed where there is a register.
        if answer["id"] == "req-017" {
            assert_ne!(answer["outcome"], alone["outcome"]);
            continue;
        }
        assert_eq!(answer, alone);
    }
    insta::assert_snapshot!("replayed", office.seen(&["replay"]));
    insta::assert_snapshot!("replayed_under_another_profile", office.seen(&["replay", "--profile", "enacted"]));
    let past = ["check", "examples/licenses/request.json", "--on", "2026-01-01"];
    assert_eq!(run(&office.arguments(&past, &store), "").status.code(), Some(2));
}

#[test]
fn what_was_recorded_can_be_proven_and_moved() {
    let office = Office::with_license();
    office.reserve(&["--id", "run-1"]);
    insta::assert_snapshot!("log", office.seen(&["log", "list"]));
    let leaf = office.path("leaf");
    let receipt = office.done(&["log", "receipt", "run-1", "--leaf", &leaf]);
    assert!(receipt.starts_with("c2sp.org/tlog-proof@v1\n"));
    assert!(fs::read_to_string(&leaf).unwrap().contains(r#""id":"run-1""#));
    // What a leaf says of people is withheld from it.
    let decision = office.done(&["log", "show", "2"]);
    assert!(decision.contains(r#""name":{"withheld":"#), "{decision}");
    assert!(!decision.contains("Example Robotics"), "{decision}");
    insta::assert_snapshot!("no_record", office.seen(&["log", "receipt", "run-2"]));
    office.done(&["log", "export", &office.path("export")]);
    insta::assert_snapshot!("exported_twice", office.seen(&["log", "export", &office.path("export")]));
    insta::assert_snapshot!("checked", office.seen(&["store", "check"]));

    let (moved, other) = (office.path("moved.jsonl"), office.path("other.db"));
    let exported = office.done(&["store", "export", &moved]);
    let imported = text(&run(&["store", "import", &moved, "--store", &other], "").stdout);
    assert_eq!(exported.replace("exported", "imported"), imported);
    let (here, there) = (office.done(&["license", "list"]), run(&["license", "list", "--store", &other], ""));
    assert_eq!(here, text(&there.stdout));
    fs::write(&moved, fs::read_to_string(&moved).unwrap().replace("run-1", "run-9")).unwrap();
    let altered = run(&["store", "import", &moved, "--store", &office.path("third.db")], "");
    assert_eq!(altered.status.code(), Some(2));
}

/// What asked lists is made again with the very snapshots that it asked.
#[test]
fn a_decision_that_asked_lists_names_them() {
    let office = Office::new();
    let lists = office.path("lists");
    let list = "examples/screening/list.jsonl";
    let import = ["lists", "import", "own", list, "--format", "jsonl", "--as-of", "2026-07-31", "--lists", &lists];
    assert_eq!(run(&import, "").status.code(), Some(0));
    let customer = ["--customer", "Saltmarrow Trading House", "--country", "SG", "--instance", "aws:p5.48xlarge"];
    let check = [&["check"], &customer[..], &["--on", "2026-11-21", "--lists", &lists]].concat();
    for _ in 0..2 {
        let seen = office.json(&check);
        assert!(seen["record"]["promise"].as_str().unwrap().contains("portcullis.promise/v1"), "{seen}");
    }
    let log = office.done(&["log", "list"]);
    assert_eq!(log.matches(" lists ").count(), 1, "{log}");
    insta::assert_snapshot!("replayed_without_lists", office.seen(&["replay"]));
    insta::assert_snapshot!("replayed_with_lists", office.seen(&["replay", "--lists", &lists]));
}

/// Where two regimes require a license, both licenses are counted, or neither.
#[test]
fn two_licenses_are_counted_or_neither() {
    let office = Office::new();
    let license = fs::read_to_string(office.path("license.toml")).unwrap();
    let license = license.replace("model_training", "military_intelligence");
    let request = fs::read_to_string(root().join("examples/licenses/request.json")).unwrap();
    fs::write(office.path("request.json"), request.replace("model_training", "military_intelligence")).unwrap();
    let issue = |name: &str, regime: &str, hours: &str| {
        let terms = license.replace("PERMIT-2026-0042", name).replace("us-cloud-permission", regime);
        fs::write(office.path(name), terms.replace("chip_hours = 50000", hours)).unwrap();
        fs::rename(office.path(name), office.path("one.toml")).unwrap();
        let file = office.path("one.toml");
        office.done(&["license", "issue", &file, "--by", "first", "--second", "second", "--reason", "case"]);
    };
    let request = office.path("request.json");
    let reserve =
        ["lease", "reserve", &request, "--for", "8h", "--resale", "false", "--id", "run", "--license", "CLOUD"];
    let taken =
        |name: &str| office.json(&["license", "show", name])["balance"]["reserved"]["chip_milliseconds"].clone();

    issue("CLOUD", "us-cloud-permission", "chip_hours = 50000");
    insta::assert_snapshot!("one_of_two", office.seen(&reserve[..9]));
    // 32 chips for 8 hours take 256 chip-hours: this has less.
    issue("END-USE", "us-end-use", "chip_hours = 255");
    insta::assert_snapshot!("named_one_of_two", office.seen(&reserve));
    insta::assert_snapshot!("neither_of_two", office.seen(&reserve[..9]));
    assert_eq!((taken("CLOUD"), taken("END-USE")), ("0".into(), "0".into()));
    let suspend = ["license", "suspend", "END-USE", "--by", "first", "--reason", "too small"];
    office.done(&suspend);
    issue("END-USE-2", "us-end-use", "chip_hours = 1000");
    insta::assert_snapshot!("both", office.seen(&[&reserve[..7], &["--id", "run-2"]].concat()));
    assert_ne!(taken("CLOUD"), "0");
    let chips = |name: &str| office.json(&["license", "show", name])["running_chips"].clone();
    assert_eq!((chips("CLOUD"), chips("END-USE-2")), (32.into(), 32.into()));
}

/// A witness cosigns what grew out of what it cosigned before, and nothing else.
#[test]
fn a_witness_cosigns_and_remembers() {
    let office = Office::with_license();
    let (key, memory) = (office.path("witness.key"), office.path("memory.json"));
    let make = ["log", "make-key", "--witness", "--name", "witness.example/one", &key];
    let public = office.done(&make);
    let log = office.done(&["log", "key"]);
    let witness = ["witness", "--key", &key, "--log", log.trim(), "--memory", &memory];

    let asked = office.done(&["log", "ask-witness"]);
    let answer = run(&witness, &asked);
    assert_eq!(answer.status.code(), Some(0), "{}", text(&answer.stderr));
    fs::write(office.path("answer"), &answer.stdout).unwrap();
    let answer = office.path("answer");
    let cosigned = office.done(&["log", "cosign", "--witness", public.trim(), &answer]);
    assert!(cosigned.contains("— localhost/portcullis ") && cosigned.contains("— witness.example/one "), "{cosigned}");

    // Asked again as if it had seen nothing, it says what it saw.
    let again = run(&witness, &asked);
    assert_eq!((again.status.code(), text(&again.stdout).as_str()), (Some(1), "1\n"));
    assert!(text(&again.stderr).contains("status 409"));
    office.reserve(&[]);
    let grown = run(&witness, &office.done(&["log", "ask-witness", "--old-size", "1"]));
    assert_eq!(grown.status.code(), Some(0), "{}", text(&grown.stdout));
    // Another log of the same name.
    let other = Office::with_license();
    let strange = run(&witness, &other.done(&["log", "ask-witness"]));
    assert!(text(&strange.stderr).contains("status 403"), "{}", text(&strange.stderr));
}

#[test]
fn a_person_decides_what_the_engine_leaves_to_a_person() {
    let office = Office::with_license();
    let check = ["check", "--customer", "Example Labs", "--country", "SG", "--instance", "aws:p5.48xlarge"];
    let depends = office.json(&[&check[..], &["--on", "2026-11-21"]].concat());
    assert_eq!(depends["outcome"], "depends");
    let record = depends["record"]["id"].as_str().unwrap();
    let by_one = ["log", "override", record, "--outcome", "authorized", "--by", "first", "--reason", "papers seen"];
    insta::assert_snapshot!("overridden_by_one", office.seen(&by_one));
    insta::assert_snapshot!("overridden", office.seen(&[&by_one[..], &["--second", "second"]].concat()));
    let decided = office.json(&[&check[..], &["--parent-hq", "CN", "--on", "2026-11-21"]].concat());
    let record = decided["record"]["id"].as_str().unwrap();
    let law =
        ["log", "override", record, "--outcome", "authorized", "--by", "a", "--second", "b", "--reason", "urgent"];
    insta::assert_snapshot!("the_law_is_not_overridden", office.seen(&law));
    insta::assert_snapshot!(
        "no_decision",
        office.seen(&["log", "override", "0", "--outcome", "prohibited", "--by", "a", "--reason", "x"])
    );
}
