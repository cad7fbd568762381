//! A determination that asks an ownership graph who stands behind its parties.

use crate::common::{run, seen};
use serde_json::{Value, json};
use std::fs;
use tempfile::TempDir;

const FILES: [&str; 3] =
    ["examples/ownership/parties.csv", "examples/ownership/interests.csv", "examples/ownership/statements.bods.json"];

/// A folder with the made-up list of owners imported.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let import = ["lists", "import", "made-up", "examples/ownership/listed.jsonl", "--as-of", "2024-03-01"];
        assert_eq!(run(&[&import[..], &["--lists", &desk.path("lists")]].concat(), "").status.code(), Some(0));
        desk
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn arguments(&self, request: &Value, graph: &[&str], more: &[&str]) -> Vec<String> {
        let file = self.write("request.json", &request.to_string());
        let graph = graph.iter().flat_map(|file| ["--ownership", file]);
        let all = ["check", &file].into_iter().chain(graph).chain(more.iter().copied());
        all.map(str::to_owned).collect()
    }

    fn answer(&self, request: &Value, graph: &[&str]) -> Value {
        let lists = self.path("lists");
        let arguments = self.arguments(request, graph, &["--format", "json", "--lists", &lists]);
        let output = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), "");
        assert!(!output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn seen(&self, request: &Value, graph: &[&str], more: &[&str]) -> String {
        let lists = self.path("lists");
        let arguments = self.arguments(request, graph, &[&["--lists", &lists], more].concat());
        seen(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), "").replace(&self.path(""), "DESK/")
    }
}

/// An export of goods that no provision names, so that only the parties decide.
fn export(on: &str, party: Value) -> Value {
    let party = with(json!({"role": "ultimate_consignee", "country": "MY"}), party);
    json!({
        "kind": "export", "on": on, "item": {"goods": "other"}, "from": "US", "to": "MY", "parties": [party],
    })
}

/// An object with the fields of another.
fn with(mut object: Value, more: Value) -> Value {
    object.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    object
}

fn named(name: &str) -> Value {
    json!({ "name": name })
}

const RULE: &str = "2025-10-15";

#[test]
fn listed_owners_and_a_parent_are_found_with_the_path_that_proves_it() {
    let desk = Desk::new();
    let chip = |name: &str| with(export(RULE, named(name)), json!({"item": {"accelerator": "H100 SXM5 80GB"}}));
    insta::assert_snapshot!("held", desk.seen(&chip("Harborlight Compute Pte Ltd"), &FILES, &[]));
    let kestrel = export(RULE, named("Kestrel Ridge Electronics"));
    assert_eq!(desk.answer(&kestrel, &FILES)["outcome"], "depends", "not its whole name");
    let kestrel = export(RULE, named("KESTREL RIDGE ELECTRONICS CO"));
    insta::assert_snapshot!("held_affiliate", desk.seen(&kestrel, &FILES, &[]));
    let answer = desk.answer(&kestrel, &FILES);
    assert_eq!(
        (&answer["outcome"], &answer["review_policy"]),
        (&json!("license_required"), &json!("presumption_of_denial"))
    );
    let because = answer["reasons"][0]["because"].as_array().unwrap();
    assert_eq!(answer["reasons"][0]["provision"], "us-parties-affiliates-entity-list");
    let path = because[0].as_str().unwrap();
    assert!(path.contains("62% by Quarrygate Industrial Group (listed: EL entry own-1"), "{path}");
    assert!(path.contains("[interests.csv kr-3]"), "{path}");
    assert_eq!(answer["ownership"][0]["parties"][0]["id"], "kestrel");
    let documents = answer["versions"]["ownership"].as_array().unwrap();
    assert!(documents.len() == 3 && documents.iter().all(|one| one["sha256"].as_str().unwrap().len() == 64));
}

#[test]
fn a_blocked_owner_of_half_bars_its_company_on_the_day_and_not_before() {
    let desk = Desk::new();
    let rental = |on: &str| {
        json!({
            "kind": "provide_compute", "on": on, "item": {"accelerator": "H100 SXM5 80GB"}, "site": "DE",
            "parties": [{"role": "customer", "name": "Saltmarsh Logistics GmbH", "country": "DE"}],
        })
    };
    insta::assert_snapshot!("held_by_blocked", desk.seen(&rental("2026-11-21"), &FILES, &[]));
    assert_eq!(desk.answer(&rental("2026-11-21"), &FILES)["outcome"], "prohibited");
    let before = desk.answer(&rental("2017-12-31"), &FILES);
    assert_eq!((&before["outcome"], &before["missing"][0]), (&json!("depends"), &json!("parties[0].owners")));
}

#[test]
fn who_is_not_in_the_graph_or_there_twice_never_opens_the_gate() {
    let desk = Desk::new();
    let twins = desk.write("twins.csv", "id,name,headquarters\nt1,Twin Ltd,SG\nt2,TWIN LTD.,SG\nalone,Alone Ltd,SG\n");
    let owners = desk.write("owners.csv", "owner,owned,percent\nfounder,t1,100\nfounder,t2,100\nfounder,alone,100\n");
    let founder = desk.write("founder.csv", "id,name,headquarters\nfounder,Plain Founders Ltd,SG\n");
    let graph = [twins.as_str(), &owners, &founder];
    let outcome = |party: Value| desk.answer(&export(RULE, party), &graph);
    assert_eq!(outcome(named("Alone Ltd"))["outcome"], "not_required");
    for party in [named("Twin Ltd"), named("Nobody Ltd"), json!({})] {
        let answer = outcome(party.clone());
        assert_eq!(
            (&answer["outcome"], &answer["missing"]),
            (&json!("depends"), &json!(["parties[0].owners"])),
            "{party}"
        );
    }
    assert_eq!(outcome(named("---"))["outcome"], "depends");
    insta::assert_snapshot!("ambiguous", desk.seen(&export(RULE, named("Twin Ltd")), &graph, &[]));
    insta::assert_snapshot!("not_in_graph", desk.seen(&export(RULE, named("Nobody Ltd")), &graph, &[]));
    let by_id = |number: &str| outcome(json!({"name": "Twin Ltd", "identifiers": number}));
    assert_eq!(by_id("t2")["outcome"], "not_required", "an id says which one");
    assert_eq!(by_id("t2")["ownership"][0]["found"], "by_identifier");
    assert_eq!(by_id("t9")["outcome"], "depends", "a number that the graph does not have is not passed over");
    let two = outcome(json!({"name": "Twin Ltd", "identifiers": ["t1", "t2"]}));
    assert_eq!((&two["outcome"], &two["ownership"][0]["found"]), (&json!("depends"), &json!("several")));
}

#[test]
fn what_a_request_states_is_not_overruled() {
    let desk = Desk::new();
    let kestrel = |more: Value| {
        let party = with(named("Kestrel Ridge Electronics Co."), more);
        desk.answer(&export(RULE, party), &FILES)
    };
    assert_eq!(kestrel(json!({}))["outcome"], "license_required");
    assert_eq!(kestrel(json!({"owners": null}))["outcome"], "license_required", "not known before: asked now");
    let stated = json!({"owners": [], "headquarters": "SG", "ultimate_parent": "self"});
    let answer = kestrel(stated);
    assert!(answer["outcome"] == "not_required" && answer.get("ownership").is_none(), "{answer}");
    let owners = kestrel(json!({"owners": []}));
    assert_eq!(
        (&owners["outcome"], &owners["ownership"][0]["takes"]),
        (&json!("not_required"), &json!(["headquarters", "ultimate_parent"]))
    );
}

#[test]
fn a_parent_that_the_request_names_is_not_exchanged_for_another() {
    let desk = Desk::new();
    let rental = |parent: Value| {
        json!({
            "kind": "provide_compute", "on": "2026-11-09", "item": {"accelerator": "H100 SXM5 80GB"}, "site": "US",
            "parties": [{"role": "customer", "name": "Harborlight Compute Pte. Ltd.", "country": "SG",
                         "ultimate_parent": parent}],
        })
    };
    assert_eq!(
        desk.answer(&rental(json!({"name": "Quarrygate Industrial Group"})), &FILES)["outcome"],
        "license_required"
    );
    let other = desk.answer(&rental(json!({"name": "Somebody Else"})), &FILES);
    assert_eq!(
        (&other["outcome"], &other["missing"]),
        (&json!("depends"), &json!(["parties[0].ultimate_parent.headquarters"]))
    );
}

#[test]
fn shares_of_several_lists_add_up_for_the_affiliates_rule_and_for_no_other() {
    let desk = Desk::new();
    let parties = desk.write(
        "parties.csv",
        "id,name\np,Joint Venture Ltd\nm,Middle Ltd\nq,Quarrygate Industrial Group\nt,Thornwick AG\no,Ordinary Ltd\n",
    );
    // A quarter each makes a half of the one between, and of the company below it.
    let interests = desk.write("interests.csv", "owner,owned,percent\nq,m,25\nt,m,25\no,m,50\nm,p,60\no,p,40\n");
    let answer = desk.answer(&export(RULE, named("Joint Venture Ltd")), &[&parties, &interests]);
    let fired: Vec<&str> =
        answer["reasons"].as_array().unwrap().iter().map(|reason| reason["provision"].as_str().unwrap()).collect();
    assert!(
        fired.contains(&"us-parties-affiliates-entity-list") && fired.contains(&"us-parties-affiliates-sdn"),
        "{fired:?}"
    );
    assert!(!fired.contains(&"us-parties-sdn-owned"), "a quarter of blocked persons blocks nobody: {fired:?}");
    assert_eq!(answer["outcome"], "license_required");
    // With a half the blocked owner alone bars it.
    let interests = desk.write("interests.csv", "owner,owned,percent\nq,m,25\nt,m,50\no,m,25\nm,p,60\no,p,40\n");
    assert_eq!(
        desk.answer(&export(RULE, named("Joint Venture Ltd")), &[&parties, &interests])["outcome"],
        "prohibited"
    );
}

#[test]
fn owners_of_whom_too_little_is_known_are_possible_and_not_passed_over() {
    let desk = Desk::new();
    let outcome = |parties: &str, interests: &str| {
        let (parties, interests) = (desk.write("parties.csv", parties), desk.write("interests.csv", interests));
        desk.answer(&export("2026-06-01", named("Made Ltd")), &[&parties, &interests])["outcome"].clone()
    };
    let interests = "owner,owned,percent\no,p,60\nx,p,40\n";
    let with = |owner: &str| format!("id,name,unidentified\np,Made Ltd,\nx,Plain Founders Ltd,\no,{owner}\n");
    assert_eq!(outcome(&with("Ordinary Holding,"), interests), "not_required");
    assert_eq!(outcome(&with("Thornwick Logistik AG,"), interests), "depends", "a near name");
    assert_eq!(outcome(&with(",yes"), interests), "depends", "somebody who is not identified");
    assert_eq!(outcome(&with(","), interests), "depends", "somebody without a name");
    assert_eq!(outcome(&with("THORNWICK AG,"), interests), "prohibited");
    // Who controls it is stated, and nobody who owns it.
    let controlled = "owner,owned,nature\nx,p,consolidation\n";
    assert_eq!(outcome(&with("Ordinary Holding,"), controlled), "depends");
}

#[test]
fn what_the_graph_calls_a_party_is_looked_up_too() {
    let desk = Desk::new();
    let party = json!({"name": "Harmless Trading", "identifiers": "thornwick", "owners": []});
    let answer = desk.answer(&export("2026-06-01", party), &FILES);
    assert_eq!((&answer["outcome"], &answer["screening"][1]["name"]), (&json!("prohibited"), &json!("Thornwick AG")));
}

#[test]
fn a_graph_that_cannot_be_read_decides_nothing() {
    let desk = Desk::new();
    let request = export(RULE, named("Alone Ltd"));
    let missing = desk.path("missing.csv");
    let broken = desk.write("broken.json", "[{\"statementId\": \"x\"");
    let other = desk.write("other.csv", "color,size\nred,3\n");
    let empty = desk.write("empty.csv", "id,name\n");
    for file in [&missing, &broken, &other, &empty] {
        let shown = desk.seen(&request, &[file], &[]);
        assert!(shown.starts_with("exit status 2\n--- answers\n--- messages\n"), "{shown}");
    }
    insta::assert_snapshot!("graph_not_read", desk.seen(&request, &[&missing], &[]));
    insta::assert_snapshot!("graph_without_parties", desk.seen(&request, &[&empty], &[]));
}

#[test]
fn without_lists_the_answer_says_that_nobody_looked() {
    let desk = Desk::new();
    let arguments =
        desk.arguments(&export(RULE, named("Kestrel Ridge Electronics Co.")), &FILES, &["--format", "json"]);
    let output = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), "");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let assumptions = answer["assumptions"].to_string();
    assert!(assumptions.contains("lists not given") && !assumptions.contains("owners not given"), "{assumptions}");
    assert_eq!(answer["ownership"][0]["parent_headquarters"], "CN");
}

#[test]
fn a_batch_asks_the_graph_as_one_request_does() {
    let desk = Desk::new();
    let names = ["Kestrel Ridge Electronics Co.", "Saltmarsh Logistics GmbH", "Nobody Ltd", "Foxglove Pension Fund"];
    let requests: Vec<Value> = names.iter().cycle().take(24).map(|name| export(RULE, named(name))).collect();
    let file = desk.write("requests.jsonl", &requests.iter().map(|one| format!("{one}\n")).collect::<String>());
    let lists = desk.path("lists");
    let graph: Vec<&str> = FILES.iter().flat_map(|file| ["--ownership", file]).collect();
    let arguments = [&["check", &file, "--format", "jsonl", "--lists", &lists][..], &graph].concat();
    let output = run(&arguments, "");
    let batch: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let single: Vec<Value> = requests.iter().map(|request| desk.answer(request, &FILES)).collect();
    assert_eq!(batch, single);
}

#[test]
fn a_change_of_the_graph_touches_those_it_finds_otherwise_and_no_others() {
    let desk = Desk::new();
    let [parties, interests, _] = FILES.map(|file| fs::read_to_string(crate::common::root().join(file)).unwrap());
    let names = ["Harborlight Compute Pte. Ltd.", "Saltmarsh Logistics GmbH", "Foxglove Pension Fund", "Nobody Ltd"];
    let mut lines: Vec<String> = names.iter().map(|name| export(RULE, named(name)).to_string()).collect();
    let stated = json!({"name": names[1], "owners": [], "headquarters": "DE", "ultimate_parent": "self"});
    lines.push(export(RULE, stated).to_string());
    let requests = desk.write("requests.jsonl", &lines.iter().map(|line| format!("{line}\n")).collect::<String>());
    let (old_parties, old) = (desk.write("parties.csv", &parties), desk.write("interests.csv", &interests));
    let touched = |new_parties: &str, new: &str| {
        let files = (desk.write("parties-new.csv", new_parties), desk.write("interests-new.csv", new));
        let lists = desk.path("lists");
        let arguments = [
            "owners",
            "touched",
            &requests,
            "--graph",
            &files.0,
            &files.1,
            "--since",
            &old_parties,
            &old,
            "--lists",
            &lists,
        ];
        let output = run(&arguments, "");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let found = String::from_utf8(output.stdout).unwrap();
        let found: Vec<usize> =
            found.lines().map(|line| lines.iter().position(|known| known == line).unwrap()).collect();
        (found, String::from_utf8(output.stderr).unwrap())
    };
    // The same statements in other files change nothing.
    let (none, told) = touched(&parties, &interests);
    assert!(none.is_empty() && told.contains("0 of 5 requests"), "{told}");
    // A share far above a party touches it; who states its owners is not touched, nor who stands elsewhere.
    let (found, told) = touched(
        &parties,
        &interests.replace("thornwick,brackenfell,ownership,60", "thornwick,brackenfell,ownership,40"),
    );
    assert_eq!(found, [1]);
    assert!(told.contains("interests: 1 added, 1 removed") && told.contains("1 of 5 requests"), "{told}");
    // So do a name by which an owner is looked up, a seat, and a party that was not there before.
    assert_eq!(touched(&parties.replace("Thornwick AG", "Thistle AG"), &interests).0, [1]);
    assert_eq!(
        touched(
            &parties
                .replace("Quarrygate Industrial Group,organization,CN", "Quarrygate Industrial Group,organization,SG"),
            &interests
        )
        .0,
        [0]
    );
    assert_eq!(touched(&format!("{parties}nobody,Nobody Ltd,organization,SG,SG,,\n"), &interests).0, [3]);
    // What is said of days that no request is about does not.
    assert_eq!(touched(&parties, &format!("{interests}thornwick,foxglove,ownership,60,2026-01-01,,,\n")).0, [0; 0]);
}

#[test]
fn a_request_that_cannot_be_read_is_passed_on() {
    let desk = Desk::new();
    let requests = desk.write("requests.jsonl", "{\"kind\":\n");
    insta::assert_snapshot!("help_owners_touched", seen(&["owners", "touched", "--help"], ""));
    let shown = seen(&["owners", "touched", &requests, "--graph", FILES[0], FILES[1], "--since", FILES[0]], "");
    insta::assert_snapshot!("touched_bad_line", shown.replace(&desk.path(""), "DESK/"));
}

#[test]
fn a_change_of_a_list_touches_the_companies_of_an_owner_too() {
    let desk = Desk::new();
    let list = fs::read_to_string(crate::common::root().join("examples/ownership/listed.jsonl")).unwrap();
    // The owner above one company comes off its list, and the entry of another's owner states another policy.
    let changed =
        list.replace("THORNWICK AG", "THIMBLE RIVER AG").replace("Presumption of denial", "Case-by-case review");
    let changed = desk.write("changed.jsonl", &changed);
    let lists = desk.path("lists");
    let import = ["lists", "import", "made-up", &changed, "--as-of", "2024-04-01", "--force", "--lists", &lists];
    assert_eq!(run(&import, "").status.code(), Some(0));
    let names = ["Saltmarsh Logistics GmbH", "Foxglove Pension Fund", "Kestrel Ridge Electronics Co."];
    let lines = names.map(|name| export(RULE, named(name)).to_string());
    let requests = desk.write("requests.jsonl", &lines.join("\n"));
    let graph: Vec<&str> = FILES.iter().flat_map(|file| ["--ownership", file]).collect();
    let touched = |graph: &[&str]| {
        let output = run(&[&["lists", "touched", &requests, "--lists", &lists][..], graph].concat(), "");
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(touched(&graph), format!("{}\n{}\n", lines[0], lines[2]));
    assert_eq!(touched(&[]), "", "without a graph nobody knows who owns them");
}
