//! A store in memory that keeps the contract, and breaks down where it is told to.
//!
//! Each [`Memory`] is one connection; clones share what is stored. A transaction sees the store as it stood when it began, and what it did itself. Who
//! takes the head keeps others from it until the end, and conflicts where it was overtaken.

mod open;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use open::{Open, Trouble};
use portcullis_journal::store::{CheckpointRow, Row, Store, StoreError, Work};

/// How often a transaction that conflicts is tried.
const TRIES: u32 = 4;

/// What goes wrong with one try of a transaction.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: a try that is left alone, between others that are not.
    Fine,
    /// It conflicts before any work is done.
    Conflict,
    /// It conflicts when all work is done, and is done again.
    ConflictAtCommit,
    /// The connection is lost at the call with this number, from 0.
    LostAt(u32),
    /// The connection is lost after the commit, before it is answered.
    UncertainKept,
    /// The connection is lost before the commit comes through.
    UncertainLost,
}

/// What is stored.
#[derive(Default)]
pub struct Data {
    pub rows: Vec<Row>,
    ids: HashMap<String, u64>,
    about: HashMap<String, Vec<u64>>,
    of_license: HashMap<String, Vec<u64>>,
    pub openings: Arc<BTreeMap<u64, Vec<u8>>>,
    pub images: Arc<BTreeMap<u64, Vec<u8>>>,
    pub checkpoints: Arc<BTreeMap<u64, CheckpointRow>>,
    pub tiles: Arc<BTreeMap<(u8, u64), Vec<u8>>>,
    head_is_held: bool,
    /// No room is left: every write is refused.
    pub is_full: bool,
    /// How many transactions were kept that appended.
    pub commits: u64,
}

#[derive(Default)]
pub struct Shared {
    data: Mutex<Data>,
    released: Condvar,
}

impl Shared {
    fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A connection.
#[derive(Default)]
pub struct Memory {
    shared: Arc<Shared>,
    faults: VecDeque<Fault>,
}

impl Clone for Memory {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), faults: VecDeque::new() }
    }
}

impl Memory {
    /// What goes wrong with the next tries, in order.
    pub fn plan(&mut self, faults: impl IntoIterator<Item = Fault>) {
        self.faults = faults.into_iter().collect();
    }

    /// What is stored, to look at or to damage.
    pub fn with<T>(&self, look: impl FnOnce(&mut Data) -> T) -> T {
        look(&mut self.shared.data())
    }

    /// How many records there are.
    pub fn len(&self) -> u64 {
        self.with(|data| data.rows.len() as u64)
    }

    /// The row of an id.
    pub fn row(&self, id: &str) -> Option<Row> {
        self.with(|data| data.ids.get(id).map(|at| data.rows[*at as usize].clone()))
    }

    fn run(&mut self, name: &'static str, may_write: bool, work: &mut Work<'_>) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let fault = self.faults.pop_front().unwrap_or(Fault::Fine);
            if fault == Fault::Conflict {
                continue;
            }
            let mut open = Open::begin(&self.shared, name, may_write, fault);
            let done = work(&mut open);
            match open.trouble.take().map_or(done, |trouble| match trouble {
                Trouble::Conflict => Err(StoreError::Conflict { name, tries: 1 }),
                Trouble::Refused(error) => Err(error),
            }) {
                Err(StoreError::Conflict { .. }) => {}
                Err(error) => return Err(error),
                Ok(()) if fault == Fault::ConflictAtCommit => {}
                Ok(()) if fault == Fault::UncertainLost => return Err(uncertain(name)),
                Ok(()) if open.keep() => {
                    return if fault == Fault::UncertainKept { Err(uncertain(name)) } else { Ok(()) };
                }
                Ok(()) => {}
            }
        }
        Err(StoreError::Conflict { name, tries: TRIES })
    }
}

fn uncertain(name: &'static str) -> StoreError {
    StoreError::Uncertain { name, why: "the connection was lost".to_owned() }
}

impl Store for Memory {
    fn transact(&mut self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError> {
        self.run(name, true, work)
    }

    fn read(&mut self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError> {
        self.run(name, false, work)
    }
}

/// A store between whose first and second try of a transaction something else happens.
pub struct Overtaken<'a> {
    pub store: Memory,
    pub meanwhile: Option<Box<dyn FnOnce() + Send + 'a>>,
}

impl Store for Overtaken<'_> {
    fn transact(&mut self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError> {
        if let Some(meanwhile) = self.meanwhile.take() {
            {
                let mut open = Open::begin(&self.store.shared, name, true, Fault::Fine);
                // Whatever it was, it conflicted.
                let _ = work(&mut open);
            }
            meanwhile();
        }
        self.store.transact(name, work)
    }

    fn read(&mut self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError> {
        self.store.read(name, work)
    }
}
