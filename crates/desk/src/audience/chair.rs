//! What the chair of the operating committee sees: the agencies side by side, what they are about, and how their dispute goes.

use jiff::civil::Date;
use portcullis_application::Application;
use portcullis_license::{Instant, Provider};
use serde::Serialize;

use super::NotTheirs;
use super::allowed::{Allowed, allowed};
use super::decided::{Decision, decisions};
use super::documents::{self, SeenDocument};
use super::shown::{self, Line, Question};
use super::sight::chair_sees;
use crate::agency::AgencyName;
use crate::case::{Case, CaseNumber, Consolidation, Direction, Dispute, Phase, consolidated};
use crate::clock::{self, Clock};
use crate::event::{Actor, Entry, Role};

/// A case for the chair of the operating committee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChairView {
    /// Its number.
    pub case: CaseNumber,
    /// The day for which it is shown.
    pub on: Date,
    /// Where the case stands.
    pub phase: Phase,
    /// The provider that applies.
    pub applicant: Provider,
    /// The current version of the application, where it is kept.
    pub application: Option<Application>,
    /// Documents of the case that are for the authority, whose head appoints the chair (15 CFR 750.4(f); recall: high).
    pub documents: Vec<SeenDocument>,
    /// Questions to the applicant.
    pub questions: Vec<Question>,
    /// What agencies recommend, side by side.
    pub consolidation: Consolidation,
    /// Where that points to.
    pub direction: Direction,
    /// How a conflict is being settled.
    pub dispute: Dispute,
    /// All clocks.
    pub clocks: Vec<Clock>,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// What happened, as far as it is for the chair.
    pub timeline: Vec<Line>,
    /// What this person may do next.
    pub next: Vec<Allowed>,
}

/// An event in a sentence, as the chair reads it: with names of the chair alone.
#[must_use]
pub fn sentence(entry: &Entry) -> String {
    line(entry).sentence
}

fn line(entry: &Entry) -> Line {
    shown::line_by_part(entry, |entry| entry.by.role() == Role::Chair)
}

impl ChairView {
    /// The case for the chair at a moment. `authority` is the agency that decides.
    ///
    /// # Errors
    /// [`NotTheirs::Part`] for anybody else.
    pub fn of(case: &Case, who: &Actor, at: Instant, authority: &AgencyName) -> Result<Self, NotTheirs> {
        let Actor::Chair { .. } = who else {
            return Err(NotTheirs::Part { needed: Role::Chair, found: who.role() });
        };
        let (state, on) = (case.state(), at.date());
        Ok(Self {
            case: case.number().clone(),
            on,
            phase: state.phase.clone(),
            applicant: state.applicant.clone(),
            application: case.application().cloned(),
            documents: documents::seen_now(case, authority),
            questions: shown::questions(case),
            consolidation: consolidated(case),
            direction: state.direction(on),
            dispute: state.dispute.clone(),
            clocks: clock::clocks(case.course(), on),
            decisions: decisions(case),
            timeline: case.history().iter().filter(|entry| chair_sees(entry)).map(line).collect(),
            next: allowed(case, who, at),
        })
    }
}
