//! The published certification scenario for the Authorization API 1.0, request by request, in its order. Transport is the server's.

use portcullis_authzen::{Answer, Metadata, What};
use serde_json::{Value, json};

use crate::{api, certified, json, sentence};

const ALICE: &str = r#"{"type":"user","id":"alice"}"#;
const BOB: &str = r#"{"type":"user","id":"bob"}"#;
const ADMINISTRATOR: &str = r#"{"type":"user","id":"bob","properties":{"role":"admin"}}"#;
const ACTIVE: &str = r#"{"type":"record","id":"record-1"}"#;
const ARCHIVED: &str = r#"{"type":"record","id":"record-2","properties":{"status":"archived"}}"#;
const CONTEXT: &str = r#"{"time":"2025-06-27T18:03-07:00","ip":"192.168.1.1"}"#;

fn evaluation(body: &str) -> Answer {
    api().evaluation(&certified(), body.as_bytes())
}

fn evaluations(body: &str) -> Answer {
    api().evaluations(&certified(), body.as_bytes())
}

fn search(what: What, body: &str) -> Answer {
    api().search(&certified(), what, body.as_bytes())
}

fn asked(subject: &str, action: &str, resource: &str) -> String {
    format!(r#"{{"subject":{subject},"action":{action},"resource":{resource}}}"#)
}

#[test]
fn basic() {
    let soft = |soft: bool| format!(r#"{{"name":"delete","properties":{{"soft":{soft}}}}}"#);
    let (read, write) = (r#"{"name":"read"}"#, r#"{"name":"write"}"#);
    let mut with_context = asked(ALICE, read, ACTIVE);
    with_context.insert_str(1, &format!(r#""context":{CONTEXT},"#));
    let mut with_unknown_fields = asked(ALICE, read, ACTIVE);
    with_unknown_fields.insert_str(1, r#""foo":"bar","futureField":{"nested":true},"#);
    let additional = asked(
        r#"{"type":"user","id":"alice","properties":{"department":"Sales","role":"manager"}}"#,
        r#"{"name":"read","properties":{"method":"GET"}}"#,
        r#"{"type":"record","id":"record-1","properties":{"status":"active","owner":"bob"}}"#,
    );
    let table = [
        ("rule 1", asked(ALICE, read, ACTIVE), true),
        ("rule 2", asked(ALICE, write, ACTIVE), true),
        ("rule 3", asked(BOB, read, ACTIVE), true),
        ("rule 4", asked(BOB, write, ACTIVE), false),
        ("context", with_context, true),
        ("rule 5", asked(ALICE, write, ARCHIVED), false),
        ("rule 6", asked(ADMINISTRATOR, write, ARCHIVED), true),
        ("rule 7", asked(ALICE, &soft(true), ACTIVE), true),
        ("rule 8", asked(ALICE, &soft(false), ACTIVE), false),
        ("additional properties", additional, true),
        ("unknown fields", with_unknown_fields, true),
        // The rules are about properties, whoever has them.
        ("rule 5, of any record", asked(ALICE, write, &ARCHIVED.replace("record-2", "record-1")), false),
        ("rule 6, of anybody", asked(&ADMINISTRATOR.replace("bob", "carol"), write, ARCHIVED), true),
    ];
    for (name, body, decision) in table {
        // Asked again, the same.
        for _ in 0..2 {
            let said = json(&evaluation(&body));
            assert_eq!(said["decision"], json!(decision), "{name}: {body}: {said}");
            assert!(said.get("context").is_none_or(Value::is_object));
        }
    }
    assert_eq!(evaluation(&asked(ALICE, read, ACTIVE)).body, br#"{"decision":true}"#);
}

#[test]
fn basic_errors() {
    let table = [
        (r#"{"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#, "`subject` is missing"),
        (
            r#"{"subject":{"type":"user","id":"alice"},"resource":{"type":"record","id":"record-1"}}"#,
            "`action` is missing",
        ),
        (r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"}}"#, "`resource` is missing"),
        (
            r#"{"subject":{"id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#,
            "`subject.type` is missing",
        ),
        (
            r#"{"subject":{"type":"user"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#,
            "`subject.id` is missing",
        ),
        (
            r#"{"subject":{"type":"user","id":"alice"},"action":{},"resource":{"type":"record","id":"record-1"}}"#,
            "`action.name` is missing",
        ),
        (
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"id":"record-1"}}"#,
            "`resource.type` is missing",
        ),
        (
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record"}}"#,
            "`resource.id` is missing",
        ),
        (
            r#"{"subject":"alice","action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#,
            "`subject` must be an object",
        ),
        (
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":123},"resource":{"type":"record","id":"record-1"}}"#,
            "`action.name` must be a text",
        ),
        ("", "the body is empty: send a JSON object"),
        ("  \n", "the body is empty: send a JSON object"),
        ("[]", "the body must be a JSON object"),
        ("\"subject\"", "the body must be a JSON object"),
    ];
    for (body, message) in table {
        for answer in [evaluation(body), evaluations(body)] {
            assert_eq!(answer.status, 400, "{body}");
            assert_eq!(sentence(&answer), message, "{body}");
        }
    }
    for body in ["{", "{not json}", r#"{"subject":}"#, "{} {}", r#"{"a":1"#] {
        let answer = evaluation(body);
        assert_eq!(answer.status, 400, "{body}");
        assert!(sentence(&answer).starts_with("the body cannot be read as a JSON object: "), "{body}");
    }
}

#[test]
fn batch() {
    let table = [
        (
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},
             "evaluations":[{"resource":{"type":"record","id":"record-1"}},{"resource":{"type":"record","id":"record-2"}}]}"#,
            [true, true],
        ),
        (
            r#"{"subject":{"type":"user","id":"bob"},"resource":{"type":"record","id":"record-1"},
             "evaluations":[{"action":{"name":"read"}},{"action":{"name":"write"}}]}"#,
            [true, false],
        ),
        (
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"write"},"evaluations":[
             {"resource":{"type":"record","id":"record-1","properties":{"status":"active"}}},
             {"resource":{"type":"record","id":"record-2","properties":{"status":"archived"}}}]}"#,
            [true, false],
        ),
        (
            r#"{"action":{"name":"write"},"resource":{"type":"record","id":"record-2","properties":{"status":"archived"}},
             "evaluations":[{"subject":{"type":"user","id":"alice"}},
             {"subject":{"type":"user","id":"bob","properties":{"role":"admin"}}}]}"#,
            [false, true],
        ),
        (
            r#"{"evaluations":[
             {"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}},
             {"subject":{"type":"user","id":"bob"},"action":{"name":"write"},"resource":{"type":"record","id":"record-1"}}]}"#,
            [true, false],
        ),
        (
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"context":{"time":"2025-06-27T18:03-07:00"},
             "evaluations":[{"resource":{"type":"record","id":"record-1"}},
             {"resource":{"type":"record","id":"record-2"},"context":{"time":"2025-06-27T19:00-07:00","source":"batch-override"}}]}"#,
            [true, true],
        ),
        (
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"write"},
             "resource":{"type":"record","id":"record-1","properties":{"status":"active"}},
             "evaluations":[{},{"resource":{"type":"record","id":"record-2","properties":{"status":"archived"}}}]}"#,
            [true, false],
        ),
        (
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"options":{"evaluations_semantic":"execute_all"},
             "evaluations":[{"resource":{"type":"record","id":"record-1"}},{}]}"#,
            [true, false],
        ),
    ];
    for (body, decisions) in table {
        let said = json(&evaluations(body));
        assert!(said.get("decision").is_none());
        let said: Vec<_> =
            said["evaluations"].as_array().unwrap().iter().map(|one| one["decision"].as_bool().unwrap()).collect();
        assert_eq!(said, decisions, "{body}");
    }
    let broken = json(&evaluations(table_broken()));
    assert_eq!(
        broken["evaluations"][1],
        json!({"decision": false, "context": {"error": {"status": 400, "message": "`evaluations[1].resource` is missing"}}}),
    );
    for body in [
        r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#,
        r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"},"evaluations":[]}"#,
    ] {
        assert_eq!(json(&evaluations(body)), json!({"decision": true}));
    }
}

fn table_broken() -> &'static str {
    r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},
        "evaluations":[{"resource":{"type":"record","id":"record-1"}},{}]}"#
}

#[test]
fn searches() {
    let user = |id: &str| json!({"type": "user", "id": id});
    let record = |id: &str| json!({"type": "record", "id": id});
    let named = |name: &str| json!({"name": name});
    let table = [
        (
            What::Subjects,
            r#"{"subject":{"type":"user"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#,
            vec![user("alice"), user("bob")],
        ),
        (
            What::Subjects,
            r#"{"subject":{"type":"user"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"},"context":{"time":"2025-06-27T18:03-07:00","ip":"192.168.1.1"}}"#,
            vec![user("alice"), user("bob")],
        ),
        (
            What::Subjects,
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#,
            vec![user("alice"), user("bob")],
        ),
        (
            What::Subjects,
            r#"{"subject":{"type":"user"},"action":{"name":"write"},"resource":{"type":"record","id":"record-2","properties":{"status":"archived"}}}"#,
            vec![user("bob")],
        ),
        (
            What::Resources,
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record"}}"#,
            vec![record("record-1"), record("record-2")],
        ),
        (
            What::Resources,
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record"},"context":{"time":"2025-06-27T18:03-07:00","ip":"192.168.1.1"}}"#,
            vec![record("record-1"), record("record-2")],
        ),
        (
            What::Resources,
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#,
            vec![record("record-1"), record("record-2")],
        ),
        (
            What::Resources,
            r#"{"subject":{"type":"user","id":"bob","properties":{"role":"admin"}},"action":{"name":"write"},"resource":{"type":"record"}}"#,
            vec![record("record-2")],
        ),
        (
            What::Actions,
            r#"{"subject":{"type":"user","id":"alice"},"resource":{"type":"record","id":"record-1"}}"#,
            vec![named("read"), named("write")],
        ),
        (
            What::Actions,
            r#"{"subject":{"type":"user","id":"alice"},"resource":{"type":"record","id":"record-1"},"context":{"time":"2025-06-27T18:03-07:00","ip":"192.168.1.1"}}"#,
            vec![named("read"), named("write")],
        ),
        (
            What::Actions,
            r#"{"subject":{"type":"user","id":"bob","properties":{"role":"admin"}},"resource":{"type":"record","id":"record-2","properties":{"status":"archived"}}}"#,
            vec![named("read"), named("write")],
        ),
        (
            What::Actions,
            r#"{"subject":{"type":"user","id":"nonexistent-user"},"resource":{"type":"record","id":"record-1"}}"#,
            vec![],
        ),
        (
            What::Subjects,
            r#"{"subject":{"type":"spaceship"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#,
            vec![],
        ),
        (
            What::Resources,
            r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"spaceship"}}"#,
            vec![],
        ),
        (
            What::Subjects,
            r#"{"subject":{"type":"user"},"action":{"name":"fly"},"resource":{"type":"record","id":"record-9"}}"#,
            vec![],
        ),
    ];
    for (what, body, results) in table {
        let said = json(&search(what, body));
        assert_eq!(said, json!({"page": {"next_token": "", "count": results.len()}, "results": results}), "{body}");
    }
}

#[test]
fn search_errors() {
    let table = [
        (
            What::Subjects,
            r#"{"subject":{"type":"user"},"resource":{"type":"record","id":"record-1"}}"#,
            "`action` is missing",
        ),
        (What::Resources, r#"{"action":{"name":"read"},"resource":{"type":"record"}}"#, "`subject` is missing"),
        (What::Actions, r#"{"subject":{"type":"user","id":"alice"}}"#, "`resource` is missing"),
        (
            What::Subjects,
            r#"{"subject":{"type":"user"},"action":{"name":"read"},"resource":{"type":"record"}}"#,
            "`resource.id` is missing",
        ),
        (
            What::Resources,
            r#"{"subject":{"type":"user"},"action":{"name":"read"},"resource":{"type":"record"}}"#,
            "`subject.id` is missing",
        ),
        (
            What::Actions,
            r#"{"subject":{"type":"user"},"resource":{"type":"record","id":"record-1"}}"#,
            "`subject.id` is missing",
        ),
    ];
    for (what, body, message) in table {
        let answer = search(what, body);
        assert_eq!((answer.status, sentence(&answer).as_str()), (400, message), "{body}");
    }
}

#[test]
fn pages() {
    let query = r#"{"subject":{"type":"user"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"},"page":PAGE}"#;
    let first = json(&search(What::Subjects, &query.replace("PAGE", r#"{"limit":1}"#)));
    assert_eq!(first["results"], json!([{"type": "user", "id": "alice"}]));
    let token = first["page"]["next_token"].as_str().unwrap();
    assert!(!token.is_empty());
    let next = json(&search(What::Subjects, &query.replace("PAGE", &json!({"token": token}).to_string())));
    assert_eq!(next, json!({"page": {"next_token": "", "count": 1}, "results": [{"type": "user", "id": "bob"}]}));
}

#[test]
fn discovery() {
    let document = json(&Metadata::new("https://pdp.example.com").unwrap().answer());
    assert_eq!(
        document,
        json!({
            "policy_decision_point": "https://pdp.example.com",
            "access_evaluation_endpoint": "https://pdp.example.com/access/v1/evaluation",
            "access_evaluations_endpoint": "https://pdp.example.com/access/v1/evaluations",
            "search_subject_endpoint": "https://pdp.example.com/access/v1/search/subject",
            "search_resource_endpoint": "https://pdp.example.com/access/v1/search/resource",
            "search_action_endpoint": "https://pdp.example.com/access/v1/search/action",
            "supported_obligations": ["custom"],
        })
    );
}
