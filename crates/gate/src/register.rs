//! The register as a running gate keeps it: one writer, one view, and whoever seals the log and records what time brings about.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use portcullis_determination::Engine;
use portcullis_evidence::Editions;
use portcullis_journal::store::StoreError;
use portcullis_journal::{Answer, Node, NodeError, Record, Salts, Store, Submission, Writer};
use portcullis_license::OperationId;
use portcullis_log::note::Signer;
use tokio::sync::oneshot;
use tokio::time::{Instant as Moment, timeout_at};

use crate::clock::Clock;
use crate::keeper::Keeper;
use crate::pool::Pool;
use crate::view::View;

/// Resolved reservations that the writer remembers; at about 500 bytes each, 50 MB. Its images are the view's to make.
const MOST_KEPT: usize = 100_000;

/// How long whoever handed something over waits for it. A database that keeps its connections and says nothing must not keep callers too: they learn
/// that nobody knows, and ask again under the same id.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// How connections to the store are made: each thread that works with it has one of its own.
pub type Connect = Box<dyn Fn() -> Result<Box<dyn Store>, StoreError> + Send + Sync>;

/// The register, open.
pub struct Register {
    writer: Arc<Writer>,
    view: View,
    keeper: Keeper,
    pool: Arc<Pool>,
    /// The editions and snapshots that are known to be recorded, by the ids of their notes.
    noted: Mutex<BTreeSet<OperationId>>,
}

impl Register {
    /// Opens it, reads it, and starts what keeps it.
    ///
    /// # Errors
    /// [`NodeError`] where the store cannot be reached, or does not replay.
    pub fn open(connect: Connect, signer: Signer, salts: Salts, clock: &Clock) -> Result<Self, NodeError> {
        let view = View::follow(connect()?, clock.clone())?;
        let now = clock.clone();
        let writer = Arc::new(Writer::start(
            Node::new(salts).keeping(u64::MAX, MOST_KEPT),
            connect()?,
            Box::new(move || now.now()),
        )?);
        let keeper = Keeper::start(connect()?, signer, clock.clone(), writer.clone())?;
        Ok(Self { writer, view, keeper, pool: Arc::new(Pool::new(connect)), noted: Mutex::default() })
    }

    /// Licenses and balances as they stand.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// What seals the log.
    #[must_use]
    pub fn keeper(&self) -> &Keeper {
        &self.keeper
    }

    /// Connections for what only reads, and for what is not of the journal. They block: not for a thread that serves others.
    #[must_use]
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Hands a submission over; what is given is ready when it is decided and durable. Of several, those handed over first are decided first.
    pub fn hand_over(&self, submission: Submission) -> Decided {
        let (sender, decided) = oneshot::channel();
        // Nobody is left to tell where the receiver is gone.
        self.writer.submit_then(submission, Box::new(move |result| drop(sender.send(result))));
        Decided { decided, until: Moment::now() + PATIENCE }
    }

    /// Records one thing.
    ///
    /// # Errors
    /// [`NodeError`] where it cannot be.
    pub async fn submit(&self, submission: Submission) -> Result<Answer, NodeError> {
        self.hand_over(submission).answer(self).await
    }

    /// Records one thing that is the house's own: its id may be one that callers cannot choose. It blocks.
    ///
    /// # Errors
    /// [`NodeError`] where it cannot be.
    pub fn submit_own(&self, submission: Submission) -> Result<Answer, NodeError> {
        let answer = self.writer.submit_own(submission)?;
        self.show(&answer);
        Ok(answer)
    }

    /// Hands what was just recorded to the view.
    fn show(&self, answer: &Answer) {
        if let Answer::Recorded { record, again: false } = answer {
            self.view.recorded(record);
        }
    }

    /// Records, once each, what decisions are made with from here on: the edition, whose parts are kept, and the snapshots of lists. It blocks.
    ///
    /// # Errors
    /// [`NodeError`] where it cannot be; nothing may be decided with them then.
    pub fn keep(&self, editions: &Editions, engine: &Engine) -> Result<(), NodeError> {
        let notes = editions.notes(engine);
        let known = |id: &OperationId| self.noted.lock().unwrap_or_else(PoisonError::into_inner).contains(id);
        if notes.iter().all(|note| known(&note.id)) {
            return Ok(());
        }
        self.pool.transact("edition_keep", &mut |transaction| {
            editions.parts.iter().try_for_each(|(name, content)| transaction.put_blob(name, content))
        })?;
        for note in notes {
            let id = note.id.clone();
            if let Answer::Unfit(unfit) = self.writer.submit_own(note)? {
                return Err(StoreError::unavailable(unfit).into());
            }
            self.noted.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        }
        Ok(())
    }

    /// A record by its place. It blocks.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read.
    pub fn record(&self, sequence: u64) -> Result<Option<Record>, StoreError> {
        record_of(&self.pool, sequence)
    }

    /// As [`Register::record`], on a thread that may wait.
    ///
    /// # Errors
    /// [`StoreError`] where it cannot be read, or nothing is heard.
    pub async fn record_soon(&self, sequence: u64) -> Result<Option<Record>, StoreError> {
        let pool = self.pool.clone();
        let read = tokio::task::spawn_blocking(move || record_of(&pool, sequence));
        let silent = |_| StoreError::unavailable(format!("nothing was heard for {} s", PATIENCE.as_secs()));
        let read = tokio::time::timeout(PATIENCE, read).await.map_err(silent)?;
        read.unwrap_or_else(|cut_off| Err(StoreError::unavailable(cut_off)))
    }
}

fn record_of(pool: &Pool, sequence: u64) -> Result<Option<Record>, StoreError> {
    let mut found = None;
    pool.read("record", &mut |transaction| {
        found = transaction.rows(sequence, 1)?.into_iter().next();
        Ok(())
    })?;
    let Some(row) = found.filter(|row| row.sequence == sequence) else { return Ok(None) };
    let damaged = |why: String| StoreError::Damaged { place: format!("record {sequence}"), why };
    Record::from_leaf(&row.leaf).map(Some).map_err(|error| damaged(error.to_string()))
}

/// A submission on its way.
pub struct Decided {
    decided: oneshot::Receiver<Result<Answer, NodeError>>,
    until: Moment,
}

impl Decided {
    /// What became of it.
    ///
    /// # Errors
    /// [`NodeError`] where nothing did, or nobody knows.
    pub async fn answer(self, register: &Register) -> Result<Answer, NodeError> {
        let decided = timeout_at(self.until, self.decided).await.map_err(|_| StoreError::Uncertain {
            name: "submission",
            why: format!("nothing was heard for {} s", PATIENCE.as_secs()),
        })?;
        let answer = decided.unwrap_or_else(|_| Err(StoreError::unavailable("the writer has ended").into()))?;
        register.show(&answer);
        Ok(answer)
    }
}
