//! Keys: made, rotated with an overlap, revoked, at their end; and how often they may call.

use std::num::NonZeroU32;

use portcullis_access::limit::Budget;
use portcullis_access::{Kind, Role};
use serde_json::{Value, json};

use crate::service::{Service, get, post};

const HOUR: i64 = 3_600_000;

async fn opens(service: &Service, key: &str) -> u16 {
    service.ask(get("/v1/law").by(key)).await.status.as_u16()
}

#[tokio::test]
async fn a_key_is_made_rotated_and_revoked() {
    let service = Service::new();
    let administrator = service.person("the administrator", None, Role::Administrator);
    let make = json!({ "name": "scheduler-1", "kind": "machine", "roles": ["gate"] });
    let made = service.ask(post("/v1/keys", &make).by(&administrator)).await.json();
    let (id, first) = (made["key"].as_str().unwrap(), made["secret"].as_str().unwrap());
    assert_eq!(opens(&service, first).await, 200, "on this node at once");

    let path = format!("/v1/keys/{id}/rotate");
    let rotated = service.ask(post(&*path, &json!({ "overlap_hours": 2 })).by(&administrator)).await.json();
    let second = rotated["secret"].as_str().unwrap();
    assert_eq!(rotated["key"], id);
    assert_ne!(first, second);
    assert_eq!((opens(&service, first).await, opens(&service, second).await), (200, 200), "both, for two hours");
    service.later(2 * HOUR - 60_000).await;
    assert_eq!((opens(&service, first).await, opens(&service, second).await), (200, 200));
    service.later(120_000).await;
    assert_eq!((opens(&service, first).await, opens(&service, second).await), (401, 200));

    let at_once = service.ask(post(&*path, &json!({ "overlap_hours": 0 })).by(&administrator)).await.json();
    let third = at_once["secret"].as_str().unwrap();
    assert_eq!((opens(&service, second).await, opens(&service, third).await), (401, 200), "no overlap was asked for");

    let revoke = format!("/v1/keys/{id}/revoke");
    for _ in 0..2 {
        service.ask(post(&*revoke, &Value::Null).by(&administrator)).await.json();
        for secret in [first, second, third] {
            let refused = service.ask(get("/v1/law").by(secret)).await.problem(401, "unidentified");
            assert!(!refused.contains(secret));
        }
    }
    let refused = service.ask(post(&*path, &json!({ "overlap_hours": 1 })).by(&administrator)).await;
    assert!(refused.problem(422, "refused").contains("revoked"));
    let listed = service.ask(get("/v1/keys").by(&administrator)).await;
    assert!(listed.text().contains(id));
    for secret in [first, second, third, &administrator] {
        assert!(!listed.text().contains(&secret[24..]), "a list has no secrets");
    }
}

#[tokio::test]
async fn what_is_revoked_elsewhere_is_known_here_within_a_second() {
    let service = Service::new();
    service.listen().await;
    let key = service.machine("scheduler", None, Role::Gate);
    assert_eq!(opens(&service, &key).await, 200);
    let id: portcullis_access::KeyId = key[11..23].parse().unwrap();
    let by = portcullis_license::Person::new("elsewhere").unwrap();
    let change = portcullis_access::KeyChange { at: service.time.now(), by };
    // As another node does it: in the store alone.
    let pool = service.app.gate().register().pool();
    pool.transact("revoke", &mut |open| portcullis_access::keys::revoke(open, id, &change).map(|_| ())).unwrap();
    let began = std::time::Instant::now();
    while opens(&service, &key).await == 200 {
        assert!(began.elapsed().as_secs() < 10, "it is never known");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(began.elapsed().as_millis() < 3_000, "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_key_ends() {
    let service = Service::new();
    let until = service.time.now().plus(HOUR);
    let key = service.key_until("a guest", Kind::Machine, None, &[Role::Gate], Some(until));
    assert_eq!(opens(&service, &key).await, 200);
    service.later(HOUR).await;
    service.ask(get("/v1/law").by(&key)).await.problem(401, "unidentified");
}

#[tokio::test]
async fn who_sees_to_a_tenants_keys_sees_to_no_others() {
    let service = Service::new();
    let own = service.person("administrator of northern", Some("northern"), Role::Administrator);
    let other = service.machine("gate of example", Some("example"), Role::Gate);
    let house = service.machine("gate of the house", None, Role::Gate);
    service.machine("gate of northern", Some("northern"), Role::Gate);
    let listed = service.ask(get("/v1/keys").by(&own)).await.json();
    let tenants: Vec<_> = listed.as_array().unwrap().iter().map(|key| key["tenant"].as_str()).collect();
    assert_eq!(tenants, [Some("northern"); 2]);
    for key in [&other, &house] {
        let id = &key[11..23];
        for (what, body) in [("rotate", json!({ "overlap_hours": 1 })), ("revoke", Value::Null)] {
            let answer = service.ask(post(format!("/v1/keys/{id}/{what}"), &body).by(&own)).await;
            let unknown = service.ask(post(format!("/v1/keys/000000000000/{what}"), &body).by(&own)).await;
            let (answer, unknown) = (answer.problem(404, "not-found"), unknown.problem(404, "not-found"));
            assert_eq!(answer.replace(id, ""), unknown.replace("000000000000", ""));
        }
        assert_eq!(opens(&service, key).await, 200);
    }
    for tenant in [json!(null), json!("example")] {
        let make = json!({ "name": "x", "kind": "person", "roles": ["officer"], "tenant": tenant });
        service.ask(post("/v1/keys", &make).by(&own)).await.problem(403, "forbidden");
    }
    let escalate = json!({ "name": "x", "kind": "person", "roles": ["licensing"], "tenant": "northern" });
    service.ask(post("/v1/keys", &escalate).by(&own)).await.problem(422, "refused");
    let make = json!({ "name": "x", "kind": "person", "roles": ["officer"], "tenant": "northern" });
    service.ask(post("/v1/keys", &make).by(&own)).await.json();
}

#[tokio::test]
async fn too_many_calls_are_told_when_to_come_back() {
    let few = Budget { per_second: NonZeroU32::MIN, burst: NonZeroU32::new(3) };
    let service = Service::with(|config, _| {
        config.access.limits.gate = few;
        config.access.limits.nobody = few;
    });
    let (key, other) = (service.machine("one", None, Role::Gate), service.machine("other", None, Role::Gate));
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let answer = service.ask(get("/v1/law").by(&key)).await;
        if answer.status == 429 {
            assert!(answer.problem(429, "too-many").contains("try again in"));
            assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
        }
        statuses.push(answer.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    assert_eq!(opens(&service, &other).await, 200, "another's budget is its own");
    // Whoever asks whether the service is well is not kept from it by strangers.
    for _ in 0..20 {
        service.ask(get("/v1/law")).await.problem(401, "unidentified");
    }
    assert_eq!(service.ask(get("/health/live")).await.status, 200);
    for _ in 0..20 {
        assert_eq!(service.ask(get("/health/ready")).await.status, 200, "probes are no calls of a stranger's");
    }
}
