//! Slurm: a job, checked when it is submitted, when it starts, and stopped when it has to stop.
//!
//! | where | what | what it may do |
//! |---|---|---|
//! | `job_submit` (`examples/slurm/job_submit.lua`) | reads a [`Cache`] of words | refuse early; it decides nothing, and calls nobody: `slurmctld` waits for it |
//! | `PrologSlurmctld` (`portcullis-slurm prolog`) | a start, held to the job's end | the gate: the job does not begin before it exits with 0 |
//! | `EpilogSlurmctld` (`portcullis-slurm epilog`) | what was used | what nobody posts counts as used to the end |
//! | a service (`portcullis-slurm watch`) | leases told to stop, holds that ran out | `scancel` |
//!
//! Where the prolog exits with another code, or is killed at its time limit, Slurm requeues a batch job and cancels an interactive one, and neither runs
//! (`doc/html/prolog_epilog.shtml`, "Failure Handling"; `src/slurmctld/prep_slurmctld.c`). Nodes are not drained: that is the prolog of nodes.
//!
//! **What a job has.** The environment of `PrologSlurmctld` does not say how many GPUs a job has: `SLURM_JOB_GPUS` is for prologs on nodes. So a
//! partition either counts whole nodes, of which the environment says the number, or has its resources read from `scontrol --json --details show job`. That
//! answer is JSON because in the text form a job's name could pretend to be another field. It is read in two ways, resources per node
//! (`gres_detail`) and trackable resources (`tres_alloc_str`), and the greater one counts: the first is missing for jobs that take whole nodes, the second
//! where `AccountingStorageTRES` does not name GPUs.

mod cache;
mod job;
mod mapping;
mod resources;

pub use cache::{Cache, Line, questions};
pub use job::Job;
pub use mapping::{Mapping, Needs};
pub use resources::{Allocated, allocated};
