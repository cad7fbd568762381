//! The keys by which others call: made, rotated and revoked by administrators. A secret is in the answer that made it, and nowhere else.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::routing::{get, post};
use portcullis_access::keys::{self, KeyRefused};
use portcullis_access::{
    Action, FreshKey, Grant, KeyChange, KeyId, Kind as Holder, Outcome, Roles, ShownKey, TenantName,
};
use portcullis_journal::store::Transaction;
use portcullis_license::{Instant, Person};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Json, Path};
use crate::problem::{Kind, Problem};
use crate::store;

/// An hour, in milliseconds.
const HOUR: i64 = 3_600_000;

/// The keys of the API.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "listKeys",
        method: "get",
        path: "/v1/keys",
        action: Action::ManageKeys,
        summary: "The keys, without their secrets",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Vec<ShownKey<'static>>>(),
        route: || get(list),
    },
    Endpoint {
        name: "makeKey",
        method: "post",
        path: "/v1/keys",
        action: Action::ManageKeys,
        summary: "Make a key; its secret is in this answer and nowhere else",
        query: &[],
        takes: Body::like::<Make>(r#"{ "name": "scheduler-1", "kind": "machine", "roles": ["gate"] }"#),
        gives: Body::of::<Made>(),
        route: || post(make),
    },
    Endpoint {
        name: "rotateKey",
        method: "post",
        path: "/v1/keys/{key}/rotate",
        action: Action::ManageKeys,
        summary: "Give a key another secret; the one before stays valid for a while",
        query: &[],
        takes: Body::like::<Rotate>(r#"{ "overlap_hours": 24 }"#),
        gives: Body::of::<Made>(),
        route: || post(rotate),
    },
    Endpoint {
        name: "revokeKey",
        method: "post",
        path: "/v1/keys/{key}/revoke",
        action: Action::ManageKeys,
        summary: "Revoke a key, for good: within a second no node knows it",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Value>(),
        route: || post(revoke),
    },
];

/// Who a key is for.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Make {
    /// What its holder is called in records.
    name: Person,
    /// `machine`, or `person`, who can sign.
    kind: Holder,
    /// Whose it is; left out, of the house that runs the service, or of the authority.
    #[serde(default)]
    tenant: Option<TenantName>,
    /// What it is for.
    roles: Roles,
    /// The first moment at which it is valid no more, in milliseconds since 1970.
    #[serde(default)]
    until: Option<Instant>,
}

/// How long the secret before stays valid.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Rotate {
    /// In hours; 30 days at most.
    overlap_hours: u16,
}

/// A key, with its secret.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MadeKey")]
struct Made {
    /// Which key.
    key: String,
    /// What its holder presents.
    secret: String,
}

impl From<&FreshKey> for Made {
    fn from(fresh: &FreshKey) -> Self {
        Self { key: fresh.id().to_string(), secret: fresh.reveal() }
    }
}

async fn list(State(app): State<Arc<App>>, Extension(caller): Extension<Caller>) -> Json<Value> {
    let keys = app.keys().load();
    let mut shown: Vec<_> =
        keys.iter().filter(|key| caller.may(Action::ManageKeys, key.grant.tenant.as_ref()).is_ok()).collect();
    shown.sort_by_key(|key| (key.made.at, key.id));
    Json(json!(shown))
}

async fn make(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<Make>,
) -> Result<Json<Made>, Problem> {
    let (fresh, made) = (FreshKey::generate().map_err(broken)?, change_by(&app, &caller)?);
    let Make { name, kind, tenant, roles, until } = asked;
    caller.may(Action::ManageKeys, tenant.as_ref())?;
    let grant = Grant { name, kind, tenant, roles, from: made.at, until };
    let answer = Made::from(&fresh);
    let access = caller.access.clone();
    changed(&app, move |open| keys::make(open, &fresh, &grant, &made, &access.tenants)).await?;
    Ok(Json(answer))
}

async fn rotate(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
    Json(Rotate { overlap_hours }): Json<Rotate>,
) -> Result<Json<Made>, Problem> {
    let id = own(&app, &caller, &key).await?;
    let (fresh, made) = (FreshKey::again(id).map_err(broken)?, change_by(&app, &caller)?);
    let (answer, overlap) = (Made::from(&fresh), made.at.plus(i64::from(overlap_hours) * HOUR));
    changed(&app, move |open| keys::rotate(open, &fresh, &made, overlap)).await?;
    Ok(Json(answer))
}

async fn revoke(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Path(key): Path<String>,
) -> Result<Json<Value>, Problem> {
    let (id, made) = (own(&app, &caller, &key).await?, change_by(&app, &caller)?);
    let at = made.at;
    changed(&app, move |open| keys::revoke(open, id, &made)).await?;
    Ok(Json(json!({ "key": id, "revoked": at })))
}

/// A key that is the caller's to see to; of others nobody is told whether there are any. The store is asked: the key may have been made elsewhere just now.
async fn own(app: &Arc<App>, caller: &Caller, key: &str) -> Result<KeyId, Problem> {
    let not_found = || Problem::not_found(format!("key {key}; GET /v1/keys lists them"));
    let id: KeyId = key.parse().map_err(|_| not_found())?;
    let keys = app.blocking(|app| Ok(crate::keys::again(app.gate())?)).await?;
    match keys.get(id) {
        Some(found) if caller.may(Action::ManageKeys, found.grant.tenant.as_ref()).is_ok() => Ok(id),
        _ => Err(not_found()),
    }
}

fn change_by(app: &App, caller: &Caller) -> Result<KeyChange, Problem> {
    let by = Person::new(&caller.principal.name).map_err(broken)?;
    Ok(KeyChange { at: app.gate().now(), by })
}

fn broken(error: impl std::fmt::Display) -> Problem {
    Problem::new(Kind::Broken, error)
}

async fn changed(
    app: &Arc<App>,
    change: impl Fn(&mut dyn Transaction) -> Outcome<(), KeyRefused> + Send + 'static,
) -> Result<(), Problem> {
    app.blocking(move |app| {
        let came = store::transact(app.gate(), "key_change", |open| change(open))?;
        came.map_err(|refused| match refused {
            KeyRefused::Unknown(_) => Problem::new(Kind::NotFound, refused),
            refused => Problem::new(Kind::Refused, refused),
        })?;
        // On this node it holds at once.
        app.keys().store(Arc::new(crate::keys::again(app.gate())?));
        Ok(())
    })
    .await
}
