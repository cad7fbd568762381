//! The Kubernetes admission webhooks.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Extension, Request, State};
use axum::routing::post;
use portcullis_access::Action;
use portcullis_adapters::kubernetes::{
    Granter, Known, MUTATE_PATH, Mapping, Phase, VALIDATE_PATH, answer, grant_patch, probe, read,
};
use portcullis_determination::Engine;
use portcullis_gate::{Gate, Served, Verdict};
use serde_json::Value;

use crate::adapters::{has_end_use, let_through, wrong};
use crate::app::App;
use crate::caller::Caller;
use crate::config::ConfigError;
use crate::endpoint::{Body, Endpoint};
use crate::json::{self, Json};
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
    pub fn new(text: &str, engine: &Engine, secret: &[u8; 32]) -> Result<Self, ConfigError> {
        let mapping = Mapping::parse(text).map_err(|mistakes| wrong("kubernetes", &mistakes))?;
        let catalog = engine.catalog();
        let known = Known {
            accelerator: &|name| catalog.find_accelerator(name).is_ok(),
            country: &|code| catalog.countries().parse(code).is_ok(),
            end_use: &|code| has_end_use(engine, code),
        };
        mapping.check(known).map_err(|mistakes| wrong("kubernetes", &mistakes))?;
        let seed = portcullis_log::Hash::of(&[b"portcullis kubernetes grants\n", &secret[..]].concat()).0;
        Ok(Self { mapping, granter: Granter::from_seed(&seed) })
    }

    /// Puts the probe through both webhooks.
    pub fn prove(&self, gate: &Gate, served: &Served) -> Result<(), ConfigError> {
        let review = serde_json::to_vec(&probe(&self.mapping)).unwrap_or_default();
        for phase in [Phase::Mutating, Phase::Validating] {
            let Ok(reviewed) = read(&review, &self.mapping, phase, gate.now()) else { continue };
            let verdicts: Vec<_> = reviewed
                .asks
                .iter()
                .map(|ask| {
                    let told = gate.question_of(served, ask.request.clone(), &ask.placement, |told| {
                        Verdict::question(gate.fresh_id(), told)
                    });
                    told.unwrap_or_else(|error| Verdict::undecidable(gate.fresh_id(), &error))
                })
                .collect();
            if answer(&reviewed, &verdicts).pointer("/response/allowed") != Some(&Value::Bool(false)) {
                return Err(let_through("kubernetes"));
            }
        }
        Ok(())
    }
}

async fn mutate(app: State<Arc<App>>, caller: Extension<Caller>, request: Request) -> Result<Json<Value>, Problem> {
    review(app, caller, request, Phase::Mutating).await
}

async fn validate(app: State<Arc<App>>, caller: Extension<Caller>, request: Request) -> Result<Json<Value>, Problem> {
    review(app, caller, request, Phase::Validating).await
}

async fn review(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    request: Request,
    phase: Phase,
) -> Result<Json<Value>, Problem> {
    let body: Bytes = json::body(request, &app, &["application/json"]).await?;
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
