//! The words of an answer, and which of two is stricter.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What the law says of a transaction. The order is by strictness, the loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// No provision reaches this: the gate is open.
    NotRequired,
    /// A license exception or a license applies: open, with obligations.
    Authorized,
    /// A fact that would decide is unknown: closed, to a person.
    Depends,
    /// On this date the state of the law is not known: closed, to a person.
    Unverified,
    /// Closed until a license covers it.
    LicenseRequired,
    /// No license is available, or a party is barred: closed.
    Prohibited,
}

impl Outcome {
    /// Every outcome, the loosest first.
    pub const ALL: [Self; 6] =
        [Self::NotRequired, Self::Authorized, Self::Depends, Self::Unverified, Self::LicenseRequired, Self::Prohibited];

    /// The word of the interface.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotRequired => "not_required",
            Self::Authorized => "authorized",
            Self::Depends => "depends",
            Self::Unverified => "unverified",
            Self::LicenseRequired => "license_required",
            Self::Prohibited => "prohibited",
        }
    }

    /// Whether the gate may open.
    #[must_use]
    pub fn opens(self) -> bool {
        matches!(self, Self::NotRequired | Self::Authorized)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How an authority looks at an application. The order is by strictness, the loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewPolicy {
    /// Granted unless something speaks against it.
    PresumptionOfApproval,
    /// Weighed on its facts.
    CaseByCase,
    /// Refused unless something speaks for it.
    PresumptionOfDenial,
}

impl ReviewPolicy {
    /// Every policy, the loosest first.
    pub const ALL: [Self; 3] = [Self::PresumptionOfApproval, Self::CaseByCase, Self::PresumptionOfDenial];

    /// The word of the interface.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::PresumptionOfApproval => "presumption_of_approval",
            Self::CaseByCase => "case_by_case",
            Self::PresumptionOfDenial => "presumption_of_denial",
        }
    }

    /// The policy with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.word() == word)
    }
}

impl fmt::Display for ReviewPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What a party does with an item: the actions of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Rental of compute; nothing moves to the customer.
    ProvideCompute,
    /// Out of the country of origin.
    Export,
    /// From one foreign country to another.
    Reexport,
    /// Within one country, to another party or use.
    Transfer,
    /// Release of model weights.
    ModelWeights,
    /// Service or support by a person.
    Support,
    /// Acquisition.
    Purchase,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::ProvideCompute,
        Self::Export,
        Self::Reexport,
        Self::Transfer,
        Self::ModelWeights,
        Self::Support,
        Self::Purchase,
    ];

    /// The word of the interface and the name of the Cedar action.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ProvideCompute => "provide_compute",
            Self::Export => "export",
            Self::Reexport => "reexport",
            Self::Transfer => "transfer",
            Self::ModelWeights => "model_weights",
            Self::Support => "support",
            Self::Purchase => "purchase",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Its bit in a set of kinds.
    #[must_use]
    pub const fn bit(self) -> u8 {
        1 << (self as u8)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
