//! A job, as the environment of `PrologSlurmctld` and `EpilogSlurmctld` tells of it.

use portcullis_license::{Instant, OperationId};

use crate::Refused;
use crate::template::short;

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// `SLURM_JOB_ID`.
    pub id: u64,
    /// `SLURM_CLUSTER_NAME`.
    pub cluster: String,
    /// `SLURM_JOB_ACCOUNT`.
    pub account: String,
    /// `SLURM_JOB_PARTITION`.
    pub partition: String,
    /// `SLURM_JOB_NUM_NODES`, or else the list of nodes counted. Nothing where neither is said.
    pub nodes: Option<u64>,
    /// `SLURM_JOB_END_TIME`: when the time limit is over.
    pub end: Instant,
    /// `SLURM_JOB_RESTART_COUNT`: a job that was requeued starts again.
    pub restarts: u64,
}

impl Job {
    /// Reads the variables (`doc/html/prolog_epilog.shtml`, "Environment Variables").
    ///
    /// # Errors
    /// [`Refused`] where one is missing that has to be there.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Refused> {
        let text = |name: &str| {
            let value = variable(name).filter(|value| !value.is_empty() && value != "(null)");
            value.ok_or_else(|| Refused::of(format!("{name} is not in the environment: run this as PrologSlurmctld")))
        };
        let number = |name: &str| {
            let text = text(name)?;
            let number = text.parse::<u64>();
            number.map_err(|_| Refused::of(format!("{name} is no number: {}", short(&text))))
        };
        let seconds = number("SLURM_JOB_END_TIME")?;
        let end = i64::try_from(seconds).ok().and_then(|seconds| seconds.checked_mul(1000));
        let end = end.ok_or_else(|| Refused::of("SLURM_JOB_END_TIME is no moment"))?;
        Ok(Self {
            id: number("SLURM_JOB_ID")?,
            cluster: text("SLURM_CLUSTER_NAME")?,
            account: text("SLURM_JOB_ACCOUNT")?,
            partition: text("SLURM_JOB_PARTITION")?,
            nodes: number("SLURM_JOB_NUM_NODES").ok().or_else(|| nodes(&text("SLURM_JOB_NODELIST").ok()?)),
            end: Instant::try_from(end).map_err(Refused::of)?,
            restarts: variable("SLURM_JOB_RESTART_COUNT").and_then(|count| count.parse().ok()).unwrap_or(0),
        })
    }

    /// The name of its start. Slurm asks again under the same name when `slurmctld` is started again while a prolog runs.
    ///
    /// # Errors
    /// [`Refused`] where the cluster's name cannot be part of one.
    pub fn operation(&self, kind: &str) -> Result<OperationId, Refused> {
        let Self { id, cluster, restarts, .. } = self;
        // The end is part of it: numbers of jobs begin again after the last, and a time limit that changed is another start.
        let end = i64::from(self.end) / 1000;
        OperationId::new(&format!("slurm/{cluster}/{id}/{restarts}/{end}/{kind}"))
            .map_err(|error| Refused::of(error.to_string()))
    }
}

/// How many nodes a hostlist names: `node[01-03,07],login1` has five. Nothing where it is not understood.
fn nodes(list: &str) -> Option<u64> {
    let mut total = 0_u64;
    let mut rest = list;
    loop {
        let end = rest.find([',', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end)?;
        if name.is_empty() && !after.starts_with('[') || name.contains(']') {
            return None;
        }
        let (many, after) = match after.strip_prefix('[') {
            Some(inside) => {
                let (ranges, after) = inside.split_once(']')?;
                (ranges.split(',').map(range).try_fold(0_u64, |sum, many| sum.checked_add(many?))?, after)
            }
            None => (1, after),
        };
        total = total.checked_add(many)?;
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => return after.is_empty().then_some(total),
        }
    }
}

fn range(text: &str) -> Option<u64> {
    match text.split_once('-') {
        Some((first, last)) => last.parse::<u64>().ok()?.checked_sub(first.parse::<u64>().ok()?)?.checked_add(1),
        None => text.parse::<u64>().ok().map(|_| 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_of_a_hostlist_are_counted() {
        for (list, many) in [
            ("n1", Some(1)),
            ("n1,n2", Some(2)),
            ("n[01-03,07]", Some(4)),
            ("n[01-03,07],login1", Some(5)),
            ("a[1-2],b[3-4]", Some(4)),
            ("", None),
            ("n[", None),
            ("n[3-1]", None),
            ("n[1-2][3-4]", None),
            ("n1,,n2", None),
            ("n]", None),
        ] {
            assert_eq!(nodes(list), many, "{list}");
        }
    }
}
