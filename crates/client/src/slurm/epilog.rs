//! `EpilogSlurmctld`: what was used.

use portcullis_license::Instant;

use super::{JobState, Setup, Trouble};

/// Posts what a job used. What cannot be posted now, `watch` posts later.
///
/// # Errors
/// [`Trouble`] where anything is left to post: Slurm writes it to its log, and goes on.
pub fn epilog(setup: &Setup, variable: impl Fn(&str) -> Option<String>, now: Instant) -> Result<String, Trouble> {
    let number = variable("SLURM_JOB_ID").and_then(|number| number.parse::<u64>().ok());
    let number =
        number.ok_or_else(|| Trouble::new("SLURM_JOB_ID is not in the environment: run this as EpilogSlurmctld"))?;
    let mut left = Vec::new();
    for kept in setup.state.jobs()? {
        let kept = match kept {
            Ok(kept) if kept.job == number && kept.ended.is_none() => kept,
            Ok(_) => continue,
            Err(trouble) => {
                left.push(trouble.to_string());
                continue;
            }
        };
        let ended = setup.state.change(&kept, |state| state.ended = Some(now.into()))?;
        left.extend(ended.and_then(|ended| settle(setup, &ended).err()).map(|trouble| trouble.to_string()));
    }
    if left.is_empty() {
        Ok(format!("job {number}: what it used is posted"))
    } else {
        Err(Trouble::new(left.join("; ")))
    }
}

/// Posts what a job that has ended used of each hold.
pub(super) fn settle(setup: &Setup, state: &JobState) -> Result<(), Trouble> {
    let ended = state.ended.unwrap_or(i64::MAX);
    let mut left = Vec::new();
    for lease in &state.held {
        let reservation = &lease.held.reservation;
        let ran = ended.min(lease.held.until).saturating_sub(state.started);
        let used = lease.chips.saturating_mul(u64::try_from(ran).unwrap_or(0));
        match setup.client.post(reservation, used) {
            Ok(_) => {}
            // The slice has been settled, or its time is over.
            Err(error) if error.is_refusal() => {}
            Err(error) => {
                left.push(format!("{reservation}: {error}"));
                continue;
            }
        }
        setup.state.change(state, |state| state.held.retain(|other| other.held.reservation != *reservation))?;
    }
    if left.is_empty() {
        Ok(())
    } else {
        Err(Trouble::new(format!("job {}: what it used is not posted yet: {}", state.job, left.join("; "))))
    }
}
