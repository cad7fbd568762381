//! What happens in a history. Licenses, slices and submissions are named by small numbers that are looked up as things stand, so that a history of which
//! something is left out is still one.

use crate::memory::Fault;

/// One thing that happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Time passes, for both nodes.
    Wait { milliseconds: i64 },
    /// The clock of a node is set: so far from the right time.
    Clock { node: usize, off: i64 },
    /// Something is submitted to a node.
    Submit { node: usize, what: What, faults: Vec<Fault> },
    /// Something is submitted, decided and durable, and its answer never arrives.
    ReplyLost { node: usize, what: What },
    /// Several at once.
    Batch { node: usize, what: Vec<What>, faults: Vec<Fault> },
    /// One of the submissions so far, counted from the latest, is sent again; what comes of faults is not tried again by the node.
    Again { node: usize, submission: usize },
    /// An id is used again for something else; that of a note with personal fields for the same note with others.
    Other { node: usize, submission: usize, what: What },
    /// The node has decided, and another commits before it does.
    Race { node: usize, what: What, other: What },
    /// The node dies while it commits, whatever becomes of that, and starts anew.
    Crash { node: usize, what: What, fault: Fault },
    /// The node loses its memory.
    Restart { node: usize },
    /// What time alone brings about.
    Sweep { node: usize, faults: Vec<Fault> },
    /// A checkpoint over everything.
    Seal { node: usize, faults: Vec<Fault> },
    /// The node that seals starts anew.
    RestartSealer { node: usize },
    /// The node keeps an image.
    Image { node: usize, faults: Vec<Fault> },
    /// The disk fills up, or has room again.
    Full(bool),
    /// The opening of a note is erased, counted from the latest.
    Erase { note: usize },
}

/// What is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Issue {
        license: u8,
        kind: u8,
    },
    Vary {
        license: u8,
        kind: u8,
    },
    Suspend {
        license: u8,
        drain: bool,
    },
    Reinstate {
        license: u8,
    },
    Revoke {
        license: u8,
    },
    Surrender {
        license: u8,
    },
    Lapse {
        license: u8,
    },
    Reserve {
        license: u8,
        chips: u32,
        minutes: u32,
        long_id: bool,
    },
    /// Slices are counted from the latest that is not resolved.
    Renew {
        slice: usize,
        minutes: u32,
    },
    /// Thousandths of what is held.
    Post {
        slice: usize,
        thousandths: u64,
    },
    Void {
        slice: usize,
    },
    Expire {
        slice: usize,
    },
    /// Counted from the slice that was resolved last.
    Correct {
        slice: usize,
        thousandths: u64,
    },
    Stop {
        slice: usize,
    },
    ConfirmStop {
        slice: usize,
    },
    Report {
        license: u8,
    },
    LimitGroup {
        hours: Option<u64>,
    },
    LimitProvider {
        hours: Option<u64>,
    },
    Note {
        personal: bool,
        words: u8,
    },
}
