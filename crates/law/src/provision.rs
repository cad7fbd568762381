//! Provisions: one rule of an instrument each, with its condition and what follows when it fires.

use crate::condition::Condition;
use crate::outcome::{Kind, Outcome, ReviewPolicy};
use jiff::civil::Date;

/// A provision's place among all provisions.
pub type ProvisionIndex = usize;

/// What follows when a provision fires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// No license is available, or a party is barred.
    Prohibited,
    /// A license is needed, looked at with this policy unless a review provision replaces it.
    LicenseRequired(ReviewPolicy),
    /// Replaces the review policy of these provisions.
    Review(ReviewPolicy, Vec<ProvisionIndex>),
    /// Lifts these provisions; the text is the exception's short name.
    Exception(String, Vec<ProvisionIndex>),
    /// A person must settle this field of the request.
    Depends(String),
    /// Something must be done; nothing is closed.
    Duty,
    /// Something should be known; nothing is closed.
    Notice,
}

impl Effect {
    /// The word of the annotation.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Prohibited => "prohibited",
            Self::LicenseRequired(_) => "license_required",
            Self::Review(..) => "review",
            Self::Exception(..) => "exception",
            Self::Depends(_) => "depends",
            Self::Duty => "duty",
            Self::Notice => "notice",
        }
    }

    /// The outcome a provision with this effect gives by itself.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Prohibited => Outcome::Prohibited,
            Self::LicenseRequired(_) => Outcome::LicenseRequired,
            Self::Depends(_) => Outcome::Depends,
            Self::Exception(..) => Outcome::Authorized,
            Self::Review(..) | Self::Duty | Self::Notice => Outcome::NotRequired,
        }
    }
}

/// A provision.
#[derive(Debug, Clone)]
pub struct Provision {
    /// Its name in this project, unique over all regimes.
    pub id: String,
    /// The place of its regime.
    pub regime: usize,
    /// The place of its instrument in the regime.
    pub instrument: usize,
    /// Section, paragraph, page.
    pub citation: String,
    /// What follows when it fires.
    pub effect: Effect,
    /// The evidence for it.
    pub evidence: String,
    /// One plain sentence.
    pub text: String,
    /// First day.
    pub effective_from: Date,
    /// Last day.
    pub effective_to: Option<Date>,
    /// What must be done or kept if it applies.
    pub obligations: Vec<String>,
    /// The kinds of transaction it looks at: bits of [`Kind::bit`].
    pub kinds: u8,
    /// When it fires.
    pub condition: Condition,
    /// The Cedar text.
    pub source: String,
}

impl Provision {
    /// Whether a date lies between its first and its last day.
    #[must_use]
    pub fn covers(&self, on: Date) -> bool {
        self.effective_from <= on && self.effective_to.is_none_or(|to| on <= to)
    }

    /// Whether it looks at this kind of transaction.
    #[must_use]
    pub fn concerns(&self, kind: Kind) -> bool {
        self.kinds & kind.bit() != 0
    }

    /// The dates on which it begins and ends.
    pub(crate) fn change_dates(&self) -> impl Iterator<Item = Date> {
        [Some(self.effective_from), self.effective_to.and_then(|to| to.tomorrow().ok())].into_iter().flatten()
    }
}

/// How a provision stands on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// In force.
    InForce,
    /// Not in force, but applied as if it were, because the operator's profile says so.
    AsIf,
    /// In force and publicly not enforced.
    Unenforced,
    /// Whether it is in force is not known.
    Unverified,
}
