//! Who takes part in a transaction, and who stands behind them.
//!
//! Two tests of the law look alike and must not be mixed: *headquarters* (where a party, or its ultimate
//! parent, is headquartered; no percentage) and *ownership* (what share listed owners hold together; no
//! control). This crate gives the facts for both and decides neither. It knows no law: a list here is a
//! number that the caller's table of lists explains.

mod ownership;
mod party;

pub use ownership::{Held, HoldingError, Owner, held_by};
pub use party::{ListSet, OnLists, Party, Role, Stated, UltimateParent};
