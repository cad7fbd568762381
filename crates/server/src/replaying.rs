//! Whoever does the replays: one at a time on each node, from the jobs that wait in the store.

use std::sync::Arc;
use std::time::Duration;

use portcullis_determination::Engine;
use portcullis_evidence::{Decision, Recorded, Remade, Remaker, each_decision};
use portcullis_gate::Gate;
use portcullis_journal::Record;
use portcullis_journal::store::{Job, StoreError};
use tokio::sync::watch;

use crate::app::App;
use crate::config::Config;
use crate::run::{Load, Recall};
use crate::store;
use crate::v1::replays::{Difference, KIND, Replay, Stage, keep};

/// How often a node looks for a job.
const EVERY: Duration = Duration::from_secs(1);
/// How long a node holds a job without saying that it lives, in milliseconds.
const HOLD: i64 = 30_000;
/// Differences that are kept.
const MOST_DIFFERENCES: usize = 100;

/// What a replay needs besides the store.
pub struct Replaying {
    /// Loads what decides under another profile.
    pub load: Arc<Load>,
    /// Gives an engine the very lists and owners that a decision asked.
    pub recall: Recall,
    /// The configuration.
    pub config: Config,
}

/// Does what waits, until the service is to end.
pub async fn follow(app: Arc<App>, replaying: Replaying, mut stopped: watch::Receiver<bool>) {
    let replaying = Arc::new(replaying);
    let holder = app.gate().fresh_id().to_string();
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stopped.changed() => return,
        }
        let (app, replaying, holder) = (app.clone(), replaying.clone(), holder.clone());
        let done = tokio::task::spawn_blocking(move || replaying.next(&app, &holder)).await;
        if let Ok(Err(error)) = done {
            tracing::warn!(%error, "a replay could not go on: it is tried again");
        }
    }
}

impl Replaying {
    fn next(&self, app: &App, holder: &str) -> Result<(), StoreError> {
        let gate = app.gate();
        let now = gate.now();
        let taken =
            store::transact(gate, "replay_take", |open| open.take_jobs(KIND, holder, now.0, now.plus(HOLD).0, 1))?;
        let Some(job) = taken.into_iter().next() else { return Ok(()) };
        let found = store::read(gate, "replay_read", |open| open.document(KIND, &job.body))?;
        let replay = found.and_then(|document| serde_json::from_str::<Replay>(&document.body).ok());
        if let Some(mut replay) = replay {
            replay.stage = Stage::Running;
            (replay.read, replay.same, replay.other, replay.not) = (0, 0, 0, 0);
            replay.differences.clear();
            match self.replay(app, &mut replay, &job, holder) {
                Ok(()) => replay.stage = Stage::Done,
                Err(_) if app.is_ending() => return Ok(()),
                Err(why) => (replay.stage, replay.because) = (Stage::Failed, Some(why)),
            }
            store::transact(gate, "replay_done", |open| keep(open, &replay))?;
        }
        store::transact(gate, "replay_finish", |open| open.finish_job(&job.name, holder)).map(|_| ())
    }

    fn replay(&self, app: &App, replay: &mut Replay, job: &Job, holder: &str) -> Result<(), String> {
        let gate = app.gate();
        let under = match &replay.asked.profile {
            Some(profile) => Some((self.load)(&Config { profile: profile.clone(), ..self.config.clone() })?.engine),
            None => None,
        };
        let give = |engine: Engine, decision: &Decision| (self.recall)(&self.config, engine, decision);
        let part = |name: &str| store::read(gate, "replay_part", |open| open.blob(name)).ok().flatten();
        let mut remaker = Remaker::new(Box::new(part)).serving(&give);
        if let Some(engine) = &under {
            remaker = remaker.under(engine);
        }
        let (asked, total) = (replay.asked.clone(), replay.total);
        // Both look at the replay, one after the other.
        let counted = std::cell::RefCell::new(replay);
        let mut visit = |record: &Record, recorded: Recorded| {
            let on = record.at.date();
            if asked.from.is_none_or(|from| on >= from) && asked.to.is_none_or(|to| on <= to) {
                let remade = recorded.map_or_else(|why| Remade::Not { why }, |decision| remaker.remake(&decision));
                count(&mut counted.borrow_mut(), record, remade);
            }
            Ok(())
        };
        let mut progress = |read| {
            let mut replay = counted.borrow_mut();
            replay.read = read;
            if app.is_ending() {
                return Err("the service is to end".to_owned());
            }
            say(gate, &replay, job, holder).map_err(|error| error.to_string())
        };
        let all = gate.register().pool().with(|store| Ok(each_decision(store, total, &mut visit, &mut progress)));
        all.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
    }
}

/// Says how far it is, and holds the job for another while.
fn say(gate: &Gate, replay: &Replay, job: &Job, holder: &str) -> Result<(), StoreError> {
    let now = gate.now();
    store::transact(gate, "replay_say", |open| {
        keep(open, replay)?;
        open.put_back_job(&job.name, holder, now.0)?;
        open.take_jobs(KIND, holder, now.0, now.plus(HOLD).0, 1).map(|_| ())
    })
}

fn count(replay: &mut Replay, record: &Record, remade: Remade) {
    let (before, now, why) = match remade {
        Remade::Same => {
            replay.same += 1;
            return;
        }
        Remade::Other { before, now } => {
            replay.other += 1;
            (Some(before.word().to_owned()), Some(now.word().to_owned()), None)
        }
        Remade::Not { why } => {
            replay.not += 1;
            (None, None, Some(why))
        }
    };
    if replay.differences.len() < MOST_DIFFERENCES {
        replay.differences.push(Difference { sequence: record.sequence, before, now, why });
    }
}
