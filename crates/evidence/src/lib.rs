//! Determinations as records, and the same determinations made again from them.
//!
//! A determination is a pure function of an *edition* (law, catalog, profile, tables of names) and the facts asked with. So a record keeps the facts,
//! the name of the edition and the SHA-256 of the answer's bytes; whoever has the edition and the facts can make the answer again and compare. What the
//! facts say of people is withheld from the record's leaf (see [`portcullis_log::commitment`]) and kept beside it.

pub mod decision;
pub mod edition;
pub mod overriding;
pub mod recorded;
pub mod remake;
pub mod resolving;

pub use decision::{Decision, PERSONAL};
pub use edition::{Edition, EditionError, Editions};
pub use overriding::{Instead, NotOpen, overriding};
pub use recorded::{Recorded, VisitError, each_decision};
pub use remake::{Remade, Remaker};
pub use resolving::{NoResolution, resolution, resolving};
