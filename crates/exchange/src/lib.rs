//! Signed, numbered messages between two houses: a provider and an authority, neither of whom sees the other's store.
//!
//! ```text
//! journal of one house --> Sequence --> Message n --> signed note --> the wire --> Peer::open --> Inbox --> journal of
//!  (records in order)      (1, 2, 3…)   (n, chain)                                 (whose? for    (next?)   the other
//!          ^                                                                        us?)                        |
//!          +--- Outbox <--- Peer::open_reply <--- the wire <--- signed note <--- Reply <------------------------+
//! ```
//!
//! What a house says to a peer is a function of its own journal: the nth message is made from the records in their
//! order, so there is no outbox to lose and every node of a house numbers alike. Each message names the hash of the one
//! before it. What is received is recorded under the id [`inbox::taken_id`] gives; an id is one record for ever, so a
//! message is taken once, by whichever node. The wire may lose, repeat, delay, reorder and damage what it carries: what
//! is not acknowledged is sent again, and an acknowledgement names the hash of what was taken.
//!
//! Nothing here knows of HTTP, disks or clocks: the time, the seed of chance and the books of a house are given.
//!
//! Reading order: [`name`], [`chain`], [`wire`], [`message`], [`reply`], [`refusal`]; then [`peer`], [`inbox`],
//! [`outbox`]; then what is said, [`body`], and what keeps both houses honest, [`statement`] and [`checkpoint`]; beside the messages, [`ask`].

pub mod ask;
pub mod body;
pub mod chain;
pub mod checkpoint;
pub mod inbox;
pub mod message;
pub mod name;
pub mod outbox;
pub mod peer;
pub mod refusal;
pub mod reply;
mod spelled;
pub mod statement;
pub mod wire;

pub use ask::DocumentAsk;
pub use body::Body;
pub use chain::{Books, Chain};
pub use checkpoint::{CheckpointRefusal, Grown, KeptCheckpoint};
pub use inbox::{Conflict, Inbox, Received, taken_id};
pub use message::{Message, MessageError, Sequence};
pub use name::{Direction, House, Reference, Side, Word};
pub use outbox::{Alarm, Heard, Outbox, Pace};
pub use peer::{Key, Peer, PeerError, Verified};
pub use refusal::{Code, Refusal};
pub use reply::Reply;
pub use statement::{Comparison, Difference, Statement, Totals, compare};
pub use wire::{Unverified, parse};
