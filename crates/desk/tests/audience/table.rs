//! Who is to see what: the policy written down a second time, by places in entries, and held against the views.

use portcullis_desk::agency::AgencyName;
use portcullis_desk::attachment::Attachment;
use portcullis_desk::case::state::{Draft, Fate};
use portcullis_desk::case::{Case, PhaseKind};
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::event::{Actor, Entry, Event, EventKind, Role};

use crate::mark::Place;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Audience {
    Officer,
    Agency(AgencyName),
    Chair,
    Applicant,
    Inspector,
    Auditor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Is {
    Shown,
    /// Neither has to be there nor must not: what is public and stands beside what was said.
    Either,
    Hidden,
}

fn shown(is: bool) -> Is {
    if is { Is::Shown } else { Is::Hidden }
}

/// Whether what is marked at a place is for an audience.
pub fn sees(audience: &Audience, place: &Place, case: &Case) -> Is {
    let pointer = place.pointer.as_str();
    if pointer.ends_with("/credential") {
        return Is::Hidden;
    }
    if pointer.starts_with("/by/") {
        return shown(knows_name(audience, &place.entry, case));
    }
    if (pointer.starts_with("/event/said") || pointer == "/event/reasons") && case.phase().kind() == PhaseKind::Erased {
        return Is::Hidden;
    }
    match pointer {
        "/event/said" | "/event/said/text" => shown(hears(audience, &place.entry, case)),
        // What the licensee is told stands in its letter, too, which officers read.
        "/event/reasons" => shown(*audience == Audience::Applicant),
        "/event/routing" => {
            shown(matches!(audience, Audience::Officer | Audience::Agency(_) | Audience::Chair | Audience::Auditor))
        }
        "/event/sample/seed" => {
            shown(matches!(audience, Audience::Officer | Audience::Agency(_) | Audience::Inspector | Audience::Auditor))
        }
        "/event/consent/condition" => shown(*audience == Audience::Auditor || hears(audience, &place.entry, case)),
        _ => structured(audience, place, case),
    }
}

fn structured(audience: &Audience, place: &Place, case: &Case) -> Is {
    let is_public = !place.pointer.starts_with("/event/said");
    let is = match &place.entry.event {
        Event::Received { .. } | Event::Amended { .. } => shown(reads_application(audience, &place.entry, case)),
        Event::Recommended { .. } => shown(reads_recommendation(audience, &place.entry, case)),
        Event::Drafted { draft, .. } => {
            let draft = case.state().drafts.iter().find(|one| one.mark.number == draft.number).unwrap();
            let is_note = place.pointer == "/event/said/note";
            shown(reads_draft(audience, draft, &place.pointer, case) && (*audience == Audience::Officer || !is_note))
        }
        Event::Answered { .. } | Event::Responded { .. } | Event::Appealed { .. } | Event::ReportFiled { .. } => {
            shown(reads_document(audience, &place.entry))
        }
        Event::Attached { said } => shown(reads_attachment(audience, &place.entry, said.kept().unwrap())),
        other => panic!("{:?} at {} has no rule: say who sees it", other.kind(), place.pointer),
    };
    // Names of conditions are public, and go with what was said only as long as that is kept.
    match is {
        Is::Shown if is_public => Is::Either,
        is => is,
    }
}

/// Names of people are for their own side, where their event is shown at all; for officers and auditors all are.
fn knows_name(audience: &Audience, entry: &Entry, case: &Case) -> bool {
    match audience {
        Audience::Officer | Audience::Auditor => true,
        Audience::Agency(agency) => entry.by.agency() == Some(agency),
        Audience::Chair => entry.by.role() == Role::Chair,
        Audience::Inspector => entry.by.role() == Role::Inspector && hears(audience, entry, case),
        Audience::Applicant => false,
    }
}

fn all_spoke(case: &Case) -> bool {
    let mut advice = case.state().advice.values();
    !case.state().advice.is_empty() && advice.all(|it| it.current().is_some() || it.taken_to_agree.is_some())
}

/// A column for each audience: officer, agency, chair, applicant, inspector. `o`: its own, others' when all have spoken. `b`: what it told of itself.
/// `n`: where notice was given before.
fn row(kind: EventKind) -> [char; 5] {
    let row = match kind {
        EventKind::Returned | EventKind::Withdrawn | EventKind::Asked | EventKind::Answered => "yyyy-",
        EventKind::Responded | EventKind::Appealed => "yyyy-",
        EventKind::IntentWithdrawn => "yyyn-",
        EventKind::Stopped | EventKind::Advanced | EventKind::Resumed => "yyy--",
        EventKind::DenialsConsulted | EventKind::Referred => "yyy--",
        EventKind::InformationRequested | EventKind::Consented | EventKind::Escalated => "yoy--",
        EventKind::ChairDecided | EventKind::RungDecided => "yoy--",
        EventKind::SentBack => "y----",
        EventKind::Suspended | EventKind::InspectionFound => "yy--y",
        EventKind::Surrendered | EventKind::InspectionOrdered | EventKind::ReportFiled => "yy-yy",
        EventKind::BreachNoted => "yy-by",
        EventKind::PreservationRequested | EventKind::PreservationEnded => "yy-y-",
        EventKind::Received
        | EventKind::Registered
        | EventKind::Amended
        | EventKind::Attached
        | EventKind::Recommended
        | EventKind::TakenToAgree
        | EventKind::Drafted
        | EventKind::Countersigned
        | EventKind::Notified
        | EventKind::BecameFinal
        | EventKind::Lapsed
        | EventKind::ReportDue
        | EventKind::Closed
        | EventKind::Erased => "-----",
    };
    let mut columns = row.chars();
    std::array::from_fn(|_| columns.next().unwrap())
}

/// Whether a text that was said is for an audience.
fn hears(audience: &Audience, entry: &Entry, case: &Case) -> bool {
    let row = row(entry.event.kind());
    match audience {
        Audience::Officer => row[0] == 'y',
        Audience::Agency(agency) => {
            row[1] == 'y' || (row[1] == 'o' && (all_spoke(case) || entry.by.agency() == Some(agency)))
        }
        Audience::Chair => row[2] == 'y',
        Audience::Applicant => match row[3] {
            'y' => true,
            'b' => matches!(entry.by, Actor::Applicant { .. }),
            'n' => notice_was_given(case, entry.number),
            _ => false,
        },
        Audience::Inspector => row[4] == 'y',
        Audience::Auditor => false,
    }
}

/// Whether, when this happened, notice of the intent to deny had been given.
fn notice_was_given(case: &Case, number: u32) -> bool {
    let before = case.history().iter().take_while(|entry| entry.number < number);
    let last = before.filter(|entry| match &entry.event {
        Event::Notified {} => true,
        Event::Countersigned { draft, .. } => drafted(case, *draft).mark.outcome == OutcomeKind::IntentToDeny,
        _ => false,
    });
    last.last().is_some_and(|entry| entry.event.kind() == EventKind::Notified)
}

fn drafted(case: &Case, number: u32) -> &Draft {
    case.state().drafts.iter().find(|draft| draft.mark.number == number).unwrap()
}

fn reads_application(audience: &Audience, entry: &Entry, case: &Case) -> bool {
    let mut versions =
        case.history().iter().filter(|it| matches!(it.event.kind(), EventKind::Received | EventKind::Amended));
    match audience {
        Audience::Officer | Audience::Agency(_) | Audience::Applicant => true,
        Audience::Chair => versions.next_back().map(|last| last.number) == Some(entry.number),
        Audience::Inspector | Audience::Auditor => false,
    }
}

/// What the applicant sent beside a text; it has its own copy.
fn reads_document(audience: &Audience, entry: &Entry) -> bool {
    match audience {
        Audience::Officer | Audience::Agency(_) | Audience::Chair => true,
        Audience::Inspector => entry.event.kind() == EventKind::ReportFiled,
        Audience::Applicant | Audience::Auditor => false,
    }
}

fn reads_attachment(audience: &Audience, entry: &Entry, attachment: &Attachment) -> bool {
    match audience {
        Audience::Officer | Audience::Chair => attachment.may_see(&AgencyName::new("commerce").unwrap(), true),
        Audience::Agency(agency) => attachment.may_see(agency, true),
        Audience::Inspector => entry.by.role() == Role::Inspector,
        Audience::Applicant | Audience::Auditor => false,
    }
}

fn reads_recommendation(audience: &Audience, entry: &Entry, case: &Case) -> bool {
    let of = entry.by.agency().unwrap();
    let counts = case.state().advice[of].current().map(|current| current.entry) == Some(entry.number);
    match audience {
        Audience::Officer => true,
        Audience::Agency(agency) => agency == of || (counts && all_spoke(case)),
        Audience::Chair => counts,
        Audience::Applicant | Audience::Inspector | Audience::Auditor => false,
    }
}

fn reads_draft(audience: &Audience, draft: &Draft, pointer: &str, case: &Case) -> bool {
    let is_signed = matches!(draft.fate, Fate::Countersigned { .. });
    match audience {
        Audience::Officer => true,
        Audience::Agency(_) | Audience::Chair => is_signed,
        Audience::Applicant if draft.mark.outcome == OutcomeKind::IntentToDeny => {
            is_signed && was_told(case, draft.mark.number)
        }
        Audience::Applicant => is_signed,
        Audience::Inspector => {
            let mut licenses = case
                .state()
                .drafts
                .iter()
                .filter(|one| one.mark.outcome.has_license() && matches!(one.fate, Fate::Countersigned { .. }));
            let is_latest = licenses.next_back().map(|latest| latest.mark.number) == Some(draft.mark.number);
            is_latest && pointer != "/event/said/note"
        }
        Audience::Auditor => false,
    }
}

/// Whether notice of this intent to deny was given: it is the latest that was signed before a notice.
fn was_told(case: &Case, number: u32) -> bool {
    let mut latest = None;
    for entry in case.history() {
        match &entry.event {
            Event::Countersigned { draft, .. } if drafted(case, *draft).mark.outcome == OutcomeKind::IntentToDeny => {
                latest = Some(*draft);
            }
            Event::Notified {} if latest == Some(number) => return true,
            _ => {}
        }
    }
    false
}
