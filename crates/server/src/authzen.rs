//! The AuthZEN API, mounted: its questions are put to the gate, and what the gate says is told in its words.

mod decider;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Extension, FromRequest as _, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use portcullis_access::Action;
use portcullis_authzen::transaction::{NoTransaction, Reading};
use portcullis_authzen::{Answer, Api, ByResource, Evaluation, Limits, Metadata, Policies, Tokens, What};
use portcullis_gate::Ask;
use serde_json::Value;

use crate::app::App;
use crate::caller::Caller;
use crate::config::{AuthZen, ConfigError, text_of};
use crate::endpoint::{Body, Endpoint};
use crate::json::{self, Sent};
use crate::problem::Problem;
use decider::Law;

/// The AuthZEN API as it is configured.
pub struct Served {
    api: Api,
    metadata: Metadata,
    policies: Policies,
    reading: Reading,
    customers: Vec<String>,
    desk: Option<Desk>,
    starts: String,
}

/// Where a license is asked for, by programs and by people.
struct Desk {
    endpoint: String,
    form: String,
}

impl Served {
    /// As it is configured, for a service at an address, which applies to an authority across its counter or does not. The key is that of its page tokens.
    ///
    /// # Errors
    /// [`ConfigError`] where a file or an address cannot be used.
    pub fn new(config: &AuthZen, listen: SocketAddr, applies: bool, key: &[u8; 32]) -> Result<Self, ConfigError> {
        let base = config.base_url.clone().unwrap_or_else(|| format!("https://{listen}"));
        let wrong = |field: &str, error: &dyn std::fmt::Display| ConfigError(format!("authzen.{field}: {error}"));
        let mut metadata = Metadata::new(&base).map_err(|error| wrong("base_url", &error))?;
        let elsewhere = config.licensing_desk.as_ref().map(|desk| Desk { endpoint: desk.clone(), form: desk.clone() });
        let here = || Desk { endpoint: format!("{base}/v1/access-requests"), form: format!("{base}/console/ask") };
        let desk = elsewhere.or_else(|| applies.then(here));
        if let Some(Desk { endpoint, .. }) = &desk {
            metadata = metadata.with_access_requests(endpoint).map_err(|error| wrong("licensing_desk", &error))?;
        }
        let policies = match &config.policies {
            Some(folder) => Policies::load(folder).map_err(|error| wrong("policies", &error))?,
            None => Policies::default(),
        };
        let customers = match &config.customers {
            Some(path) => text_of("authzen.customers", path)?,
            None => String::new(),
        };
        let customers = customers.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Ok(Self {
            api: Api::new(Limits::default(), Tokens::new(key)),
            metadata,
            policies,
            reading: Reading::default(),
            customers,
            desk,
            starts: format!("{base}/v1/starts"),
        })
    }

    /// The transaction that a question is about.
    ///
    /// # Errors
    /// [`NoTransaction`] where it is about something else, or not understood.
    pub(crate) fn ask(&self, asked: &Evaluation<'_>) -> Result<Ask, NoTransaction> {
        self.reading.ask(asked)
    }
}

macro_rules! question {
    ($name:literal, $path:literal, $summary:literal, $handler:ident) => {
        Endpoint {
            name: $name,
            method: "post",
            path: $path,
            action: Action::EvaluateAccess,
            summary: $summary,
            query: &[],
            takes: Body::of::<Value>(),
            gives: Body::of::<Value>(),
            route: || post($handler),
        }
    };
}

/// The AuthZEN API's endpoints (Authorization API 1.0, sections 6 to 9).
pub const ENDPOINTS: &[Endpoint] = &[
    question!("evaluate", "/access/v1/evaluation", "May this subject do this with this resource?", evaluation),
    question!("evaluateMany", "/access/v1/evaluations", "Several such questions at once", evaluations),
    question!("searchSubjects", "/access/v1/search/subject", "Who may do this with this resource?", subjects),
    question!("searchResources", "/access/v1/search/resource", "With what may this subject do this?", resources),
    question!("searchActions", "/access/v1/search/action", "What may this subject do with this resource?", actions),
    Endpoint {
        name: "authzenConfiguration",
        method: "get",
        path: "/.well-known/authzen-configuration",
        action: Action::ReadHealth,
        summary: "Where the AuthZEN endpoints are",
        query: &[],
        takes: Body::Nothing,
        gives: Body::of::<Value>(),
        route: || get(metadata),
    },
];

/// Who decides, for one caller.
type Decider<'a> = ByResource<Law<'a>, &'a Policies>;

async fn evaluation(app: State<Arc<App>>, caller: Extension<Caller>, request: Request) -> Result<Response, Problem> {
    answered(app, caller, request, |api, decider, body| api.evaluation(decider, body)).await
}

async fn evaluations(app: State<Arc<App>>, caller: Extension<Caller>, request: Request) -> Result<Response, Problem> {
    answered(app, caller, request, |api, decider, body| api.evaluations(decider, body)).await
}

async fn subjects(app: State<Arc<App>>, caller: Extension<Caller>, request: Request) -> Result<Response, Problem> {
    answered(app, caller, request, |api, decider, body| api.search(decider, What::Subjects, body)).await
}

async fn resources(app: State<Arc<App>>, caller: Extension<Caller>, request: Request) -> Result<Response, Problem> {
    answered(app, caller, request, |api, decider, body| api.search(decider, What::Resources, body)).await
}

async fn actions(app: State<Arc<App>>, caller: Extension<Caller>, request: Request) -> Result<Response, Problem> {
    answered(app, caller, request, |api, decider, body| api.search(decider, What::Actions, body)).await
}

async fn answered(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    request: Request,
    answer: impl FnOnce(&Api, &Decider<'_>, &[u8]) -> Answer,
) -> Result<Response, Problem> {
    // In this API a body of another media type is one that cannot be read (Authorization API 1.0, section 10.1.2).
    let Sent(body) = Sent::from_request(request, &app).await.map_err(Problem::as_malformed)?;
    let served = app.authzen().load();
    // All questions of one body are decided with the same law and lists.
    let decided_with = app.gate().served().clone();
    let law = Law { app: &app, caller: &caller, served: &served, decided_with: &decided_with };
    let decider = ByResource { law, own: &served.policies };
    Ok(written(answer(&served.api, &decider, &body)))
}

async fn metadata(State(app): State<Arc<App>>) -> Response {
    written(app.authzen().load().metadata.answer())
}

fn written(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    json::answer_of(status, answer.body)
}
