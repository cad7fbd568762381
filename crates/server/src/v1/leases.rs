//! Leases: what runs, what was told to stop, and that it has.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use portcullis_access::Action;
use portcullis_journal::Content;
use portcullis_license::{Instant, LeaseShown, Operation, OperationId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::app::{App, polled};
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Json, Path};
use crate::page::{self, Page, PageAsked};
use crate::problem::Problem;
use crate::v1::recorded::Recorded;

/// The leases of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "listLeases",
        method: "get",
        path: "/v1/leases",
        action: Action::ReadLeases,
        summary: "What runs, or has not confirmed that it stopped",
        query: page::QUERY,
        takes: Body::Nothing,
        gives: Body::of::<Page<LeaseShown<'static>>>(),
        route: || get(list),
    },
    Endpoint {
        name: "showLease",
        method: "get",
        path: "/v1/leases/{lease}",
        action: Action::ReadLeases,
        summary: "One lease",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<LeaseShown<'static>>(),
        route: || get(show),
    },
    Endpoint {
        name: "stopLease",
        method: "post",
        path: "/v1/leases/{lease}/stop",
        action: Action::Stop,
        summary: "Tell a lease to stop",
        query: &[],
        takes: Body::like::<Stop>(r#"{ "reason": "the customer's account is closed" }"#),
        gives: Body::of::<Recorded>(),
        route: || post(stop),
    },
    Endpoint {
        name: "confirmStop",
        method: "post",
        path: "/v1/leases/{lease}/confirm",
        action: Action::ConfirmStop,
        summary: "Say that a lease has stopped",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Recorded>(),
        route: || post(confirm),
    },
    Endpoint {
        name: "listStops",
        method: "get",
        path: "/v1/stops",
        action: Action::ReadStops,
        summary: "The leases that were told to stop and have not confirmed it; poll it with If-None-Match",
        query: page::QUERY,
        takes: Body::Nothing,
        gives: Body::of::<Page<StopShown>>(),
        route: || get(stops),
    },
];

/// An order to stop.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Stop {
    /// By when, in milliseconds since 1970; at once where it is left out.
    #[serde(default)]
    due: Option<Instant>,
    /// Why.
    reason: String,
}

/// A lease that was told to stop.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StopOrdered")]
struct StopShown {
    /// The lease.
    lease: String,
    /// The license it counts against.
    license: String,
    /// By when the chips must have stopped, in milliseconds since 1970.
    due: Instant,
    /// When the order was given.
    at: Instant,
    /// The operation that gave it.
    by: String,
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    page: PageAsked,
    headers: HeaderMap,
) -> Response {
    polled(&headers, &app.look(), |ledger| {
        let leases = ledger.leases().filter(|(_, lease)| caller.sees(&lease.path.provider));
        Json(page.of(leases, LeaseShown::of))
    })
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(lease): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let look = app.look();
    let not_found = || Problem::not_found(format!("lease {lease} that runs"));
    let id = OperationId::new(&lease).map_err(|_| not_found())?;
    let found = look.replay().ledger().lease(&id).filter(|found| caller.sees(&found.path.provider));
    let found = found.ok_or_else(not_found)?;
    Ok(polled(&headers, &look, |_| Json(LeaseShown::of(&id, found))))
}

async fn stops(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    page: PageAsked,
    headers: HeaderMap,
) -> Response {
    polled(&headers, &app.look(), |ledger| {
        let leases = ledger.leases().filter(|(_, lease)| caller.sees(&lease.path.provider));
        let told = leases.filter_map(|(id, lease)| {
            let stop = lease.stop.as_ref().filter(|stop| stop.confirmed.is_none())?;
            Some((id, (&lease.path.license, stop)))
        });
        Json(page.of(told, |id, (license, stop)| StopShown {
            lease: id.to_string(),
            license: license.to_string(),
            due: stop.due,
            at: stop.at,
            by: stop.by.to_string(),
        }))
    })
}

async fn stop(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(lease): Path<String>,
    headers: HeaderMap,
    Json(Stop { due, reason }): Json<Stop>,
) -> Result<Json<Recorded>, Problem> {
    let lease = app.own_reservation(&caller, &lease).await?;
    let due = match due {
        Some(due) => due,
        // Asked again under the same id, "at once" is the moment that it was.
        None => app.due_before(caller.operation_id(&headers, None)?).await?.unwrap_or_else(|| app.gate().now()),
    };
    let signed = caller.signed(Action::Stop, &reason, None)?;
    app.record(&caller, &headers, Operation::Stop { lease, due, signed }).await
}

async fn confirm(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(lease): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Recorded>, Problem> {
    let lease = app.own_reservation(&caller, &lease).await?;
    app.record(&caller, &headers, Operation::ConfirmStop { lease }).await
}

impl App {
    /// By when an order of this id told a lease to stop, if there is one.
    async fn due_before(self: &Arc<Self>, id: Option<OperationId>) -> Result<Option<Instant>, Problem> {
        let Some(id) = id else { return Ok(None) };
        let record = self.blocking(move |app| Ok(app.record_by_id(&id)?)).await?;
        Ok(record.and_then(|record| match record.content {
            Content::Ledger { operation: Operation::Stop { due, .. }, .. } => Some(due),
            _ => None,
        }))
    }
}
