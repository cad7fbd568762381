//! An event as a sentence: who, and what they did. What is said here is the public part and nothing else; the applicant has sentences of its own.
//!
//! Every field of every event is named here, so that none is added without being thought of.

use std::fmt;

use crate::advice::Stand;
use crate::course::{Rung, StopCause};
use crate::event::{Actor, ConsentMark, DraftMark, Event, PositionMark, Ruling, Sample, Step, SubjectMark};

/// What happened, and what was said where that is a text.
pub(super) struct Told<'a> {
    /// What somebody did, to stand after who they are.
    pub did: String,
    /// What was said; nothing where that is no text, or nothing is said.
    pub text: Option<&'a str>,
}

/// Who it was, with their name.
pub(super) fn who_by_name(by: &Actor) -> String {
    match by {
        Actor::Applicant { provider, person, message: _ } => format!("{person} of {provider}"),
        Actor::Officer { signer } => signer.name.clone(),
        Actor::Adviser { signer, agency } => format!("{} of {agency}", signer.name),
        Actor::Chair { signer } => format!("{}, in the chair,", signer.name),
        Actor::Inspector { signer } => format!("{}, as inspector,", signer.name),
        Actor::System { name } => format!("the system {name}"),
    }
}

/// Who it was, by their part.
pub(super) fn who_by_part(by: &Actor) -> String {
    match by {
        Actor::Applicant { provider, person: _, message: _ } => provider.to_string(),
        Actor::Officer { signer: _ } => "an officer".to_owned(),
        Actor::Adviser { signer: _, agency } => agency.to_string(),
        Actor::Chair { signer: _ } => "the chair".to_owned(),
        Actor::Inspector { signer: _ } => "an inspector".to_owned(),
        Actor::System { name: _ } => "a system".to_owned(),
    }
}

impl<'a> Told<'a> {
    /// What an event says in public, in words.
    pub(super) fn of(event: &'a Event) -> Self {
        let (did, text) = words(event);
        Self { did, text }
    }
}

/// One arm for each event: a new one, or a new field, has to be given words here.
fn words(event: &Event) -> (String, Option<&str>) {
    match event {
        Event::Received { application, said: _ } => {
            (format!("applied, with the application of digest {application}"), None)
        }
        Event::Registered {} => ("registered it: it is complete, and the clock runs".to_owned(), None),
        Event::Returned { said } => ("returned it without action".to_owned(), said.text()),
        Event::Amended { application, said: _ } => {
            (format!("replaced the application by that of digest {application}"), None)
        }
        Event::Withdrawn { said } => ("withdrew it".to_owned(), said.text()),
        Event::Asked { question, said } => (format!("asked the applicant question {question}"), said.text()),
        Event::Answered { question, said } => (format!("answered question {question}"), said.text()),
        Event::Attached { said: _ } => ("attached a document".to_owned(), None),
        Event::Stopped { cause, said } => (format!("stopped the clock for {}", cause_words(*cause)), said.text()),
        Event::Advanced { step, said } => (format!("noted that {}", step_words(*step)), said.text()),
        Event::Resumed { cause, said } => (format!("let the clock go on after {}", cause_words(*cause)), said.text()),
        Event::DenialsConsulted { version, found, said } => {
            (format!("consulted the list of past denials for version {version} and found {found}"), said.text())
        }
        Event::Referred { agencies, routing, said } => {
            let to = if agencies.is_empty() { "nobody".to_owned() } else { list(agencies) };
            (format!("referred it to {to}, by the routing rules {routing}"), said.text())
        }
        Event::InformationRequested { said } => ("requested information".to_owned(), said.text()),
        Event::Recommended { version, positions, said: _ } => {
            (format!("recommended on version {version}: {}", list(positions.iter().map(position_words))), None)
        }
        Event::Consented { consent, said } => (format!("agreed {}", consent_words(consent)), said.text()),
        Event::TakenToAgree { agency } => (format!("noted that {agency} was silent and is taken to agree"), None),
        Event::ChairDecided { ruling, said } => {
            (format!("decided between the agencies: {}", ruling_words(ruling)), said.text())
        }
        Event::Escalated { to, said } => (format!("took it to the {}", rung_words(*to)), said.text()),
        Event::RungDecided { rung, ruling, said } => {
            (format!("noted the decision of the {}: {}", rung_words(*rung), ruling_words(ruling)), said.text())
        }
        Event::Drafted { draft, said: _ } => (format!("drafted {}", draft_words(draft)), None),
        Event::SentBack { draft, said } => (format!("sent draft {draft} back"), said.text()),
        Event::Countersigned { draft, digest } => (format!("countersigned draft {draft} of digest {digest}"), None),
        Event::Notified {} => ("notified the applicant of the intent to deny".to_owned(), None),
        Event::Responded { said } => ("responded to the notice of intent to deny".to_owned(), said.text()),
        Event::IntentWithdrawn { said } => ("withdrew the intent to deny".to_owned(), said.text()),
        Event::BecameFinal {} => ("noted that the denial became final by the passing of time".to_owned(), None),
        Event::Appealed { said } => ("appealed against the denial".to_owned(), said.text()),
        Event::Suspended { drain_until: Some(at), reasons: _, said } => {
            (format!("suspended the license; what runs has to stop by {at}"), said.text())
        }
        Event::Suspended { drain_until: None, reasons: _, said } => ("suspended the license".to_owned(), said.text()),
        Event::Surrendered { said } => ("gave the license back".to_owned(), said.text()),
        Event::Lapsed {} => ("noted that the license's last day is over".to_owned(), None),
        Event::BreachNoted { breach, said } => (format!("noted breach {breach}"), said.text()),
        Event::InspectionOrdered { inspection, sample: Sample { of, drawn, seed }, said } => {
            (format!("ordered inspection {inspection}, of {drawn} out of {of} drawn by {seed}"), said.text())
        }
        Event::InspectionFound { inspection, looked_at, wrong, said } => {
            (format!("reported on inspection {inspection}: {wrong} of {looked_at} were wrong"), said.text())
        }
        Event::ReportDue { report, due } => (format!("asked for report {report} by {due}"), None),
        Event::ReportFiled { report, said } => (format!("filed report {report}"), said.text()),
        Event::PreservationRequested { request, said } => {
            (format!("noted request {request} to preserve the records"), said.text())
        }
        Event::PreservationEnded { request, said } => {
            (format!("noted that request {request} to preserve the records is over"), said.text())
        }
        Event::Closed {} => ("closed the case".to_owned(), None),
        Event::Erased {} => ("erased what was said".to_owned(), None),
    }
}

/// Things with commas between them, and `and` before the last.
pub(super) fn list<T: fmt::Display>(things: impl IntoIterator<Item = T>) -> String {
    let mut words: Vec<String> = things.into_iter().map(|thing| thing.to_string()).collect();
    match (words.pop(), words.is_empty()) {
        (Some(only), true) => only,
        (Some(last), false) => format!("{} and {last}", words.join(", ")),
        (None, _) => "nothing".to_owned(),
    }
}

fn stand_words(stand: Stand) -> &'static str {
    match stand {
        Stand::Approve => "approve",
        Stand::Deny => "deny",
        Stand::NoLicenseNeeded => "no license is needed for",
        Stand::ReturnWithoutAction => "return",
    }
}

fn position_words(position: &PositionMark) -> String {
    let PositionMark { subject, stand, conditions } = position;
    let with = match conditions.len() {
        0 => String::new(),
        1 => " with 1 condition".to_owned(),
        count => format!(" with {count} conditions"),
    };
    format!("{} {subject}{with}", stand_words(*stand))
}

fn ruling_words(ruling: &Ruling) -> String {
    let Ruling { stand, without } = ruling;
    format!("{} {}{}", stand_words(*stand), SubjectMark::Application, without_words(without))
}

fn without_words<'a>(without: impl IntoIterator<Item = &'a SubjectMark>) -> String {
    let mut without = without.into_iter().peekable();
    if without.peek().is_none() { String::new() } else { format!(" without {}", list(without)) }
}

fn draft_words(draft: &DraftMark) -> String {
    let DraftMark { number, outcome, digest, license, conditions: _, without } = draft;
    let license =
        license.as_ref().map_or_else(String::new, |it| format!(" with license {} until {}", it.number, it.until));
    format!("decision {number}: {outcome}{license}{}, of digest {digest}", without_words(without))
}

fn consent_words(consent: &ConsentMark) -> String {
    let ConsentMark { condition, from, to } = consent;
    match to {
        Some(to) => format!("that its condition {condition} of digest {from} becomes that of digest {to}"),
        None => format!("that its condition {condition} of digest {from} is dropped"),
    }
}

fn cause_words(cause: StopCause) -> &'static str {
    match cause {
        StopCause::Applicant => "the applicant's answer",
        StopCause::IntentToDeny => "the applicant's response to the notice of intent to deny",
        StopCause::PreLicenseCheck => "a check on the spot before the license",
        StopCause::GovernmentAssurances => "assurances of another government",
        StopCause::Multilateral => "a review by a multilateral regime",
        StopCause::Consultations => "consultations with another government",
        StopCause::CongressionalNotice => "notice to the legislature",
    }
}

fn step_words(step: Step) -> &'static str {
    match step {
        Step::CheckRequested => "the check on the spot was asked for",
        Step::CheckAnswered => "what the check found arrived",
        Step::AssurancesSent => "the request for assurances went to the foreign ministry",
        Step::AssurancesAsked => "the foreign ministry asked the other government",
    }
}

fn rung_words(rung: Rung) -> &'static str {
    match rung {
        Rung::AdvisoryCommittee => "advisory committee on export policy",
        Rung::ReviewBoard => "export administration review board",
        Rung::President => "President",
    }
}
