//! Reservations: held by a start, renewed while chips run, posted or voided when they stop.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::routing::post;
use portcullis_access::Action;
use portcullis_license::{Instant, Operation, OperationId};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Json, Path};
use crate::problem::Problem;
use crate::v1::recorded::{Reason, Recorded};

/// The reservations of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "renew",
        method: "post",
        path: "/v1/reservations/{reservation}/renew",
        action: Action::Renew,
        summary: "Hold the next slice of a lease, before its latest one ends",
        query: &[],
        takes: Body::like::<Renew>(r#"{ "until": 1795334400000 }"#),
        gives: Body::of::<Recorded>(),
        route: || post(renew),
    },
    Endpoint {
        name: "post",
        method: "post",
        path: "/v1/reservations/{reservation}/post",
        action: Action::Post,
        summary: "Say what was used of a slice; what nobody says counts as used in full",
        query: &[],
        takes: Body::like::<Posted>(r#"{ "chip_milliseconds": 14400000 }"#),
        gives: Body::of::<Recorded>(),
        route: || post(posted),
    },
    Endpoint {
        name: "void",
        method: "post",
        path: "/v1/reservations/{reservation}/void",
        action: Action::Void,
        summary: "Say that nothing ran",
        query: &[],
        takes: Body::like::<Reason>(r#"{ "reason": "the instance did not start" }"#),
        gives: Body::of::<Recorded>(),
        route: || post(void),
    },
];

/// The end of the next slice.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Renew {
    /// Until when it lasts, in milliseconds since 1970; it begins where the latest ends.
    until: Instant,
}

/// What was used.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Posted {
    /// Chips times milliseconds, as measured.
    chip_milliseconds: u64,
}

async fn renew(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(reservation): Path<String>,
    headers: HeaderMap,
    Json(Renew { until }): Json<Renew>,
) -> Result<Json<Recorded>, Problem> {
    resolve(&app, &caller, &reservation, &headers, |reservation| Operation::Renew { reservation, until }).await
}

async fn posted(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(reservation): Path<String>,
    headers: HeaderMap,
    Json(Posted { chip_milliseconds }): Json<Posted>,
) -> Result<Json<Recorded>, Problem> {
    resolve(&app, &caller, &reservation, &headers, |reservation| Operation::Post { reservation, chip_milliseconds })
        .await
}

async fn void(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(reservation): Path<String>,
    headers: HeaderMap,
    Json(Reason { reason }): Json<Reason>,
) -> Result<Json<Recorded>, Problem> {
    resolve(&app, &caller, &reservation, &headers, |reservation| Operation::Void { reservation, reason }).await
}

async fn resolve(
    app: &Arc<App>,
    caller: &Caller,
    reservation: &str,
    headers: &HeaderMap,
    operation: impl FnOnce(OperationId) -> Operation,
) -> Result<Json<Recorded>, Problem> {
    let reservation = app.own_reservation(caller, reservation).await?;
    app.record(caller, headers, operation(reservation)).await
}
