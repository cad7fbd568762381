//! The operator's own policies.

use cedar_policy::{Authorizer, Context, Entities, EntityUid, PolicySet};
use portcullis_authzen::Policies;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{api, certified, json};

const ENTITIES: &str = r#"[
    {"uid": {"type": "user", "id": "ada"}, "attrs": {"level": 3, "site": {"__entity": {"type": "site", "id": "north"}}}, "parents": [{"type": "team", "id": "night"}]},
    {"uid": {"type": "team", "id": "night"}, "attrs": {}, "parents": [{"type": "team", "id": "all"}]},
    {"uid": {"type": "team", "id": "all"}, "attrs": {}, "parents": []},
    {"uid": {"type": "site", "id": "north"}, "attrs": {"open": true, "keeper": {"__entity": {"type": "user", "id": "ben"}}}, "parents": []},
    {"uid": {"type": "user", "id": "ben"}, "attrs": {"level": 9}, "parents": []},
    {"uid": {"type": "door", "id": "1"}, "attrs": {}, "parents": []},
    {"uid": {"type": "Action", "id": "enter"}, "attrs": {}, "parents": []}
]"#;

fn entering(policies: &str, subject: &str, rest: &str) -> Value {
    let policies = Policies::parse(policies, ENTITIES).unwrap();
    let body =
        format!(r#"{{"subject":{subject},"action":{{"name":"enter"}},"resource":{{"type":"door","id":"1"}}{rest}}}"#);
    json(&api().evaluation(&policies, body.as_bytes()))
}

const ADA: &str = r#"{"type":"user","id":"ada"}"#;

#[test]
fn a_decision_reaches_what_it_reads() {
    for policy in [
        r#"permit (principal in team::"all", action, resource);"#,
        r#"permit (principal, action == Action::"enter", resource) when { principal.site.open && principal.site.keeper.level == 9 };"#,
        r#"permit (principal, action, resource) when { user::"ben".level == 9 && site::"north".keeper.level == 9 };"#,
    ] {
        for subject in [ADA, r#"{"type":"user","id":"ada","properties":{"hat":"green"}}"#] {
            assert_eq!(entering(policy, subject, "")["decision"], json!(true), "{policy}");
        }
    }
}

#[test]
fn what_the_request_says_wins_and_an_entity_nobody_listed_is_what_is_said_of_it() {
    let policy = "permit (principal, action, resource) when { principal.level > 5 && context.hour < 8 };";
    let at = r#","context":{"hour":7}"#;
    assert_eq!(entering(policy, ADA, at)["decision"], json!(false));
    assert_eq!(entering(policy, r#"{"type":"user","id":"ada","properties":{"level":6}}"#, at)["decision"], json!(true));
    assert_eq!(entering(policy, r#"{"type":"guest","id":"x","properties":{"level":6}}"#, at)["decision"], json!(true));
    assert_eq!(entering(policy, r#"{"type":"guest","id":"x"}"#, at)["decision"], json!(false));
}

#[test]
fn a_text_never_becomes_an_entity() {
    let policy = r#"permit (principal, action, resource) when { context.by == user::"ben" };"#;
    let context = r#","context":{"by":{"__entity":{"type":"user","id":"ben"}}}"#;
    assert_eq!(entering(policy, ADA, context)["decision"], json!(false));
}

#[test]
fn a_forbid_that_cannot_be_evaluated_forbids() {
    let policies = r#"
        permit (principal, action, resource);
        @id("curfew") forbid (principal, action, resource) when { context.hour > 22 };
    "#;
    let said = entering(policies, ADA, "");
    assert_eq!(said["decision"], json!(false));
    assert!(
        said["context"]["error"]["message"]
            .as_str()
            .unwrap()
            .starts_with("policy \"curfew\" forbids and cannot be evaluated")
    );
    assert_eq!(entering(policies, ADA, r#","context":{"hour":7}"#), json!({"decision": true}));
    assert_eq!(
        entering(policies, ADA, r#","context":{"hour":23}"#),
        json!({"decision": false, "context": {"reason_admin": {"403": "Forbidden by curfew."}}})
    );
    let broken_permit =
        "permit (principal, action, resource) when { context.hour > 22 };\npermit (principal, action, resource);";
    assert_eq!(entering(broken_permit, ADA, "")["decision"], json!(true));
}

#[test]
fn what_cedar_cannot_say_closes() {
    let table = [
        ("null", "is null"),
        ("0.5", "is 0.5"),
        ("9223372036854775808", "is 9223372036854775808"),
        (r#"{"a":1,"a":2}"#, "`a` is stated twice"),
        (r#"[1,{"b":null}]"#, "`context.odd[].b` is null"),
        (r#""\ud800""#, "`context.odd` cannot be read"),
        ("[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]", "is nested more than 16 deep"),
    ];
    for (value, problem) in table {
        let said = entering("permit (principal, action, resource);", ADA, &format!(r#","context":{{"odd":{value}}}"#));
        assert_eq!(said["decision"], json!(false), "{value}");
        let message = said["context"]["error"]["message"].as_str().unwrap();
        assert!(message.contains(problem), "{message}");
    }
    let unnameable = entering("permit (principal, action, resource);", r#"{"type":"no type","id":"x"}"#, "");
    assert_eq!(unnameable["decision"], json!(false));
}

#[test]
fn one_entity_in_two_places_is_described_once() {
    let policies =
        Policies::parse("permit (principal, action, resource) when { resource.level == 4 };", ENTITIES).unwrap();
    let ask = |subject: &str, resource: &str| {
        let body = format!(
            r#"{{"subject":{{"type":"user","id":"ada"{subject}}},"action":{{"name":"enter"}},"resource":{{"type":"user","id":"ada"{resource}}}}}"#
        );
        json(&api().evaluation(&policies, body.as_bytes()))["decision"].clone()
    };
    let four = r#","properties":{"level":4}"#;
    assert_eq!(ask("", ""), json!(false));
    assert_eq!(ask(four, ""), json!(true));
    assert_eq!(ask("", four), json!(true));
    assert_eq!(ask(four, four), json!(true));
    assert_eq!(ask(r#","properties":{"level":5}"#, four), json!(false));
}

#[test]
fn nothing_is_permitted_by_nobody() {
    let body =
        br#"{"subject":{"type":"user","id":"ada"},"action":{"name":"enter"},"resource":{"type":"door","id":"1"}}"#;
    assert_eq!(json(&api().evaluation(&Policies::default(), body))["decision"], json!(false));
}

#[test]
fn what_could_not_do_what_it_says_is_refused() {
    let policies = [
        ("permit (principal, action", "policies.cedar: "),
        (
            r#"permit (principal, action == Action::"entre", resource);"#,
            r#"a policy names Action::"entre", which entities.json does not list"#,
        ),
        (r#"permit (principal, action == House::Action::"enter", resource);"#, "which entities.json does not list"),
        ("permit (principal == ?principal, action, resource);", "is a template"),
        (r#"permit (principal, action, resource == accelerator::"H100 SXM5 80GB");"#, "is decided by the law"),
    ];
    for (text, problem) in policies {
        let error = Policies::parse(text, ENTITIES).unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
    let entities = [
        ("{}", "entities.json: "),
        (r#"[{"uid":{"type":"instance","id":"x"},"attrs":{},"parents":[]}]"#, "is decided by the law"),
        (r#"[{"uid":{"type":"user","id":"x"},"attrs":{},"parents":[],"tags":{"a":"b"}}]"#, "has the tag"),
    ];
    for (text, problem) in entities {
        let error = Policies::parse("", text).unwrap_err().to_string();
        assert!(error.contains(problem), "{error}");
    }
    let missing = Policies::load(std::path::Path::new("/nowhere")).unwrap_err().to_string();
    assert!(missing.contains("policies.cedar"), "{missing}");
}

#[test]
fn the_example_folder_loads() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/authzen/policies");
    Policies::load(&folder).unwrap();
    certified();
}

/// Entities of three types with parents and references, at random: `n0`, `n1`, ... An entity has only later ones for parents.
fn entities() -> impl Strategy<Value = Value> {
    let entity = (0..7_usize, 0..7_usize, 0..7_usize, 0..3_i64);
    proptest::collection::vec(entity, 1..7).prop_map(|drawn| {
        let name = |place: usize| json!({"type": "node", "id": format!("n{place}")});
        let nodes = drawn.iter().enumerate().map(|(place, (next, other, parent, value))| {
            let parents = if *parent > place { vec![name(*parent)] } else { vec![] };
            json!({
                "uid": name(place),
                "attrs": {"next": {"__entity": name(*next)}, "others": {"all": [{"__entity": name(*other)}]}, "value": value},
                "parents": parents,
            })
        });
        nodes.chain([json!({"uid": {"type": "Action", "id": "go"}, "attrs": {}, "parents": []})]).collect()
    })
}

proptest! {
    /// What is left out of a decision's entities would not have changed it.
    #[test]
    fn a_decision_reads_no_less_than_all_entities(
        entities in entities(),
        picked in proptest::sample::subsequence(vec![
            "permit (principal, action, resource) when { principal.next.next.value == 1 };",
            "permit (principal, action, resource) when { principal.next.next.next.next.value < 2 };",
            "permit (principal, action, resource) when { resource.next in principal };",
            "permit (principal in node::\"n5\", action == Action::\"go\", resource);",
            "permit (principal, action, resource) when { node::\"n2\".next.value == resource.value };",
            "permit (principal, action, resource) when { principal.others.all.contains(resource) && resource.next.next.next.value == 2 };",
            "forbid (principal, action, resource) when { principal.next.value == 0 };",
            "forbid (principal in node::\"n4\", action, resource) when { node::\"n3\".next.next.value == 0 };",
        ], 0..7),
        subject in 0..8_usize,
        resource in 0..8_usize,
        said in any::<bool>(),
    ) {
        let text = picked.join("\n");
        let policies = Policies::parse(&text, &entities.to_string()).unwrap();
        let properties = if said { r#","properties":{"said":true}"# } else { "" };
        let body = format!(
            r#"{{"subject":{{"type":"node","id":"n{subject}"}},"action":{{"name":"go"}},"resource":{{"type":"node","id":"n{resource}"{properties}}}}}"#
        );
        let decided = json(&api().evaluation(&policies, body.as_bytes()))["decision"] == json!(true);

        let all = Entities::from_json_value(entities, None).unwrap();
        let policies: PolicySet = text.parse().unwrap();
        let uid = |text: String| text.parse::<EntityUid>().unwrap();
        let request = cedar_policy::Request::new(
            uid(format!("node::\"n{subject}\"")), uid("Action::\"go\"".to_owned()), uid(format!("node::\"n{resource}\"")), Context::empty(), None,
        ).unwrap();
        let response = Authorizer::new().is_authorized(&request, &policies, &all);
        let forbid_failed = response.diagnostics().errors().any(|error| {
            let cedar_policy::AuthorizationError::PolicyEvaluationError(error) = error;
            policies.policy(error.policy_id()).unwrap().effect() == cedar_policy::Effect::Forbid
        });
        prop_assert_eq!(decided, response.decision() == cedar_policy::Decision::Allow && !forbid_failed);
    }
}
