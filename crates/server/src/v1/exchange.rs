//! What another house says: each message signed, numbered and chained (see `portcullis_exchange`).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use portcullis_access::Action;
use portcullis_exchange::House;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Json, Path};
use crate::office::houses::{self, HouseShown};
use crate::problem::Problem;

/// The exchange of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "showHouse",
        method: "get",
        path: "/v1/exchange",
        action: Action::Exchange,
        summary: "Who this house is, and the key by which its messages are checked",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Shown>(),
        route: || get(show),
    },
    Endpoint {
        name: "listHouses",
        method: "get",
        path: "/v1/houses",
        action: Action::ReadFilings,
        summary: "The houses across: how far messages have come, what both state of each day and where it differs, and whether a provider's log only grows",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Vec<HouseShown>>(),
        route: || get(list),
    },
    Endpoint {
        name: "exchange",
        method: "post",
        path: "/v1/exchange/{house}",
        action: Action::Exchange,
        summary: "Take a message of the house across, a signed note; the answer is a signed note too, which says what was taken so far",
        query: &[],
        takes: Body::Plain("text/plain"),
        gives: Body::Plain("text/plain"),
        route: || post(receive),
    },
    Endpoint {
        name: "giveDocument",
        method: "post",
        path: "/v1/exchange/{house}/documents",
        action: Action::Exchange,
        summary: "Bytes of a document that a filing names, for the authority across, which asks by a signed note",
        query: &[],
        takes: Body::Plain("text/plain"),
        gives: Body::Plain("application/octet-stream"),
        route: || post(give),
    },
];

/// This house.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "House")]
struct Shown {
    /// Its name.
    #[schemars(with = "String")]
    house: House,
    /// Its public key: a verifier of signed notes.
    key: String,
}

async fn show(State(app): State<Arc<App>>) -> Result<Json<Shown>, Problem> {
    let office = app.office()?;
    let house = office.counter().us().clone();
    Ok(Json(Shown { house, key: office.signer().verifier().to_string() }))
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Vec<HouseShown>>, Problem> {
    Ok(Json(houses::all(&app.office()?.counter(), &caller)?))
}

async fn give(State(app): State<Arc<App>>, Path(house): Path<String>, ask: Bytes) -> Result<Response, Problem> {
    let bytes = app.blocking(move |app| app.office()?.give(app.gate(), &house, &ask)).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

async fn receive(State(app): State<Arc<App>>, Path(house): Path<String>, message: Bytes) -> Result<Response, Problem> {
    let reply = app.blocking(move |app| app.office()?.receive(app.gate(), &house, &message)).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], reply).into_response())
}
