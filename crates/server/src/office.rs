//! The counter as a running service keeps it: read on with the journal, worked through by a clerk, joined to the houses across by the wire.
//!
//! ```text
//! person --> act --> journal --> Counter (read on) --> Clerk: what is due --> journal --> wire --> the house across
//!                       ^                                                                   |
//!                       '--------------------- receive <------------------------------------'
//! ```

mod act;
pub mod advice;
pub mod carry;
mod desk;
pub mod documents;
pub mod drafts;
mod erase;
pub mod filings;
pub mod houses;
mod keeping;
pub mod seen;
mod uses;
mod wire;
mod work;

pub use act::Acted;
pub(crate) use act::agency;
pub use carry::{Arrival, carry};
pub use desk::Desk;
pub use keeping::GRACE;
pub use uses::{Stated, Uses};
pub use work::{Looked, follow};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use arc_swap::ArcSwap;
use portcullis_counter::{Counter, Sides};
use portcullis_desk::case::CaseNumber;
use portcullis_determination::Engine;
use portcullis_exchange::{House, Outbox, Peer};
use portcullis_gate::Gate;
use portcullis_journal::StoreError;
use portcullis_log::note::Signer;
use ureq::Agent;

use crate::config::{self, ConfigError};
use crate::problem::{Kind, Problem};
use crate::store;

/// The counter, open.
pub struct Office {
    counter: RwLock<Counter>,
    across: BTreeMap<House, Across>,
    signer: Signer,
    desk: ArcSwap<Desk>,
    documents: config::Documents,
    arrivals: Mutex<carry::Arrivals>,
    uses: Mutex<Uses>,
    /// What this node is called where nodes take turns.
    holder: String,
    /// How many changes to licenses were carried out.
    carried_out: AtomicUsize,
    /// Up to where the journal has them.
    carried_to: AtomicU64,
    /// Cases of which nothing that was said is in the store any more.
    erased: Mutex<BTreeSet<CaseNumber>>,
    /// One works through what is due at a time.
    working: Mutex<()>,
}

/// A house across.
struct Across {
    peer: Peer,
    address: String,
    agent: Agent,
    outbox: Mutex<Outbox>,
}

impl Office {
    /// Opens the counter of a configuration.
    ///
    /// # Errors
    /// [`ConfigError`] where it cannot be used.
    pub fn new(config: &config::Counter, signer: Signer, desk: Desk, holder: String) -> Result<Self, ConfigError> {
        if signer.name().as_str() != config.house.as_str() {
            let why = format!("counter.key: the key is of `{}`; the house is `{}`", signer.name(), config.house);
            return Err(ConfigError(why));
        }
        let mut sides = Sides::default();
        if let Some(authority) = &config.authority {
            sides = sides.with_authority(authority.house.clone());
        }
        for provider in &config.providers {
            sides = sides.with_provider(provider.across.house.clone(), provider.provider.clone());
        }
        let mut across = BTreeMap::new();
        for (house, side) in config.across() {
            across.insert(house.house.clone(), Across::new(house, side)?);
        }
        Ok(Self {
            counter: RwLock::new(Counter::new(config.house.clone(), sides)),
            across,
            signer,
            desk: ArcSwap::from_pointee(desk),
            documents: config.documents,
            arrivals: Mutex::default(),
            uses: Mutex::default(),
            holder,
            carried_out: AtomicUsize::new(0),
            carried_to: AtomicU64::new(0),
            erased: Mutex::default(),
            working: Mutex::default(),
        })
    }

    /// The counter as it was read last. Nothing is waited for while it is held.
    pub fn counter(&self) -> RwLockReadGuard<'_, Counter> {
        self.counter.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What officers work with, as it was loaded last.
    #[must_use]
    pub fn desk(&self) -> Arc<Desk> {
        self.desk.load_full()
    }

    /// Officers work with this from here on.
    pub fn work_with(&self, desk: Desk) {
        self.desk.store(Arc::new(desk));
    }

    /// How large documents may be.
    #[must_use]
    pub fn documents(&self) -> config::Documents {
        self.documents
    }

    /// What providers stated that they used, as far as this counter has read. Nothing is waited for while it is held.
    pub fn uses(&self, counter: &Counter) -> MutexGuard<'_, Uses> {
        let mut uses = self.uses.lock().unwrap_or_else(PoisonError::into_inner);
        uses.catch_up(counter);
        uses
    }

    /// What signs messages of this house.
    #[must_use]
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// Reads what the view of the journal has and the counter has not. It blocks.
    ///
    /// # Errors
    /// [`Problem`] where the store cannot be read, or does not follow.
    pub fn read_on(&self, gate: &Gate) -> Result<(), Problem> {
        let places = {
            let look = gate.register().view().look();
            let places = look.replay().dossiers().places();
            if places.len() <= self.counter().notes() {
                return Ok(());
            }
            places.to_vec()
        };
        let mut counter = self.counter.write().unwrap_or_else(PoisonError::into_inner);
        // Read again by a transaction that is tried again, or by another thread, it goes on where it stood.
        let read = store::read(gate, "counter_read", |open| {
            counter.catch_up(open, &places).map_err(|error| StoreError::unavailable(&error))
        });
        read.map(drop).map_err(Problem::from)
    }

    fn peer(&self, house: &str) -> Result<&Across, Problem> {
        let found = House::new(house).ok().and_then(|house| self.across.get(&house));
        found.ok_or_else(|| Problem::new(Kind::NotFound, format!("no house {house} stands across this counter")))
    }
}

/// The counter of a configuration, with the letters of the house.
///
/// # Errors
/// [`ConfigError`] where it cannot be used.
pub fn open(config: &config::Counter, key: Signer, engine: &Engine, holder: String) -> Result<Office, ConfigError> {
    Office::new(config, key, Desk::of(config, engine)?, holder)
}
