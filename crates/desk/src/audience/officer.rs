//! What an officer of the authority sees: all of it, but for what was not given to the authority.

use std::collections::BTreeMap;

use jiff::civil::Date;
use portcullis_license::{Instant, Provider};
use serde::Serialize;

use super::NotTheirs;
use super::allowed::{Allowed, allowed};
use super::decided::draft_text;
use super::documents::{self, SeenDocument};
use super::shown::{self, Given, Line, Question, Version};
use crate::agency::AgencyName;
use crate::case::state::{Draft, Fate, Inspection, Report, Request};
use crate::case::{Case, CaseNumber, Consolidation, Direction, Dispute, Phase, consolidated};
use crate::clock::{self, Clock};
use crate::decision::{DraftText, OutcomeKind};
use crate::event::{Actor, ConsentMark, Digest, Entry, Role};

/// A case for an officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfficerView {
    /// Its number.
    pub case: CaseNumber,
    /// The day for which it is shown.
    pub on: Date,
    /// Where it stands.
    pub phase: Phase,
    /// The provider that applies.
    pub applicant: Provider,
    /// The versions of the application; the last one is current.
    pub versions: Vec<Version>,
    /// Documents of the case that are for the authority.
    pub documents: Vec<SeenDocument>,
    /// Questions to the applicant.
    pub questions: Vec<Question>,
    /// All clocks.
    pub clocks: Vec<Clock>,
    /// What agencies recommend, side by side.
    pub consolidation: Consolidation,
    /// Everything that agencies recommended, by agency and in order.
    pub recommendations: Vec<Given>,
    /// To what each agency agreed since its latest recommendation.
    pub consents: BTreeMap<AgencyName, Vec<ConsentMark>>,
    /// Where advice points to.
    pub direction: Direction,
    /// How a conflict between agencies is being settled.
    pub dispute: Dispute,
    /// All drafts of decisions, in order.
    pub drafts: Vec<DraftShown>,
    /// The number of the draft that waits for a second person.
    pub waiting: Option<u32>,
    /// Inspections, the first has number 1.
    pub inspections: Vec<Inspection>,
    /// Reports, the first has number 1.
    pub reports: Vec<Report>,
    /// Requests to preserve the records, the first has number 1.
    pub requests: Vec<Request>,
    /// The last day on which the records are kept in any case, of a closed case.
    pub kept_until: Option<Date>,
    /// All that happened.
    pub timeline: Vec<NumberedLine>,
    /// What this officer may do next.
    pub next: Vec<Allowed>,
}

/// Something that happened, in words, with its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberedLine {
    /// The number of the event in the case.
    pub number: u32,
    /// What happened.
    #[serde(flatten)]
    pub line: Line,
}

/// A draft of a decision. Who countersigns names its number and digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DraftShown {
    /// Its number, from 1.
    pub number: u32,
    /// What it decides.
    pub outcome: OutcomeKind,
    /// The digest of all of it.
    pub digest: Digest,
    /// The version of the application it is on.
    pub version: u32,
    /// Who drafted it.
    pub by: String,
    /// What became of it.
    pub became: Became,
    /// What it says, where it is kept.
    pub text: Option<DraftText>,
}

/// What became of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "became", rename_all = "snake_case")]
pub enum Became {
    /// It waits for a second person.
    Waits,
    /// Another draft took its place.
    Superseded,
    /// It was sent back.
    SentBack {
        /// By whom.
        by: String,
    },
    /// A second person signed it.
    Countersigned {
        /// Who.
        by: String,
        /// When.
        on: Date,
    },
    /// The case went another way before anybody signed.
    Moot,
}

/// An event in a sentence, as an officer reads it.
#[must_use]
pub fn sentence(entry: &Entry) -> String {
    shown::line_by_name(entry).sentence
}

fn numbered(entry: &Entry) -> NumberedLine {
    NumberedLine { number: entry.number, line: shown::line_by_name(entry) }
}

impl OfficerView {
    /// The case for an officer at a moment. `authority` is the agency that decides; documents for that agency are for its officers.
    ///
    /// # Errors
    /// [`NotTheirs::Part`] for anybody else.
    pub fn of(case: &Case, who: &Actor, at: Instant, authority: &AgencyName) -> Result<Self, NotTheirs> {
        let Actor::Officer { .. } = who else {
            return Err(NotTheirs::Part { needed: Role::Officer, found: who.role() });
        };
        let (state, on) = (case.state(), at.date());
        Ok(Self {
            case: case.number().clone(),
            on,
            phase: state.phase.clone(),
            applicant: state.applicant.clone(),
            versions: shown::versions(case),
            documents: documents::seen(case, authority),
            questions: shown::questions(case),
            clocks: clock::clocks(case.course(), on),
            consolidation: consolidated(case),
            recommendations: state.advice.keys().flat_map(|agency| shown::given(case, agency)).collect(),
            consents: state.advice.iter().map(|(agency, advice)| (agency.clone(), advice.consents.clone())).collect(),
            direction: state.direction(on),
            dispute: state.dispute.clone(),
            drafts: state.drafts.iter().map(|draft| DraftShown::of(case, draft)).collect(),
            waiting: state.waiting().map(|draft| draft.mark.number),
            inspections: state.inspections.clone(),
            reports: state.reports.clone(),
            requests: state.requests.clone(),
            kept_until: state.kept_until(),
            timeline: case.history().iter().map(numbered).collect(),
            next: allowed(case, who, at),
        })
    }
}

impl DraftShown {
    fn of(case: &Case, draft: &Draft) -> Self {
        Self {
            number: draft.mark.number,
            outcome: draft.mark.outcome,
            digest: draft.mark.digest,
            version: draft.version,
            by: draft.by.name.clone(),
            became: match &draft.fate {
                Fate::Waits => Became::Waits,
                Fate::Superseded => Became::Superseded,
                Fate::SentBack { by } => Became::SentBack { by: by.name.clone() },
                Fate::Countersigned { by, on } => Became::Countersigned { by: by.name.clone(), on: *on },
                Fate::Moot => Became::Moot,
            },
            text: draft_text(case, draft).cloned(),
        }
    }
}
