//! What somebody may do next, in words, with what it takes.

use portcullis_license::Instant;
use schemars::JsonSchema;
use serde::Serialize;

use crate::case::Case;
use crate::event::{Actor, EventKind};

/// Something that somebody may do next.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Allowed {
    /// The kind of event.
    pub event: EventKind,
    /// What is done, in words for a button.
    pub title: &'static str,
    /// What has to be said for it; empty where nothing has.
    pub takes: &'static [&'static str],
}

/// What somebody may do next in a case, in the order of a case's life.
#[must_use]
pub fn allowed(case: &Case, who: &Actor, at: Instant) -> Vec<Allowed> {
    case.allowed(who, at).into_iter().map(Allowed::of).collect()
}

impl Allowed {
    /// What a kind of event is called, and takes.
    #[must_use]
    pub fn of(event: EventKind) -> Self {
        let (title, takes): (_, &[_]) = match event {
            EventKind::Received => ("Apply", &["the application"]),
            EventKind::Registered => ("Register it: it is complete", &[]),
            EventKind::Returned => ("Return it without action", &["why, and what would mend it"]),
            EventKind::Amended => ("Replace the application", &["the whole application, as it is to be"]),
            EventKind::Withdrawn => ("Withdraw it", &["why"]),
            EventKind::Asked => ("Ask the applicant", &["the question"]),
            EventKind::Answered => ("Answer a question", &["the number of the question", "the answer"]),
            EventKind::Attached => ("Attach a document", &["the document", "its marking", "the agencies it is for"]),
            EventKind::Stopped => ("Stop the clock", &["the cause", "what is waited for"]),
            EventKind::Advanced => ("Note a step of what is waited for", &["the step", "what was asked or answered"]),
            EventKind::Resumed => ("Let the clock go on", &["the cause", "what came of it"]),
            EventKind::DenialsConsulted => {
                ("Note the past denials", &["the version of the application", "how many were found", "which"])
            }
            EventKind::Referred => {
                ("Refer it", &["the agencies", "the version of the routing rules", "which rules say so"])
            }
            EventKind::InformationRequested => ("Request information", &["what is missing"]),
            EventKind::Recommended => {
                ("Recommend", &["the version of the application", "a position on the whole", "positions on parts"])
            }
            EventKind::Consented => {
                ("Agree to a change of a condition", &["the condition", "what becomes of it", "why"])
            }
            EventKind::TakenToAgree => ("Note that a silent agency is taken to agree", &["the agency"]),
            EventKind::ChairDecided => ("Decide between the agencies", &["for what", "what is left out", "why"]),
            EventKind::Escalated => ("Take it up the ladder", &["the rung", "why"]),
            EventKind::RungDecided => {
                ("Note the decision of a rung", &["the rung", "for what", "what is left out", "why"])
            }
            EventKind::Drafted => {
                ("Draft a decision", &["the outcome, with the license or the reasons", "what is left out", "a note"])
            }
            EventKind::SentBack => ("Send the draft back", &["the number of the draft", "why"]),
            EventKind::Countersigned => {
                ("Countersign the draft", &["the number of the draft", "the digest of what you read"])
            }
            EventKind::Notified => ("Notify the applicant of the intent to deny", &[]),
            EventKind::Responded => ("Respond to the notice", &["the response"]),
            EventKind::IntentWithdrawn => ("Withdraw the intent to deny", &["why"]),
            EventKind::BecameFinal => ("Note that the denial became final", &[]),
            EventKind::Appealed => ("Appeal against the denial", &["why"]),
            EventKind::Suspended => {
                const TAKES: &[&str] = &[
                    "by when what runs has to stop, if not with its slice",
                    "why, as the licensee is told",
                    "what it rests on, for the colleagues",
                ];
                ("Suspend the license at once", TAKES)
            }
            EventKind::Surrendered => ("Give the license back", &["why"]),
            EventKind::Lapsed => ("Note that the license's last day is over", &[]),
            EventKind::BreachNoted => ("Note a breach", &["what it is"]),
            EventKind::InspectionOrdered => {
                ("Order an inspection", &["the sample, with what it is drawn by", "what for"])
            }
            EventKind::InspectionFound => (
                "Report what an inspection found",
                &["the inspection", "how many were looked at", "how many were wrong", "what was found"],
            ),
            EventKind::ReportDue => ("Ask for a report", &["the last day for it"]),
            EventKind::ReportFiled => {
                ("File a report", &["the report that was due", "the report, or where it can be found"])
            }
            EventKind::PreservationRequested => ("Note a request to preserve the records", &["who asked, and why"]),
            EventKind::PreservationEnded => ("Note that such a request is over", &["the request", "who said so"]),
            EventKind::Closed => ("Close the case", &[]),
            EventKind::Erased => ("Erase what was said", &[]),
        };
        Self { event, title, takes }
    }
}
