//! Whether the service lives, whether it is ready, and what it measures.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use portcullis_access::Action;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::endpoint::{Body, Endpoint};
use crate::json::Json;
use crate::office::houses;

/// Health and metrics.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "live",
        method: "get",
        path: "/health/live",
        action: Action::ReadHealth,
        summary: "Whether the process answers: if not, start it again",
        query: &[],
        takes: Body::Nothing,
        gives: Body::Plain("text/plain"),
        route: || get(|| async { "live\n" }),
    },
    Endpoint {
        name: "ready",
        method: "get",
        path: "/health/ready",
        action: Action::ReadHealth,
        summary: "Whether it should be asked: 503 while the register cannot be read, or while it is told to end",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Ready>(),
        route: || get(ready),
    },
    Endpoint {
        name: "metrics",
        method: "get",
        path: "/metrics",
        action: Action::ReadMetrics,
        summary: "What it measures, as OpenMetrics text",
        query: &[],
        takes: Body::Nothing,
        gives: Body::Plain("application/openmetrics-text"),
        route: || get(metrics),
    },
];

/// Whether it should be asked.
#[derive(Serialize, JsonSchema)]
pub struct Ready {
    /// Whether it should.
    pub ready: bool,
    /// Why not.
    pub because: Option<String>,
}

/// Whether the service should be asked, and why not.
pub(crate) fn readiness(app: &App) -> Ready {
    let because = if app.is_ending() {
        Some("it is told to end".to_owned())
    } else if app.gate().is_blind() {
        // What the store says is for the operator, in the log and to `doctor`: it may name hosts.
        Some("the register cannot be read now".to_owned())
    } else {
        None
    };
    Ready { ready: because.is_none(), because }
}

async fn ready(State(app): State<Arc<App>>) -> Response {
    let ready = readiness(&app);
    let status = if ready.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(ready)).into_response()
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    let differences = app.office().map(|office| houses::open(&office.counter())).unwrap_or_default();
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, media_type)], app.metrics().text(app.gate(), &differences)).into_response()
}
