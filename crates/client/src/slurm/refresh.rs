//! The cache that `job_submit` reads.

use portcullis_adapters::slurm::{Cache, questions};
use portcullis_law::Outcome;
use portcullis_license::Instant;
use serde_json::Value;

use super::state::replace;
use super::{Setup, Trouble};
use crate::Placement;
use crate::asked::outcome;

/// Asks about each account and each generic resource, and replaces the file. Where the service says nothing, the old file stays and gets too old.
///
/// # Errors
/// [`Trouble`] where the file is not replaced.
pub fn refresh(setup: &Setup, now: Instant) -> Result<String, Trouble> {
    let mut lines = Vec::new();
    for (mut line, request) in questions(&setup.mapping, now)? {
        if let Some(request) = request {
            let request = serde_json::to_value(&request).map_err(|error| Trouble::new(error.to_string()))?;
            line.closed = match setup.client.determine(&request, &Placement::default()) {
                Ok(answer) => closed(&answer),
                Err(error) if error.passes() => return Err(error.into()),
                Err(error) => Some(error.to_string()),
            };
        }
        lines.push(line);
    }
    let many = lines.len();
    let seconds = i64::from(setup.config.cache_seconds);
    let cache = Cache { written: now, expires: now.plus(seconds * 1000), lines };
    replace(&setup.config.cache, cache.text().as_bytes())?;
    Ok(format!("{many} words, for {seconds} seconds"))
}

/// Why jobs may not be submitted. Where a license is required they may: whether one covers a job is known when it starts.
fn closed(answer: &Value) -> Option<String> {
    match outcome(answer) {
        Ok(outcome) if outcome.opens() || outcome == Outcome::LicenseRequired => None,
        Ok(outcome) => Some(format!("the law says {outcome}")),
        Err(trouble) => Some(trouble.to_string()),
    }
}
