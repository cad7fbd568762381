//! Whoever works at the counter: records what is due, changes licenses as was decided, and sends what is to be said.

use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant as Started};

use jiff::civil::Date;
use portcullis_counter::Clerk;
use portcullis_exchange::House;
use portcullis_exchange::body::{Checkpoint, Consistency};
use portcullis_gate::Gate;
use portcullis_journal::sealer::StoredHashes;
use portcullis_journal::store::Job;
use portcullis_journal::{Answer, StoreError, Submission};
use portcullis_log::proof;
use tokio::sync::watch;

use super::Office;
use super::act::wait_for;
use crate::app::App;
use crate::problem::{Kind, Problem};
use crate::store;

/// How often it is looked what is due.
const EVERY: Duration = Duration::from_millis(250);
/// How often it is looked which contents nothing names any more.
const BETWEEN_SWEEPS: Duration = Duration::from_secs(10 * 60);
/// The job of being the clerk of the house.
const CLERK: &str = "clerk";
/// How long a node is the clerk without saying so again, in milliseconds: longer than a round lasts.
const HOLD: i64 = 10_000;
/// How long to wait until the journal is read to its end.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait between looks.
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);
/// The most that is recorded in one round, so that a round ends.
const MOST_IN_A_ROUND: usize = 1_000;

/// Works until the service is to end.
pub async fn follow(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let mut looked = Looked::default();
    let mut swept: Option<Started> = None;
    if app.office().is_ok() {
        // Read once before anybody opens a page that shows the past.
        let reading = app.clone();
        drop(tokio::task::spawn_blocking(move || reading.history().read(reading.gate()).map(drop)));
    }
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stopped.changed() => return,
        }
        let is_to_be_swept = swept.is_none_or(|swept| swept.elapsed() > BETWEEN_SWEEPS);
        if is_to_be_swept {
            swept = Some(Started::now());
        }
        let (working, before) = (app.clone(), looked);
        let round = tokio::task::spawn_blocking(move || {
            let Ok(office) = working.office() else { return Ok(before) };
            let looked = office.work(working.gate(), before)?;
            office.send(working.gate());
            if is_to_be_swept {
                let erased = office.let_go_of_unnamed(working.gate())?;
                tracing::debug!(erased, "contents that nothing names were looked for");
            }
            Ok::<_, Problem>(looked)
        });
        match round.await {
            Ok(Ok(now)) => looked = now,
            Ok(Err(problem)) => tracing::warn!(%problem, "the counter could not go on: it is tried again"),
            Err(_) => return,
        }
    }
}

/// Up to where it was looked what is due.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// The day, how many notes the counter had, and how many documents had come, before nothing more was due.
    at: Option<(Date, usize, usize)>,
    /// The day on which the one before it was stated to every house across.
    stated: Option<Date>,
}

/// How far what stands on record of yesterday is stated.
#[derive(Debug, PartialEq)]
enum Books {
    /// The ledger lacks what follows from messages: what it has is not what is on record.
    NotYet,
    /// The next statement.
    Due(Box<Submission>),
    /// All is stated.
    Stated,
}

impl Office {
    /// Works through what is due. It blocks.
    ///
    /// # Errors
    /// [`Problem`] where the store cannot be read or written.
    pub fn work(&self, gate: &Gate, looked: Looked) -> Result<Looked, Problem> {
        let _one = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        self.read_on(gate)?;
        let now = (gate.now().date(), self.counter().notes(), self.came());
        let is_done = self.work_through(gate, || self.due(gate, looked))?;
        let at = if is_done { Some(now) } else { looked.at };
        self.carry_out(gate)?;
        self.erase(gate)?;
        let stated = self.state(gate, looked.stated)?;
        let counter = self.counter();
        drop(self.uses(&counter));
        Ok(Looked { at, stated })
    }

    /// Records what is due until nothing is, where this node is the clerk of the house; whether nothing is left.
    fn work_through(&self, gate: &Gate, due: impl Fn() -> Option<Submission>) -> Result<bool, Problem> {
        if due().is_none() {
            return Ok(true);
        }
        if !self.is_clerk(gate)? {
            return Ok(false);
        }
        // What the clerk before recorded has to be seen: a node that lags behind would refuse what was acted upon.
        self.read_all(gate)?;
        let mut recorded = 0;
        let is_done = loop {
            let Some(submission) = due() else { break true };
            if recorded == MOST_IN_A_ROUND {
                tracing::warn!(recorded, "the clerk does not come to an end: the rest is for the next round");
                break false;
            }
            if !self.record(gate, submission)? {
                break false;
            }
            recorded += 1;
        };
        let holder = self.holder.as_str();
        store::transact(gate, "clerk_release", |open| open.put_back_job(CLERK, holder, gate.now().0))?;
        Ok(is_done)
    }

    /// States what stood on record when yesterday was over, once a day; the day on which that was done last.
    fn state(&self, gate: &Gate, stated: Option<Date>) -> Result<Option<Date>, Problem> {
        let today = gate.now().date();
        if stated == Some(today) {
            return Ok(stated);
        }
        self.work_through(gate, || match self.books(gate) {
            Books::Due(statement) => Some(*statement),
            Books::NotYet | Books::Stated => None,
        })?;
        Ok(if self.books(gate) == Books::Stated { Some(today) } else { stated })
    }

    /// How far what stands on record is stated.
    fn books(&self, gate: &Gate) -> Books {
        let (counter, desk) = (self.counter(), self.desk());
        let clerk = Clerk { counter: &counter, letters: desk.letters(), now: gate.now() };
        let look = gate.register().view().look();
        let is_carried_out = self.carried_out.load(Ordering::Acquire) == counter.operations().len()
            && self.carried_to.load(Ordering::Acquire) <= look.replay().head();
        if !is_carried_out || clerk.due().is_some() {
            return Books::NotYet;
        }
        clerk.due_of_books(look.replay().ledger()).map_or(Books::Stated, |statement| Books::Due(Box::new(statement)))
    }

    /// Whether this node is the clerk of the house, for a while: of several nodes, one acts upon a message.
    fn is_clerk(&self, gate: &Gate) -> Result<bool, Problem> {
        let now = gate.now();
        let taken = store::transact(gate, "clerk_hold", |open| {
            if !open.jobs()?.iter().any(|job| job.name == CLERK) {
                let (name, kind) = (CLERK.to_owned(), CLERK.to_owned());
                let job =
                    Job { name, kind, body: String::new(), due: now.0, attempts: 0, holder: None, held_until: None };
                open.put_jobs(&[job])?;
            }
            open.take_jobs(CLERK, self.holder.as_str(), now.0, now.plus(HOLD).0, 1)
        });
        Ok(!taken?.is_empty())
    }

    /// Reads all that any node of the house recorded before now.
    fn read_all(&self, gate: &Gate) -> Result<(), Problem> {
        let (asked, began) = (gate.now(), Started::now());
        while gate.register().view().read_at() <= asked {
            if began.elapsed() > PATIENCE {
                return Err(Problem::new(Kind::Unavailable, "the journal cannot be read to its end now"));
            }
            std::thread::sleep(BETWEEN_LOOKS);
        }
        self.read_on(gate)
    }

    fn due(&self, gate: &Gate, looked: Looked) -> Option<Submission> {
        let counter = self.counter();
        let now = gate.now();
        let desk = self.desk();
        let clerk = Clerk { counter: &counter, letters: desk.letters(), now };
        // Time brings something about once a day, or where something else has changed; what is told of a day is told once.
        let is_new = looked.at != Some((now.date(), counter.notes(), self.came()));
        let is_new_day = looked.at.is_none_or(|(day, ..)| day != now.date());
        let is_here = |house: &House, hash| self.has_arrived(house, hash);
        let changed = || clerk.due_by_time().or_else(|| clerk.due_of_arrivals(&is_here));
        let of_day = || {
            let look = gate.register().view().look();
            clerk.due_of_day(look.replay().ledger(), &|told| latest_checkpoint(gate, told))
        };
        clerk.due().or_else(|| is_new.then(changed).flatten()).or_else(|| is_new_day.then(of_day).flatten())
    }

    /// Records one thing; whether that is on record now.
    fn record(&self, gate: &Gate, submission: Submission) -> Result<bool, Problem> {
        let id = submission.id.clone();
        let is_recorded = match gate.register().submit_own(submission)? {
            Answer::Recorded { .. } | Answer::OtherBody { .. } => true,
            Answer::Unfit(unfit) => {
                // Another node may have been first; if not, it is tried again in the next round, and said each time.
                tracing::warn!(%unfit, "what is due at the counter was not recorded");
                false
            }
        };
        if is_recorded {
            wait_for(gate, &id);
        }
        self.read_on(gate)?;
        Ok(is_recorded)
    }

    /// Changes licenses as was decided. Each change has an id of its own, so that to do it again changes nothing.
    fn carry_out(&self, gate: &Gate) -> Result<(), Problem> {
        let done = self.carried_out.load(Ordering::Acquire);
        let due: Vec<_> = self.counter().operations().get(done..).unwrap_or_default().to_vec();
        for (id, operation) in due {
            let license = id.to_string();
            match gate.register().submit_own(Submission::operation(id, operation))? {
                Answer::Recorded { record, .. } => {
                    self.carried_to.fetch_max(record.sequence.saturating_add(1), Ordering::AcqRel);
                }
                Answer::OtherBody { .. } => {
                    tracing::warn!(%license, "a change to a license is not recorded: another record has its id, and people must look");
                }
                Answer::Unfit(unfit) => {
                    tracing::error!(%license, %unfit, "a change to a license cannot be recorded: people must look");
                }
            }
            self.carried_out.fetch_add(1, Ordering::AcqRel);
        }
        Ok(())
    }
}

/// The latest checkpoint of the log with the proof that it grew out of the one of `told` leaves, which was told before; nothing where there is none yet, or
/// the store does not say.
fn latest_checkpoint(gate: &Gate, told: Option<u64>) -> Option<Checkpoint> {
    let latest = store::read(gate, "clerk_checkpoint", |open| {
        let Some(row) = open.latest_checkpoint()? else { return Ok(None) };
        let grown = told.filter(|told| *told < row.size).map(|from| {
            let hashes =
                proof::consistency(&StoredHashes::new(open), from, row.size).map_err(|error| StoreError::Damaged {
                    place: format!("the log between {from} and {} leaves", row.size),
                    why: error.to_string(),
                });
            Ok::<_, StoreError>(Consistency { from, hashes: hashes? })
        });
        Ok(Some(Checkpoint { note: row.note, consistency: grown.transpose()? }))
    });
    latest.unwrap_or_else(|error| {
        tracing::warn!(%error, "the checkpoint of this day is not told: the next one will be");
        None
    })
}
