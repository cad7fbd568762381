//! Law, lists and configuration replaced while the service is asked.

use crate::asks::{free, start};
use crate::caller::Caller;
use crate::fixture::{Office, PLENTY, root};
use crate::load::HOLD;
use crate::process::Service;
use crate::wait_until;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What an answer says it was made with, and what it came to.
type Print = (Value, Value, Value, Value);

/// A customer on the example list, with a parent in China: each law and each set of lists says something else of it.
fn asked() -> Value {
    json!({
        "kind": "provide_compute", "item": { "instance": "aws:p5.48xlarge" }, "quantity": 1, "site": "US",
        "parties": [{
            "role": "customer", "name": "Saltmarrow Trading House", "country": "SG", "headquarters": "SG",
            "ultimate_parent": { "name": "Example Robotics Group", "headquarters": "CN" },
        }],
    })
}

fn print_of(told: &Value) -> Print {
    let field = |name: &str| told["versions"][name].clone();
    (told["profile"].clone(), field("law"), field("lists"), told["outcome"].clone())
}

#[test]
fn everything_is_swapped_and_not_one_request_is_lost() {
    let office = Office::new();
    office.license(PLENTY);
    let (gate, auditor) = (office.gate_key(), office.key("auditor", "auditor", false).0);
    office.import_list("lists", "2026-07-31");
    copy_of_the_law(&office.path("law"));
    fs::create_dir(office.path("policies")).unwrap();
    office.write("policies/no-log.cedar", "forbid (principal, action == Action::\"ReadLog\", resource);");

    let config = office.write("portcullis.toml", "profile = \"permission\"\nlimits.batches = 8\n");
    let service = Service::configured(&office, &config);
    let (caller, auditor) = (service.caller(&gate), service.caller(&auditor));
    let crowd = Crowd::default();
    let mut at_rest = vec![print_of(&caller.done("/v1/determinations", &asked()))];
    std::thread::scope(|scope| {
        let _ends = Ends(&crowd.is_over);
        for number in 0..6 {
            let (caller, crowd) = (caller.apart(), &crowd);
            scope.spawn(move || crowd.ask(number, &caller));
        }
        let swaps = [
            "profile = \"enacted\"\n",
            "profile = \"enacted\"\nlists = \"lists\"\n",
            "profile = \"permission\"\nlists = \"lists\"\nlaw = \"law\"\n",
            "profile = \"permission\"\n[access.policies]\nfolder = \"policies\"\n",
        ];
        for (count, swap) in (1..).zip(swaps) {
            office.write("portcullis.toml", swap);
            service.signal("HUP");
            wait_until("it is loaded anew", || loaded(&service) == count);
            at_rest.push(print_of(&caller.done("/v1/determinations", &asked())));
            crowd.wait_for(50);
        }
        assert_eq!(auditor.get("/v1/records").unwrap().status, 403, "the new access configuration holds");
        refused(&office, &service, &caller);
        crowd.wait_for(50);
    });
    assert_eq!(at_rest[0], at_rest[4]);
    let different: BTreeSet<_> = at_rest.iter().map(|print| format!("{print:?}")).collect();
    assert_eq!(different.len(), 4, "each swap shows: {at_rest:?}");
    let seen = crowd.seen.lock().unwrap();
    assert!(seen.is_subset(&different), "an answer mixes: {:?}", seen.difference(&different));
    eprintln!("{} answers during 8 swaps, of which 4 were refused; none failed", crowd.answers.load(Ordering::Relaxed));
    assert_eq!(seen.len(), 4, "the crowd met each");
    drop(seen);
    service.stop();
}

/// How often everything was loaded anew.
fn loaded(service: &Service) -> usize {
    service.count("loaded anew") - service.count("not loaded anew")
}

/// A configuration that cannot be used changes nothing.
fn refused(office: &Office, service: &Service, caller: &Caller) {
    let before = print_of(&caller.done("/v1/determinations", &asked()));
    office.write("policies/open.cedar", "permit (principal, action, resource);");
    fs::create_dir(office.path("damaged")).unwrap();
    office.write("damaged/codes.toml", "this is no law");
    let broken = [
        ("profile = \"nonsense\"\n", "nonsense"),
        ("profile = \"enacted\"\nunknown = 1\n", "unknown"),
        ("profile = \"enacted\"\nlaw = \"damaged\"\n", "country_groups.toml"),
        ("profile = \"enacted\"\n[access.policies]\nfolder = \"policies\"\n", "open.cedar"),
    ];
    for (count, (config, named)) in (1..).zip(broken) {
        office.write("portcullis.toml", config);
        service.signal("HUP");
        wait_until("it is refused", || service.count("not loaded anew") == count);
        assert!(service.find(named).is_some(), "{config} is refused without a word of {named}: {}", service.words());
        assert_eq!(print_of(&caller.done("/v1/determinations", &asked())), before);
    }
}

/// Ends the crowd, however the test ends.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Those who ask all the while.
#[derive(Default)]
struct Crowd {
    is_over: AtomicBool,
    answers: AtomicUsize,
    seen: std::sync::Mutex<BTreeSet<String>>,
}

impl Crowd {
    fn ask(&self, number: u64, caller: &Caller) {
        let mut count = 0;
        while !self.is_over.load(Ordering::Relaxed) {
            count += 1;
            self.see(&caller.done("/v1/determinations", &asked()));
            if count % 4 == 0 {
                self.see_many(caller);
            }
            let law = caller.get("/v1/law").unwrap();
            assert_eq!(law.status, 200, "{}", law.body);
            let verdict = caller.done("/v1/starts", &start(&format!("start-{number}-{count}"), &free(), HOLD));
            assert_eq!(verdict["opens"], true, "{verdict}");
            self.answers.fetch_add(3, Ordering::Relaxed);
        }
    }

    fn see(&self, told: &Value) {
        self.seen.lock().unwrap().insert(format!("{:?}", print_of(told)));
    }

    /// All lines of an answer were made with one and the same.
    fn see_many(&self, caller: &Caller) {
        let line = asked().to_string();
        let answers = caller.lines("/v1/determinations/batch", &[line.as_str(); 200].join("\n"));
        assert_eq!(answers.len(), 200);
        let prints: BTreeSet<_> = answers.iter().map(|told| format!("{:?}", print_of(told))).collect();
        assert_eq!(prints.len(), 1, "{prints:?}");
        self.see(&answers[0]);
        self.answers.fetch_add(1, Ordering::Relaxed);
    }

    #[track_caller]
    fn wait_for(&self, more: usize) {
        let before = self.answers.load(Ordering::Relaxed);
        wait_until("answers", || self.answers.load(Ordering::Relaxed) >= before + more);
    }
}

/// The law that is built in, with another title on one regime.
fn copy_of_the_law(to: &Path) {
    copy(&root().join("law"), to);
    let regime = to.join("us-cloud-permission/regime.toml");
    let text = fs::read_to_string(&regime).unwrap();
    let other = text.replacen("title = \"", "title = \"As it is read here: ", 1);
    assert_ne!(text, other);
    fs::write(regime, other).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}
