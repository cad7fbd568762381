//! What the applicant is told of each event, if anything.
//!
//! The decisions of a case reach the applicant when they take effect: an intent to deny with its notice, all others with the second signature. Why a license
//! is suspended is told by letter, in words chosen for it; what an officer writes beside the event is for the colleagues.

use jiff::civil::Date;

use super::super::decided::Decision;
use super::super::shown::kept;
use super::Told;
use crate::case::Case;
use crate::case::state::Draft;
use crate::decision::OutcomeKind;
use crate::event::{Entry, Event, Role};

/// What the applicant is told of an event.
pub(super) struct Telling {
    /// The number of the entry.
    pub entry: u32,
    /// What it reads.
    pub told: Told,
    /// The decision that it is told with that.
    pub decision: Option<Decision>,
}

/// What the applicant knows so far.
#[derive(Default)]
struct Known {
    /// The intent to deny that was signed last.
    intent: Option<Decision>,
    /// Whether notice of it was given.
    notified: bool,
}

/// All that the applicant did or was told, in order.
pub(super) fn told(case: &Case) -> Vec<Telling> {
    let mut known = Known::default();
    case.history().iter().filter_map(|entry| known.telling(case, entry)).collect()
}

impl Known {
    fn telling(&mut self, case: &Case, entry: &Entry) -> Option<Telling> {
        let on = entry.at.date();
        let decision = self.decision(case, entry, on);
        let (sentence, text) = self.words(entry, decision.as_ref())?;
        if matches!(entry.event, Event::IntentWithdrawn { .. }) {
            *self = Self::default();
        }
        let told = Told { on, sentence, text: text.map(str::to_owned) };
        Some(Telling { entry: entry.number, told, decision })
    }

    /// What is decided with an event, as it is told.
    fn decision(&mut self, case: &Case, entry: &Entry, on: Date) -> Option<Decision> {
        match &entry.event {
            Event::Returned { said } => Some(Decision {
                on,
                outcome: OutcomeKind::ReturnWithoutAction,
                license: None,
                without: Vec::new(),
                reasons: kept(said),
            }),
            Event::Countersigned { draft, .. } => {
                let decision = Decision::of(case, drafted(case, *draft)?, on);
                if decision.outcome != OutcomeKind::IntentToDeny {
                    return Some(decision);
                }
                *self = Self { intent: Some(decision), notified: false };
                None
            }
            Event::Notified {} => {
                self.notified = true;
                self.intent.clone().map(|intent| Decision { on, ..intent })
            }
            Event::BecameFinal {} => {
                self.intent.clone().map(|intent| Decision { on, outcome: OutcomeKind::Deny, ..intent })
            }
            _ => None,
        }
    }

    /// One arm for each event: a new one has to be told, or not, here.
    fn words<'a>(&self, entry: &'a Entry, decision: Option<&Decision>) -> Option<(String, Option<&'a str>)> {
        let silent = None;
        let just = |sentence: &str| Some((sentence.to_owned(), None));
        let with = |sentence: &str, text| Some((sentence.to_owned(), text));
        match &entry.event {
            Event::Received { .. } => just("You applied."),
            Event::Registered {} => just("Your application is complete and under review."),
            Event::Returned { said } => with("Your application was returned without action.", said.text()),
            Event::Amended { .. } => just("You replaced the application."),
            Event::Withdrawn { said } => with("You withdrew it.", said.text()),
            Event::Asked { question, said } => with(&format!("You were asked question {question}."), said.text()),
            Event::Answered { question, said } => with(&format!("You answered question {question}."), said.text()),
            Event::Countersigned { .. } => decision.and_then(|decision| outcome_words(decision.outcome)).and_then(just),
            Event::Notified {} => just("You were given notice that your application is to be denied."),
            Event::Responded { said } => with("You responded to the notice.", said.text()),
            Event::IntentWithdrawn { said } if self.notified => {
                with("Your application is not to be denied as intended: it is under review again.", said.text())
            }
            // Of an intent that was never told there is nothing to take back.
            Event::IntentWithdrawn { .. } => silent,
            Event::BecameFinal {} => {
                just("Your application is denied: the denial became final by the passing of time.")
            }
            Event::Appealed { said } => with("You appealed against the denial.", said.text()),
            Event::Suspended { drain_until, reasons, said: _ } => match drain_until {
                Some(at) => with(&format!("Your license is suspended; what runs has to stop by {at}."), reasons.text()),
                None => with("Your license is suspended.", reasons.text()),
            },
            Event::Surrendered { said } => with("You gave the license back.", said.text()),
            Event::Lapsed {} => just("The last day of your license is over."),
            Event::BreachNoted { said, .. } if entry.by.role() == Role::Applicant => {
                with("You told of a breach.", said.text())
            }
            Event::BreachNoted { .. } => silent,
            Event::InspectionOrdered { inspection, said, .. } => {
                with(&format!("Inspection {inspection} was ordered."), said.text())
            }
            Event::ReportDue { report, due } => just(&format!("Report {report} is due by {due}.")),
            Event::ReportFiled { report, said } => with(&format!("You filed report {report}."), said.text()),
            Event::PreservationRequested { request, said } => {
                with(&format!("You have to preserve the records (request {request})."), said.text())
            }
            Event::PreservationEnded { request, said } => {
                with(&format!("Request {request} to preserve the records is over."), said.text())
            }
            Event::Closed {} => just("The case is closed."),
            Event::Erased {} => just("What was said is erased."),
            Event::Stopped { .. }
            | Event::Attached { .. }
            | Event::Advanced { .. }
            | Event::Resumed { .. }
            | Event::DenialsConsulted { .. }
            | Event::Referred { .. }
            | Event::InformationRequested { .. }
            | Event::Recommended { .. }
            | Event::Consented { .. }
            | Event::TakenToAgree { .. }
            | Event::ChairDecided { .. }
            | Event::Escalated { .. }
            | Event::RungDecided { .. }
            | Event::Drafted { .. }
            | Event::SentBack { .. }
            | Event::InspectionFound { .. } => silent,
        }
    }
}

fn drafted(case: &Case, number: u32) -> Option<&Draft> {
    case.state().drafts.iter().find(|draft| draft.mark.number == number)
}

/// What a decision comes to; nothing for what is told by a notice of its own.
fn outcome_words(outcome: OutcomeKind) -> Option<&'static str> {
    match outcome {
        OutcomeKind::Approve => Some("Your application is approved: the license is issued."),
        OutcomeKind::IntentToDeny => None,
        OutcomeKind::Deny => Some("Your application is denied."),
        OutcomeKind::ReturnWithoutAction => Some("Your application was returned without action."),
        OutcomeKind::NoLicenseNeeded => Some("No license is needed for what you applied for."),
        OutcomeKind::AppealDismissed => Some("Your appeal is dismissed: the denial stands."),
        OutcomeKind::AppealGranted => Some("Your appeal is granted: your application is under review again."),
        OutcomeKind::Vary => Some("Your license is varied."),
        OutcomeKind::Reinstate => Some("Your license is in force again."),
        OutcomeKind::Revoke => Some("Your license is revoked."),
    }
}
