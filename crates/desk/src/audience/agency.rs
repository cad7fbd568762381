//! What somebody who speaks for an agency sees: the application and the evidence, its own agency's words, and others' once all have spoken.

use jiff::civil::Date;
use portcullis_license::{Instant, Provider};
use serde::{Deserialize, Serialize};

use super::NotTheirs;
use super::allowed::{Allowed, allowed};
use super::decided::{Decision, decisions};
use super::documents::{self, SeenDocument};
use super::shown::{self, Given, Line, Question, Version};
use super::sight::{agency_sees, all_spoke};
use crate::advice::Recommendation;
use crate::agency::AgencyName;
use crate::case::{Case, CaseNumber, Consolidation, Direction, Dispute, Phase, consolidated};
use crate::clock::{self, Clock, ClockName};
use crate::event::{Actor, ConsentMark, Entry, Role};

/// A recommendation that an agency writes on and has not given. It is no event of the case, and no other audience's view takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecommendationDraft {
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Instant,
    /// The version of the application it is on.
    pub version: u32,
    /// What it would say; it names its agency.
    pub said: Recommendation,
}

/// A case for an agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AgencyView {
    /// Its number.
    pub case: CaseNumber,
    /// The day for which it is shown.
    pub on: Date,
    /// The agency.
    pub agency: AgencyName,
    /// Where the case stands.
    pub phase: Phase,
    /// The provider that applies.
    pub applicant: Provider,
    /// The versions of the application; the last one is current.
    pub versions: Vec<Version>,
    /// Documents of the case that are for the agency.
    pub documents: Vec<SeenDocument>,
    /// Questions to the applicant.
    pub questions: Vec<Question>,
    /// The clocks of the case and of the agency; of the dispute, once all have spoken.
    pub clocks: Vec<Clock>,
    /// What the agency recommended, in order.
    pub recommendations: Vec<Given>,
    /// What it has in draft.
    pub drafts: Vec<RecommendationDraft>,
    /// To what it agreed since its latest recommendation.
    pub consents: Vec<ConsentMark>,
    /// When it was taken to agree.
    pub taken_to_agree: Option<Date>,
    /// What all agencies say; nothing until all have spoken or are taken to agree.
    pub together: Option<Together>,
    /// What was decided.
    pub decisions: Vec<Decision>,
    /// What happened, as far as it is for the agency.
    pub timeline: Vec<Line>,
    /// What this person may do next.
    pub next: Vec<Allowed>,
}

/// What all agencies say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Together {
    /// Side by side.
    pub consolidation: Consolidation,
    /// Where that points to.
    pub direction: Direction,
    /// How a conflict is being settled.
    pub dispute: Dispute,
}

/// An event in a sentence, as somebody of an agency reads it: with the names of its own people.
#[must_use]
pub fn sentence(entry: &Entry, agency: &AgencyName) -> String {
    line(entry, agency).sentence
}

fn line(entry: &Entry, agency: &AgencyName) -> Line {
    shown::line_by_part(entry, |entry| entry.by.agency() == Some(agency))
}

impl AgencyView {
    /// The case for somebody who speaks for an agency, at a moment. Of `drafts`, those of other agencies are passed over.
    ///
    /// # Errors
    /// [`NotTheirs`] for anybody else, and where the case was not referred to the agency.
    pub fn of(case: &Case, who: &Actor, at: Instant, drafts: &[RecommendationDraft]) -> Result<Self, NotTheirs> {
        let Actor::Adviser { agency, .. } = who else {
            return Err(NotTheirs::Part { needed: Role::Adviser, found: who.role() });
        };
        let (state, on) = (case.state(), at.date());
        let Some(advice) = state.advice.get(agency) else {
            return Err(NotTheirs::NotReferred { agency: agency.clone() });
        };
        let all_spoke = all_spoke(case);
        let seen = case.history().iter().filter(|entry| agency_sees(entry, agency, all_spoke));
        Ok(Self {
            case: case.number().clone(),
            on,
            agency: agency.clone(),
            phase: state.phase.clone(),
            applicant: state.applicant.clone(),
            versions: shown::versions(case),
            documents: documents::seen(case, agency),
            questions: shown::questions(case),
            clocks: clocks(case, agency, on, all_spoke),
            recommendations: shown::given(case, agency).collect(),
            drafts: drafts.iter().filter(|draft| draft.said.agency == *agency).cloned().collect(),
            consents: advice.consents.clone(),
            taken_to_agree: advice.taken_to_agree,
            together: all_spoke.then(|| Together {
                consolidation: consolidated(case),
                direction: state.direction(on),
                dispute: state.dispute.clone(),
            }),
            decisions: decisions(case),
            timeline: seen.map(|entry| line(entry, agency)).collect(),
            next: allowed(case, who, at),
        })
    }
}

fn clocks(case: &Case, agency: &AgencyName, on: Date, all_spoke: bool) -> Vec<Clock> {
    let concerns = |clock: &Clock| match clock.name {
        ClockName::Resolution => true,
        ClockName::InformationRequest | ClockName::Recommendation => clock.agency.as_ref() == Some(agency),
        ClockName::ChairDecision
        | ClockName::AdvisoryCommitteeAppeal
        | ClockName::AdvisoryCommitteeDecision
        | ClockName::ReviewBoardAppeal
        | ClockName::ReviewBoardDecision
        | ClockName::PresidentAppeal => all_spoke,
        ClockName::InitialAction
        | ClockName::PreLicenseCheckRequest
        | ClockName::PreLicenseCheckAnalysis
        | ClockName::AssurancesRequest
        | ClockName::AssurancesInquiry
        | ClockName::AssurancesLicense
        | ClockName::CongressionalNotice
        | ClockName::IntentNotice
        | ClockName::IntentResponse
        | ClockName::FinalDenial
        | ClockName::DenialAppeal => false,
    };
    clock::clocks(case.course(), on).into_iter().filter(concerns).collect()
}
