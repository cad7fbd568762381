//! Jobs that have to stop.

use portcullis_license::Instant;

use super::command::output;
use super::epilog::settle;
use super::{JobState, Setup, Trouble};

/// One round: reads stops, cancels jobs that were told to stop or whose hold ran out, confirms those that ended, posts what is left to post. Goes on past
/// what fails, and tells it.
pub fn watch(setup: &Setup, now: Instant) -> Vec<Trouble> {
    let mut troubles = Vec::new();
    if let Err(trouble) = told(setup) {
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

/// Keeps with each job what the service tells to stop. A stop of a job that is not kept yet is told again in the next round, until it is confirmed; one of
/// another's lease is left alone.
fn told(setup: &Setup) -> Result<(), Trouble> {
    let stops = setup.client.stops()?;
    for job in setup.state.jobs()?.into_iter().flatten() {
        let held = |lease: &str| job.held.iter().any(|held| held.held.reservation == lease);
        let new = |lease: &str| !job.stopping.iter().any(|other| other == lease);
        let leases = stops.iter().map(|stop| &stop.lease).filter(|lease| held(lease) && new(lease));
        let leases: Vec<_> = leases.cloned().collect();
        if !leases.is_empty() {
            setup.state.change(&job, |state| state.stopping.extend(leases))?;
        }
    }
    Ok(())
}

fn tend(setup: &Setup, job: &JobState, now: i64) -> Result<(), Trouble> {
    if job.ended.is_none() {
        let over = job.held.iter().any(|lease| lease.held.until <= now);
        return if over || !job.stopping.is_empty() { cancel(setup, job.job) } else { Ok(()) };
    }
    for lease in &job.stopping {
        match setup.client.confirm(lease) {
            // Refused: it is not told to stop any more.
            Err(error) if !error.is_refusal() => return Err(error.into()),
            _ => setup.state.change(job, |state| state.stopping.retain(|other| other != lease))?,
        };
    }
    if job.held.is_empty() { Ok(()) } else { settle(setup, job) }
}

fn cancel(setup: &Setup, job: u64) -> Result<(), Trouble> {
    output(&setup.config.scancel, &[&job.to_string()], setup.config.timeout()).map(|_| ())
}
