//! Why the half year was not written.

use std::fmt;

use portcullis_counter::CounterError;
use portcullis_journal::{NodeError, StoreError};

/// Why the half year was not written. What was committed before stays: begin again with empty stores.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DemoError {
    /// A store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A journal.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// A counter.
    #[error(transparent)]
    Counter(#[from] CounterError),
    /// The houses that were given are not those of the demo.
    #[error("the demo cannot be written there: {0}")]
    Houses(String),
    /// The law that was given has nothing to show.
    #[error("the demo cannot be written under this law: {0}; give it the profile `permission`")]
    Law(String),
    /// The simulation does what the domain refuses.
    #[error("the simulation came to something that cannot be: {0}; that is a fault of this program")]
    World(String),
}

/// A fault of the simulation.
pub(crate) fn broken(what: impl fmt::Display) -> DemoError {
    DemoError::World(what.to_string())
}
