//! An answer in the form in which it is published: what a machine relies on is what a person is shown, so the page can
//! show an answer of last year as it was given, by whatever program gave it.
//!
//! Fields that this version does not know are left alone; words that it does not know are shown as they are.

mod found;

pub use found::{AnswerHeld, AnswerHit, AnswerOwner, AnswerOwnership, AnswerParty, AnswerResolution, AnswerScreening};

use jiff::civil::Date;
use portcullis_law::{Outcome, ReviewPolicy};
use serde::Deserialize;
use serde_json::Value;

/// Why something is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the answer, at `{field}`: {problem}; show the answer as it was recorded, or ask again")]
pub struct AnswerError {
    /// The field.
    pub field: String,
    /// What is wrong there.
    pub problem: String,
}

/// An answer to a request.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PublishedAnswer {
    /// The caller's name for the request.
    pub id: Option<String>,
    /// The date it is about.
    pub on: Date,
    /// The profile it was made with.
    pub profile: String,
    /// What the law says.
    pub outcome: Outcome,
    /// How an application would be looked at.
    pub review_policy: Option<ReviewPolicy>,
    /// Why.
    #[serde(default)]
    pub reasons: Vec<AnswerReason>,
    /// License exceptions that were tried.
    #[serde(default)]
    pub exceptions: Vec<AnswerException>,
    /// What must be done or kept.
    #[serde(default)]
    pub obligations: Vec<String>,
    /// Fields of the request that would decide and are not known.
    #[serde(default)]
    pub missing: Vec<String>,
    /// The outcome under each regime.
    #[serde(default)]
    pub regimes: Vec<AnswerRegime>,
    /// The outcome without what the profile assumes.
    pub without_assumptions: AnswerWithoutAssumptions,
    /// Single changes that would alter the outcome.
    #[serde(default)]
    pub would_change: Vec<AnswerChange>,
    /// What was taken for granted because it was left out.
    #[serde(default)]
    pub assumptions: Vec<String>,
    /// What screening found.
    #[serde(default)]
    pub screening: Vec<AnswerScreening>,
    /// What the ownership graph said.
    #[serde(default)]
    pub ownership: Vec<AnswerOwnership>,
    /// What it was made from.
    pub versions: AnswerVersions,
    /// Every fact, where it was asked for.
    #[serde(default)]
    pub facts: Vec<AnswerFact>,
    /// How long it stays so, where it was asked for.
    #[serde(default)]
    pub span: Option<AnswerSpan>,
}

impl PublishedAnswer {
    /// Reads an answer.
    ///
    /// # Errors
    /// [`AnswerError`] with the field that is not as it is published.
    pub fn read(value: Value) -> Result<Self, AnswerError> {
        serde_path_to_error::deserialize(value)
            .map_err(|error| AnswerError { field: error.path().to_string(), problem: error.inner().to_string() })
    }
}

/// A provision that bears on the outcome.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerReason {
    /// Its id.
    pub provision: String,
    /// Its citation.
    pub citation: String,
    /// The instrument it stands in.
    pub instrument: String,
    /// The regime of that.
    pub regime: String,
    /// How far the instrument has come.
    pub stage: String,
    /// How the provision stands on the date.
    pub standing: String,
    /// How well that is known.
    pub evidence: String,
    /// What it does.
    pub effect: String,
    /// Whether it fires, was lifted, is open, or failed.
    pub weight: String,
    /// What it comes to.
    pub outcome: Outcome,
    /// How an application would be looked at.
    pub review_policy: Option<ReviewPolicy>,
    /// What it says.
    pub text: String,
    /// Entries and paths that it rests on.
    #[serde(default)]
    pub because: Vec<String>,
}

/// A license exception that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerException {
    /// Its name.
    pub name: String,
    /// The provision.
    pub provision: String,
    /// Its citation.
    pub citation: String,
    /// Whether it holds; nothing where that is not known.
    pub holds: Option<bool>,
    /// Why.
    pub because: String,
}

/// A regime.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerRegime {
    /// Its id.
    pub regime: String,
    /// The outcome under it.
    pub outcome: Outcome,
    /// How an application would be looked at.
    pub review_policy: Option<ReviewPolicy>,
    /// Outcomes under other readings of the law.
    #[serde(default)]
    pub readings: Vec<AnswerReading>,
}

/// A reading of the law.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerReading {
    /// Which.
    pub reading: String,
    /// What it comes to.
    pub outcome: Outcome,
}

/// The outcome without what the profile assumes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerWithoutAssumptions {
    /// The outcome.
    pub outcome: Outcome,
    /// How an application would be looked at.
    pub review_policy: Option<ReviewPolicy>,
    /// Instruments that are applied as if they were in force.
    #[serde(default)]
    pub assumed: Vec<String>,
}

/// A change of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerChange {
    /// The field of the request.
    pub fact: String,
    /// What would have to be so.
    pub change: String,
    /// What it would come to.
    pub outcome: Outcome,
}

/// What an answer was made from, each by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerVersions {
    /// The law.
    pub law: String,
    /// The catalog.
    pub catalog: String,
    /// Snapshots of lists.
    #[serde(default)]
    pub lists: Vec<AnswerVersion>,
    /// Files of owners.
    #[serde(default)]
    pub ownership: Vec<AnswerVersion>,
}

/// A file that an answer was made from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerVersion {
    /// The source or the document.
    #[serde(alias = "document")]
    pub source: String,
    /// The day of which it speaks, where it says so.
    #[serde(default)]
    pub as_of: Option<Date>,
    /// SHA-256 of its content.
    pub sha256: String,
}

/// A fact as it entered the determination.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerFact {
    /// What it says.
    pub about: String,
    /// What holds.
    #[serde(default)]
    pub holds: Vec<String>,
    /// What may hold.
    #[serde(default)]
    pub open: Vec<String>,
    /// Whether what was stated contradicts itself.
    #[serde(default)]
    pub contradiction: bool,
    /// The fields it comes from.
    #[serde(default)]
    pub fields: Vec<String>,
    /// What it rests on.
    #[serde(default)]
    pub evidence: String,
}

/// The time in which an answer stays the same.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerSpan {
    /// Its first day.
    pub since: Option<Date>,
    /// The answer before.
    pub before: Option<AnswerVerdict>,
    /// The first day of the next answer.
    pub until: Option<Date>,
    /// The answer from then on.
    pub after: Option<AnswerVerdict>,
}

/// An outcome with its review policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct AnswerVerdict {
    /// The outcome.
    pub outcome: Outcome,
    /// How an application would be looked at.
    pub review_policy: Option<ReviewPolicy>,
}
