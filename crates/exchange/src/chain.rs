//! How far one direction has come, and what a house can look up of it.
//!
//! Each message names the hash of the one before, so the hash of the last stands for all of them: two houses that agree
//! on a [`Chain`] agree on every message in it.

use portcullis_log::Hash;
use portcullis_log::hash::HASH_BYTES;
use serde::{Deserialize, Serialize};

use crate::spelled;

/// The messages of one direction so far.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// How many; they are numbered from 1, so this is also the number of the last.
    pub count: u64,
    /// The hash of the last; [`Chain::NOTHING`] where there is none.
    #[serde(with = "spelled::base64")]
    pub last: Hash,
}

impl Chain {
    /// What stands before the first message.
    pub const NOTHING: Hash = Hash([0; HASH_BYTES]);
    /// No messages yet.
    pub const START: Self = Self { count: 0, last: Self::NOTHING };

    /// The chain with one more message; nothing where that is not the next by its number.
    #[must_use]
    pub fn link(self, number: u64, hash: Hash) -> Option<Self> {
        (Some(number) == self.count.checked_add(1)).then_some(Self { count: number, last: hash })
    }

    /// Whether there can be such a chain: nothing is the hash of no message.
    #[must_use]
    pub fn is_possible(self) -> bool {
        (self.count == 0) == (self.last == Self::NOTHING)
    }
}

/// What a house has on record of its exchange with one peer. Whoever implements it has read the journal up to its head
/// before a question is put: a node that lags behind its own house would take a colleague's message for a lie.
///
/// A hash is kept for ever; what a message said may have been erased.
pub trait Books {
    /// The hash of the message of this number to the peer; nothing where none was recorded.
    fn sent(&self, number: u64) -> Option<Hash>;

    /// The hash of the message of this number from the peer; nothing where none was taken.
    fn taken(&self, number: u64) -> Option<Hash>;

    /// Whether the message of this number to the peer may tell of what statements compare; what is not known may.
    fn sent_tells(&self, _number: u64) -> bool {
        true
    }

    /// Whether the message of this number from the peer may tell of what statements compare; what is not known may.
    fn taken_tells(&self, _number: u64) -> bool {
        true
    }

    /// Whether the first messages to the peer are these.
    fn has_sent(&self, chain: Chain) -> bool {
        if chain.count == 0 { chain == Chain::START } else { self.sent(chain.count) == Some(chain.last) }
    }

    /// Whether the first messages from the peer are these.
    fn has_taken(&self, chain: Chain) -> bool {
        if chain.count == 0 { chain == Chain::START } else { self.taken(chain.count) == Some(chain.last) }
    }
}
