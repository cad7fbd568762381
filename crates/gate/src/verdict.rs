//! What the gate says.

use portcullis_determination::RequestError;
use portcullis_law::Outcome;
use portcullis_license::{Instant, LicenseNumber, OperationId};

use crate::told::{Told, shortened};

/// What the gate says to an [`Ask`](crate::Ask).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Its name: the caller's, or one made up.
    pub id: OperationId,
    /// Whether it may go ahead. For a start: after the decision is durable and everything is held that has to be.
    pub opens: bool,
    /// What the law says; nothing where it could not be asked.
    pub outcome: Option<Outcome>,
    /// For a person: what was decided, why, and what would help. One line, at most 400 characters.
    pub sentence: String,
    /// What is held, if anything: one for each license that is required.
    pub held: Vec<Held>,
    /// Whether it is worth asking again soon: the gate is closed because something is out of order, not because of what was asked.
    pub again: bool,
}

/// A reservation that an open gate rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The reservation, which is the lease too.
    pub reservation: OperationId,
    /// The license it is held against.
    pub license: LicenseNumber,
    /// Until when.
    pub until: Instant,
}

impl Verdict {
    /// Closed, because what was asked cannot be decided as it is written.
    #[must_use]
    pub fn undecidable(id: OperationId, error: &RequestError) -> Self {
        let sentence = shortened(format!("{}: {}; {}", error.field, error.problem, error.mend));
        Self { id, opens: false, outcome: None, sentence, held: Vec::new(), again: false }
    }

    /// Closed, for a reason.
    #[must_use]
    pub fn closed(id: OperationId, outcome: Option<Outcome>, why: String) -> Self {
        Self { id, opens: false, outcome, sentence: shortened(why), held: Vec::new(), again: false }
    }

    /// What a question came to.
    #[must_use]
    pub fn question(id: OperationId, told: &Told<'_>) -> Self {
        Self {
            id,
            opens: told.opens(),
            outcome: Some(told.outcome()),
            sentence: told.sentence(),
            held: Vec::new(),
            again: told.blind,
        }
    }

    /// Closed, because something is out of order. What, is for whoever runs the service: it may name hosts and files.
    #[must_use]
    pub fn out_of_order(id: OperationId, outcome: Option<Outcome>, why: &str) -> Self {
        tracing::warn!(start = %id, why, "the gate stays closed, for it cannot be recorded");
        let sentence = "The gate stays closed, for the register cannot record it now: ask again".to_owned();
        Self { id, opens: false, outcome, sentence, held: Vec::new(), again: true }
    }
}
