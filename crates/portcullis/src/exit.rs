//! Exit statuses: a script can act on them without reading the answer.

use portcullis_law::Outcome;
use std::process::ExitCode;

/// What a command came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done; for a request, `not_required` or `authorized`.
    Done,
    /// A check of ours failed: a case of the law, a benchmark.
    Failed,
    /// The register refused what was asked.
    Refused,
    /// The input cannot be used.
    BadInput,
    /// `license_required`
    LicenseRequired,
    /// `prohibited`
    Prohibited,
    /// `depends`
    Depends,
    /// `unverified`
    Unverified,
    /// Screening: the party is taken to be a listed one.
    Listed,
    /// Screening: a person must say, or the name cannot be screened.
    PossiblyListed,
}

impl From<Outcome> for Status {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::NotRequired | Outcome::Authorized => Self::Done,
            Outcome::LicenseRequired => Self::LicenseRequired,
            Outcome::Prohibited => Self::Prohibited,
            Outcome::Depends => Self::Depends,
            Outcome::Unverified => Self::Unverified,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Done => 0,
            Status::Failed | Status::Refused => 1,
            Status::BadInput => 2,
            Status::LicenseRequired => 3,
            Status::Prohibited | Status::Listed => 4,
            Status::Depends | Status::PossiblyListed => 5,
            Status::Unverified => 6,
        })
    }
}
