//! What needs somebody today, as far as whoever opens it may see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use jiff::Span;
use jiff::civil::Date;
use portcullis_access::{Action, Proposal};
use portcullis_console::provider::{
    DemandWaiting, DraftWaiting, HitWaiting, LicenseNear, ProposalWaiting, QuestionWaiting, RefusedMessage, ReportDue,
    StopWaiting, TodayView, links, today,
};
use portcullis_console::{HouseTrouble, Place, proposal_page};
use portcullis_counter::{Counter, Filing};
use portcullis_determination::ListedAs;
use portcullis_gate::Served;
use portcullis_license::{Instant, Standing};
use portcullis_screening::Query as Asked;

use super::applications::parties;
use super::customers::{Known, known};
use super::done::notice;
use super::log::may_read_houses;
use super::{customer, license, rows};
use crate::app::App;
use crate::caller::Caller;
use crate::console::frame::Framed;
use crate::console::proposals;
use crate::console::visit::Visit;
use crate::history::{Past, hit_waits, screening_query};
use crate::office::{drafts, filings, houses};
use crate::problem::Problem;
use crate::v1::proposals::what::What;

/// Rows of each part.
const MOST: usize = 50;
/// Days before its end from which a license is near it, and before a report is due from which it is told.
const NEAR: i64 = 30;
/// Tenths of a percent that are left of a license that is near its end.
const LITTLE: u128 = 100;
/// Customers who are looked up for this page; the list of customers has all.
const MOST_SCREENED: usize = 2_000;

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let caller = visit.caller()?.clone();
    let reading = caller.doing_own(Action::DraftApplication);
    let open = match &reading {
        Some(reading) => drafts::list(&app, reading).await?,
        None => Vec::new(),
    };
    let mut view = app.blocking(move |app| view(app, &caller)).await?;
    let served = app.gate().served().clone();
    let waiting = open.iter().map(|draft| DraftWaiting {
        reference: draft.reference.to_string(),
        parties: parties(&draft.application),
        gaps: draft.gaps(&served.engine).len(),
        saved: draft.saved,
    });
    view.drafts = waiting.collect();
    view.drafts.sort_by_key(|draft| std::cmp::Reverse(draft.saved));
    view.drafts.truncate(MOST);
    let page = Framed { notice: notice(&query), ..Framed::of("Today", Place::Today, today(&view)) };
    Ok(page.shown(&app, Some(&visit)))
}

fn view(app: &App, caller: &Caller) -> Result<TodayView, Problem> {
    let past = app.history().read(app.gate())?;
    let (now, today) = (app.gate().now(), app.gate().now().date());
    let near = today.checked_add(Span::new().days(NEAR)).unwrap_or(today);
    let customers = caller.doing(Action::Screen).map(|caller| known(app, &caller, &past)).unwrap_or_default();
    let (licenses, reports) = licenses(app, caller, &past, near);
    drop(past);
    let mut hits = hits(app, caller, &customers, today);
    let (questions, demands, refused) = of_filings(app, caller, now);
    let stops = stops(app, caller);
    let waiting = proposals::visible(app, caller)?;
    mark_proposed(&mut hits, &waiting, now);
    Ok(TodayView {
        today,
        stops,
        questions,
        demands,
        refused,
        hits,
        proposals: to_agree(caller, &waiting, now),
        reports,
        licenses,
        drafts: Vec::new(),
        troubles: troubles(app, caller, today),
    })
}

/// Proposals that wait for this very person, those first that end first.
fn to_agree(caller: &Caller, visible: &[(Proposal, What)], now: Instant) -> Vec<ProposalWaiting> {
    let mut waiting: Vec<_> =
        visible.iter().filter(|(proposal, _)| proposals::may_agree(caller, proposal, now)).collect();
    waiting.sort_by_key(|(proposal, _)| proposal.expires);
    let row = |(proposal, what): &(Proposal, What)| {
        let row = proposals::row(proposal, what, now);
        let page = proposal_page(&row.id);
        ProposalWaiting { what: row.what, by: row.by, at: row.at, reason: row.reason, page }
    };
    waiting.into_iter().take(MOST).map(row).collect()
}

/// Marks the hits of which one person has said what they are.
fn mark_proposed(hits: &mut [HitWaiting], visible: &[(Proposal, What)], now: Instant) {
    for (_, what) in visible.iter().filter(|(proposal, _)| proposal.is_waiting(now)) {
        let What::Resolve { found } = what else { continue };
        let of_it =
            |hit: &&mut HitWaiting| hit.name == found.name && hit.list == found.list && hit.entry == found.entry;
        hits.iter_mut().filter(of_it).for_each(|hit| hit.half_resolved = true);
    }
}

fn stops(app: &App, caller: &Caller) -> Vec<StopWaiting> {
    let Some(caller) = caller.doing(Action::ReadStops) else { return Vec::new() };
    let look = app.look();
    let leases = look.replay().ledger().leases().filter(|(_, lease)| caller.sees(&lease.path.provider));
    let told = leases.filter_map(|(id, lease)| {
        let order = lease.stop.as_ref().filter(|order| order.confirmed.is_none())?;
        Some(StopWaiting {
            lease: id.to_string(),
            customer: lease.asked.customer.clone(),
            license: lease.path.license.to_string(),
            chips: lease.asked.chips.into(),
            due: order.due,
        })
    });
    let mut stops: Vec<StopWaiting> = told.collect();
    stops.sort_by_key(|stop| stop.due);
    stops.truncate(MOST);
    stops
}

/// What is wrong between this house and the authority, for its own people.
fn troubles(app: &App, caller: &Caller, today: Date) -> Vec<HouseTrouble> {
    let office = app.office().ok().filter(|_| may_read_houses(caller));
    office.map(|office| houses::troubles(&office.counter(), today)).unwrap_or_default()
}

fn of_filings(
    app: &App,
    caller: &Caller,
    now: Instant,
) -> (Vec<QuestionWaiting>, Vec<DemandWaiting>, Vec<RefusedMessage>) {
    let (Some(caller), Ok(office)) = (caller.doing(Action::ReadFilings), app.office()) else {
        return (Vec::new(), Vec::new(), Vec::new());
    };
    let counter = office.counter();
    let own = || counter.filings().values().filter(|filing| filings::is_own(&caller, filing));
    let asked = own().flat_map(|filing| {
        filing.waiting_questions().map(|question| QuestionWaiting {
            filing: filing.reference.to_string(),
            number: question.asked.question,
            text: question.asked.text.clone(),
            at: question.at,
            due: question.asked.due,
        })
    });
    let mut questions: Vec<QuestionWaiting> = asked.collect();
    questions.sort_by_key(|question| (question.due.is_none(), question.due, question.at));
    questions.truncate(MOST);
    let since = now.plus(-NEAR * portcullis_license::instant::DAY);
    let mut refused: Vec<RefusedMessage> = own().flat_map(|filing| refused(&counter, filing)).collect();
    refused.retain(|message| message.at >= since);
    refused.sort_by_key(|message| std::cmp::Reverse(message.at));
    refused.truncate(MOST);
    let mut demands: Vec<DemandWaiting> = own().flat_map(|filing| demands(&counter, filing, since.date())).collect();
    demands.sort_by_key(|demand| (demand.due.is_some(), demand.due));
    demands.truncate(MOST);
    (questions, demands, refused)
}

/// An intent to deny that nobody responded to, and inspections whose last day is not long past.
fn demands(counter: &Counter, filing: &Filing, since: Date) -> Vec<DemandWaiting> {
    let intent = counter.intent_to_deny(filing).filter(|intent| !intent.is_responded);
    let intent = intent.map(|intent| DemandWaiting {
        what: "intent to deny",
        page: links::filing(filing.reference.as_str()),
        about: filing.reference.to_string(),
        text: intent.reasons,
        due: intent.respond_by,
    });
    let inspections = filing.inspections.iter().filter(|inspection| inspection.due >= since);
    let inspections = inspections.map(|inspection| DemandWaiting {
        what: "inspection",
        page: links::license(inspection.license.as_str()),
        about: inspection.license.to_string(),
        text: inspection.text.clone(),
        due: Some(inspection.due),
    });
    intent.into_iter().chain(inspections).collect()
}

/// What of a filing the authority did not act upon, and nothing was done about since.
fn refused(counter: &Counter, filing: &Filing) -> Vec<RefusedMessage> {
    let at_of = |number: Option<u64>| {
        let mail = counter.mail(counter.sides().authority()?)?;
        let told = |kept: &&portcullis_counter::note::Kept| {
            let said = kept.said.as_ref().and_then(|said| said.pointer("/body/number")?.as_u64());
            kept.kind == "refusal" && said == number
        };
        mail.taken().iter().rev().find(told).map(|kept| kept.at)
    };
    let last = filing.entries.last().map_or(0, |entry| entry.number);
    let open = filing.refusals.iter().filter(|(entry, _)| *entry == last);
    let row = |(entry, refusal): &(u32, portcullis_exchange::Refusal)| {
        let event = filing.entries.iter().find(|own| own.number == *entry)?;
        Some(RefusedMessage {
            number: refusal.number.unwrap_or_default(),
            kind: event.event.word().to_owned(),
            filing: Some(filing.reference.to_string()),
            code: refusal.code.to_string(),
            detail: refusal.detail.clone(),
            at: at_of(refusal.number).unwrap_or(event.at),
        })
    };
    open.filter_map(row).collect()
}

/// Licenses near their end, and reports that are due.
fn licenses(app: &App, caller: &Caller, past: &Past, near: Date) -> (Vec<LicenseNear>, Vec<ReportDue>) {
    let (mut licenses, mut reports) = (Vec::new(), Vec::new());
    let look = app.look();
    let own = look.replay().ledger().licenses().filter(|(_, held)| caller.sees(&held.license.licensee));
    for (number, held) in own.filter(|(_, held)| matches!(held.standing, Standing::Issued | Standing::Suspended)) {
        let told = past.license(number);
        let exhausted_on = rows::exhausted_on(held, told);
        let (tenths, left) = rows::left(held);
        let ends = held.license.until <= near || exhausted_on.is_some_and(|day| day <= near);
        if ends || tenths <= LITTLE {
            let parties = rows::in_short(held.license.parties.iter().map(|party| party.name.as_str()));
            let until = held.license.until;
            licenses.push(LicenseNear { number: number.to_string(), parties, left, exhausted_on, until });
        }
        let due = told.map(|told| license::due(held, told)).unwrap_or_default();
        let due = due.into_iter().filter(|(_, day)| *day <= near);
        reports.extend(due.map(|(condition, due)| ReportDue { license: number.to_string(), condition, due }));
    }
    licenses.sort_by_key(|one| one.exhausted_on.map_or(one.until, |day| day.min(one.until)));
    licenses.truncate(MOST);
    reports.sort_by_key(|report| report.due);
    reports.truncate(MOST);
    (licenses, reports)
}

/// Names that may be on a list, of customers whom the reader may see, and of those above them where the reader may see who they are.
fn hits(app: &App, caller: &Caller, customers: &BTreeMap<String, Known>, today: Date) -> Vec<HitWaiting> {
    let served: Arc<Served> = app.gate().served().clone();
    if served.engine.served_lists().is_none() {
        return Vec::new();
    }
    let (screened, sees_owners) = (app.history().screened(), caller.doing(Action::ReadOwners).is_some());
    let mut hits = Vec::new();
    // One owner of several customers is looked at once.
    let mut owners: Vec<Asked<'_>> = Vec::new();
    for (name, of) in customers.iter().take(MOST_SCREENED) {
        if screened.find(&served, today, name, &of.country).open_hits > 0 {
            hits.extend(open_hits(&served, today, name, &screening_query(name, &of.country)));
        }
        let above = || customer::queries_above(&served, name, today);
        let count = || above().iter().map(|query| open_hits(&served, today, name, query).len()).sum();
        if sees_owners && screened.above(&served, today, name, count) > 0 {
            for query in above() {
                if !owners.contains(&query) {
                    hits.extend(open_hits(&served, today, name, &query));
                    owners.push(query);
                }
            }
        }
        if hits.len() >= MOST {
            break;
        }
    }
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.score));
    hits.truncate(MOST);
    hits
}

/// The hits of a name that nobody has resolved, told of a customer.
fn open_hits(served: &Served, today: Date, customer: &str, query: &Asked<'_>) -> Vec<HitWaiting> {
    let found = served.with_memo(|memo| served.engine.screen_party(query, today, memo));
    let open = found.into_iter().flat_map(|party| party.hits).filter(hit_waits);
    let row = |hit: ListedAs| HitWaiting {
        customer: customer.to_owned(),
        name: query.name.to_string(),
        list: hit.list,
        entry: hit.entry,
        listed: hit.name,
        score: hit.score,
        half_resolved: false,
    };
    open.map(row).collect()
}
