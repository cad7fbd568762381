//! One order of everything that was decided.
//!
//! Decisions, license events and ledger entries are records of one journal, numbered without a gap; each is a leaf of the log. What a node knows of
//! licenses and balances is what the records say, read in their order. So any number of nodes that share a store agree, a suspension holds from
//! the next record on, and an outsider who has the records comes to the same balances.
//!
//! ```text
//! Submission --> Node: read up to the head, decide, append --> Record = leaf --> Sealer: tree, checkpoint, receipt
//!                 |  one transaction, the head held                 |
//!               Ledger (in memory, rebuilt from records)           Replay: the same ledger, from records alone
//! ```

pub mod answer;
pub mod dossier;
mod image;
mod months;
pub mod node;
pub mod record;
pub mod replay;
mod row;
pub mod seal;
pub mod sealer;
pub mod store;
pub mod submission;
pub mod sweep;
mod withheld;
pub mod writer;

pub use answer::{Answer, NodeError};
pub use dossier::Dossiers;
pub use node::{Node, Salts};
pub use record::{Concerned, Content, NoteKind, Record};
pub use replay::Replay;
pub use sealer::Sealer;
pub use store::{Row, Store, StoreError, Transaction};
pub use submission::Submission;
pub use writer::Writer;
