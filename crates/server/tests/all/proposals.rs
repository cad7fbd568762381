//! What takes two people takes two people, over HTTP too; and the story of a license from its issue to its return.

use portcullis_access::{Kind, Role};
use serde_json::{Value, json};

use crate::service::{Answer, Service, get, post};
use crate::written::{EXAMPLE, Held, NORTHERN, agreed, in_path, license};

async fn proposed(service: &Service, key: &str, what: &Value) -> Value {
    let body = json!({ "reason": "applied for", "proposed": what });
    service.ask(post("/v1/proposals", &body).by(key)).await.json()
}

async fn agree(service: &Service, key: &str, proposal: &Value, digest: &Value) -> Answer {
    let path = format!("/v1/proposals/{}/agree", proposal["id"].as_str().unwrap());
    service.ask(post(path, &json!({ "digest": digest })).by(key)).await
}

fn issue() -> Value {
    json!({ "what": "issue", "license": license("NORTH-2026-1", "Northern Compute Ltd", "Example Robotics Pte. Ltd.") })
}

#[tokio::test]
async fn one_person_is_not_two() {
    let service = Service::new();
    let first = service.person("Kim Example", None, Role::Licensing);
    let again = service.person("kim  example", None, Role::Licensing);
    let machine = service.machine("desk", None, Role::Licensing);
    let second = service.person("Robin Example", None, Role::Licensing);
    let proposal = proposed(&service, &first, &issue()).await;
    let digest = &proposal["digest"];
    assert_eq!(proposal["state"]["state"], "open");

    let same = agree(&service, &first, &proposal, digest).await.problem(403, "forbidden");
    assert!(same.contains("another person"), "{same}");
    agree(&service, &again, &proposal, digest).await.problem(403, "forbidden");
    let nobody = agree(&service, &machine, &proposal, digest).await;
    assert!([403, 404].contains(&nobody.status.as_u16()), "{}", nobody.text());
    let body = json!({ "reason": "x", "proposed": issue() });
    let refused = service.ask(post("/v1/proposals", &body).by(&machine)).await.problem(403, "forbidden");
    assert!(refused.contains("people"), "{refused}");

    let mut altered = digest.as_str().unwrap().to_owned();
    altered.replace_range(..1, if altered.starts_with('0') { "1" } else { "0" });
    for wrong in [json!(altered), json!(""), json!("0".repeat(64))] {
        let refused = agree(&service, &second, &proposal, &wrong).await.problem(422, "refused");
        assert!(refused.contains("read it again"), "{refused}");
    }
    assert_eq!(service.ask(get("/v1/licenses/NORTH-2026-1").by(&second)).await.status, 404, "nothing came of it yet");

    let recorded = agree(&service, &second, &proposal, digest).await.json();
    assert_eq!((&recorded["id"], &recorded["again"]), (&proposal["id"], &json!(false)));
    let repeated = agree(&service, &second, &proposal, digest).await.json();
    assert_eq!((&repeated["sequence"], &repeated["again"]), (&recorded["sequence"], &json!(true)));
    service.seen(recorded["sequence"].as_u64().unwrap()).await;
    let shown = service.ask(get("/v1/licenses/NORTH-2026-1").by(&second)).await.json();
    assert_eq!(shown["standing"], "issued", "{shown}");
    let third = service.person("Sam Example", None, Role::Licensing);
    agree(&service, &third, &proposal, digest).await.problem(422, "refused");
}

#[tokio::test]
async fn a_proposal_ends_and_is_withdrawn() {
    let service = Service::new();
    let first = service.person("first", None, Role::Licensing);
    let second = service.person("second", None, Role::Licensing);
    let late = proposed(&service, &first, &issue()).await;
    service.later(3 * 24 * 3_600_000).await;
    let refused = agree(&service, &second, &late, &late["digest"]).await.problem(422, "refused");
    assert!(refused.contains("its time was over"), "{refused}");

    let withdrawn = proposed(&service, &first, &issue()).await;
    let path = format!("/v1/proposals/{}/withdraw", withdrawn["id"].as_str().unwrap());
    for _ in 0..2 {
        let said = service.ask(post(&*path, &Value::Null).by(&second)).await.json();
        assert_eq!(said["state"], "withdrawn");
    }
    let refused = agree(&service, &second, &withdrawn, &withdrawn["digest"]).await.problem(422, "refused");
    assert!(refused.contains("withdrew"), "{refused}");
    let unknown = json!({ "id": "proposal-00000000000000000000000000000000" });
    agree(&service, &second, &unknown, &json!("")).await.problem(404, "not-found");
    agree(&service, &second, &json!({ "id": "no-proposal" }), &json!("")).await.problem(404, "not-found");
}

#[tokio::test]
async fn an_auditor_and_an_administrator_sign_nothing() {
    let service = Service::new();
    for roles in [&[Role::Licensing, Role::Auditor][..], &[Role::Licensing, Role::Administrator]] {
        let key = service.key(&format!("{roles:?}"), Kind::Person, None, roles);
        let body = json!({ "reason": "x", "proposed": issue() });
        service.ask(post("/v1/proposals", &body).by(&key)).await.problem(403, "forbidden");
    }
}

#[tokio::test]
async fn what_is_proposed_wrongly_is_said_where() {
    let service = Service::new();
    let key = service.person("first", None, Role::Licensing);
    let mut wrong = issue();
    wrong["license"]["until"] = json!("soon");
    let table = [
        (wrong, "proposed: failed to parse four digit integer as year"),
        (json!({ "what": "abolish" }), "abolish"),
        (json!({ "what": "revoke", "license": "X", "why": "y" }), "why"),
        (json!({}), "what"),
        (json!("issue"), "proposed"),
    ];
    for (what, place) in table {
        let body = json!({ "reason": "x", "proposed": what });
        let detail = service.ask(post("/v1/proposals", &body).by(&key)).await.problem(400, "malformed");
        assert!(detail.contains(place), "{what}: {detail}");
    }
    let body = json!({ "reason": " ", "proposed": issue() });
    service.ask(post("/v1/proposals", &body).by(&key)).await.problem(422, "refused");
    let unknown = json!({ "reason": "x", "proposed": { "what": "revoke", "license": "NO-1" } });
    service.ask(post("/v1/proposals", &unknown).by(&key)).await.problem(404, "not-found");
}

/// Numbers behind a tag arrive as they were sent, and what they correct is corrected.
#[tokio::test]
async fn use_is_corrected_by_two() {
    let service = Service::new();
    let held = Held::licensed(&service, EXAMPLE).await;
    let lease = held.started(&service, "job").await;
    let posted = json!({ "chip_milliseconds": 1_000 });
    let path = format!("/v1/reservations/{}/post", in_path(&lease));
    let recorded = service.ask(post(path, &posted).by(&held.gate)).await.json();
    service.seen(recorded["sequence"].as_u64().unwrap()).await;
    let other = service.person("another officer", Some("example"), Role::Officer);
    let what = json!({ "what": "correct", "reservation": lease, "chip_milliseconds": 20_000_000 });
    let proposal = proposed(&service, &held.officer, &what).await;
    assert_eq!(proposal["tenant"], "example");
    let recorded = agree(&service, &other, &proposal, &proposal["digest"]).await.json();
    service.seen(recorded["sequence"].as_u64().unwrap()).await;
    let shown = service.ask(get("/v1/licenses/CLOUD-2026-7").by(&held.officer)).await.json();
    assert_eq!(shown["lines"]["1"]["used"]["chip_milliseconds"], "20000000", "{shown}");
}

/// Issue, start, suspend, closed, reinstate by two, open.
#[tokio::test]
async fn a_license_from_its_issue_to_its_return() {
    let service = Service::new();
    let held = Held::licensed(&service, NORTHERN).await;
    let authority = service.person("the authority", None, Role::Licensing);
    let lease = held.started(&service, "job-1").await;

    let now = service.time.now().0;
    let why = json!({ "reason": "the report is missing", "drain_until": now + 600_000 });
    let suspend = post(format!("/v1/licenses/{}/suspend", held.license), &why);
    let recorded = service.ask(suspend.by(&authority)).await.json();
    let closed = held.start(&service, "job-2").await.json();
    assert_eq!(closed["opens"], false, "from the next record on: {closed}");
    assert_eq!(closed["held"], json!([]));
    service.seen(recorded["sequence"].as_u64().unwrap()).await;
    let stops = service.ask(get("/v1/stops").by(&held.gate)).await.json();
    assert_eq!(stops["items"][0]["lease"], lease.as_str(), "{stops}");
    assert_eq!(stops["items"][0]["due"], now + 600_000);
    let path = format!("/v1/leases/{}/confirm", in_path(&lease));
    let confirmed = service.ask(post(path, &Value::Null).by(&held.gate)).await.json();
    service.seen(confirmed["sequence"].as_u64().unwrap()).await;
    assert_eq!(service.ask(get("/v1/stops").by(&held.gate)).await.json()["items"], json!([]));

    // One person cannot open it again: there is no such endpoint, and a proposal alone does nothing.
    let what = json!({ "what": "reinstate", "license": held.license });
    let proposal = proposed(&service, &authority, &what).await;
    assert_eq!(held.start(&service, "job-3").await.json()["opens"], false);
    agree(&service, &authority, &proposal, &proposal["digest"]).await.problem(403, "forbidden");
    agree(&service, &held.officer, &proposal, &proposal["digest"]).await.problem(404, "not-found");
    assert_eq!(held.start(&service, "job-4").await.json()["opens"], false);
    agreed(&service, &what).await;
    let open = held.start(&service, "job-5").await.json();
    assert_eq!(open["opens"], true, "{open}");
    let receipt = format!("/v1/receipts/{}", recorded["sequence"]);
    let began = std::time::Instant::now();
    let receipt = loop {
        let answer = service.ask(get(&*receipt).by(&held.officer)).await;
        if answer.status != 503 {
            break answer;
        }
        assert!(began.elapsed().as_secs() < 10);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!(receipt.status, 200, "{}", receipt.text());
    assert!(receipt.text().contains("log.example"), "{}", receipt.text());
}

/// What the law leaves open, two people of whoever it concerns decide; what it does not leave open, nobody.
#[tokio::test]
async fn a_person_decides_what_is_left_to_one() {
    let service = Service::new();
    let held = Held::licensed(&service, NORTHERN).await;
    let other = service.person("another officer", Some("northern"), Role::Officer);
    let strangers = [
        service.person("officer of example", Some("example"), Role::Officer),
        service.person("officer of the house", None, Role::Officer),
    ];
    let auditor = service.person("auditor", None, Role::Auditor);
    let mut open = crate::written::free_request();
    open["end_use"] = json!(["none of those"]);
    let mut records = Vec::new();
    for (id, request) in [("open", open), ("decided", crate::written::free_request())] {
        let start = json!({ "id": id, "hold_seconds": 60, "request": request });
        let verdict = service.ask(post("/v1/starts", &start).by(&held.gate)).await.json();
        assert_eq!(verdict["outcome"], if id == "open" { "depends" } else { "not_required" }, "{verdict}");
        let recorded = service.ask(get("/v1/records?limit=1000").by(&auditor)).await.json();
        let name = format!("northern/{id}/decision");
        let record = recorded["items"].as_array().unwrap().iter().find(|record| record["id"] == name.as_str());
        records.push(record.unwrap()["sequence"].as_u64().unwrap());
    }
    let what = |record: u64| json!({ "what": "override", "record": record, "outcome": "authorized" });
    for key in &strangers {
        let body = |record| json!({ "reason": "x", "proposed": what(record) });
        let there = service.ask(post("/v1/proposals", &body(records[0])).by(key)).await.problem(404, "not-found");
        let nowhere = service.ask(post("/v1/proposals", &body(99_999)).by(key)).await.problem(404, "not-found");
        assert_eq!(there.replace(&records[0].to_string(), ""), nowhere.replace("99999", ""));
    }
    let proposal = proposed(&service, &held.officer, &what(records[0])).await;
    assert_eq!(proposal["tenant"], "northern");
    agree(&service, &held.officer, &proposal, &proposal["digest"]).await.problem(403, "forbidden");
    agree(&service, &strangers[0], &proposal, &proposal["digest"]).await.problem(404, "not-found");
    let recorded = agree(&service, &other, &proposal, &proposal["digest"]).await.json();
    assert_eq!(recorded["id"], proposal["id"]);
    let proposal = proposed(&service, &held.officer, &what(records[1])).await;
    agree(&service, &other, &proposal, &proposal["digest"]).await.problem(422, "refused");
}

/// A receipt of what a tenant decided is the tenant's.
#[tokio::test]
async fn a_receipt_of_a_decision_is_whose_it_was() {
    let service = Service::new();
    let held = Held::licensed(&service, NORTHERN).await;
    let start = json!({ "id": "job", "hold_seconds": 60, "request": crate::written::free_request() });
    service.ask(post("/v1/starts", &start).by(&held.gate)).await.json();
    let path = format!("/v1/receipts/{}", in_path("northern/job/decision"));
    let began = std::time::Instant::now();
    let receipt = loop {
        let answer = service.ask(get(&*path).by(&held.gate)).await;
        if answer.status != 503 {
            break answer;
        }
        assert!(began.elapsed().as_secs() < 10);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    assert_eq!(receipt.status, 200, "{}", receipt.text());
    for stranger in [Some("example"), None] {
        let key = service.person(&format!("officer of {stranger:?}"), stranger, Role::Officer);
        service.ask(get(&*path).by(&key)).await.problem(404, "not-found");
    }
}
