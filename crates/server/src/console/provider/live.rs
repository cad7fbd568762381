//! Decisions that were recorded, the latest first, and the stream that says when there are more. A question that nobody recorded is not among them.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Extension, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use portcullis_console::Place;
use portcullis_console::provider::{LiveRow, LiveView, links, live};
use portcullis_letter::csv::Cell;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::channel;

use crate::app::App;
use crate::caller::Caller;
use crate::console::frame::Framed;
use crate::console::listing::{Column, Listed, Wanted, file_of};
use crate::console::visit::Visit;
use crate::history::Decided;
use crate::problem::{Kind, Problem};
use crate::v1::batch::Outgoing;

/// Decisions that are looked through.
const MOST: usize = 1_000;
/// How often it is looked whether there are more.
const EVERY: Duration = Duration::from_millis(250);
/// How often something is sent, so that whoever is between does not end the stream.
const SILENT: u32 = 60;
/// How long a stream lasts; a browser begins another one.
const LASTS: Duration = Duration::from_secs(600);
/// Streams that may be open at once.
static STREAMS: Semaphore = Semaphore::const_new(256);
/// The part of the page that changes.
const PART: &str = "decisions";

const COLUMNS: &[Column<LiveRow>] = &[
    Column { key: "at", cell: |row| Cell::text(&row.at.to_string()), order: None },
    Column { key: "id", cell: |row| Cell::text(&row.id), order: None },
    Column { key: "customer", cell: |row| Cell::text(&row.customer), order: None },
    Column { key: "item", cell: |row| Cell::text(&row.item), order: None },
    Column { key: "outcome", cell: |row| Cell::text(row.outcome.map_or("", |outcome| outcome.word())), order: None },
    Column { key: "gate", cell: |row| Cell::text(if row.opens { "open" } else { "closed" }), order: None },
];

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (caller, wanted) = (visit.caller()?.clone(), Wanted(query));
    let listed = app.blocking(move |app| listed(app, &caller, &wanted)).await?;
    let view = match listed {
        Listed::File(file) => return Ok(file),
        Listed::Page(listing, rows) => LiveView { listing, rows },
    };
    let page = Framed {
        live: Some(links::live_stream()),
        lead: Some("What was decided and recorded, as it happens."),
        ..Framed::of("Live decisions", Place::Today, live(&view))
    };
    Ok(page.shown(&app, Some(&visit)))
}

fn listed(app: &App, caller: &Caller, wanted: &Wanted) -> Result<Listed<LiveRow>, Problem> {
    let is_asked_for = |opens: bool| wanted.is("gate", |gate| (gate == "open") == opens);
    let rows: Vec<(u64, LiveRow)> = {
        let past = app.history().read(app.gate())?;
        let own = past.decided().filter(|one| caller.sees_id(&one.id)).take(MOST);
        own.filter(|one| is_asked_for(one.outcome.opens())).map(|one| (one.sequence, row(one))).collect()
    };
    if wanted.is_file() {
        return file_of("decisions", &kept(app, rows)?, COLUMNS).map(Listed::File);
    }
    Ok(match wanted.list("decisions", rows, &[])? {
        Listed::File(file) => Listed::File(file),
        Listed::Page(listing, page) => Listed::Page(listing, kept(app, page)?),
    })
}

fn row(one: &Decided) -> LiveRow {
    LiveRow {
        at: one.at,
        id: one.id.to_string(),
        caller: String::new(),
        customer: one.customer.clone(),
        item: one.item.clone(),
        outcome: Some(one.outcome),
        opens: one.outcome.opens(),
        sentence: String::new(),
        recorded: true,
    }
}

/// The rows, without the customers of those whose openings were erased meanwhile.
fn kept(app: &App, rows: Vec<(u64, LiveRow)>) -> Result<Vec<LiveRow>, Problem> {
    let shown: Vec<u64> = rows.iter().map(|(sequence, _)| *sequence).collect();
    let erased = app.history().forget(app.gate(), &shown)?;
    let told = rows.into_iter().map(|(sequence, row)| {
        let customer = if erased.contains(&sequence) { String::new() } else { row.customer };
        LiveRow { customer, ..row }
    });
    Ok(told.collect())
}

/// Events in the form of WHATWG HTML section 9.2: the id of the part that changed.
pub async fn stream(State(app): State<Arc<App>>, Extension(visit): Extension<Visit>) -> Result<Response, Problem> {
    let caller = visit.caller()?.clone();
    let too_many = |_| Problem::new(Kind::TooMany, "as many pages are kept up to date as can be; try again").after(5);
    let place = STREAMS.try_acquire().map_err(too_many)?;
    let (sender, sent) = channel(1);
    tokio::spawn(async move {
        let _place = place;
        let began = tokio::time::Instant::now();
        let (mut head, mut silent) = (app.look().replay().head(), 0);
        while began.elapsed() < LASTS && !app.is_ending() && !sender.is_closed() {
            tokio::time::sleep(EVERY).await;
            let (from, now) = (head, app.look().replay().head());
            head = now;
            silent += 1;
            let said = match now > from && has_news(&app, &caller, from).await {
                true => format!("data: {PART}\n\n"),
                false if silent >= SILENT => ":\n\n".to_owned(),
                false => continue,
            };
            silent = 0;
            // Whoever has not read the one before is told by it.
            let _ = sender.try_send(Bytes::from(said));
        }
    });
    Ok(([(header::CONTENT_TYPE, "text/event-stream")], Body::new(Outgoing { sent })).into_response())
}

/// Whether a decision that the caller may see was recorded from a place on.
async fn has_news(app: &Arc<App>, caller: &Caller, from: u64) -> bool {
    let caller = caller.clone();
    let news = app.blocking(move |app| {
        let past = app.history().read(app.gate())?;
        let mut news = past.decided().take_while(|one| one.sequence >= from);
        Ok(news.any(|one| caller.sees_id(&one.id)))
    });
    news.await.unwrap_or(false)
}
