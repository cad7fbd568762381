//! The log, for auditors and their tools: records, receipts, and the checkpoint and tiles of C2SP (tlog-tiles).

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use portcullis_access::Action;
use portcullis_journal::store::{StoreError, Transaction};
use portcullis_journal::{Record, sealer};
use portcullis_log::tile::{Bundle, Resource, push_entry};
use serde_json::Value;

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Json, Path, unless_known};
use crate::page::{self, Page, PageAsked};
use crate::problem::{Kind, Problem};
use crate::store;

/// The log of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "listRecords",
        method: "get",
        path: "/v1/records",
        action: Action::ReadLog,
        summary: "What was recorded, in order",
        query: page::QUERY,
        takes: Body::Nothing,
        gives: Body::of::<Page<Value>>(),
        route: || get(records),
    },
    Endpoint {
        name: "showReceipt",
        method: "get",
        path: "/v1/receipts/{record}",
        action: Action::ReadReceipt,
        summary: "The proof that a record, by its number or id, is in the log: what `portcullis-verify receipt` checks",
        query: &[],
        takes: Body::Nothing,
        gives: Body::Plain("text/plain"),
        route: || get(receipt),
    },
    Endpoint {
        name: "logKey",
        method: "get",
        path: "/v1/log/key",
        action: Action::ReadLog,
        summary: "The key by which checkpoints of the log are checked",
        query: &[],
        takes: Body::Nothing,
        gives: Body::Plain("text/plain"),
        route: || get(key),
    },
    Endpoint {
        name: "logResource",
        method: "get",
        path: "/v1/log/{*resource}",
        action: Action::ReadLog,
        summary: "`checkpoint`, `tile/<level>/<index>` or `tile/entries/<index>`, as C2SP's tlog-tiles has them",
        query: &[],
        takes: Body::Nothing,
        gives: Body::Plain("application/octet-stream"),
        route: || get(resource),
    },
];

async fn records(State(app): State<Arc<App>>, page: PageAsked) -> Result<Json<Page<Value>>, Problem> {
    let after = page.after().map(str::parse::<u64>).transpose().map_err(|_| page::no_cursor())?;
    let from = after.map_or(0, |after| after.saturating_add(1));
    let most = page.most() + 1;
    let rows = app.blocking(move |app| Ok(store::read(app.gate(), "records", |open| open.rows(from, most))?)).await?;
    let shown = rows.into_iter().map(|row| {
        let leaf = serde_json::from_slice(&row.leaf).unwrap_or_default();
        (row.sequence, leaf)
    });
    Ok(Json(page.beginning_with(shown)))
}

async fn receipt(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(record): Path<String>,
) -> Result<Response, Problem> {
    Ok(receipt_of(&app, &caller, record).await?.into_response())
}

/// The receipt of a record that is the caller's to see, by its number or its id.
pub(crate) async fn receipt_of(app: &Arc<App>, caller: &Caller, record: String) -> Result<String, Problem> {
    let caller = caller.clone();
    app.blocking(move |app| {
        let sequence = sequence_of(app, &caller, &record)?;
        let pool = app.gate().register().pool();
        let receipt = pool.with(|store| Ok(sealer::receipt(store, sequence)))?.map_err(|error| match error {
            sealer::SealError::NotCovered { .. } => Problem::new(Kind::Unavailable, error).after(1),
            sealer::SealError::Store(error) => error.into(),
            error => Problem::new(Kind::Broken, error),
        });
        receipt.map(|receipt| receipt.to_string())
    })
    .await
}

/// The place of a record that is the caller's to see, by its number or its id.
fn sequence_of(app: &App, caller: &Caller, record: &str) -> Result<u64, Problem> {
    let found = store::read(app.gate(), "receipt_find", |open| {
        Ok(match record.parse() {
            Ok(sequence) => open.rows(sequence, 1)?.into_iter().find(|row| row.sequence == sequence),
            Err(_) => open.rows_by_id(&[record])?.into_iter().next(),
        })
    })?;
    let not_found = || Problem::not_found(format!("record {record}"));
    let row = found.ok_or_else(not_found)?;
    let of = Record::from_leaf(&row.leaf).map_err(|error| Problem::new(Kind::Broken, error))?;
    if caller.sees_record(&of, app.look().replay().ledger()) { Ok(row.sequence) } else { Err(not_found()) }
}

async fn key(State(app): State<Arc<App>>) -> String {
    format!("{}\n", app.gate().register().keeper().verifier())
}

async fn resource(
    State(app): State<Arc<App>>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let resource = Resource::parse(&path).map_err(Problem::malformed)?;
    let is_checkpoint = resource == Resource::Checkpoint;
    let bytes = app
        .blocking(move |app| {
            let read = store::read(app.gate(), "log_resource", |open| bytes_of(open, &resource))?;
            read.ok_or_else(|| Problem::not_found(format!("{path} in the log as far as it is sealed")))
        })
        .await?;
    let tag = portcullis_log::Hash::of(&bytes).to_hex();
    let media_type = if is_checkpoint { "text/plain; charset=utf-8" } else { "application/octet-stream" };
    Ok(unless_known(&headers, &tag, || ([(header::CONTENT_TYPE, media_type)], bytes)))
}

/// What the log has at a place, as far as the latest checkpoint covers it.
fn bytes_of(transaction: &mut dyn Transaction, resource: &Resource) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(latest) = transaction.latest_checkpoint()? else { return Ok(None) };
    match resource {
        Resource::Checkpoint => Ok(Some(latest.note.into_bytes())),
        Resource::Tile(tile) => {
            let (level, index) = (tile.level(), tile.index());
            let whole = portcullis_log::Tile::of_tree(level, index, latest.size);
            if whole.is_none_or(|whole| whole.width() < tile.width()) {
                return Ok(None);
            }
            Ok(sealer::tile(transaction, *tile).ok().map(|data| data.bytes().to_vec()))
        }
        Resource::Entries(bundle) => {
            let whole = Bundle::of_tree(bundle.index(), latest.size);
            if whole.is_none_or(|whole| whole.width() < bundle.width()) {
                return Ok(None);
            }
            let from = bundle.index() * u64::from(portcullis_log::tile::TILE_WIDTH);
            let rows = transaction.rows(from, usize::from(bundle.width()))?;
            let mut bytes = Vec::new();
            for row in &rows {
                if push_entry(&mut bytes, &row.leaf).is_err() {
                    return Ok(None);
                }
            }
            Ok((rows.len() == usize::from(bundle.width())).then_some(bytes))
        }
    }
}
