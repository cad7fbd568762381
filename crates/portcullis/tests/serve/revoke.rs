//! From a suspension to the order to stop, and from a key that is revoked to its refusal.

use crate::asks::{covered, start};
use crate::fixture::{LICENSE, Office, PLENTY};
use crate::load::HOLD;
use crate::process::Service;
use crate::wait_until;
use serde_json::json;
use std::time::{Duration, Instant};

const LEASES: usize = 1_000;

#[test]
fn what_runs_is_told_to_stop() {
    let office = Office::new();
    office.license(PLENTY);
    let (gate, officer) = (office.gate_key(), office.officer_key());
    let adapter = office.key("adapter-1", "adapter", false).0;
    let service = Service::start(&office);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let caller = service.caller(&gate);
            scope.spawn(move || {
                for number in (thread..LEASES).step_by(8) {
                    let verdict = caller.done("/v1/starts", &start(&format!("run-{number}"), &covered(), HOLD));
                    assert_eq!(verdict["opens"], true, "{verdict}");
                }
            });
        }
    });
    let adapter = service.caller(&adapter);
    let first = adapter.get("/v1/stops?limit=1000").unwrap();
    assert_eq!(first.body["items"], json!([]));
    let suspend = json!({ "reason": "the report is missing", "drain_until": 0 });
    let recorded = service.caller(&officer).done(&format!("/v1/licenses/{LICENSE}/suspend"), &suspend);
    let suspended = Instant::now();
    assert_eq!(recorded["reply"]["stops"], LEASES);
    let (mut tag, mut polls, mut unchanged) = (first.tag, 0, 0);
    wait_until("the last order to stop", || {
        polls += 1;
        let stops = adapter.get_unless("/v1/stops?limit=1000", tag.as_deref()).unwrap();
        tag.clone_from(&stops.tag);
        unchanged += usize::from(stops.status == 304);
        stops.status == 200 && stops.body["items"].as_array().unwrap().len() == LEASES
    });
    let took = suspended.elapsed();
    eprintln!(
        "{LEASES} leases were told to stop {took:?} after the suspension; {polls} polls, {unchanged} without news"
    );
    assert!(took < Duration::from_secs(10));
    let again = adapter.get_unless("/v1/stops?limit=1000", tag.as_deref()).unwrap();
    assert_eq!(again.status, 304);
    adapter.done("/v1/leases/run-7/confirm", &json!({}));
    wait_until("one order less", || {
        adapter.get("/v1/stops?limit=1000").unwrap().body["items"].as_array().unwrap().len() == LEASES - 1
    });
    service.stop();
}

#[test]
fn a_key_that_is_revoked_is_refused_within_a_second() {
    let office = Office::new();
    office.license(PLENTY);
    let (secret, key) = office.key("scheduler-1", "gate", false);
    let service = Service::start(&office);
    let caller = service.caller(&secret);
    assert_eq!(caller.get("/health/ready").unwrap().status, 200);
    office.done(&["key", "revoke", &key]);
    let took = wait_until("it is refused", || caller.get("/health/ready").unwrap().status == 401);
    eprintln!("a key was refused {took:?} after it was revoked elsewhere");
    assert!(took < Duration::from_secs(1));
    assert_eq!(caller.post("/v1/starts", &start("late", &covered(), HOLD)).unwrap().status, 401);
    service.stop();
}
