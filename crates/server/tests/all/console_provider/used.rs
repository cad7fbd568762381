//! Use: what reports add up is what the ledger has, whatever was posted, left unposted, or put right afterwards.

use std::collections::BTreeMap;

use portcullis_access::Role;
use portcullis_journal::{Content, Record};
use portcullis_license::{LicenseNumber, Reply};
use serde_json::json;

use super::house::{CUSTOMER, House, LICENSE, PROVIDER};
use crate::service::post;
use crate::written::{Held, agreed, in_path};

/// The rows of a file by their names, and the first number of each.
fn numbers(file: &str) -> BTreeMap<String, u128> {
    let rows = file.lines().skip(1).map(|line| {
        // A name may have commas; the four numbers after it have none.
        let parts: Vec<&str> = line.rsplitn(5, ',').collect();
        (parts[4].trim_matches('"').to_owned(), parts[3].parse().unwrap())
    });
    rows.collect()
}

/// Use by the month in which a slice ended, told by the records one after the other: what was said last of each slice counts.
fn told(house: &House) -> BTreeMap<String, u128> {
    let mut rows = Vec::new();
    let gate = house.service.app.gate();
    gate.register()
        .pool()
        .read("test_rows", &mut |open| {
            rows = open.rows(0, 10_000)?;
            Ok(())
        })
        .unwrap();
    let (mut ends, mut used) = (BTreeMap::new(), BTreeMap::new());
    for row in &rows {
        let Content::Ledger { operation, reply, .. } = Record::from_leaf(&row.leaf).unwrap().content else { continue };
        match reply {
            Reply::Reserved { until, .. } => {
                ends.insert(row.id.clone(), until.date().strftime("%Y-%m").to_string());
            }
            Reply::Resolved { used: now, .. } => {
                used.insert(operation.reservation().unwrap().to_string(), now.chip_milliseconds);
            }
            _ => {}
        }
    }
    let mut months: BTreeMap<String, u128> = BTreeMap::new();
    for (slice, used) in used {
        *months.entry(ends[&slice].clone()).or_default() += used;
    }
    months
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_add_up_to_the_ledger() {
    let house = House::running().await;
    let held = Held {
        tenant: None,
        provider: PROVIDER,
        customer: CUSTOMER,
        license: LICENSE,
        gate: house.service.machine("gate.two", None, Role::Adapter),
        officer: String::new(),
    };
    for run in ["b/1", "b/2", "b/3"] {
        held.started(&house.service, run).await;
    }
    let posted = |run: &str, used: u64| {
        let path = format!("/v1/reservations/{}/post", in_path(run));
        house.service.ask(post(path, &json!({ "chip_milliseconds": used })).by(&held.gate))
    };
    posted("b/1", 3_600_000).await.json();
    posted("b/2", 7_200_001).await.json();
    let officer = house.officer().await;
    // Read once before, so that what is put right is read on.
    assert_eq!(numbers(&officer.takes("/console/reports?by=month&format=csv").await.text())["2026-11"], 10_800_001);
    let correct = json!({ "what": "correct", "reservation": "b/2", "chip_milliseconds": 1_000_000 });
    agreed(&house.service, &correct).await;
    let until = house.service.time.now().plus(9 * 24 * 3_600_000);
    let path = format!("/v1/reservations/{}/renew", in_path("b/3"));
    let renewed = house.service.ask(post(path, &json!({ "until": until })).by(&held.gate)).await.json();
    posted("b/3", 1_000).await.json();
    posted(renewed["id"].as_str().unwrap(), 5_000).await.json();
    house.seen().await;
    let file = async |by: &str| {
        let path = format!("/console/reports?by={by}&format=csv");
        numbers(&officer.takes(&path).await.text())
    };
    let months = file("month").await;
    assert_eq!(months, told(&house), "by month");
    assert_eq!(months.len(), 2, "a slice counts in the month in which it ends");
    let whole: u128 = months.values().sum();
    let account = {
        let look = house.service.app.look();
        look.replay().ledger().license(&LicenseNumber::new(LICENSE).unwrap()).unwrap().account.used.chip_milliseconds
    };
    assert_eq!(whole, account, "the account of the license");
    for (by, name) in [("license", LICENSE), ("customer", CUSTOMER), ("country", "CN")] {
        assert_eq!(file(by).await, BTreeMap::from([(name.to_owned(), whole)]), "by {by}");
    }
    assert!(numbers(&officer.takes("/console/reports?by=month&format=csv&until=2026-10").await.text()).is_empty());
    officer.opens("/console/reports?from=2026-11&customer=robotics").await;
}
