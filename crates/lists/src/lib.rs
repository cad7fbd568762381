//! Restricted-party lists: what was published, on which day, by whom.
//!
//! A *source* publishes lists; a *list* has *entries*; an *entry* is a party with its names. A *snapshot* is one
//! source's entries as of a day, immutable and named by the hash of its content. This crate reads the published
//! formats, keeps snapshots, and compares them. It matches no names and knows no law, and it never asks what day
//! it is: dates are given to it.
//!
//! Reading order: [`Entry`], [`Layout`] and [`read`] (files in, entries out), [`Snapshot`] and [`Store`] (what is
//! kept), [`Import`] (from one to the other, with the guard), [`Diff`].

mod date;
mod delta;
mod diff;
mod entry;
mod error;
mod ftm;
mod guard;
mod import;
mod input;
mod layout;
mod place;
mod read;
mod snapshot;
mod store;
#[cfg(test)]
mod testing;

pub use delta::write_delta;
pub use diff::{Changed, Diff, Named, count_by_list};
pub use entry::{Alias, Entry, Identifier, Kind};
pub use error::{BadRow, Fault, ListError, Unit};
pub use ftm::{Record, Records};
pub use guard::Refusal;
pub use import::{Import, Imported, REMOVED_MAX_PERCENT};
pub use input::{ImportedFile, Input, Progress};
pub use layout::{Guess, Layout, guess};
pub use read::{Mapping, Reading, Row, Stated, companions, read};
pub use snapshot::{Header, How, SNAPSHOT_VERSION, Snapshot};
pub use store::{Checked, Current, Store};
