//! Bodies: too large, too slow, broken off, of another media type, or not to be read; and one that is as it should be.

use portcullis_access::{Kind, Role};
use portcullis_server::endpoint::Body as Takes;
use portcullis_server::endpoints;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;

use crate::service::{Asked, Service, get, post, raw};
use crate::wire::Wire;
use crate::written::free_request;

/// The problem document in a response.
fn problem_in(response: &str) -> Value {
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("application/problem+json"), "{response}");
    let document: Value = serde_json::from_str(body).unwrap();
    for field in ["type", "title", "detail"] {
        assert!(document[field].as_str().is_some_and(|text| !text.is_empty()), "{document}");
    }
    document
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_too_large_too_slow_or_broken_off() {
    let service = Service::with(|config, _| {
        config.limits.body_bytes = 10_000;
        config.limits.request_seconds = 1;
    });
    let address = service.listen().await;
    let key = service.machine("gate", None, Role::Gate);
    let head = |rest: &str| {
        format!(
            "POST /v1/determinations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n{rest}\r\n\r\n"
        )
    };
    // Said to be large, and large without saying so.
    let mut wire = Wire::to(address).await;
    wire.send(format!("{}{}", head("content-length: 20000"), " ".repeat(20_000)).as_bytes()).await;
    assert!(wire.until("limits.body_bytes").await.starts_with("HTTP/1.1 413"));
    let mut wire = Wire::to(address).await;
    wire.send(format!("{}4e20\r\n{}\r\n0\r\n\r\n", head("transfer-encoding: chunked"), " ".repeat(20_000)).as_bytes())
        .await;
    assert!(wire.until("limits.body_bytes").await.starts_with("HTTP/1.1 413"));
    let mut wire = Wire::to(address).await;
    wire.send(head("content-length: 18446744073709551615").as_bytes()).await;
    let said = wire.until("\r\n\r\n").await;
    assert!(
        ["HTTP/1.1 413", "HTTP/1.1 400", "HTTP/1.1 408", "HTTP/1.1 431"].iter().any(|status| said.starts_with(status)),
        "{said}"
    );
    let answer = service.ask(raw("/v1/determinations", "application/json", " ".repeat(10_001)).by(&key)).await;
    assert!(answer.problem(413, "too-large").contains("limits.body_bytes"));
    let answer = service.ask(raw("/v1/determinations", "application/json", " ".repeat(10_000)).by(&key)).await;
    answer.problem(400, "malformed");

    // Slow.
    let mut wire = Wire::to(address).await;
    wire.send(format!("{}{{", head("content-length: 100\r\nconnection: close")).as_bytes()).await;
    let said = wire.until("limits.request_seconds").await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert_eq!(problem_in(&said)["status"], 408);

    // Broken off, by closing one half or all.
    let mut wire = Wire::to(address).await;
    wire.send(format!("{}{{", head("content-length: 100")).as_bytes()).await;
    wire.0.shutdown().await.unwrap();
    let said = wire.rest().await;
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 400"), "{said}");
    let mut wire = Wire::to(address).await;
    wire.send(format!("{}{{", head("content-length: 100")).as_bytes()).await;
    drop(wire);
    // A whole request whose sender says no more is answered.
    let mut wire = Wire::to(address).await;
    wire.send(b"GET /health/live HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    let said = wire.rest().await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    // A chunk that is none.
    let mut wire = Wire::to(address).await;
    wire.send(format!("{}zz\r\n", head("transfer-encoding: chunked")).as_bytes()).await;
    let said = wire.until("\r\n\r\n").await;
    assert!(said.starts_with("HTTP/1.1 400"), "{said}");
    service.is_well().await;
}

/// Whatever JSON, and whatever is no JSON: a clear problem, and never one of the service's own.
#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let service = Service::new();
    let key = service.key("a", Kind::Person, None, &[Role::Adapter, Role::Officer, Role::Licensing]);
    let others = [Role::Administrator, Role::Auditor].map(|role| service.person(&format!("{role}"), None, role));
    let deep = |open: &str, close: &str| open.repeat(200) + &close.repeat(200);
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"{".to_vec(),
        b"nul".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"0".to_vec(),
        b"\"\xff\xfe\"".to_vec(),
        b"\xef\xbb\xbf{}".to_vec(),
        b"{}{}".to_vec(),
        b"{\"a\":1,\"a\":2}".to_vec(),
        b"{\"\\ud800\":1}".to_vec(),
        deep("[", "]").into_bytes(),
        deep("{\"a\":", "}").replacen(":}", ":1}", 1).into_bytes(),
        "9".repeat(100_000).into_bytes(),
        format!("1e{}", "9".repeat(1_000)).into_bytes(),
        format!("{{\"{}\":1}}", "a".repeat(100_000)).into_bytes(),
    ];
    for endpoint in endpoints().filter(|one| matches!(one.takes, Takes::Json(_) | Takes::Events(_))) {
        let path = endpoint.path.replace(['{', '}'], "").replace("/key/", "/000000000000/");
        for body in &bodies {
            for key in std::iter::once(&key).chain(&others) {
                let asked = raw(&*path, "application/json", body.clone());
                let answer = service.ask(Asked { method: endpoint.method.to_uppercase(), ..asked }.by(key)).await;
                let shown = String::from_utf8_lossy(&body[..body.len().min(30)]).into_owned();
                let status = answer.status.as_u16();
                assert!(status < 500 || status == 503, "{} {shown}: {}", endpoint.name, answer.text());
                assert!(answer.body.len() < 20_000, "{}: an answer is no echo", endpoint.name);
                if status >= 400 && answer.header("content-type") != "application/json" {
                    let document: Value = serde_json::from_slice(&answer.body).unwrap();
                    assert_eq!(document["status"], status);
                }
            }
        }
        for media_type in ["", "text/plain", "application/xml", "multipart/form-data; boundary=x", "json"] {
            let asked = raw(&*path, media_type, "{}").by(&key);
            let answer = service.ask(Asked { method: endpoint.method.to_uppercase(), ..asked }).await;
            assert!([400, 403, 404, 415].contains(&answer.status.as_u16()), "{}: {}", endpoint.name, answer.text());
        }
    }
    let nowhere = service.ask(get("/v1/determinations").by(&key)).await;
    nowhere.problem(405, "method");
    service.is_well().await;
}

/// A body of some use, for whoever wants to see that it is served still.
#[tokio::test]
async fn a_plain_question_is_answered() {
    let service = Service::new();
    let key = service.machine("gate", None, Role::Gate);
    let answer = service.ask(post("/v1/determinations", &free_request()).by(&key)).await.json();
    assert_eq!(answer["outcome"], "not_required", "{answer}");
    let mut closed = free_request();
    closed["parties"][1]["headquarters"] = json!("CN");
    let answer = service.ask(post("/v1/determinations", &closed).by(&key)).await.json();
    assert_ne!(answer["outcome"], "not_required", "{answer}");
}
