//! A determination: what the law says of a transaction, and why. Data, rendered elsewhere.

use portcullis_law::{Fact, Outcome, ProvisionIndex, ReviewPolicy, Standing};

/// What the law says. It depends on the facts, the date's epoch and the profile alone, so one determination
/// serves every transaction with the same facts; paths into a request are filled in when it is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Determination {
    /// The outcome over all regimes.
    pub outcome: Outcome,
    /// How an application would be looked at, where a license is required.
    pub review_policy: Option<ReviewPolicy>,
    /// The provisions that bear on it, the strictest first.
    pub reasons: Vec<Reason>,
    /// The exceptions that could have lifted one of them.
    pub exceptions: Vec<ExceptionTried>,
    /// What is unknown and could change the outcome.
    pub missing: Vec<Missing>,
    /// The outcome of each regime that looks at this kind of transaction.
    pub regimes: Vec<RegimeOutcome>,
    /// The outcome without what the profile assumes.
    pub without_assumptions: Verdict,
    /// Single changes that would alter the outcome, the nearest first.
    pub would_change: Vec<Change>,
}

/// An outcome with its review policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The outcome.
    pub outcome: Outcome,
    /// The review policy, where a license is required.
    pub review_policy: Option<ReviewPolicy>,
}

/// How a provision bears on the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It may fire, depending on what is unknown.
    Open,
    /// It could not be evaluated.
    Error,
    /// It fires and an exception lifts it.
    Lifted,
    /// It fires.
    Fires,
}

/// A provision that bears on the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The provision.
    pub provision: ProvisionIndex,
    /// How it stands on the date.
    pub standing: Standing,
    /// How it bears on the outcome.
    pub weight: Weight,
    /// The outcome it gives by itself.
    pub outcome: Outcome,
    /// The review policy its requirement is looked at with.
    pub review_policy: Option<ReviewPolicy>,
}

/// Whether an exception holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// It may, depending on what is unknown.
    Open,
}

/// An exception that could have lifted a provision that fires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionTried {
    /// The exception.
    pub provision: ProvisionIndex,
    /// Whether it holds.
    pub holds: Holds,
    /// The first condition that stands in its way.
    pub obstacle: Option<Obstacle>,
}

/// A part of a condition that is not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obstacle {
    /// The fact.
    pub fact: Fact,
    /// The codes it looks for.
    pub codes: u64,
    /// Whether they are wanted, or in the way.
    pub wanted: bool,
}

/// Something unknown that could change the outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// These codes of a fact are not known.
    Fact(Fact, u64),
    /// What was stated about a fact contradicts itself.
    Contradiction(Fact),
    /// A person must settle this field.
    Field(String),
}

/// The outcome of a regime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegimeOutcome {
    /// The regime's place.
    pub regime: usize,
    /// Its outcome.
    pub outcome: Outcome,
    /// Its review policy, where a license is required.
    pub review_policy: Option<ReviewPolicy>,
    /// The outcome under other readings, where they differ.
    pub readings: Vec<OtherReading>,
}

/// The outcome under a reading of the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherReading {
    /// The reading.
    pub reading: ReadingName,
    /// The outcome.
    pub outcome: Outcome,
}

/// The readings that an answer shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReadingName {
    /// What is unverified is in force.
    UnverifiedInForce,
    /// What is unverified is not in force.
    UnverifiedNotInForce,
    /// What is publicly not enforced does not count.
    AsEnforced,
}

impl ReadingName {
    /// The word of the interface.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::UnverifiedInForce => "unverified_in_force",
            Self::UnverifiedNotInForce => "unverified_not_in_force",
            Self::AsEnforced => "as_enforced",
        }
    }
}

/// A single change that would alter the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The fact that changes.
    pub fact: Fact,
    /// The codes that come.
    pub gained: u64,
    /// The codes that go.
    pub lost: u64,
    /// The outcome then.
    pub outcome: Outcome,
}
