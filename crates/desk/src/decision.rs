//! What is decided, by two people.

use std::fmt;

use portcullis_license::License;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::advice::{Stand, Subject};

/// A draft of a decision, all of which its digest covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftText {
    /// What it decides.
    pub outcome: Outcome,
    /// What the application asks for and the license leaves out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<Subject>,
    /// For the colleagues: what it rests on.
    #[serde(default)]
    pub note: String,
}

/// What a decision says (15 CFR 750.6 to 750.8, and part 756 for appeals).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case", deny_unknown_fields)]
pub enum Outcome {
    /// Approved: this license is issued.
    Approve {
        /// The license, with its conditions.
        license: License,
    },
    /// Notice that it is to be denied: the applicant may respond within 20 days, and it is final on day 45 (15 CFR 750.6).
    IntentToDeny {
        /// The reasons, in law and policy, as they may be told.
        reasons: String,
    },
    /// Denied for good.
    Deny {
        /// The reasons, in law and policy, as they may be told.
        reasons: String,
    },
    /// Returned without action.
    ReturnWithoutAction {
        /// Why, and what would mend it.
        reasons: String,
    },
    /// No license is needed.
    NoLicenseNeeded {
        /// Why not.
        reasons: String,
    },
    /// The appeal is dismissed: the denial stands.
    AppealDismissed {
        /// Why.
        reasons: String,
    },
    /// The appeal is granted: the denial is set aside and the application is under review again.
    AppealGranted {
        /// Why.
        reasons: String,
    },
    /// The license is varied: this version takes the place of the one before.
    Vary {
        /// The license as it is from then on.
        license: License,
    },
    /// The license is in force again after a suspension.
    Reinstate {
        /// Why.
        reasons: String,
    },
    /// The license is ended by the authority.
    Revoke {
        /// Why.
        reasons: String,
    },
}

/// What a decision says, without its words.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// Approved.
    Approve,
    /// Notice that it is to be denied.
    IntentToDeny,
    /// Denied for good.
    Deny,
    /// Returned without action.
    ReturnWithoutAction,
    /// No license is needed.
    NoLicenseNeeded,
    /// The appeal is dismissed.
    AppealDismissed,
    /// The appeal is granted.
    AppealGranted,
    /// The license is varied.
    Vary,
    /// The license is in force again.
    Reinstate,
    /// The license is ended.
    Revoke,
}

impl Outcome {
    /// What it says, without its words.
    #[must_use]
    pub fn kind(&self) -> OutcomeKind {
        match self {
            Self::Approve { .. } => OutcomeKind::Approve,
            Self::IntentToDeny { .. } => OutcomeKind::IntentToDeny,
            Self::Deny { .. } => OutcomeKind::Deny,
            Self::ReturnWithoutAction { .. } => OutcomeKind::ReturnWithoutAction,
            Self::NoLicenseNeeded { .. } => OutcomeKind::NoLicenseNeeded,
            Self::AppealDismissed { .. } => OutcomeKind::AppealDismissed,
            Self::AppealGranted { .. } => OutcomeKind::AppealGranted,
            Self::Vary { .. } => OutcomeKind::Vary,
            Self::Reinstate { .. } => OutcomeKind::Reinstate,
            Self::Revoke { .. } => OutcomeKind::Revoke,
        }
    }

    /// The word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        self.kind().word()
    }

    /// The license that it issues or varies.
    #[must_use]
    pub fn license(&self) -> Option<&License> {
        match self {
            Self::Approve { license } | Self::Vary { license } => Some(license),
            _ => None,
        }
    }

    /// The reasons it gives; a license speaks for itself.
    #[must_use]
    pub fn reasons(&self) -> Option<&str> {
        match self {
            Self::Approve { .. } | Self::Vary { .. } => None,
            Self::IntentToDeny { reasons }
            | Self::Deny { reasons }
            | Self::ReturnWithoutAction { reasons }
            | Self::NoLicenseNeeded { reasons }
            | Self::AppealDismissed { reasons }
            | Self::AppealGranted { reasons }
            | Self::Reinstate { reasons }
            | Self::Revoke { reasons } => Some(reasons),
        }
    }
}

impl OutcomeKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Approve,
        Self::IntentToDeny,
        Self::Deny,
        Self::ReturnWithoutAction,
        Self::NoLicenseNeeded,
        Self::AppealDismissed,
        Self::AppealGranted,
        Self::Vary,
        Self::Reinstate,
        Self::Revoke,
    ];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::IntentToDeny => "intent_to_deny",
            Self::Deny => "deny",
            Self::ReturnWithoutAction => "return_without_action",
            Self::NoLicenseNeeded => "no_license_needed",
            Self::AppealDismissed => "appeal_dismissed",
            Self::AppealGranted => "appeal_granted",
            Self::Vary => "vary",
            Self::Reinstate => "reinstate",
            Self::Revoke => "revoke",
        }
    }

    /// Whether a license goes with it.
    #[must_use]
    pub fn has_license(self) -> bool {
        matches!(self, Self::Approve | Self::Vary)
    }

    /// Whether it follows advice that stands so; what advice is not asked for follows any.
    #[must_use]
    pub fn follows(self, stand: Stand) -> bool {
        match self {
            Self::Approve => stand == Stand::Approve,
            Self::IntentToDeny | Self::Deny => stand == Stand::Deny,
            Self::NoLicenseNeeded => stand == Stand::NoLicenseNeeded,
            Self::ReturnWithoutAction
            | Self::AppealDismissed
            | Self::AppealGranted
            | Self::Vary
            | Self::Reinstate
            | Self::Revoke => true,
        }
    }
}

impl fmt::Display for OutcomeKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}
