//! A store that takes no more, and one that is gone for a while.

use crate::asks::{covered, free, start};
use crate::audit::{Audit, verified};
use crate::caller::Caller;
use crate::fixture::{Office, PLENTY};
use crate::load::{HOLD, Load};
use crate::process::Service;
use crate::wait_until;
use portcullis_testing::postgres::{Cluster, left_out};
use serde_json::Value;
use std::process::Command;
use std::time::{Duration, Instant};

/// Room for some commits more.
const LEFT: u64 = 100 * 1_024;
/// How old the view may be, and how long it takes to be noticed.
const TOO_OLD: Duration = Duration::from_millis(5_500);

/// Limits the size of the files that a process may write: beyond it a write fails, as on a full disk.
#[cfg(target_os = "linux")]
fn limit(service: &Service, bytes: &str) {
    let (id, limit) = (service.id().to_string(), format!("--fsize={bytes}:unlimited"));
    assert!(Command::new("prlimit").args(["--pid", &id, &limit]).status().unwrap().success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_closes_starts_until_there_is_room() {
    let office = Office::new();
    office.license(PLENTY);
    let key = office.gate_key();
    let service = Service::start_without_signal(&office);
    let caller = service.caller(&key);
    let load = Load::start("before", 6, &[caller.apart()]);
    load.wait_for_answers(200);
    limit(&service, &(office.path("register.db-wal").metadata().unwrap().len() + LEFT).to_string());
    wait_until("the disk is full", || denied(&caller, "full").is_some());
    let mut sentence = None;
    for _ in 0..20 {
        sentence = denied(&caller, "full").or(sentence);
        assert_eq!(caller.done("/v1/determinations", &free())["outcome"], "not_required");
        assert_eq!(caller.done("/v1/determinations", &covered())["outcome"], "authorized");
    }
    eprintln!("{}", sentence.unwrap());
    limit(&service, "unlimited");
    let room = Instant::now();
    wait_until("it recovers", || denied(&caller, &format!("room-{}", room.elapsed().as_millis())).is_none());
    eprintln!("it was back {:?} after there was room", room.elapsed());
    load.wait_for_opened(20);
    let heard = load.finish();
    assert!(heard.again > 0 && heard.silences.is_empty(), "{} {:?}", heard.again, heard.silences);
    assert!(heard.problems.iter().all(|(status, _)| *status == 503), "{:?}", heard.problems);
    let audit = Audit::of(&office, service.address());
    audit.holds(&heard);
    audit.never_overdrawn(PLENTY);
    service.stop();
    verified(&office);
}

#[test]
fn a_database_that_is_gone_closes_what_rests_on_it_until_it_is_back() {
    if left_out() {
        return;
    }
    let mut cluster = Cluster::start().unwrap();
    let office = Office::at(&cluster.address());
    office.license(PLENTY);
    let key = office.gate_key();
    let service = Service::start(&office);
    let caller = service.caller(&key);
    let load = Load::start("load", 6, &[caller.apart()]);
    load.wait_for_answers(200);
    cluster.kill_nine().unwrap();
    // Its processes live on for a moment, and what they answer is kept.
    let mut kept = 0;
    wait_until("the database is gone", || {
        let is_gone = denied(&caller, &format!("kept-{kept}")).is_some();
        kept += usize::from(!is_gone);
        is_gone
    });
    let gone = Instant::now();
    let (mut last_open, mut count) = (Duration::ZERO, 0);
    while gone.elapsed() < TOO_OLD + Duration::from_secs(1) {
        count += 1;
        let sentence = denied(&caller, &format!("gone-{count}")).expect("nothing opens that cannot be recorded");
        assert_eq!(caller.done("/v1/determinations", &free())["outcome"], "not_required");
        let asked = gone.elapsed();
        match caller.done("/v1/determinations", &covered())["outcome"].as_str().unwrap() {
            "authorized" => last_open = asked,
            "license_required" => {}
            other => panic!("{other}"),
        }
        if count == 1 {
            eprintln!("{sentence}");
        }
    }
    eprintln!(
        "what rests on a license was open for {last_open:?} after the database was gone; {count} starts were denied"
    );
    assert!(last_open < TOO_OLD);
    assert_eq!(caller.get("/health/ready").unwrap().status, 503);
    cluster.restart().unwrap();
    let back = Instant::now();
    wait_until("it recovers", || {
        let is_ready = caller.get("/health/ready").unwrap().status == 200;
        is_ready && denied(&caller, &format!("back-{}", back.elapsed().as_millis())).is_none()
    });
    eprintln!("it was back {:?} after the database was", back.elapsed());
    load.wait_for_opened(20);
    let heard = load.finish();
    assert!(heard.silences.is_empty(), "{:?}", heard.silences);
    assert!(heard.problems.iter().all(|(status, _)| *status == 503), "{:?}", heard.problems);
    let audit = Audit::of(&office, service.address());
    audit.holds(&heard);
    audit.never_overdrawn(PLENTY);
    assert!((0..kept).all(|number| audit.find(&format!("kept-{number}")).is_some()));
    service.stop();
    verified(&office);
}

/// Why a start is denied for now, if it is.
#[track_caller]
fn denied(caller: &Caller, id: &str) -> Option<String> {
    let verdict = caller.done("/v1/starts", &start(id, &covered(), HOLD));
    if verdict["opens"] == true {
        return None;
    }
    let sentence = verdict["sentence"].as_str().unwrap();
    assert!(
        verdict["again"] == true && !sentence.is_empty() && verdict["held"] == Value::Array(Vec::new()),
        "{verdict}"
    );
    Some(sentence.to_owned())
}
