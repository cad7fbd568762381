//! What decisions are made with: law, catalog, lists, owners and profile, loaded together and replaced together.

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, TryLockError};

use portcullis_determination::{Engine, Memo};
use portcullis_evidence::Editions;
use portcullis_screening::Resolutions;

/// An engine with the memory of what it determined, and what it is made of. The memory goes with the engine: nothing that another law determined is
/// ever found again.
pub struct Served {
    /// The engine.
    pub engine: Engine,
    /// What it is made of, by hash.
    pub editions: Editions,
    memos: Vec<Mutex<Memo>>,
}

/// Threads are numbered as they first decide something, so that each comes back to its own memory.
static THREADS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static THREAD: Cell<usize> = Cell::new(THREADS.fetch_add(1, Ordering::Relaxed));
}

impl Served {
    /// With a memory for each of so many threads.
    #[must_use]
    pub fn new(engine: Engine, editions: Editions, threads: usize) -> Self {
        // Every determination that is new is put to the Cedar authorizer as well: it is made once and used often.
        let memos = (0..threads.max(1)).map(|_| Mutex::new(Memo::watched(1))).collect();
        Self { engine, editions, memos }
    }

    /// The same with what people have found about names on the lists, and a memory that knows nothing of what was thought before.
    #[must_use]
    pub fn with_resolutions(&self, resolutions: Resolutions) -> Self {
        let engine = self.engine.clone().with_resolutions(resolutions);
        Self::new(engine, self.editions.clone(), self.memos.len())
    }

    /// Works with a memory that nobody else uses meanwhile: this thread's, if it is free.
    pub fn with_memo<R>(&self, work: impl FnOnce(&mut Memo) -> R) -> R {
        let own = THREAD.with(Cell::get);
        let places = (0..self.memos.len()).map(|further| (own + further) % self.memos.len());
        let mut slots = places.filter_map(|place| self.memos.get(place));
        let free = slots.clone().find_map(|slot| match slot.try_lock() {
            Ok(memo) => Some(memo),
            Err(TryLockError::Poisoned(memo)) => Some(memo.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        });
        match (free, slots.next()) {
            (Some(mut memo), _) => work(&mut memo),
            (None, Some(slot)) => work(&mut slot.lock().unwrap_or_else(PoisonError::into_inner)),
            (None, None) => work(&mut Memo::watched(1)),
        }
    }

    /// How often the Cedar authorizer was asked, and how often it disagreed.
    #[must_use]
    pub fn second_opinions(&self) -> (u64, u64) {
        let counts = self.memos.iter().filter_map(|memo| Some(memo.try_lock().ok()?.second_opinions()));
        counts.fold((0, 0), |(asked, disagreed), (more, apart)| (asked + more, disagreed + apart))
    }

    /// How many determinations are remembered.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.memos.iter().filter_map(|memo| Some(memo.try_lock().ok()?.len())).sum()
    }
}
