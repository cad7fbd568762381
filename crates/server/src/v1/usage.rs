//! Use, as CloudEvents 1.0 in JSON: what a meter says of a slice. An event is known by its source and id, so that it can be sent again.

use std::sync::Arc;

use axum::extract::{Extension, Request, State};
use axum::routing::post;
use portcullis_access::Action;
use portcullis_journal::{Answer, Submission};
use portcullis_license::{Operation, OperationId};
use portcullis_log::Hash;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{self, Json};
use crate::problem::Problem;
use crate::v1::recorded::refusal;

/// The type of event that is taken.
pub const USED: &str = "dev.portcullis.slice.used";
/// Events of one request.
const MOST: usize = 1_000;
const ONE: &str = "application/cloudevents+json";
const MANY: &str = "application/cloudevents-batch+json";

/// The use of the API.
pub const ENDPOINTS: &[Endpoint] = &[Endpoint {
    name: "takeUsage",
    method: "post",
    path: "/v1/usage",
    action: Action::TakeUsage,
    summary: "Take CloudEvents of type dev.portcullis.slice.used, one or a batch: each posts what was used of a slice, once",
    query: &[],
    takes: Body::events::<Event>(
        r#"{
  "specversion": "1.0", "type": "dev.portcullis.slice.used", "source": "/meters/site-1", "id": "8f2c",
  "data": { "reservation": "example-start-1", "chip_milliseconds": 14400000 }
}"#,
    ),
    gives: Body::of::<Taken>(),
    route: || post(take),
}];

/// An event (CloudEvents 1.0, JSON format); attributes that are not read here are ignored.
#[derive(Deserialize, JsonSchema)]
struct Event {
    /// `1.0`.
    specversion: String,
    /// `dev.portcullis.slice.used`.
    #[serde(rename = "type")]
    kind: String,
    /// Who says it.
    source: String,
    /// The source's name for it.
    id: String,
    /// What was used.
    #[serde(default)]
    #[schemars(with = "Used")]
    data: Value,
}

/// What was used of a slice.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Used {
    /// The slice.
    reservation: String,
    /// Chips times milliseconds, as measured.
    chip_milliseconds: u64,
}

/// What became of the events, in their order.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UsageTaken")]
struct Taken {
    /// Each.
    events: Vec<TakenOne>,
}

/// What became of an event.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UsageTakenOne")]
struct TakenOne {
    /// The event.
    id: String,
    /// Its record.
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence: Option<u64>,
    /// Whether it was taken before.
    again: bool,
    /// Why it was not taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

async fn take(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    request: Request,
) -> Result<Json<Taken>, Problem> {
    let is_many = json::essence(request.headers()).eq_ignore_ascii_case(MANY);
    let bytes = json::body(request, &app, &[ONE, MANY, "application/json"]).await?;
    let events: Vec<Event> = if is_many { json::parse(&bytes)? } else { vec![json::parse(&bytes)?] };
    if events.len() > MOST {
        return Err(Problem::malformed(format!("{} events: send {MOST} at a time", events.len())));
    }
    let mut taken = Vec::with_capacity(events.len());
    for event in events {
        taken.push(one(&app, &caller, event).await?);
    }
    Ok(Json(Taken { events: taken }))
}

async fn one(app: &Arc<App>, caller: &Caller, event: Event) -> Result<TakenOne, Problem> {
    let not = |id: &str, problem: String| {
        Ok(TakenOne { id: id.to_owned(), sequence: None, again: false, problem: Some(problem) })
    };
    if event.specversion != "1.0" || event.kind != USED {
        return not(&event.id, format!("specversion, type: only {USED} of CloudEvents 1.0 is taken"));
    }
    let used: Used = match serde_json::from_value(event.data) {
        Ok(used) => used,
        Err(error) => return not(&event.id, format!("data: {error}; see /openapi.json")),
    };
    let reservation = match app.own_reservation(caller, &used.reservation).await {
        Ok(reservation) => reservation,
        Err(problem) => return not(&event.id, problem.to_string()),
    };
    // Meters of two tenants may have the same name, and give two events the same.
    let named = json!([caller.principal.tenant, event.source, event.id]).to_string();
    let named = Hash::of(named.as_bytes()).to_hex();
    let id = OperationId::new(&format!("usage/{named}")).map_err(Problem::malformed)?;
    let operation = Operation::Post { reservation, chip_milliseconds: used.chip_milliseconds };
    match app.gate().register().submit(Submission::operation(id, operation)).await? {
        Answer::Recorded { record, again } => {
            Ok(TakenOne { id: event.id, sequence: Some(record.sequence), again, problem: refusal(&record) })
        }
        Answer::OtherBody { sequence } => {
            not(&event.id, format!("this source and id said something else, in record {sequence}"))
        }
        Answer::Unfit(unfit) => not(&event.id, unfit.to_string()),
    }
}
