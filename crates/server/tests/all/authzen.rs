//! AuthZEN over HTTP: the published certification scenario, and what a transport has to do besides (Authorization API 1.0, section 10).

/// The scenario as the protocol's own tests have it, with every question sent to a service.
#[path = "../../../authzen/tests/authzen/certification.rs"]
mod certification;

use std::sync::LazyLock;

use portcullis_access::Role;
use portcullis_authzen::{Answer, What};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::service::{Asked, Service, get, project, raw};

const QUESTION: &str =
    r#"{"subject":{"type":"user","id":"alice"},"action":{"name":"read"},"resource":{"type":"record","id":"record-1"}}"#;
const PATHS: [&str; 5] = [
    "/access/v1/evaluation",
    "/access/v1/evaluations",
    "/access/v1/search/subject",
    "/access/v1/search/resource",
    "/access/v1/search/action",
];

struct Certified {
    runtime: Runtime,
    service: Service,
    key: String,
}

static CERTIFIED: LazyLock<Certified> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let service = runtime.block_on(async {
        Service::with(|config, _| {
            config.authzen.policies = Some(project().join("crates/authzen/tests/fixtures/certification"));
            config.authzen.base_url = Some("https://pdp.example.com".to_owned());
        })
    });
    let key = service.machine("pep", None, Role::Gate);
    Certified { runtime, service, key }
});

fn asked(asked: Asked) -> crate::service::Answer {
    CERTIFIED.runtime.block_on(CERTIFIED.service.ask(asked))
}

/// What the scenario asks, sent.
pub struct Sent;

pub fn api() -> Sent {
    Sent
}

/// Who decides is configured.
pub fn certified() {}

impl Sent {
    fn ask(path: &str, body: &[u8]) -> Answer {
        let answer = asked(raw(path, "application/json", body.to_vec()).by(&CERTIFIED.key));
        assert_eq!(answer.header("content-type"), "application/json");
        Answer { status: answer.status.as_u16(), body: answer.body.to_vec() }
    }

    pub fn evaluation(&self, (): &(), body: &[u8]) -> Answer {
        Self::ask(PATHS[0], body)
    }

    pub fn evaluations(&self, (): &(), body: &[u8]) -> Answer {
        Self::ask(PATHS[1], body)
    }

    pub fn search(&self, (): &(), what: What, body: &[u8]) -> Answer {
        let path = match what {
            What::Subjects => PATHS[2],
            What::Resources => PATHS[3],
            What::Actions => PATHS[4],
        };
        Self::ask(path, body)
    }
}

pub fn json(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    serde_json::from_slice(&answer.body).unwrap()
}

/// The sentence of a refusal.
pub fn sentence(answer: &Answer) -> String {
    assert_ne!(answer.status, 200);
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn a_request_is_named_in_its_answer() {
    for id in ["bfe9eb29-ab87-4ca3-be83-a1d5d8305716", "x", "with spaces"] {
        for body in [QUESTION, "{"] {
            let question = raw(PATHS[0], "application/json", body).by(&CERTIFIED.key).with("x-request-id", id);
            assert_eq!(asked(question).header("x-request-id"), id);
        }
        let unknown = raw(PATHS[0], "application/json", QUESTION).with("x-request-id", id);
        assert_eq!(asked(unknown).header("x-request-id"), id);
    }
    let own = raw(PATHS[0], "application/json", QUESTION).by(&CERTIFIED.key);
    let (one, other) = (asked(own.clone()), asked(own));
    assert!(one.header("x-request-id").len() >= 16);
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
}

#[test]
fn nobody_asks_without_a_key() {
    for path in PATHS {
        let answer = asked(raw(path, "application/json", QUESTION));
        answer.problem(401, "unidentified");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        let answer = asked(raw(path, "application/json", QUESTION).by("nobodys"));
        answer.problem(401, "unidentified");
    }
}

#[test]
fn only_json_is_read() {
    for path in PATHS {
        for media_type in ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"] {
            let answer = asked(raw(path, media_type, QUESTION).by(&CERTIFIED.key));
            assert_eq!(answer.status, 400, "{media_type}");
        }
        let answer = asked(raw(path, "application/json; charset=utf-8", QUESTION).by(&CERTIFIED.key));
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(asked(Asked { method: "GET".to_owned(), ..get(path) }).status, 405);
    }
}

#[test]
fn the_service_says_where_it_is() {
    let document = asked(get("/.well-known/authzen-configuration")).json();
    for (field, path) in [
        ("access_evaluation_endpoint", PATHS[0]),
        ("access_evaluations_endpoint", PATHS[1]),
        ("search_subject_endpoint", PATHS[2]),
        ("search_resource_endpoint", PATHS[3]),
        ("search_action_endpoint", PATHS[4]),
    ] {
        assert_eq!(document[field], format!("https://pdp.example.com{path}"));
    }
    assert_eq!(document["policy_decision_point"], "https://pdp.example.com");
}

/// Portcullis' own resources are decided by the law, beside those of the operator.
#[test]
fn accelerators_are_decided_by_the_law() {
    let question = json!({
        "subject": { "type": "customer", "id": "Example Bakery Ltd", "properties": { "country": "GB", "headquarters": "GB", "ultimate_parent": "self" } },
        "action": { "name": "provide_compute" },
        "resource": { "type": "accelerator", "id": "H100 SXM5 80GB" },
        "context": { "site": "US" },
    });
    let open = asked(raw(PATHS[0], "application/json", question.to_string()).by(&CERTIFIED.key)).json();
    assert_eq!(open["decision"], true, "{open}");
    let mut closed = question.clone();
    closed["subject"]["properties"]["headquarters"] = json!("CN");
    let closed = asked(raw(PATHS[0], "application/json", closed.to_string()).by(&CERTIFIED.key)).json();
    assert_eq!(closed["decision"], false, "{closed}");
    let search = json!({ "subject": question["subject"], "action": question["action"], "resource": { "type": "accelerator" }, "context": { "site": "US" } });
    let found = asked(raw(PATHS[3], "application/json", search.to_string()).by(&CERTIFIED.key)).json();
    assert!(!found["results"].as_array().unwrap().is_empty(), "{found}");
}
