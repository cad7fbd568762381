//! What follows from events: what is told to a peer, and what is done to a license.

mod down;
mod up;

pub use down::{Letters, down};
pub use up::up;

use portcullis_desk::case::Case;
use portcullis_desk::case::state::{Draft, Fate};
use portcullis_desk::decision::{DraftText, OutcomeKind};
use portcullis_desk::event::{Actor, Entry, Event};
use portcullis_exchange::{House, Reference};
use portcullis_journal::sweep;
use portcullis_license::operation::Signed;
use portcullis_license::{Change, LicenseNumber, Operation, OperationId, Person};

use crate::cause::Consequence;
use crate::filing::{Filing, FilingEntry, FilingEvent};

/// Why something cannot be said to a peer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsayable {
    /// The authority has not yet said which case it is.
    #[error("the authority has not acknowledged `{0}` yet")]
    Unacknowledged(Reference),
    /// What was to be said was erased before it was told.
    #[error("it was erased before it was told, or nobody wrote the letter")]
    Gone,
    /// No message, or no record of one, can hold it.
    #[error("it cannot be told: {0}")]
    Unwritable(String),
}

/// What an event of a case makes the authority say to the applicant, in order.
#[must_use]
pub fn of_event(case: &Case, entry: &Entry) -> &'static [Consequence] {
    use Consequence as C;
    match &entry.event {
        Event::Received { .. } => &[C::Acknowledgement],
        Event::Asked { .. } => &[C::Question],
        Event::Registered {} | Event::Withdrawn { .. } => &[C::Notice],
        Event::Returned { .. } | Event::Notified {} | Event::BecameFinal {} => &[C::Decision, C::Notice],
        // What the applicant was never told of cannot be taken back before its eyes.
        Event::IntentWithdrawn { .. } if !was_notified(case, entry) => &[],
        Event::IntentWithdrawn { .. } => &[C::Decision, C::Notice],
        Event::Countersigned { .. } => match signed_draft(case, entry).map(|(kind, _)| kind) {
            // The applicant is told by a notice of its own, within five days (15 CFR 750.6).
            Some(OutcomeKind::IntentToDeny) | None => &[],
            Some(OutcomeKind::Approve | OutcomeKind::Vary | OutcomeKind::Reinstate | OutcomeKind::Revoke) => {
                &[C::Decision, C::LicenseEvent, C::Notice]
            }
            Some(_) => &[C::Decision, C::Notice],
        },
        Event::Suspended { .. } => &[C::LicenseEvent, C::Notice],
        Event::InspectionOrdered { .. } => &[C::Inspection],
        Event::PreservationRequested { .. } | Event::PreservationEnded { .. } => &[C::Preservation],
        _ => &[],
    }
}

/// The draft that an event signs: what it decides, and its words where they are kept.
fn signed_draft<'a>(case: &'a Case, entry: &Entry) -> Option<(OutcomeKind, Option<&'a DraftText>)> {
    let Event::Countersigned { draft, .. } = &entry.event else { return None };
    let draft = case.state().drafts.iter().find(|one| one.mark.number == *draft)?;
    let said = entry_of(case, draft.entry).and_then(|entry| match &entry.event {
        Event::Drafted { said, .. } => said.kept().map(Box::as_ref),
        _ => None,
    });
    Some((draft.mark.outcome, said))
}

/// Whether the applicant was told of the intent to deny that an event withdraws.
pub(crate) fn was_notified(case: &Case, entry: &Entry) -> bool {
    let before = case.history().iter().rev().skip_while(|one| one.number >= entry.number);
    let since = before.take_while(|one| !matches!(one.event, Event::Countersigned { .. }));
    { since }.any(|one| matches!(one.event, Event::Notified {}))
}

fn entry_of(case: &Case, number: u32) -> Option<&Entry> {
    case.history().iter().find(|entry| entry.number == number)
}

/// The license that a case issued. A draft that nobody countersigned issues none.
pub(crate) fn license_of(case: &Case) -> Option<&LicenseNumber> {
    let signed = |draft: &&Draft| matches!(draft.fate, Fate::Countersigned { .. });
    let latest = case.state().drafts.iter().rev().filter(signed).find_map(|draft| draft.mark.license.as_ref());
    latest.map(|license| &license.number)
}

/// What an event of a case does to its license, under an id that is the same wherever it is done.
#[must_use]
pub fn operation(us: &House, case: &Case, entry: &Entry) -> Option<(OperationId, Operation)> {
    let (license, change, signed) = match &entry.event {
        Event::Countersigned { draft, .. } => {
            let (kind, said) = signed_draft(case, entry)?;
            let draft = case.state().drafts.iter().find(|one| one.mark.number == *draft)?;
            let terms = || said.and_then(|said| said.outcome.license()).cloned().map(Box::new);
            let change = match kind {
                OutcomeKind::Approve => Change::Issue { license: terms()? },
                OutcomeKind::Vary => Change::Vary { license: terms()? },
                OutcomeKind::Reinstate => Change::Reinstate,
                OutcomeKind::Revoke => Change::Revoke,
                _ => return None,
            };
            let second = Some(Person::new(&entry.by.signer()?.name).ok()?);
            let reason = format!("case {}, draft {}", case.number(), draft.mark.number);
            (license_of(case)?.clone(), change, Signed { by: Person::new(&draft.by.name).ok()?, second, reason })
        }
        Event::Suspended { drain_until, .. } => {
            let by = Person::new(&entry.by.signer()?.name).ok()?;
            let reason = format!("case {}, event {}", case.number(), entry.number);
            let change = Change::Suspend { drain_until: *drain_until };
            (license_of(case)?.clone(), change, Signed { by, second: None, reason })
        }
        Event::Surrendered { .. } => {
            let Actor::Applicant { person, .. } = &entry.by else { return None };
            let reason = format!("case {}, event {}", case.number(), entry.number);
            (license_of(case)?.clone(), Change::Surrender, Signed { by: person.clone(), second: None, reason })
        }
        _ => return None,
    };
    let id = OperationId::new(&format!("{}{}/{}", operations_of(us), case.number(), entry.number)).ok()?;
    Some((id, Operation::License { license, change, signed }))
}

/// What an event of a filing does to the provider's own license at once: its gate does not wait for the authority to hear that the license was given back, or
/// that a report was filed.
#[must_use]
pub fn operation_of_filing(us: &House, filing: &Filing, entry: &FilingEntry) -> Option<(OperationId, Operation)> {
    let license = filing.license.clone()?;
    let name = format!("{}/{}", filing.reference, entry.number);
    let operation = match &entry.event {
        FilingEvent::Surrendered { .. } => {
            let signed =
                Signed { by: Person::new(&entry.by.name).ok()?, second: None, reason: format!("filing {name}") };
            Operation::License { license, change: Change::Surrender, signed }
        }
        FilingEvent::Reported { .. } => Operation::Report { license, reference: name.clone() },
        _ => return None,
    };
    Some((sweep::system_id("license", &format!("{us}/{name}"))?, operation))
}

/// What the ids of changes begin with that an authority makes to licenses.
#[must_use]
pub fn operations_of(authority: &House) -> String {
    format!("{}license/{authority}/", sweep::SYSTEM)
}
