//! What time alone brings about in a case: silence that counts as agreement, notices, denials that become final, licenses that end, reports that are due.

use jiff::Span;
use jiff::civil::Date;
use portcullis_desk::case::{Case, Phase};
use portcullis_desk::decision::DraftText;
use portcullis_desk::event::{Actor, Entry, Event};
use portcullis_license::{Instant, Person, Rule, Standing};

/// What the system is called in records.
const CLERK: &str = "clerk";

/// The first event that is due by the passing of time.
pub(super) fn due(case: &Case, now: Instant) -> Option<Entry> {
    let by = Actor::System { name: Person::new(CLERK).ok()? };
    let at = now.max(case.state().latest);
    let number = case.next_number();
    let taken = |event: Event| {
        let entry = Entry { number, at, by: by.clone(), event };
        let mut tried = case.clone();
        tried.record(&entry).is_ok().then_some(entry)
    };
    match case.phase() {
        Phase::Referred { .. } => {
            let silent = case.state().advice.iter().filter(|(_, advice)| advice.taken_to_agree.is_none());
            let silent: Vec<_> = silent.map(|(agency, _)| agency.clone()).collect();
            silent.into_iter().find_map(|agency| taken(Event::TakenToAgree { agency }))
        }
        Phase::IntentToDeny { notified: None, .. } => taken(Event::Notified {}),
        Phase::IntentToDeny { .. } => taken(Event::BecameFinal {}),
        Phase::Licensed { standing: Standing::Issued | Standing::Suspended, .. } => {
            taken(Event::Lapsed {}).or_else(|| taken(report_due(case, at.date())?))
        }
        _ => None,
    }
}

/// The next report that conditions of the license ask for, once the one before it has come due. A report counts for all of them, in the ledger too, so the
/// condition that asks soonest sets the day.
fn report_due(case: &Case, today: Date) -> Option<Event> {
    let (issued, draft) = latest_license(case)?;
    let license = draft.outcome.license()?;
    let every = license.conditions.iter().filter_map(|condition| match &condition.rule {
        Rule::ReportEvery { days } => Some(i64::from(*days)),
        _ => None,
    });
    let every = every.min()?;
    let report = u32::try_from(case.state().reports.len()).ok()?.checked_add(1)?;
    let before = case.state().reports.last().map_or(issued, |report| report.due);
    if report > 1 && today <= before {
        return None;
    }
    let due = before.checked_add(Span::new().days(every)).ok()?;
    Some(Event::ReportDue { report, due })
}

/// The latest license that was signed, and the day.
fn latest_license(case: &Case) -> Option<(Date, &DraftText)> {
    case.history().iter().rev().find_map(|entry| {
        let Event::Countersigned { draft, .. } = &entry.event else { return None };
        let draft = case.state().drafts.iter().find(|one| one.mark.number == *draft)?;
        draft.mark.license.as_ref()?;
        let drafted = case.history().iter().find(|one| one.number == draft.entry)?;
        match &drafted.event {
            Event::Drafted { said, .. } => Some((entry.at.date(), &**said.kept()?)),
            _ => None,
        }
    })
}
