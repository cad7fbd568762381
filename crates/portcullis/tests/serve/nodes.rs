//! Three nodes on one PostgreSQL.

use crate::asks::{covered, free, start};
use crate::audit::{Audit, verified};
use crate::caller::Caller;
use crate::fixture::{LICENSE, Office};
use crate::load::{HELD, HOLD, Load};
use crate::process::Service;
use crate::proxy::Proxy;
use crate::wait_until;
use portcullis_testing::postgres::{Cluster, left_out};
use serde_json::json;
use std::time::{Duration, Instant};

/// Sixty starts of eight chips for an hour.
const CHIP_HOURS: u64 = 480;

#[test]
fn an_amount_that_runs_out_is_never_overdrawn_and_a_suspension_holds_at_every_node() {
    if left_out() {
        return;
    }
    let office = Office::in_postgres();
    office.license(CHIP_HOURS);
    let (gate, officer) = (office.gate_key(), office.officer_key());
    let services: Vec<_> = (0..3).map(|_| Service::start(&office)).collect();
    let callers: Vec<_> = services.iter().map(|service| service.caller(&gate)).collect();
    let load = Load::start("start", 12, &callers);
    load.wait_for_opened(60);
    load.wait_for_answers(2_000);
    let suspend = services[1].caller(&officer);
    suspend.done(&format!("/v1/licenses/{LICENSE}/suspend"), &json!({ "reason": "the report is missing" }));
    let suspended = Instant::now();
    load.wait_for_answers(1_000);
    let heard = load.finish();
    assert!(heard.problems.is_empty() && heard.silences.is_empty(), "{:?}{:?}", heard.problems, heard.silences);
    assert!(heard.last_opened.unwrap() < suspended, "a start was acknowledged that was asked after the suspension");
    let audit = Audit::of(&office, services[2].address());
    audit.holds(&heard);
    assert!(audit.last_held() < audit.suspended_at());
    let most = audit.never_overdrawn(CHIP_HOURS);
    eprintln!("at most {} of {CHIP_HOURS} chip-hours were taken, over {} records", most / 3_600_000, audit.len());
    assert!(most > CHIP_HOURS * 3_600_000 - HELD, "the amount did not run out");
    services.into_iter().for_each(Service::stop);
    verified(&office);
}

#[test]
fn one_node_is_killed_and_one_hears_nothing_from_the_database() {
    if left_out() {
        return;
    }
    // One with a socket, whatever server the environment names.
    let cluster = Cluster::start().unwrap();
    let proxy = Proxy::start(&cluster.address());
    let office = Office::at(&cluster.address());
    office.license(CHIP_HOURS);
    let (gate, auditor) = (office.gate_key(), office.key("auditor", "auditor", false).0);
    // The first is the one that seals.
    let [killed, stays] = [Service::start(&office), Service::start(&office)];
    let deaf = Service::start_at(&office, proxy.address());
    let callers = [&killed, &stays, &deaf].map(|service| service.caller(&gate));
    let load = Load::start("start", 9, &callers);
    load.wait_for_opened(20);

    killed.kill();
    load.leave(0);
    let auditor = stays.caller(&auditor);
    let before = sealed(&auditor);
    let took = wait_until("another node seals", || sealed(&auditor) > before + 10);
    eprintln!("another node sealed {took:?} after the first was killed");
    load.wait_for_answers(500);

    proxy.silence(true);
    load.leave(2);
    let silent = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| stays_closed(&callers[2], silent));
        // What it held in its hands when it went deaf is let go by the database after five seconds at most.
        wait_until("a start elsewhere", || opens(&callers[1], &format!("elsewhere-{}", silent.elapsed().as_millis())));
        eprintln!("the others went on {:?} after one went deaf", silent.elapsed());
    });

    proxy.silence(false);
    let heard_again = Instant::now();
    wait_until("it recovers", || {
        let is_ready = callers[2].get("/health/ready").unwrap().status == 200;
        is_ready && opens(&callers[2], &format!("recovered-{}", heard_again.elapsed().as_millis()))
    });
    eprintln!("the deaf one was back after {:?}", heard_again.elapsed());
    load.wait_for_answers(100);
    let heard = load.finish();
    let audit = Audit::of(&office, deaf.address());
    audit.holds(&heard);
    audit.never_overdrawn(CHIP_HOURS);
    stays.stop();
    deaf.stop();
    verified(&office);
}

/// How many records the latest checkpoint covers.
fn sealed(caller: &Caller) -> u64 {
    let checkpoint = caller.get("/v1/log/checkpoint").unwrap();
    checkpoint.body.as_str().and_then(|note| note.lines().nth(1)?.parse().ok()).unwrap_or(0)
}

fn opens(caller: &Caller, id: &str) -> bool {
    caller.done("/v1/starts", &start(id, &free(), HOLD))["opens"] == true
}

/// Until it is known that the register cannot be read, and from then on, no start opens; what needs no license is answered all the time, and what needs
/// one is closed once the view is too old.
fn stays_closed(deaf: &Caller, since: Instant) {
    let mut slowest = Duration::ZERO;
    for round in 0..3 {
        let asked = Instant::now();
        let verdict = deaf.done("/v1/starts", &start(&format!("deaf-{round}"), &free(), HOLD));
        slowest = slowest.max(asked.elapsed());
        assert_eq!((&verdict["opens"], &verdict["again"]), (&json!(false), &json!(true)), "{verdict}");
        eprintln!("after {:?}: {}", asked.elapsed(), verdict["sentence"]);
        assert_eq!(deaf.done("/v1/determinations", &free())["outcome"], "not_required");
    }
    wait_until("it is not ready", || deaf.get("/health/ready").unwrap().status == 503);
    eprintln!("it was not ready any more after {:?}; a start was denied within {slowest:?}", since.elapsed());
    let told = deaf.done("/v1/determinations", &covered());
    assert_eq!(told["outcome"], "license_required", "{told}");
    assert_eq!(deaf.get("/health/live").unwrap().status, 200);
}
