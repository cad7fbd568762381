//! Who may call: keys, certificates, people, roles, limits.
//!
//! ```text
//! key, certificate, token --> Principal --> Policy: may it? --> Limits: how often? --> the call
//!  (Keys, Certificates, Oidc)  name, tenant, roles   (a table, made of Cedar policies)
//!
//! what takes two people:  Proposal (by one) --> agreed to (by another, of what was read) --> Signed
//! ```
//!
//! Nothing here knows of HTTP or of threads: what is presented comes as text and bytes, the time as a parameter. Whoever is not known is
//! [`Principal::nobody`], and what is not permitted is denied.

pub mod access;
pub mod action;
pub mod bearer;
pub mod certificate;
pub mod config;
pub mod key;
pub mod keys;
pub mod limit;
pub mod oidc;
pub mod policy;
pub mod principal;
pub mod proposal;
pub mod proposals;
pub mod role;
pub mod secret;
pub mod session;
pub mod signature;
pub mod tenant;

pub use access::Access;
pub use action::Action;
pub use bearer::Bearer;
pub use certificate::{CertificateError, Certificates};
pub use config::{AccessConfig, Mistake};
pub use key::{Grant, KeyChange, ShownKey};
pub use keys::{KeyError, Keys};
pub use limit::{Limits, RetryAfter};
pub use oidc::{Oidc, TokenError};
pub use policy::{Denied, Policy, PolicyError, Reach};
pub use principal::{Credential, Kind, Principal};
pub use proposal::{Agreement, Proposal, ProposalError};
pub use role::{Role, Roles};
pub use secret::{FreshKey, KeyId};
pub use session::Session;
pub use signature::{SignError, signed_by};
pub use tenant::{TenantName, Tenants};

/// What a change to documents came to: the store did not do its part (outer), or it was refused and nothing was changed (inner).
pub type Outcome<T, E> = Result<Result<T, E>, portcullis_journal::store::StoreError>;
