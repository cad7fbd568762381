//! Many determinations in one request: lines in, lines out, while both are under way.

use std::net::SocketAddr;
use std::time::Duration;

use portcullis_access::Role;
use portcullis_server::Config;
use serde_json::{Value, json};

use crate::service::{Service, raw};
use crate::wire::Wire;
use crate::written::free_request;

const PATH: &str = "/v1/determinations/batch";
const LINES: &str = "application/x-ndjson";

fn line(number: usize) -> String {
    let mut request = free_request();
    request["id"] = json!(format!("r{number}"));
    format!("{request}\n")
}

fn parsed(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn each_line_has_its_answer_in_its_place() {
    let service = Service::new();
    let key = service.machine("gate", None, Role::Gate);
    let mut body = String::new();
    let bad = [
        (4_999, "{\"kind\": \"provide_compute\"".to_owned()),
        (5_000, "no JSON".to_owned()),
        (5_001, "[".repeat(200) + &"]".repeat(200)),
        (5_002, format!("{{\"kind\":\"provide_compute\",\"metadata\":{}1{}}}", "{\"a\":".repeat(200), "}".repeat(200))),
        (5_003, "\u{feff}{}".to_owned()),
        (5_004, "{\"kind\":\"provide_compute\",\"kind\":\"export\"}".to_owned()),
    ];
    for number in 1..=10_000 {
        match bad.iter().find(|(place, _)| *place == number) {
            Some((_, line)) => body.push_str(&format!("{line}\n")),
            None => body.push_str(&line(number)),
        }
    }
    let answer = service.ask(raw(PATH, LINES, body).by(&key)).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, LINES));
    let answers = parsed(&answer.text());
    assert_eq!(answers.len(), 10_000);
    for (number, answer) in (1..).zip(&answers) {
        if bad.iter().any(|(place, _)| *place == number) {
            assert_eq!(answer["line"], number, "{answer}");
            for part in ["field", "problem", "mend"] {
                assert!(!answer["error"][part].as_str().unwrap().is_empty(), "{answer}");
            }
        } else {
            assert_eq!(answer["id"], format!("r{number}"));
            assert_eq!(answer["outcome"], "not_required", "{answer}");
        }
    }
    let nothing = service.ask(raw(PATH, LINES, "").by(&key)).await;
    assert_eq!((nothing.status.as_u16(), nothing.body.len()), (200, 0));
    let last = line(1);
    let unended = service.ask(raw(PATH, LINES, last.trim_end().to_owned()).by(&key)).await;
    assert_eq!(parsed(&unended.text()).len(), 1, "the last line need not end");
    for other in ["application/json", "text/plain", ""] {
        service.ask(raw(PATH, other, line(1)).by(&key)).await.problem(415, "media-type");
    }
    for other in ["application/jsonl", "Application/X-NDJSON; charset=utf-8"] {
        assert_eq!(service.ask(raw(PATH, other, line(1)).by(&key)).await.status, 200, "{other}");
    }
    service.is_well().await;
}

/// A request for a stream over HTTP/1.1, whose body is sent in chunks.
async fn begun(service: &Service, key: &str) -> Wire {
    let address = service.listen().await;
    begun_at(address, key).await
}

async fn begun_at(address: SocketAddr, key: &str) -> Wire {
    let mut wire = Wire::to(address).await;
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\ncontent-type: {LINES}\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    wire.send(head.as_bytes()).await;
    wire
}

fn chunk(lines: &str) -> String {
    format!("{:x}\r\n{lines}\r\n", lines.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_come_while_lines_are_sent() {
    let service = Service::new();
    let key = service.machine("gate", None, Role::Gate);
    let mut wire = begun(&service, &key).await;
    let lines: String = (0..1_000).map(line).collect();
    wire.send(chunk(&lines).as_bytes()).await;
    let early = wire.until("\"r99\"").await;
    assert!(early.starts_with("HTTP/1.1 200"), "{early}");
    wire.send(chunk(&line(5_000)).as_bytes()).await;
    wire.send(b"0\r\n\r\n").await;
    wire.until("\"r5000\"").await;
    service.is_well().await;
}

/// Whether there is a place for another stream, within some time.
async fn place_is_free(service: &Service, key: &str, within: Duration) -> bool {
    let began = std::time::Instant::now();
    loop {
        let answer = service.ask(raw(PATH, LINES, line(1)).by(key)).await;
        if answer.status == 200 {
            return true;
        }
        answer.problem(429, "too-many");
        assert_eq!(answer.header("retry-after"), "1");
        if began.elapsed() > within {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn one_place(config: &mut Config) {
    config.limits.batches = 1;
    config.limits.request_seconds = 1;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_loses_the_place() {
    let service = Service::with(|config, _| one_place(config));
    let key = service.machine("gate", None, Role::Gate);
    let mut wire = begun(&service, &key).await;
    wire.send(chunk(&line(1)).as_bytes()).await;
    let told = wire.until("nothing came").await;
    assert!(told.contains("\"mend\""), "{told}");
    assert!(place_is_free(&service, &key, Duration::from_secs(5)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_listen_loses_the_place() {
    let service = Service::with(|config, _| one_place(config));
    let key = service.machine("gate", None, Role::Gate);
    let mut wire = begun(&service, &key).await;
    let lines = chunk(&(0..2_000).map(line).collect::<String>());
    let sender = tokio::spawn(async move {
        for _ in 0..200 {
            if !wire.try_send(lines.as_bytes()).await {
                break;
            }
        }
        wire
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(place_is_free(&service, &key, Duration::from_secs(30)).await);
    sender.abort();
    service.is_well().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_gone_keeps_no_place() {
    let service = Service::with(|config, _| config.limits.batches = 2);
    let key = service.machine("gate", None, Role::Gate);
    let address = service.listen().await;
    for number in 0..6 {
        assert!(place_is_free(&service, &key, Duration::from_secs(20)).await, "{number}");
        let mut wire = begun_at(address, &key).await;
        wire.send(chunk(&(0..1_000).map(line).collect::<String>()).as_bytes()).await;
        if number % 2 == 0 {
            wire.until("\"r1\"").await;
        }
        drop(wire);
    }
    assert!(place_is_free(&service, &key, Duration::from_secs(20)).await);
    service.is_well().await;
}

/// A body that ends before it says so: its last answer says that.
#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_off_is_told_so() {
    let service = Service::new();
    let key = service.machine("gate", None, Role::Gate);
    let mut wire = begun(&service, &key).await;
    wire.send(chunk(&line(1)).as_bytes()).await;
    wire.send(b"zz\r\n").await;
    let told = wire.rest().await;
    assert!(told.is_empty() || told.contains("\"mend\""), "{told}");
    service.is_well().await;
}
