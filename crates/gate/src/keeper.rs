//! What has to be done without anybody asking: checkpoints over what was recorded, and what time alone brings about.
//!
//! Of any number of nodes one at a time does it, whoever holds the job; when it dies its hold runs out and another takes over. Both pieces of work are
//! safe if two should do them at once, so that the hold is a courtesy to the database and nothing rests on it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use portcullis_journal::store::{Job, StoreError};
use portcullis_journal::{Sealer, Store, Writer};
use portcullis_license::Instant;
use portcullis_log::note::{Signer, Verifier};

use crate::clock::Clock;

/// The one job.
const JOB: &str = "keep";
/// How often a node looks whether the job is free, in milliseconds: how long after a commit its checkpoint comes, at most.
const EVERY: u64 = 100;
/// How long a node holds the job without saying that it lives, in milliseconds.
const HOLD: i64 = 5_000;
/// How often what time brings about is recorded, in milliseconds.
const SWEEP_EVERY: u64 = 1_000;

/// Whoever seals and sweeps.
pub struct Keeper {
    state: Arc<State>,
    verifier: Verifier,
    stop: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    sealed: AtomicU64,
    trouble: Mutex<Option<String>>,
}

impl Keeper {
    pub(crate) fn start(
        store: Box<dyn Store>,
        signer: Signer,
        clock: Clock,
        writer: Arc<Writer>,
    ) -> Result<Self, StoreError> {
        let sealer = Sealer::new(signer);
        let (verifier, state) = (sealer.verifier(), Arc::<State>::default());
        let (stop, stopped) = sync_channel(1);
        let holder = format!("{}/{:?}", std::process::id(), Arc::as_ptr(&state));
        let work = Keeping { store, sealer, clock, writer, state: state.clone(), holder, swept: Instant(0) };
        let thread = std::thread::Builder::new().name("keeper".to_owned());
        let thread = thread.spawn(move || work.run(&stopped)).map_err(StoreError::unavailable)?;
        Ok(Self { state, verifier, stop: Some(stop), thread: Some(thread) })
    }

    /// The key by which others check the log's checkpoints.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// How many records this node knows to be covered by a checkpoint.
    #[must_use]
    pub fn sealed(&self) -> u64 {
        self.state.sealed.load(Ordering::Acquire)
    }

    /// Why nothing could be sealed or swept, if it could not.
    #[must_use]
    pub fn trouble(&self) -> Option<String> {
        self.state.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Keeping {
    store: Box<dyn Store>,
    sealer: Sealer,
    clock: Clock,
    writer: Arc<Writer>,
    state: Arc<State>,
    holder: String,
    swept: Instant,
}

impl Keeping {
    fn run(mut self, stopped: &Receiver<()>) {
        while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(Duration::from_millis(EVERY)) {
            let trouble = self.keep().err();
            *self.state.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
        }
        // What this process recorded is covered before it ends, and the job is free for others.
        let _ = self.seal();
        let _ = self
            .store
            .transact("keeper_release", &mut |transaction| transaction.put_back_job(JOB, &self.holder, 0).map(|_| ()));
    }

    fn keep(&mut self) -> Result<(), String> {
        let now = self.clock.now();
        if !self.holds(now).map_err(|error| error.to_string())? {
            return Ok(());
        }
        if now.since(self.swept) >= SWEEP_EVERY {
            self.writer.sweep().map_err(|error| error.to_string())?;
            self.swept = now;
        }
        self.seal()
    }

    fn seal(&mut self) -> Result<(), String> {
        let sealed = self.sealer.seal(&mut *self.store, self.clock.now()).map_err(|error| error.to_string())?;
        self.state.sealed.store(sealed.map_or(0, |checkpoint| checkpoint.size), Ordering::Release);
        Ok(())
    }

    /// Whether the job is this node's, for another while.
    fn holds(&mut self, now: Instant) -> Result<bool, StoreError> {
        let mut holds = false;
        self.store.transact("keeper_hold", &mut |transaction| {
            let job = transaction.jobs()?.into_iter().find(|job| job.name == JOB);
            let own = job.as_ref().is_some_and(|job| job.holder.as_deref() == Some(&self.holder));
            if own {
                // Given back and taken again, it is held for longer.
                transaction.put_back_job(JOB, &self.holder, now.0)?;
            } else if job.is_none() {
                transaction.put_jobs(&[job_due(now)])?;
            }
            let taken = transaction.take_jobs(JOB, &self.holder, now.0, now.plus(HOLD).0, 1)?;
            holds = !taken.is_empty();
            Ok(())
        })?;
        Ok(holds)
    }
}

fn job_due(now: Instant) -> Job {
    Job {
        name: JOB.to_owned(),
        kind: JOB.to_owned(),
        body: String::new(),
        due: now.0,
        attempts: 0,
        holder: None,
        held_until: None,
    }
}
