//! A license: its terms, what is left of it by day, what runs under it, what changed, what is owed.

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use portcullis_access::Action;
use portcullis_console::provider::{LicenseView, ReservationRow, license};
use portcullis_console::{AccountRow, ChangeRow, Crumb, Filled, Place, ReportRow, Side};
use portcullis_counter::{Counter, Filing};
use portcullis_license::ledger::Held;
use portcullis_license::{Change, Instant, Ledger, LicenseNumber, Operation, Rule};

use super::done::{notice, to_be_mended};
use super::keys::keys_of_version;
use super::rows;
use crate::app::App;
use crate::caller::Caller;
use crate::console::authority;
use crate::console::frame::Framed;
use crate::console::visit::Visit;
use crate::history::OfLicense;
use crate::office::filings;
use crate::problem::Problem;

/// Leases and reservations that the page has; the list of leases has all.
const MOST: usize = 200;
/// Reports that the page has.
const MOST_REPORTS: usize = 100;

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(number): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    if visit.side() == Side::Authority {
        return authority::registered(app, visit, number).await;
    }
    let view = view(&app, &visit, &number, Filled::default()).await?;
    Ok(shown(&app, &visit, &view, &query))
}

/// The page again, with what is wrong with a form of it.
pub async fn again(app: &Arc<App>, visit: &Visit, number: &str, filled: Filled) -> Result<Response, Problem> {
    let view = view(app, visit, number, filled).await?;
    Ok(to_be_mended(shown(app, visit, &view, &[])))
}

fn shown(app: &Arc<App>, visit: &Visit, view: &LicenseView, query: &[(String, String)]) -> Response {
    let title = format!("License {}", view.license.number);
    let crumbs = [Crumb { title: "Licenses", address: Place::Licenses.address() }];
    let page = Framed { crumbs: &crumbs, notice: notice(query), ..Framed::of(&title, Place::Licenses, license(view)) };
    page.shown(app, Some(visit))
}

async fn view(app: &Arc<App>, visit: &Visit, number: &str, filled: Filled) -> Result<LicenseView, Problem> {
    let caller = visit.caller()?.doing(Action::ReadLicenses);
    let caller = caller.ok_or_else(|| Problem::not_found(format!("license {number}")))?;
    let tells = [Action::FileReport, Action::SurrenderLicense, Action::FileApplication];
    let keys = {
        let counter = app.office().ok().map(crate::office::Office::counter);
        let named = LicenseNumber::new(number).ok();
        let filing = counter.zip(named).and_then(|(counter, named)| of_license(&caller, &counter, &named));
        keys_of_version(app, visit, filing.map_or(0, |(_, next)| next.into()))
    };
    let (number, today) = (number.to_owned(), app.gate().now().date());
    app.blocking(move |app| {
        let past = app.history().read(app.gate())?;
        let look = app.look();
        let ledger = look.replay().ledger();
        let held = caller.license(ledger, &number)?;
        let told = past.license(&held.license.number).cloned().unwrap_or_default();
        drop(past);
        let counter = app.office().ok().map(crate::office::Office::counter);
        let is_by_hand = !counter.as_ref().is_some_and(|counter| issued_by_authority(counter, &held.license.number));
        let filing = counter.and_then(|counter| of_license(&caller, &counter, &held.license.number));
        let may = tells.into_iter().filter_map(|action| caller.doing(action));
        let may_tell = may.into_iter().any(|caller| caller.sees(&held.license.licensee));
        let all_leases = ledger.leases().filter(|(_, lease)| lease.path.license == held.license.number);
        let leases: Vec<_> = all_leases.take(MOST).collect();
        let since = since(app, leases.iter().map(|(id, _)| id.as_str()))?;
        Ok(LicenseView {
            license: held.license.clone(),
            version: held.version,
            standing: held.standing,
            exhausted: held.is_exhausted(),
            total: held.account.balance(),
            lines: held.lines.iter().map(|(name, line)| account(name, line.balance())).collect(),
            groups: groups(&caller, ledger, held),
            use_over_time: rows::use_over_time(held, Some(&told)),
            leases: leases.iter().map(|(id, lease)| rows::lease(id, lease, since.get(id.as_str()).copied())).collect(),
            reservations: reservations(ledger, &held.license.number),
            changes: changes(&told),
            reports: reports(held, &told),
            filing: filing.map(|(filing, _)| filing),
            is_by_hand,
            today,
            filled,
            keys: may_tell.then_some(keys),
        })
    })
    .await
}

/// When each of these leases began: at the record of its first slice.
pub fn since<'a>(
    app: &App,
    leases: impl Iterator<Item = &'a str>,
) -> Result<std::collections::BTreeMap<String, Instant>, Problem> {
    let ids: Vec<&str> = leases.collect();
    let rows = crate::store::read(app.gate(), "leases_since", |open| open.rows_by_id(&ids))?;
    Ok(rows.into_iter().map(|row| (row.id, Instant(row.at))).collect())
}

/// The filing that a license came of, where it is the caller's, and the number of its next event.
pub fn of_license(caller: &Caller, counter: &Counter, number: &LicenseNumber) -> Option<(String, u32)> {
    let came = |filing: &&Filing| filing.license.as_ref() == Some(number);
    let filing = counter.filings().values().filter(came).find(|filing| filings::is_own(caller, filing))?;
    Some((filing.reference.to_string(), filing.next_number()))
}

/// Whether the authority across the counter issued a license.
fn issued_by_authority(counter: &Counter, number: &LicenseNumber) -> bool {
    let is_issue = |operation: &Operation| matches!(operation, Operation::License { license, change: Change::Issue { .. }, .. } if license == number);
    counter.operations().iter().any(|(_, operation)| is_issue(operation))
}

fn account(name: &impl ToString, balance: Option<portcullis_license::Balance>) -> AccountRow {
    AccountRow { name: name.to_string(), balance }
}

/// Customer groups of the license that have a limit. What is counted in them is counted for all providers, so that only who sees all of those sees it.
fn groups(caller: &Caller, ledger: &Ledger, held: &Held) -> Vec<AccountRow> {
    if !(caller.access.tenants.is_empty() || caller.reach.others) {
        return Vec::new();
    }
    let own: std::collections::BTreeSet<_> =
        held.license.parties.iter().filter_map(|party| held.license.group_of(&party.name)).collect();
    ledger.groups().filter(|(name, _)| own.contains(*name)).map(|(name, one)| account(name, one.balance())).collect()
}

fn reservations(ledger: &Ledger, number: &LicenseNumber) -> Vec<ReservationRow> {
    let own = ledger.open_reservations().filter(|(_, one)| one.path.license == *number).take(MOST);
    let row = |(id, one): (&portcullis_license::OperationId, &portcullis_license::Reservation)| ReservationRow {
        reservation: id.to_string(),
        lease: one.lease.to_string(),
        line: one.path.line.to_string(),
        from: one.from,
        until: one.until,
        settle_until: one.settle_until,
        amount: one.amount,
    };
    own.map(row).collect()
}

fn changes(told: &OfLicense) -> Vec<ChangeRow> {
    let row = |one: &crate::history::Changed| ChangeRow {
        change: one.change.to_owned(),
        at: one.at,
        by: one.by.clone(),
        second: one.second.clone(),
        reason: one.reason.clone(),
    };
    told.changes.iter().rev().map(row).collect()
}

/// When reports are due: so many days after the one before, or after the license was issued, as the ledger counts.
pub fn due(held: &Held, told: &OfLicense) -> Vec<(String, Date)> {
    let issued = told.changes.iter().find(|one| one.change == "issue").map(|one| one.at);
    let last = told.reports.last().map(|(at, _)| *at).or(issued);
    let conditions = held.license.conditions.iter().filter_map(|condition| match condition.rule {
        Rule::ReportEvery { days } => Some((condition.id.clone(), days)),
        _ => None,
    });
    let due =
        |(condition, days)| Some((condition, last?.plus(i64::from(days) * portcullis_license::instant::DAY).date()));
    conditions.filter_map(due).collect()
}

/// Reports that are due and that were filed, the latest due first. A report is filed for all conditions that ask for one; the one that asks soonest sets the
/// day.
fn reports(held: &Held, told: &OfLicense) -> Vec<ReportRow> {
    let open = due(held, told).into_iter().map(|(condition, due)| ReportRow { condition, due, filed: None });
    let every = held.license.conditions.iter().filter_map(|condition| match condition.rule {
        Rule::ReportEvery { days } => Some((condition.id.clone(), i64::from(days) * portcullis_license::instant::DAY)),
        _ => None,
    });
    let every = every.min_by_key(|(_, days)| *days);
    let issued = told.changes.iter().find(|one| one.change == "issue").map_or_else(Instant::default, |one| one.at);
    let before = std::iter::once(issued).chain(told.reports.iter().map(|(at, _)| *at));
    let filed = told.reports.iter().zip(before).map(|((at, reference), before)| ReportRow {
        condition: every.as_ref().map(|(condition, _)| condition.clone()).unwrap_or_default(),
        due: every.as_ref().map_or(at.date(), |(_, days)| before.plus(*days).date()),
        filed: Some((*at, reference.clone())),
    });
    let filed: Vec<ReportRow> = filed.collect();
    open.chain(filed.into_iter().rev().take(MOST_REPORTS)).collect()
}
