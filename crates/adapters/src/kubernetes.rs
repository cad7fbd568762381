//! Kubernetes: pods, workloads and resource claims that ask for accelerators.
//!
//! ```text
//! AdmissionReview --read--> Reviewed { asks | refusal } ... gate ... [Verdict] --grant_patch (mutating)--> AdmissionReview with a grant
//!                               |                                             `--answer (validating)----> AdmissionReview
//!                               `--honor: a grant that the mutating webhook wrote is verified, and nothing is held twice
//! ```
//!
//! Three things stand in the API server, each generated from one [`Mapping`]:
//!
//! 1. A **mutating webhook** for pods and resource claims. It asks the gate to start, and where the gate opens it writes a signed grant on the object. It
//!    overwrites whatever is there, so a grant cannot be brought along. A validating webhook cannot write, which is why there are two.
//! 2. A **validating webhook** for those, and for what pods are made of (deployments, jobs and so on). It runs after every other webhook, verifies that the
//!    grant is fresh and bound to the object as it is now, and asks the gate itself where there is none. What pods are made of is only a question: it is refused
//!    early, and nothing is held until a pod starts.
//! 3. A **backstop**, a `ValidatingAdmissionPolicy` in the API server itself, for the day the webhooks are not there. Its language has no clock and no
//!    signatures: see [`backstop`] for what it can check and what it cannot.
//!
//! Pods that a node's own files start (static pods) pass no admission; keep those directories to yourself. A pod that was there before the webhook is judged
//! when something of it changes that the mapping reads.

pub(crate) mod accelerator;
mod answer;
mod backstop;
mod cel;
pub(crate) mod chips;
mod claim;
mod grant;
mod hold;
mod honor;
mod judge;
mod kind;
mod mapping;
mod mistakes;
mod name;
mod node;
pub(crate) mod pod;
mod probe;
mod quantity;
mod request;
mod review;
mod stray;
mod tenant;
mod webhook;
mod yaml;

pub use answer::{answer, grant_patch};
pub(crate) use answer::{granted_until, seconds_of};
pub use backstop::backstop;
pub use grant::{GRANT, Granter, Subject, Verifier};
pub use honor::Phase;
pub use mapping::{
    AcceleratorMapping, CustomerMapping, EndUseMapping, Holds, KueueMapping, Mapping, PodsMapping, Scale, SiteMapping,
    WorkloadMapping,
};
pub use mistakes::Known;
pub use pod::Wanted;
pub use probe::probe;
pub(crate) use review::asks as ask_all;
pub use review::{ReviewError, Reviewed, read};
pub(crate) use tenant::Tenant;
pub use webhook::{MUTATE_PATH, Reach, VALIDATE_PATH, webhook};
pub use yaml::yaml;
