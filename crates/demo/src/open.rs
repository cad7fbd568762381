//! A house with its store open, and what it is about to record.
//!
//! What happens at one time of a day is recorded in one commit. So that the next thing can follow from the one before it, the counter reads each note as it
//! will be recorded; the journal has the last word, and takes the whole batch or shows that the simulation is wrong.

use portcullis_counter::Counter;
use portcullis_counter::says::Letters;
use portcullis_desk::case::Case;
use portcullis_exchange::House;
use portcullis_journal::node::{MOST_BATCH, Salts};
use portcullis_journal::store::Work;
use portcullis_journal::submission::Request;
use portcullis_journal::{Answer, Content, Node, Record, Store, Submission, sweep};
use portcullis_license::{Instant, Ledger, OperationId, Reply};
use portcullis_log::commitment::{SALT_BYTES, Salt};

use crate::draw::Draw;
use crate::error::{DemoError, broken};
use crate::people;

/// All houses.
pub struct Houses<'a> {
    /// The authority.
    pub authority: Open<'a>,
    /// The providers, in the order of [`people::PROVIDERS`]; the first is the one whose console is shown.
    pub providers: Vec<Open<'a>>,
    /// Whoever writes the authority's letters.
    pub letters: &'a dyn Letters,
}

/// A house with its store open.
pub struct Open<'a> {
    store: &'a mut dyn Store,
    node: Node,
    counter: Counter,
    now: Instant,
    batch: Vec<Submission>,
    /// How many changes to licenses were handed to the ledger.
    carried_out: usize,
}

impl<'a> Open<'a> {
    /// A house of the demo, by its place among them (0 is the authority, then the providers), with an empty store. Of so many providers in all.
    ///
    /// # Errors
    /// [`DemoError::Houses`] where there is no such house.
    pub fn new(store: &'a mut dyn Store, place: usize, providers: usize, salts: Salts) -> Result<Self, DemoError> {
        let sides = people::sides(providers)?.into_iter().nth(place);
        let (us, sides) = sides.ok_or_else(|| {
            DemoError::Houses(format!("there is no house {place} in a demo of {providers} providers"))
        })?;
        Ok(Self::with(store, Node::new(salts), Counter::new(us, sides)))
    }

    /// A house with a node and a counter that were made elsewhere; neither has read anything that is not in the store.
    #[must_use]
    pub fn with(store: &'a mut dyn Store, node: Node, counter: Counter) -> Self {
        let carried_out = counter.operations().len();
        Self { store, node, counter, now: Instant::default(), batch: Vec::new(), carried_out }
    }

    /// The counter, as far as it was read.
    #[must_use]
    pub fn counter(&self) -> &Counter {
        &self.counter
    }

    /// The node.
    #[must_use]
    pub fn node(&self) -> &Node {
        &self.node
    }

    /// The node and the counter, to go on with.
    #[must_use]
    pub fn into_parts(self) -> (Node, Counter) {
        (self.node, self.counter)
    }

    pub(crate) fn us(&self) -> &House {
        self.counter.us()
    }

    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    /// The ledger as of the last commit.
    pub(crate) fn ledger(&self) -> &Ledger {
        self.node.replay().ledger()
    }

    pub(crate) fn records(&self) -> u64 {
        self.node.replay().head()
    }

    /// Reads what is there, which must be nothing that the simulation would write beside.
    pub(crate) fn begin(&mut self, from: Instant) -> Result<(), DemoError> {
        self.node.refresh(self.store)?;
        let is_fresh = self.counter.docket().cases().is_empty()
            && self.counter.filings().is_empty()
            && self.node.replay().dossiers().places().is_empty()
            && self.node.replay().at() <= from;
        if is_fresh {
            Ok(())
        } else {
            let why = format!(
                "the store of {} has a history already, or one later than {from}; give it an empty one",
                self.us()
            );
            Err(DemoError::Houses(why))
        }
    }

    /// From here on it is this moment.
    pub(crate) fn is_now(&mut self, now: Instant) {
        self.now = now;
    }

    /// The moment that a record has which is made now.
    pub(crate) fn moment(&self) -> Instant {
        self.now.max(self.node.replay().at())
    }

    /// Puts something on the batch, and reads it on where the counter would.
    pub(crate) fn record(&mut self, submission: Submission) -> Result<(), DemoError> {
        if let Request::Note { note, body, .. } = &submission.request
            && note.is_of_a_dossier()
        {
            let sequence = self.records() + self.batch.len() as u64;
            let content = Content::Note { note: *note, body: body.clone() };
            let record = Record { sequence, id: submission.id.clone(), at: self.moment(), content };
            self.counter.read(&record, None)?;
        }
        self.batch.push(submission);
        Ok(())
    }

    /// Puts the changes to licenses that followed since on the batch.
    pub(crate) fn carry_out(&mut self) {
        let new = self.counter.operations().get(self.carried_out..).unwrap_or_default();
        self.batch.extend(new.iter().map(|(id, operation)| Submission::operation(id.clone(), operation.clone())));
        self.carried_out = self.counter.operations().len();
    }

    /// Puts on the batch what time alone has brought about in the ledger.
    pub(crate) fn sweep(&mut self) {
        self.batch.extend(sweep::due(self.node.replay().ledger(), self.now));
    }

    /// Seals the months that are over.
    pub(crate) fn seal(&mut self) -> Result<(), DemoError> {
        sweep::run(&mut self.node, self.store, self.now)?;
        Ok(())
    }

    /// Does something to the store beside the journal.
    pub(crate) fn keep(&mut self, work: &mut Work<'_>) -> Result<(), DemoError> {
        Ok(self.store.transact("demo_keep", work)?)
    }

    /// Whether something was committed under an id.
    pub(crate) fn has(&mut self, id: &OperationId) -> Result<bool, DemoError> {
        let mut found = false;
        self.store.read("demo_has", &mut |open| {
            found = !open.rows_by_id(&[id.as_str()])?.is_empty();
            Ok(())
        })?;
        Ok(found)
    }

    /// Commits the batch.
    pub(crate) fn commit(&mut self) -> Result<(), DemoError> {
        let batch = std::mem::take(&mut self.batch);
        for part in batch.chunks(MOST_BATCH) {
            for answer in self.node.commit(self.store, part, self.now)? {
                self.is_as_meant(&answer)?;
            }
        }
        Ok(())
    }

    /// Everything is recorded, once, and no change to a license that an authority made is refused.
    fn is_as_meant(&self, answer: &Answer) -> Result<(), DemoError> {
        let record = match answer {
            Answer::Recorded { record, again: false } => record,
            Answer::Recorded { record, again: true } => return Err(broken(format!("{} is recorded twice", record.id))),
            Answer::OtherBody { sequence } => return Err(broken(format!("the id of record {sequence} is used twice"))),
            Answer::Unfit(unfit) => return Err(broken(unfit)),
        };
        match answer.reply() {
            Some(Reply::Refused { objections }) if record.id.as_str().starts_with(sweep::SYSTEM) => {
                let why: Vec<_> = objections.iter().map(ToString::to_string).collect();
                Err(broken(format!("{} is refused at {}: {}", record.id, self.us(), why.join("; "))))
            }
            _ => Ok(()),
        }
    }
}

/// Salts that are the same for the same seed. For a demo alone: who knows the seed can guess what a leaf withholds.
#[must_use]
pub fn salts(seed: u64) -> Salts {
    let mut draw = Draw::of(seed, "salts");
    Box::new(move || {
        let mut salt = [0; SALT_BYTES];
        for part in salt.chunks_mut(8) {
            part.iter_mut().zip(draw.next().to_be_bytes()).for_each(|(byte, drawn)| *byte = drawn);
        }
        Salt(salt)
    })
}

/// Nobody writes letters: nothing is sent but decisions.
#[derive(Copy, Clone, Debug, Default)]
pub struct NoLetters;

impl Letters for NoLetters {
    fn letter(&self, _: &Case, _: &portcullis_desk::event::Entry) -> Option<(portcullis_exchange::Word, String)> {
        None
    }
}
