//! What a case is made of, as far as it is public: all that the next event is judged by.

use std::collections::BTreeMap;

use jiff::civil::Date;
use portcullis_access::proposal::Signer;
use portcullis_license::{Instant, Provider};
use serde::Serialize;

use super::phase::Phase;
use super::why::Why;
use crate::agency::AgencyName;
use crate::clock::{self, Clock, ClockName, ClockState};
use crate::course::{Course, Rung, Stop, StopCause};
use crate::event::{ConsentMark, Digest, DraftMark, Entry, PositionMark, Ruling, Sample};

/// A case without what was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct State {
    /// Where it stands.
    pub phase: Phase,
    /// The provider that applies.
    pub applicant: Provider,
    /// The digests of the application's versions; the last one is current.
    pub applications: Vec<Digest>,
    /// The days that clocks are counted from, of the present round: an amendment and a granted appeal begin some anew.
    pub course: Course,
    /// Questions to the applicant.
    pub questions: Vec<Question>,
    /// The version of the routing rules by which it was referred last.
    pub routing: Option<String>,
    /// The agencies it was referred to, and what they said.
    pub advice: BTreeMap<AgencyName, Advice>,
    /// How a conflict between agencies is being settled.
    pub dispute: Dispute,
    /// The version of the application for which past denials were consulted.
    pub consulted: Option<u32>,
    /// Drafts, the superseded ones too.
    pub drafts: Vec<Draft>,
    /// How many breaches were noted.
    pub breaches: u32,
    /// Inspections.
    pub inspections: Vec<Inspection>,
    /// Reports that are, or were, due.
    pub reports: Vec<Report>,
    /// Requests to preserve the records.
    pub requests: Vec<Request>,
    /// Everybody who spoke for an agency or in the chair. They countersign nothing in this case.
    pub advisers: Vec<Adviser>,
    /// Everybody who signed a denial, or a notice of one. They sign nothing under appeal.
    pub denied_by: Vec<Signer>,
    /// The number of the latest entry.
    pub entries: u32,
    /// The moment of the latest entry.
    pub latest: Instant,
}

/// A question to the applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Question {
    /// When it was asked.
    pub asked: Date,
    /// When it was answered.
    pub answered: Option<Date>,
}

/// What an agency said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Advice {
    /// When it was referred to it, or amended since.
    pub referred: Date,
    /// The number of the round: an amendment and a granted appeal begin another, in which what was said before does not count.
    pub round: u32,
    /// Its recommendations; the last one counts.
    pub recommendations: Vec<Recommended>,
    /// When it was taken to agree.
    pub taken_to_agree: Option<Date>,
    /// To what it agreed since its latest recommendation.
    pub consents: Vec<ConsentMark>,
}

/// A recommendation without its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recommended {
    /// The number of its entry.
    pub entry: u32,
    /// The round it was made in.
    pub round: u32,
    /// When.
    pub on: Date,
    /// Its positions.
    pub positions: Vec<PositionMark>,
}

/// How a conflict between agencies is being settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "dispute", rename_all = "snake_case")]
pub enum Dispute {
    /// It is not.
    None,
    /// It was decided.
    Settled {
        /// By a rung of the ladder; nothing where by the chair.
        by: Option<Rung>,
        /// How.
        ruling: Ruling,
    },
    /// An agency took it up the ladder.
    Escalated {
        /// To which rung.
        to: Rung,
        /// How it was decided below.
        below: Ruling,
    },
}

/// A draft, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// Its mark.
    pub mark: DraftMark,
    /// The number of its entry.
    pub entry: u32,
    /// The version of the application it is on.
    pub version: u32,
    /// Who drafted it.
    pub by: Signer,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
pub enum Fate {
    /// It waits for a second person.
    Waits,
    /// Another draft took its place.
    Superseded,
    /// It was sent back.
    SentBack {
        /// By whom.
        by: Signer,
    },
    /// A second person signed it.
    Countersigned {
        /// Who.
        by: Signer,
        /// When.
        on: Date,
    },
    /// The case went another way before anybody signed.
    Moot,
}

/// Somebody who spoke for an agency, or in the chair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Adviser {
    /// Who.
    pub signer: Signer,
    /// For which agency; nothing in the chair.
    pub agency: Option<AgencyName>,
}

/// An inspection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// What is looked at.
    pub sample: Sample,
    /// When it was ordered.
    pub ordered: Date,
    /// When it found something, or nothing.
    pub found: Option<Date>,
}

/// A report that is, or was, due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The last day for it.
    pub due: Date,
    /// When it was filed.
    pub filed: Option<Date>,
}

/// A request to preserve the records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Request {
    /// Since.
    pub from: Date,
    /// When it ended.
    pub to: Option<Date>,
}

impl State {
    pub(super) fn new(applicant: Provider, application: Digest, entry: &Entry) -> Self {
        Self {
            phase: Phase::Received,
            applicant,
            applications: vec![application],
            course: Course::default(),
            questions: Vec::new(),
            routing: None,
            advice: BTreeMap::new(),
            dispute: Dispute::None,
            consulted: None,
            drafts: Vec::new(),
            breaches: 0,
            inspections: Vec::new(),
            reports: Vec::new(),
            requests: Vec::new(),
            advisers: Vec::new(),
            denied_by: Vec::new(),
            entries: entry.number,
            latest: entry.at,
        }
    }

    /// The number of the current version of the application.
    #[must_use]
    pub fn version(&self) -> u32 {
        count(self.applications.len())
    }

    /// The draft that waits for a second person.
    #[must_use]
    pub fn waiting(&self) -> Option<&Draft> {
        self.drafts.last().filter(|draft| draft.fate == Fate::Waits)
    }

    /// Why the clock stands still, each cause since when.
    pub fn open_stops(&self) -> impl Iterator<Item = &Stop> {
        self.course.stops.iter().filter(|stop| stop.to.is_none())
    }

    /// A clock of the case on a day; an agency's own, where one is named.
    pub(super) fn clock(&self, name: ClockName, agency: Option<&AgencyName>, on: Date) -> Option<Clock> {
        let clocks = clock::clocks(&self.course, on);
        clocks.into_iter().rfind(|clock| clock.name == name && clock.agency.as_ref() == agency)
    }

    /// Whether the days for something are not over.
    pub(super) fn is_in_time(&self, name: ClockName, agency: Option<&AgencyName>, on: Date) -> Result<(), Why> {
        match self.clock(name, agency, on) {
            Some(clock) if clock.state == ClockState::Expired => {
                Err(Why::TooLate { last: clock.due, citation: clock.citation })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn stop(&mut self, cause: StopCause, on: Date) {
        if !self.open_stops().any(|stop| stop.cause == cause) {
            self.course.stops.push(Stop { cause, from: on, to: None });
        }
    }

    pub(super) fn resume(&mut self, cause: StopCause, on: Date) {
        for stop in self.course.stops.iter_mut().filter(|stop| stop.cause == cause && stop.to.is_none()) {
            stop.to = Some(on);
        }
    }

    /// The application is decided, or ended otherwise: no clock of its review runs any more, and no draft of before waits.
    pub(super) fn resolve(&mut self, on: Date) {
        self.course.resolved = Some(on);
        for stop in self.course.stops.iter_mut().filter(|stop| stop.to.is_none()) {
            stop.to = Some(on);
        }
        self.drop_draft();
    }

    pub(super) fn drop_draft(&mut self) {
        if let Some(draft) = self.drafts.last_mut().filter(|draft| draft.fate == Fate::Waits) {
            draft.fate = Fate::Moot;
        }
    }
}

/// A number of things, as entries count them.
pub(super) fn count(things: usize) -> u32 {
    u32::try_from(things).unwrap_or(u32::MAX)
}
