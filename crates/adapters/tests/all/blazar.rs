//! Blazar: leases in its own words.

use portcullis_adapters::blazar::{Asked, Mapping, answer, check_create, check_update, ended, on_end, refused};
use portcullis_gate::{Purpose, Verdict};
use portcullis_law::Outcome;
use portcullis_license::{Instant, OperationId};
use proptest::prelude::*;
use serde_json::{Value, json};

const MAPPING: &str = include_str!("../../../../examples/blazar/mapping.toml");
/// 2026-11-22T07:00:00Z.
const NOW: Instant = Instant(1_795_330_800_000);

fn mapping() -> Mapping {
    Mapping::read(MAPPING).unwrap()
}

fn reservation() -> Value {
    json!({
        "id": "r1", "resource_type": "physical:host", "min": 1, "max": 2, "hypervisor_properties": "",
        "resource_properties": r#"["==", "$gpu_model", "h100"]"#,
        "allocations": [{ "id": "1", "hypervisor_hostname": "node-1", "gpu_model": "h100" }],
    })
}

fn lease(start: &str, end: &str, reservations: &[Value]) -> Value {
    json!({
        "name": "training", "user_id": "c631173e-dec0-4bb7-a0c3-f7711153c06c", "project_id": "a0b86a98-b0d3-43cb-948e-00689182efd4",
        "start_date": start, "end_date": end, "status": "CREATING", "reservations": reservations,
    })
}

fn body(lease: &Value, current: Option<&Value>) -> Vec<u8> {
    let mut body = json!({
        "context": {
            "user_id": "c631173e-dec0-4bb7-a0c3-f7711153c06c", "project_id": "a0b86a98-b0d3-43cb-948e-00689182efd4",
            "auth_url": "https://api.example.com:5000/v3", "region_name": "RegionOne",
        },
        "lease": lease,
    });
    if let (Some(current), Some(body)) = (current, body.as_object_mut()) {
        body.insert("current_lease".to_owned(), current.clone());
    }
    body.to_string().into_bytes()
}

fn create(lease: &Value) -> Result<Asked, String> {
    check_create(&mapping(), &body(lease, None), NOW).map_err(|refused| refused.to_string())
}

fn update(current: &Value, lease: &Value) -> Result<Asked, String> {
    check_update(&mapping(), &body(lease, Some(current)), NOW).map_err(|refused| refused.to_string())
}

fn now_until(end: &str, reservations: &[Value]) -> Value {
    lease("2026-11-22T07:00:00", end, reservations)
}

fn verdict(opens: bool, outcome: Outcome) -> Verdict {
    Verdict {
        id: OperationId::new("v").unwrap(),
        opens,
        outcome: Some(outcome),
        sentence: "because".into(),
        held: vec![],
        again: false,
    }
}

#[test]
fn a_lease_that_begins_now_is_a_start_held_to_its_end() {
    let asked = create(&now_until("2026-11-22T09:00:00", &[reservation()])).unwrap();
    let [ask] = &asked.asks[..] else { panic!("{asked:?}") };
    assert_eq!(ask.purpose, Purpose::Start { milliseconds: 2 * 3_600_000 });
    let request = serde_json::to_value(&ask.request).unwrap();
    // Two hosts at most, of eight chips each.
    assert_eq!(request["quantity"], 16);
    assert_eq!(request["item"]["accelerator"], "H100 SXM5 80GB");
    assert_eq!(request["on"], "2026-11-22");
    assert_eq!(request["parties"][0]["name"], "Northern Compute Ltd");
    assert_eq!(request["parties"][0]["role"], "customer");
}

#[test]
fn a_lease_that_begins_later_is_a_question_about_its_first_day() {
    let asked = create(&lease("2026-12-24T22:30:00", "2026-12-25T22:30:00", &[reservation()])).unwrap();
    assert_eq!(asked.asks[0].purpose, Purpose::Question);
    assert_eq!(asked.asks[0].request.on.as_deref(), Some("2026-12-24"));
    assert_eq!(answer(&mapping(), &asked, &[verdict(true, Outcome::NotRequired)]).status, 204);
    // Nothing can be held for it, so a license does not open it.
    let answered = answer(&mapping(), &asked, &[verdict(true, Outcome::Authorized)]);
    assert_eq!(answered.status, 403);
    assert!(answered.body.unwrap().contains("--start-date now"));
    let ahead = Mapping::read(&format!("licensed_ahead = true\n{MAPPING}")).unwrap();
    assert_eq!(answer(&ahead, &asked, &[verdict(true, Outcome::Authorized)]).status, 204);
    // An offset is heeded: this is an hour ago.
    let west = create(&lease("2026-11-22T08:00:00+02:00", "2026-11-23T08:00:00+02:00", &[reservation()])).unwrap();
    assert!(matches!(west.asks[0].purpose, Purpose::Start { milliseconds: 82_800_000 }), "{west:?}");
}

#[test]
fn every_reservation_must_open() {
    let flavor =
        json!({ "resource_type": "flavor:instance", "amount": 3, "flavor_id": "gpu.a100.2", "affinity": null });
    let address = json!({ "resource_type": "virtual:floatingip", "amount": 1, "network_id": "n" });
    let asked = create(&now_until("2026-11-22T09:00:00", &[reservation(), flavor, address])).unwrap();
    assert_eq!(asked.asks.len(), 2);
    assert_eq!(asked.asks[0].request.quantity, Some(6));
    assert_ne!(asked.asks[0].id, asked.asks[1].id);
    let open = verdict(true, Outcome::NotRequired);
    assert_eq!(answer(&mapping(), &asked, &[open.clone(), open.clone()]).status, 204);
    let closed = answer(&mapping(), &asked, &[open.clone(), verdict(false, Outcome::Prohibited)]);
    assert_eq!((closed.status, closed.body.as_deref()), (403, Some(r#"{"message":"because"}"#)));
    assert_eq!(answer(&mapping(), &asked, &[open]).status, 403, "one verdict is missing");
    assert_eq!(ended().status, 204);
}

#[test]
fn what_carries_nothing_asks_nothing() {
    let mut cpu = reservation();
    cpu["resource_properties"] = json!(r#"["and", [">", "$vcpus", "4"], ["=", "$gpu_model", "none"]]"#);
    let asked = create(&now_until("2026-11-22T09:00:00", &[cpu])).unwrap();
    assert!(asked.asks.is_empty());
    assert_eq!(answer(&mapping(), &asked, &[]).status, 204);
}

#[test]
fn what_is_not_understood_stays_closed_and_says_why() {
    let with = |field: &str, value: Value| {
        let mut changed = reservation();
        changed[field] = value;
        create(&now_until("2026-11-22T09:00:00", &[changed])).unwrap_err()
    };
    for (field, value, word) in [
        ("resource_properties", json!(""), "resource_properties"),
        (
            "resource_properties",
            json!(r#"["or", ["==", "$gpu_model", "h100"], ["==", "$gpu_model", "none"]]"#),
            "which hosts",
        ),
        (
            "resource_properties",
            json!(r#"["and", ["==", "$gpu_model", "h100"], ["==", "$gpu_model", "none"]]"#),
            "which hosts",
        ),
        ("resource_properties", json!(r#"["!=", "$gpu_model", "h100"]"#), "which hosts"),
        ("resource_properties", json!(r#"["==", "$gpu_model", "b300"]"#), "hosts.values"),
        ("resource_type", json!("network"), "not known"),
        ("max", json!(0), "`max`"),
        ("max", json!(-1), "`max`"),
        ("max", json!(u64::MAX), "quantity"),
        ("max", Value::Null, "`max`"),
    ] {
        let why = with(field, value);
        assert!(why.contains(word), "{field}: {why}");
    }
    let mut stranger: Value =
        serde_json::from_slice(&body(&now_until("2026-11-22T09:00:00", &[reservation()]), None)).unwrap();
    stranger["context"]["project_id"] = json!("somebody");
    let why = check_create(&mapping(), stranger.to_string().as_bytes(), NOW).unwrap_err();
    assert!(why.sentence().contains("[customers]"), "{why}");
    let answer = refused(&why);
    assert_eq!(answer.status, 403);
    assert!(serde_json::from_str::<Value>(&answer.body.unwrap()).unwrap()["message"].is_string());
    assert!(create(&now_until("2026-11-22T06:00:00", &[reservation()])).is_err(), "it ends before it begins");
    assert!(create(&lease("2026-11-21T07:00:00", "2026-11-21T09:00:00", &[reservation()])).is_err(), "it is over");
}

#[test]
fn an_extension_asks_for_the_whole_and_releases_what_was_held() {
    let began = lease("2026-11-22T05:00:00", "2026-11-22T09:00:00", &[reservation()]);
    let first = check_create(&mapping(), &body(&began, None), Instant(NOW.0 - 2 * 3_600_000)).unwrap();
    // An update names what changes alone, and the reservations that stay.
    let longer = json!({ "start_date": "2026-11-22T05:00:00", "end_date": "2026-11-22T12:00:00", "reservations": [reservation()] });
    let asked = update(&began, &longer).unwrap();
    assert_eq!(asked.asks[0].purpose, Purpose::Start { milliseconds: 5 * 3_600_000 });
    assert_eq!(asked.replaces.len(), 1);
    assert_eq!(Some(&asked.replaces[0].id), first.asks[0].id.as_ref());
    assert_eq!(asked.replaces[0].milliseconds, 2 * 3_600_000);
    assert_ne!(asked.asks[0].id, first.asks[0].id);
    // More hosts, named with nothing but what changes.
    let more = json!({
        "start_date": "2026-11-22T05:00:00", "end_date": "2026-11-22T09:00:00", "reservations": [{ "id": "r1", "min": 4, "max": 4 }],
    });
    let asked = update(&began, &more).unwrap();
    assert_eq!(asked.asks[0].request.quantity, Some(32));
    // Less, or shorter, is never refused.
    for (end, max) in [("2026-11-22T08:00:00", 2), ("2026-11-22T09:00:00", 1)] {
        let less = json!({
            "start_date": "2026-11-22T05:00:00", "end_date": end, "reservations": [{ "id": "r1", "min": 1, "max": max }],
        });
        let asked = update(&began, &less).unwrap();
        assert!(asked.asks.is_empty() && asked.replaces.is_empty(), "{end} {max}: {asked:?}");
    }
    // Another kind of host is not less.
    let other = json!({
        "start_date": "2026-11-22T05:00:00", "end_date": "2026-11-22T09:00:00",
        "reservations": [{ "id": "r1", "resource_properties": r#"["==", "$gpu_model", "a100"]"# }],
    });
    assert_eq!(update(&began, &other).unwrap().asks.len(), 1);
    // A reservation that the update does not name stays.
    let second = json!({ "id": "r2", "resource_type": "flavor:instance", "amount": 1, "flavor_id": "gpu.a100.2" });
    let two = lease("2026-11-22T05:00:00", "2026-11-22T09:00:00", &[reservation(), second]);
    assert_eq!(update(&two, &more).unwrap().asks.len(), 2);
}

#[test]
fn the_end_finds_what_the_start_held() {
    let mut began = now_until("2026-11-22T09:00:00", &[reservation()]);
    let asked = create(&began).unwrap();
    // Blazar's database gives it back with an id, with numbers as numbers, and without what was never kept.
    began["id"] = json!("9d4f8b2e");
    began["events"] = json!([]);
    began["reservations"][0] =
        json!({ "id": "r1", "resource_type": "physical:host", "min": 1, "max": 2, "status": "active" });
    let releases = on_end(&body(&began, None), Instant(NOW.0 + 1000)).unwrap();
    assert_eq!(releases.len(), 1);
    assert_eq!(Some(&releases[0].id), asked.asks[0].id.as_ref());
    assert_eq!(releases[0].milliseconds, 1000);
    let late = on_end(&body(&began, None), Instant(NOW.0 + 1_000_000_000)).unwrap();
    assert_eq!(late[0].milliseconds, 2 * 3_600_000, "no longer than the lease");
}

#[test]
fn the_manuals_example_is_read() {
    let example = json!({
        "context": { "user_id": "u", "project_id": "a0b86a98-b0d3-43cb-948e-00689182efd4", "auth_url": "https://api.example.com:5000/v3", "region_name": "RegionOne" },
        "lease": {
            "start_date": "2026-11-22T09:00:00.012345+02:00", "end_time": "2026-11-23T23:59:00.012345+02:00",
            "reservations": [{
                "resource_type": "physical:host", "min": 2, "max": 3, "hypervisor_properties": "[]",
                "resource_properties": "[\"==\", \"$gpu_model\", \"h100\"]",
                "allocations": [{ "id": "1", "hypervisor_hostname": "32af5a7a", "extra": { "availability_zone": "az1" } }],
            }],
        },
    });
    let asked = check_create(&mapping(), example.to_string().as_bytes(), NOW).unwrap();
    assert_eq!(asked.asks[0].request.quantity, Some(24));
}

#[test]
fn mistakes_name_their_place() {
    for (text, place) in [
        ("unknown = 1", "mapping"),
        ("[request]\non = \"2026-11-22\"", "request.on"),
        ("[request]\nkinds = 1", "request"),
        ("[customers.a]\ncolor = \"red\"", "customers.\"a\""),
        ("[customers.a]\nrole = \"provider\"", "customers.\"a\""),
        ("[flavors]\nx = { }", "flavors.\"x\""),
        ("[flavors]\nx = { accelerator = \"T4\", count = 0 }", "flavors.\"x\""),
        ("[flavors]\nx = { accelerator = \"T4\", nothing = true }", "flavors.\"x\""),
    ] {
        assert_eq!(Mapping::read(text).unwrap_err().place, place, "{text}");
    }
    let mistakes = mapping().check(|name| name != "H100 SXM5 80GB", |_| true);
    assert_eq!(mistakes[0].place, "hosts.values.\"h100\"");
    assert!(mapping().check(|_| true, |_| true).is_empty());
    assert!(mapping().probe(NOW).iter().all(|ask| ask.purpose == Purpose::Question && ask.request.parties.is_empty()));
}

proptest! {
    #[test]
    fn nothing_is_asked_of_noise(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(check_create(&mapping(), &noise, NOW).is_err());
        prop_assert!(check_update(&mapping(), &noise, NOW).is_err());
        prop_assert!(on_end(&noise, NOW).is_err());
    }

    #[test]
    fn a_lease_with_chips_never_asks_nothing(start in -10_000_i64..10_000, length in 1_i64..10_000, max in 0_u64..9) {
        let at = |minutes: i64| {
            let moment = Instant(NOW.0 + minutes * 60_000).to_string();
            moment.trim_end_matches('Z').to_owned()
        };
        let mut reservation = reservation();
        reservation["max"] = json!(max);
        if let Ok(asked) = create(&lease(&at(start), &at(start + length), &[reservation])) {
            prop_assert_eq!(asked.asks.len(), 1);
            prop_assert!(start + length > 0 && max > 0);
            prop_assert_eq!(asked.asks[0].purpose == Purpose::Question, start > 1);
            prop_assert_eq!(answer(&mapping(), &asked, &[verdict(false, Outcome::NotRequired)]).status, 403);
        }
    }
}
