//! The Portcullis API, version 1.

pub mod access_requests;
pub(crate) mod batch;
pub mod cases;
pub mod determinations;
pub mod documents;
pub mod drafts;
pub mod exchange;
pub mod filings;
pub mod keys;
pub mod law;
pub mod leases;
pub mod licenses;
pub mod log;
mod placed;
pub mod proposals;
pub mod recorded;
pub mod replays;
pub mod reservations;
pub mod starts;
pub mod usage;
pub mod who;
