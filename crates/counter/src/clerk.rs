//! What is to be recorded next, whoever records it.
//!
//! The clerk looks at the counter and says one thing that is due: an event that a message asks for, or its refusal; a message that an event makes due; what
//! time alone has brought about. Whoever runs it records that, reads the counter on, and asks again, until nothing is due. Each thing has an id of its own,
//! so that of two nodes that do the same one is told that the other was first.
//!
//! What a provider has to tell of a day that is over is due of the counter and the ledger together ([`Clerk::due_of_day`]), and so is what
//! both sides state that they have on record ([`Clerk::due_of_books`]).
//!
//! What has arrived is told of the counter and the contents that are here together ([`Clerk::due_of_arrivals`]).
//!
//! What is due is due of the counter as it was read. A refusal of a message and the event that another node makes of it have ids that do not meet; so whoever
//! runs it records what is due only while nothing else was recorded since (one node of a house at a time, or a commit that holds the head it was read at).

mod arrivals;
mod day;
mod statement;
mod time;

use std::fmt;

use portcullis_exchange::{Body, Code, House, Refusal};
use portcullis_journal::Submission;
use portcullis_license::Instant;

use crate::cause::Cause;
use crate::counter::Counter;
use crate::hears;
use crate::note::{self, Kept};
use crate::says::{self, Letters, Unsayable};

/// Who works through what is due.
pub struct Clerk<'a> {
    /// The counter as it is now.
    pub counter: &'a Counter,
    /// Whoever writes letters.
    pub letters: &'a dyn Letters,
    /// The moment.
    pub now: Instant,
}

impl Clerk<'_> {
    /// What follows from what was said and done, and is to be recorded next; nothing where all of it is.
    #[must_use]
    pub fn due(&self) -> Option<Submission> {
        let houses = || self.counter.sides().houses();
        houses().find_map(|peer| self.to_hear(peer)).or_else(|| houses().find_map(|peer| self.to_say(peer)))
    }

    /// What time has brought about, of cases; nothing where nothing is due on this day.
    #[must_use]
    pub fn due_by_time(&self) -> Option<Submission> {
        let cases = self.counter.docket().cases().values();
        cases.into_iter().find_map(|case| {
            let entry = time::due(case, self.now)?;
            note::of_case(case.number(), &entry).ok()
        })
    }

    /// The event of the next message of a peer, or its refusal.
    fn to_hear(&self, peer: &House) -> Option<Submission> {
        let (number, kept) = self.counter.to_hear(peer)?;
        self.heard(peer, number, kept).unwrap_or_else(|refusal| {
            let cause = Cause::Message { peer: peer.clone(), number };
            self.told(peer, &cause, &Body::Refusal(refusal)).ok()
        })
    }

    fn heard(&self, peer: &House, number: u64, kept: &Kept) -> Result<Option<Submission>, Refusal> {
        let refused = |code, why: &dyn fmt::Display| Refusal::new(Some(number), code, why);
        let message = kept.message().ok_or_else(|| refused(Code::Unrecordable, &"it has too many bytes"))?;
        let Some(side) = self.counter.sides().side(peer) else { return Ok(None) };
        let body = Body::read(&message, side)?;
        if let Some(refusal) = self.counter.checkpoints(peer).and_then(|told| told.refusal(number)) {
            return Err(refusal);
        }
        let Some(applicant) = self.counter.sides().provider(peer) else { return Ok(None) };
        let (case, entry) = hears::event(self.counter.docket(), &message, &body, applicant, kept.at)?;
        note::of_case(&case, &entry).map(Some).map_err(|error| refused(Code::Unrecordable, &error))
    }

    /// The next message to a peer. What waits for an acknowledgement, and what cannot be said any more, does not hold up the rest.
    fn to_say(&self, peer: &House) -> Option<Submission> {
        self.counter.unsaid(peer).find_map(|cause| self.said(peer, cause).ok())
    }

    /// What is to be said to a peer and cannot, each with the reason: for a person to look at, but for what waits for an acknowledgement.
    pub fn unsayable(&self, peer: &House) -> impl Iterator<Item = (&Cause, Unsayable)> {
        self.counter.unsaid(peer).filter_map(|cause| Some((cause, self.said(peer, cause).err()?)))
    }

    fn said(&self, peer: &House, cause: &Cause) -> Result<Submission, Unsayable> {
        self.told(peer, cause, &self.body(cause)?)
    }

    fn body(&self, cause: &Cause) -> Result<Body, Unsayable> {
        match cause {
            Cause::Event { case, entry, what } => {
                let case = self.counter.docket().case(case).ok_or(Unsayable::Gone)?;
                let entry = case.history().iter().find(|one| one.number == *entry).ok_or(Unsayable::Gone)?;
                let filed_by = self.counter.filed_by(case);
                says::down(self.counter.us(), case, entry, *what, filed_by, self.letters).ok_or(Unsayable::Gone)
            }
            Cause::Filing { reference, entry } => {
                let filing = self.counter.filings().get(reference).ok_or(Unsayable::Gone)?;
                let entry = filing.entries.iter().find(|one| one.number == *entry).ok_or(Unsayable::Gone)?;
                says::up(filing, entry)
            }
            Cause::Arrival { .. }
            | Cause::Message { .. }
            | Cause::Usage { .. }
            | Cause::Checkpoint { .. }
            | Cause::Reconciliation { .. } => Err(Unsayable::Gone),
        }
    }

    /// What is to be recorded of the next message to a peer.
    ///
    /// # Errors
    /// [`Unsayable::Unwritable`] where no message, or no record of one, can hold it.
    pub fn told(&self, peer: &House, cause: &Cause, body: &Body) -> Result<Submission, Unsayable> {
        let unwritable = |why: &dyn fmt::Display| Unsayable::Unwritable(why.to_string());
        body.check().map_err(|why| unwritable(&why))?;
        let message = self.counter.message(peer, self.now, body).map_err(|why| unwritable(&why))?;
        let message = message.ok_or_else(|| unwritable(&"the house is no peer"))?;
        note::of_told(&message, &cause.to_string()).map_err(|why| unwritable(&why))
    }
}
