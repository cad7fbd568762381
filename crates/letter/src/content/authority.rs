//! Letters about records, places and appeals.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Records or a place are to be inspected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InspectionNotice {
    /// The matter: a license, a transaction.
    pub matter: String,
    /// Where.
    pub place: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The records to have ready.
    pub records: Vec<String>,
    /// Who comes.
    pub officers: Vec<String>,
}

/// Records must not be destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preservation {
    /// The matter: a license, a transaction.
    pub matter: String,
    /// Which records.
    pub records: Vec<String>,
    /// Of which time, from.
    pub from: Date,
    /// Of which time, until; none where it goes on.
    pub until: Option<Date>,
    /// By when the addressee confirms.
    pub confirm_by: Date,
}

/// An appeal was withdrawn by the applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealWithdrawn {
    /// The number of the appeal.
    pub appeal: String,
    /// When it was filed.
    pub filed: Date,
    /// The action appealed, in a line.
    pub action: String,
    /// When it was withdrawn.
    pub withdrawn: Date,
    /// Who asked for it.
    pub by: String,
}

/// An appeal is decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealDecision {
    /// The number of the appeal.
    pub appeal: String,
    /// When it was filed.
    pub filed: Date,
    /// The action appealed, in a line.
    pub action: String,
    /// The decision, in a sentence.
    pub decision: String,
    /// Why.
    pub reasons: Vec<String>,
    /// What follows from it, and from when.
    pub effects: Vec<String>,
}
