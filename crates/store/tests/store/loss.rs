//! A PostgreSQL that is lost: killed under load, and gone in the middle of a commit.

use crate::fresh::{Fresh, done, row, tried};
use crate::proxy::{Cut, Proxy};
use portcullis_journal::store::{Row, Store as _, StoreError};
use portcullis_store::{check, connect, open};
use portcullis_testing::postgres::{Cluster, left_out};
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Appends one batch, if its first id is not there yet; what a caller does that is not sure whether it was kept.
fn append_once(journal: &mut dyn portcullis_journal::store::Transaction, ids: &[String]) -> Result<(), StoreError> {
    let head = journal.take_head()?;
    if !journal.rows_by_id(&[ids[0].as_str()])?.is_empty() {
        return Ok(());
    }
    let rows: Vec<Row> = (head..).zip(ids).map(|(sequence, id)| row(sequence, id)).collect();
    journal.append(&rows)
}

#[test]
fn what_was_acknowledged_survives_kill_nine_exactly_once() {
    if left_out() {
        return;
    }
    let mut cluster = Cluster::start().unwrap();
    let address = cluster.address();
    let mut store = open(&address).unwrap();
    let acknowledged = Mutex::new(BTreeSet::new());
    let failures = Mutex::new(Vec::new());
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let (acknowledged, failures, is_over) = (&acknowledged, &failures, &is_over);
            // Before the other thread has done enough for the first death.
            let mut store = connect(&address.parse().unwrap()).unwrap();
            scope.spawn(move || {
                let mut batch = 0;
                while !is_over.load(Ordering::SeqCst) {
                    let ids: Vec<String> = (0..8).map(|place| format!("{thread}/{batch}/{place}")).collect();
                    // The same ids again, until they are acknowledged.
                    while let Err(error) = tried(&mut store, |open| append_once(open, &ids)) {
                        failures.lock().unwrap().push(error);
                        std::thread::sleep(Duration::from_millis(20));
                    }
                    acknowledged.lock().unwrap().extend(ids);
                    batch += 1;
                }
            });
        }
        for _ in 0..3 {
            let before = acknowledged.lock().unwrap().len();
            wait_until(|| acknowledged.lock().unwrap().len() > before + 100);
            cluster.kill_nine().unwrap();
            std::thread::sleep(Duration::from_millis(200));
            cluster.restart().unwrap();
        }
        let before = acknowledged.lock().unwrap().len();
        wait_until(|| acknowledged.lock().unwrap().len() > before + 100);
        is_over.store(true, Ordering::SeqCst);
    });
    // This connection slept through three deaths of the server.
    let rows = done(&mut store, |open| open.rows(0, usize::MAX));
    let ids: BTreeSet<String> = rows.iter().map(|row| row.id.clone()).collect();
    assert_eq!(ids, acknowledged.into_inner().unwrap());
    assert_eq!(ids.len(), rows.len());
    assert!(rows.iter().map(|row| row.sequence).eq(0..u64::try_from(rows.len()).unwrap()));
    assert!(check(&mut store).unwrap().is_sound());
    let failures = failures.into_inner().unwrap();
    assert!(!failures.is_empty(), "the server was not missed");
    for failure in failures {
        assert!(matches!(failure, StoreError::Unavailable { .. } | StoreError::Uncertain { .. }), "{failure:?}");
    }
}

fn wait_until(is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(60), "it did not happen");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_commit_whose_answer_is_lost_is_uncertain() {
    let Some(fresh) = Fresh::postgres() else { return };
    let mut direct = fresh.open();
    for (cut, kept) in [(Cut::BeforeCommit, 0), (Cut::AfterCommit, 1)] {
        let proxy = Proxy::start(&fresh.address);
        let mut store = connect(&proxy.address().parse().unwrap()).unwrap();
        proxy.cut(cut);
        let outcome = store.transact("test", &mut |open| open.append(&[row(0, "a")]));
        assert!(matches!(outcome, Err(StoreError::Uncertain { name: "test", .. })), "{cut:?}: {outcome:?}");
        wait_until(|| proxy.is_quiet());
        assert_eq!(done(&mut direct, |open| open.head()), kept, "{cut:?}");
        // The connection is made again by itself, and asking again with the same ids tells.
        let ids = ["a".to_owned()];
        done(&mut store, |open| append_once(open, &ids));
        assert_eq!(done(&mut store, |open| open.head()), 1);
        fresh.run("DELETE FROM journal; UPDATE journal_head SET next = 0, at = 0");
    }
}

#[test]
fn a_loss_before_the_commit_is_made_good() {
    let Some(fresh) = Fresh::postgres() else { return };
    drop(fresh.open());
    let proxy = Proxy::start(&fresh.address);
    let mut store = connect(&proxy.address().parse().unwrap()).unwrap();
    proxy.cut(Cut::AtOnce);
    done(&mut store, |open| open.append(&[row(0, "a")]));
    let mut times = 0;
    done(&mut store, |open| {
        times += 1;
        open.take_head()?;
        if times == 1 {
            proxy.cut(Cut::AtOnce);
        }
        open.append(&[row(1, "b")])
    });
    assert_eq!(times, 2);
    assert_eq!(done(&mut store, |open| open.rows(0, 9)).len(), 2);
}

#[test]
fn a_server_that_is_not_there_is_unavailable() {
    let error = open("postgres://postgres@127.0.0.1:1/none").unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error}");
}
