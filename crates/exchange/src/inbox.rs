//! What becomes of a message that arrived: it is the next, or was taken before, or comes too early, or contradicts what
//! was taken.
//!
//! The inbox decides from what was read of the journal, and the journal has the last word: a message is recorded under
//! [`taken_id`], and where another node was faster the journal answers with that node's record. Same hash, same message;
//! another hash is a conflict. Only what is committed is acknowledged.

use portcullis_license::name::NameError;
use portcullis_license::{Instant, OperationId};
use portcullis_log::Hash;

use crate::chain::{Books, Chain};
use crate::message::Message;
use crate::name::House;
use crate::peer::{Peer, Verified};
use crate::refusal::{Code, Refusal};
use crate::reply::Reply;

/// What ids of records about what was received begin with. No caller of a house may choose such an id.
pub const FROM: &str = "from/";

/// The id under which the message of this number from a peer is recorded. An id is one record for ever.
///
/// # Errors
/// Never for a house: its name and a number fit into an id.
pub fn taken_id(peer: &House, number: u64) -> Result<OperationId, NameError> {
    OperationId::new(&format!("{FROM}{peer}/{number}"))
}

/// How far the messages of one peer are on record.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    taken: Chain,
}

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// It is the next: record it, and acknowledge it once the record is committed.
    Next(Verified<Message>),
    /// It was taken before: acknowledge it again.
    Again {
        /// Its number.
        number: u64,
    },
    /// Messages before it are missing.
    Early {
        /// Its number.
        number: u64,
        /// The number that is expected.
        expected: u64,
    },
    /// It contradicts what was taken. Keep its bytes: with the record they are evidence that the peer signed both.
    Conflict(Conflict),
    /// It cannot be compared with what was taken.
    Refused(Refusal),
}

/// Two messages of a house that cannot both be its history. It is serious: nothing of the peer is taken until people
/// have compared both.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// Another message was taken under the number.
    #[error("message {number} was taken as {taken} and is offered as {offered}")]
    OtherMessage {
        /// The number.
        number: u64,
        /// The hash of the message taken.
        taken: Hash,
        /// The hash of the message offered.
        offered: Hash,
    },
    /// It follows another message than was taken.
    #[error("message {number} follows {follows}, and {taken} was taken before it")]
    OtherPast {
        /// The number of the message offered.
        number: u64,
        /// The hash of the last message taken.
        taken: Hash,
        /// The hash that it names.
        follows: Hash,
    },
}

impl Conflict {
    /// The refusal that tells the peer.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let (Self::OtherMessage { number, .. } | Self::OtherPast { number, .. }) = self;
        Refusal::new(Some(*number), Code::Conflict, self)
    }
}

impl Received {
    /// What the peer is told where the message was not taken; nothing where it is acknowledged.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Next(_) | Self::Again { .. } => None,
            Self::Early { number, expected } => {
                Some(Refusal::new(Some(*number), Code::Gap, format!("message {expected} is expected before it")))
            }
            Self::Conflict(conflict) => Some(conflict.refusal()),
            Self::Refused(refusal) => Some(refusal.clone()),
        }
    }
}

impl Inbox {
    /// As far as the journal says.
    #[must_use]
    pub const fn new(taken: Chain) -> Self {
        Self { taken }
    }

    /// What is on record.
    #[must_use]
    pub const fn taken(&self) -> Chain {
        self.taken
    }

    /// What becomes of bytes that arrived over the peer's connection: [`Peer::open`], then [`Inbox::judge`].
    #[must_use]
    pub fn receive(&self, bytes: &[u8], peer: &Peer, us: &House, now: Instant, books: &impl Books) -> Received {
        peer.open(bytes, us, now).map_or_else(Received::Refused, |message| self.judge(message, books))
    }

    /// What becomes of a message.
    #[must_use]
    pub fn judge(&self, message: Verified<Message>, books: &impl Books) -> Received {
        let (number, taken) = (message.get().number(), self.taken);
        let expected = taken.count.saturating_add(1);
        if number > expected {
            return Received::Early { number, expected };
        }
        if number == expected {
            let follows = message.get().previous();
            return match follows == taken.last {
                true => Received::Next(message),
                false => Received::Conflict(Conflict::OtherPast { number, taken: taken.last, follows }),
            };
        }
        let on_record = if number == taken.count { Some(taken.last) } else { books.taken(number) };
        on_record.map_or_else(|| Received::Refused(unreadable(number)), |taken| compared(message.get(), taken))
    }

    /// What becomes of a message where the journal has this hash under its id already: another node was faster.
    #[must_use]
    pub fn on_record(message: &Verified<Message>, taken: Hash) -> Received {
        compared(message.get(), taken)
    }

    /// After the record of the next message: the record's number and hash; nothing where it is not the next.
    #[must_use]
    pub fn after(self, number: u64, hash: Hash) -> Option<Self> {
        self.taken.link(number, hash).map(Self::new)
    }

    /// The reply of `us` to the peer, at a moment.
    #[must_use]
    pub fn reply(&self, us: &House, peer: &House, at: Instant, refused: Option<Refusal>) -> Reply {
        Reply { at, from: us.clone(), refused, taken: self.taken, to: peer.clone() }
    }
}

fn compared(message: &Message, taken: Hash) -> Received {
    let (number, offered) = (message.number(), message.hash());
    if offered == taken {
        Received::Again { number }
    } else {
        Received::Conflict(Conflict::OtherMessage { number, taken, offered })
    }
}

fn unreadable(number: u64) -> Refusal {
    Refusal::new(Some(number), Code::Unavailable, "the record of the message of this number cannot be read")
}
