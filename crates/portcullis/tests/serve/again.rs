//! What is asked again under the same id.

use crate::asks::{covered, free, start, suspended};
use crate::audit::Audit;
use crate::caller::Caller;
use crate::fixture::{LICENSE, Office, PLENTY};
use crate::load::HOLD;
use crate::process::Service;
use crate::wait_until;
use serde_json::{Value, json};

/// More than a view keeps in mind of what is resolved.
const MANY: u64 = 1_200;

fn started(caller: &Caller, id: &str, request: &Value) -> Value {
    caller.done("/v1/starts", &start(id, request, HOLD))
}

#[test]
fn a_start_that_is_over_stays_over() {
    let office = Office::new();
    office.license(PLENTY);
    let key = office.gate_key();
    let service = Service::start(&office);
    std::thread::scope(|scope| {
        for thread in 0..6 {
            let caller = service.caller(&key);
            scope.spawn(move || {
                for number in (thread..MANY).step_by(6) {
                    assert_eq!(started(&caller, &format!("run-{number}"), &covered())["opens"], true);
                    caller.done(&format!("/v1/reservations/run-{number}/post"), &json!({ "chip_milliseconds": 1 }));
                }
            });
        }
    });
    let caller = service.caller(&key);
    for id in ["run-0".to_owned(), format!("run-{}", MANY - 1)] {
        let verdict = started(&caller, &id, &covered());
        assert_eq!((&verdict["opens"], &verdict["again"]), (&json!(false), &json!(false)), "{verdict}");
        assert!(verdict["sentence"].as_str().unwrap().ends_with("ask under another id"), "{verdict}");
    }
    service.stop();
}

#[test]
fn an_id_of_two_transactions_has_two_decisions() {
    let office = Office::new();
    office.license(PLENTY);
    office.issue("EXAMPLE-2026-003", crate::asks::SUSPENDED_CUSTOMER, PLENTY);
    let key = office.gate_key();
    let service = Service::start(&office);
    let caller = service.caller(&key);
    let verdicts = [free(), covered(), free(), covered()].map(|request| started(&caller, "run", &request));
    assert!(verdicts.iter().all(|verdict| verdict["opens"] == true), "{verdicts:?}");
    assert_eq!(verdicts[1]["held"], verdicts[3]["held"], "it is the same start");
    let other = started(&caller, "run", &suspended());
    assert_eq!((&other["opens"], &other["held"]), (&json!(false), &json!([])), "{other}");
    assert!(other["sentence"].as_str().unwrap().contains("was used for something else"), "{other}");
    let audit = Audit::of(&office, service.address());
    let outcomes: Vec<_> = audit.beginning("run/decision").map(|record| record["body"]["outcome"].clone()).collect();
    assert!(outcomes.len() >= 3, "each has its decision: {outcomes:?}");
    assert_eq!(outcomes[..2], [json!("not_required"), json!("authorized")]);
    service.stop();
}

/// A node that has not yet read of a suspension elsewhere says nothing of what was held before it.
#[test]
fn a_suspension_holds_for_what_is_asked_again_at_another_node() {
    let office = Office::new();
    office.license(PLENTY);
    let (gate, officer) = (office.gate_key(), office.officer_key());
    let [one, other] = [Service::start(&office), Service::start(&office)];
    let (here, there, officer) = (one.caller(&gate), other.caller(&gate), one.caller(&officer));
    for round in 0..8 {
        let id = format!("run-{round}");
        let first = started(&here, &id, &covered());
        assert_eq!(first["opens"], true, "{first}");
        wait_until("it is known elsewhere", || started(&there, &id, &covered())["held"] == first["held"]);
        officer.done(&format!("/v1/licenses/{LICENSE}/suspend"), &json!({ "reason": "an inspection" }));
        let again = started(&there, &id, &covered());
        assert_eq!((&again["opens"], &again["held"]), (&json!(false), &json!([])), "{again}");
        office.by_two(&["license", "reinstate", LICENSE], "it is well");
        wait_until("it is in force again", || started(&here, &format!("{id}-b"), &covered())["opens"] == true);
    }
    [one, other].into_iter().for_each(Service::stop);
}
