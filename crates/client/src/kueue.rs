//! The program that is Kueue's admission check: `portcullis-kueue`.
//!
//! ```text
//! Kubernetes API -- list workloads, checks, flavors --> round -- POST /v1/determinations --> the service
//!       ^                                                 |
//!       +---------- server-side apply of status ----------+
//! ```
//!
//! Kueue reserves quota for a workload and waits for this program's word before it starts a pod. The word is a question: nothing is held, and each pod holds
//! for itself when it starts, by way of the webhooks. A workload whose license is not on file is tried again every minute, one that no license can open is
//! rejected, and one that nobody could decide on stays as it is. So without this program nothing that is queued starts, and everything that runs goes on.
//!
//! It keeps nothing between rounds, and two of it do no harm: a patch counts for the version of the workload that was listed, or not at all.

mod cluster;
mod config;
mod round;

pub use config::{Config, Setup};
pub use round::round;
