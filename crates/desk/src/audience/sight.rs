//! Which events each audience sees. Officers and auditors see that each of them happened; the applicant is told some of them in words of its own.

use crate::agency::AgencyName;
use crate::case::Case;
use crate::case::state::Advice;
use crate::event::{Entry, Event, EventKind, Said};

/// Who, beside officers and auditors, sees events of a kind.
struct Sight {
    agency: AgencySees,
    chair: bool,
    inspector: bool,
}

/// What an agency sees of events of a kind.
enum AgencySees {
    All,
    /// Its own, and others' once all have spoken.
    OwnUntilAllSpoke,
    /// Where the document is for it.
    AsMarked,
    None,
}

fn sight(kind: EventKind) -> Sight {
    let (agency, chair, inspector) = match kind {
        EventKind::Received
        | EventKind::Registered
        | EventKind::Returned
        | EventKind::Amended
        | EventKind::Withdrawn
        | EventKind::Asked
        | EventKind::Answered
        | EventKind::Stopped
        | EventKind::Advanced
        | EventKind::Resumed
        | EventKind::DenialsConsulted
        | EventKind::Referred
        | EventKind::Countersigned
        | EventKind::Notified
        | EventKind::Responded
        | EventKind::IntentWithdrawn
        | EventKind::BecameFinal
        | EventKind::Appealed
        | EventKind::Closed
        | EventKind::Erased => (AgencySees::All, true, false),
        EventKind::InformationRequested
        | EventKind::Recommended
        | EventKind::Consented
        | EventKind::TakenToAgree
        | EventKind::ChairDecided
        | EventKind::Escalated
        | EventKind::RungDecided => (AgencySees::OwnUntilAllSpoke, true, false),
        EventKind::Attached => (AgencySees::AsMarked, false, false),
        EventKind::Drafted | EventKind::SentBack => (AgencySees::None, false, false),
        EventKind::Suspended
        | EventKind::Surrendered
        | EventKind::Lapsed
        | EventKind::BreachNoted
        | EventKind::InspectionOrdered
        | EventKind::InspectionFound
        | EventKind::ReportDue
        | EventKind::ReportFiled => (AgencySees::All, false, true),
        EventKind::PreservationRequested | EventKind::PreservationEnded => (AgencySees::All, false, false),
    };
    Sight { agency, chair, inspector }
}

/// Whether every agency that was asked has spoken in the present round, or is taken to agree.
pub(super) fn all_spoke(case: &Case) -> bool {
    let advice = &case.state().advice;
    !advice.is_empty() && !advice.values().any(Advice::is_silent)
}

/// Whether an agency sees an entry.
pub(super) fn agency_sees(entry: &Entry, agency: &AgencyName, all_spoke: bool) -> bool {
    match sight(entry.event.kind()).agency {
        AgencySees::All => true,
        AgencySees::OwnUntilAllSpoke => all_spoke || is_of(entry, agency),
        AgencySees::AsMarked => {
            matches!(&entry.event, Event::Attached { said: Said::Kept(attachment) } if attachment.may_see(agency, true))
        }
        AgencySees::None => false,
    }
}

/// Whether an entry is by an agency, or about its silence.
fn is_of(entry: &Entry, agency: &AgencyName) -> bool {
    entry.by.agency() == Some(agency)
        || matches!(&entry.event, Event::TakenToAgree { agency: silent } if silent == agency)
}

/// Whether the chair sees an entry.
pub(super) fn chair_sees(entry: &Entry) -> bool {
    sight(entry.event.kind()).chair
}

/// Whether inspectors see an entry.
pub(super) fn inspector_sees(entry: &Entry) -> bool {
    sight(entry.event.kind()).inspector
}
