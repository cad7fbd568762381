//! Licenses: the register of them, and what changes them. What opens a gate takes two people: the first proposes, the second agrees (see `proposals`).

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use portcullis_access::Action;
use portcullis_license::{Change, Instant, LicenseNumber, LicenseShown, Operation};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::app::{App, polled};
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Json, Path};
use crate::page::{self, Page, PageAsked};
use crate::problem::Problem;
use crate::v1::recorded::{Reason, Recorded};

/// The licenses of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "listLicenses",
        method: "get",
        path: "/v1/licenses",
        action: Action::ReadLicenses,
        summary: "Licenses with what is left of them and what runs under them",
        query: page::QUERY,
        takes: Body::Nothing,
        gives: Body::of::<Page<LicenseShown<'static>>>(),
        route: || get(list),
    },
    Endpoint {
        name: "showLicense",
        method: "get",
        path: "/v1/licenses/{license}",
        action: Action::ReadLicenses,
        summary: "One license with what is left of it and what runs under it",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<LicenseShown<'static>>(),
        route: || get(show),
    },
    Endpoint {
        name: "suspendLicense",
        method: "post",
        path: "/v1/licenses/{license}/suspend",
        action: Action::SuspendLicense,
        summary: "Suspend a license: from the next record on nothing starts under it; what runs ends with its slice, or is told to stop before",
        query: &[],
        takes: Body::like::<Suspend>(r#"{ "reason": "the quarterly report is missing" }"#),
        gives: Body::of::<Recorded>(),
        route: || post(suspend),
    },
    Endpoint {
        name: "surrenderLicense",
        method: "post",
        path: "/v1/licenses/{license}/surrender",
        action: Action::SurrenderLicense,
        summary: "Give a license back",
        query: &[],
        takes: Body::like::<Reason>(r#"{ "reason": "the project has ended" }"#),
        gives: Body::of::<Recorded>(),
        route: || post(surrender),
    },
    Endpoint {
        name: "fileReport",
        method: "post",
        path: "/v1/licenses/{license}/reports",
        action: Action::FileReport,
        summary: "Say that a report that a condition asks for was filed",
        query: &[],
        takes: Body::like::<Report>(r#"{ "reference": "report-2026-10" }"#),
        gives: Body::of::<Recorded>(),
        route: || post(report),
    },
];

/// A suspension.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Suspend {
    /// By when what runs has to stop, in milliseconds since 1970; left out, it ends with its slice.
    #[serde(default)]
    drain_until: Option<Instant>,
    /// Why.
    reason: String,
}

/// A report that was filed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Report {
    /// Where it can be found.
    reference: String,
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    page: PageAsked,
    headers: HeaderMap,
) -> Response {
    polled(&headers, &app.look(), |ledger| {
        let licenses = ledger.licenses().filter(|(_, held)| caller.sees(&held.license.licensee));
        Json(page.of(licenses, |_, held| LicenseShown::of(ledger, held)))
    })
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(license): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let look = app.look();
    let held = caller.license(look.replay().ledger(), &license)?;
    Ok(polled(&headers, &look, |ledger| Json(LicenseShown::of(ledger, held))))
}

async fn suspend(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(license): Path<String>,
    headers: HeaderMap,
    Json(Suspend { drain_until, reason }): Json<Suspend>,
) -> Result<Json<Recorded>, Problem> {
    let license = app.own_license(&caller, &license)?;
    change(&app, &caller, &headers, license, Action::SuspendLicense, Change::Suspend { drain_until }, reason).await
}

async fn surrender(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(license): Path<String>,
    headers: HeaderMap,
    Json(Reason { reason }): Json<Reason>,
) -> Result<Json<Recorded>, Problem> {
    let license = app.own_license(&caller, &license)?;
    change(&app, &caller, &headers, license, Action::SurrenderLicense, Change::Surrender, reason).await
}

async fn report(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(license): Path<String>,
    headers: HeaderMap,
    Json(Report { reference }): Json<Report>,
) -> Result<Json<Recorded>, Problem> {
    let license = app.own_license(&caller, &license)?;
    app.record(&caller, &headers, Operation::Report { license, reference }).await
}

async fn change(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    license: LicenseNumber,
    action: Action,
    change: Change,
    reason: String,
) -> Result<Json<Recorded>, Problem> {
    let signed = caller.signed(action, &reason, None)?;
    app.record(caller, headers, Operation::License { license, change, signed }).await
}
