//! All of it: the state of the counter after so many notes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use portcullis_desk::case::{Case, CaseNumber};
use portcullis_desk::event::{Actor, Digest, Entry, EventKind};
use portcullis_exchange::{Body, House, Message, MessageError, Reference, Refusal, Side};
use portcullis_journal::store::{StoreError, Transaction};
use portcullis_journal::{Content, Record, dossier};
use portcullis_license::{Instant, Operation, OperationId};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::cause::{Cause, Consequence};
use crate::checkpoints::Checkpoints;
use crate::docket::Docket;
use crate::filing::{Filing, FilingEntry};
use crate::hears;
use crate::mail::Mail;
use crate::note::{self, Dossier, Kept};
use crate::reconciliation::{self, Reconciliation, Who};
use crate::retention::{About, message_of, naming};
use crate::says;
use crate::sides::Sides;

/// Why the counter cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CounterError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A note that does not follow from those before it.
    #[error("record {sequence} ({id}) is no note that follows from those before it: {why}")]
    Damaged {
        /// Its place in the journal.
        sequence: u64,
        /// Its id.
        id: OperationId,
        /// What is wrong.
        why: String,
    },
}

/// The state of the counter.
#[derive(Clone, Debug, PartialEq)]
pub struct Counter {
    us: House,
    sides: Sides,
    docket: Docket,
    filings: BTreeMap<Reference, Filing>,
    mail: BTreeMap<House, Mail>,
    reconciliations: BTreeMap<House, Reconciliation>,
    checkpoints: BTreeMap<House, Checkpoints>,
    /// What follows from events and was not said yet, by whom it is for.
    unsaid: BTreeMap<House, VecDeque<Cause>>,
    /// Messages that nobody acted upon yet, by number.
    unheard: BTreeMap<House, VecDeque<u64>>,
    /// What is to be done to licenses, in order.
    operations: Vec<(OperationId, Operation)>,
    /// The messages that named a case which was erased, by number.
    named: BTreeMap<CaseNumber, BTreeSet<u64>>,
    /// Who was given documents of cases, in order.
    reads: BTreeMap<CaseNumber, Vec<note::Read>>,
    /// How many notes were read.
    read: usize,
}

impl Counter {
    /// Nothing has happened yet.
    #[must_use]
    pub fn new(us: House, sides: Sides) -> Self {
        let mail = sides.houses().map(|peer| (peer.clone(), Mail::new(us.clone(), peer.clone()))).collect();
        Self {
            us,
            sides,
            docket: Docket::default(),
            filings: BTreeMap::new(),
            mail,
            reconciliations: BTreeMap::new(),
            checkpoints: BTreeMap::new(),
            unsaid: BTreeMap::new(),
            unheard: BTreeMap::new(),
            operations: Vec::new(),
            named: BTreeMap::new(),
            reads: BTreeMap::new(),
            read: 0,
        }
    }

    /// This house.
    #[must_use]
    pub fn us(&self) -> &House {
        &self.us
    }

    /// Who stands across.
    #[must_use]
    pub fn sides(&self) -> &Sides {
        &self.sides
    }

    /// The authority's cases.
    #[must_use]
    pub fn docket(&self) -> &Docket {
        &self.docket
    }

    /// The provider's filings, by its own names for them.
    #[must_use]
    pub fn filings(&self) -> &BTreeMap<Reference, Filing> {
        &self.filings
    }

    /// The correspondence with a peer.
    #[must_use]
    pub fn mail(&self, peer: &House) -> Option<&Mail> {
        self.mail.get(peer)
    }

    /// What came of laying the statements of this house and of a peer side by side; nothing where neither has stated anything.
    #[must_use]
    pub fn reconciliation(&self, peer: &House) -> Option<&Reconciliation> {
        self.reconciliations.get(peer)
    }

    /// What a provider told of its log; nothing where it has told nothing.
    #[must_use]
    pub fn checkpoints(&self, peer: &House) -> Option<&Checkpoints> {
        self.checkpoints.get(peer)
    }

    /// What is to be done to licenses, in order; each under its id, so that it may be submitted again.
    #[must_use]
    pub fn operations(&self) -> &[(OperationId, Operation)] {
        &self.operations
    }

    /// Who was given documents of a case, in order.
    #[must_use]
    pub fn reads(&self, case: &CaseNumber) -> &[note::Read] {
        self.reads.get(case).map(Vec::as_slice).unwrap_or_default()
    }

    /// What is to be said to a peer and was not yet, in order.
    pub fn unsaid(&self, peer: &House) -> impl Iterator<Item = &Cause> {
        self.unsaid.get(peer).into_iter().flatten()
    }

    /// The number of the message that opened a case; 0 where it is not known.
    #[must_use]
    pub fn filed_by(&self, case: &Case) -> u64 {
        let Some(Actor::Applicant { message, provider, .. }) = case.history().first().map(|entry| &entry.by) else {
            return 0;
        };
        let mail = self.sides.house_of(provider).and_then(|house| self.mail.get(house));
        mail.and_then(|mail| mail.number_of(*message)).unwrap_or(0)
    }

    /// The first message of a peer that nobody acted upon yet, with its number.
    #[must_use]
    pub fn to_hear(&self, peer: &House) -> Option<(u64, &Kept)> {
        let number = *self.unheard.get(peer)?.front()?;
        Some((number, self.mail.get(peer)?.taken_as(number)?))
    }

    /// How many notes were read: where it stands in the journal's dossiers.
    #[must_use]
    pub fn notes(&self) -> usize {
        self.read
    }

    /// Reads the notes that were added to the journal since, by their places; how many.
    ///
    /// # Errors
    /// [`CounterError`] where the store cannot be read, or a note does not follow.
    pub fn catch_up(&mut self, open: &mut dyn Transaction, places: &[u64]) -> Result<usize, CounterError> {
        let new = places.get(self.read..).unwrap_or_default();
        for place in new {
            let missing = || StoreError::Damaged { place: format!("record {place}"), why: "it is missing".to_owned() };
            let row =
                open.rows(*place, 1)?.into_iter().next().filter(|row| row.sequence == *place).ok_or_else(missing)?;
            let openings = open.opening(*place)?;
            let record = Record::from_leaf(&row.leaf)
                .map_err(|error| StoreError::Damaged { place: format!("record {place}"), why: error.to_string() })?;
            self.read(&record, openings.as_deref())?;
        }
        Ok(new.len())
    }

    /// Reads the next note.
    ///
    /// # Errors
    /// [`CounterError`] where it does not follow from those before it.
    pub fn read(&mut self, record: &Record, openings: Option<&[u8]>) -> Result<(), CounterError> {
        let damaged = |why: String| CounterError::Damaged { sequence: record.sequence, id: record.id.clone(), why };
        let (Content::Note { body, .. }, Some((name, _))) = (&record.content, dossier::parts(&record.id)) else {
            return Err(damaged("it is no note of a dossier".to_owned()));
        };
        let body = note::opened(body, openings).map_err(damaged)?;
        match Dossier::named(name) {
            Some(Dossier::Case(number)) => self.event(&number, &read(body).map_err(damaged)?).map_err(damaged)?,
            Some(Dossier::Filing(reference)) => {
                self.filed(&reference, &read(body).map_err(damaged)?).map_err(damaged)?;
            }
            Some(Dossier::From(peer)) => {
                self.taken(&peer, Kept { at: record.at, ..read(body).map_err(damaged)? });
            }
            Some(Dossier::To(peer)) => self.told(&peer, Kept { at: record.at, ..read(body).map_err(damaged)? }),
            Some(Dossier::Reads(number)) => {
                let one = note::Read { at: record.at, ..read(body).map_err(damaged)? };
                self.reads.entry(number).or_default().push(one);
            }
            None => return Err(damaged(format!("there are no dossiers `{name}` here"))),
        }
        self.read += 1;
        Ok(())
    }

    /// Which messages are about a case, and the numbers of those that name it or named it before it was erased.
    pub(crate) fn about(&self, case: &Case) -> (About, BTreeSet<u64>) {
        let mail = self.sides.house_of(&case.state().applicant).and_then(|house| self.mail.get(house));
        let mut numbers = mail.map(|mail| naming(mail, case.number())).unwrap_or_default();
        numbers.extend(self.named.get(case.number()).into_iter().flatten());
        (About::case(case, mail, &numbers), numbers)
    }

    fn event(&mut self, number: &CaseNumber, entry: &Entry) -> Result<(), String> {
        self.docket.take(number, entry).map_err(|refusal| refusal.to_string())?;
        let Some(case) = self.docket.case(number) else { return Ok(()) };
        // A license is that of the case that came first; of another one with its number nothing follows.
        let has_license = self.docket.has_its_license(case);
        if let Some(peer) = self.sides.house_of(&case.state().applicant) {
            let said = says::of_event(case, entry).iter();
            let said = said.filter(|what| has_license || **what != Consequence::LicenseEvent);
            let causes = said.map(|what| Cause::Event { case: number.clone(), entry: entry.number, what: *what });
            self.unsaid.entry(peer.clone()).or_default().extend(causes);
        }
        self.operations.extend(says::operation(&self.us, case, entry).filter(|_| has_license));
        if entry.event.kind() == EventKind::Erased {
            let (about, naming) = self.about(case);
            self.mail.values_mut().for_each(|mail| mail.forget(|kept| about.has(kept)));
            // What they said is dropped; that they named the case has to be known until it is gone from the store too.
            self.named.insert(number.clone(), naming);
        }
        if let Some(message) = message_of(entry) {
            self.acted_upon(message);
        }
        Ok(())
    }

    /// A message became an event: it waits no more.
    fn acted_upon(&mut self, message: Digest) {
        for (peer, waiting) in &mut self.unheard {
            let mail = self.mail.get(peer);
            let waits =
                |number: u64| mail.and_then(|mail| mail.taken_as(number)).is_none_or(|kept| kept.hash != message);
            waiting.retain(|number| waits(*number));
        }
    }

    fn filed(&mut self, reference: &Reference, entry: &FilingEntry) -> Result<(), String> {
        match self.filings.get_mut(reference) {
            Some(filing) => filing.reapply(entry).map_err(|refusal| refusal.to_string())?,
            None => {
                let filing = Filing::reopen(reference.clone(), entry).map_err(|refusal| refusal.to_string())?;
                self.filings.insert(reference.clone(), filing);
            }
        }
        if let Some(authority) = self.sides.authority() {
            let unsaid = self.unsaid.entry(authority.clone()).or_default();
            unsaid.push_back(Cause::Filing { reference: reference.clone(), entry: entry.number });
        }
        let filing = self.filings.get(reference);
        self.operations.extend(filing.and_then(|filing| says::operation_of_filing(&self.us, filing, entry)));
        Ok(())
    }

    fn taken(&mut self, peer: &House, kept: Kept) {
        let (at, side, message) = (kept.at, self.sides.side(peer), kept.message());
        let (is_erased, us) = (message.is_none() && !kept.is_unrecordable, self.us.clone());
        let body = message.zip(side).map(|(message, side)| Body::read(&message, side));
        let mail = self.mail.entry(peer.clone()).or_insert_with(|| Mail::new(us, peer.clone()));
        mail.take(kept, body.as_ref().and_then(|body| body.as_ref().ok()));
        let number = mail.taken().len() as u64;
        match body {
            Some(Ok(Body::Refusal(refusal))) => self.refused(peer, refusal),
            // What only tells is acted upon by having been taken.
            Some(Ok(Body::Usage(_))) => {}
            Some(Ok(Body::Checkpoint(told))) => {
                let seen = self.checkpoints.entry(peer.clone()).or_default();
                if seen.told(&told, number, at).is_err() {
                    self.unheard.entry(peer.clone()).or_default().push_back(number);
                }
            }
            Some(Ok(Body::Reconciliation(_))) => self.stated(peer, Who::They),
            Some(Ok(body)) if side == Some(Side::Authority) => {
                self.operations.extend(hears::operation(peer, &body, &self.operations));
                if self.sides.authority() == Some(peer) {
                    hears::told(&mut self.filings, at, &body);
                }
            }
            // Nothing can be done any more with what is erased: it was acted upon long ago.
            _ if is_erased => {}
            _ => self.unheard.entry(peer.clone()).or_default().push_back(number),
        }
    }

    /// The peer does not act upon a message: where that told of an event of a filing, it is as if it had not been done.
    fn refused(&mut self, peer: &House, refusal: Refusal) {
        let message = refusal.number.and_then(|number| self.mail.get(peer)?.told_as(number));
        let cause = message.and_then(|kept| Cause::of_filing(kept.cause.as_deref()?));
        let filing = cause.and_then(|(reference, entry)| Some((self.filings.get_mut(&reference)?, entry)));
        if let Some((filing, entry)) = filing {
            filing.refused(entry, refusal);
        }
    }

    /// What was said is said, and so is what came before it: a newer program adds nothing to old events.
    fn told(&mut self, peer: &House, kept: Kept) {
        let cause = kept.cause.as_deref().unwrap_or_default();
        if let Some(unsaid) = self.unsaid.get_mut(peer)
            && let Some(place) = unsaid.iter().position(|unsaid| unsaid.to_string() == cause)
        {
            let later = unsaid.split_off(place + 1);
            if let Some(said) = unsaid.pop_back() {
                unsaid.retain(|before| !before.goes_with(&said));
            }
            unsaid.extend(later);
        }
        if let Some(waiting) = self.unheard.get_mut(peer) {
            waiting.retain(|number| Cause::Message { peer: peer.clone(), number: *number }.to_string() != cause);
        }
        let (us, is_statement) = (self.us.clone(), kept.kind == reconciliation::KIND);
        self.mail.entry(peer.clone()).or_insert_with(|| Mail::new(us, peer.clone())).tell(kept);
        if is_statement {
            self.stated(peer, Who::We);
        }
    }

    fn stated(&mut self, peer: &House, who: Who) {
        if let (Some(mail), Some(side)) = (self.mail.get(peer), self.sides.side(peer)) {
            self.reconciliations.entry(peer.clone()).or_default().stated(mail, who, side.other());
        }
    }

    /// The message that says something to a peer next.
    ///
    /// # Errors
    /// [`MessageError`] where it cannot be written.
    pub fn message(&self, peer: &House, at: Instant, body: &Body) -> Result<Option<Message>, MessageError> {
        self.mail.get(peer).map(|mail| mail.sequence()?.next(at, body)).transpose()
    }
}

fn read<T: DeserializeOwned>(body: Value) -> Result<T, String> {
    serde_json::from_value(body).map_err(|error| error.to_string())
}
