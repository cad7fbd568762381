//! A lease: what runs, its slices, and how it is stopped.

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use portcullis_access::Action;
use portcullis_console::provider::{LeaseView, SliceRow, lease, links};
use portcullis_console::{Crumb, Filled, Place};
use portcullis_journal::{Content, Record};
use portcullis_license::{Instant, Operation, OperationId, Reservation};

use super::done::{Done, mendable, notice, see_done, seen, to_be_mended};
use super::keys::{keys, operation};
use super::{license, rows};
use crate::app::App;
use crate::console::fields::Fields;
use crate::console::frame::Framed;
use crate::console::visit::Visit;
use crate::problem::Problem;
use crate::store;

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let view = view(&app, &visit, &id, Filled::default()).await?;
    Ok(shown(&app, &visit, &view, &query))
}

fn shown(app: &Arc<App>, visit: &Visit, view: &LeaseView, query: &[(String, String)]) -> Response {
    let title = format!("Lease {}", view.row.lease);
    let crumbs = [Crumb { title: "Leases", address: Place::Leases.address() }];
    let page = Framed { crumbs: &crumbs, notice: notice(query), ..Framed::of(&title, Place::Leases, lease(view)) };
    page.shown(app, Some(visit))
}

async fn view(app: &Arc<App>, visit: &Visit, id: &str, filled: Filled) -> Result<LeaseView, Problem> {
    let not_found = Problem::not_found(format!("lease {id} that runs"));
    let (Some(caller), Ok(id)) = (visit.caller()?.doing(Action::ReadLeases), OperationId::new(id)) else {
        return Err(not_found);
    };
    let keys = keys(app, visit);
    app.blocking(move |app| {
        let (mut row, asked, stop, slices, may_stop) = {
            let look = app.look();
            let ledger = look.replay().ledger();
            let found = ledger.lease(&id).filter(|found| caller.sees(&found.path.provider)).ok_or(not_found)?;
            let open = found.open.iter().filter_map(|slice| Some((slice.clone(), ledger.reservation(slice)?.clone())));
            let ways = [Action::Stop, Action::ConfirmStop];
            let may = ways.into_iter().filter_map(|way| caller.doing(way)).any(|own| own.sees(&found.path.provider));
            let slices: Vec<(OperationId, Reservation)> = open.collect();
            (rows::lease(&id, found, None), found.asked.clone(), found.stop.clone(), slices, may)
        };
        row.since = license::since(app, [id.as_str()].into_iter())?.get(id.as_str()).copied().unwrap_or(row.since);
        Ok(LeaseView {
            row,
            asked,
            stopped_by: stop.map(|order| order.by.to_string()),
            slices: told(app, &id, slices)?,
            determination: determination(app, &id)?,
            filled,
            keys: may_stop.then_some(keys),
        })
    })
    .await
}

/// The slices that are open, and the first one; the latest first.
fn told(app: &App, lease: &OperationId, mut slices: Vec<(OperationId, Reservation)>) -> Result<Vec<SliceRow>, Problem> {
    if !slices.iter().any(|(id, _)| id == lease) {
        let rows = store::read(app.gate(), "lease_slices", |open| open.rows_about(&[lease.as_str()]))?;
        let records: Vec<Record> = rows.iter().filter_map(|row| Record::from_leaf(&row.leaf).ok()).collect();
        let replies = records.iter().filter_map(|record| match &record.content {
            Content::Ledger { reply, .. } => Some((&record.id, reply)),
            Content::Note { .. } => None,
        });
        slices.extend(Reservation::told_by(lease, replies).map(|first| (lease.clone(), first)));
    }
    slices.sort_by_key(|(_, slice)| std::cmp::Reverse(slice.from));
    let row = |(id, slice): &(OperationId, Reservation)| SliceRow {
        reservation: id.to_string(),
        from: slice.from,
        until: slice.until,
        amount: slice.amount,
        used: slice.resolution.as_ref().map(|resolution| resolution.used),
        breach: slice.resolution.as_ref().map(|resolution| resolution.breach),
        settle_until: slice.settle_until,
    };
    Ok(slices.iter().map(row).collect())
}

/// The determination that a lease rests on: a start records it under an id that is made of its own, and of several leases of one start the first has that.
fn determination(app: &App, lease: &OperationId) -> Result<Option<String>, Problem> {
    let own = format!("{lease}/decision");
    let of_start = lease.as_str().rsplit_once('/').map(|(start, _)| format!("{start}/decision"));
    let ids: Vec<&str> = std::iter::once(own.as_str()).chain(of_start.as_deref()).collect();
    let found = store::read(app.gate(), "lease_determination", |open| open.rows_by_id(&ids))?;
    Ok(ids.into_iter().find(|id| found.iter().any(|row| row.id == **id)).map(str::to_owned))
}

/// The page again, with what is wrong with its form.
async fn again(
    app: &Arc<App>,
    visit: &Visit,
    id: &str,
    fields: &Fields,
    field: &str,
    why: &str,
) -> Result<Response, Problem> {
    let own = fields.0.iter().filter(|(name, _)| name.starts_with("stop."));
    let filled = Filled::of(own.cloned().collect()).with_problem(field, why);
    Ok(to_be_mended(shown(app, visit, &view(app, visit, id, filled).await?, &[])))
}

pub async fn stop(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let named = app.own_reservation(caller, &id).await?;
    let Some(reason) = fields.get("stop.reason") else {
        return again(&app, &visit, &id, &fields, "stop.reason", "it is empty; write why").await;
    };
    let due = fields.get("stop.due").and_then(|day| day.parse::<Date>().ok());
    let Some(due) = due else {
        return again(&app, &visit, &id, &fields, "stop.due", "it is no day; write 2026-11-22").await;
    };
    let signed = caller.signed(Action::Stop, reason, None)?;
    let order = Operation::Stop { lease: named, due: Instant::end_of(due), signed };
    match app.record_as(operation(caller, &fields)?, order).await {
        Ok(recorded) => {
            seen(&app, recorded.0.sequence).await;
            Ok(see_done(&links::lease(&id), Done::StopOrdered))
        }
        Err(problem) => again(&app, &visit, &id, &fields, "stop.reason", &mendable(problem)?).await,
    }
}

pub async fn stopped(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let lease = app.own_reservation(caller, &id).await?;
    let recorded = app.record_as(operation(caller, &fields)?, Operation::ConfirmStop { lease }).await?;
    seen(&app, recorded.0.sequence).await;
    // A lease that stopped and has no open slice is no longer kept: its page is gone then.
    let is_kept = OperationId::new(&id).is_ok_and(|id| app.look().replay().ledger().lease(&id).is_some());
    let page = if is_kept { links::lease(&id) } else { Place::Leases.address() };
    Ok(see_done(&page, Done::Stopped))
}
