//! The log: how far it has come, and whether a receipt that somebody pastes proves what it says.
//!
//! A receipt is checked by what `portcullis-verify receipt` checks it with, against the key of this log.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use portcullis_access::Action;
use portcullis_console::provider::{CheckStep, LogView, ReceiptChecked, log};
use portcullis_console::{Address, Crumb, Filled, Place, houses, houses_address};
use portcullis_journal::{Content, NoteKind, Record};
use portcullis_license::Instant;
use portcullis_log::receipt::{MOST_RECEIPT_BYTES, Proven, Quorum, ReceiptError};
use portcullis_log::tile::MOST_LEAF_BYTES;
use portcullis_log::{Checkpoint, Receipt, SignedNote};

use super::done::to_be_mended;
use super::keys::keys;
use crate::app::App;
use crate::caller::Caller;
use crate::console::fields::Fields;
use crate::console::frame::Framed;
use crate::console::multipart;
use crate::console::visit::Visit;
use crate::office::houses as across;
use crate::problem::Problem;
use crate::store;

pub async fn show(State(app): State<Arc<App>>, Extension(visit): Extension<Visit>) -> Result<Response, Problem> {
    let view = view(&app, &visit).await?;
    Ok(shown(&app, &visit, &view))
}

fn shown(app: &Arc<App>, visit: &Visit, view: &LogView) -> Response {
    Framed::of("Log", Place::Log, log(view)).shown(app, Some(visit))
}

async fn latest(app: &Arc<App>) -> Result<Option<(String, Instant)>, Problem> {
    app.blocking(|app| {
        let latest = store::read(app.gate(), "log_latest", |open| open.latest_checkpoint())?;
        Ok(latest.map(|row| (row.note, Instant(row.at))))
    })
    .await
}

async fn view(app: &Arc<App>, visit: &Visit) -> Result<LogView, Problem> {
    let verifier = app.gate().register().keeper().verifier();
    let latest = latest(app).await?;
    let opened = latest.as_ref().and_then(|(note, at)| {
        let checkpoint = Checkpoint::open(&SignedNote::parse(note.as_bytes()).ok()?, verifier).ok()?;
        Some((checkpoint.size(), *at, checkpoint.root().to_hex()))
    });
    Ok(LogView {
        origin: verifier.name().to_string(),
        checkpoint: opened.as_ref().map(|(size, at, _)| (*size, *at)),
        root: opened.map(|(_, _, root)| root).unwrap_or_default(),
        key: verifier.to_string(),
        signed: latest.map(|_| Address::of(["log", "checkpoint"])),
        houses: (app.office().is_ok() && may_read_houses(visit.caller()?)).then(houses_address),
        // The service knows no witnesses yet: who verifies names those they trust.
        witnesses: Vec::new(),
        needed: 0,
        checked: None,
        filled: Filled::default(),
        keys: keys(app, visit),
    })
}

/// Whether somebody may read what houses state: it is of the house as a whole, and of no tenant.
pub fn may_read_houses(caller: &Caller) -> bool {
    caller.doing(Action::ReadFilings).is_some_and(|caller| caller.reaches(None))
}

/// The houses across, for whoever may see what is of the house and of no tenant.
pub async fn houses_across(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
) -> Result<Response, Problem> {
    let rows = across::rows(across::all(&app.office()?.counter(), visit.caller()?)?);
    let crumbs = [Crumb { title: "Log", address: Place::Log.address() }];
    let page = Framed { crumbs: &crumbs, ..Framed::of("Houses across", Place::Log, houses(&rows)) };
    Ok(page.shown(&app, Some(&visit)))
}

pub async fn checkpoint(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let (note, _) = latest(&app).await?.ok_or_else(|| Problem::not_found("checkpoint yet"))?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], note).into_response())
}

pub async fn check(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let fields = Fields::of(&visit, multipart::fields(&headers, &body)?)?;
    // A file that was chosen stands in for what was not pasted.
    let pasted = fields.get("receipt").or_else(|| fields.get("receipt-file")).unwrap_or_default().to_owned();
    let leaf = fields.get("leaf").unwrap_or_default().to_owned();
    let view = view(&app, &visit).await?;
    let texts = [("receipt", &pasted, MOST_RECEIPT_BYTES), ("leaf", &leaf, MOST_LEAF_BYTES)];
    let filled = Filled::of(vec![("receipt".to_owned(), pasted.clone()), ("leaf".to_owned(), leaf.clone())]);
    for (field, text, most) in texts {
        let why = match text.len() {
            0 => "it is empty; paste it".to_owned(),
            long if long > most => format!("it has {long} bytes; none has more than {most}: paste it alone"),
            _ => continue,
        };
        let view = LogView { filled: filled.with_problem(field, &why), ..view };
        return Ok(to_be_mended(shown(&app, &visit, &view)));
    }
    let checked = checked(&app, &visit, &pasted, &leaf).await?;
    Ok(shown(&app, &visit, &LogView { checked: Some(checked), filled, ..view }))
}

/// A receipt with its line breaks as the log wrote them: forms send CR LF (WHATWG HTML section 4.10.22.4) and may lose the last one.
fn as_written(pasted: &str) -> String {
    format!("{}\n", pasted.replace("\r\n", "\n").trim())
}

async fn checked(app: &Arc<App>, visit: &Visit, pasted: &str, leaf: &str) -> Result<ReceiptChecked, Problem> {
    let log = app.gate().register().keeper().verifier();
    let receipt = Receipt::parse(as_written(pasted).as_bytes());
    let leaf = leaf.trim().as_bytes();
    let proven = receipt.as_ref().map_err(Clone::clone).and_then(|receipt| receipt.verify(leaf, log, &Quorum::none()));
    let record = proven.as_ref().ok().map(|proven| record_of(leaf, proven));
    let steps = steps(receipt.as_ref().err(), &proven, record.as_ref());
    let proven = proven.ok();
    let own = match record {
        Some(Ok(record)) => own(app, visit, record).await,
        _ => None,
    };
    Ok(ReceiptChecked { steps, index: proven.map(|proven| proven.index), record: own })
}

/// The record that the leaf is.
fn record_of(leaf: &[u8], proven: &Proven) -> Result<Record, String> {
    let record = Record::from_leaf(leaf).map_err(|error| error.to_string())?;
    if record.sequence == proven.index {
        return Ok(record);
    }
    Err(format!("it says that it is record {}, and its place is {}", record.sequence, proven.index))
}

fn steps(
    unread: Option<&ReceiptError>,
    proven: &Result<Proven, ReceiptError>,
    record: Option<&Result<Record, String>>,
) -> Vec<CheckStep> {
    let step = |what: &str, holds, found: String| CheckStep { what: what.to_owned(), holds, found };
    let is_read = unread.is_none();
    let signed = match proven {
        Ok(proven) => {
            let checkpoint = &proven.checkpoint;
            (Some(true), format!("{}, over {} records", checkpoint.origin(), checkpoint.size()))
        }
        Err(ReceiptError::Proof(_)) => (Some(true), String::new()),
        Err(error) if is_read => (Some(false), error.to_string()),
        Err(_) => (None, String::new()),
    };
    let led = match proven {
        Ok(proven) => (Some(true), format!("leaf {}, {}", proven.index, proven.leaf_hash.to_hex())),
        Err(error @ ReceiptError::Proof(_)) => (Some(false), error.to_string()),
        Err(_) => (None, String::new()),
    };
    let said = match record {
        None => (None, String::new()),
        Some(Ok(record)) => (Some(true), record.id.to_string()),
        Some(Err(why)) => (Some(false), why.clone()),
    };
    vec![
        step("The text is a receipt.", Some(is_read), unread.map(ToString::to_string).unwrap_or_default()),
        step("The key of this log signed its checkpoint.", signed.0, signed.1),
        step("Its proof leads from the record to that checkpoint.", led.0, led.1),
        step("The record says of itself what its place is.", said.0, said.1),
    ]
}

/// The id of a determination that has a page for this reader.
async fn own(app: &Arc<App>, visit: &Visit, record: Record) -> Option<String> {
    let Content::Note { note: NoteKind::Decision, .. } = &record.content else { return None };
    let caller = visit.caller().ok()?.doing(Action::ReadReceipt)?;
    // It is this very log that proved it, so that the record is kept here.
    let sees = caller.sees_record(&record, app.look().replay().ledger());
    sees.then(|| record.id.to_string())
}
