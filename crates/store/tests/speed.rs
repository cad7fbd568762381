//! How fast batches are appended; run with `--run-ignored all --no-capture`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends there")]

use portcullis_journal::store::{Row, Store as _};
use portcullis_store::{Connection, open};
use portcullis_testing::postgres::{Database, left_out};
use std::time::{Duration, Instant};

const BATCH: u64 = 64;

/// Appends batches as a node does for five seconds; rows a second. Ids begin at a number of the node's own.
fn measure(mut store: Connection, first: u64) -> u128 {
    let began = Instant::now();
    let mut count: u64 = 0;
    while began.elapsed() < Duration::from_secs(5) {
        let ids: Vec<String> = (0..BATCH).map(|place| id(first + count + place)).collect();
        store
            .transact("append", &mut |open| {
                let head = open.take_head()?;
                let known = open.rows_by_id(&ids.iter().map(String::as_str).collect::<Vec<_>>())?;
                assert!(known.is_empty());
                let row = |(sequence, id): (u64, &String)| Row {
                    sequence,
                    id: id.clone(),
                    digest: [7; 32],
                    license: Some(format!("L-{}", sequence % 1_000)),
                    reservation: Some(format!("R-{}", sequence / 2)),
                    at: i64::try_from(sequence).unwrap(),
                    leaf: vec![b'x'; 500],
                };
                open.append(&(head..).zip(&ids).map(row).collect::<Vec<_>>())
            })
            .unwrap();
        count += BATCH;
    }
    u128::from(count) * 1_000 / began.elapsed().as_millis()
}

/// Ids in no order, as callers make them.
fn id(number: u64) -> String {
    let mixed = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{mixed:016x}-{number:016x}")
}

#[test]
#[ignore = "measures for five seconds"]
fn sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let address = folder.path().join("store.db").display().to_string();
    println!("SQLite: {} rows a second in batches of {BATCH}", measure(open(&address).unwrap(), 0));
}

#[test]
#[ignore = "measures for five seconds"]
fn postgres() {
    if left_out() {
        return;
    }
    let database = Database::fresh().unwrap();
    println!("PostgreSQL: {} rows a second in batches of {BATCH}", measure(open(&database.address()).unwrap(), 0));
}

/// Nodes that never rest, on one server: none may be refused.
#[test]
#[ignore = "measures for five seconds"]
fn eight_nodes() {
    if left_out() {
        return;
    }
    let database = Database::fresh().unwrap();
    let address = database.address();
    let rows: Vec<u128> = std::thread::scope(|scope| {
        let node = |number: u64| {
            let address = &address;
            scope.spawn(move || measure(open(address).unwrap(), number << 40))
        };
        (0..8).map(node).collect::<Vec<_>>().into_iter().map(|node| node.join().unwrap()).collect()
    });
    println!("PostgreSQL, eight nodes: {} rows a second, each {rows:?}", rows.iter().sum::<u128>());
}
