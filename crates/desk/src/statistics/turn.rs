//! How a case came to stand where it does: each time that its outcome became another.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::decision::OutcomeKind;
use crate::event::Event;

/// How an application ended, or that it has not. A denial that is appealed against is one until the appeal is granted; a license that is revoked was issued.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseOutcome {
    /// A license was issued.
    Approved,
    /// It was denied.
    Denied,
    /// It was returned without action.
    Returned,
    /// No license is needed.
    NoLicenseNeeded,
    /// The applicant withdrew it.
    Withdrawn,
    /// None of these yet.
    Pending,
}

impl CaseOutcome {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Approved, Self::Denied, Self::Returned, Self::NoLicenseNeeded, Self::Withdrawn, Self::Pending];

    /// Those that the authority decides on.
    pub const DECIDED: [Self; 4] = [Self::Approved, Self::Denied, Self::Returned, Self::NoLicenseNeeded];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Returned => "returned",
            Self::NoLicenseNeeded => "no_license_needed",
            Self::Withdrawn => "withdrawn",
            Self::Pending => "pending",
        }
    }
}

impl fmt::Display for CaseOutcome {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.word())
    }
}

/// The outcome of a case became another.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// When.
    pub on: Date,
    /// Which.
    pub to: CaseOutcome,
}

/// Each time that the outcome of a case became another; first it came in and was pending.
pub(crate) fn turns(case: &Case) -> Vec<Turn> {
    let mut drafts: BTreeMap<u32, OutcomeKind> = BTreeMap::new();
    let mut turns: Vec<Turn> = Vec::new();
    for entry in case.history() {
        let before = turns.last().map(|turn| turn.to);
        let to = match &entry.event {
            Event::Received { .. } => Some(CaseOutcome::Pending),
            Event::Drafted { draft, .. } => {
                drafts.insert(draft.number, draft.outcome);
                None
            }
            Event::Countersigned { draft, .. } => drafts.get(draft).copied().and_then(signed),
            Event::Returned { .. } => Some(CaseOutcome::Returned),
            // Under appeal it is the appeal that is withdrawn.
            Event::Withdrawn { .. } if before != Some(CaseOutcome::Denied) => Some(CaseOutcome::Withdrawn),
            Event::BecameFinal {} => Some(CaseOutcome::Denied),
            _ => None,
        };
        turns.extend(to.filter(|to| before != Some(*to)).map(|to| Turn { on: entry.at.date(), to }));
    }
    turns
}

/// What a signed decision makes of the application; nothing where it is about a notice, a denial that stands, or a license.
fn signed(outcome: OutcomeKind) -> Option<CaseOutcome> {
    match outcome {
        OutcomeKind::Approve => Some(CaseOutcome::Approved),
        OutcomeKind::Deny => Some(CaseOutcome::Denied),
        OutcomeKind::ReturnWithoutAction => Some(CaseOutcome::Returned),
        OutcomeKind::NoLicenseNeeded => Some(CaseOutcome::NoLicenseNeeded),
        OutcomeKind::AppealGranted => Some(CaseOutcome::Pending),
        OutcomeKind::IntentToDeny
        | OutcomeKind::AppealDismissed
        | OutcomeKind::Vary
        | OutcomeKind::Reinstate
        | OutcomeKind::Revoke => None,
    }
}
