//! What a node answers, and why it could not.

use std::sync::Arc;

use portcullis_license::{Fault, Instant, Reply};

use crate::record::{Content, Record};
use crate::replay::Contradiction;
use crate::store::StoreError;
use crate::submission::SubmissionError;

/// What became of a submission.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It is in the journal.
    Recorded {
        /// The record.
        record: Arc<Record>,
        /// Whether it was there already.
        again: bool,
    },
    /// Its id was used for something else.
    OtherBody {
        /// The record that has the id.
        sequence: u64,
    },
    /// It cannot be recorded.
    Unfit(SubmissionError),
}

impl Answer {
    /// The ledger's reply, if it is one.
    #[must_use]
    pub fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Recorded { record, .. } => match &record.content {
                Content::Ledger { reply, .. } => Some(reply),
                Content::Note { .. } => None,
            },
            Self::OtherBody { .. } | Self::Unfit(_) => None,
        }
    }
}

/// Why nothing of a batch was decided.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NodeError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is stored does not replay.
    #[error("the journal is damaged: {0}; `portcullis store check` names all that is")]
    Damaged(#[from] Contradiction),
    /// The ledger does not add up.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The node's clock cannot be right.
    #[error("this node's clock says {now}, which is beyond the calendar: set it right; nothing is recorded until then")]
    Clock {
        /// What it says.
        now: Instant,
    },
}
