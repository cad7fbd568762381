//! What `portcullis doctor` finds, and its exit status.

use crate::asks::{covered, start};
use crate::fixture::{Office, program, words};
use crate::load::HOLD;
use crate::process::Service;
use serde_json::Value;
use std::fs;
use std::process::Output;

/// What it found, and how it ended.
struct Found {
    findings: Vec<Value>,
    status: i32,
}

impl Found {
    #[track_caller]
    fn of(output: &Output) -> Self {
        let findings = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", words(output)));
        Self { findings, status: output.status.code().unwrap() }
    }

    fn by(office: &Office, more: &[&str]) -> Self {
        Self::of(&office.run(&[&["doctor", "--format", "json"], more].concat()))
    }

    /// What it says of something.
    #[track_caller]
    fn says(&self, what: &str, is: &str) -> String {
        let finding = self.findings.iter().find(|finding| finding["what"] == what && finding["is"] == is);
        let finding = finding.unwrap_or_else(|| panic!("{what} is not {is}: {:?}", self.findings));
        assert_eq!(finding["mend"].is_string(), is != "well", "what is not well has a mend: {finding}");
        finding["says"].as_str().unwrap().to_owned()
    }

    fn is_nothing_broken(&self) -> bool {
        self.findings.iter().all(|finding| finding["is"] != "broken")
    }
}

#[test]
fn a_folder_with_nothing_in_it() {
    let office = Office::new();
    let found = Found::by(&office, &[]);
    assert!(found.says("store", "well").contains("is not there yet"));
    assert!(found.says("lists", "doubtful").contains("none serve"));
    assert_eq!((found.status, found.is_nothing_broken()), (0, true));
    assert!(!office.path("register.db").exists(), "a look makes nothing");
}

#[test]
fn a_service_that_runs_another_key_and_a_store_that_is_damaged() {
    let office = Office::new();
    office.license(480);
    let key = office.gate_key();
    let service = Service::start(&office);
    service.caller(&key).done("/v1/starts", &start("run-1", &covered(), HOLD));
    crate::milliseconds(1_000);
    let found = Found::by(&office, &[]);
    assert!(found.says("store", "well").contains("records replay"));
    assert!(found.says("log key", "well").contains("signed the latest checkpoint"));
    found.says("clock", "well");
    assert_eq!((found.status, found.is_nothing_broken()), (0, true));

    let other = office.path("other.key");
    let other = other.to_str().unwrap();
    assert!(program(&["log", "make-key", "--name", "example.com/log", other]).output().unwrap().status.success());
    let doctor = ["doctor", "--format", "json", "--store", office.store(), "--log-key", other];
    let found = Found::of(&program(&doctor).output().unwrap());
    assert!(found.says("log key", "broken").contains("not signed by it"));
    assert_eq!(found.status, 1);

    service.stop();
    let mut file = fs::read(office.path("register.db")).unwrap();
    let (granted, other) = (b"\"chip_hours\":480", b"\"chip_hours\":980");
    let place = file.windows(granted.len()).position(|window| window == granted).unwrap();
    file[place..place + granted.len()].copy_from_slice(other);
    fs::write(office.path("register.db"), file).unwrap();
    let found = Found::by(&office, &[]);
    eprintln!("{}", found.says("store", "broken"));
    assert_eq!(found.status, 1);

    fs::write(office.path("register.db"), "this is no store").unwrap();
    let found = Found::by(&office, &[]);
    eprintln!("{}", found.says("store", "broken"));
    assert_eq!(found.status, 1);
}

#[test]
fn lists_that_are_old_and_a_configuration_that_cannot_be_read() {
    let office = Office::new();
    office.import_list("lists", "2026-01-31");
    let config = office.write("portcullis.toml", "lists = \"lists\"\n");
    let found = Found::by(&office, &["--config", &config]);
    assert!(found.says("lists", "doubtful").contains("own of 2026-01-31"));
    assert_eq!((found.status, found.is_nothing_broken()), (0, true));

    office.write("portcullis.toml", "lists = \"elsewhere\"\nprofile = \"nonsense\"\n");
    let found = Found::by(&office, &["--config", &config]);
    found.says("law and lists", "broken");
    assert_eq!(found.status, 1);
    office.write("portcullis.toml", "listen = \"0.0.0.0:8080\"\n");
    let found = Found::by(&office, &["--config", &config]);
    eprintln!("{}", found.says("configuration", "broken"));
    assert_eq!(found.status, 1);
}
