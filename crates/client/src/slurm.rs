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
pub use watch::Watch;

/// Why a program did not do what it is for, in words for the log of Slurm.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(String);

impl Trouble {
    fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    fn at(path: &std::path::Path, error: impl std::fmt::Display) -> Self {
        Self(format!("{}: {error}", path.display()))
    }
}

impl From<portcullis_adapters::Refused> for Trouble {
    fn from(refused: portcullis_adapters::Refused) -> Self {
        Self(refused.sentence().to_owned())
    }
}

impl From<crate::Error> for Trouble {
    fn from(error: crate::Error) -> Self {
        Self(error.to_string())
    }
}
