//! What changes something is done once, however often it is sent; and what there is not is said in words.

use serde_json::{Value, json};

use crate::service::{Asked, Service, get, post};
use crate::written::{HOUSE, Held, in_path, license};
use portcullis_access::Role;

/// Everything that is recorded, in an order in which each can be done; each with something else that could be asked in its place.
async fn writes(service: &Service, held: &Held) -> Vec<(&'static str, Asked, Value)> {
    let (one, two) = (held.started(service, "one").await, held.started(service, "two").await);
    let (three, four) = (held.started(service, "three").await, held.started(service, "four").await);
    let reservation = |id: &str, what: &str| format!("/v1/reservations/{}/{what}", in_path(id));
    let lease = |id: &str, what: &str| format!("/v1/leases/{}/{what}", in_path(id));
    let until = service.time.now().0 + 2 * 3_600_000;
    let (authority, officer) = (service.person("authority", None, Role::Licensing), &held.officer);
    let of_license = |what: &str| format!("/v1/licenses/{}/{what}", held.license);
    let proposed = json!({ "what": "vary", "license": license(held.license, held.provider, held.customer) });
    vec![
        (
            "renew",
            post(reservation(&one, "renew"), &json!({ "until": until })).by(&held.gate),
            json!({ "until": until + 1 }),
        ),
        (
            "post",
            post(reservation(&two, "post"), &json!({ "chip_milliseconds": 9 })).by(&held.gate),
            json!({ "chip_milliseconds": 8 }),
        ),
        (
            "void",
            post(reservation(&three, "void"), &json!({ "reason": "it did not start" })).by(&held.gate),
            json!({ "reason": "other" }),
        ),
        (
            "stopLease",
            post(lease(&four, "stop"), &json!({ "reason": "closed" })).by(officer),
            json!({ "reason": "other" }),
        ),
        ("confirmStop", post(lease(&four, "confirm"), &Value::Null).by(&held.gate), Value::Null),
        (
            "fileReport",
            post(of_license("reports"), &json!({ "reference": "r-1" })).by(officer),
            json!({ "reference": "r-2" }),
        ),
        (
            "propose",
            post("/v1/proposals", &json!({ "reason": "x", "proposed": proposed })).by(&authority),
            json!({ "reason": "y", "proposed": proposed }),
        ),
        (
            "startReplay",
            post("/v1/replays", &json!({ "from": "2026-01-01" })).by(&service.person("auditor", None, Role::Auditor)),
            json!({ "from": "2026-01-02" }),
        ),
        (
            "suspendLicense",
            post(of_license("suspend"), &json!({ "reason": "late" })).by(&authority),
            json!({ "reason": "other" }),
        ),
        (
            "surrenderLicense",
            post(of_license("surrender"), &json!({ "reason": "ended" })).by(officer),
            json!({ "reason": "other" }),
        ),
    ]
}

#[tokio::test]
async fn the_same_key_is_the_same_operation() {
    let service = Service::new();
    let held = Held::licensed(&service, HOUSE).await;
    for (name, asked, other) in writes(&service, &held).await {
        let key = format!("key of {name}");
        let asked = asked.with("idempotency-key", &key);
        let first = service.ask(asked.clone()).await.json();
        service.later(1_500).await;
        let again = service.ask(asked.clone()).await.json();
        if ["propose", "startReplay"].contains(&name) {
            assert_eq!((&first["id"], &first["digest"]), (&again["id"], &again["digest"]));
        } else {
            assert_eq!((&first["again"], &again["again"]), (&json!(false), &json!(true)), "{name}: {again}");
            let without = |answer: &Value| {
                let mut answer = answer.clone();
                answer.as_object_mut().unwrap().remove("again");
                answer
            };
            assert_eq!(without(&first), without(&again), "{name}");
            service.seen(first["sequence"].as_u64().unwrap()).await;
        }
        if !other.is_null() {
            let changed = Asked { body: other.to_string().into(), ..asked };
            service.ask(changed).await.problem(409, "conflict");
        }
    }
    // An id is one operation for ever, whatever is done with it.
    let report = post(format!("/v1/licenses/{}/reports", held.license), &json!({ "reference": "r-3" }));
    let taken = service.ask(report.by(&held.officer).with("idempotency-key", "one")).await;
    assert!([409, 422].contains(&taken.status.as_u16()), "{}", taken.text());
    service.is_well().await;
}

#[tokio::test]
async fn a_start_is_one_start() {
    let service = Service::new();
    let held = Held::licensed(&service, HOUSE).await;
    let lease = held.started(&service, "job").await;
    let again = held.start(&service, "job").await.json();
    assert_eq!((&again["opens"], &again["held"][0]["reservation"]), (&json!(true), &json!(lease)), "{again}");
    let shown =
        service.ask(get(format!("/v1/licenses/{}", held.license)).by(&service.person("a", None, Role::Auditor))).await;
    assert_eq!(shown.json()["running_chips"], 8);
    let mut other = crate::written::request(held.provider, held.customer);
    other["quantity"] = json!(2);
    let other = json!({ "id": "job", "hold_seconds": 3600, "request": other });
    let refused = service.ask(post("/v1/starts", &other).by(&held.gate)).await.json();
    assert_eq!(refused["opens"], false);
    assert!(refused["sentence"].as_str().unwrap().contains("used for something else"), "{refused}");
    // The header does the same as the field.
    let body = json!({ "hold_seconds": 3600, "request": crate::written::request(held.provider, held.customer) });
    let by_header = post("/v1/starts", &body).by(&held.gate).with("idempotency-key", "job");
    assert_eq!(service.ask(by_header).await.json()["held"], again["held"]);
}

#[tokio::test]
async fn extremes_are_answered() {
    let service = Service::new();
    let held = Held::licensed(&service, HOUSE).await;
    let request = crate::written::request(held.provider, held.customer);
    for seconds in [0, 1, u64::MAX, u64::MAX / 1_000] {
        let body = json!({ "hold_seconds": seconds, "request": request });
        let verdict = service.ask(post("/v1/starts", &body).by(&held.gate)).await.json();
        assert_eq!(verdict["opens"], seconds == 1, "{verdict}");
    }
    let lease = held.started(&service, "job").await;
    let path = |what: &str| format!("/v1/reservations/{lease}/{what}");
    for (what, body) in [
        ("renew", json!({ "until": -1 })),
        ("renew", json!({ "until": 1_i64 << 53 })),
        ("renew", json!({ "until": "2026-11-22T08:00:00Z" })),
        ("post", json!({ "chip_milliseconds": -1 })),
        ("post", json!({ "chip_milliseconds": 1.5 })),
        ("post", json!({ "chip_milliseconds": 1e30 })),
        ("post", json!({ "chip_milliseconds": 1, "more": 1 })),
        ("void", json!({})),
        ("void", Value::Null),
    ] {
        service.ask(post(path(what), &body).by(&held.gate)).await.problem(400, "malformed");
    }
    for (what, body) in [("renew", json!({ "until": 0 })), ("renew", json!({ "until": (1_i64 << 53) - 1 }))] {
        service.ask(post(path(what), &body).by(&held.gate)).await.problem(422, "refused");
    }
    for key in ["", " ", &"k".repeat(201)] {
        let void = post(path("void"), &json!({ "reason": "x" })).by(&held.gate).with("idempotency-key", key);
        service.ask(void).await.problem(400, "malformed");
    }
    let long = "x".repeat(60_000);
    let void = post(path("void"), &json!({ "reason": long })).by(&held.gate);
    let answer = service.ask(void).await;
    assert!([400, 422].contains(&answer.status.as_u16()), "{}", answer.status);
    service.is_well().await;
}

#[tokio::test]
async fn what_there_is_not_is_said() {
    let service = Service::new();
    for (method, path) in
        [("GET", "/v2"), ("GET", "/v2/starts"), ("POST", "/nothing"), ("GET", "/v1/"), ("GET", "/v1/leases/")]
    {
        let answer = service.ask(Asked { method: method.to_owned(), ..get(path) }).await;
        assert!(answer.problem(404, "not-found").contains("/openapi.json"));
    }
    for (method, path, allowed) in
        [("DELETE", "/v1/leases", "GET,HEAD"), ("GET", "/v1/starts", "POST"), ("PUT", "/v1/proposals", "GET,HEAD,POST")]
    {
        let answer = service.ask(Asked { method: method.to_owned(), ..get(path) }).await;
        assert!(answer.problem(405, "method").contains(path));
        let mut offered: Vec<_> = answer.header("allow").split(',').map(str::trim).collect();
        offered.sort_unstable();
        assert_eq!(offered.join(","), allowed, "{path}");
    }
    let gate = service.machine("gate", None, Role::Gate);
    let answer = service.ask(get("/v1/leases/%ff").by(&gate)).await;
    assert!(answer.problem(400, "malformed").starts_with("path: "));
    let answer = service.ask(get("/v1/law/us-cloud-permission?on=tomorrow").by(&gate)).await;
    assert!(answer.problem(400, "malformed").starts_with("query: "));
    service.ask(get("/v1/law/nowhere").by(&gate)).await.problem(404, "not-found");
}

#[tokio::test]
async fn while_it_ends_it_is_not_ready() {
    let service = Service::new();
    service.is_well().await;
    service.end();
    let answer = service.ask(get("/health/ready")).await;
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("told to end"));
    assert_eq!(service.ask(get("/health/live")).await.status, 200);
}
