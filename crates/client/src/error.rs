//! What goes wrong.

use serde::Deserialize;

/// Why there is no answer. None of them opens anything.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address of the service cannot be used.
    #[error("{address:?} is no address of a service: {why}")]
    Address {
        /// As given.
        address: String,
        /// What is wrong.
        why: String,
    },
    /// The authorities cannot be used.
    #[error("the file of certificate authorities is not PEM: {0}")]
    Authority(String),
    /// The service was not reached in time.
    #[error("the service was not reached: {0}")]
    Unreachable(String),
    /// The service refused.
    #[error("{0}")]
    Problem(Box<Problem>),
    /// What came back is not what a service says.
    #[error("what the service said is not understood: {0}")]
    NotUnderstood(String),
}

impl Error {
    /// Whether asking again may help: nobody answered, or the service says that it cannot now.
    #[must_use]
    pub fn passes(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Problem(problem) => matches!(problem.status, 429 | 502 | 503 | 504),
            Self::Address { .. } | Self::Authority(_) | Self::NotUnderstood(_) => false,
        }
    }

    /// Whether the service said no to what was asked, and will say so again: it cannot be read, is not there, is used otherwise, or the ledger refused it.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Problem(problem) if matches!(problem.status, 400 | 404 | 409 | 410 | 422))
    }
}

/// A problem, in the words of RFC 9457.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Problem {
    /// What kind.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// In short.
    pub title: Option<String>,
    /// The status of HTTP, as it was sent.
    #[serde(skip)]
    pub status: u16,
    /// What happened, and what would help.
    pub detail: Option<String>,
    /// Where.
    pub instance: Option<String>,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "the service answered {}", self.status)?;
        match self.detail.as_ref().or(self.title.as_ref()) {
            Some(said) => write!(out, ": {said}"),
            None => Ok(()),
        }
    }
}
