//! What the client sends, and what it makes of the answers.

use std::time::{Duration, Instant};

use portcullis_client::{Client, Error, Placement, Problem, Start, Stop};
use proptest::prelude::*;
use serde_json::json;

use crate::service::Service;

const OPEN: &str = r#"{"id":"a","opens":true,"outcome":"license_required","sentence":"held","again":false,"new":1,"held":[{"reservation":"r/1","license":"D1","until":1795334400000}]}"#;

fn client(service: &Service) -> Client {
    Client::with_timeout(&service.address, " the-key\n", Duration::from_secs(5)).unwrap()
}

#[test]
fn a_start_is_sent_and_its_verdict_read() {
    let service = Service::play(|_| (200, OPEN.to_owned()));
    let mut start = Start::new("slurm/a/1", json!({ "kind": "provide_compute" }), 3600);
    start.placement = Some(Placement { at_site: Some("hall".to_owned()), ..Default::default() });
    let verdict = client(&service).start(&start).unwrap();
    assert!(verdict.opens);
    assert_eq!(verdict.held[0].reservation, "r/1");
    let seen = service.seen();
    assert_eq!(seen[0].line, "POST /v1/starts");
    assert_eq!(seen[0].header("authorization"), Some("Bearer the-key"));
    assert_eq!(seen[0].header("idempotency-key"), Some("slurm%2Fa%2F1"));
    let sent = json!({ "id": "slurm/a/1", "request": { "kind": "provide_compute" }, "placement": { "at_site": "hall" }, "hold_seconds": 3600 });
    assert_eq!(seen[0].body, sent);
}

#[test]
fn reservations_and_leases_are_one_segment_of_the_path() {
    let recorded = r#"{"sequence":7,"id":"x","at":1,"again":false,"reply":{}}"#;
    let service = Service::play(move |_| (200, recorded.to_owned()));
    let client = client(&service);
    assert_eq!(client.renew("r/1", 5).unwrap()["sequence"], 7);
    client.post("r/1", 6).unwrap();
    client.void("r/1", "nothing ran").unwrap();
    client.confirm("r 1").unwrap();
    client.determine(&json!({ "id": "x" }), &Placement::default()).unwrap();
    let lines = [
        "POST /v1/reservations/r%2F1/renew",
        "POST /v1/reservations/r%2F1/post",
        "POST /v1/reservations/r%2F1/void",
        "POST /v1/leases/r%201/confirm",
        "POST /v1/determinations",
    ];
    assert_eq!(service.lines(), lines);
    let bodies: Vec<_> = service.seen().into_iter().map(|seen| seen.body).collect();
    let sent = [
        json!({ "until": 5 }),
        json!({ "chip_milliseconds": 6 }),
        json!({ "reason": "nothing ran" }),
        json!({}),
        json!({ "id": "x" }),
    ];
    assert_eq!(bodies, sent);
    let keys: std::collections::BTreeSet<_> =
        service.seen().iter().filter_map(|seen| seen.header("idempotency-key").map(str::to_owned)).collect();
    assert_eq!(keys.len(), 4, "each operation has a key of its own, a question none");
}

#[test]
fn a_question_says_where() {
    let service = Service::play(|_| (200, "{}".to_owned()));
    let placement = Placement {
        provider: Some("Example Cloud & Co".to_owned()),
        at_site: None,
        cluster: Some("hall-3".to_owned()),
        resale: Some(false),
    };
    client(&service).determine(&json!({}), &placement).unwrap();
    let line = "POST /v1/determinations?provider=Example%20Cloud%20%26%20Co&cluster=hall-3&resale=false";
    assert_eq!(service.lines(), [line]);
}

#[test]
fn a_key_is_never_longer_than_a_name() {
    let service = Service::play(|_| (200, "{}".to_owned()));
    let client = client(&service);
    let reservation = "r".repeat(200);
    for reason in ["nothing ran", "nothing ran", "something else"] {
        client.void(&reservation, reason).unwrap();
    }
    let seen = service.seen();
    let keys: Vec<_> = seen.iter().filter_map(|seen| seen.header("idempotency-key")).collect();
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| key.len() == 64));
    assert!(keys[0] == keys[1] && keys[1] != keys[2]);
}

#[test]
fn stops_are_read_to_the_last_page() {
    let service = Service::play(|seen| {
        let first = seen.line == "GET /v1/stops?limit=1000";
        let (lease, cursor) = if first { ("r/1", r#","cursor":"a b&c""#) } else { ("r/2", "") };
        (200, format!(r#"{{"items":[{{"lease":"{lease}","license":"D1","due":9,"at":8,"by":"revoke-1"}}]{cursor}}}"#))
    });
    let stop = |lease: &str| Stop {
        lease: lease.to_owned(),
        license: "D1".to_owned(),
        due: 9,
        at: 8,
        by: "revoke-1".to_owned(),
    };
    assert_eq!(client(&service).stops().unwrap(), [stop("r/1"), stop("r/2")]);
    assert_eq!(service.lines(), ["GET /v1/stops?limit=1000", "GET /v1/stops?limit=1000&cursor=a%20b%26c"]);
    // Half a list is none.
    let broken = Service::play(|seen| match seen.line.contains("cursor") {
        false => (200, r#"{"items":[],"cursor":"x"}"#.to_owned()),
        true => (403, String::new()),
    });
    assert!(client(&broken).stops().is_err());
}

#[test]
fn a_file_without_certificates_is_no_authority() {
    let make = || Client::new("https://portcullis.example", "k").unwrap();
    assert!(matches!(make().trusting(b"nothing"), Err(Error::Authority(_))));
    assert!(make().trusting(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").is_ok());
}

#[test]
fn what_passes_is_tried_again_with_the_same_key() {
    let mut statuses = [503, 0].into_iter();
    let service =
        Service::play(move |_| statuses.next().map_or((200, OPEN.to_owned()), |status| (status, String::new())));
    assert!(client(&service).start(&Start::new("a", json!({}), 1)).unwrap().opens);
    let seen = service.seen();
    assert_eq!(seen.len(), 3);
    assert!(seen.iter().all(|seen| seen.header("idempotency-key") == Some("a")));
}

#[test]
fn a_gate_that_is_closed_for_a_moment_is_asked_again() {
    let closed = OPEN.replace("\"opens\":true", "\"opens\":false");
    let mut verdicts = [closed.replace("\"again\":false", "\"again\":true"), OPEN.to_owned()].into_iter();
    let service = Service::play(move |_| (200, verdicts.next().unwrap()));
    assert!(client(&service).start(&Start::new("a", json!({}), 1)).unwrap().opens);
    let service = Service::play(move |_| (200, closed.clone()));
    assert!(!client(&service).start(&Start::new("a", json!({}), 1)).unwrap().opens);
    assert_eq!(service.seen().len(), 1, "closed is closed");
}

#[test]
fn what_is_refused_is_not_tried_again() {
    let problem = r#"{"type":"about:blank","title":"Forbidden","status":200,"detail":"the key may not start","instance":"/v1/starts"}"#;
    let service = Service::play(move |_| (403, problem.to_owned()));
    let Err(Error::Problem(problem)) = client(&service).start(&Start::new("a", json!({}), 1)) else { panic!() };
    assert_eq!((problem.status, problem.detail.as_deref()), (403, Some("the key may not start")));
    assert_eq!(problem.to_string(), "the service answered 403: the key may not start");
    assert_eq!(service.seen().len(), 1);
    let refused = |status| Error::Problem(Box::new(Problem { status, ..Problem::default() })).is_refusal();
    assert!([400, 404, 409, 422].into_iter().all(refused));
    assert!(![401, 403, 408, 429, 500, 503].into_iter().any(refused), "these may be mended");
}

#[test]
fn nobody_there_is_an_error_in_time() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", silent.local_addr().unwrap());
    let client = Client::with_timeout(&address, "k", Duration::from_millis(300)).unwrap();
    let begun = Instant::now();
    assert!(matches!(client.start(&Start::new("a", json!({}), 1)), Err(Error::Unreachable(_))));
    assert!(begun.elapsed() < Duration::from_secs(3));
    drop(silent);
    assert!(matches!(client.stops(), Err(Error::Unreachable(_))));
}

#[test]
fn redirects_are_not_followed() {
    let elsewhere = Service::play(|_| (200, OPEN.to_owned()));
    let address = elsewhere.address.clone();
    let service = Service::play(move |_| (307, address.clone()));
    assert!(matches!(client(&service).start(&Start::new("a", json!({}), 1)), Err(Error::Problem(_))));
    assert!(elsewhere.seen().is_empty());
}

#[test]
fn the_key_is_not_shown() {
    let client = Client::new("https://portcullis.example", "the-key").unwrap();
    assert!(!format!("{client:?}").contains("the-key"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn noise_never_opens(status in 200_u16..600, body in "[ -~]{0,80}") {
        let service = Service::play(move |_| (status, body.clone()));
        let client = Client::with_timeout(&service.address, "k", Duration::from_millis(150)).unwrap();
        let verdict = client.start(&Start::new("a", json!({}), 1));
        prop_assert!(verdict.is_err());
    }
}
