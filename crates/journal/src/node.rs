//! A node: decides submissions and appends them, in one transaction that holds the head.
//!
//! Any number of nodes share a store. Each has the whole ledger in memory and reads what the others appended before it decides:
//!
//! ```text
//! commit: take head ── read rows since ── look up ids ── decide in memory ── append ── commit ── answer
//!                                                             └ anything fails from here on: what is in memory is thrown away and read again
//! ```
//!
//! An answer is given only after the commit. When the connection is lost during the commit nobody knows whether it was kept; the same submissions are
//! then tried again, and their ids tell: those that are in the journal get the answer that is there.
//!
//! # Time
//!
//! A record is never dated before the one that precedes it, so the journal's time is that of the node whose clock is furthest ahead, and stays there
//! until the others come up to it. Nothing here can tell such a clock from one that is right after a quiet month: there is nothing to hold it
//! against but the records, and to refuse what comes too late or too early would keep a suspension out too. So only a clock that is beyond the
//! calendar is refused (one that counts in other units). Whoever gives a node its clock has to see to it that it is right: hold it against the
//! database's when starting, and against the monotonic clock while running. A journal that is ahead refuses more than it should, never less: what can
//! be posted too late counts as used, which a correction mends; licenses that a sweep let lapse have to be issued anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use portcullis_license::{Fault, Instant, OperationId, Reservation};
use portcullis_log::commitment::Salt;

use crate::answer::{Answer, NodeError};
use crate::image;
use crate::record::{Concerned, Content, NoteKind, Record};
use crate::replay::{Contradiction, Replay};
use crate::row::{is_kept, leaf_of, record_of};
use crate::store::{Row, Store, StoreError, Transaction};
use crate::submission::{Request, Submission, SubmissionError};
use crate::withheld::withhold;

/// The most submissions of one transaction: with leaves of half a kilobyte, a quarter of a megabyte to write and one round trip's worth of waiting.
pub const MOST_BATCH: usize = 512;
/// Rows read at a time when catching up.
const PAGE: usize = 4_096;
/// An image is kept when this many records came since the last: what a start has to read at most, a fraction of a second.
const IMAGE_EVERY: u64 = 50_000;
/// Resolved reservations kept in memory, so that a late post is answered without reading the store; at about 500 bytes each, 50 MB.
const MOST_KEPT: usize = 100_000;

/// Where salts come from: each new, and such that nobody can guess the next.
pub type Salts = Box<dyn FnMut() -> Salt + Send + Sync>;

/// A node.
pub struct Node {
    replay: Replay,
    /// Whether what is in memory is what the records up to its head say, and nothing else.
    sound: bool,
    image_head: u64,
    image_every: u64,
    most_kept: usize,
    /// How many records were in the store when it was last read or written. It never has fewer again, unless it lost some that were answered for.
    known: u64,
    stopped: Option<NodeError>,
    salts: Salts,
}

/// What a batch came to before it was committed.
#[derive(Default)]
struct Draft {
    answers: Vec<Answer>,
    rows: Vec<Row>,
    openings: Vec<(u64, Vec<u8>)>,
    /// Ids of this batch with their digests and records.
    new: BTreeMap<OperationId, ([u8; 32], Arc<Record>)>,
}

impl Node {
    /// A node that has read nothing yet, and takes salts for what it withholds from a source.
    #[must_use]
    pub fn new(salts: Salts) -> Self {
        let (image_every, most_kept) = (IMAGE_EVERY, MOST_KEPT);
        Self {
            replay: Replay::default(),
            sound: false,
            image_head: 0,
            image_every,
            most_kept,
            known: 0,
            stopped: None,
            salts,
        }
    }

    /// The same node with an image every so many records, and no more than so many resolved reservations in memory. Neither changes what it answers.
    #[must_use]
    pub fn keeping(self, image_every: u64, most_kept: usize) -> Self {
        Self { image_every, most_kept, ..self }
    }

    /// The ledger as far as this node has read.
    #[must_use]
    pub fn replay(&self) -> &Replay {
        &self.replay
    }

    /// Reads what is in the store, from the latest image on where what is in memory cannot be trusted.
    ///
    /// # Errors
    /// [`NodeError`] where the store does not answer or does not replay.
    pub fn refresh(&mut self, store: &mut dyn Store) -> Result<(), NodeError> {
        let mut damage = None;
        loop {
            let mut is_last = false;
            store.read("node_refresh", &mut |transaction| {
                let head = transaction.head()?;
                damage = self.lost(head);
                if damage.is_some() {
                    return Ok(());
                }
                if !self.sound {
                    self.start_over(transaction, head)?;
                }
                let rows = transaction.rows(self.replay.head(), PAGE)?;
                is_last = rows.len() < PAGE;
                damage = self.read(transaction, &rows)?;
                Ok(())
            })?;
            if let Some(damage) = damage {
                return Err(NodeError::Damaged(damage));
            }
            self.let_go();
            if is_last {
                return Ok(());
            }
        }
    }

    /// Reads records that are known to be in the store, without asking it: as far as they follow on from what was read, and speak of nothing that was let
    /// go. What is left is read by [`Node::refresh`].
    ///
    /// # Errors
    /// [`NodeError::Damaged`] where one does not follow from those before it.
    pub fn read_on<'r>(&mut self, records: impl Iterator<Item = &'r Record>) -> Result<(), NodeError> {
        for record in records {
            if !self.sound || record.sequence != self.replay.head() {
                break;
            }
            if let Content::Ledger { operation, .. } = &record.content
                && let Some(about) = operation.reservation()
                && self.replay.ledger().reservation(about).is_none()
            {
                break;
            }
            if let Err(contradiction) = self.replay.read(record) {
                self.sound = false;
                return Err(contradiction.into());
            }
        }
        self.let_go();
        Ok(())
    }

    /// Lets go of what is resolved, where more of it is in memory than should be.
    fn let_go(&mut self) {
        if self.replay.ledger().kept() > self.most_kept {
            self.replay.ledger_mut().let_go();
        }
    }

    /// Decides a batch of at most [`MOST_BATCH`] and appends what came of it; what is over that is not looked at. When this returns answers, they are
    /// durable.
    ///
    /// # Errors
    /// [`NodeError`]: nothing of the batch was answered. It may be in the journal all the same after [`StoreError::Uncertain`]; the same batch again
    /// tells.
    pub fn commit(
        &mut self,
        store: &mut dyn Store,
        batch: &[Submission],
        now: Instant,
    ) -> Result<Vec<Answer>, NodeError> {
        if let Some(stopped) = &self.stopped {
            return Err(stopped.clone());
        }
        if now != now.within() || now.date() == Date::MAX {
            return Err(NodeError::Clock { now });
        }
        if !self.sound {
            self.refresh(store)?;
        }
        let mut digests = Vec::with_capacity(batch.len().min(MOST_BATCH));
        digests.extend(batch.iter().take(MOST_BATCH).map(|submission| (submission, submission.digest())));
        let mut answers = Vec::new();
        let mut halt = None;
        let kept = store.transact("node_commit", &mut |transaction| {
            halt = None;
            let draft = match self.draft(transaction, &digests, now) {
                Ok(draft) => draft,
                Err(NodeError::Store(error)) => return Err(error),
                Err(error) => {
                    let why = StoreError::unavailable(&error);
                    halt = Some(error);
                    return Err(why);
                }
            };
            transaction.append(&draft.rows)?;
            draft.openings.iter().try_for_each(|(sequence, opening)| transaction.put_opening(*sequence, opening))?;
            answers = draft.answers;
            Ok(())
        });
        if let Some(halt) = halt {
            self.stopped = Some(halt.clone());
            return Err(halt);
        }
        kept?;
        self.sound = true;
        self.known = self.replay.head();
        self.let_go();
        Ok(answers)
    }

    /// Keeps an image if enough came since the last one.
    ///
    /// # Errors
    /// [`StoreError`] from the store; the journal is none the worse for it.
    pub fn keep_image(&mut self, store: &mut dyn Store) -> Result<(), StoreError> {
        let head = self.replay.head();
        if !self.sound || head < self.image_head.saturating_add(self.image_every) {
            return Ok(());
        }
        let image = image::write(&self.replay).map_err(StoreError::unavailable)?;
        store.transact("node_keep_image", &mut |transaction| transaction.put_image(head, &image))?;
        self.image_head = head;
        Ok(())
    }

    fn start_over(&mut self, transaction: &mut dyn Transaction, head: u64) -> Result<(), StoreError> {
        let image = transaction.latest_image()?;
        self.replay = image.and_then(|(records, image)| image::read(&image, records, head)).unwrap_or_default();
        self.image_head = self.replay.head();
        self.sound = true;
        Ok(())
    }

    /// Whether the store has fewer records than it had. To go on would give their ids, places and balances to others.
    fn lost(&mut self, head: u64) -> Option<Contradiction> {
        if head < self.known {
            let why = format!(
                "the store has {head} records and had {}: it lost some that were answered for; restore them",
                self.known
            );
            return Some(Contradiction { sequence: head, why });
        }
        self.known = head;
        None
    }

    fn read(&mut self, transaction: &mut dyn Transaction, rows: &[Row]) -> Result<Option<Contradiction>, StoreError> {
        for row in rows {
            let record = record_of(row)?;
            if let Content::Ledger { operation, .. } = &record.content {
                self.recall(transaction, operation.reservation(), row.sequence)?;
            }
            if let Err(contradiction) = self.replay.read(&record) {
                self.sound = false;
                return Ok(Some(contradiction));
            }
        }
        Ok(None)
    }

    /// Brings back a reservation that the ledger has let go, from the records about it before a place.
    fn recall(
        &mut self,
        transaction: &mut dyn Transaction,
        id: Option<&OperationId>,
        before: u64,
    ) -> Result<(), StoreError> {
        let Some(id) = id.filter(|id| self.replay.ledger().reservation(id).is_none()) else { return Ok(()) };
        let rows = transaction.rows_about(&[id.as_str()])?;
        let records = rows.iter().filter(|row| row.sequence < before).map(record_of).collect::<Result<Vec<_>, _>>()?;
        let replies = records.iter().filter_map(|record| match &record.content {
            Content::Ledger { reply, .. } => Some((&record.id, reply)),
            Content::Note { .. } => None,
        });
        if let Some(reservation) = Reservation::told_by(id, replies) {
            self.replay.ledger_mut().recall(id.clone(), reservation);
        }
        Ok(())
    }

    fn draft(
        &mut self,
        transaction: &mut dyn Transaction,
        batch: &[Digested<'_>],
        now: Instant,
    ) -> Result<Draft, NodeError> {
        let head = transaction.take_head()?;
        if let Some(lost) = self.lost(head) {
            return Err(lost.into());
        }
        if !self.sound {
            self.start_over(transaction, head)?;
        }
        while self.replay.head() < head {
            let rows = transaction.rows(self.replay.head(), PAGE)?;
            if rows.is_empty() {
                return Err(StoreError::Damaged {
                    place: format!("record {}", self.replay.head()),
                    why: "it is missing".to_owned(),
                }
                .into());
            }
            if let Some(contradiction) = self.read(transaction, &rows)? {
                return Err(contradiction.into());
            }
        }
        let ids: BTreeSet<_> = batch.iter().map(|(submission, _)| submission.id.as_str()).collect();
        let rows = transaction.rows_by_id(&ids.into_iter().collect::<Vec<_>>())?;
        let known: BTreeMap<_, _> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
        let mut draft = Draft::default();
        for (submission, digest) in batch {
            let answer = match digest {
                Err(unfit) => Answer::Unfit(unfit.clone()),
                Ok(digest) => match known.get(submission.id.as_str()) {
                    Some(row)
                        if row.digest == *digest
                            && is_kept(submission, transaction.opening(row.sequence)?.as_deref()) =>
                    {
                        Answer::Recorded { record: Arc::new(record_of(row)?), again: true }
                    }
                    Some(row) => Answer::OtherBody { sequence: row.sequence },
                    None => self.decide(transaction, &mut draft, submission, *digest, now)?,
                },
            };
            draft.answers.push(answer);
        }
        Ok(draft)
    }

    fn decide(
        &mut self,
        transaction: &mut dyn Transaction,
        draft: &mut Draft,
        submission: &Submission,
        digest: [u8; 32],
        now: Instant,
    ) -> Result<Answer, NodeError> {
        if let Some((before, record)) = draft.new.get(&submission.id) {
            let opening = draft
                .openings
                .iter()
                .find(|(sequence, _)| *sequence == record.sequence)
                .map(|(_, opening)| opening.as_slice());
            return Ok(if *before == digest && is_kept(submission, opening) {
                Answer::Recorded { record: Arc::clone(record), again: true }
            } else {
                Answer::OtherBody { sequence: record.sequence }
            });
        }
        let (sequence, at) = (self.replay.head(), now.max(self.replay.at()));
        let made = match &submission.request {
            Request::Ledger { operation } => {
                self.recall(transaction, operation.reservation(), sequence)?;
                self.sound = false;
                let applied = self.replay.decide(&submission.id, operation, at)?;
                let license = applied.license.map(|(number, record)| Concerned { number, record });
                let reservation = applied.reservation.map(|id| id.to_string());
                let content = Content::Ledger {
                    operation: operation.clone(),
                    reply: applied.reply,
                    license: license.clone(),
                    after: applied.after,
                };
                Made {
                    content,
                    license: license.map(|license| license.number.to_string()),
                    reservation,
                    openings: None,
                }
            }
            Request::Seal { license, month } => {
                let sealed =
                    self.replay.month(license, *month, at).and_then(|sealed| serde_json::to_value(sealed).ok());
                let Some(body) = sealed else {
                    let why = format!("{month} of license {license} is not over, or is sealed already");
                    return Ok(Answer::Unfit(submission.unfit(why)));
                };
                let (content, license) = (Content::Note { note: NoteKind::Seal, body }, Some(license.to_string()));
                Made { content, license, reservation: None, openings: None }
            }
            Request::Note { note, body, personal, license } => {
                let in_turn =
                    if note.is_of_a_dossier() { self.replay.dossiers().follows(&submission.id) } else { Ok(()) };
                match in_turn.and_then(|()| withhold(body, personal, &mut *self.salts)) {
                    Err(why) => return Ok(Answer::Unfit(submission.unfit(why))),
                    Ok((body, openings)) => {
                        let license = license.as_ref().map(ToString::to_string);
                        Made { content: Content::Note { note: *note, body }, license, reservation: None, openings }
                    }
                }
            }
        };
        let record = Record { sequence, id: submission.id.clone(), at, content: made.content };
        let leaf = match (leaf_of(&record), &record.content) {
            (Ok(leaf), _) => leaf,
            // Nothing was done with it yet.
            (Err(why), Content::Note { .. }) => return Ok(Answer::Unfit(submission.unfit(why))),
            // The ledger has changed, and nobody could be shown why.
            (Err(why), Content::Ledger { .. }) => {
                return Err(
                    Fault { what: format!("record {sequence}, {}, cannot be written: {why}", submission.id) }.into()
                );
            }
        };
        self.sound = false;
        self.replay.made(&record).map_err(|what| Fault { what })?;
        let record = Arc::new(record);
        draft.new.insert(submission.id.clone(), (digest, Arc::clone(&record)));
        draft.openings.extend(made.openings.map(|openings| (sequence, openings)));
        let (id, license, reservation) = (submission.id.to_string(), made.license, made.reservation);
        draft.rows.push(Row { sequence, id, digest, license, reservation, at: at.0, leaf });
        Ok(Answer::Recorded { record, again: false })
    }
}

type Digested<'a> = (&'a Submission, Result<[u8; 32], SubmissionError>);

/// What a submission came to.
struct Made {
    content: Content,
    license: Option<String>,
    reservation: Option<String>,
    openings: Option<Vec<u8>>,
}
