//! The life of a license, done on pages: from the first question to the suspension. The same life is lived with scripts and without.
//!
//! One thing is done by a machine, because in the world a machine does it: the gate is asked before chips start, and told what ran.

use crate::browser::{Browser, Scripts};
use crate::caller::Caller;
use crate::driver::Driver;
use crate::houses::{House, houses, start};
use crate::pictures::Look;
use crate::wait_until;
use jiff::{Span, Timestamp, tz::TimeZone};
use serde_json::{Value, json};

const CUSTOMER: &str = "Example Robotics (Singapore) Pte. Ltd.";
const CASE: &str = "/console/cases/2026-000001";
/// The number that the form proposes for the license of the case.
const LICENSE: &str = "L-2026-000001";
/// The site of the application: what the question called it.
const SITE: &str = "US";
/// What the question is, by the fields of its form.
const QUESTION: [(&str, &str); 9] = [
    ("customer", CUSTOMER),
    ("country", "SG"),
    ("headquarters", "SG"),
    ("parent", "Example Robotics Group"),
    ("parent_country", "CN"),
    ("item", "H100 SXM5 80GB"),
    ("quantity", "256"),
    ("site", "US"),
    ("training_operations", "3e24"),
];
/// What the draft of the question lacks, but for its days, choices and certifications.
const MISSING: [(&str, &str); 17] = [
    ("contact.name", "Compliance One"),
    ("contact.telephone", "+1 555 0100"),
    ("contact.email", "compliance.one@northern-compute.example"),
    ("parties[0].address", "1 Example Way, Example City, WA 00000"),
    ("parties[0].ultimate_parent", "Northern Compute Ltd"),
    ("parties[0].ultimate_parent_country", "US"),
    ("parties[1].address", "2 Example Road, Singapore 000000"),
    ("end_use.description", "Training of models that steer robots in warehouses."),
    ("items[0].chip_hours", "1500000"),
    ("items[0].price.currency", "USD"),
    ("items[0].price.hundredths", "298"),
    ("sites[0].region", "us-north-1"),
    ("sites[0].cluster_chips", "256"),
    ("sites[0].interconnect", "InfiniBand, 400 Gbit/s a chip"),
    ("remote_users.countries", "SG"),
    ("remote_users.access", "Over the provider's gateway."),
    ("security", "Weights stay on encrypted volumes at the site. Accounts are personal, with hardware keys."),
];
const CERTIFIED: [&str; 4] = ["true_and_complete", "continuing_representation", "within_the_license", "records_kept"];

/// The two browsers of a life, and the keys of those who live it.
struct Life {
    /// At the provider, where one person works.
    north: Browser,
    compliance: String,
    /// At the authority, where one after the other signs in.
    bureau: Browser,
    officers: [String; 2],
    advisers: [String; 3],
    gate: Caller,
    has_pictures: bool,
    /// Where the filing is, once there is one.
    filing: String,
}

impl Life {
    fn keeps(&self, browser: &Browser, name: &str, look: Look) {
        if self.has_pictures {
            browser.leaves_picture(name, look);
        }
    }

    /// The start of eight chips, as the gate answers.
    fn starts(&self, id: &str) -> Value {
        self.gate.done("/v1/starts", &start(id, SITE))
    }

    fn opens(&self, id: &str) -> bool {
        self.starts(id)["opens"] == true
    }

    fn at_bureau_is(&self, key: &str) -> &Browser {
        self.bureau.signs_in(key);
        &self.bureau
    }
}

fn day_in(days: i64) -> String {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    today.checked_add(Span::new().days(days)).unwrap().to_string()
}

#[test]
fn a_license_from_its_application_to_its_suspension() {
    let Some(driver) = Driver::start() else { return };
    lived(&driver, Scripts::Allowed);
}

#[test]
fn the_same_life_without_scripts() {
    let Some(driver) = Driver::start() else { return };
    lived(&driver, Scripts::Off);
}

fn lived(driver: &Driver, scripts: Scripts) {
    let (provider, authority) = houses();
    let person = |name: &str| authority.person(name, "licensing", None);
    let adviser = |of: &str| authority.person(&format!("adviser {of}"), "adviser", Some(of));
    let compliance = provider.person("compliance one", "officer", None);
    let (officers, advisers) =
        (["officer one", "officer two"].map(person), ["state", "defense", "energy"].map(adviser));
    let gate = provider.office.key("scheduler-1", "gate", false).0;
    let services = [&provider, &authority].map(House::serve);
    let [north, bureau] = [0, 1].map(|at: usize| Browser::open(driver, services[at].address(), scripts));
    let gate = services[0].caller(&gate);
    let has_pictures = scripts == Scripts::Allowed;
    let mut life = Life { north, compliance, bureau, officers, advisers, gate, has_pictures, filing: String::new() };
    assert!(!life.opens("before"), "nobody has permission yet");
    asks_and_applies(&mut life);
    is_registered(&life);
    is_advised(&life);
    is_decided(&life);
    is_used(&life);
    is_varied(&life);
    is_suspended(&life);
    for browser in [&life.north, &life.bureau] {
        let complaints = browser.complaints();
        assert!(complaints.is_empty(), "{complaints:#?}");
    }
}

fn asks_and_applies(life: &mut Life) {
    let north = &life.north;
    north.go("/console/today");
    north.says("Sign in");
    life.keeps(north, "01-sign-in", Look::Light);
    north.fill("key", &life.compliance);
    north.press("Sign in");
    // Whoever was sent to sign in comes back to where they were going.
    assert_eq!(north.address(), "/console/today");
    north.go("/console/ask");
    for (name, text) in QUESTION {
        north.fill(name, text);
    }
    north.choose("end_use", "model_training");
    north.choose("resale", "no");
    life.keeps(north, "02-question", Look::Light);
    north.press("Ask");
    north.says("The gate is closed until a license covers it");
    life.keeps(north, "03-answer", Look::Light);
    life.keeps(north, "03-answer-narrow", Look::Narrow);
    north.press("Apply for a license");
    north.says("20 gaps");
    life.keeps(north, "04-draft", Look::Light);
    for (name, text) in MISSING {
        north.fill(name, text);
    }
    north.fill("from", &day_in(0));
    north.fill("until", &day_in(300));
    north.choose("remote_users.any", "yes");
    for certified in CERTIFIED {
        north.choose("certifications", certified);
    }
    north.presses_first("Save");
    north.says("ready to file");
    life.keeps(north, "05-draft-complete", Look::Dark);
    north.follow("Certify and file");
    north.fill("capacity", "compliance officer");
    north.choose("agree", "yes");
    life.keeps(north, "06-certify", Look::Light);
    north.press("Certify and file");
    let filing = north.address();
    let (filing, _) = filing.split_once('?').unwrap();
    life.filing = filing.to_owned();
    life.north.go_until(&life.filing, "The authority has it");
    life.keeps(&life.north, "07-filing", Look::Light);
}

fn is_registered(life: &Life) {
    let bureau = life.at_bureau_is(&life.officers[0]);
    bureau.go_until("/console/queue", "2026-000001");
    life.keeps(bureau, "08-queue", Look::Light);
    life.keeps(bureau, "08-queue-narrow", Look::Narrow);
    bureau.go(CASE);
    life.keeps(bureau, "09-case", Look::Light);
    bureau.unfolds("Register it: it is complete…");
    bureau.press("Register it: it is complete");
    bureau.does("Ask the applicant", &[("asked.said", "Who holds the keys of the hosts?")]);
    life.keeps(bureau, "10-asked", Look::Light);

    life.north.go_until(&life.filing, "Who holds the keys of the hosts?");
    life.north.fill("answer-1", "The provider alone.");
    life.keeps(&life.north, "11-question-answered", Look::Light);
    life.north.press("Send the answer");
    bureau.go_until(CASE, "The provider alone.");
}

fn is_advised(life: &Life) {
    let bureau = &life.bureau;
    bureau.go(&format!("{CASE}/precedents"));
    bureau.does("Note the past denials", &[("denials_consulted.found", "0"), ("denials_consulted.said", "None.")]);
    bureau.go(&format!("{CASE}/advice"));
    bureau.unfolds("Refer it");
    for agency in ["state", "defense", "energy"] {
        bureau.choose("referred.agencies", agency);
    }
    bureau.fill("referred.said", "Advanced computing items.");
    bureau.press("Refer it");
    life.keeps(bureau, "12-referred", Look::Light);

    let [state, defense, energy] = &life.advisers;
    let says = |key: &str, position: &str| {
        let adviser = life.at_bureau_is(key);
        adviser.go(CASE);
        adviser.choose("recommended.positions[0].says", position);
        adviser
    };
    says(state, "approve").press("Recommend");
    let adviser = says(defense, "approve_with_conditions");
    adviser.choose("recommended.positions[0].conditions.add", "most_concurrent_chips");
    adviser.press("Add the condition");
    adviser.fill("recommended.positions[0].conditions[0].id", "defense-chips");
    adviser.fill("recommended.positions[0].conditions[0].chips", "128");
    life.keeps(adviser, "13-advice", Look::Light);
    adviser.press("Recommend");
    let adviser = says(energy, "deny");
    adviser.fill("recommended.positions[0].reasons", "The end use cannot be told.");
    adviser.press("Recommend");

    let bureau = life.at_bureau_is(&life.officers[0]);
    bureau.go(&format!("{CASE}/advice"));
    bureau.says("conflict");
    bureau.says("The end use cannot be told.");
    life.keeps(bureau, "14-conflict", Look::Light);
    life.keeps(bureau, "14-conflict-narrow", Look::Narrow);
    says(energy, "approve").press("Recommend");
}

fn is_decided(life: &Life) {
    let bureau = life.at_bureau_is(&life.officers[0]);
    bureau.go(&format!("{CASE}/decision?outcome=approve"));
    bureau.says("as asked for");
    life.keeps(bureau, "15-drafting", Look::Light);
    bureau.press("Draft: approve");
    bureau.says("you may not sign it");
    let other = life.at_bureau_is(&life.officers[1]);
    countersigns(life, other, "16-countersigning");
    life.north.go_until(&life.filing, LICENSE);
    life.keeps(&life.north, "17-licensed", Look::Light);
}

fn countersigns(life: &Life, other: &Browser, picture: &str) {
    other.go(&format!("{CASE}/decision"));
    other.unfolds("Countersign the draft…");
    other.choose("countersigned.read", "yes");
    life.keeps(other, picture, Look::Light);
    other.press("Countersign the draft");
}

fn is_used(life: &Life) {
    wait_until("the gate opens", || life.opens("run-1"));
    let started = life.starts("run-2");
    let lease = started["held"][0]["reservation"].as_str().unwrap_or_else(|| panic!("{started}")).to_owned();
    life.gate.done(&format!("/v1/reservations/{lease}/post"), &json!({ "chip_milliseconds": 4 * 3_600_000 }));
    life.north.go_until(&format!("/console/licenses/{LICENSE}"), "used");
    life.keeps(&life.north, "18-license", Look::Light);
    life.keeps(&life.north, "18-license-dark", Look::Dark);
    life.north.go_until("/console/leases", "run-1");
    life.keeps(&life.north, "19-leases", Look::Narrow);
}

fn is_varied(life: &Life) {
    let bureau = life.at_bureau_is(&life.officers[0]);
    bureau.go(&format!("{CASE}/decision?outcome=vary"));
    bureau.fill("drafted.license.lines[0].chip_hours", "2000000");
    bureau.press("Draft: vary the license");
    let other = life.at_bureau_is(&life.officers[1]);
    countersigns(life, other, "20-varying");
    life.north.go_until(&format!("/console/licenses/{LICENSE}"), "2,000,000");
    life.keeps(&life.north, "21-varied", Look::Light);
    assert!(life.opens("run-3"), "it was varied, and holds");
}

fn is_suspended(life: &Life) {
    let bureau = life.at_bureau_is(&life.officers[0]);
    bureau.go(&format!("{CASE}/license"));
    let why = "An end user is listed.";
    bureau.does("Suspend the license at once", &[("suspended.reasons", why), ("suspended.said", why)]);
    life.keeps(bureau, "22-suspended", Look::Light);
    life.north.go_until(&format!("/console/licenses/{LICENSE}"), "suspended");
    life.keeps(&life.north, "23-suspended", Look::Light);
    wait_until("the gate closes", || !life.opens(&format!("after-{}", Timestamp::now())));
}
