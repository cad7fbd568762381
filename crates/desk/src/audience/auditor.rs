//! What an auditor sees: who did what, when, and whether it was in time. Nothing that was said; that it was said as the digests have it is for the log to
//! prove.

use jiff::civil::Date;
use portcullis_license::{Instant, Provider};
use schemars::JsonSchema;
use serde::Serialize;

use super::sentence::{Told, who_by_name};
use crate::case::{Case, CaseNumber, Phase};
use crate::clock::{self, Clock};
use crate::event::{Digest, Entry, EventKind, Role};

/// A case for an auditor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditorView {
    /// Its number.
    pub case: CaseNumber,
    /// The day for which it is shown.
    pub on: Date,
    /// Where it stands.
    pub phase: Phase,
    /// The provider that applies.
    pub applicant: Provider,
    /// The digests of the application's versions.
    pub applications: Vec<Digest>,
    /// All clocks.
    pub clocks: Vec<Clock>,
    /// The last day on which the records are kept in any case, of a closed case.
    pub kept_until: Option<Date>,
    /// All that happened.
    pub timeline: Vec<PublicLine>,
}

/// The public part of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublicLine {
    /// The number of the event in the case.
    pub number: u32,
    /// When.
    pub at: Instant,
    /// In what part somebody did it.
    pub role: Role,
    /// Who.
    pub who: String,
    /// What kind of event it is.
    pub kind: EventKind,
    /// The public part, in a sentence.
    pub sentence: String,
    /// Whether what was said is erased, or not shown to this copy; nothing where nothing is said with such an event.
    pub is_erased: Option<bool>,
}

/// An event in a sentence, as an auditor reads it.
#[must_use]
pub fn sentence(entry: &Entry) -> String {
    format!("{} {}.", who_by_name(&entry.by), Told::of(&entry.event).did)
}

impl AuditorView {
    /// The case for an auditor on a day.
    #[must_use]
    pub fn of(case: &Case, on: Date) -> Self {
        let state = case.state();
        Self {
            case: case.number().clone(),
            on,
            phase: state.phase.clone(),
            applicant: state.applicant.clone(),
            applications: state.applications.clone(),
            clocks: clock::clocks(case.course(), on),
            kept_until: state.kept_until(),
            timeline: case.history().iter().map(PublicLine::of).collect(),
        }
    }
}

impl PublicLine {
    fn of(entry: &Entry) -> Self {
        Self {
            number: entry.number,
            at: entry.at,
            role: entry.by.role(),
            who: who_by_name(&entry.by),
            kind: entry.event.kind(),
            sentence: sentence(entry),
            is_erased: entry.event.is_erased(),
        }
    }
}
