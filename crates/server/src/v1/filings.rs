//! Filings of the provider: applications, and what the authority said to them.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::routing::{get, post};
use portcullis_access::Action;
use portcullis_counter::{Filing, FilingEvent};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{self, Json, Path};
use crate::office::{Acted, filings};
use crate::page::{self, Page, PageAsked};
use crate::problem::Problem;

/// The filings of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "listFilings",
        method: "get",
        path: "/v1/filings",
        action: Action::ReadFilings,
        summary: "Applications that were filed, and where they stand",
        query: page::QUERY,
        takes: Body::Nothing,
        gives: Body::of::<Page<Value>>(),
        route: || get(list),
    },
    Endpoint {
        name: "showFiling",
        method: "get",
        path: "/v1/filings/{filing}",
        action: Action::ReadFilings,
        summary: "An application that was filed, with all that was said about it",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Value>(),
        route: || get(show),
    },
    Endpoint {
        name: "actInFiling",
        method: "post",
        path: "/v1/filings/{filing}/events",
        action: Action::FileApplication,
        summary: "File, amend, answer, withdraw, respond, appeal, surrender, report: said to the authority as the person who calls",
        query: &[],
        takes: Body::like::<Act>(
            r#"{ "number": 2, "event": { "kind": "withdrawn", "said": "the customer went elsewhere" } }"#,
        ),
        gives: Body::of::<Acted>(),
        route: || post(act),
    },
];

/// Something to do.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ActInFiling")]
struct Act {
    /// The number that the event is to have, as the caller saw the filing; the next one where it is left out.
    #[serde(default)]
    number: Option<u32>,
    /// The event.
    event: Value,
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    page: PageAsked,
) -> Result<Json<Page<Value>>, Problem> {
    let counter = app.office()?.counter();
    let own = counter.filings().iter().filter(|(_, filing)| filings::is_own(&caller, filing));
    Ok(Json(page.of(own, |_, filing| listed(filing))))
}

fn listed(filing: &Filing) -> Value {
    json!({
        "filing": filing.reference,
        "case": filing.case,
        "stage": filing.stage().words(),
        "license": filing.license,
        "questions": filing.waiting_questions().count(),
    })
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(filing): Path<String>,
) -> Result<Json<Value>, Problem> {
    let counter = app.office()?.counter();
    let found = filings::find(&caller, &counter, &filing)?;
    let questions: Vec<_> = found
        .questions
        .iter()
        .map(|question| json!({ "asked": question.asked, "at": question.at, "answered": question.answered }))
        .collect();
    let notices: Vec<_> = found.notices.iter().map(|(at, notice)| json!({ "at": at, "notice": notice })).collect();
    let mut shown = listed(found);
    let more = json!({
        "number": found.next_number(),
        "entries": found.entries,
        "questions": questions,
        "decisions": found.decisions,
        "notices": notices,
        "inspections": found.inspections,
        "preservations": found.preservations,
        "refusals": found.refusals,
        "arrived": found.arrived.iter().map(|hash| hash.to_hex()).collect::<Vec<_>>(),
    });
    if let (Some(fields), Value::Object(more)) = (shown.as_object_mut(), more) {
        fields.extend(more);
    }
    Ok(Json(shown))
}

async fn act(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(filing): Path<String>,
    Json(Act { number, event }): Json<Act>,
) -> Result<Json<Acted>, Problem> {
    let event: FilingEvent = json::of_value("event", event)?;
    filings::act(&app, &caller, &filing, number, event).await.map(Json)
}
