//! OpenStack Blazar's external enforcement.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use portcullis_access::Action;
use portcullis_adapters::Refused;
use portcullis_adapters::blazar::{self, Answer, Asked, Mapping, Release};
use portcullis_license::Instant;
use serde_json::Value;

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Sent, answer_of};
use crate::problem::Problem;

/// The checks' endpoints.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "blazarCheckCreate",
        method: "post",
        path: "/adapters/blazar/check-create",
        action: Action::BlazarCheck,
        summary: "Whether a lease of OpenStack Blazar may be made",
        query: &[],
        takes: Body::of::<Value>(),
        gives: Body::of::<Value>(),
        route: || post(create),
    },
    Endpoint {
        name: "blazarCheckUpdate",
        method: "post",
        path: "/adapters/blazar/check-update",
        action: Action::BlazarCheck,
        summary: "Whether a lease of OpenStack Blazar may be changed",
        query: &[],
        takes: Body::of::<Value>(),
        gives: Body::of::<Value>(),
        route: || post(update),
    },
    Endpoint {
        name: "blazarOnEnd",
        method: "post",
        path: "/adapters/blazar/on-end",
        action: Action::BlazarCheck,
        summary: "That a lease of OpenStack Blazar is over: what it used is posted",
        query: &[],
        takes: Body::of::<Value>(),
        gives: Body::of::<Value>(),
        route: || post(ended),
    },
];

type Read = fn(&Mapping, &[u8], Instant) -> Result<Asked, Refused>;

async fn create(app: State<Arc<App>>, caller: Extension<Caller>, sent: Sent) -> Result<Response, Problem> {
    check(app, caller, sent, blazar::check_create).await
}

async fn update(app: State<Arc<App>>, caller: Extension<Caller>, sent: Sent) -> Result<Response, Problem> {
    check(app, caller, sent, blazar::check_update).await
}

async fn check(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Sent(body): Sent,
    read: Read,
) -> Result<Response, Problem> {
    let adapters = app.adapters().load_full();
    let mapping = adapters.blazar.as_ref().ok_or_else(|| Problem::not_found("mapping for Blazar here"))?;
    let asked = match read(mapping, &body, app.gate().now()) {
        Ok(asked) => asked,
        Err(refused) => return Ok(written(blazar::refused(&refused))),
    };
    let verdicts = app.ask_all(&caller, &asked.asks).await;
    let answer = blazar::answer(mapping, &asked, &verdicts);
    if answer.status == 204 {
        for release in &asked.replaces {
            app.release(&caller, release).await;
        }
    } else {
        for verdict in &verdicts {
            app.gate().give_back(verdict, "the lease was refused");
        }
    }
    Ok(written(answer))
}

async fn ended(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Sent(body): Sent,
) -> Result<Response, Problem> {
    match blazar::on_end(&body, app.gate().now()) {
        Ok(releases) => {
            for release in &releases {
                app.release(&caller, release).await;
            }
        }
        // Nothing can be refused here: what it held counts to its end. Why it is not understood would repeat what was sent.
        Err(_) => tracing::warn!("a lease that ended is not understood, and counts to its end"),
    }
    Ok(written(blazar::ended()))
}

fn written(Answer { status, body }: Answer) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    body.map_or_else(|| status.into_response(), |body| answer_of(status, body))
}

impl App {
    /// Posts what a start used that is over. What cannot be posted counts as used to its end.
    async fn release(self: &Arc<Self>, caller: &Caller, Release { id, milliseconds }: &Release) {
        if let Err(problem) = self.post_use(caller, id, *milliseconds).await {
            tracing::warn!(start = %id, %problem, "its use is not posted, and counts to its end");
        }
    }
}
