//! Kueue: queued workloads, and the admission check that the gate is for them.
//!
//! Kueue reserves quota for a workload and then waits for its admission checks (`kueue.x-k8s.io/v1beta2`; `v1beta1` has the same fields). The workload says by
//! then which flavor of each resource it got, so that the gate knows the accelerator and the number of pods before the first one exists.
//!
//! ```text
//! Pending, quota reserved --ask--> open: Ready | closed: Rejected | out of order: Retry in a minute
//! Ready ----------------- stop ordered, or what is held no longer stands ----------> Rejected
//! ```
//!
//! Kueue evicts an admitted workload when a check turns to Retry or Rejected, and deactivates one that is Rejected: it does not start again until somebody sets
//! `spec.active`. A running workload is evicted on a word of the gate, never because the gate is out of order or a mapping cannot be read.
//!
//! [`reconcile`] is pure: it is given what was listed and gives back what has to be patched. Who lists and patches needs the rights in
//! `deploy/kubernetes/kueue.yaml`.

mod next;
mod patch;
mod reconcile;
mod workload;

pub use next::{Asked, Heard, asks, next};
pub use patch::{APPLY, Patch};
pub use reconcile::{Listed, reconcile};
pub use workload::{CheckState, Flavors, Stage, Workload, flavors};

/// The name of this controller: `spec.controllerName` of the admission checks that are its own.
pub const CONTROLLER: &str = "portcullis.dev/gate";
