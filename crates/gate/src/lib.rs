//! The gate: what stands between a request and a running chip.
//!
//! ```text
//! Ask --> Served: law, catalog, lists, profile --> licenses as they stand --> Verdict
//!          (swapped whole)                          (View, follows the journal)   |
//!                                                                                 v  where something is to start
//!                                                     Writer: the decision and the reservation, durable before it opens
//! ```
//!
//! A question holds nothing and leaves no trace; a start is recorded, and opens only after what a license has to cover is held. Whatever goes wrong on
//! the way, the gate stays closed and the verdict says why.

pub mod ask;
pub mod clock;
pub mod gate;
pub mod ids;
pub mod keeper;
pub mod pool;
pub mod register;
pub mod served;
mod start;
pub mod told;
pub mod verdict;
pub mod view;

pub use ask::{Ask, Purpose};
pub use clock::Clock;
pub use gate::Gate;
pub use ids::Ids;
pub use register::Register;
pub use served::Served;
pub use told::Told;
pub use verdict::{Held, Verdict};
