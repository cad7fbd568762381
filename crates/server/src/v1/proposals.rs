//! What takes two people: the first proposes, with their own key; the second reads it and agrees, with theirs; then it is carried out.

pub(crate) mod resolve;
pub(crate) mod two_people;
pub(crate) mod what;

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use portcullis_access::Action;
use portcullis_journal::store::Transaction;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{self, Json, Path, Query};
use crate::page::{self, Page, PageAsked};
use crate::problem::Problem;
use crate::store;
use crate::v1::recorded::Recorded;
use what::What;

/// The proposals of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "propose",
        method: "post",
        path: "/v1/proposals",
        action: Action::ReadLicenses,
        summary: "Propose what takes two people: issue, vary, reinstate or revoke a license, set a limit, correct use, override, resolve a screening hit",
        query: &[],
        takes: Body::like::<Propose>(
            r#"{ "reason": "the report came", "proposed": { "what": "reinstate", "license": "EXAMPLE-2026-001" } }"#,
        ),
        gives: Body::of::<Value>(),
        route: || post(propose),
    },
    Endpoint {
        name: "listProposals",
        method: "get",
        path: "/v1/proposals",
        action: Action::ReadLicenses,
        summary: "Proposals, and what became of them",
        query: page::QUERY,
        takes: Body::Nothing,
        gives: Body::of::<Page<Value>>(),
        route: || get(list),
    },
    Endpoint {
        name: "agree",
        method: "post",
        path: "/v1/proposals/{proposal}/agree",
        action: Action::ReadLicenses,
        summary: "Agree to a proposal, as another person, and carry it out",
        query: &[],
        takes: Body::like::<Agree>(
            r#"{ "digest": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" }"#,
        ),
        gives: Body::of::<Recorded>(),
        route: || post(agree),
    },
    Endpoint {
        name: "withdraw",
        method: "post",
        path: "/v1/proposals/{proposal}/withdraw",
        action: Action::ReadLicenses,
        summary: "Withdraw a proposal, or refuse to agree to it",
        query: &[("reason", "Why, in at most 1,000 bytes")],
        takes: Body::Nothing,
        gives: Body::of::<Value>(),
        route: || post(withdraw),
    },
];

/// A proposal.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Propose {
    /// Why.
    reason: String,
    /// What.
    #[schemars(with = "What")]
    proposed: Value,
}

/// Agreement.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Agree {
    /// The `digest` of the proposal, as it was read: whoever agrees, agrees to that and nothing else.
    digest: String,
}

/// Why somebody does not agree.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declined {
    #[serde(default)]
    reason: String,
}

async fn propose(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Json(Propose { reason, proposed }): Json<Propose>,
) -> Result<Json<Value>, Problem> {
    let what: What = json::of_value("proposed", proposed)?;
    Ok(Json(json!(two_people::propose(&app, &caller, (&headers, None), reason, what).await?)))
}

async fn list(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    page: PageAsked,
) -> Result<Json<Page<Value>>, Problem> {
    let (after, most) = (page.after().unwrap_or_default().to_owned(), page.most() + 1);
    let find = move |open: &mut dyn Transaction| two_people::visible(open, &caller, after.clone(), most);
    let seen = app.blocking(move |app| Ok(store::read(app.gate(), "proposals", find)?)).await?;
    Ok(Json(page.beginning_with(seen.into_iter().map(|proposal| (proposal.id.as_str().to_owned(), json!(proposal))))))
}

async fn agree(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Json(Agree { digest }): Json<Agree>,
) -> Result<Json<Recorded>, Problem> {
    two_people::agree(&app, &caller, &id, &digest).await.map(Json)
}

async fn withdraw(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(Declined { reason }): Query<Declined>,
) -> Result<Json<Value>, Problem> {
    let id = two_people::withdraw(&app, &caller, &id, reason).await?;
    Ok(Json(json!({ "id": id, "state": "withdrawn" })))
}
