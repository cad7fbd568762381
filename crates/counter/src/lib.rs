//! Both sides of the counter over one journal.
//!
//! A provider files, an authority decides, and each keeps its own journal. What happens on a side is a note in a dossier of that journal: the events of a
//! case, the events of a filing, what came from a peer, what went to it. The state of the counter is those notes, read in order; so every node of a house
//! sees the same, and of two people who act on a case at once one is told that the other was first.
//!
//! ```text
//! provider                                                               authority
//! person --> filing/{reference}/n --> to/{authority}/n ==> the wire ==> from/{provider}/n --> case/{number}/n <-- officers, advisers, chair
//!            license ledger <-- from/{authority}/n <== the wire <== to/{provider}/n <-- what follows from an event
//! ```
//!
//! What is to be said to a peer follows from events; what was said is recorded word for word before it is sent, with the event that caused it. So a newer
//! program never says an old thing in other words, and nothing is said twice or forgotten, whichever node says it.
//!
//! Reading order: [`note`] (how notes are written and read), [`filing`] and [`docket`] (the two sides), [`mail`] (what went over the wire),
//! [`reconciliation`] (whether both houses have the same on record), [`checkpoints`] (whether a provider's log only grows), [`counter`] (all of it),
//! [`says`] and [`hears`] (what follows from events, and from messages), [`letters`], [`clerk`] (what is due), [`intent`] (by when a provider responds), [`admission`] (what people want to do);
//! beside them what stands in no journal: [`application_draft`], [`content`], and which documents are [`named`].

pub mod admission;
pub mod application_draft;
pub mod cause;
pub mod checkpoints;
pub mod clerk;
pub mod content;
pub mod counter;
pub mod docket;
pub mod filing;
pub mod hears;
pub mod intent;
pub mod letters;
pub mod mail;
pub mod named;
pub mod note;
pub mod reconciliation;
mod retention;
pub mod says;
pub mod sides;
mod used;

pub use cause::{Cause, Consequence};
pub use checkpoints::{Checkpoints, RefusedCheckpoint};
pub use clerk::Clerk;
pub use counter::{Counter, CounterError};
pub use docket::Docket;
pub use filing::{Filing, FilingEntry, FilingEvent};
pub use intent::Intent;
pub use letters::CaseLetters;
pub use mail::Mail;
pub use note::Dossier;
pub use reconciliation::{Finding, Reconciliation};
pub use sides::Sides;
