//! The programs that Slurm runs: `portcullis-slurm prolog`, `epilog`, `cache` and `watch`.
//!
//! ```text
//! slurmctld -- PrologSlurmctld --> prolog -- POST /v1/starts --> the service      exit 0: the job begins; anything else: it does not
//!                                     |
//!                                     v
//!                            state/<job>-<start>.json   what is held for the job, and since when
//!                                     ^
//! slurmctld -- EpilogSlurmctld --> epilog -- post --> the service
//! a service of systemd ----------> watch  -- GET /v1/stops --> scancel, then confirm; holds that ran out --> scancel
//! a timer of systemd ------------> cache  -- POST /v1/determinations --> the file that job_submit reads
//! ```
//!
//! Time is given to each; only the program reads the clock.

mod command;
mod config;
mod epilog;
mod prolog;
mod refresh;
mod state;
mod watch;

pub use config::{Config, Setup};
pub use epilog::epilog;
pub use prolog::prolog;
pub use refresh::refresh;
pub use state::{JobState, Lease, State};
pub use watch::watch;

use crate::Trouble;
