//! What is polled is sent once; lists are walked to their end whatever the size of a page.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portcullis_access::Role;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::service::{Service, get, post};
use crate::written::{EXAMPLE, HOUSE, Held, NORTHERN, in_path};

#[tokio::test]
async fn what_is_known_already_is_not_sent_again() {
    let service = Service::new();
    let held = Held::licensed(&service, HOUSE).await;
    let lease = held.started(&service, "job").await;
    let auditor = service.person("auditor", None, Role::Auditor);
    let began = std::time::Instant::now();
    while service.ask(get("/v1/log/checkpoint").by(&auditor)).await.status != 200 {
        assert!(began.elapsed().as_secs() < 20, "nothing is sealed");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let paths = [
        "/v1/law".to_owned(),
        "/v1/law/us-cloud-permission".to_owned(),
        "/v1/law/us-cloud-permission?on=2026-01-01".to_owned(),
        "/v1/leases".to_owned(),
        format!("/v1/leases/{lease}"),
        "/v1/stops".to_owned(),
        "/v1/licenses".to_owned(),
        format!("/v1/licenses/{}", held.license),
        "/v1/log/checkpoint".to_owned(),
        "/v1/log/tile/entries/000.p/1".to_owned(),
    ];
    for path in &paths {
        let key = if path == "/v1/stops" { &held.gate } else { &auditor };
        let first = service.ask(get(path).by(key)).await;
        assert_eq!(first.status, 200, "{path}: {}", first.text());
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 2, "{path}: {tag}");
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again = service.ask(get(path).by(key).with("if-none-match", &known)).await;
            // The log may have gone on meanwhile.
            if path.ends_with("checkpoint") && again.status == 200 {
                assert_ne!(again.header("etag"), tag);
                continue;
            }
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{path} {known}");
            assert_eq!(again.header("etag"), tag);
            assert_eq!(again.header("content-type"), "");
        }
        for other in ["\"other\"", "other", "", "W/\"\""] {
            assert_eq!(service.ask(get(path).by(key).with("if-none-match", other)).await.status, 200, "{path} {other}");
        }
    }
    // A tag is no way around a lock.
    let stranger = service.machine("metrics", None, Role::Metrics);
    service.ask(get("/v1/leases").by(&stranger).with("if-none-match", "*")).await.problem(403, "forbidden");

    let before = service.ask(get("/v1/stops").by(&held.gate)).await;
    let stop = post(format!("/v1/leases/{}/stop", in_path(&lease)), &json!({ "reason": "closed" }));
    let recorded = service.ask(stop.by(&held.officer)).await.json();
    service.seen(recorded["sequence"].as_u64().unwrap()).await;
    let after = service.ask(get("/v1/stops").by(&held.gate).with("if-none-match", before.header("etag"))).await.json();
    assert_eq!(after["items"].as_array().unwrap().len(), 1);
}

/// All of a list, with pages of these sizes in turn.
async fn walked(service: &Service, path: &str, key: &str, sizes: &[usize]) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    for size in sizes.iter().cycle().take(2_000) {
        let page = service.ask(get(format!("{path}?limit={size}{cursor}")).by(key)).await.json();
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= *size);
        all.extend(items.iter().cloned());
        match page["cursor"].as_str() {
            Some(next) => {
                assert!(!items.is_empty(), "a page with nothing on it has none after it");
                cursor = format!("&cursor={next}");
            }
            None => return all,
        }
    }
    panic!("{path} has no end");
}

#[test]
fn every_list_is_walked_to_its_end() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (service, keys) = runtime.block_on(async {
        let service = Service::new();
        let all = [
            Held::licensed(&service, NORTHERN).await,
            Held::licensed(&service, EXAMPLE).await,
            Held::licensed(&service, HOUSE).await,
        ];
        for number in 0..9 {
            for held in &all {
                let lease = held.started(&service, &format!("job/{number}")).await;
                if number % 2 == 0 {
                    let stop = post(format!("/v1/leases/{}/stop", in_path(&lease)), &json!({ "reason": "closed" }));
                    let recorded = service.ask(stop.by(&held.officer)).await.json();
                    service.seen(recorded["sequence"].as_u64().unwrap()).await;
                }
                let correct = json!({ "what": "correct", "reservation": lease, "chip_milliseconds": number });
                let body = json!({ "reason": "metered again", "proposed": correct });
                service.ask(post("/v1/proposals", &body).by(&held.officer)).await.json();
            }
        }
        let auditor = service.person("auditor", None, Role::Auditor);
        for _ in 0..5 {
            service.ask(post("/v1/replays", &json!({})).by(&auditor)).await.json();
        }
        let authority = service.person("authority", None, Role::Licensing);
        let [northern, _, _] = all;
        (service, [auditor, authority, northern.officer])
    });
    let lists = [
        ("/v1/leases", 0, 27, "lease"),
        ("/v1/leases", 2, 9, "lease"),
        ("/v1/stops", 2, 5, "lease"),
        ("/v1/licenses", 1, 3, ""),
        ("/v1/licenses", 2, 1, ""),
        ("/v1/proposals", 2, 9, "id"),
        // Three that issued a license, and those of all officers.
        ("/v1/proposals", 1, 30, "id"),
        ("/v1/replays", 0, 5, "id"),
    ];
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(8));
    runner
        .run(&prop::collection::vec(1_usize..8, 1..4), |sizes| {
            runtime.block_on(async {
                for (path, key, count, name) in lists {
                    let all = walked(&service, path, &keys[key], &sizes).await;
                    let different: BTreeSet<_> = all.iter().map(|one| one[name].to_string()).collect();
                    prop_assert_eq!(all.len(), count, "{} with {:?}", path, &sizes);
                    prop_assert!(name.is_empty() || different.len() == count, "{} has something twice", path);
                }
                let records = walked(&service, "/v1/records", &keys[0], &[100, sizes[0] * 10]).await;
                let numbers: Vec<_> = records.iter().map(|record| record["sequence"].as_u64()).collect();
                let wanted: Vec<_> = (0..numbers.len()).map(|number| u64::try_from(number).ok()).collect();
                prop_assert!(numbers == wanted && numbers.len() > 60, "{:?}", numbers);
                Ok(())
            })
        })
        .unwrap();
    runtime.block_on(async { drop(service) });
}

#[tokio::test]
async fn what_is_no_cursor_is_refused() {
    let service = Service::new();
    let auditor = service.person("auditor", None, Role::Auditor);
    let licensing = service.person("licensing", None, Role::Licensing);
    let encoded = |text: &[u8]| URL_SAFE_NO_PAD.encode(text);
    for path in ["/v1/leases", "/v1/licenses", "/v1/records", "/v1/proposals", "/v1/replays"] {
        let key = if path == "/v1/proposals" { &licensing } else { &auditor };
        for bad in ["!!", "a", &encoded(&[0xff, 0xfe])] {
            let answer = service.ask(get(format!("{path}?cursor={bad}")).by(key)).await;
            assert!(answer.problem(400, "malformed").starts_with("cursor: "), "{path} {bad}");
        }
        for limit in ["0", "1", "1000", "1001", "18446744073709551615"] {
            assert_eq!(service.ask(get(format!("{path}?limit={limit}")).by(key)).await.status, 200, "{path} {limit}");
        }
        for limit in ["-1", "x", "18446744073709551616", "1.5"] {
            let answer = service.ask(get(format!("{path}?limit={limit}")).by(key)).await;
            assert!(answer.problem(400, "malformed").contains("limit"), "{path} {limit}");
        }
        // Beyond the end there is nothing.
        let beyond = [&b"zzz"[..], b"18446744073709551615", b"18446744073709551614", b"9223372036854775807"];
        for beyond in beyond {
            let answer = service.ask(get(format!("{path}?cursor={}", encoded(beyond))).by(key)).await;
            if path == "/v1/records" && beyond == b"zzz" {
                answer.problem(400, "malformed");
            } else if path == "/v1/records" {
                assert_eq!(answer.json()["items"], json!([]), "{path}");
            } else {
                assert_eq!(answer.status, 200, "{path}: {}", answer.text());
            }
        }
    }
    for number in ["9223372036854775807", "9223372036854775808", "18446744073709551615", "99999999999999999999999"] {
        service.ask(get(format!("/v1/receipts/{number}")).by(&auditor)).await.problem(404, "not-found");
    }
    for path in
        ["/v1/log/tile/0/18446744073709551615", "/v1/log/tile/99/000", "/v1/log/..%2f..", "/v1/log/tile/0/x999/000"]
    {
        let answer = service.ask(get(path).by(&auditor)).await;
        assert!([400, 404].contains(&answer.status.as_u16()), "{path}: {}", answer.text());
    }
}
