//! Where a filing stands, as the provider knows it.

use std::fmt;

use portcullis_exchange::body;
use portcullis_license::Instant;

use super::{Filing, FilingEvent};

/// A question, and whether it was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// As it was asked.
    pub asked: body::Question,
    /// When it came.
    pub at: Instant,
    /// The number of the entry that answers it.
    pub answered: Option<u32>,
}

/// Where a filing stands.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It is on its way, or the authority has not said that it has it.
    Sent,
    /// The authority did not take it.
    NotTaken,
    /// The authority works on it.
    Pending,
    /// The authority waits for an answer.
    Asked,
    /// The provider took it back.
    Withdrawn,
    /// The authority intends to deny it.
    IntentToDeny,
    /// It was denied.
    Denied,
    /// The provider appealed.
    Appealed,
    /// The appeal was dismissed.
    DenialStands,
    /// It was returned without action.
    Returned,
    /// No license is needed.
    NotNeeded,
    /// A license was issued; how it stands now, the ledger knows.
    Licensed,
    /// Its time is over, and what was said is erased.
    Erased,
}

impl Stage {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::Sent,
        Self::NotTaken,
        Self::Pending,
        Self::Asked,
        Self::Withdrawn,
        Self::IntentToDeny,
        Self::Denied,
        Self::Appealed,
        Self::DenialStands,
        Self::Returned,
        Self::NotNeeded,
        Self::Licensed,
        Self::Erased,
    ];

    /// Whether something is to be decided, so that the authority can be told of it: an answer, or that it is taken back.
    #[must_use]
    pub fn is_pending(self) -> bool {
        matches!(self, Self::Sent | Self::Pending | Self::Asked | Self::IntentToDeny | Self::Appealed)
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::NotTaken => "not taken by the authority",
            Self::Pending => "pending",
            Self::Asked => "asked a question",
            Self::Withdrawn => "withdrawn",
            Self::IntentToDeny => "intent to deny",
            Self::Denied => "denied",
            Self::Appealed => "under appeal",
            Self::DenialStands => "denied, and the appeal dismissed",
            Self::Returned => "returned without action",
            Self::NotNeeded => "no license needed",
            Self::Licensed => "licensed",
            Self::Erased => "erased",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.words())
    }
}

impl Filing {
    /// Where it stands. What is decided for good overrules what the provider did meanwhile; before that, a withdrawal ends it unless it is refused.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self.decisions.last().map(|decision| decision.outcome.as_str()) {
            _ if self.is_erased() => Stage::Erased,
            Some("approve" | "vary" | "reinstate" | "revoke") => Stage::Licensed,
            Some("return_without_action") => Stage::Returned,
            Some("no_license_needed") => Stage::NotNeeded,
            Some("appeal_dismissed") => Stage::DenialStands,
            Some("deny") => self.after_denial(),
            _ if self.latest(is_withdrawal).is_some() => Stage::Withdrawn,
            Some("intent_to_deny") => Stage::IntentToDeny,
            _ if self.case.is_none() && self.refusals.iter().any(|(number, _)| *number == 1) => Stage::NotTaken,
            _ if self.case.is_none() => Stage::Sent,
            _ if self.open_questions().next().is_some() => Stage::Asked,
            _ => Stage::Pending,
        }
    }

    /// Each denial can be appealed against once, and the appeal withdrawn.
    fn after_denial(&self) -> Stage {
        let denials = self.decisions.iter().filter(|decision| decision.outcome.as_str() == "deny").count();
        match self.latest(is_appeal) {
            Some(_) if self.standing().filter(|entry| is_appeal(&entry.event)).count() < denials => Stage::Denied,
            None => Stage::Denied,
            appeal if self.latest(is_withdrawal) > appeal => Stage::DenialStands,
            Some(_) => Stage::Appealed,
        }
    }

    /// The number of the latest such event that the authority did not refuse.
    pub(super) fn latest(&self, is_such: fn(&FilingEvent) -> bool) -> Option<u32> {
        self.standing().rfind(|entry| is_such(&entry.event)).map(|entry| entry.number)
    }

    /// Whether what was filed is erased.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.entries.first().is_some_and(|entry| entry.event.filed().is_none())
    }
}

fn is_withdrawal(event: &FilingEvent) -> bool {
    matches!(event, FilingEvent::Withdrawn { .. })
}

fn is_appeal(event: &FilingEvent) -> bool {
    matches!(event, FilingEvent::Appealed { .. })
}
