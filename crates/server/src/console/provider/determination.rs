//! Determinations that were recorded: recording one, showing it again, and its receipt.

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use portcullis_console::provider::{AnswerError, DeterminationView, PublishedAnswer, Recorded, determination, links};
use portcullis_console::{Crumb, Place};
use portcullis_determination::Request;
use portcullis_evidence::Decision;
use portcullis_evidence::edition::name_of;
use portcullis_gate::Served;
use portcullis_journal::{Content, NoteKind, Record};
use portcullis_log::commitment::{Openings, disclose};
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::answered;
use super::done::{Done, notice, see_done};
use super::keys::{keys, operation};
use super::question::Question;
use crate::app::App;
use crate::caller::Caller;
use crate::console::fields::Fields;
use crate::console::frame::Framed;
use crate::console::visit::Visit;
use crate::problem::{Kind, Problem};
use crate::store;
use crate::v1::log::receipt_of;

pub async fn record(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    fields: Fields,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let asked = Question::of(&fields.0);
    let id = operation(caller, &fields)?;
    let (request, placement) = (asked.request(&app.gate().served().engine)?, asked.placement(caller)?);
    let recorded = app.record_determination(caller, id, &request, &placement).await?;
    super::done::seen(&app, recorded.sequence).await;
    Ok(see_done(&links::determination(Some(&recorded.id)), Done::Recorded))
}

/// A determination as it is recorded.
pub struct Kept {
    /// Its record.
    pub record: Record,
    /// What is kept of it, the facts that were withheld put back.
    pub decision: Decision,
}

/// A recorded determination that is the caller's to see.
///
/// # Errors
/// [`Problem`] where there is none, or what it rests on was erased.
pub async fn find(app: &Arc<App>, caller: &Caller, id: &str) -> Result<Kept, Problem> {
    let (caller, id) = (caller.clone(), id.to_owned());
    app.blocking(move |app| {
        let not_found = || Problem::not_found(format!("determination {id}"));
        let found = store::read(app.gate(), "determination", |open| {
            let Some(row) = open.rows_by_id(&[&id])?.into_iter().next() else { return Ok(None) };
            Ok(Some((open.opening(row.sequence)?, row)))
        })?;
        let (opening, row) = found.ok_or_else(not_found)?;
        let record = Record::from_leaf(&row.leaf).map_err(|error| Problem::new(Kind::Broken, error))?;
        let is_seen = caller.sees_record(&record, app.look().replay().ledger());
        let Content::Note { note: NoteKind::Decision, body } = &record.content else { return Err(not_found()) };
        if !is_seen {
            return Err(not_found());
        }
        let erased = |_| {
            let why = format!("what determination {id} rests on was erased: the log still proves that it was made");
            Problem::new(Kind::NotFound, why)
        };
        let openings: Openings = match &opening {
            Some(opening) => serde_json::from_slice(opening).map_err(|error| Problem::new(Kind::Broken, error))?,
            None => Openings::new(),
        };
        let body = disclose(body, &openings).map_err(|error| Problem::new(Kind::Broken, error))?;
        let decision = serde_json::from_value(body).map_err(erased)?;
        Ok(Kept { record, decision })
    })
    .await
}

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let Kept { record, decision } = find(&app, caller, &id).await?;
    let served = app.gate().served().clone();
    let asked = Question::of_request(&decision.request, &served.engine.profile().id);
    let view = again(&served, &record, &decision).map_err(|error| Problem::new(Kind::Broken, error))?;
    let is_sealed = app.gate().register().keeper().sealed() > record.sequence;
    let receipt = is_sealed.then(|| portcullis_console::Address::of(["determinations", &id, "receipt"]));
    let recorded = Recorded { record: id.clone(), index: record.sequence, at: record.at, receipt };
    let view = answered::with(view, asked, caller, keys(&app, &visit));
    let view = DeterminationView { recorded: Some(recorded), ..view };
    let crumbs = [Crumb { title: "Ask", address: Place::Ask.address() }];
    let page = Framed {
        crumbs: &crumbs,
        notice: notice(&query),
        ..Framed::of("Determination", Place::Ask, determination(&view))
    };
    Ok(page.shown(&app, Some(&visit)))
}

/// The answer as it was given: made again where this service still decides with what it was made with, and held against the digest that is recorded.
fn again(served: &Served, record: &Record, decision: &Decision) -> Result<DeterminationView, AnswerError> {
    let engine = &served.engine;
    let lists = engine.served_lists().map(|served| served.versions()).unwrap_or_default();
    let owners = engine.served_ownership().map(|served| served.documents().to_vec()).unwrap_or_default();
    let is_same =
        decision.edition == served.editions.edition && decision.lists == lists && decision.ownership == owners;
    let made = Request::deserialize(&decision.request).ok().filter(|_| is_same).and_then(|request| {
        let mut transaction = engine.resolve(&request).ok()?;
        let decided = served.with_memo(|memo| {
            engine.screen(&request, &mut transaction, memo);
            engine.determine(&transaction, memo)
        });
        let bytes = serde_json::to_vec(&engine.answer(request.id.as_deref(), &transaction, &decided)).ok()?;
        if name_of(&bytes) != decision.answer {
            return None;
        }
        let mut answer: Value = serde_json::from_slice(&bytes).ok()?;
        answer.as_object_mut()?.insert("facts".to_owned(), json!(engine.facts_shown(&transaction)));
        Some(answer)
    });
    let (answer, gate) = match made {
        Some(answer) => (answer, None),
        None => (in_short(record, decision), Some(ELSEWHERE.to_owned())),
    };
    Ok(DeterminationView {
        opens: decision.outcome.opens(),
        answer: PublishedAnswer::read(answer)?,
        gate,
        customer: String::new(),
        asked: Vec::new(),
        recorded: None,
        licenses: held(&decision.request),
        may_record: false,
        may_apply: false,
        keys: portcullis_console::FormKeys::default(),
    })
}

const ELSEWHERE: &str = "It was made with law, lists or owners that this service does not decide with any more, so that its reasons are not shown here; \
                         `portcullis replay` makes it again from its record.";

/// What a record itself says of a determination.
fn in_short(record: &Record, decision: &Decision) -> Value {
    let day =
        decision.request.get("on").and_then(Value::as_str).map_or_else(|| record.at.date().to_string(), str::to_owned);
    json!({
        "id": decision.request.get("id"),
        "on": day,
        "profile": decision.edition.profile,
        "outcome": decision.outcome,
        "without_assumptions": { "outcome": decision.outcome },
        "versions": {
            "law": decision.edition.law,
            "catalog": decision.edition.catalog,
            "lists": decision.lists,
            "ownership": decision.ownership,
        },
    })
}

/// The licenses with which it was decided.
fn held(request: &Value) -> Vec<String> {
    let held = request.get("licenses_held").and_then(Value::as_array).into_iter().flatten();
    held.filter_map(|license| Some(license.get("number")?.as_str()?.to_owned())).collect()
}

pub async fn receipt(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let receipt = receipt_of(&app, visit.caller()?, id).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], receipt).into_response())
}
