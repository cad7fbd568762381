//! From what was typed to the event. Numbers that count things (questions, drafts, inspections) are the next ones of the case; what stands in a form is held
//! against the case when the event is recorded, not here.

use super::reader::Reader;
use super::{POSITIONS, condition, draft, license, recommendation, subject};
use crate::authority::words::{CAUSES, RUNGS, STANDS, STEPS};
use crate::filled::Filled;
use portcullis_application::form::Document;
use portcullis_desk::advice::Recommendation;
use portcullis_desk::agency::AgencyName;
use portcullis_desk::attachment::Attachment;
use portcullis_desk::case::{Case, State};
use portcullis_desk::decision::{DraftText, Outcome, OutcomeKind};
use portcullis_desk::event::{ConsentMark, Digest, Event, EventKind, Ruling, Said, Sample, SubjectMark};
use portcullis_license::Instant;
use std::collections::BTreeSet;

/// What somebody wants to do in a case, read from the form of that kind of event. `agency` is the one they speak for.
///
/// # Errors
/// The form with all that is wrong: what is missing, what cannot be read, what the application does not have; a kind of event that has no form.
pub fn event_of(kind: EventKind, filled: &Filled, case: &Case, agency: Option<&AgencyName>) -> Result<Event, Filled> {
    let mut reader = Reader::of(filled, kind.word());
    let event = match kind {
        EventKind::Registered => Some(Event::Registered {}),
        EventKind::Notified => Some(Event::Notified {}),
        EventKind::Closed => Some(Event::Closed {}),
        EventKind::Erased => Some(Event::Erased {}),
        EventKind::Attached => attached(&mut reader),
        EventKind::Referred => referred(&mut reader),
        EventKind::Recommended => recommended(&mut reader, filled, case, agency),
        EventKind::Consented => consented(&mut reader, filled, case),
        EventKind::Drafted => drafted(&mut reader, filled, case),
        EventKind::Countersigned => countersigned(&mut reader),
        EventKind::ChairDecided | EventKind::RungDecided => decided_between(kind, &mut reader, case),
        EventKind::Suspended => suspended(&mut reader),
        EventKind::InspectionOrdered | EventKind::InspectionFound => inspection(kind, &mut reader, case.state()),
        EventKind::ReportDue => reader
            .day("due", "the last day for it")
            .map(|due| Event::ReportDue { report: next(case.state().reports.len()), due }),
        _ => spoken(kind, &mut reader, case.state()),
    };
    reader.finish(event)
}

/// The recommendation that stands in a form, to be kept as a draft of the agency.
///
/// # Errors
/// The form with what is wrong.
pub fn recommendation_of(filled: &Filled, agency: &AgencyName) -> Result<Recommendation, Filled> {
    let mut reader = Reader::of(filled, EventKind::Recommended.word());
    let read = recommendation::read(filled, POSITIONS, agency).map_err(|wrong| reader.join(wrong)).ok();
    reader.finish(read)
}

/// The number of the next one.
fn next(before: usize) -> u32 {
    u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1)
}

/// The document by what whoever took its content put beside the fields: the name of the file, its hash, its size and what it is.
fn attached(reader: &mut Reader<'_>) -> Option<Event> {
    let sha256 = reader.value("sha256");
    if sha256.is_empty() {
        reader.problem("file", "No file was chosen; choose one.");
        return None;
    }
    let names = [reader.value("name"), reader.value("file_name")];
    let document = Document {
        name: names.into_iter().find(|name| !name.is_empty()).unwrap_or_default(),
        kind: reader.text("kind", "what it is")?,
        media_type: reader.value("media_type"),
        bytes: reader.value("bytes").parse().unwrap_or_default(),
        sha256,
        expires: None,
    };
    let classification = Some(reader.value("classification")).filter(|marking| !marking.is_empty());
    let names: Result<BTreeSet<AgencyName>, _> =
        reader.values("audience").iter().map(|name| AgencyName::new(name)).collect();
    let audience = names.map_err(|error| reader.problem("audience", error.to_string())).ok()?;
    if classification.is_some() && audience.is_empty() {
        reader.problem("audience", "A marked document is for the agencies that are chosen here: choose at least one.");
        return None;
    }
    Some(Event::Attached { said: Said::Kept(Attachment { document, classification, audience }) })
}

fn said(reader: &mut Reader<'_>) -> Option<Said<String>> {
    reader.text("said", "it out: it is kept with the case").map(Said::Kept)
}

/// Kinds with a text and at most one thing more.
fn spoken(kind: EventKind, reader: &mut Reader<'_>, state: &State) -> Option<Event> {
    let said = said(reader);
    let cause = |word: &str| CAUSES.iter().find(|(_, own)| *own == word).map(|(cause, _)| *cause);
    let rung = |word: &str| RUNGS.iter().find(|(_, own, _)| *own == word).map(|(rung, ..)| *rung);
    Some(match kind {
        EventKind::Returned => Event::Returned { said: said? },
        EventKind::Asked => Event::Asked { question: next(state.questions.len()), said: said? },
        EventKind::Stopped => {
            let cause = reader.choice("cause", "for what it stands still", cause);
            Event::Stopped { cause: cause?, said: said? }
        }
        EventKind::Resumed => {
            let cause = reader.choice("cause", "what it stood still for", cause);
            Event::Resumed { cause: cause?, said: said? }
        }
        EventKind::Advanced => {
            let read = |word: &str| STEPS.iter().find(|(_, own, _)| *own == word).map(|(step, ..)| *step);
            let step = reader.choice("step", "the step", read);
            Event::Advanced { step: step?, said: said? }
        }
        EventKind::DenialsConsulted => {
            let version = reader.number("version", "the version of the application");
            let found = reader.number("found", "how many past denials count");
            Event::DenialsConsulted { version: version?, found: found?, said: said? }
        }
        EventKind::InformationRequested => Event::InformationRequested { said: said? },
        EventKind::Escalated => {
            let to = reader.choice("to", "the rung", rung);
            Event::Escalated { to: to?, said: said? }
        }
        EventKind::SentBack => {
            let draft = reader.number("draft", "the number of the draft");
            Event::SentBack { draft: draft?, said: said? }
        }
        EventKind::IntentWithdrawn => Event::IntentWithdrawn { said: said? },
        EventKind::BreachNoted => Event::BreachNoted { breach: state.breaches.saturating_add(1), said: said? },
        EventKind::PreservationRequested => {
            Event::PreservationRequested { request: next(state.requests.len()), said: said? }
        }
        EventKind::PreservationEnded => {
            let request = reader.number("request", "which request");
            Event::PreservationEnded { request: request?, said: said? }
        }
        _ => {
            reader.problem("", format!("`{kind}` has no form here: it comes from the applicant, or with time."));
            return None;
        }
    })
}

fn referred(reader: &mut Reader<'_>) -> Option<Event> {
    let names = reader.values("agencies");
    let agencies: Result<BTreeSet<AgencyName>, _> = names.iter().map(|name| AgencyName::new(name)).collect();
    let agencies = agencies.map_err(|error| reader.problem("agencies", error.to_string())).ok();
    let routing = reader.text("routing", "the version of the routing rules");
    let said = said(reader);
    Some(Event::Referred { agencies: agencies?, routing: routing?, said: said? })
}

fn recommended(reader: &mut Reader<'_>, filled: &Filled, case: &Case, agency: Option<&AgencyName>) -> Option<Event> {
    let version = reader.number("version", "the version of the application");
    let agency = agency.or_else(|| {
        reader.problem("", "Only somebody who speaks for an agency recommends: sign in as such.");
        None
    })?;
    let read = recommendation::read(filled, POSITIONS, agency);
    let recommendation = read.map_err(|wrong| reader.join(wrong)).ok();
    let Some(application) = case.application() else {
        reader.problem("", "The words of the application are not kept any more: nothing can be recommended on it.");
        return None;
    };
    let event = Event::recommended(version?, application, recommendation?);
    event.map_err(|why| reader.problem("positions.add", why.to_string())).ok()
}

fn consented(reader: &mut Reader<'_>, filled: &Filled, case: &Case) -> Option<Event> {
    let row = reader.text("row", "which condition")?;
    let mut own = Reader::of(filled, &row);
    let id = own.value("id");
    let becomes = own.choice("becomes", "what becomes of it", |word| match word {
        "dropped" => Some(false),
        "altered" => Some(true),
        _ => None,
    });
    let said = own.text("said", "why");
    let Some(asked) = case.state().asked_conditions().find(|condition| condition.id == id) else {
        own.problem("id", format!("No agency asks for a condition `{id}`: read the case again."));
        reader.join(own.into_wrong());
        return None;
    };
    let to = match becomes {
        Some(true) => match condition::read_row(filled, &row, Some(&asked.owner)) {
            Ok(altered) => Digest::of(&altered).map_err(|error| own.problem("id", error.to_string())).ok().map(Some),
            Err(wrong) => {
                own.join(wrong);
                None
            }
        },
        _ => Some(None),
    };
    let consent = ConsentMark { condition: id.clone(), from: asked.digest, to: to.unwrap_or_default() };
    let event = becomes.zip(to).zip(said).map(|(_, said)| Event::Consented { consent, said: Said::Kept(said) });
    reader.join(own.into_wrong());
    event
}

fn drafted(reader: &mut Reader<'_>, filled: &Filled, case: &Case) -> Option<Event> {
    let kind = reader
        .choice("outcome", "what is decided", |word| OutcomeKind::ALL.into_iter().find(|kind| kind.word() == word))?;
    let outcome = outcome(kind, reader, filled);
    let without: Option<Vec<_>> = reader.values("without").iter().map(|code| subject::read(code)).collect();
    let Some(application) = case.application() else {
        reader.problem("", "The words of the application are not kept any more: nothing can be drafted on it.");
        return None;
    };
    if without.is_none() {
        reader.problem("without", "The application does not have all that is left out: choose anew.");
    }
    let text = DraftText { outcome: outcome?, without: without?, note: reader.value("note") };
    let number = next(case.state().drafts.len());
    Event::drafted(number, application, text).map_err(|why| reader.problem("", why.to_string())).ok()
}

fn outcome(kind: OutcomeKind, reader: &mut Reader<'_>, filled: &Filled) -> Option<Outcome> {
    if kind.has_license() {
        let license = license::read(filled, draft::LICENSE).map_err(|wrong| reader.join(wrong)).ok()?;
        return Some(if kind == OutcomeKind::Vary { Outcome::Vary { license } } else { Outcome::Approve { license } });
    }
    let reasons = reader.text("reasons", "the reasons")?;
    match kind {
        OutcomeKind::IntentToDeny => Some(Outcome::IntentToDeny { reasons }),
        OutcomeKind::Deny => Some(Outcome::Deny { reasons }),
        OutcomeKind::ReturnWithoutAction => Some(Outcome::ReturnWithoutAction { reasons }),
        OutcomeKind::NoLicenseNeeded => Some(Outcome::NoLicenseNeeded { reasons }),
        OutcomeKind::AppealDismissed => Some(Outcome::AppealDismissed { reasons }),
        OutcomeKind::AppealGranted => Some(Outcome::AppealGranted { reasons }),
        OutcomeKind::Reinstate => Some(Outcome::Reinstate { reasons }),
        OutcomeKind::Revoke => Some(Outcome::Revoke { reasons }),
        OutcomeKind::Approve | OutcomeKind::Vary => None,
    }
}

fn countersigned(reader: &mut Reader<'_>) -> Option<Event> {
    let draft = reader.number("draft", "the number of the draft");
    let digest = reader.named("digest", "the digest of what you read");
    if !reader.has("read", "yes") {
        reader.problem("read", "Say that you read the draft: your signature decides.");
        return None;
    }
    Some(Event::Countersigned { draft: draft?, digest: digest? })
}

fn decided_between(kind: EventKind, reader: &mut Reader<'_>, case: &Case) -> Option<Event> {
    let stand = reader
        .choice("stand", "for what it is decided", |word| STANDS.into_iter().find(|stand| stand.to_string() == word));
    let without: Option<BTreeSet<SubjectMark>> = reader
        .values("without")
        .iter()
        .map(|code| SubjectMark::of(&subject::read(code)?, case.application()?).ok())
        .collect();
    if without.is_none() {
        reader.problem("without", "The application does not have all that is left out: choose anew.");
    }
    let rung = (kind == EventKind::RungDecided).then(|| {
        reader.choice("rung", "which rung decided", |word| {
            RUNGS.iter().find(|(_, own, _)| *own == word).map(|(rung, ..)| *rung)
        })
    });
    let said = said(reader);
    let ruling = Ruling { stand: stand?, without: without? };
    Some(match rung {
        Some(rung) => Event::RungDecided { rung: rung?, ruling, said: said? },
        None => Event::ChairDecided { ruling, said: said? },
    })
}

fn suspended(reader: &mut Reader<'_>) -> Option<Event> {
    let until = reader.maybe_day("drain_until");
    let reasons = reader.text("reasons", "why, as the licensee is told").map(Said::Kept);
    let said = said(reader);
    Some(Event::Suspended { drain_until: until?.map(Instant::end_of), reasons: reasons?, said: said? })
}

fn inspection(kind: EventKind, reader: &mut Reader<'_>, state: &State) -> Option<Event> {
    if kind == EventKind::InspectionOrdered {
        let (of, drawn) = (reader.number("of", "how many there are"), reader.number("drawn", "how many are looked at"));
        let (seed, said) = (reader.text("seed", "what they are drawn by"), said(reader));
        let sample = Sample { of: of?, drawn: drawn?, seed: seed? };
        return Some(Event::InspectionOrdered { inspection: next(state.inspections.len()), sample, said: said? });
    }
    let inspection = reader.number("inspection", "which inspection");
    let (looked_at, wrong) =
        (reader.number("looked_at", "how many were looked at"), reader.number("wrong", "how many were wrong"));
    let said = said(reader);
    Some(Event::InspectionFound { inspection: inspection?, looked_at: looked_at?, wrong: wrong?, said: said? })
}
