//! What to send when, and what a reply does to it.
//!
//! An outbox is a memory of what went over the wire, not of what is to be said: that is in the journal. A node that
//! forgets it begins with message 1, and the first reply tells it how far the peer is.

use portcullis_license::Instant;

use crate::chain::{Books, Chain};
use crate::peer::Verified;
use crate::refusal::{Code, Refusal};
use crate::reply::Reply;

/// How many messages go out at once, and how long to wait for a reply.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The most messages that are not acknowledged.
    pub window: u64,
    /// The first wait in milliseconds; each that follows without an acknowledgement is twice as long.
    pub first_wait: u64,
    /// The longest wait in milliseconds.
    pub longest_wait: u64,
    /// What chance is drawn from: of each node another, so that nodes do not send in step.
    pub seed: u64,
}

impl Default for Pace {
    /// 16 messages; from one second to five minutes.
    fn default() -> Self {
        Self { window: 16, first_wait: 1_000, longest_wait: 300_000, seed: 0 }
    }
}

impl Pace {
    /// How long to wait for a reply, in milliseconds, after so many tries without one: between half and the whole of the
    /// first wait doubled that often, and never more than the longest.
    #[must_use]
    pub fn wait(&self, tries: u32) -> u64 {
        let doubled = self.first_wait.saturating_mul(1_u64.checked_shl(tries).unwrap_or(u64::MAX));
        let whole = doubled.min(self.longest_wait);
        let half = whole / 2;
        half + mixed(self.seed.wrapping_add(u64::from(tries))) % (whole - half + 1)
    }
}

/// SplitMix64.
const fn mixed(seed: u64) -> u64 {
    let mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// How often everything open went out in vain before a peer that misses what it acknowledged is believed.
const TRIES_BEFORE_GOING_BACK: u32 = 2;

/// What went out to one peer and was acknowledged.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    acknowledged: u64,
    /// The last number that went out since the last time everything open was sent.
    out: u64,
    tries: u32,
    /// When everything that is open goes out again; nothing where nothing is open.
    again: Option<Instant>,
}

/// What a reply said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// How many messages it acknowledged that were not before.
    pub newly: u64,
    /// What it refused.
    pub refused: Option<Refusal>,
    /// How many messages that were acknowledged the peer says it does not have, where that is why everything goes out
    /// again from there. Replies that overtook one another look like it; where it comes again, the peer lost records.
    pub lost: u64,
}

/// A reply that cannot be true by our books, signed by the peer. It acknowledges nothing; keep its bytes. One of the
/// houses has lost or changed its history, and people must compare both.
#[derive(Copy, Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Alarm {
    /// It acknowledges what was never sent.
    #[error("the peer acknowledges message {0}, which this house never sent: compare both histories")]
    NeverSent(u64),
    /// It acknowledges another history.
    #[error("the peer has other messages on record up to {} than this house sent: compare both histories", .0.count)]
    OtherHistory(Chain),
}

impl Outbox {
    /// After a restart: what was acknowledged as far as anybody remembers, 0 for nothing.
    #[must_use]
    pub const fn resumed(acknowledged: u64) -> Self {
        Self { acknowledged, out: acknowledged, tries: 0, again: None }
    }

    /// The last message that the peer has on record, as far as is known.
    #[must_use]
    pub const fn acknowledged(&self) -> u64 {
        self.acknowledged
    }

    /// How often everything open went out again without an acknowledgement: what an operator wants to see.
    #[must_use]
    pub const fn tries(&self) -> u32 {
        self.tries
    }

    /// When there is something to send again; nothing where nothing is open.
    #[must_use]
    pub const fn again(&self) -> Option<Instant> {
        self.again
    }

    /// The numbers of the messages to send now, first and last, of `sent` that there are; they count as sent. What has not
    /// gone out goes at once, as far as the window allows; what is open goes again when the wait is over.
    pub fn to_send(&mut self, sent: u64, now: Instant, pace: &Pace) -> Option<(u64, u64)> {
        let last = sent.min(self.acknowledged.saturating_add(pace.window.max(1)));
        let is_over = self.again.is_some_and(|again| again <= now);
        let first = if is_over { self.acknowledged } else { self.out }.saturating_add(1);
        if first > last {
            return None;
        }
        if is_over {
            self.tries = self.tries.saturating_add(1);
        }
        if is_over || self.again.is_none() {
            self.again = Some(after(now, pace.wait(self.tries)));
        }
        self.out = last;
        Some((first, last))
    }

    /// Takes note of a reply.
    ///
    /// # Errors
    /// [`Alarm`] where what it acknowledges is not what this house sent; the outbox stays as it is.
    pub fn heard(
        &mut self,
        reply: &Verified<Reply>,
        books: &impl Books,
        now: Instant,
        pace: &Pace,
    ) -> Result<Heard, Alarm> {
        let reply = reply.get();
        let taken = reply.taken;
        if !books.has_sent(taken) {
            let unknown = books.sent(taken.count).is_none();
            return Err(if unknown { Alarm::NeverSent(taken.count) } else { Alarm::OtherHistory(taken) });
        }
        let newly = taken.count.saturating_sub(self.acknowledged);
        if newly > 0 {
            self.acknowledged = taken.count;
            self.out = self.out.max(taken.count);
            self.tries = 0;
            self.again = (self.out > taken.count).then(|| after(now, pace.wait(0)));
        }
        let lost = self.lost(reply);
        if lost > 0 {
            *self = Self { acknowledged: taken.count, out: taken.count, again: None, ..*self };
        }
        Ok(Heard { newly, refused: reply.refused.clone(), lost })
    }

    /// How many messages the peer had acknowledged and misses. An old reply can say so of a time before; after two waits
    /// without an acknowledgement it is taken at its word, and sending too much again does no harm.
    fn lost(&self, reply: &Reply) -> u64 {
        let misses = reply.refused.as_ref().is_some_and(|refusal| refusal.code == Code::Gap);
        if misses && self.tries >= TRIES_BEFORE_GOING_BACK {
            self.acknowledged.saturating_sub(reply.taken.count)
        } else {
            0
        }
    }
}

impl Heard {
    /// Whether a person must look before the direction goes on.
    #[must_use]
    pub fn needs_a_person(&self) -> bool {
        self.refused.as_ref().map(|refusal| refusal.code).is_some_and(Code::needs_a_person)
    }
}

fn after(now: Instant, milliseconds: u64) -> Instant {
    now.plus(i64::try_from(milliseconds).unwrap_or(i64::MAX))
}
