//! What the applicant sees: what it said, and what it was told.
//!
//! What goes on between officers and agencies is not hidden here, it is not there: two cases that differ in nothing the applicant was told give the same
//! view, to the byte. So events have no numbers (a gap would tell), days and no moments, and a notice of intent to deny exists from the day it is given.
//! Only `next` follows the case itself, for what is offered is what is taken.

mod told;

use jiff::civil::Date;
use portcullis_license::{Instant, License, Provider, Standing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::told::{Telling, told};
use super::NotTheirs;
use super::allowed::{Allowed, allowed};
use super::decided::{Decision, license};
use super::shown::{self, Question, Version};
use crate::case::{Case, CaseNumber, Ending, Phase};
use crate::clock::{self, Clock, ClockName};
use crate::event::{Actor, Entry, Event, Role};

/// A case for its applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ApplicantView {
    /// Its number.
    pub case: CaseNumber,
    /// The day for which it is shown.
    #[schemars(with = "String")]
    pub on: Date,
    /// The provider that applies.
    pub applicant: Provider,
    /// Where the application stands.
    pub status: Status,
    /// The versions of the application; the last one is current.
    pub versions: Vec<Version>,
    /// Questions to the applicant.
    pub questions: Vec<Question>,
    /// What was decided and told, in order.
    pub decisions: Vec<Decision>,
    /// The license in its latest version, where one was issued and is kept.
    pub license: Option<License>,
    /// How the license stands.
    pub standing: Option<Standing>,
    /// The applicant's own days, that run.
    pub deadlines: Vec<Deadline>,
    /// Inspections that were ordered.
    pub inspections: Vec<Announced>,
    /// Reports that are, or were, due.
    pub reports: Vec<ReportAsked>,
    /// Letters that were sent to the applicant.
    pub letters: Vec<LetterSent>,
    /// What happened, as far as the applicant did it or was told.
    pub timeline: Vec<Told>,
    /// What this person may do next.
    pub next: Vec<Allowed>,
}

/// Where an application stands, in the words that the applicant is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Status {
    /// It came in and is looked at.
    Received,
    /// It is complete and under review.
    UnderReview,
    /// Notice was given that it is to be denied.
    IntentToDeny,
    /// It is denied.
    Denied,
    /// The appeal is under review.
    UnderAppeal,
    /// A license was issued.
    Licensed,
    /// It ended without a license.
    Ended {
        /// How.
        how: Ending,
    },
    /// Nothing is to be done any more.
    Closed,
    /// What was said is erased.
    Erased,
}

impl Status {
    /// In a sentence.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        match self {
            Self::Received => "The application was received and is looked at; no clock runs.",
            Self::UnderReview => "The application is complete and under review.",
            Self::IntentToDeny => "Notice was given that the application is to be denied.",
            Self::Denied => "The application is denied.",
            Self::UnderAppeal => "The appeal is under review.",
            Self::Licensed => "A license was issued.",
            Self::Ended { how: Ending::Withdrawn } => "The application was withdrawn.",
            Self::Ended { how: Ending::Returned } => "The application was returned without action.",
            Self::Ended { how: Ending::NoLicenseNeeded } => "No license is needed.",
            Self::Ended { how: Ending::DenialStands } => "The denial stands.",
            Self::Closed => "The case is closed.",
            Self::Erased => "The case is closed, and what was said in it is erased.",
        }
    }
}

/// Days that the applicant has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Deadline {
    /// What for.
    pub title: String,
    /// The last day.
    #[schemars(with = "String")]
    pub due: Date,
    /// What follows when it is over.
    pub on_expiry: String,
    /// The section that sets it.
    pub citation: String,
}

/// An inspection that was ordered. What it is drawn by, and what it found, is not for who is inspected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Announced {
    /// Its number, from 1.
    pub number: u32,
    /// When it was ordered.
    #[schemars(with = "String")]
    pub ordered: Date,
    /// How many there are.
    pub of: u64,
    /// How many of them are looked at.
    pub drawn: u64,
    /// What for, where that is kept.
    pub what_for: Option<String>,
}

/// A report that is, or was, due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReportAsked {
    /// Its number, from 1.
    pub number: u32,
    /// The last day for it.
    #[schemars(with = "String")]
    pub due: Date,
    /// When it was filed.
    #[schemars(with = "Option<String>")]
    pub filed: Option<Date>,
}

/// A letter that was sent to the applicant. The case does not have it: whoever sends letters keeps them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LetterSent {
    /// Its date.
    #[schemars(with = "String")]
    pub on: Date,
    /// Its kind.
    pub kind: String,
    /// Its text, as it was sent.
    pub text: String,
}

/// Something that the applicant did or was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Told {
    /// When.
    #[schemars(with = "String")]
    pub on: Date,
    /// What, in a sentence.
    pub sentence: String,
    /// What was said, where it is a text, is for the applicant and is kept.
    pub text: Option<String>,
}

/// An event of a case in a sentence, as the applicant reads it; nothing where the applicant is not told of it.
#[must_use]
pub fn sentence(case: &Case, entry: &Entry) -> Option<String> {
    told(case).into_iter().find(|telling| telling.entry == entry.number).map(|telling| telling.told.sentence)
}

impl ApplicantView {
    /// The case for somebody of its applicant, at a moment, with the letters that were sent to it.
    ///
    /// # Errors
    /// [`NotTheirs`] for anybody else.
    pub fn of(case: &Case, who: &Actor, at: Instant, letters: &[LetterSent]) -> Result<Self, NotTheirs> {
        let Actor::Applicant { provider, .. } = who else {
            return Err(NotTheirs::Part { needed: Role::Applicant, found: who.role() });
        };
        let (state, on) = (case.state(), at.date());
        if *provider != state.applicant {
            return Err(NotTheirs::OtherApplicant);
        }
        let (mut decisions, mut timeline) = (Vec::new(), Vec::new());
        for Telling { entry: _, told, decision } in told(case) {
            timeline.push(told);
            decisions.extend(decision);
        }
        Ok(Self {
            case: case.number().clone(),
            on,
            applicant: state.applicant.clone(),
            status: status(&state.phase),
            versions: shown::versions(case),
            questions: shown::questions(case),
            decisions,
            license: license(case).cloned(),
            standing: match state.phase {
                Phase::Licensed { standing, .. } => Some(standing),
                _ => None,
            },
            deadlines: deadlines(case, on),
            inspections: case.history().iter().filter_map(announced).collect(),
            reports: reports(case),
            letters: letters.to_vec(),
            timeline,
            next: allowed(case, who, at),
        })
    }
}

fn status(phase: &Phase) -> Status {
    match phase {
        Phase::Received => Status::Received,
        Phase::Registered { .. } | Phase::Referred { .. } | Phase::IntentToDeny { notified: None, .. } => {
            Status::UnderReview
        }
        Phase::IntentToDeny { notified: Some(_), .. } => Status::IntentToDeny,
        Phase::Denied { .. } => Status::Denied,
        Phase::Appealed { .. } => Status::UnderAppeal,
        Phase::Licensed { .. } => Status::Licensed,
        Phase::Ended { how, .. } => Status::Ended { how: *how },
        Phase::Closed { .. } => Status::Closed,
        Phase::Erased { .. } => Status::Erased,
    }
}

/// Days to respond and to appeal, and the day on which a denial becomes final: nothing stops these, and their causes are known to the applicant.
fn deadlines(case: &Case, on: Date) -> Vec<Deadline> {
    let of_applicant = |clock: &Clock| {
        matches!(clock.name, ClockName::IntentResponse | ClockName::FinalDenial | ClockName::DenialAppeal)
    };
    let clocks = clock::clocks(case.course(), on).into_iter();
    let open = clocks.filter(of_applicant).filter(Clock::is_open);
    open.map(|clock| Deadline {
        title: clock.title,
        due: clock.due,
        on_expiry: clock.on_expiry,
        citation: clock.citation,
    })
    .collect()
}

fn announced(entry: &Entry) -> Option<Announced> {
    let Event::InspectionOrdered { inspection, sample, said } = &entry.event else { return None };
    Some(Announced {
        number: *inspection,
        ordered: entry.at.date(),
        of: sample.of,
        drawn: sample.drawn,
        what_for: shown::kept(said),
    })
}

fn reports(case: &Case) -> Vec<ReportAsked> {
    let numbered = (1..).zip(&case.state().reports);
    numbered.map(|(number, report)| ReportAsked { number, due: report.due, filed: report.filed }).collect()
}
