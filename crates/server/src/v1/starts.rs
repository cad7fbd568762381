//! Starts: the gate in one call. Decides, records, and holds what a license has to cover, before anything runs.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::routing::post;
use portcullis_access::Action;
use portcullis_determination::Request;
use portcullis_gate::{Ask, Purpose, Verdict};
use portcullis_license::Instant;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{self, Json, Sent};
use crate::problem::Problem;
use crate::v1::placed::Placed;

/// The starts of the API.
pub const ENDPOINTS: &[Endpoint] = &[Endpoint {
    name: "start",
    method: "post",
    path: "/v1/starts",
    action: Action::Start,
    summary: "Ask to start: decided, recorded, and what a license has to cover is held; opens only when all of that is durable",
    query: &[],
    takes: Body::like::<Start<'static>>(
        r#"{
  "id": "example-start-1", "hold_seconds": 28800,
  "request": {
    "kind": "provide_compute", "item": { "accelerator": "H100 SXM5 80GB" }, "quantity": 8, "site": "US",
    "parties": [{ "role": "customer", "name": "Example Customer Ltd", "country": "SG", "headquarters": "SG", "ultimate_parent": "self" }]
  }
}"#,
    ),
    gives: Body::of::<VerdictShown>(),
    route: || post(start),
}];

/// Something that is to start.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start<'a> {
    /// The caller's name for it: asked again under the same name, it is the same start. An `Idempotency-Key` header does the same.
    #[serde(default)]
    id: Option<String>,
    /// The transaction, today.
    #[serde(borrow)]
    request: Request<'a>,
    /// Who runs the chips, and where.
    #[serde(default)]
    placement: Placed,
    /// For how long to hold what a license has to cover, in seconds; renew before it is over.
    hold_seconds: u64,
}

/// What the gate says.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Verdict")]
pub struct VerdictShown {
    /// The name of the start.
    pub id: String,
    /// Whether it may start.
    pub opens: bool,
    /// What the law says; nothing where it could not be asked.
    pub outcome: Option<String>,
    /// For a person: what was decided, why, and what would help.
    pub sentence: String,
    /// Whether it is worth asking again soon.
    pub again: bool,
    /// What is held.
    pub held: Vec<HeldShown>,
}

/// A reservation that an open gate rests on.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Held")]
pub struct HeldShown {
    /// The reservation, which is the lease too.
    pub reservation: String,
    /// The license.
    pub license: String,
    /// Until when, in milliseconds since 1970.
    pub until: Instant,
}

impl From<Verdict> for VerdictShown {
    fn from(verdict: Verdict) -> Self {
        let held = verdict.held.iter().map(|held| HeldShown {
            reservation: held.reservation.to_string(),
            license: held.license.to_string(),
            until: held.until,
        });
        Self {
            id: verdict.id.to_string(),
            opens: verdict.opens,
            outcome: verdict.outcome.map(|outcome| outcome.word().to_owned()),
            held: held.collect(),
            sentence: verdict.sentence,
            again: verdict.again,
        }
    }
}

async fn start(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Sent(bytes): Sent,
) -> Result<Json<VerdictShown>, Problem> {
    let start: Start<'_> = json::parse(&bytes)?;
    let placement = start.placement.placement(&caller)?;
    caller.acts_for(&placement, &start.request)?;
    let ask = Ask {
        id: caller.operation_id(&headers, start.id.as_deref())?,
        placement,
        request: start.request.into_owned(),
        purpose: Purpose::Start { milliseconds: start.hold_seconds.saturating_mul(1_000) },
    };
    Ok(Json(app.ask(ask).await.into()))
}
