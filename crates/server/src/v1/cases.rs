//! Cases of the authority: to each caller the view of its own part, and what it may do next.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use axum::routing::{get, post, put};
use portcullis_access::Action;
use portcullis_counter::note;
use portcullis_desk::case::Case;
use portcullis_desk::event::Event;
use portcullis_license::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{self, Json, Path};
use crate::office::documents::{self, Kept};
use crate::office::seen::{self, Seen, has_part};
use crate::office::{Acted, advice};
use crate::page::{self, Page, PageAsked};
use crate::problem::Problem;

/// The cases of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "listCases",
        method: "get",
        path: "/v1/cases",
        action: Action::ReadCases,
        summary: "Cases, as far as the caller has a part in them",
        query: page::QUERY,
        takes: Body::Nothing,
        gives: Body::of::<Page<CaseListed>>(),
        route: || get(list),
    },
    Endpoint {
        name: "showCase",
        method: "get",
        path: "/v1/cases/{case}",
        action: Action::ReadCases,
        summary: "A case as the caller's part sees it, with what the caller may do next",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Value>(),
        route: || get(show),
    },
    Endpoint {
        name: "showCaseDocument",
        method: "get",
        path: "/v1/cases/{case}/documents/{sha256}",
        action: Action::ReadCases,
        summary: "The content of a document of a case that is for the caller's part, as a file; that it was given is recorded",
        query: &[],
        takes: Body::Nothing,
        gives: Body::Plain("application/octet-stream"),
        route: || get(document),
    },
    Endpoint {
        name: "keepCaseDocument",
        method: "put",
        path: "/v1/cases/{case}/documents/{sha256}",
        action: Action::ActInCase,
        summary: "Bring the content of a document that is to be attached to a case; what it is, its bytes say",
        query: &[],
        takes: Body::Plain("application/octet-stream"),
        gives: Body::of::<Kept>(),
        route: || put(keep),
    },
    Endpoint {
        name: "actInCase",
        method: "post",
        path: "/v1/cases/{case}/events",
        action: Action::ActInCase,
        summary: "Do something in a case; it is refused, with the reason, where it has no place",
        query: &[],
        takes: Body::like::<Act>(r#"{ "number": 2, "event": { "kind": "registered" } }"#),
        gives: Body::of::<Acted>(),
        route: || post(act),
    },
];

/// Something to do.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ActInCase")]
struct Act {
    /// The number that the event is to have, as the caller saw the case; the next one where it is left out.
    #[serde(default)]
    number: Option<u32>,
    /// The event, as `docs/desk.md` has them.
    event: Value,
}

/// A case as the caller's part sees it.
#[derive(Debug, Serialize)]
struct Shown {
    /// The number that the next event has; nothing for who does nothing in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    /// Who was given documents of it; for auditors.
    #[serde(skip_serializing_if = "Option::is_none")]
    reads: Option<Vec<ReadShown>>,
    #[serde(flatten)]
    seen: Seen,
}

/// That somebody was given a document.
#[derive(Debug, Serialize)]
struct ReadShown {
    /// When, in milliseconds since 1970.
    at: Instant,
    #[serde(flatten)]
    read: note::Read,
}

/// A case in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseListed {
    /// Its number.
    pub case: String,
    /// The provider that applies.
    pub applicant: String,
    /// Where it stands.
    pub phase: String,
    /// When it came in, in milliseconds since 1970.
    pub received: Instant,
    /// When something happened in it last.
    pub latest: Instant,
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    page: PageAsked,
) -> Result<Json<Page<CaseListed>>, Problem> {
    let counter = app.office()?.counter();
    let cases = counter.docket().cases().iter().filter(|(_, case)| has_part(&caller, case));
    Ok(Json(page.of(cases, |_, case| listed(case))))
}

fn listed(case: &Case) -> CaseListed {
    CaseListed {
        case: case.number().to_string(),
        applicant: case.state().applicant.to_string(),
        phase: case.phase().kind().to_string(),
        received: case.history().first().map_or_else(Instant::default, |entry| entry.at),
        latest: case.state().latest,
    }
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(case): Path<String>,
) -> Result<Json<Shown>, Problem> {
    let drafts = advice::drafts(&app, &caller, &case).await?;
    let counter = app.office()?.counter();
    let found = seen::find(&caller, &counter, &case)?;
    let seen = Seen::of(&caller, found, app.gate().now(), &drafts)?;
    let reads = matches!(seen, Seen::Auditor(_)).then(|| {
        let read = |read: &note::Read| ReadShown { at: read.at, read: read.clone() };
        counter.reads(found.number()).iter().map(read).collect()
    });
    Ok(Json(Shown { number: seen.acts().then(|| found.next_number()), reads, seen }))
}

async fn document(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((case, sha256)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let found = seen::document(&app, &caller, &case, &sha256)?;
    seen::content(&app, &caller, &case, &found).await
}

async fn keep(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path((case, sha256)): Path<(String, String)>,
    sent: axum::body::Body,
) -> Result<Json<Kept>, Problem> {
    let room = seen::room_of_attachments(&app, &caller, &case)?;
    documents::keep_named(&app, &caller, room, &sha256, sent).await.map(Json)
}

async fn act(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(case): Path<String>,
    Json(Act { number, event }): Json<Act>,
) -> Result<Json<Acted>, Problem> {
    let event: Event = json::of_value("event", event)?;
    let office = app.office()?;
    let named = seen::find(&caller, &office.counter(), &case)?.number().clone();
    office.act_in_case(&app, &caller, named, number, event).await.map(Json)
}
