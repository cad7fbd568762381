//! One thread that commits for everybody: while one transaction is made durable, the next ones gather, so that sixty-four callers wait for one
//! write to disk and not for sixty-four.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use portcullis_license::Instant;

use crate::answer::{Answer, NodeError};
use crate::node::{MOST_BATCH, Node};
use crate::store::{Store, StoreError};
use crate::submission::Submission;
use crate::sweep;

/// Submissions that wait: eight batches. Whoever comes then is told to come again.
const MOST_WAITING: usize = 8 * MOST_BATCH;
/// How often a batch is tried where others were in the way or the connection was lost: its ids make trying again safe.
const TRIES: u32 = 8;

/// Whoever waits to be told what came of something.
type Tell<T> = Box<dyn FnOnce(Result<T, NodeError>) + Send>;

/// Whoever waits for an answer.
pub type Reply = Tell<Answer>;

#[expect(clippy::large_enum_variant, reason = "nearly all that waits are submissions")]
enum Waiting {
    Submission(Submission, Reply),
    Sweep(Tell<Vec<Answer>>),
}

impl Waiting {
    fn fail(self, error: StoreError) {
        match self {
            Self::Submission(_, reply) => reply(Err(error.into())),
            Self::Sweep(reply) => reply(Err(error.into())),
        }
    }
}

/// The writing side of a node. Dropping it lets what waits be decided, and ends the thread.
pub struct Writer {
    waiting: Option<SyncSender<Waiting>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread. `clock` is asked for the moment of each batch.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where the system gives no thread.
    pub fn start(
        node: Node,
        store: Box<dyn Store>,
        clock: Box<dyn Fn() -> Instant + Send>,
    ) -> Result<Self, StoreError> {
        let (waiting, submissions) = sync_channel(MOST_WAITING);
        let thread = std::thread::Builder::new().name("journal".to_owned());
        let thread = thread.spawn(move || run(node, store, &clock, &submissions)).map_err(StoreError::unavailable)?;
        Ok(Self { waiting: Some(waiting), thread: Some(thread) })
    }

    /// Hands a submission over; `reply` is called when it is decided and durable, or cannot be. One whose id no caller may choose is not handed over.
    pub fn submit_then(&self, submission: Submission, reply: Reply) {
        match submission.by_a_caller() {
            Ok(()) => self.hand_over(Waiting::Submission(submission, reply)),
            Err(unfit) => reply(Ok(Answer::Unfit(unfit))),
        }
    }

    /// Records what time alone has brought about (see [`sweep`]), and waits until it is durable.
    ///
    /// # Errors
    /// [`NodeError`] where it cannot be; what is still due is due the next time.
    pub fn sweep(&self) -> Result<Vec<Answer>, NodeError> {
        until_told(|told| self.hand_over(Waiting::Sweep(told)))
    }

    /// As [`Writer::submit`], for whoever runs the journal: its id may be one of the system's own.
    ///
    /// # Errors
    /// [`NodeError`] where it cannot be.
    pub fn submit_own(&self, submission: Submission) -> Result<Answer, NodeError> {
        until_told(|told| self.hand_over(Waiting::Submission(submission, told)))
    }

    fn hand_over(&self, waiting: Waiting) {
        let Some(sender) = &self.waiting else { return waiting.fail(gone()) };
        match sender.try_send(waiting) {
            Ok(()) => {}
            Err(TrySendError::Full(waiting)) => {
                waiting.fail(StoreError::unavailable(format!("{MOST_WAITING} submissions wait already; try again")));
            }
            Err(TrySendError::Disconnected(waiting)) => waiting.fail(gone()),
        }
    }

    /// Hands a submission over and waits until it is decided and durable.
    ///
    /// # Errors
    /// [`NodeError`] where it cannot be.
    pub fn submit(&self, submission: Submission) -> Result<Answer, NodeError> {
        until_told(|told| self.submit_then(submission, told))
    }
}

/// Hands over something, with whoever is to be told, and waits until they are.
fn until_told<T: Send + 'static>(hand_over: impl FnOnce(Tell<T>)) -> Result<T, NodeError> {
    let (sender, told) = sync_channel(1);
    // Nobody is left to tell where the receiver is gone.
    hand_over(Box::new(move |result| drop(sender.send(result))));
    told.recv().unwrap_or_else(|_| Err(gone().into()))
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.waiting = None;
        // Dropped by a reply, it is dropped on its own thread, which cannot wait for itself.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != std::thread::current().id()) {
            let _ = thread.join();
        }
    }
}

fn gone() -> StoreError {
    StoreError::unavailable("the writer has ended")
}

fn run(mut node: Node, mut store: Box<dyn Store>, clock: &dyn Fn() -> Instant, submissions: &Receiver<Waiting>) {
    let mut next = None;
    while let Some(waiting) = next.take().or_else(|| submissions.recv().ok()) {
        match waiting {
            Waiting::Sweep(reply) => reply(sweep::run(&mut node, &mut *store, clock())),
            Waiting::Submission(first, reply) => {
                let (mut batch, mut replies) = (vec![first], vec![reply]);
                while batch.len() < MOST_BATCH && next.is_none() {
                    match submissions.try_recv() {
                        Ok(Waiting::Submission(submission, reply)) => {
                            batch.push(submission);
                            replies.push(reply);
                        }
                        Ok(other) => next = Some(other),
                        Err(_) => break,
                    }
                }
                match commit(&mut node, &mut *store, &batch, clock) {
                    Ok(answers) => replies.into_iter().zip(answers).for_each(|(reply, answer)| reply(Ok(answer))),
                    Err(error) => replies.into_iter().for_each(|reply| reply(Err(error.clone()))),
                }
            }
        }
        // An image only saves time at the next start: it is tried again after the next batch.
        let _ = node.keep_image(&mut *store);
    }
}

/// Commits a batch, again where others were in the way or nobody knows whether it was kept. It does not look at ids: callers' submissions are
/// asked [`Submission::by_a_caller`] first.
///
/// # Errors
/// [`NodeError`] as [`Node::commit`]; [`StoreError::Uncertain`] also where a later try met another trouble of the store's, for the first may have been kept.
pub fn commit(
    node: &mut Node,
    store: &mut dyn Store,
    batch: &[Submission],
    clock: &dyn Fn() -> Instant,
) -> Result<Vec<Answer>, NodeError> {
    let mut uncertain = None;
    for _ in 1..TRIES {
        match node.commit(store, batch, clock()) {
            Err(NodeError::Store(error @ StoreError::Uncertain { .. })) => uncertain = Some(error),
            Err(NodeError::Store(StoreError::Conflict { .. })) => {}
            other => return or_uncertain(other, uncertain),
        }
    }
    or_uncertain(node.commit(store, batch, clock()), uncertain)
}

fn or_uncertain(
    result: Result<Vec<Answer>, NodeError>,
    uncertain: Option<StoreError>,
) -> Result<Vec<Answer>, NodeError> {
    match (result, uncertain) {
        (Err(NodeError::Store(_)), Some(uncertain)) => Err(uncertain.into()),
        (result, _) => result,
    }
}
