//! What somebody does in the course of a story.

use portcullis_desk::case::PhaseKind;
use portcullis_desk::course::{Rung, StopCause};
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::event::Step as Progressed;

/// What an agency says.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum View {
    Approve,
    /// With conditions of its own.
    Conditions,
    /// But for the second site.
    WithoutSite,
    Deny,
    NotNeeded,
}

/// One step.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    // The provider.
    File,
    Answer,
    Amend,
    Withdraw,
    Respond,
    Appeal,
    Surrender,
    /// The next use is more than was reserved.
    Overrun,
    TellBreach,
    // The authority.
    Register,
    Return,
    Ask,
    Consult,
    Refer,
    Hold(StopCause),
    Progress(Progressed),
    Resume(StopCause),
    /// What was found at the customer's office goes with the case.
    Attach,
    WithdrawIntent,
    Draft(OutcomeKind),
    SendBack,
    Sign,
    Suspend,
    NoteBreach,
    Order,
    Preserve,
    Release,
    Close,
    // The agencies, the chair and the inspector.
    Inform,
    /// The next agency that is silent.
    Advise(View),
    /// Each agency that is silent, one after the other.
    AdviseAll(View),
    Consent,
    Chair,
    Escalate(Rung),
    RungDecides(Rung),
    /// How many of the sample were not as they should be.
    Find(u64),
    // Time.
    /// Until the case is there.
    Until(PhaseKind),
    /// Until every agency has spoken or is taken to agree.
    UntilAdvised,
    /// Until the license has lapsed.
    UntilLapsed,
}

impl Step {
    /// Whether the provider takes it.
    pub(crate) fn is_of_provider(self) -> bool {
        matches!(
            self,
            Self::File
                | Self::Answer
                | Self::Amend
                | Self::Withdraw
                | Self::Respond
                | Self::Appeal
                | Self::Surrender
                | Self::Overrun
                | Self::TellBreach
        )
    }
}

/// A step, and how many days after the one before it: between the two.
#[derive(Copy, Clone, Debug)]
pub(crate) struct Turn {
    pub(crate) step: Step,
    pub(crate) least: u64,
    pub(crate) most: u64,
}

/// A step so many days after the one before it.
pub(crate) const fn after(least: u64, most: u64, step: Step) -> Turn {
    Turn { step, least, most }
}
