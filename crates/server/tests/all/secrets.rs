//! What is presented and what is asked goes nowhere else: not into log lines, and credentials into no answer.

use std::io::Write;
use std::sync::{Arc, Mutex};

use portcullis_access::{Kind, Role};
use portcullis_server::endpoint::Body;
use portcullis_server::endpoints;
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::service::{Answer, Asked, Service, get, post, raw};
use crate::written::{EXAMPLE, Held};

/// A word that stands in every body.
const MARK: &str = "Zanzibar";
/// What run tasks are signed with.
const SIGNING: &str = "of-the-run-task-0123456789";
/// The form of a token, of nobody's.
const TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJzdWIiOiJ6YW56aWJhciJ9.c2lnbmF0dXJlLW9mLW5vYm9keQ";

/// What is logged.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// With the mark in every text, and as an example that no longer fits.
fn marked(value: &Value) -> Value {
    match value {
        Value::String(text) if text.len() > 3 => json!(format!("{text} {MARK}")),
        Value::Array(values) => values.iter().map(marked).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| {
                // The caller's name for it is told on purpose, and what is read by its form stays as it is.
                let keep = matches!(&**name, "id" | "kind" | "specversion" | "type" | "what" | "role" | "on");
                (name.clone(), if keep { value.clone() } else { marked(value) })
            })
            .chain([(MARK.to_owned(), json!(MARK))])
            .collect(),
        other => other.clone(),
    }
}

fn bodies(example: &str) -> Vec<String> {
    let parsed: Value = serde_json::from_str(example).unwrap();
    let mut fits = parsed.clone();
    if let Some(reason) = fits.get_mut("reason") {
        *reason = json!(MARK);
    }
    if let Some(parties) = fits.pointer_mut("/parties/0/name") {
        *parties = json!(format!("{MARK} Trading Ltd"));
    }
    if let Some(parties) = fits.pointer_mut("/request/parties/0/name") {
        *parties = json!(format!("{MARK} Trading Ltd"));
    }
    vec![fits.to_string(), marked(&parsed).to_string(), format!("{{\"{MARK}\": "), format!("\"{MARK}\"")]
}

fn asked(endpoint: &portcullis_server::endpoint::Endpoint) -> Vec<Asked> {
    let path = endpoint.path.replace(['{', '}', '*'], "").replace("/key/", "/000000000000/");
    let (media_type, example) = match endpoint.takes {
        Body::Nothing | Body::Plain(_) => return vec![get(path)],
        Body::Lines(shape) => ("application/x-ndjson", shape.example),
        Body::Json(shape) => ("application/json", shape.example),
        Body::Events(shape) => ("application/cloudevents+json", shape.example),
    };
    let all = bodies(example.unwrap_or(r#"{ "lease": { "name": "some lease" }, "request": { "uid": "some uid" } }"#));
    all.into_iter().map(|body| raw(&*path, media_type, body)).collect()
}

/// The part of a key, or the end of a token, that nobody may know.
fn secret_of(key: &str) -> &str {
    key.get(24..).unwrap_or(&key[11..])
}

fn has_headers(answer: &Answer, what: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), value, "{name} of {what}");
    }
    assert_eq!(answer.header("server"), "");
}

#[tokio::test]
async fn nothing_that_is_presented_or_asked_is_logged() {
    let lines = Lines::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(lines.clone()).finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let service = Service::with_adapters(SIGNING);
    let held = Held::licensed(&service, (None, EXAMPLE.1, EXAMPLE.2, EXAMPLE.3)).await;
    let mut keys: Vec<_> =
        Role::ALL.iter().map(|role| service.key(&format!("a {role}"), Kind::Person, None, &[*role])).collect();
    let wrong = format!("{}AAAA", &keys[0][..keys[0].len() - 4]);
    keys.extend([TOKEN.to_owned(), wrong, "portcullis_cutoff9731".to_owned(), held.gate.clone()]);
    for endpoint in endpoints() {
        for one in asked(endpoint) {
            let one = Asked { method: endpoint.method.to_uppercase(), ..one };
            for key in &keys {
                let signed = one.clone().with("x-tfc-task-signature", SIGNING).by(key);
                let answer = service.ask(signed).await;
                has_headers(&answer, endpoint.name);
                let secret = secret_of(key);
                assert!(!answer.text().contains(secret), "{}: {}", endpoint.name, answer.text());
                assert!(!answer.text().contains(SIGNING));
            }
            let token = one.with("x-auth-token", &keys[0]);
            has_headers(&service.ask(token).await, endpoint.name);
        }
    }
    let log = lines.text();
    assert!(log.lines().count() > 1_000, "something is logged");
    assert!(log.contains("decided"));
    for secret in keys.iter().map(|key| secret_of(key)).chain([SIGNING, MARK, "zanzibar"]) {
        let found: Vec<_> = log.lines().filter(|line| line.contains(secret)).take(3).collect();
        assert!(found.is_empty(), "`{secret}` is logged: {found:#?}");
    }
}

#[tokio::test]
async fn every_answer_has_the_headers() {
    let service = Service::new();
    for path in ["/v2", "/openapi.json", "/health/live", "/nothing", "/.well-known/authzen-configuration"] {
        has_headers(&service.ask(get(path)).await, path);
        let deleted = service.ask(Asked { method: "DELETE".to_owned(), ..get(path) }).await;
        assert!([404, 405].contains(&deleted.status.as_u16()));
        has_headers(&deleted, path);
    }
    let gate = service.machine("gate", None, Role::Gate);
    let known = service.ask(get("/v1/law").by(&gate).with("if-none-match", "*")).await;
    assert_eq!(known.status, 304);
    has_headers(&known, "304");
}

/// What is written into a proposal, or a reason, is for those who may read it, and an error of the store tells nothing of where it is.
#[test]
fn the_store_is_not_told_of() {
    use axum::response::IntoResponse as _;
    use portcullis_journal::{NodeError, StoreError};
    let why = "could not connect to postgres://admin:hunter2@db-7.internal/portcullis".to_owned();
    let place = "row 7 of journal".to_owned();
    let errors = [
        StoreError::Unavailable { why: why.clone() },
        StoreError::Uncertain { name: "append", why: why.clone() },
        StoreError::Damaged { place, why },
        StoreError::Conflict { name: "append", tries: 3 },
    ];
    for error in errors {
        let problem = portcullis_server::problem::Problem::from(NodeError::Store(error));
        let shown = serde_json::to_string(&problem.shown()).unwrap();
        assert!(!shown.contains("hunter2") && !shown.contains("db-7"), "{shown}");
        let response = problem.into_response();
        assert_eq!(response.headers()["retry-after"], "1");
        assert!([500, 503].contains(&response.status().as_u16()));
    }
}

#[tokio::test]
async fn measurements_name_nobody() {
    let service = Service::new();
    let held = Held::licensed(&service, EXAMPLE).await;
    held.started(&service, "job").await;
    service.ask(post("/v1/determinations", &crate::written::free_request()).by(&held.gate)).await;
    let metrics = service.machine("metrics", None, Role::Metrics);
    let answer = service.ask(get("/metrics").by(&metrics)).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("application/openmetrics-text"));
    assert!(answer.text().trim_end().ends_with("# EOF"));
    for told in [held.provider, held.customer, held.license, "job"] {
        assert!(!answer.text().contains(told), "{told}");
    }
}
