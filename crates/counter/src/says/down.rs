//! What an authority says, in the words of messages.

use jiff::civil::Date;
use portcullis_desk::case::Case;
use portcullis_desk::event::{Entry, Event, Said};
use portcullis_exchange::body::{
    Acknowledgement, Decision, Inspection, LicenseEvent, Notice, Preservation, PreservationChange, Question,
};
use portcullis_exchange::{Body, House, Reference, Word};
use portcullis_license::OperationId;

use super::{license_of, operation, signed_draft};
use crate::cause::Consequence;

/// How long the licensee has to do what an inspection asks for, in days.
const INSPECTION_DAYS: i32 = 14;

/// Whoever writes letters.
pub trait Letters {
    /// The letter that an event asks for: what kind, and its text, of 40,000 bytes at most.
    fn letter(&self, case: &Case, entry: &Entry) -> Option<(Word, String)>;

    /// The last day for the answer to a question that is asked on a day; nothing where the authority sets none.
    fn answer_by(&self, asked: Date) -> Option<Date> {
        let _ = asked;
        None
    }
}

/// What an authority says of an event, in the words of a message; nothing where that was erased before it was said.
///
/// `filed_by` is the number of the message that opened the case.
pub fn down(
    us: &House,
    case: &Case,
    entry: &Entry,
    what: Consequence,
    filed_by: u64,
    letters: &dyn Letters,
) -> Option<Body> {
    let number = Reference::new(case.number().as_str()).ok()?;
    Some(match what {
        Consequence::Acknowledgement => {
            let reference = Reference::new(&case.application()?.reference).ok()?;
            Body::Acknowledgement(Acknowledgement { reference, case: number, filed_by })
        }
        Consequence::Question => {
            let Event::Asked { question, said: Said::Kept(text) } = &entry.event else { return None };
            let due = letters.answer_by(entry.at.date());
            Body::Question(Question { case: number, question: *question, text: text.clone(), due })
        }
        Consequence::Decision => Body::Decision(decision(case, entry, number)?),
        Consequence::LicenseEvent => {
            let (id, operation) = operation(us, case, entry)?;
            Body::LicenseEvent(Box::new(LicenseEvent { id, operation }))
        }
        Consequence::Notice => {
            let (letter, text) = letters.letter(case, entry)?;
            Body::Notice(Notice::new(Some(number), license_of(case).cloned(), letter, text))
        }
        Consequence::Inspection => Body::Inspection(inspection(case, entry)?),
        Consequence::Preservation => Body::Preservation(preservation(case, entry, number)?),
    })
}

fn decision(case: &Case, entry: &Entry, number: Reference) -> Option<Decision> {
    let (outcome, license, reasons) = match &entry.event {
        Event::Returned { said } => ("return_without_action", None, said.kept().cloned()),
        Event::IntentWithdrawn { said } => ("intent_withdrawn", None, said.kept().cloned()),
        Event::BecameFinal {} => ("deny", None, last_intent(case, entry)),
        Event::Notified {} => ("intent_to_deny", None, last_intent(case, entry)),
        Event::Countersigned { .. } => {
            let (kind, said) = signed_draft(case, entry)?;
            let license = kind.has_license().then(|| license_of(case).cloned()).flatten();
            (kind.word(), license, said.and_then(|said| said.outcome.reasons()).map(str::to_owned))
        }
        _ => return None,
    };
    Some(Decision { case: number, outcome: Word::new(outcome).ok()?, license, reasons: reasons.unwrap_or_default() })
}

/// The reasons of the latest notice of intent to deny before an event, as they may be told.
fn last_intent(case: &Case, entry: &Entry) -> Option<String> {
    let before = case.history().iter().rev().filter(|one| one.number < entry.number);
    let signed = before.filter_map(|entry| signed_draft(case, entry)?.1);
    let intent = { signed }.find(|said| said.outcome.word() == "intent_to_deny");
    intent.and_then(|said| said.outcome.reasons()).map(str::to_owned)
}

fn inspection(case: &Case, entry: &Entry) -> Option<Inspection> {
    let Event::InspectionOrdered { inspection, said: Said::Kept(text), .. } = &entry.event else { return None };
    let due = entry.at.date().checked_add(jiff::Span::new().days(INSPECTION_DAYS)).ok()?;
    let name = Reference::new(&format!("{}/{inspection}", case.number())).ok()?;
    let (license, sample) = (license_of(case)?.clone(), Vec::<OperationId>::new());
    Some(Inspection { inspection: name, license, text: text.clone(), sample, due })
}

fn preservation(case: &Case, entry: &Entry, number: Reference) -> Option<Preservation> {
    let (request, change, said) = match &entry.event {
        Event::PreservationRequested { request, said } => (request, PreservationChange::Begins, said),
        Event::PreservationEnded { request, said } => (request, PreservationChange::Ends, said),
        _ => return None,
    };
    let request = Reference::new(&format!("{}/{request}", case.number())).ok()?;
    let (license, text) = (license_of(case).cloned(), said.kept()?.clone());
    Some(Preservation { request, change, case: Some(number), license, text })
}
