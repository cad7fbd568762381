//! The service told to end, and killed, while it is asked.

use crate::asks::{covered, start};
use crate::audit::{Audit, verified};
use crate::fixture::{Office, PLENTY};
use crate::heard::Heard;
use crate::load::{HOLD, Load};
use crate::process::Service;
use crate::proxy::Proxy;
use crate::{milliseconds, wait_until};
use portcullis_testing::postgres::{Cluster, left_out};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

fn open() -> (Office, String) {
    let office = Office::new();
    office.license(PLENTY);
    let key = office.gate_key();
    (office, key)
}

#[test]
fn told_to_end_it_answers_what_began() {
    let (office, key) = open();
    let service = Service::start(&office);
    let load = Load::start("start", 8, &[service.caller(&key)]);
    load.wait_for_answers(500);
    let slow = half_a_start(&service, &key);
    service.signal("TERM");
    // As whoever spreads requests over several services does it: those that are not ready are not asked any more.
    let watch = service.caller(&key);
    let took = wait_until("it is not ready", || watch.apart().get("/health/ready").unwrap().status == 503);
    let heard = load.finish();
    let answer = the_other_half(slow);
    let (status, ended, words) = service.ended();
    eprintln!("not ready {took:?} after it was told to end, and gone {ended:?} later");
    assert!(status.success(), "{status}: {words}");
    assert!(heard.problems.is_empty() && heard.silences.is_empty(), "{:?}{:?}", heard.problems, heard.silences);
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("\"opens\":true"), "{answer}");
    after(&office, &key, &heard, &["slow"]);
}

#[test]
fn killed_it_forgets_nothing_it_acknowledged() {
    let (office, key) = open();
    let mut all = Vec::new();
    for round in 0..3 {
        let service = Service::start(&office);
        let load = Load::start(&format!("round-{round}"), 8, &[service.caller(&key)]);
        load.wait_for_answers(400);
        service.kill();
        all.push(load.finish());
    }
    let mut heard = Heard::default();
    all.into_iter().for_each(|one| heard.add(one));
    assert!(heard.problems.is_empty(), "{:?}", heard.problems);
    let unanswered: Vec<_> = heard.unanswered.iter().map(String::as_str).collect();
    after(&office, &key, &heard, &unanswered);
}

#[test]
fn told_to_end_it_does_not_wait_for_a_database_that_says_nothing() {
    if left_out() {
        return;
    }
    let cluster = Cluster::start().unwrap();
    let proxy = Proxy::start(&cluster.address());
    let office = Office::at(&cluster.address());
    office.license(PLENTY);
    let key = office.gate_key();
    let service = Service::start_at(&office, proxy.address());
    let load = Load::start("start", 4, &[service.caller(&key)]);
    load.wait_for_answers(100);
    proxy.silence(true);
    service.signal("TERM");
    let (status, ended, words) = service.ended();
    eprintln!("it was gone {ended:?} after it was told to end");
    assert!(status.success(), "{status}: {words}");
    let heard = load.finish();
    assert!(heard.problems.iter().all(|(status, _)| *status == 503), "{:?}", heard.problems);
    proxy.silence(false);
    let service = Service::start(&office);
    let audit = Audit::of(&office, service.address());
    audit.holds(&heard);
    audit.never_overdrawn(PLENTY);
    service.stop();
    verified(&office);
}

/// A service that is started again has all that was acknowledged, and gives the same answers; what was left unanswered can be asked again.
#[track_caller]
fn after(office: &Office, key: &str, heard: &Heard, unanswered: &[&str]) {
    let service = Service::start(office);
    let caller = service.caller(key);
    let before = Audit::of(office, service.address());
    let kept = unanswered.iter().filter(|id| before.find(id).is_some()).count();
    for id in unanswered {
        let verdict = caller.done("/v1/starts", &start(id, &covered(), HOLD));
        assert_eq!(verdict["opens"], true, "{verdict}");
    }
    for id in heard.untouched.iter().take(200) {
        let verdict = caller.done("/v1/starts", &start(id, &covered(), HOLD));
        assert_eq!((&verdict["opens"], verdict["held"][0]["until"].as_i64()), (&true.into(), Some(heard.held[id])));
    }
    eprintln!("{} were left unanswered, of which {kept} were kept", unanswered.len());
    let audit = Audit::of(office, service.address());
    audit.holds(heard);
    audit.never_overdrawn(PLENTY);
    service.stop();
    verified(office);
}

/// The head of a start and half of its body.
fn half_a_start(service: &Service, key: &str) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(service.address().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let body = start("slow", &covered(), HOLD).to_string();
    let head = format!(
        "POST /v1/starts HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let (first, second) = body.split_at(body.len() / 2);
    stream.write_all(format!("{head}{first}").as_bytes()).unwrap();
    (stream, second.to_owned())
}

fn the_other_half((mut stream, rest): (TcpStream, String)) -> String {
    milliseconds(500);
    stream.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
