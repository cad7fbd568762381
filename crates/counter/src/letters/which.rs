//! Which letter an event asks for, by its public part: the same after what was said is erased.

use portcullis_desk::case::{Case, Ending, Phase};
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::event::{Entry, Event};
use portcullis_letter::Kind;

use crate::says::was_notified;

/// Goes through a case up to an entry and shows it as it was after each; the case as it was then, nothing where it has no entries or they do not follow.
pub(super) fn walk(case: &Case, until: u32, mut see: impl FnMut(&Case, &Entry)) -> Option<Case> {
    let (first, rest) = case.history().split_first()?;
    let mut then = Case::open(case.number().clone(), first).ok()?;
    see(&then, first);
    for entry in rest.iter().take_while(|entry| entry.number <= until) {
        then.apply(entry).ok()?;
        see(&then, entry);
    }
    Some(then)
}

/// The letter that the latest entry of a case asks for.
pub(super) fn kind(case: &Case, entry: &Entry) -> Option<Kind> {
    let kind = match &entry.event {
        Event::Registered {} => Kind::Acknowledgement,
        Event::Asked { .. } => Kind::InformationRequest,
        Event::Referred { agencies, .. } if !agencies.is_empty() => Kind::Referral,
        Event::Countersigned { draft, .. } => {
            let draft = case.state().drafts.iter().find(|one| one.mark.number == *draft)?;
            decided(draft.mark.outcome)?
        }
        Event::Notified {} => Kind::IntentToDeny,
        Event::BecameFinal {} => Kind::Denial,
        // What the applicant was never told of is not taken back before its eyes.
        Event::IntentWithdrawn { .. } if was_notified(case, entry) => Kind::IntentWithdrawn,
        Event::Withdrawn { .. } if matches!(case.phase(), Phase::Ended { how: Ending::Withdrawn, .. }) => {
            Kind::WithdrawalConfirmed
        }
        // An appeal that is withdrawn leaves the denial where it is.
        Event::Withdrawn { .. } if matches!(case.phase(), Phase::Ended { how: Ending::DenialStands, .. }) => {
            Kind::AppealWithdrawn
        }
        Event::Suspended { .. } => Kind::Suspension,
        Event::Returned { .. } => return Some(Kind::ReturnAtCounter),
        Event::InspectionOrdered { .. } => return Some(Kind::InspectionNotice),
        Event::PreservationRequested { .. } => return Some(Kind::Preservation),
        _ => return None,
    };
    case.course().registered.map(|_| kind)
}

/// The letter of a decision. Of an intent to deny the applicant is told by a notice of its own (15 CFR 750.6(a)).
fn decided(outcome: OutcomeKind) -> Option<Kind> {
    match outcome {
        OutcomeKind::Approve => Some(Kind::License),
        OutcomeKind::IntentToDeny => None,
        OutcomeKind::Deny => Some(Kind::Denial),
        OutcomeKind::ReturnWithoutAction => Some(Kind::ReturnWithoutAction),
        OutcomeKind::NoLicenseNeeded => Some(Kind::NoLicenseNeeded),
        OutcomeKind::AppealDismissed | OutcomeKind::AppealGranted => Some(Kind::AppealDecision),
        OutcomeKind::Vary => Some(Kind::Amendment),
        OutcomeKind::Reinstate => Some(Kind::Reinstatement),
        OutcomeKind::Revoke => Some(Kind::Revocation),
    }
}
