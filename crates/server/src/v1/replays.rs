//! Replays as jobs: past determinations made again, under their own law or under another, while their progress can be watched. Whichever node is free
//! does it; when that one dies, another begins again.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use jiff::civil::Date;
use portcullis_access::Action;
use portcullis_journal::store::{Document, Job, StoreError, Transaction};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Json, Path, unless_known};
use crate::page::{self, Page, PageAsked};
use crate::problem::{Kind, Problem};
use crate::store;

/// The kind of document that a replay is, and of the job that does it.
pub(crate) const KIND: &str = "replay";

/// The replays of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "startReplay",
        method: "post",
        path: "/v1/replays",
        action: Action::Replay,
        summary: "Make past determinations again and compare them, byte for byte; or under another profile, to see what it would change",
        query: &[],
        takes: Body::like::<Asked>(r#"{ "from": "2026-10-01", "to": "2026-10-31", "profile": "enacted" }"#),
        gives: Body::of::<Replay>(),
        route: || post(start),
    },
    Endpoint {
        name: "listReplays",
        method: "get",
        path: "/v1/replays",
        action: Action::Replay,
        summary: "Replays, and how far they are",
        query: page::QUERY,
        takes: Body::Nothing,
        gives: Body::of::<Page<Value>>(),
        route: || get(list),
    },
    Endpoint {
        name: "showReplay",
        method: "get",
        path: "/v1/replays/{replay}",
        action: Action::Replay,
        summary: "How far a replay is, and what it found; poll it with If-None-Match",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Replay>(),
        route: || get(show),
    },
];

/// What is to be made again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// Determinations recorded on this day or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub from: Option<Date>,
    /// Determinations recorded on this day or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub to: Option<Date>,
    /// A profile that is built in, to make them under instead of their own edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

/// A replay.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Replay {
    /// Its name.
    pub id: String,
    /// What is to be made again.
    pub asked: Asked,
    /// Where it is.
    pub stage: Stage,
    /// Records that were read.
    pub read: u64,
    /// Records that there were when it began.
    pub total: u64,
    /// Determinations with the same answer.
    pub same: u64,
    /// Determinations with another answer.
    pub other: u64,
    /// Determinations that could not be made again.
    pub not: u64,
    /// The first of those that differ, or could not be made again.
    pub differences: Vec<Difference>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
}

/// Where a replay is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Stage {
    /// It waits for a node.
    Waiting,
    /// It is under way.
    Running,
    /// All of it was made again.
    Done,
    /// It cannot be done.
    Failed,
}

/// A determination that differs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Difference {
    /// Its record.
    pub sequence: u64,
    /// What was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    /// Why it could not be made again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

async fn start(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Json(asked): Json<Asked>,
) -> Result<Json<Replay>, Problem> {
    of_the_house(&caller)?;
    let known: Vec<_> = portcullis_determination::Profile::built_in_names().collect();
    if let Some(unknown) = asked.profile.as_deref().filter(|profile| !known.contains(profile)) {
        return Err(Problem::malformed(format!(
            "profile: `{unknown}` is not built in: name one of {}",
            known.join(", ")
        )));
    }
    // Asked again under the caller's own name for it, it is the same replay.
    let id = caller.document_name(&headers, None)?.unwrap_or_else(|| app.gate().fresh_id().to_string());
    let total = app.look().replay().head();
    let (same, other, not, read) = (0, 0, 0, 0);
    let stage = Stage::Waiting;
    let replay = Replay { id, asked, stage, read, total, same, other, not, differences: Vec::new(), because: None };
    let before = app.blocking(move |app| {
        let now = app.gate().now();
        let before = store::transact(app.gate(), "replay_start", |open| {
            let before = open.document(KIND, &replay.id)?;
            if before.is_none() {
                open.put_document(KIND, &replay.id, None, &written(&replay)?)?;
                open.put_jobs(&[job(&replay.id, now.0)])?;
            }
            Ok(before)
        })?;
        let Some(before) = before else { return Ok(replay) };
        let before: Replay = serde_json::from_str(&before.body).map_err(|error| Problem::new(Kind::Broken, error))?;
        if before.asked == replay.asked {
            Ok(before)
        } else {
            Err(Problem::new(Kind::Conflict, format!("the key was used for something else, in replay {}", before.id)))
        }
    });
    before.await.map(Json)
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    page: PageAsked,
) -> Result<Json<Page<Value>>, Problem> {
    of_the_house(&caller)?;
    let (after, most) = (page.after().unwrap_or_default().to_owned(), page.most() + 1);
    let find = move |open: &mut dyn Transaction| open.documents(KIND, &after, most);
    let read = app.blocking(move |app| Ok(store::read(app.gate(), "replays", find)?)).await?;
    let shown =
        read.into_iter().map(|document| (document.name, serde_json::from_str(&document.body).unwrap_or_default()));
    Ok(Json(page.beginning_with(shown)))
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    of_the_house(&caller)?;
    let named = id.clone();
    let find = move |open: &mut dyn Transaction| open.document(KIND, &named);
    let found = app.blocking(move |app| Ok(store::read(app.gate(), "replay", find)?)).await?;
    let Document { version, body, .. } = found.ok_or_else(|| Problem::not_found(format!("replay {id}")))?;
    let replay: Value = serde_json::from_str(&body).map_err(|error| Problem::new(Kind::Broken, error))?;
    Ok(unless_known(&headers, &version.to_string(), || Json(replay)))
}

/// A replay goes over the records of all tenants.
fn of_the_house(caller: &Caller) -> Result<(), Problem> {
    match &caller.principal.tenant {
        None => Ok(()),
        Some(tenant) => Err(Problem::new(
            Kind::Forbidden,
            format!(
                "replays go over what was recorded for all, and are not for tenant {tenant}; verify an export instead"
            ),
        )),
    }
}

/// A replay as it is kept.
pub(crate) fn written(replay: &Replay) -> Result<String, StoreError> {
    serde_json::to_string(replay).map_err(StoreError::unavailable)
}

/// Keeps how far a replay is, whoever kept it before.
pub(crate) fn keep(open: &mut dyn Transaction, replay: &Replay) -> Result<(), StoreError> {
    let version = open.document(KIND, &replay.id)?.map(|document| document.version);
    open.put_document(KIND, &replay.id, version, &written(replay)?).map(|_| ())
}

fn job(id: &str, due: i64) -> Job {
    Job {
        name: format!("{KIND}/{id}"),
        kind: KIND.to_owned(),
        body: id.to_owned(),
        due,
        attempts: 0,
        holder: None,
        held_until: None,
    }
}
