//! The desks on which cases wait.

use crate::authority::case::CaseTab;
use crate::components::Tone;
use portcullis_desk::event::EventKind;

/// A desk on which cases wait for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    /// A draft waits for a second person.
    Countersign,
    /// The applicant answered.
    Answers,
    /// They came in and are to be registered or returned.
    Register,
    /// They are to be referred, or decided without.
    Refer,
    /// Agencies contradict one another.
    Conflicts,
    /// All agencies agree, or were silent: a decision is to be drafted.
    Decide,
    /// Agencies are asked and have not all spoken.
    Agencies,
    /// A notice of intent to deny runs.
    Notices,
}

impl Desk {
    /// All of them, in the order of the page: what waits for nobody else first.
    pub const ALL: [Self; 8] = [
        Self::Countersign,
        Self::Answers,
        Self::Register,
        Self::Refer,
        Self::Conflicts,
        Self::Decide,
        Self::Agencies,
        Self::Notices,
    ];

    /// Its word in an address: `desk=register`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Countersign => "countersign",
            Self::Answers => "answers",
            Self::Register => "register",
            Self::Refer => "refer",
            Self::Conflicts => "conflicts",
            Self::Decide => "decide",
            Self::Agencies => "agencies",
            Self::Notices => "notices",
        }
    }

    /// What the page calls it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Countersign => "Drafts to countersign",
            Self::Answers => "Answers that came",
            Self::Register => "To register",
            Self::Refer => "To refer",
            Self::Conflicts => "Conflicts between agencies",
            Self::Decide => "To decide",
            Self::Agencies => "Waiting for agencies",
            Self::Notices => "Notices of intent that run",
        }
    }

    /// Which part of a case is wanted next, where on it, and what the link says.
    pub(super) fn next(self) -> (CaseTab, Option<EventKind>, &'static str) {
        match self {
            Self::Countersign => (CaseTab::Decision, None, "Read the draft"),
            Self::Answers => (CaseTab::Overview, None, "Read the answer"),
            Self::Register => (CaseTab::Overview, None, "Register or return"),
            Self::Refer => (CaseTab::Advice, Some(EventKind::Referred), "Refer"),
            Self::Conflicts => (CaseTab::Advice, None, "See both sides"),
            Self::Decide => (CaseTab::Decision, Some(EventKind::Drafted), "Draft"),
            Self::Agencies => (CaseTab::Advice, None, "See who spoke"),
            Self::Notices => (CaseTab::Decision, None, "See the notice"),
        }
    }

    pub(super) fn tone(self) -> Tone {
        match self {
            Self::Countersign | Self::Answers | Self::Register | Self::Refer | Self::Decide => Tone::Warn,
            Self::Conflicts => Tone::Bad,
            Self::Agencies | Self::Notices => Tone::Info,
        }
    }
}
