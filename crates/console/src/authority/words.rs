//! The words of a case as people read them.

use crate::components::{Badge, Tone};
use jiff::civil::Date;
use maud::{Markup, html};
use portcullis_desk::advice::{Stand, Subject};
use portcullis_desk::agency::{Agencies, AgencyName};
use portcullis_desk::case::{Ending, Phase, PhaseKind};
use portcullis_desk::course::{Rung, StopCause};
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::event::{Step, SubjectMark};
use portcullis_desk::statistics::CaseOutcome;
use portcullis_license::Standing;
use std::borrow::Borrow;

/// A day, which is not broken over lines.
pub(crate) fn day(day: impl Borrow<Date>) -> Markup {
    let written = day.borrow().to_string();
    html! { time datetime=(written) { (written) } }
}

/// A text with a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A name that is written with `_`, as people write it.
pub(crate) fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

/// A phase in a word.
pub(crate) fn phase_kind(kind: PhaseKind) -> Badge<'static> {
    let (tone, mark) = match kind {
        PhaseKind::Received => (Tone::Info, "↓"),
        PhaseKind::Registered | PhaseKind::Referred | PhaseKind::Appealed => (Tone::Info, "◷"),
        PhaseKind::IntentToDeny => (Tone::Warn, "!"),
        PhaseKind::Denied => (Tone::Bad, "✕"),
        PhaseKind::Licensed => (Tone::Good, "✓"),
        PhaseKind::Ended | PhaseKind::Closed | PhaseKind::Erased => (Tone::Plain, "–"),
    };
    Badge::of(tone, mark, kind.word())
}

/// Where a case stands, in a sentence.
pub(crate) fn phase_sentence(phase: &Phase) -> String {
    match phase {
        Phase::Received => "It came in and is looked at: no clock runs.".to_owned(),
        Phase::Registered { on } => format!("It is complete since {on}, and the clock runs."),
        Phase::Referred { on } => format!("Agencies were asked on {on}, or need not be."),
        Phase::IntentToDeny { decided, notified: None, .. } => {
            format!("It was decided on {decided} that it is to be denied; the applicant was not told yet.")
        }
        Phase::IntentToDeny { notified: Some(on), responded: None, .. } => {
            format!("The applicant was told on {on} that it is to be denied, and can respond.")
        }
        Phase::IntentToDeny { responded: Some(on), .. } => {
            format!("The applicant responded on {on} to the notice that it is to be denied.")
        }
        Phase::Denied { on } => format!("It was denied on {on}; the applicant can appeal."),
        Phase::Appealed { on } => format!("The applicant appealed on {on}."),
        Phase::Licensed { license, standing } => {
            format!("License {} was issued, until {}; it is {standing}.", license.number, license.until)
        }
        Phase::Ended { how, on } => format!("It ended on {on}: {}.", ending(*how)),
        Phase::Closed { on } => format!("Nothing is to be done any more since {on}; the records are kept."),
        Phase::Erased { on } => format!("What was said was erased on {on}; who did what, and when, stays."),
    }
}

fn ending(how: Ending) -> &'static str {
    match how {
        Ending::Withdrawn => "the applicant withdrew it",
        Ending::Returned => "it was returned without action",
        Ending::NoLicenseNeeded => "no license is needed",
        Ending::DenialStands => "the denial stands",
    }
}

/// Where a position stands.
pub(crate) fn stand(stand: Stand) -> Badge<'static> {
    match stand {
        Stand::Approve => Badge::of(Tone::Good, "✓", "approve"),
        Stand::Deny => Badge::of(Tone::Bad, "✕", "deny"),
        Stand::NoLicenseNeeded => Badge::of(Tone::Info, "○", "no license needed"),
        Stand::ReturnWithoutAction => Badge::of(Tone::Warn, "↩", "return without action"),
    }
}

/// Every stand, in the order of forms.
pub(crate) const STANDS: [Stand; 4] = [Stand::Approve, Stand::Deny, Stand::NoLicenseNeeded, Stand::ReturnWithoutAction];

/// A decision in a word.
pub(crate) fn outcome(kind: OutcomeKind) -> Badge<'static> {
    let (tone, mark) = match kind {
        OutcomeKind::Approve | OutcomeKind::Reinstate | OutcomeKind::AppealGranted => (Tone::Good, "✓"),
        OutcomeKind::IntentToDeny | OutcomeKind::Deny | OutcomeKind::AppealDismissed | OutcomeKind::Revoke => {
            (Tone::Bad, "✕")
        }
        OutcomeKind::NoLicenseNeeded => (Tone::Info, "○"),
        OutcomeKind::ReturnWithoutAction => (Tone::Warn, "↩"),
        OutcomeKind::Vary => (Tone::Info, "~"),
    };
    Badge::of(tone, mark, kind.word())
}

/// How a past case stood in the end.
pub(crate) fn case_outcome(outcome: CaseOutcome) -> Badge<'static> {
    let (tone, mark) = match outcome {
        CaseOutcome::Approved => (Tone::Good, "✓"),
        CaseOutcome::Denied => (Tone::Bad, "✕"),
        CaseOutcome::Returned => (Tone::Warn, "↩"),
        CaseOutcome::NoLicenseNeeded => (Tone::Info, "○"),
        CaseOutcome::Withdrawn | CaseOutcome::Pending => (Tone::Plain, "–"),
    };
    Badge::of(tone, mark, outcome.word())
}

/// What can be drafted where a case stands, with what a link to it says.
pub(crate) fn outcome_title(kind: OutcomeKind) -> &'static str {
    match kind {
        OutcomeKind::Approve => "Approve",
        OutcomeKind::IntentToDeny => "Intend to deny",
        OutcomeKind::Deny => "Deny",
        OutcomeKind::ReturnWithoutAction => "Return without action",
        OutcomeKind::NoLicenseNeeded => "No license is needed",
        OutcomeKind::AppealDismissed => "Dismiss the appeal",
        OutcomeKind::AppealGranted => "Grant the appeal",
        OutcomeKind::Vary => "Vary the license",
        OutcomeKind::Reinstate => "Reinstate the license",
        OutcomeKind::Revoke => "Revoke the license",
    }
}

/// Why a clock stands still.
pub(crate) fn cause(cause: StopCause) -> &'static str {
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

/// The causes that officers state, with the words that are sent for them; the others follow from what happens (15 CFR 750.4(b)).
pub(crate) const CAUSES: [(StopCause, &str); 5] = [
    (StopCause::PreLicenseCheck, "pre_license_check"),
    (StopCause::GovernmentAssurances, "government_assurances"),
    (StopCause::Multilateral, "multilateral"),
    (StopCause::Consultations, "consultations"),
    (StopCause::CongressionalNotice, "congressional_notice"),
];

/// The rungs above the operating committee, with the words that are sent for them (15 CFR 750.4(f)).
pub(crate) const RUNGS: [(Rung, &str, &str); 3] = [
    (Rung::AdvisoryCommittee, "advisory_committee", "Advisory committee on export policy"),
    (Rung::ReviewBoard, "review_board", "Export administration review board"),
    (Rung::President, "president", "President"),
];

/// A rung as people call it.
pub(crate) fn rung(rung: Rung) -> &'static str {
    RUNGS.iter().find(|(own, ..)| *own == rung).map_or("", |(_, _, title)| title)
}

/// The steps of what a clock stands still for, with the words that are sent for them (15 CFR 750.4(b)(2) and (3)).
pub(crate) const STEPS: [(Step, &str, &str); 4] = [
    (Step::CheckRequested, "check_requested", "The check on the spot was asked for"),
    (Step::CheckAnswered, "check_answered", "What the check found arrived"),
    (Step::AssurancesSent, "assurances_sent", "The request for assurances went to the foreign ministry"),
    (Step::AssurancesAsked, "assurances_asked", "The foreign ministry asked the other government"),
];

/// What a position is about, by its name where that is kept.
pub(crate) fn subject(mark: SubjectMark, named: Option<&Subject>) -> String {
    match named {
        Some(named) => subject_name(named),
        None => mark.to_string(),
    }
}

/// What a position is about.
pub(crate) fn subject_name(subject: &Subject) -> String {
    match subject {
        Subject::Application => "The application as a whole".to_owned(),
        Subject::Item { line } => format!("Item {line}"),
        Subject::Party { name } => format!("Party {name}"),
        Subject::Site { site } => format!("Site {site}"),
    }
}

/// An agency's name in full; its short name where the procedure does not have it.
pub(crate) fn agency<'a>(agencies: &'a Agencies, name: &'a AgencyName) -> &'a str {
    agencies.get(name).map_or_else(|| name.as_str(), |agency| &agency.full_name)
}

/// Names with commas between them.
pub(crate) fn listed<T: ToString>(names: impl IntoIterator<Item = T>) -> String {
    names.into_iter().map(|name| name.to_string()).collect::<Vec<_>>().join(", ")
}

/// Whether a license may still be used, or used again.
pub(crate) fn is_alive(standing: Standing) -> bool {
    matches!(standing, Standing::Issued | Standing::Suspended)
}
