//! What two people signed, and who signs a letter.

use jiff::Timestamp;
use portcullis_access::proposal;
use portcullis_desk::case::Case;
use portcullis_desk::case::state::{Draft, Fate};
use portcullis_desk::decision::{DraftText, OutcomeKind};
use portcullis_desk::event::{Actor, Entry, Event};
use portcullis_letter::Signer;
use portcullis_license::Instant;

const DRAFTER: &str = "Licensing Officer";
const COUNTERSIGNER: &str = "Countersigning Officer";

/// The latest draft of an outcome that two people signed.
pub(super) fn decided(case: &Case, is: impl Fn(OutcomeKind) -> bool) -> Option<&Draft> {
    let mut drafts = case.state().drafts.iter().rev();
    drafts.find(|draft| is(draft.mark.outcome) && matches!(draft.fate, Fate::Countersigned { .. }))
}

/// The draft that an entry decides, or gives notice of.
pub(super) fn draft_of<'a>(case: &'a Case, entry: &Entry) -> Option<&'a Draft> {
    match &entry.event {
        Event::Countersigned { draft, .. } => case.state().drafts.iter().find(|one| one.mark.number == *draft),
        Event::Notified {} | Event::BecameFinal {} => decided(case, |kind| kind == OutcomeKind::IntentToDeny),
        _ => None,
    }
}

/// The words of a draft, where they are kept.
pub(super) fn words<'a>(case: &'a Case, draft: &Draft) -> Option<&'a DraftText> {
    case.history().iter().find_map(|entry| match &entry.event {
        Event::Drafted { said, .. } if entry.number == draft.entry => said.kept().map(|said| &**said),
        _ => None,
    })
}

/// Who signed what the letter of an entry says: the two people of a decision, or the officer who acted; nobody where a system or the applicant did.
pub(super) fn signatures(case: &Case, entry: &Entry) -> Vec<Signer> {
    if let Some(draft) = draft_of(case, entry) {
        return both(case, draft);
    }
    match &entry.by {
        Actor::Officer { signer } => signature(signer, DRAFTER, entry.at).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn both(case: &Case, draft: &Draft) -> Vec<Signer> {
    let Fate::Countersigned { by: second, .. } = &draft.fate else { return Vec::new() };
    let moment = |is: &dyn Fn(&Entry) -> bool| case.history().iter().find(|entry| is(entry)).map(|entry| entry.at);
    let drafted = moment(&|entry| entry.number == draft.entry);
    let is_second =
        |entry: &Entry| matches!(&entry.event, Event::Countersigned { draft: one, .. } if *one == draft.mark.number);
    let first = drafted.and_then(|at| signature(&draft.by, DRAFTER, at));
    let second = moment(&is_second).and_then(|at| signature(second, COUNTERSIGNER, at));
    first.into_iter().chain(second).collect()
}

fn signature(signer: &proposal::Signer, capacity: &str, at: Instant) -> Option<Signer> {
    let at = Timestamp::from_millisecond(at.0).ok()?;
    Some(Signer { name: signer.name.clone(), capacity: capacity.to_owned(), at })
}
