//! What a load is told when it starts, and what it says while it runs.
//!
//! `portcullis-load` says what it is about to ask before it asks, and what was answered after it was: one line each, written at once. A test that
//! kills it so knows every id that can be in the journal, and every id that must be.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use portcullis_journal::{NodeError, StoreError, Submission};
use portcullis_license::OperationId;
use portcullis_log::Hash;

/// What a load is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The store.
    pub address: String,
    /// How the ids of its operations begin.
    pub prefix: String,
    /// How many threads ask, each waiting for its answers.
    pub callers: u64,
    /// How many licenses they share.
    pub licenses: u64,
    /// What each license grants, in chip-hours; a slice takes one.
    pub hours: u64,
    /// How long a caller rests after an answer.
    pub rest: Duration,
}

/// A line of what it says.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// It is about to ask this, for the first time.
    Asked(Box<Submission>),
    /// It got an answer.
    Answered {
        /// To what.
        id: OperationId,
        /// Whether it was in the journal already.
        again: bool,
        /// SHA-256 of the record's leaf: the reply, its place and the balances after it.
        leaf: Hash,
    },
    /// It got none, and will ask again.
    Failed {
        /// To what.
        id: OperationId,
        /// Of what kind the failure is.
        kind: Kind,
        /// What was said.
        why: String,
    },
}

/// Failures after which asking again is right, and all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Others were in the way.
    Conflict,
    /// Nobody knows whether it was kept.
    Uncertain,
    /// The store does not answer.
    Unavailable,
    /// Something that must not happen.
    Broken,
}

impl From<&NodeError> for Kind {
    fn from(error: &NodeError) -> Self {
        match error {
            NodeError::Store(StoreError::Conflict { .. }) => Self::Conflict,
            NodeError::Store(StoreError::Uncertain { .. }) => Self::Uncertain,
            NodeError::Store(StoreError::Unavailable { .. }) => Self::Unavailable,
            _ => Self::Broken,
        }
    }
}

impl Options {
    /// As the arguments of a program.
    #[must_use]
    pub fn arguments(&self) -> [String; 6] {
        let [callers, licenses, hours] = [self.callers, self.licenses, self.hours].map(|number| number.to_string());
        [self.address.clone(), self.prefix.clone(), callers, licenses, hours, self.rest.as_millis().to_string()]
    }

    /// From the arguments of a program.
    ///
    /// # Errors
    /// What they should have been.
    pub fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let usage = || "usage: portcullis-load ADDRESS PREFIX CALLERS LICENSES HOURS REST-MILLISECONDS".to_owned();
        let arguments: [String; 6] = arguments.collect::<Vec<_>>().try_into().map_err(|_| usage())?;
        let [address, prefix, callers, licenses, hours, rest] = arguments;
        let number = |text: String| text.parse::<u64>().map_err(|_| usage());
        let rest = Duration::from_millis(number(rest)?);
        let (callers, licenses, hours) = (number(callers)?, number(licenses)?, number(hours)?);
        Ok(Self { address, prefix, callers, licenses, hours, rest })
    }
}

impl fmt::Display for Line {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked(submission) => {
                let request = serde_json::to_string(&submission.request).map_err(|_| fmt::Error)?;
                write!(out, "asked {} {request}", submission.id)
            }
            Self::Answered { id, again, leaf } => {
                write!(out, "answered {id} {} {}", if *again { "again" } else { "new" }, leaf.to_hex())
            }
            Self::Failed { id, kind, why } => write!(out, "failed {id} {} {}", kind.name(), why.replace('\n', " ")),
        }
    }
}

impl FromStr for Line {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let wrong = || format!("not a line of a load: {line}");
        let mut words = line.splitn(3, ' ');
        let (Some(what), Some(id), Some(rest)) = (words.next(), words.next(), words.next()) else {
            return Err(wrong());
        };
        let id = OperationId::new(id).map_err(|error| error.to_string())?;
        match (what, rest.split_once(' ')) {
            ("asked", _) => {
                let request = serde_json::from_str(rest).map_err(|error| format!("{error}: {line}"))?;
                Ok(Self::Asked(Box::new(Submission { id, request })))
            }
            ("answered", Some((again @ ("again" | "new"), leaf))) => {
                let leaf = Hash::from_hex(leaf).map_err(|error| format!("{error}: {line}"))?;
                Ok(Self::Answered { id, again: again == "again", leaf })
            }
            ("failed", Some((kind, why))) => {
                let kind = Kind::ALL.into_iter().find(|known| known.name() == kind).ok_or_else(wrong)?;
                Ok(Self::Failed { id, kind, why: why.to_owned() })
            }
            _ => Err(wrong()),
        }
    }
}

impl Kind {
    const ALL: [Self; 4] = [Self::Conflict, Self::Uncertain, Self::Unavailable, Self::Broken];

    fn name(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Uncertain => "uncertain",
            Self::Unavailable => "unavailable",
            Self::Broken => "broken",
        }
    }
}
