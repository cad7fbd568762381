//! Drafts of applications: begun from a determination that needs a license, saved by version, dropped; filed by `actInFiling`.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::routing::{get, post};
use portcullis_access::Action;
use portcullis_application::{Application, Gap};
use portcullis_determination::Request;
use portcullis_license::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{self, Json, Path, Query, Sent};
use crate::office::drafts::{self, Draft};
use crate::page::{self, Page, PageAsked};
use crate::problem::Problem;
use crate::v1::placed::{self, Placed};

/// The drafts of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "listDrafts",
        method: "get",
        path: "/v1/drafts",
        action: Action::ReadFilings,
        summary: "Applications that are not filed yet, and what each lacks",
        query: page::QUERY,
        takes: Body::Nothing,
        gives: Body::of::<Page<DraftShown>>(),
        route: || get(list),
    },
    Endpoint {
        name: "beginDraft",
        method: "post",
        path: "/v1/drafts",
        action: Action::DraftApplication,
        summary: "Begin an application from a request that needs a license: what is known is filled in, and nothing else",
        query: placed::QUERY,
        takes: Body::like::<Begin<'static>>(
            r#"{
  "reference": "EXAMPLE-2026-0001",
  "request": {
    "kind": "provide_compute", "on": "2026-11-01", "item": { "instance": "aws:p5.48xlarge" }, "site": "US",
    "parties": [{ "role": "customer", "name": "Example Customer Ltd", "country": "SG", "headquarters": "CN" }]
  }
}"#,
        ),
        gives: Body::of::<DraftShown>(),
        route: || post(begin),
    },
    Endpoint {
        name: "showDraft",
        method: "get",
        path: "/v1/drafts/{draft}",
        action: Action::ReadFilings,
        summary: "One draft, with what stands between it and its filing",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<DraftShown>(),
        route: || get(show),
    },
    Endpoint {
        name: "saveDraft",
        method: "put",
        path: "/v1/drafts/{draft}",
        action: Action::DraftApplication,
        summary: "Save a draft over the version that was seen, or make one; gaps do not keep it from being saved",
        query: &[],
        takes: Body::like::<Save>(
            r#"{ "application": { "kind": "provide_compute", "regimes": ["us-cloud-permission"] } }"#,
        ),
        gives: Body::of::<DraftShown>(),
        route: || axum::routing::put(save),
    },
    Endpoint {
        name: "dropDraft",
        method: "delete",
        path: "/v1/drafts/{draft}",
        action: Action::DraftApplication,
        summary: "Drop a draft; what was filed stays",
        query: &[("version", "The version that was seen")],
        takes: Body::Nothing,
        gives: Body::of::<Value>(),
        route: || axum::routing::delete(dropped),
    },
];

/// A draft to begin.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "BeginDraft")]
struct Begin<'a> {
    /// The caller's name for it; the filing will have it.
    reference: String,
    /// The request that needs a license.
    #[serde(borrow)]
    request: Request<'a>,
}

/// A draft to save.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SaveDraft")]
struct Save {
    /// The version that was seen; left out, there is to be none.
    #[serde(default)]
    version: Option<u64>,
    /// What stands in it.
    #[schemars(with = "Application")]
    application: Value,
}

/// Which version is dropped.
#[derive(Deserialize)]
struct Seen {
    version: u64,
}

/// A draft.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Draft")]
struct DraftShown {
    /// Its name.
    reference: String,
    /// Its version: named by whoever saves the next one.
    version: u64,
    /// When it was saved, in milliseconds since 1970.
    saved: Instant,
    /// Who saved it.
    by: String,
    /// What stands in it.
    application: Application,
    /// What stands between it and its filing.
    gaps: Vec<Gap>,
}

fn shown(app: &App, draft: Draft) -> DraftShown {
    let gaps = draft.gaps(&app.gate().served().engine);
    let Draft { reference, version, saved, by, application, .. } = draft;
    DraftShown { reference: reference.to_string(), version, saved, by, application, gaps }
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    page: PageAsked,
) -> Result<Json<Page<DraftShown>>, Problem> {
    let drafts = drafts::list(&app, &caller).await?;
    let keyed: Vec<_> = drafts.into_iter().map(|draft| (draft.reference.to_string(), draft)).collect();
    Ok(Json(page.of(keyed.iter().map(|(key, draft)| (key, draft)), |_, draft| shown(&app, draft.clone()))))
}

async fn begin(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Query(placed): Query<Placed>,
    Sent(bytes): Sent,
) -> Result<Json<DraftShown>, Problem> {
    let placement = placed.placement(&caller)?;
    let Begin { reference, request } = json::parse(&bytes)?;
    let reference = drafts::reference(&reference)?;
    let application = drafts::from_request(&app, &caller, request, &placement, None)?;
    let draft = drafts::save(&app, &caller, &reference, None, application).await?;
    Ok(Json(shown(&app, draft)))
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(draft): Path<String>,
) -> Result<Json<DraftShown>, Problem> {
    let draft = drafts::find(&app, &caller, &drafts::reference(&draft)?).await?;
    Ok(Json(shown(&app, draft)))
}

async fn save(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(draft): Path<String>,
    Json(Save { version, application }): Json<Save>,
) -> Result<Json<DraftShown>, Problem> {
    let application: Application = json::of_value("application", application)?;
    let draft = drafts::save(&app, &caller, &drafts::reference(&draft)?, version, application).await?;
    Ok(Json(shown(&app, draft)))
}

async fn dropped(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(draft): Path<String>,
    Query(Seen { version }): Query<Seen>,
) -> Result<Json<Value>, Problem> {
    let reference = drafts::reference(&draft)?;
    drafts::drop(&app, &caller, &reference, version).await?;
    Ok(Json(json!({ "draft": reference, "dropped": version })))
}
