//! Licenses and balances as they stand, for reading: a second reader of the journal beside the writer's, so that a question never waits for a commit.
//!
//! There are two copies of the state. One is read by everybody; the other is brought up to date, then they change places. A reader holds its copy for
//! microseconds, and whoever brings copies up to date waits for the last one to leave. What this node's own writer records is handed over in memory; what
//! other nodes record is read from the store. So a question sees what every node of the store has recorded, late by [`View::age`] at most, and a
//! reservation, which the writer decides, is never late.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant as Started};

use arc_swap::{ArcSwap, Guard};
use portcullis_journal::{Node, NodeError, Record, Replay, Salts, Store, StoreError};
use portcullis_license::Instant;
use portcullis_log::commitment::Salt;

use crate::clock::Clock;

/// How often the store is read: how late another node's suspension can be seen here.
const EVERY: Duration = Duration::from_millis(100);
/// How long records gather before they are read on together.
const GATHER: Duration = Duration::from_millis(2);
/// Records that wait; what comes then is read from the store.
const MOST_WAITING: usize = 65_536;
/// How many records come between two images, and at least as many as there are leases in it: what a node has to read when it starts after it was killed.
const IMAGE_EVERY: u64 = 50_000;
/// How many records without an image are worth one when a node starts, and when it ends.
const IMAGE_AT_ENDS: u64 = 2_000;
/// How long to wait between looks at whether the last reader has left.
const BETWEEN_LOOKS: Duration = Duration::from_micros(50);
/// Resolved reservations are the writer's to remember.
const MOST_KEPT: usize = 1_000;

/// The state of the journal, for reading.
pub struct View {
    current: Arc<Current>,
    recorded: Option<SyncSender<Arc<Record>>>,
    thread: Option<JoinHandle<()>>,
}

struct Current {
    node: ArcSwap<Node>,
    /// When it was last known to be all there is.
    read: AtomicI64,
    trouble: Mutex<Option<NodeError>>,
}

/// A state that stays as it is while it is looked at. Held for long, it keeps newer ones from being seen.
pub struct Look(Guard<Arc<Node>>);

impl Look {
    /// What the records say.
    #[must_use]
    pub fn replay(&self) -> &Replay {
        self.0.replay()
    }
}

impl View {
    /// Reads the journal, and follows it on a thread of its own.
    ///
    /// # Errors
    /// [`NodeError`] where it cannot be read.
    pub fn follow(mut store: Box<dyn Store>, clock: Clock) -> Result<Self, NodeError> {
        let (mut front, mut back) = (reader(), reader());
        let read = clock.now();
        front.refresh(&mut *store)?;
        // Read once: the other copy and the writer begin with the image.
        let front = imaged(front, IMAGE_AT_ENDS, &mut *store);
        back.refresh(&mut *store)?;
        let current =
            Current { node: ArcSwap::from_pointee(front), read: AtomicI64::new(read.0), trouble: Mutex::new(None) };
        let current = Arc::new(current);
        let (recorded, records) = sync_channel(MOST_WAITING);
        let thread = std::thread::Builder::new().name("view".to_owned());
        let thread = {
            let current = current.clone();
            let imaged = back.replay().head();
            let follower = Follower { current, store, clock, known: BTreeMap::new(), read: Started::now(), imaged };
            thread.spawn(move || follower.run(back, &records)).map_err(StoreError::unavailable)?
        };
        Ok(Self { current, recorded: Some(recorded), thread: Some(thread) })
    }

    /// The latest state.
    #[must_use]
    pub fn look(&self) -> Look {
        Look(self.current.node.load())
    }

    /// Hands over what this node recorded.
    pub fn recorded(&self, record: &Arc<Record>) {
        if let Some(recorded) = &self.recorded {
            // Where too many wait already, it is read from the store.
            let _ = recorded.try_send(record.clone());
        }
    }

    /// How many milliseconds ago the state was known to be all that is recorded.
    #[must_use]
    pub fn age(&self, now: Instant) -> u64 {
        now.since(self.read_at())
    }

    /// The moment at which the state was last known to be all that is recorded: what any node recorded before it can be seen.
    #[must_use]
    pub fn read_at(&self) -> Instant {
        Instant(self.current.read.load(Ordering::Acquire))
    }

    /// Why the journal cannot be read now, if it cannot.
    #[must_use]
    pub fn trouble(&self) -> Option<NodeError> {
        self.current.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.recorded = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A node that only reads: it never needs a salt.
fn reader() -> Node {
    let salts: Salts = Box::new(|| Salt([0; 16]));
    Node::new(salts).keeping(u64::MAX, MOST_KEPT)
}

/// With an image of what it read, if so many records came since its last one. It only saves time at the next start.
fn imaged(node: Node, every: u64, store: &mut dyn Store) -> Node {
    let mut node = node.keeping(every, MOST_KEPT);
    let _ = node.keep_image(store);
    node
}

/// Whoever brings copies up to date.
struct Follower {
    current: Arc<Current>,
    store: Box<dyn Store>,
    clock: Clock,
    /// Records that were handed over and that not both copies have read.
    known: BTreeMap<u64, Arc<Record>>,
    /// When the store was read last.
    read: Started,
    /// The head of the latest image.
    imaged: u64,
}

impl Follower {
    fn run(mut self, mut back: Node, records: &Receiver<Arc<Record>>) {
        loop {
            match records.recv_timeout(EVERY.saturating_sub(self.read.elapsed())) {
                Ok(record) => {
                    std::thread::sleep(GATHER);
                    self.known.extend(std::iter::once(record).chain(records.try_iter()).map(|one| (one.sequence, one)));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    if self.without_image(&back) >= IMAGE_AT_ENDS {
                        drop(self.with_image(back));
                    }
                    return;
                }
            }
            let (read, trouble) = match self.catch_up(&mut back) {
                Ok(read) => (read, None),
                Err(trouble) => (None, Some(trouble)),
            };
            if trouble.is_none() && back.replay().head() != self.current.node.load().replay().head() {
                back = change_places(&self.current, back);
                self.known = self.known.split_off(&back.replay().head());
            }
            // Said only when it can be seen.
            if let Some(read) = read {
                self.current.read.store(read.0, Ordering::Release);
                if self.is_image_due(&back) {
                    back = self.with_image(back);
                }
            }
            *self.current.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
        }
    }

    /// How many records came since the latest image, which either copy made.
    fn without_image(&self, back: &Node) -> u64 {
        back.replay().head().saturating_sub(self.imaged)
    }

    fn is_image_due(&self, back: &Node) -> bool {
        let since = self.without_image(back);
        since >= IMAGE_EVERY
            && usize::try_from(since).is_ok_and(|since| since >= back.replay().ledger().leases().count())
    }

    fn with_image(&mut self, back: Node) -> Node {
        self.imaged = back.replay().head();
        imaged(back, 0, &mut *self.store)
    }

    /// Reads on; gives the moment at which the store was read, if it was.
    fn catch_up(&mut self, back: &mut Node) -> Result<Option<Instant>, NodeError> {
        let head = back.replay().head();
        back.read_on(self.known.range(head..).map(|(_, record)| &**record))?;
        let is_behind = self.known.last_key_value().is_some_and(|(last, _)| *last >= back.replay().head());
        if is_behind || self.read.elapsed() >= EVERY {
            let now = self.clock.now();
            back.refresh(&mut *self.store)?;
            self.read = Started::now();
            return Ok(Some(now));
        }
        Ok(None)
    }
}

/// Puts the copy that is up to date in front, and gives the other once nobody reads it any more.
fn change_places(current: &Current, back: Node) -> Node {
    let mut front = current.node.swap(Arc::new(back));
    loop {
        match Arc::try_unwrap(front) {
            Ok(node) => return node,
            Err(shared) => front = shared,
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
}
