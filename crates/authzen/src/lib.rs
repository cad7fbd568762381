//! The AuthZEN Authorization API 1.0 over the gate.
//!
//! ```text
//! bytes --> Api: evaluation, evaluations, search --> Decider --> Decision --> bytes
//!            (reads, bounds, pages)                    |
//!                                                      +-- the gate, by way of `transaction`: customers and accelerators
//!                                                      +-- Policies: whatever else the operator guards, by Cedar policies of their own
//! ```
//!
//! Nothing here knows of a network, a clock or a store: each endpoint is a function from the body of a request to a status and the body of an answer.
//! A request that cannot be read is a 400 that names the field; everything that can be read is a 200, and a denial is `"decision": false` in it. Fields
//! of the protocol that are not known are ignored, as it demands; facts of a transaction that are not known close the gate.
//!
//! Sources: [Authorization API 1.0](https://openid.net/specs/authorization-api-1_0.html), and of the working group's drafts the Obligations Profile
//! (2026-07-03) and the Access Request and Approval Profile (draft 1).
//!
//! Reading order: [`Evaluation`], [`Decision`], [`Decider`], [`Api`]; then [`transaction`] and [`Policies`].

mod answer;
mod api;
mod batch;
mod decider;
mod decision;
mod evaluation;
mod metadata;
mod object;
pub mod policies;
mod reason;
mod search;
mod token;
pub mod transaction;

pub use answer::{Answer, Refused};
pub use api::{Api, Limits};
pub use decider::{ByResource, Candidates, Decider, Sought, What};
pub use decision::{Decision, Fault};
pub use evaluation::{Action, Entity, Evaluation};
pub use metadata::{Metadata, MetadataError};
pub use object::{Members, Object};
pub use policies::{Policies, PoliciesError};
pub use reason::{AccessRequest, Display, Obligation, Reason};
pub use token::Tokens;
