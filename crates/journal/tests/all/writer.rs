//! Many callers, one writer.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use portcullis_journal::store::{Store, StoreError, Work};
use portcullis_journal::{Answer, NodeError, Writer};
use portcullis_license::Reply;
use serde_json::json;

use crate::memory::{Fault, Memory};
use crate::samples::{DAY, HOUR, NOON, held, issue, license, node, note, record, reserve};

const CALLERS: usize = 64;
const EACH: usize = 20;

/// A store that is as slow as a disk, and fails while it is told to.
struct Slow {
    store: Memory,
    is_down: Arc<AtomicBool>,
}

impl Store for Slow {
    fn transact(&mut self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError> {
        std::thread::sleep(Duration::from_millis(2));
        if self.is_down.load(Ordering::SeqCst) {
            return Err(StoreError::unavailable("it is down"));
        }
        self.store.transact(name, work)
    }
}

fn writer(store: impl Store + 'static) -> Writer {
    Writer::start(node(), Box::new(store), Box::new(|| NOON)).unwrap()
}

#[test]
fn callers_share_transactions_and_each_gets_its_own_answer() {
    let store = Memory::default();
    let writer = writer(Slow { store: store.clone(), is_down: Arc::default() });
    writer.submit(issue("issue", license("D-1", 1_000))).unwrap();
    let granted = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for caller in 0..CALLERS {
            let (writer, granted) = (&writer, &granted);
            scope.spawn(move || {
                for which in 0..EACH {
                    let name = format!("{caller}/{which}");
                    let answer = writer.submit(reserve(&name, "D-1", 1, NOON.plus(HOUR))).unwrap();
                    assert_eq!(record(&answer).id.as_str(), name);
                    match answer.reply() {
                        Some(Reply::Reserved { .. }) => drop(granted.fetch_add(1, Ordering::SeqCst)),
                        reply => assert!(matches!(reply, Some(Reply::Refused { .. })), "{reply:?}"),
                    }
                }
            });
        }
    });
    assert_eq!(granted.into_inner(), 1_000, "one chip-hour each, as many as there are");
    let commits = store.with(|data| data.commits);
    assert!(commits < (CALLERS * EACH / 4) as u64, "{commits} transactions for {} records", store.len());
    assert_eq!(store.len(), (CALLERS * EACH) as u64 + 1);
}

/// Two writers on one store, as two nodes are: whoever is overtaken reads and decides again.
#[test]
fn two_writers_never_spend_the_same_balance() {
    let store = Memory::default();
    let writers = [writer(store.clone()), writer(store.clone())];
    // Others may be in the way more often than the store tries; a caller tries again.
    let insist = |writer: &Writer, submission: portcullis_journal::Submission| loop {
        match writer.submit(submission.clone()) {
            Err(NodeError::Store(StoreError::Conflict { .. })) => {}
            answer => return answer.unwrap(),
        }
    };
    insist(&writers[0], issue("issue", license("D-1", 100)));
    let granted = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for caller in 0..16 {
            let (writer, granted) = (&writers[caller % 2], &granted);
            scope.spawn(move || {
                for which in 0..20 {
                    let answer = insist(writer, reserve(&format!("{caller}/{which}"), "D-1", 1, NOON.plus(HOUR)));
                    granted
                        .fetch_add(u64::from(matches!(answer.reply(), Some(Reply::Reserved { .. }))), Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(granted.into_inner(), 100);
    assert_eq!(store.len(), 321);
}

#[test]
fn a_store_that_fails_for_a_while_is_met_again() {
    let (store, is_down) = (Memory::default(), Arc::new(AtomicBool::new(false)));
    let writer = writer(Slow { store: store.clone(), is_down: Arc::clone(&is_down) });
    writer.submit(note("before", json!({}), &[])).unwrap();
    is_down.store(true, Ordering::SeqCst);
    let error = writer.submit(note("during", json!({}), &[]));
    assert!(matches!(error, Err(NodeError::Store(StoreError::Unavailable { .. }))), "{error:?}");
    is_down.store(false, Ordering::SeqCst);
    let answer = writer.submit(note("during", json!({}), &[])).unwrap();
    assert!(matches!(answer, Answer::Recorded { again: false, .. }), "{answer:?}");
    assert_eq!(store.len(), 2);
}

#[test]
fn lost_connections_and_conflicts_are_not_the_callers_business() {
    let mut store = Memory::default();
    store.plan([
        Fault::Fine,
        Fault::ConflictAtCommit,
        Fault::UncertainLost,
        Fault::Fine,
        Fault::UncertainKept,
        Fault::Fine,
    ]);
    let shared = store.clone();
    let answer = writer(store).submit(note("note", json!({}), &[])).unwrap();
    assert!(matches!(answer, Answer::Recorded { again: true, .. }), "{answer:?}");
    assert_eq!(shared.len(), 1);
}

#[test]
fn a_full_disk_is_said_and_room_is_used() {
    let store = Memory::default();
    let writer = writer(store.clone());
    writer.submit(note("one", json!({}), &[])).unwrap();
    store.with(|data| data.is_full = true);
    assert!(matches!(
        writer.submit(note("two", json!({}), &[])),
        Err(NodeError::Store(StoreError::Unavailable { .. }))
    ));
    store.with(|data| data.is_full = false);
    writer.submit(note("two", json!({}), &[])).unwrap();
    assert_eq!(store.len(), 2);
}

/// A gate that a store waits at.
#[derive(Default)]
struct Gate(Mutex<bool>, Condvar);

impl Gate {
    fn open(&self) {
        *self.0.lock().unwrap() = true;
        self.1.notify_all();
    }

    fn pass(&self) {
        drop(self.1.wait_while(self.0.lock().unwrap(), |open| !*open).unwrap());
    }
}

struct Gated(Memory, Arc<Gate>);

impl Store for Gated {
    fn transact(&mut self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError> {
        self.1.pass();
        self.0.transact(name, work)
    }
}

#[test]
fn who_comes_when_the_queue_is_full_is_told_so_and_who_waits_is_answered() {
    let (store, gate) = (Memory::default(), Arc::new(Gate::default()));
    let writer = writer(Gated(store.clone(), Arc::clone(&gate)));
    let (sender, answers) = channel();
    // Eight batches wait and one is being written, at most.
    for which in 0..10 * 512 {
        let sender = sender.clone();
        writer.submit_then(
            note(&format!("n{which}"), json!({}), &[]),
            Box::new(move |answer| sender.send(answer).unwrap()),
        );
    }
    drop(sender);
    gate.open();
    // What waits is decided before it is gone.
    drop(writer);
    let answers: Vec<_> = answers.iter().collect();
    assert_eq!(answers.len(), 10 * 512);
    let refused =
        answers.iter().filter(|answer| matches!(answer, Err(NodeError::Store(StoreError::Unavailable { .. })))).count();
    assert!((512..=2 * 512).contains(&refused), "{refused} were told to come again");
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count() as u64, store.len());
    assert_eq!(answers.len() - refused, store.len() as usize);
}

#[test]
fn a_reply_may_drop_the_writer() {
    let writer = Arc::new(writer(Memory::default()));
    let (sender, answers) = channel();
    let (release, released) = channel::<()>();
    let last = Arc::clone(&writer);
    writer.submit_then(
        note("note", json!({}), &[]),
        Box::new(move |answer| {
            released.recv().unwrap();
            drop(last);
            sender.send(answer).unwrap();
        }),
    );
    drop(writer);
    release.send(()).unwrap();
    answers.recv().unwrap().unwrap();
}

#[test]
fn the_systems_ids_are_the_systems() {
    let store = Memory::default();
    let clock = Arc::new(Mutex::new(NOON));
    let its = Arc::clone(&clock);
    let writer = Writer::start(node(), Box::new(store.clone()), Box::new(move || *its.lock().unwrap())).unwrap();
    writer.submit(issue("issue", license("D-1", 10))).unwrap();
    held(&writer.submit(reserve("one", "D-1", 1, NOON.plus(HOUR))).unwrap());
    let expire = portcullis_license::Operation::Expire { reservation: crate::samples::id("one") };
    let taken = portcullis_journal::Submission::operation(crate::samples::id("system/expire/one"), expire);
    assert!(matches!(writer.submit(taken), Ok(Answer::Unfit(_))));
    assert_eq!(store.len(), 2);
    assert_eq!(writer.sweep().unwrap(), []);
    *clock.lock().unwrap() = NOON.plus(2 * DAY);
    let answers = writer.sweep().unwrap();
    assert!(matches!(answers[0].reply(), Some(Reply::Resolved { .. })), "{answers:?}");
    assert_eq!(record(&answers[0]).id.as_str(), "system/expire/one");
}
