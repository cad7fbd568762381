//! Connections for whoever reads, and for what is not of the journal: made as they are needed, a few kept.

use std::sync::{Mutex, MutexGuard, PoisonError};

use portcullis_journal::store::{Store, StoreError, Work};

use crate::register::Connect;

/// Connections that wait to be used again.
const MOST_KEPT: usize = 4;

/// Connections to the store. Everything here blocks.
pub struct Pool {
    connect: Connect,
    idle: Mutex<Vec<Box<dyn Store>>>,
}

impl Pool {
    pub(crate) fn new(connect: Connect) -> Self {
        Self { connect, idle: Mutex::default() }
    }

    /// Works with a connection of one's own.
    ///
    /// # Errors
    /// [`StoreError`] where none can be had, or the work says so.
    pub fn with<R>(&self, work: impl FnOnce(&mut dyn Store) -> Result<R, StoreError>) -> Result<R, StoreError> {
        let idle = self.idle().pop();
        let mut store = idle.map_or_else(|| (self.connect)(), Ok)?;
        let result = work(&mut *store);
        // A connection that failed finds out by itself, the next time, whether it has to be made again.
        let mut idle = self.idle();
        if idle.len() < MOST_KEPT {
            idle.push(store);
        }
        result
    }

    /// One transaction that only reads.
    ///
    /// # Errors
    /// [`StoreError`] as [`Store::read`].
    pub fn read(&self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError> {
        self.with(|store| store.read(name, work))
    }

    /// One transaction.
    ///
    /// # Errors
    /// [`StoreError`] as [`Store::transact`].
    pub fn transact(&self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError> {
        self.with(|store| store.transact(name, work))
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Box<dyn Store>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.idle());
        // To close a connection blocks, which a thread that serves others must not do; whoever lets go of the register last may be one.
        if let Ok(closing) = std::thread::Builder::new().spawn(move || drop(idle)) {
            let _ = closing.join();
        }
    }
}
