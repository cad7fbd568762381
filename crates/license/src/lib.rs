//! Licenses, their conditions, and the ledger that keeps use within them.
//!
//! Everything that changes a license or a balance is an [`Operation`]; [`Ledger::apply`] takes one and answers with a [`Reply`]. The ledger is a pure
//! state machine: no clock, no storage, no randomness, so that the same operations in the same order at the same instants give the same balances
//! on every node, in a replay, and to an outsider who checks. It counts in whole chip-milliseconds and TPP-chip-seconds and nothing else.
//!
//! Two-phase, because use is known only afterwards: a *reservation* takes the most that can be used from every limit on
//! its path (line, license, customer group, provider, rolling windows, concurrency) or is refused; later it is resolved
//! once, by *post* (what was measured) or *void* (nothing ran) in time, or afterwards by *expiry* (nobody said: all of it
//! counts as used, for an authority cannot be told that silence was thrift). A *correction* replaces what was said, and
//! takes two people. A *lease* is one run of chips; *renew* adds a slice to it by the moment the last one ends. No slice
//! ends more than [`ledger::MOST_SLICE`] after it was reserved: a site that is cut off overruns by that at most, and by
//! one short slice where leases are renewed one short slice at a time.
//!
//! What closes the gate takes one person; what opens it, or ends a license against its holder's will, takes two
//! ([`Change::needs_second_person`]).

pub mod account;
pub mod amount;
pub mod change;
pub mod condition;
pub mod instant;
pub mod ledger;
pub mod license;
pub mod name;
pub mod objection;
pub mod operation;
pub mod reservation;
pub mod shown;
pub mod terms;
mod window;

pub use account::{Account, Balance};
pub use amount::{Amount, Grant, Limit, Unit};
pub use change::{Change, Standing};
pub use condition::{Condition, Rule};
pub use instant::Instant;
pub use ledger::{Applied, Fault, Ledger};
pub use license::{CoveredParty, ItemScope, License, Line};
pub use name::{Cluster, Group, LicenseNumber, LineName, OperationId, Person, Provider, Site};
pub use objection::Objection;
pub use operation::{Operation, Reply};
pub use reservation::{Lease, Reservation, Resolution};
pub use shown::{LeaseShown, LicenseShown};
pub use terms::Asked;
