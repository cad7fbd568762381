//! The licenses of the provider.

use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use portcullis_console::provider::{LicensesView, licenses};
use portcullis_console::{Place, Side};
use portcullis_letter::csv::Cell;
use portcullis_license::ledger::Held;

use super::done::notice;
use super::rows;
use crate::app::App;
use crate::console::authority;
use crate::console::frame::Framed;
use crate::console::listing::{Column, Listed, Wanted, number};
use crate::console::visit::Visit;
use crate::problem::Problem;

/// A license beside what the page says of it, so that it is sorted before a row is made.
type Of = (portcullis_console::provider::LicenseRow, String);

const COLUMNS: &[Column<Of>] = &[
    Column { key: "number", cell: |(row, _)| Cell::text(&row.number), order: Some(|a, b| a.0.number.cmp(&b.0.number)) },
    Column { key: "authority", cell: |(row, _)| Cell::text(&row.authority), order: None },
    Column {
        key: "standing",
        cell: |(row, _)| Cell::text(&row.standing.to_string()),
        order: Some(|a, b| a.0.standing.to_string().cmp(&b.0.standing.to_string())),
    },
    Column { key: "parties", cell: |(_, parties)| Cell::text(parties), order: None },
    Column { key: "left", cell: |(row, _)| Cell::text(&row.left), order: None },
    Column {
        key: "exhausted_on",
        cell: |(row, _)| row.exhausted_on.map_or_else(|| Cell::text(""), Cell::Date),
        // What is not used up comes last.
        order: Some(|a, b| {
            (a.0.exhausted_on.is_none(), a.0.exhausted_on).cmp(&(b.0.exhausted_on.is_none(), b.0.exhausted_on))
        }),
    },
    Column { key: "until", cell: |(row, _)| Cell::Date(row.until), order: Some(|a, b| a.0.until.cmp(&b.0.until)) },
    Column {
        key: "chips",
        cell: |(row, _)| number(row.running_chips),
        order: Some(|a, b| a.0.running_chips.cmp(&b.0.running_chips)),
    },
];

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    if visit.side() == Side::Authority {
        return authority::register(app, visit, query).await;
    }
    let (caller, wanted) = (visit.caller()?.clone(), Wanted(query));
    let today = app.gate().now().date();
    let notice = notice(&wanted.0);
    let listed = app
        .blocking(move |app| {
            let past = app.history().read(app.gate())?;
            let look = app.look();
            let is_asked_for = |held: &Held| {
                let names = || held.license.parties.iter().map(|party| party.name.as_str());
                caller.sees(&held.license.licensee)
                    && wanted.is("standing", |standing| held.standing.to_string() == standing)
                    && wanted.finds("customer", || names().collect::<Vec<_>>().join("\n"))
            };
            let licenses = look.replay().ledger().licenses().filter(|(_, held)| is_asked_for(held));
            let all = licenses.map(|(number, held)| {
                let parties: Vec<&str> = held.license.parties.iter().map(|party| party.name.as_str()).collect();
                (rows::license(held, past.license(number)), parties.join("; "))
            });
            wanted.list("licenses", all.collect(), COLUMNS)
        })
        .await?;
    let (listing, rows) = match listed {
        Listed::File(file) => return Ok(file),
        Listed::Page(listing, rows) => (listing, rows),
    };
    let view = LicensesView { listing, rows: rows.into_iter().map(|(row, _)| row).collect(), today };
    let page = Framed { notice, ..Framed::of("Licenses", Place::Licenses, licenses(&view)) };
    Ok(page.shown(&app, Some(&visit)))
}
