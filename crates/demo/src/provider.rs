//! The steps of a provider's people: what each does in a filing, or that it has to wait.

use portcullis_counter::filing::{Filing, Stage};
use portcullis_counter::{FilingEntry, FilingEvent};
use portcullis_desk::event::{Digest, Said};
use portcullis_exchange::Reference;
use portcullis_license::{Instant, Operation};

use crate::authority::{Taken, question};
use crate::error::{DemoError, broken};
use crate::paper::{certifier_name, signed};
use crate::people::signer;
use crate::plan::Plan;
use crate::step::Step;
use crate::terms::REPORT;
use crate::words::{self, said};

/// What somebody at the provider does in a filing.
pub(crate) fn take(
    step: Step,
    plan: &mut Plan,
    filing: &Filing,
    now: Instant,
) -> Result<Taken<FilingEvent>, DemoError> {
    let stage = filing.stage();
    let when = |is_so: bool, event: FilingEvent| Ok(if is_so { Taken::Done(event) } else { Taken::Wait });
    let is_under_review = matches!(stage, Stage::Pending | Stage::Asked);
    match step {
        Step::Answer => Ok(match filing.open_questions().next() {
            Some(open) => {
                let (_, answer) = question(plan, usize::try_from(open.asked.question).unwrap_or(1).saturating_sub(1));
                Taken::Done(FilingEvent::Answered { question: open.asked.question, said: said(answer) })
            }
            None => Taken::Wait,
        }),
        Step::Amend if is_under_review => amended(plan, now).map(Taken::Done),
        Step::Withdraw => {
            when(is_under_review || stage == Stage::Appealed, FilingEvent::Withdrawn { said: said(words::WITHDRAWN) })
        }
        Step::Respond => when(stage == Stage::IntentToDeny, FilingEvent::Responded { said: said(words::RESPONDED) }),
        Step::Appeal => when(stage == Stage::Denied, FilingEvent::Appealed { said: said(words::APPEALED) }),
        Step::Surrender => when(stage == Stage::Licensed, FilingEvent::Surrendered { said: said(words::SURRENDERED) }),
        Step::TellBreach => {
            let condition = Reference::new("reservations").map_err(broken)?;
            when(stage == Stage::Licensed, FilingEvent::Breached { condition, said: said(words::OVERRAN) })
        }
        _ => Ok(Taken::Wait),
    }
}

/// A quarter of the chips less than before.
fn amended(plan: &mut Plan, now: Instant) -> Result<FilingEvent, DemoError> {
    let mut application = plan.application.clone().unwrap_or_default();
    for item in &mut application.items {
        item.chips -= item.chips / 4;
        item.chip_hours = item.chip_hours.map(|hours| hours - hours / 4);
    }
    application.additional_information = "Amended: a quarter of the chips less than before.".to_owned();
    plan.application = Some(application.clone());
    let filed = signed(application, plan, now)?;
    Ok(FilingEvent::Amended { digest: Digest::from(filed.digest()), said: Said::Kept(Box::new(filed)) })
}

/// What somebody at the provider did, as the next entry of a filing.
pub(crate) fn entry(plan: &Plan, number: u32, at: Instant, event: FilingEvent) -> FilingEntry {
    FilingEntry { number, at, by: signer(&certifier_name(plan)), event }
}

/// The report of use under a filing's license: what is filed, and what the ledger is told; nothing where there is no license in force.
pub(crate) fn report(filing: &Filing) -> Option<(FilingEvent, Operation)> {
    let license = filing.license.clone().filter(|_| filing.stage() == Stage::Licensed)?;
    let event = FilingEvent::Reported { condition: Reference::new(REPORT).ok(), said: said(words::REPORTED) };
    let reference = format!("{}/{}", filing.reference, filing.next_number());
    Some((event, Operation::Report { license, reference }))
}
