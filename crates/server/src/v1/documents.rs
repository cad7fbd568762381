//! Documents that go with applications: their content taken and given, by its hash.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::response::Response;
use axum::routing::{get, put};
use portcullis_access::Action;
use serde::Deserialize;

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Json, Path, Query};
use crate::office::documents::{self, Kept};
use crate::problem::Problem;

/// The documents of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "keepDocument",
        method: "put",
        path: "/v1/documents/{sha256}",
        action: Action::DraftApplication,
        summary: "Bring the content of a document that an application, an answer or an appeal names; what it is, its bytes say",
        query: &[],
        takes: Body::Plain("application/octet-stream"),
        gives: Body::of::<Kept>(),
        route: || put(keep),
    },
    Endpoint {
        name: "showDocument",
        method: "get",
        path: "/v1/documents/{sha256}",
        // What was brought and is not filed yet is for those who apply, and not for all who may read what was filed.
        action: Action::DraftApplication,
        summary: "The content of a document that the caller or its tenant brought, as a file",
        query: &[("name", "What the file is to be called")],
        takes: Body::Nothing,
        gives: Body::Plain("application/octet-stream"),
        route: || get(show),
    },
];

/// What a file is to be called.
#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

async fn keep(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(sha256): Path<String>,
    sent: axum::body::Body,
) -> Result<Json<Kept>, Problem> {
    documents::keep_named(&app, &caller, documents::own_room(&caller)?, &sha256, sent).await.map(Json)
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(sha256): Path<String>,
    Query(Named { name }): Query<Named>,
) -> Result<Response, Problem> {
    documents::handed_out(&app, documents::own_room(&caller)?, documents::hash(&sha256)?, &name).await
}
