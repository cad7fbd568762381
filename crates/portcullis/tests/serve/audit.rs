//! What the log says, read as anybody can read it, and added up once more.

use crate::caller::Caller;
use crate::fixture::{LICENSE, Office, words};
use crate::heard::Heard;
use crate::wait_until;
use portcullis_verify::{Folder, Trust};
use serde_json::Value;
use std::collections::BTreeMap;

/// The log.
pub struct Audit {
    records: Vec<Value>,
    places: BTreeMap<String, usize>,
}

impl Audit {
    /// Reads all of it from a service.
    pub fn of(office: &Office, address: &str) -> Self {
        let caller = Caller::new(address, &office.key("auditor", "auditor", false).0);
        wait_until("the key is known", || caller.get("/health/ready").unwrap().status == 200);
        let (mut records, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = caller.get(&format!("/v1/records?limit=1000{cursor}")).unwrap();
            assert_eq!(page.status, 200, "{}", page.body);
            records.extend(page.body["items"].as_array().unwrap().iter().cloned());
            match page.body["cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        let mut places = BTreeMap::new();
        for (place, record) in records.iter().enumerate() {
            assert_eq!(record["sequence"], place, "the records are in order");
            let twice = places.insert(record["id"].as_str().unwrap().to_owned(), place);
            assert_eq!(twice, None, "{record} is there twice");
        }
        Self { records, places }
    }

    /// A record by its id.
    pub fn find(&self, id: &str) -> Option<&Value> {
        self.places.get(id).map(|place| &self.records[*place])
    }

    /// The records whose ids begin so, in order.
    pub fn beginning(&self, with: &str) -> impl Iterator<Item = &Value> {
        self.records.iter().filter(move |record| record["id"].as_str().is_some_and(|id| id.starts_with(with)))
    }

    /// Whether everything is there that was acknowledged, as it was acknowledged.
    #[track_caller]
    pub fn holds(&self, heard: &Heard) {
        for (id, until) in &heard.held {
            let held = self.find(id).unwrap_or_else(|| panic!("{id} was acknowledged and is not there"));
            assert_eq!((&held["reply"]["reply"], held["reply"]["until"].as_i64()), (&"reserved".into(), Some(*until)));
        }
        for id in heard.held.keys().chain(&heard.free) {
            let decision = self.find(&format!("{id}/decision"));
            let outcome = &decision.unwrap_or_else(|| panic!("the decision on {id} is not there"))["body"]["outcome"];
            assert!(["authorized", "not_required"].contains(&outcome.as_str().unwrap()), "{id}: {outcome}");
        }
        for (sequence, id) in &heard.recorded {
            assert_eq!(self.records[usize::try_from(*sequence).unwrap()]["id"], id.as_str());
        }
    }

    /// Adds up what was taken of the license, from the amounts alone: it is never more than was granted, and what the log says after each record. Gives
    /// the most that was ever taken.
    #[track_caller]
    pub fn never_overdrawn(&self, chip_hours: u64) -> u64 {
        let granted = chip_hours * 3_600_000;
        let (mut open, mut used, mut most) = (BTreeMap::new(), 0, 0);
        for record in self.records.iter().filter(|record| record["license"]["number"] == LICENSE) {
            let reply = &record["reply"];
            match reply["reply"].as_str().unwrap() {
                "reserved" => {
                    assert_eq!(open.insert(record["id"].as_str().unwrap(), chips(&reply["amount"])), None);
                }
                "resolved" => {
                    let held = open.remove(record["operation"]["reservation"].as_str().unwrap());
                    let (said, returned) = (chips(&reply["used"]), chips(&reply["returned"]));
                    assert_eq!(held, Some(said + returned), "{record}");
                    used += said;
                }
                _ => continue,
            }
            let reserved: u64 = open.values().sum();
            assert!(reserved + used <= granted, "overdrawn by {record}");
            most = most.max(reserved + used);
            let after = &record["after"][format!("license {LICENSE}")];
            assert_eq!((chips(&after["reserved"]), chips(&after["used"])), (reserved, used), "{record}");
        }
        most
    }

    /// Where the license was suspended.
    pub fn suspended_at(&self) -> usize {
        let is_so =
            |record: &Value| record["license"]["number"] == LICENSE && record["reply"]["standing"] == "suspended";
        self.records.iter().position(is_so).unwrap()
    }

    /// Where the last start was held on the license.
    pub fn last_held(&self) -> usize {
        let is_so = |record: &Value| record["license"]["number"] == LICENSE && record["reply"]["reply"] == "reserved";
        self.records.iter().rposition(is_so).unwrap()
    }

    pub fn len(&self) -> usize {
        self.records.len()
    }
}

fn chips(amount: &Value) -> u64 {
    amount["chip_milliseconds"].as_str().unwrap().parse().unwrap()
}

/// Whether the store is sound, and an auditor who has nothing but an export of it finds that all holds.
#[track_caller]
pub fn verified(office: &Office) {
    let checked = office.run(&["store", "check"]);
    assert!(checked.status.success(), "{}", words(&checked));
    let folder = office.path("export");
    office.done(&["log", "export", folder.to_str().unwrap()]);
    let trust = Trust::parse(office.done(&["log", "key"]).trim(), &[], None).unwrap();
    let report = portcullis_verify::log::check(&Folder::open(folder).unwrap(), &trust, &|_| ()).unwrap();
    assert!(report.holds(), "{:?}", report.findings);
}
