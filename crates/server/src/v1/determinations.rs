//! Determinations: what the law says of a transaction, with the licenses on file; nothing is held and nothing recorded.

use std::sync::Arc;

use axum::extract::{Extension, Request as HttpRequest, State};
use axum::response::Response;
use axum::routing::post;
use portcullis_access::Action;
use portcullis_authorization::{Authorized, Placement};
use portcullis_determination::{Request, parse_line};
use portcullis_evidence::Decision;
use portcullis_gate::Told;
use portcullis_license::OperationId;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint, Shape};
use crate::guard::Bounds;
use crate::json::{self, Query, Sent};
use crate::problem::{Kind, Problem};
use crate::v1::batch;
use crate::v1::placed::{self, Placed};
use crate::v1::recorded::Recorded;

/// The determinations of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "determine",
        method: "post",
        path: "/v1/determinations",
        action: Action::Determine,
        summary: "What the law says of a transaction on its date, why, and what would change it",
        query: placed::QUERY,
        takes: Body::Json(Shape { schema: request_schema, example: Some(EXAMPLE) }),
        gives: Body::of::<Answered>(),
        route: || post(one),
    },
    Endpoint {
        name: "determineMany",
        method: "post",
        path: "/v1/determinations/batch",
        action: Action::Determine,
        summary: "Determinations of many transactions, one a line, answered in order while they are still being sent",
        query: placed::QUERY,
        takes: Body::Lines(Shape { schema: request_schema, example: Some(EXAMPLE) }),
        gives: Body::Lines(Shape { schema: |generator| generator.subschema_for::<Answered>(), example: None }),
        route: || post(many),
    },
];

const EXAMPLE: &str = r#"{
  "kind": "provide_compute", "on": "2026-11-01", "item": { "instance": "aws:p5.48xlarge" }, "site": "US",
  "parties": [{ "role": "customer", "name": "Example Customer Ltd", "country": "SG", "headquarters": "CN" }]
}"#;

fn request_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    generator.subschema_for::<Request<'static>>()
}

/// The answer to a request: `portcullis check --format json` gives the same. The fields that every answer has are named here.
#[derive(JsonSchema)]
#[schemars(rename = "Determination")]
#[expect(dead_code, reason = "describes an answer that is written elsewhere")]
pub struct Answered {
    /// The caller's name for the request.
    id: Option<String>,
    /// The date of the transaction.
    on: String,
    /// The profile that it was decided under.
    profile: String,
    /// `prohibited`, `license_required`, `unverified`, `depends`, `authorized` or `not_required`; the gate is open in the last two alone.
    outcome: String,
    /// What the register said, where a license is required.
    authorization: Option<serde_json::Value>,
    /// `true` where the register could not be asked, so that no license was looked for: ask again soon.
    again: Option<bool>,
}

async fn one(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Query(placed): Query<Placed>,
    Sent(bytes): Sent,
) -> Result<Response, Problem> {
    let placement = placed.placement(&caller)?;
    let request = parse_line(&bytes).map_err(|error| Problem::from(&error))?;
    caller.acts_for(&placement, &request)?;
    let answer = app.gate().question(request, &placement, |told| {
        app.metrics().decided(told);
        written(told)
    });
    Ok(json::bytes_of(answer.map_err(|error| Problem::from(&error))?))
}

async fn many(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Extension(bounds): Extension<Bounds>,
    Query(placed): Query<Placed>,
    request: HttpRequest,
) -> Result<Response, Problem> {
    let placement = placed.placement(&caller)?;
    batch::respond(app, caller, placement, request, bounds.request)
}

/// The answer, JSON on one line; with what the register said, where it was asked.
pub(crate) fn written(told: &Told<'_>) -> Vec<u8> {
    let mut answer = told.answer();
    if let Some(authorization) = &told.authorized.authorization {
        append(&mut answer, "authorization", authorization);
    }
    if told.blind {
        append(&mut answer, "again", &true);
    }
    answer
}

/// Adds a field to a JSON object that is written already.
fn append(answer: &mut Vec<u8>, name: &str, value: &impl Serialize) {
    let Ok(value) = serde_json::to_vec(value) else { return };
    if answer.pop_if(|last| *last == b'}').is_some() {
        answer.extend_from_slice(format!(",\"{name}\":").as_bytes());
        answer.extend_from_slice(&value);
        answer.push(b'}');
    }
}

impl App {
    /// Records what the law says of a transaction on its date, with the licenses on file, and holds nothing.
    ///
    /// # Errors
    /// [`Problem`] where it cannot be decided or recorded, or is asked for another.
    pub(crate) async fn record_determination(
        &self,
        caller: &Caller,
        id: OperationId,
        request: &Request<'_>,
        placement: &Placement,
    ) -> Result<Recorded, Problem> {
        caller.acts_for(placement, request)?;
        let served = self.gate().served().clone();
        let decision = self.gate().question_of(&served, request.clone(), placement, |told| {
            self.metrics().decided(told);
            let Authorized { request, transaction, decided, .. } = told.authorized;
            let decision = Decision::of(told.engine, &served.editions.edition, request, transaction, decided);
            (!told.blind).then_some(decision)
        });
        let decision = decision.map_err(|error| Problem::from(&error))?;
        // Without the register it would be recorded as if there were no licenses.
        let blind = || Problem::new(Kind::Unavailable, "the register cannot be asked now; ask again").after(1);
        let submission = decision.ok_or_else(blind)?.submission(id);
        self.record_this(submission).await.map(|recorded| recorded.0)
    }
}
