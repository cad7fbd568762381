//! HCP Terraform and Terraform Enterprise: a run task between the plan and the apply.
//!
//! A run task is posted a signed JSON body (run tasks integration API, `payload_version` 1); it answers 200 at once, fetches the plan in JSON with the token
//! it was given, and reports `passed` or `failed` to the callback. What a plan starts is asked as questions: Terraform starts it minutes or days later, so
//! nothing is held. Where a license has to be held, the cloud's own gate holds it. Make the task mandatory: an advisory one closes nothing.
//!
//! **The limit.** Resources are known by their type. What a type that the mapping does not have would start is not seen: an autoscaling group, a managed
//! cluster, somebody's own provider. Map every type that may carry accelerators, or refuse the others by policy.
//!
//! The addresses come with the request, so they are called only where [`Hosts`] knows the host: neither a forged nor a replayed request makes the
//! service call somebody else.

mod answer;
mod hosts;
mod mapping;
mod plan;
mod task;

pub use answer::{Asked, callback, failed};
pub use hosts::{Address, Hosts};
pub use mapping::Mapping;
pub use plan::asks;
pub use task::{Received, SIGNATURE, Task, receive, verify};
