//! What went over the wire between this house and one peer, as the journal has it.

use portcullis_desk::event::Digest;
use portcullis_exchange::{Body, Books, Chain, House, Inbox, Message, MessageError, Sequence};
use portcullis_log::Hash;

use crate::note::Kept;
use crate::used::{UsedLast, own_usage};

/// The correspondence with a peer: the messages in both directions, by number.
#[derive(Clone, Debug, PartialEq)]
pub struct Mail {
    us: House,
    peer: House,
    taken: Vec<Kept>,
    told: Vec<Kept>,
    used_taken: UsedLast,
    used_told: UsedLast,
}

impl Mail {
    /// With whom nothing was exchanged yet.
    #[must_use]
    pub fn new(us: House, peer: House) -> Self {
        let (used_taken, used_told) = (UsedLast::default(), UsedLast::default());
        Self { us, peer, taken: Vec::new(), told: Vec::new(), used_taken, used_told }
    }

    /// The peer.
    #[must_use]
    pub fn peer(&self) -> &House {
        &self.peer
    }

    /// What was taken from it, from message 1 on.
    #[must_use]
    pub fn taken(&self) -> &[Kept] {
        &self.taken
    }

    /// What was told to it, from message 1 on.
    #[must_use]
    pub fn told(&self) -> &[Kept] {
        &self.told
    }

    /// The message of this number that was taken; nothing where there is none.
    #[must_use]
    pub fn taken_as(&self, number: u64) -> Option<&Kept> {
        at(&self.taken, number)
    }

    /// The message of this number that was told; nothing where there is none.
    #[must_use]
    pub fn told_as(&self, number: u64) -> Option<&Kept> {
        at(&self.told, number)
    }

    /// The number under which a message was taken.
    #[must_use]
    pub fn number_of(&self, hash: Digest) -> Option<u64> {
        self.taken.iter().position(|kept| kept.hash == hash).map(|place| place as u64 + 1)
    }

    pub(crate) fn take(&mut self, kept: Kept, body: Option<&Body>) {
        if let Some(Body::Usage(usage)) = body {
            self.used_taken.note(usage);
        }
        self.taken.push(kept);
    }

    pub(crate) fn tell(&mut self, kept: Kept) {
        if let Some(usage) = own_usage(&kept) {
            self.used_told.note(&usage);
        }
        self.told.push(kept);
    }

    /// How licenses stood when the peer told of their use last.
    pub(crate) fn used_taken(&self) -> &UsedLast {
        &self.used_taken
    }

    /// How licenses stood when the peer was told of their use last.
    pub(crate) fn used_told(&self) -> &UsedLast {
        &self.used_told
    }

    /// Drops what some messages say. None of them tells of use: that is of licenses, and names no case.
    pub(crate) fn forget(&mut self, is_of: impl Fn(&Kept) -> bool) {
        self.taken.iter_mut().chain(&mut self.told).filter(|kept| is_of(kept)).for_each(|kept| kept.said = None);
    }

    /// How far its messages are on record.
    #[must_use]
    pub fn inbox(&self) -> Inbox {
        Inbox::new(chain(&self.taken))
    }

    /// What numbers the next message to it.
    ///
    /// # Errors
    /// [`MessageError`] where the peer is this house itself.
    pub fn sequence(&self) -> Result<Sequence, MessageError> {
        Sequence::resumed(self.us.clone(), self.peer.clone(), self.sent())
    }

    /// How far the messages to it are on record.
    #[must_use]
    pub fn sent(&self) -> Chain {
        chain(&self.told)
    }

    /// A message to it; nothing where it was not told, or was erased.
    #[must_use]
    pub fn message(&self, number: u64) -> Option<Message> {
        self.told_as(number)?.message()
    }
}

impl Books for Mail {
    fn sent(&self, number: u64) -> Option<Hash> {
        self.told_as(number).map(|kept| kept.hash.hash())
    }

    fn taken(&self, number: u64) -> Option<Hash> {
        self.taken_as(number).map(|kept| kept.hash.hash())
    }

    fn sent_tells(&self, number: u64) -> bool {
        self.told_as(number).is_none_or(|kept| Body::tells_of_licenses(&kept.kind))
    }

    fn taken_tells(&self, number: u64) -> bool {
        self.taken_as(number).is_none_or(|kept| Body::tells_of_licenses(&kept.kind))
    }
}

fn at(messages: &[Kept], number: u64) -> Option<&Kept> {
    usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).and_then(|place| messages.get(place))
}

fn chain(messages: &[Kept]) -> Chain {
    messages.last().map_or(Chain::START, |kept| Chain { count: messages.len() as u64, last: kept.hash.hash() })
}
