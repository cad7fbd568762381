//! How long it takes until a service is ready.

use crate::asks::CUSTOMER;
use crate::fixture::{LICENSE, Office, PLENTY};
use crate::process::Service;
use portcullis_journal::{Node, Store, Submission, writer};
use portcullis_license::{Asked, Instant, LicenseNumber, Operation, OperationId};
use portcullis_log::commitment::Salt;
use std::time::Duration;

const RECORDS: u64 = 50_000;
/// What one batch holds: a reservation and a post for each start.
const STARTS: u64 = 250;
/// Much longer than it takes, for a machine that is busy with other things.
const SLOW: Duration = Duration::from_secs(10);

#[test]
fn a_service_is_ready_at_once() {
    let office = Office::new();
    let first = Service::start(&office);
    let empty = first.started_in;
    first.stop();
    office.license(PLENTY);
    fill(&office);
    let second = Service::start(&office);
    let full = second.started_in;
    second.stop();
    let third = Service::start(&office);
    let again = third.started_in;
    third.stop();
    eprintln!("ready in {empty:?} on an empty store, in {full:?} with {RECORDS} records, and in {again:?} after that");
    assert!(empty.max(full).max(again) < SLOW);
}

/// Starts that were posted, in the journal itself: over HTTP it would take longer than what is measured.
fn fill(office: &Office) {
    let mut store = portcullis_store::open(office.store()).unwrap();
    let mut node = Node::new(Box::new(|| Salt([0; 16])));
    let mut at = 0;
    store.read("last", &mut |open| open.rows(0, 100).map(|rows| at = rows.last().unwrap().at)).unwrap();
    for batch in 0..RECORDS / (2 * STARTS) {
        let now = Instant(at).plus(i64::try_from(batch).unwrap());
        let starts = (0..STARTS).flat_map(|start| pair(&format!("run-{batch}-{start}"), now));
        writer::commit(&mut node, &mut store, &starts.collect::<Vec<_>>(), &|| now).unwrap();
    }
    assert!(node.replay().head() > RECORDS);
    assert_eq!(node.replay().ledger().leases().count(), 0, "all of it was held and posted");
}

fn pair(id: &str, now: Instant) -> [Submission; 2] {
    let (id, post) = (OperationId::new(id).unwrap(), OperationId::new(&format!("{id}-post")).unwrap());
    let asked: Asked = serde_json::from_value(serde_json::json!({
        "provider": "Example Cloud Inc", "customer": CUSTOMER, "site": "US", "accelerator": "H100 SXM5 80GB",
        "chips": 8, "tpp": 15_832, "classifications": ["3A090.a"], "end_uses": ["model_training"],
    }))
    .unwrap();
    let (license, until) = (LicenseNumber::new(LICENSE).unwrap(), now.plus(3_600_000));
    let reserve = Operation::Reserve { license, line: None, asked, until };
    let used = Operation::Post { reservation: id.clone(), chip_milliseconds: 1_000 };
    [Submission::operation(id, reserve), Submission::operation(post, used)]
}
