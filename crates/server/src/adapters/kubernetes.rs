//! The Kubernetes admission webhooks.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::routing::post;
use portcullis_access::Action;
use portcullis_adapters::kubernetes::{Granter, MUTATE_PATH, Mapping, Phase, VALIDATE_PATH, answer, grant_patch, read};
use serde_json::Value;

use crate::app::App;
use crate::caller::Caller;
use crate::endpoint::{Body, Endpoint};
use crate::json::{Json, Sent};
use crate::problem::Problem;

/// The webhooks, by their configured mapping.
pub struct Kubernetes {
    mapping: Mapping,
    granter: Granter,
}

/// The webhooks' endpoints.
pub const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        name: "kubernetesMutate",
        method: "post",
        path: MUTATE_PATH,
        action: Action::AdmissionReview,
        summary: "AdmissionReview v1: asks to start a pod or a resource claim, and writes a signed grant on it",
        query: &[],
        takes: Body::of::<Value>(),
        gives: Body::of::<Value>(),
        route: || post(mutate),
    },
    Endpoint {
        name: "kubernetesValidate",
        method: "post",
        path: VALIDATE_PATH,
        action: Action::AdmissionReview,
        summary: "AdmissionReview v1: verifies the grant of what starts, and refuses early what could never start",
        query: &[],
        takes: Body::of::<Value>(),
        gives: Body::of::<Value>(),
        route: || post(validate),
    },
];

impl Kubernetes {
    /// By a mapping; grants are signed with a key made of the secret.
    pub fn new(mapping: Mapping, secret: &[u8; 32]) -> Self {
        let seed = portcullis_log::Hash::of(&[b"portcullis kubernetes grants\n", &secret[..]].concat()).0;
        Self { mapping, granter: Granter::from_seed(&seed) }
    }
}

async fn mutate(app: State<Arc<App>>, caller: Extension<Caller>, sent: Sent) -> Result<Json<Value>, Problem> {
    review(app, caller, sent, Phase::Mutating).await
}

async fn validate(app: State<Arc<App>>, caller: Extension<Caller>, sent: Sent) -> Result<Json<Value>, Problem> {
    review(app, caller, sent, Phase::Validating).await
}

async fn review(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    Sent(body): Sent,
    phase: Phase,
) -> Result<Json<Value>, Problem> {
    let adapters = app.adapters().load_full();
    let kubernetes = adapters.kubernetes.as_ref().ok_or_else(|| Problem::not_found("mapping for Kubernetes here"))?;
    let now = app.gate().now();
    // Without an AdmissionReview there is no uid to answer to; the API server takes an error for a denial (failurePolicy: Fail).
    let reviewed = read(&body, &kubernetes.mapping, phase, now).map_err(Problem::malformed)?;
    let reviewed = reviewed.honor(&kubernetes.granter.verifier(), now);
    let verdicts = app.ask_all(&caller, &reviewed.asks).await;
    Ok(Json(match phase {
        Phase::Mutating => grant_patch(&reviewed, &verdicts, &kubernetes.granter, now),
        Phase::Validating => answer(&reviewed, &verdicts),
    }))
}
