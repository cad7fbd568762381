//! What goes over the wire: whatever is sent, the service says what is wrong with it as far as it can be said, and serves on.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt as _;
use hyper_util::rt::{TokioExecutor, TokioIo};
use portcullis_access::Role;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::service::{Service, post};
use crate::written::free_request;

/// The longest that anything here may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection, byte by byte.
pub struct Wire(pub TcpStream);

impl Wire {
    pub async fn to(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    pub async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    /// Whether all of it went out.
    pub async fn try_send(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).await.is_ok()
    }

    /// What comes until this has come.
    pub async fn until(&mut self, wanted: &str) -> String {
        let mut all = Vec::new();
        let began = Instant::now();
        loop {
            let text = String::from_utf8_lossy(&all).into_owned();
            if text.contains(wanted) {
                return text;
            }
            assert!(began.elapsed() < PATIENCE, "`{wanted}` never comes: {text}");
            let mut piece = vec![0; 65_536];
            let read = tokio::time::timeout(PATIENCE, self.0.read(&mut piece)).await.unwrap().unwrap_or(0);
            assert!(read > 0, "it ended without `{wanted}`: {text}");
            all.extend_from_slice(&piece[..read]);
        }
    }

    /// What comes until the other end is done.
    pub async fn rest(&mut self) -> String {
        let mut all = Vec::new();
        let read = tokio::time::timeout(PATIENCE, self.0.read_to_end(&mut all)).await;
        assert!(read.is_ok(), "it never ends: {}", String::from_utf8_lossy(&all));
        String::from_utf8_lossy(&all).into_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_http_is_turned_away() {
    let service = Service::new();
    let address = service.listen_as(Duration::from_millis(500)).await;
    let long = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "y".repeat(1 << 20));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(10_000));
    let table: [&[u8]; 14] = [
        b"GARBAGE\r\n\r\n",
        b"\0\0\0\0\0\0\0\0\0\0\0\0",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /v1/law HTTP/1.1\r\nhost x\r\n\r\n",
        b"GET /v1/law HTTP/1.1\r\nhost: x\r\n bad: folded\r\n\r\n",
        b"POST /v1/starts HTTP/1.1\r\nhost: x\r\ncontent-length: ten\r\n\r\n",
        b"POST /v1/starts HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
        b"POST /v1/starts HTTP/1.1\r\nhost: x\r\ntransfer-encoding: rot13\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\nX",
        long.as_bytes(),
        many.as_bytes(),
    ];
    for bytes in table {
        let mut wire = Wire::to(address).await;
        wire.try_send(bytes).await;
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]).into_owned();
        let mut said = Vec::new();
        let ended = tokio::time::timeout(PATIENCE, wire.0.read_to_end(&mut said)).await;
        assert!(ended.is_ok(), "{shown}: it is kept open");
        let said = String::from_utf8_lossy(&said);
        assert!(!said.starts_with("HTTP/1.1 2") && !said.starts_with("HTTP/1.1 5"), "{shown}: {said}");
        service.is_well().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_begin_is_not_waited_for() {
    let service = Service::new();
    let address = service.listen_as(Duration::from_millis(300)).await;
    let table: [&[u8]; 6] = [
        b"",
        b"P",
        b"PRI * HTTP/2.0\r\n\r\nSM",
        b"GET /health/live HT",
        b"GET /health/live HTTP/1.1\r\nhost: x\r\nx: ",
        b"POST /v1/starts HTTP/1.1\r\n",
    ];
    for bytes in table {
        let mut wire = Wire::to(address).await;
        wire.send(bytes).await;
        let began = Instant::now();
        let mut said = Vec::new();
        let ended = tokio::time::timeout(PATIENCE, wire.0.read_to_end(&mut said)).await;
        assert!(ended.is_ok() && began.elapsed() < Duration::from_secs(5), "{}", String::from_utf8_lossy(bytes));
    }
    // Who sends a byte now and then is not waited for either.
    let mut wire = Wire::to(address).await;
    let began = Instant::now();
    for byte in b"GET /health/live HTTP/1.1\r\nhost: x\r\nx: y\r\n".iter().cycle() {
        if !wire.try_send(&[*byte]).await {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(10), "it is waited for");
        tokio::time::sleep(Duration::from_millis(40)).await;
    }
    // Who began is served, and may go on with another request.
    let mut wire = Wire::to(address).await;
    for _ in 0..3 {
        wire.send(b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n").await;
        wire.until("live\n").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    service.is_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_in_a_row_are_answered_in_order() {
    let service = Service::new();
    let address = service.listen().await;
    let mut wire = Wire::to(address).await;
    let one = |path: &str, rest: &str| format!("GET {path} HTTP/1.1\r\nhost: x\r\n{rest}\r\n");
    let all = [
        one("/health/live", ""),
        one("/nothing", ""),
        one("/v1/law", ""),
        one("/health/ready", "connection: close\r\n"),
    ];
    wire.send(all.concat().as_bytes()).await;
    let said = wire.rest().await;
    let statuses: Vec<_> = said.match_indices("HTTP/1.1 ").map(|(at, _)| &said[at + 9..at + 12]).collect();
    assert_eq!(statuses, ["200", "404", "401", "200"], "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_over_the_limit_wait() {
    let service = Service::with(|config, _| config.limits.connections = 3);
    let address = service.listen().await;
    let request = b"GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n";
    let mut kept = Vec::new();
    for _ in 0..3 {
        let mut wire = Wire::to(address).await;
        wire.send(request).await;
        wire.until("live\n").await;
        kept.push(wire);
    }
    let mut waiting = Vec::new();
    for _ in 0..20 {
        let mut wire = Wire::to(address).await;
        wire.send(request).await;
        waiting.push(wire);
    }
    let mut byte = [0];
    let early = tokio::time::timeout(Duration::from_millis(300), waiting[0].0.read(&mut byte)).await;
    assert!(early.is_err(), "there is no place for it yet");
    // Those who are in are served on, and one after another the others come in.
    kept[0].send(request).await;
    kept[0].until("live\n").await;
    drop(kept);
    for mut wire in waiting {
        wire.until("live\n").await;
    }
    service.is_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn http_2_is_spoken() {
    let service = Service::new();
    let address = service.listen().await;
    let key = service.machine("gate", None, Role::Gate);
    let stream = TcpStream::connect(address).await.unwrap();
    let (sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let mut asked = Vec::new();
    for number in 0..100 {
        let mut sender = sender.clone();
        let request = post(format!("http://{address}/v1/determinations"), &free_request()).by(&key);
        let request = request.with("x-request-id", &number.to_string()).into_request();
        asked.push(tokio::spawn(async move {
            let response = sender.send_request(request).await.unwrap();
            assert_eq!(response.status(), 200);
            assert_eq!(response.headers()["x-request-id"], number.to_string().as_str());
            let body = response.into_body().collect().await.unwrap().to_bytes();
            serde_json::from_slice::<Value>(&body).unwrap()["outcome"].clone()
        }));
    }
    for one in asked {
        assert_eq!(one.await.unwrap(), "not_required");
    }
    // Whether it is well is told over gRPC too (grpc.health.v1): an empty HealthCheckRequest, answered by SERVING.
    let mut sender = sender.clone();
    let check = Request::builder()
        .method("POST")
        .uri(format!("http://{address}/grpc.health.v1.Health/Check"))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .body(Body::from(vec![0, 0, 0, 0, 0]))
        .unwrap();
    let response = sender.send_request(check).await.unwrap();
    let body = response.into_body().collect().await.unwrap();
    assert_eq!(body.trailers().unwrap()["grpc-status"], "0");
    assert_eq!(&body.to_bytes()[..], [0, 0, 0, 0, 2, 8, 1]);
    // Envoy asks over gRPC, and has to be somebody who may (grpc.github.io: 16 is UNAUTHENTICATED, 7 PERMISSION_DENIED, 12 UNIMPLEMENTED).
    let metrics = service.machine("metrics", None, Role::Metrics);
    for (key, status) in [(None, "16"), (Some("portcullis_x"), "16"), (Some(&*metrics), "7"), (Some(&*key), "12")] {
        let check = Request::builder()
            .method("POST")
            .uri(format!("http://{address}/envoy.service.auth.v3.Authorization/Check"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header("authorization", key.map_or_else(String::new, |key| format!("Bearer {key}")));
        let response = sender.send_request(check.body(Body::from(vec![0, 0, 0, 0, 0])).unwrap()).await.unwrap();
        assert_eq!(response.headers()["grpc-status"], status, "{key:?}");
    }
    service.is_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_begun_is_finished() {
    let service = Service::new();
    let address = service.listen().await;
    let key = service.machine("gate", None, Role::Gate);
    let mut wire = Wire::to(address).await;
    let body = free_request().to_string();
    let head = format!(
        "POST /v1/determinations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    wire.send(head.as_bytes()).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    service.end();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(TcpStream::connect(address).await.is_err(), "no more are taken");
    wire.send(body.as_bytes()).await;
    let said = wire.rest().await;
    assert!(said.starts_with("HTTP/1.1 200") && said.contains("not_required"), "{said}");
}
