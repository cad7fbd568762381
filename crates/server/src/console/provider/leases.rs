//! What runs under licenses.

use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use portcullis_console::Place;
use portcullis_console::provider::{LeasesView, leases};
use portcullis_letter::csv::Cell;
use portcullis_license::{Lease, OperationId};

use super::done::notice;
use super::{license, rows};
use crate::app::App;
use crate::console::frame::Framed;
use crate::console::listing::{Column, Listed, Wanted, number};
use crate::console::visit::Visit;
use crate::problem::Problem;

type Of<'a> = (&'a OperationId, &'a Lease);

fn columns<'a>() -> [Column<Of<'a>>; 7] {
    [
        Column { key: "lease", cell: |(id, _)| Cell::text(id.as_str()), order: Some(|a, b| a.0.cmp(b.0)) },
        Column {
            key: "customer",
            cell: |(_, lease)| Cell::text(&lease.asked.customer),
            order: Some(|a, b| a.1.asked.customer.cmp(&b.1.asked.customer)),
        },
        Column {
            key: "accelerator",
            cell: |(_, lease)| Cell::text(&lease.asked.accelerator),
            order: Some(|a, b| a.1.asked.accelerator.cmp(&b.1.asked.accelerator)),
        },
        Column {
            key: "chips",
            cell: |(_, lease)| number(lease.asked.chips),
            order: Some(|a, b| a.1.asked.chips.cmp(&b.1.asked.chips)),
        },
        Column {
            key: "license",
            cell: |(_, lease)| Cell::text(lease.path.license.as_str()),
            order: Some(|a, b| a.1.path.license.cmp(&b.1.path.license)),
        },
        Column {
            key: "until",
            cell: |(_, lease)| Cell::text(&lease.until.to_string()),
            order: Some(|a, b| a.1.until.cmp(&b.1.until)),
        },
        Column {
            key: "state",
            cell: |(_, lease)| Cell::text(state(lease)),
            order: Some(|a, b| state(a.1).cmp(state(b.1))),
        },
    ]
}

/// The word for how a lease stands.
fn state(lease: &Lease) -> &'static str {
    match &lease.stop {
        None => "running",
        Some(order) if order.confirmed.is_some() => "stopped",
        Some(_) => "stopping",
    }
}

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (caller, wanted) = (visit.caller()?.clone(), Wanted(query));
    let notice = notice(&wanted.0);
    let listed = app
        .blocking(move |app| {
            let (cut, ids) = {
                let look = app.look();
                let is_asked_for = |lease: &Lease| {
                    caller.sees(&lease.path.provider)
                        && wanted.finds("customer", || &lease.asked.customer)
                        && wanted.finds("license", || lease.path.license.as_str())
                        && wanted.is("state", |word| state(lease) == word)
                };
                let all = look.replay().ledger().leases().filter(|(_, lease)| is_asked_for(lease)).collect();
                match wanted.list("leases", all, &columns())? {
                    Listed::File(file) => return Ok(Listed::File(file)),
                    Listed::Page(listing, page) => {
                        let rows: Vec<_> = page.iter().map(|(id, lease)| rows::lease(id, lease, None)).collect();
                        let ids: Vec<String> = page.iter().map(|(id, _)| id.to_string()).collect();
                        ((listing, rows), ids)
                    }
                }
            };
            let (listing, mut rows) = cut;
            let since = license::since(app, ids.iter().map(String::as_str))?;
            for row in &mut rows {
                row.since = since.get(&row.lease).copied().unwrap_or(row.since);
            }
            Ok(Listed::Page(listing, rows))
        })
        .await?;
    let view = match listed {
        Listed::File(file) => return Ok(file),
        Listed::Page(listing, rows) => LeasesView { listing, rows },
    };
    let page = Framed { notice, ..Framed::of("Leases", Place::Leases, leases(&view)) };
    Ok(page.shown(&app, Some(&visit)))
}
