//! What agencies recommend: for the whole of an application, or apart for an item, a party or a site.

use std::fmt;

use portcullis_license::{Condition, LineName, Site};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::agency::AgencyName;

/// What a position is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "about", rename_all = "snake_case", deny_unknown_fields)]
pub enum Subject {
    /// All of it, but for what another position of the same recommendation is about.
    Application,
    /// One line of items.
    Item {
        /// The line.
        line: LineName,
    },
    /// One party.
    Party {
        /// Its name.
        name: String,
    },
    /// One site.
    Site {
        /// The site.
        site: Site,
    },
}

/// What is recommended (15 CFR 750.4 and 750.6 have these outcomes).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "says", rename_all = "snake_case", deny_unknown_fields)]
pub enum Says {
    /// Approve.
    Approve,
    /// Approve, if these conditions are kept; the agency owns them.
    ApproveWithConditions {
        /// The conditions.
        conditions: Vec<Condition>,
    },
    /// Deny, because.
    Deny {
        /// The reasons, in law and policy.
        reasons: String,
    },
    /// No license is needed for it.
    NoLicenseNeeded,
    /// Return it without action, because.
    ReturnWithoutAction {
        /// Why.
        reasons: String,
    },
}

/// Where a position stands, without its words. Conditions are apart: who approves with conditions approves.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stand {
    /// Approve, with conditions or without.
    Approve,
    /// Deny.
    Deny,
    /// No license is needed.
    NoLicenseNeeded,
    /// Return without action.
    ReturnWithoutAction,
}

impl Says {
    /// Where it stands.
    #[must_use]
    pub fn stand(&self) -> Stand {
        match self {
            Self::Approve | Self::ApproveWithConditions { .. } => Stand::Approve,
            Self::Deny { .. } => Stand::Deny,
            Self::NoLicenseNeeded => Stand::NoLicenseNeeded,
            Self::ReturnWithoutAction { .. } => Stand::ReturnWithoutAction,
        }
    }

    /// The reasons that it has to give, where it has to.
    pub(crate) fn reasons(&self) -> Option<&str> {
        match self {
            Self::Deny { reasons } | Self::ReturnWithoutAction { reasons } => Some(reasons),
            Self::Approve | Self::ApproveWithConditions { .. } | Self::NoLicenseNeeded => None,
        }
    }
}

impl fmt::Display for Stand {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Approve => "approve",
            Self::Deny => "deny",
            Self::NoLicenseNeeded => "no_license_needed",
            Self::ReturnWithoutAction => "return_without_action",
        })
    }
}

/// A position on a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// On what.
    pub subject: Subject,
    /// What is recommended.
    pub says: Says,
}

/// A recommendation of an agency. Every version is kept; the latest counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recommendation {
    /// Whose.
    pub agency: AgencyName,
    /// Its positions, no two on one subject; one of them on [`Subject::Application`].
    pub positions: Vec<Position>,
}
