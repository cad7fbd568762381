//! A determination that looks its parties up in the lists.

use crate::common::{run, seen};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

/// A folder with the made-up list imported.
pub struct Desk(pub TempDir);

impl Desk {
    pub fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let import = ["lists", "import", "made-up", "examples/screening/list.jsonl", "--as-of", "2024-03-01"];
        assert_eq!(run(&[&import[..], &["--lists", &desk.lists()]].concat(), "").status.code(), Some(0));
        desk
    }

    pub fn lists(&self) -> String {
        self.0.path().join("lists").display().to_string()
    }

    pub fn rental(name: &str, party: &str) -> String {
        format!(
            r#"{{"kind":"provide_compute","on":"2026-06-01","item":{{"accelerator":"H100 SXM5 80GB"}},"site":"US",
               "parties":[{{"role":"customer","name":"{name}","country":"AE","headquarters":"AE",
               "ultimate_parent":"self"{party}}}]}}"#
        )
    }

    pub fn write(&self, request: &str) -> String {
        let file = self.0.path().join("request.json");
        fs::write(&file, request).unwrap();
        file.display().to_string()
    }

    fn check(&self, request: &str, more: &[&str]) -> String {
        let (file, lists) = (self.write(request), self.lists());
        seen(&[&["check", &file, "--lists", &lists], more].concat(), "")
            .replace(&self.0.path().display().to_string(), "DESK")
    }

    pub fn answer(&self, request: &str, more: &[&str]) -> Value {
        let (file, lists) = (self.write(request), self.lists());
        let output = run(&[&["check", &file, "--lists", &lists, "--format", "json"], more].concat(), "");
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

#[test]
fn a_listed_party_closes_the_gate_and_says_where_it_is_listed() {
    let desk = Desk::new();
    insta::assert_snapshot!("listed", desk.check(&Desk::rental("Saltmarrow Trading House", ""), &[]));
    let answer = desk.answer(&Desk::rental("Saltmarrow Trading House", ""), &[]);
    assert_eq!(answer["outcome"], "prohibited");
    assert_eq!(answer["screening"][0]["hits"][0]["code"], "sdn");
    let reasons = answer["screening"][0]["hits"][0]["reasons"].as_array().unwrap();
    assert!(reasons.iter().any(|reason| reason.as_str().unwrap().contains("sdn")), "{reasons:?}");
    assert_eq!(answer["versions"]["lists"][0]["source"], "made-up");
    assert_eq!(answer["versions"]["lists"][0]["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn a_near_name_depends_on_a_person() {
    let desk = Desk::new();
    let near = Desk::rental("Saltmarrow Shipping House", "");
    insta::assert_snapshot!("possible", desk.check(&near, &[]));
    let answer = desk.answer(&near, &[]);
    assert_eq!((&answer["outcome"], &answer["missing"][0]), (&"depends".into(), &"parties[0].lists".into()));
}

#[test]
fn other_names_are_clear_and_that_is_no_assumption() {
    let desk = Desk::new();
    let answer = desk.answer(&Desk::rental("Ordinary Bakery", ""), &[]);
    assert_eq!(answer["screening"][0]["finding"], "clear");
    let assumptions = answer["assumptions"].as_array().unwrap();
    assert!(!assumptions.iter().any(|text| text.as_str().unwrap().starts_with("lists not given")), "{assumptions:?}");
}

#[test]
fn a_name_that_cannot_be_screened_is_not_clear() {
    let desk = Desk::new();
    let answer = desk.answer(&Desk::rental("---", ""), &[]);
    assert_eq!((&answer["outcome"], &answer["screening"][0]["finding"]), (&"depends".into(), &"unscreenable".into()));
}

#[test]
fn what_the_request_says_of_lists_is_not_overruled() {
    let desk = Desk::new();
    let stated = desk.answer(&Desk::rental("Saltmarrow Trading House", r#","lists":[]"#), &[]);
    assert!(stated.get("screening").is_none() && stated["outcome"] != "prohibited", "{stated}");
    let unknown = desk.answer(&Desk::rental("Saltmarrow Trading House", r#","lists":null"#), &[]);
    assert_eq!(unknown["outcome"], "prohibited", "not screened before: looked up now");
}

#[test]
fn owners_are_looked_up_too() {
    let desk = Desk::new();
    let owner = r#","owners":[{"name":"Saltmarrow Trading House FZE","percent":"50"}]"#;
    let answer = desk.answer(&Desk::rental("Ordinary Bakery", owner), &[]);
    assert_eq!(answer["screening"][1]["party"], "parties[0].owners[0]");
    assert_eq!(answer["outcome"], "prohibited");
    let less = desk.answer(&Desk::rental("Ordinary Bakery", &owner.replace("50", "49.99")), &[]);
    assert_ne!(less["outcome"], "prohibited");
}

#[test]
fn a_resolution_of_two_people_opens_what_a_name_closed() {
    let desk = Desk::new();
    let file = desk.0.path().join("resolutions.jsonl").display().to_string();
    let resolve = [
        "resolve",
        "--name",
        "Saltmarrow Shipping House",
        "--country",
        "AE",
        "--entry",
        "made-4",
        "--list",
        "SDN",
        "--because",
        "a carrier founded in 1931",
        "--evidence",
        "register extract 12",
        "--author",
        "Ann Example",
        "--second",
        "Ben Sample",
        "--on",
        "2026-05-01",
        "--until",
        "2026-12-31",
        "--resolutions",
        &file,
        "--lists",
    ];
    assert_eq!(run(&[&resolve[..], &[&desk.lists()]].concat(), "").status.code(), Some(0));
    let near = Desk::rental("Saltmarrow Shipping House", "");
    assert_ne!(desk.answer(&near, &["--resolutions", &file])["outcome"], "depends");
    insta::assert_snapshot!("resolved", desk.check(&near, &["--resolutions", &file]));
    let later = near.replace("2026-06-01", "2027-01-01");
    assert_eq!(desk.answer(&later, &["--resolutions", &file])["outcome"], "depends", "its last day is past");
}

#[test]
fn a_batch_looks_names_up_as_one_request_does() {
    let desk = Desk::new();
    let requests = ["Saltmarrow Trading House", "Saltmarrow Shipping House", "Ordinary Bakery", "---"]
        .map(|name| Desk::rental(name, "").replace('\n', " "));
    let lists = desk.lists();
    let output = run(&["check", "-", "--format", "jsonl", "--lists", &lists], &requests.join("\n"));
    let batch: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let single: Vec<Value> = requests.iter().map(|request| desk.answer(request, &[])).collect();
    assert_eq!(batch, single);
}

#[test]
fn a_change_of_a_list_touches_those_it_finds_otherwise_and_no_others() {
    let desk = Desk::new();
    let list = fs::read_to_string(crate::common::root().join("examples/screening/list.jsonl")).unwrap();
    let changed = desk.0.path().join("changed.jsonl").display().to_string();
    let added = r#"{"id":"made-7","source":"EL","name":"Ordinary Bakery and Sons Ltd","aliases":[]}"#;
    fs::write(&changed, format!("{list}{added}\n")).unwrap();
    let import = ["lists", "import", "made-up", &changed, "--as-of", "2024-04-01", "--lists", &desk.lists()];
    assert_eq!(run(&import, "").status.code(), Some(0));
    let line = |name: &str| Desk::rental(name, "").replace('\n', " ");
    let (bakery, other) = (line("Ordinary Bakery & Sons"), line("Saltmarrow Trading House"));
    let file = desk.write(&format!("{other}\n{bakery}\n"));
    let output = run(&["lists", "touched", &file, "--lists", &desk.lists()], "");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("{bakery}\n"));
    assert!(String::from_utf8(output.stderr).unwrap().contains("1 of 2 requests"));
}

/// An export of goods that no provision names, so that the party alone decides.
fn export(name: &str, more: &str) -> String {
    format!(
        r#"{{"kind":"export","on":"2026-06-01","item":{{"goods":"other"}},"from":"US","to":"DE",
           "parties":[{{"role":"ultimate_consignee","name":"{name}","country":"DE"{more}}}]}}"#
    )
}

#[test]
fn the_entry_of_a_party_makes_the_review_policy_stricter_and_never_looser() {
    let desk = Desk::new();
    let denied = export("Velmora Photonics Technology Co., Ltd.", "");
    insta::assert_snapshot!("entry_policy", desk.check(&denied, &[]));
    let answer = desk.answer(&denied, &[]);
    assert_eq!(
        (&answer["outcome"], &answer["review_policy"]),
        (&"license_required".into(), &"presumption_of_denial".into())
    );
    let reason = &answer["reasons"][0];
    assert_eq!(
        (&reason["provision"], &reason["review_policy"]),
        (&"us-parties-entity-list".into(), &answer["review_policy"])
    );
    let because = reason["because"][0].as_str().unwrap();
    assert!(because.contains("entry made-1") && because.contains("Presumption of denial (99 FR 10001)"), "{because}");
    // Another entry of the same list leaves the policy as the law has it, though the facts are the same.
    let milder = desk.answer(&export("Quellbach Prazisionsmaschinen GmbH", ""), &[]);
    assert_eq!((&milder["review_policy"], milder["reasons"][0].get("because")), (&"case_by_case".into(), None));
    // What the request states was not looked up: there is no entry.
    let stated = desk.answer(&export("Velmora Photonics Technology Co., Ltd.", r#","lists":"entity_list""#), &[]);
    assert_eq!(stated["review_policy"], "case_by_case");
    // In one batch the first answer is not given again for the second.
    let lines = [export("Quellbach Prazisionsmaschinen GmbH", ""), denied, stated_line()];
    let input = lines.map(|line| line.replace('\n', " ")).join("\n");
    let output = run(&["check", "-", "--format", "jsonl", "--threads", "1", "--lists", &desk.lists()], &input);
    let policies: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["review_policy"].clone())
        .collect();
    assert_eq!(policies, ["case_by_case", "presumption_of_denial", "case_by_case"]);
}

fn stated_line() -> String {
    export("Velmora Photonics Technology Co., Ltd.", r#","lists":"entity_list""#)
}

#[test]
fn words_of_an_entry_that_mean_several_policies_stay_words() {
    let desk = Desk::new();
    let entry = |id: &str, list: &str, name: &str, policy: &str| {
        format!(r#"{{"id":"{id}","source":"{list}","name":"{name}","aliases":[],"license_policy":"{policy}"}}"#)
    };
    let lines = [
        entry("p-1", "EL", "Fenwold Marine Ltd", "Policy of denial. See § 746.8(b)"),
        entry(
            "p-2",
            "EL",
            "Brackwater Optics Ltd",
            "Policy of denial apart from food, which is reviewed case-by-case.",
        ),
        entry("p-3", "MEU", "Ostrava Relays Ltd", "Case-by-case review."),
    ];
    let file = desk.0.path().join("policies.jsonl").display().to_string();
    fs::write(&file, lines.join("\n")).unwrap();
    let import = ["lists", "import", "policies", &file, "--as-of", "2024-03-01", "--lists", &desk.lists()];
    assert_eq!(run(&import, "").status.code(), Some(0));
    let policy = |name: &str| desk.answer(&export(name, ""), &[])["review_policy"].clone();
    assert_eq!(policy("Fenwold Marine Ltd"), "presumption_of_denial");
    assert_eq!(policy("Brackwater Optics Ltd"), "case_by_case");
    assert_eq!(policy("Ostrava Relays Ltd"), "presumption_of_denial", "an entry never loosens");
}

#[test]
fn a_number_of_the_request_finds_an_entry_that_the_name_does_not() {
    let desk = Desk::new();
    let rental = |more: &str| desk.answer(&Desk::rental("Ordinary Bakery", more), &[])["outcome"].clone();
    assert_ne!(rental(""), "prohibited");
    assert_eq!(rental(r#","identifiers":["AE-7741093"]"#), "prohibited");
}
