//! Jobs that have to stop.

use portcullis_license::Instant;

use super::command::output;
use super::epilog::settle;
use super::{JobState, Setup, Trouble};

/// A stop whose job is not known yet waits so long: the prolog keeps what is held a moment after the service holds it.
const UNKNOWN: i64 = 600_000;

/// What is remembered between rounds.
#[derive(Debug, Default)]
pub struct Watch {
    /// Leases told to stop whose job is not known, and since when.
    unknown: Vec<(String, i64)>,
}

impl Watch {
    /// One round: reads stops, cancels jobs that were told to stop or whose hold ran out, confirms those that ended, posts what is left to post. Goes on
    /// past what fails, and tells it.
    pub fn round(&mut self, setup: &Setup, now: Instant) -> Vec<Trouble> {
        let mut troubles = Vec::new();
        if let Err(trouble) = self.told(setup, now.into()) {
            troubles.push(trouble);
        }
        match setup.state.jobs() {
            Ok(jobs) => {
                for job in jobs {
                    if let Err(trouble) = job.and_then(|job| tend(setup, &job, now.into())) {
                        troubles.push(trouble);
                    }
                }
            }
            Err(trouble) => troubles.push(trouble),
        }
        troubles
    }

    fn told(&mut self, setup: &Setup, now: i64) -> Result<(), Trouble> {
        let told = setup.client.stops(setup.state.cursor()?.as_deref());
        let (stops, cursor) = match told {
            Ok(told) => (told.stops, Ok(told.cursor)),
            Err(error) => (Vec::new(), Err(error)),
        };
        let mut leases = std::mem::take(&mut self.unknown);
        leases.extend(stops.into_iter().map(|stop| (stop.lease, now)));
        let jobs: Vec<_> = setup.state.jobs()?.into_iter().flatten().collect();
        for (lease, since) in leases {
            let holds = |job: &&JobState| job.held.iter().any(|held| held.held.reservation == lease);
            match jobs.iter().find(holds) {
                Some(job) => {
                    setup.state.change(job, |state| {
                        if !state.stopping.contains(&lease) {
                            state.stopping.push(lease.clone());
                        }
                    })?;
                }
                None if now.saturating_sub(since) < UNKNOWN => self.unknown.push((lease, since)),
                // Another's: the service tells everybody whose key may hear it.
                None => {}
            }
        }
        // After what was told is kept: told twice is harmless, not told is not.
        setup.state.set_cursor(&cursor?)
    }
}

fn tend(setup: &Setup, job: &JobState, now: i64) -> Result<(), Trouble> {
    if job.ended.is_none() {
        let over = job.held.iter().any(|lease| lease.held.until <= now);
        return if over || !job.stopping.is_empty() { cancel(setup, job.job) } else { Ok(()) };
    }
    for lease in &job.stopping {
        setup.client.confirm(lease)?;
        setup.state.change(job, |state| state.stopping.retain(|other| other != lease))?;
    }
    if job.held.is_empty() { Ok(()) } else { settle(setup, job) }
}

fn cancel(setup: &Setup, job: u64) -> Result<(), Trouble> {
    output(&setup.config.scancel, &[&job.to_string()], setup.config.timeout()).map(|_| ())
}
