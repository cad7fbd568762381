//! For each kind of event one that fits a case as it stands, as far as one does.

use std::collections::BTreeSet;

use portcullis_application::Application;
use portcullis_application::form::Document;
use portcullis_desk::advice::{Says, Stand, Subject};
use portcullis_desk::attachment::Attachment;
use portcullis_desk::case::{Direction, Dispute, PhaseKind};
use portcullis_desk::course::{Rung, StopCause};
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{
    Actor, ConsentMark, Digest, Event, EventKind, Ruling, Said, Sample, Step, SubjectMark, Writing,
};
use portcullis_license::{Condition, Standing};

use crate::build::{
    Desk, agency, application, denies, license, most_chips, the_end_user, the_reseller, with_conditions,
};

/// The number of the first open thing; of none, 1.
fn open<T>(things: &[T], is_open: impl Fn(&T) -> bool) -> u32 {
    u32::try_from(things.iter().position(is_open).unwrap_or(0)).unwrap() + 1
}

fn next<T>(things: &[T]) -> u32 {
    u32::try_from(things.len()).unwrap() + 1
}

fn said<T: for<'a> From<&'a str>>() -> Said<T> {
    crate::build::said("because")
}

/// `choice` makes them differ; 0 is the plainest.
pub fn fitting(kind: EventKind, desk: &Desk, by: &Actor, choice: usize) -> Event {
    let state = desk.case.state();
    match kind {
        EventKind::Received => Event::received(application()).unwrap(),
        EventKind::Amended => Event::amended(amended(state.version())).unwrap(),
        EventKind::Registered => Event::Registered {},
        EventKind::Returned => Event::Returned { said: said() },
        EventKind::Withdrawn => Event::Withdrawn { said: said() },
        EventKind::Asked => Event::Asked { question: next(&state.questions), said: said() },
        EventKind::Answered => Event::Answered {
            question: open(&state.questions, |question| question.answered.is_none()),
            said: written(desk, choice),
        },
        EventKind::Attached => attached(desk, by, choice),
        EventKind::Stopped => Event::Stopped { cause: CAUSES[choice % CAUSES.len()], said: said() },
        EventKind::Advanced => Event::Advanced { step: step(desk, choice), said: said() },
        EventKind::Resumed => {
            let cause = state.open_stops().map(|stop| stop.cause).find(|cause| CAUSES.contains(cause));
            Event::Resumed { cause: cause.unwrap_or(CAUSES[choice % CAUSES.len()]), said: said() }
        }
        EventKind::DenialsConsulted => Event::DenialsConsulted { version: state.version(), found: 0, said: said() },
        EventKind::Referred => {
            let names = ["defense", "energy", "state"].map(agency);
            let unasked = names.into_iter().filter(|name| !state.advice.contains_key(name));
            Event::Referred {
                agencies: unasked.take(1 + choice % 2).collect(),
                routing: "rules-1".to_owned(),
                said: said(),
            }
        }
        EventKind::InformationRequested => Event::InformationRequested { said: said() },
        EventKind::Recommended => recommended(desk, by, choice),
        EventKind::Consented => Event::Consented { consent: consent(desk, by), said: said() },
        EventKind::TakenToAgree => {
            let silent = state.advice.keys().find(|agency| state.deemed(agency, desk.now.date()));
            Event::TakenToAgree { agency: silent.cloned().unwrap_or_else(|| agency("defense")) }
        }
        EventKind::ChairDecided => Event::ChairDecided { ruling: ruling(choice), said: said() },
        EventKind::Escalated => {
            let to = match state.dispute {
                Dispute::Settled { by: Some(Rung::AdvisoryCommittee), .. } => Rung::ReviewBoard,
                Dispute::Settled { by: Some(_), .. } => Rung::President,
                _ => Rung::AdvisoryCommittee,
            };
            Event::Escalated { to, said: said() }
        }
        EventKind::RungDecided => {
            let rung = if let Dispute::Escalated { to, .. } = state.dispute { to } else { Rung::AdvisoryCommittee };
            Event::RungDecided { rung, ruling: ruling(choice), said: said() }
        }
        EventKind::Drafted => drafted(desk, choice),
        EventKind::SentBack => {
            Event::SentBack { draft: state.waiting().map_or(1, |draft| draft.mark.number), said: said() }
        }
        EventKind::Countersigned => desk.countersignature(),
        EventKind::Notified => Event::Notified {},
        EventKind::Responded => Event::Responded { said: written(desk, choice) },
        EventKind::IntentWithdrawn => Event::IntentWithdrawn { said: said() },
        EventKind::BecameFinal => Event::BecameFinal {},
        EventKind::Appealed => Event::Appealed { said: written(desk, choice) },
        EventKind::Suspended => Event::Suspended { drain_until: None, reasons: said(), said: said() },
        EventKind::Surrendered => Event::Surrendered { said: said() },
        EventKind::Lapsed => Event::Lapsed {},
        EventKind::BreachNoted => Event::BreachNoted { breach: state.breaches + 1, said: said() },
        EventKind::InspectionOrdered => {
            let sample = Sample { of: 100, drawn: 10, seed: "7".to_owned() };
            Event::InspectionOrdered { inspection: next(&state.inspections), sample, said: said() }
        }
        EventKind::InspectionFound => {
            let inspection = open(&state.inspections, |inspection| inspection.found.is_none());
            Event::InspectionFound { inspection, looked_at: 10, wrong: 1, said: said() }
        }
        EventKind::ReportDue => Event::ReportDue { report: next(&state.reports), due: desk.now.date() },
        EventKind::ReportFiled => Event::ReportFiled {
            report: open(&state.reports, |report| report.filed.is_none()),
            said: written(desk, choice),
        },
        EventKind::PreservationRequested => {
            Event::PreservationRequested { request: next(&state.requests), said: said() }
        }
        EventKind::PreservationEnded => {
            Event::PreservationEnded { request: open(&state.requests, |request| request.to.is_none()), said: said() }
        }
        EventKind::Closed => Event::Closed {},
        EventKind::Erased => Event::Erased {},
    }
}

const CAUSES: [StopCause; 5] = [
    StopCause::PreLicenseCheck,
    StopCause::GovernmentAssurances,
    StopCause::Multilateral,
    StopCause::Consultations,
    StopCause::CongressionalNotice,
];

fn amended(version: u32) -> Application {
    Application { additional_information: format!("version {}", version + 1), ..application() }
}

/// The first step that was not made yet.
fn step(desk: &Desk, choice: usize) -> Step {
    let course = desk.case.course();
    let is_open = |cause| desk.case.state().open_stops().any(|stop| stop.cause == cause);
    match (course.checks.last(), course.assurances.last()) {
        (Some(check), _) if is_open(StopCause::PreLicenseCheck) && check.answered.is_none() => {
            if check.requested.is_none() { Step::CheckRequested } else { Step::CheckAnswered }
        }
        (_, Some(assurances)) if is_open(StopCause::GovernmentAssurances) => {
            if assurances.sent.is_none() {
                Step::AssurancesSent
            } else {
                Step::AssurancesAsked
            }
        }
        _ => Step::ALL[choice % 4],
    }
}

fn recommended(desk: &Desk, by: &Actor, choice: usize) -> Event {
    let of = by.agency().map_or("defense", |agency| agency.as_str());
    let some = with_conditions(&[most_chips(of, 64 * (choice as u64 + 1))]);
    let positions: Vec<(Subject, Says)> = match choice % 5 {
        0 => vec![(Subject::Application, Says::Approve)],
        1 => vec![(Subject::Application, some)],
        2 => vec![(Subject::Application, denies())],
        3 => vec![(Subject::Application, some), (the_reseller(), denies())],
        _ => vec![(Subject::Application, Says::NoLicenseNeeded)],
    };
    desk.recommendation(of, &positions)
}

fn consent(desk: &Desk, by: &Actor) -> ConsentMark {
    let latest = by.agency().and_then(|agency| desk.case.state().advice.get(agency)).and_then(|advice| advice.latest());
    let asked = latest.and_then(|latest| latest.positions.iter().flat_map(|position| &position.conditions).next());
    let from = asked.map_or_else(|| Digest::of(&"nothing").unwrap(), |condition| condition.digest);
    ConsentMark { condition: asked.map_or_else(|| "none".to_owned(), |condition| condition.id.clone()), from, to: None }
}

fn ruling(choice: usize) -> Ruling {
    let without = if choice % 3 == 1 { BTreeSet::from([SubjectMark::Party(3)]) } else { BTreeSet::new() };
    Ruling { stand: if choice % 3 == 2 { Stand::Deny } else { Stand::Approve }, without }
}

/// The decision that the case as it stands is nearest to.
fn drafted(desk: &Desk, choice: usize) -> Event {
    let state = desk.case.state();
    let reasons = || "because".to_owned();
    let conditions: Vec<Condition> = asked_in_full(desk);
    let approve = || Outcome::Approve { license: license(&conditions) };
    let without = |without: &BTreeSet<SubjectMark>| {
        if without.contains(&SubjectMark::Party(3)) { vec![the_reseller()] } else { Vec::new() }
    };
    match state.phase.kind() {
        PhaseKind::Referred => match state.direction(desk.now.date()) {
            Direction::Toward { ruling } if ruling.stand == Stand::Approve => {
                desk.draft(approve(), &without(&ruling.without))
            }
            Direction::Toward { ruling } if ruling.stand == Stand::Deny => {
                desk.draft(Outcome::IntentToDeny { reasons: reasons() }, &[])
            }
            Direction::Toward { .. } => desk.draft(Outcome::NoLicenseNeeded { reasons: reasons() }, &[]),
            Direction::Free if choice.is_multiple_of(2) => desk.draft(approve(), &[]),
            Direction::Free => desk.draft(Outcome::IntentToDeny { reasons: reasons() }, &[]),
            _ if choice % 3 == 1 => desk.draft(approve(), &[the_end_user()][..0]),
            _ => desk.draft(Outcome::ReturnWithoutAction { reasons: reasons() }, &[]),
        },
        PhaseKind::Registered => desk.draft(Outcome::IntentToDeny { reasons: reasons() }, &[]),
        PhaseKind::IntentToDeny if choice % 4 == 3 => {
            desk.draft(Outcome::ReturnWithoutAction { reasons: reasons() }, &[])
        }
        PhaseKind::IntentToDeny => desk.draft(Outcome::Deny { reasons: reasons() }, &[]),
        PhaseKind::Appealed if choice.is_multiple_of(2) => {
            desk.draft(Outcome::AppealGranted { reasons: reasons() }, &[])
        }
        PhaseKind::Appealed => desk.draft(Outcome::AppealDismissed { reasons: reasons() }, &[]),
        PhaseKind::Licensed => match choice % 3 {
            0 if matches!(
                &state.phase,
                portcullis_desk::case::Phase::Licensed { standing: Standing::Suspended, .. }
            ) =>
            {
                desk.draft(Outcome::Reinstate { reasons: reasons() }, &[])
            }
            1 => desk.draft(Outcome::Revoke { reasons: reasons() }, &[]),
            _ => desk.draft(Outcome::Vary { license: license(&conditions) }, &[]),
        },
        _ => desk.draft(approve(), &[]),
    }
}

/// The conditions that agencies ask for, as they said them.
fn asked_in_full(desk: &Desk) -> Vec<Condition> {
    let marks: Vec<_> = desk.case.state().asked_conditions().map(|mark| mark.digest).collect();
    let said = desk.case.history().iter().filter_map(|entry| match &entry.event {
        Event::Recommended { said, .. } => said.kept(),
        _ => None,
    });
    let all = said.flat_map(|said| &said.positions).filter_map(|position| match &position.says {
        Says::ApproveWithConditions { conditions } => Some(conditions.clone()),
        _ => None,
    });
    let mut found: Vec<Condition> = Vec::new();
    for condition in all.flatten() {
        if marks.contains(&Digest::of(&condition).unwrap()) && !found.contains(&condition) {
            found.push(condition);
        }
    }
    found
}

/// Every other one with a document.
fn written(desk: &Desk, choice: usize) -> Said<Writing> {
    let documents = (choice % 2 == 1).then(|| document(desk)).into_iter().collect();
    Said::Kept(Writing { text: "because".to_owned(), documents })
}

/// Each with a content of its own: of one content the first name counts.
fn document(desk: &Desk) -> Document {
    let json = serde_json::json!({
        "name": "note.txt", "kind": "assessment", "media_type": "text/plain", "bytes": 1, "sha256": format!("{:064x}", desk.case.next_number()),
    });
    serde_json::from_value(json).unwrap()
}

/// For everybody, or classified and for the agency of whoever attaches it.
fn attached(desk: &Desk, by: &Actor, choice: usize) -> Event {
    let is_classified = choice % 2 == 1;
    let audience = by.agency().filter(|_| is_classified).into_iter().cloned().collect();
    let classification = is_classified.then(|| "SECRET".to_owned());
    Event::Attached { said: Said::Kept(Attachment { document: document(desk), classification, audience }) }
}
