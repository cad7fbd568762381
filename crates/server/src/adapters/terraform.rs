//! Terraform run tasks: answered at once, decided when the plan is fetched, and told to the callback.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use portcullis_access::Action;
use portcullis_adapters::Refused;
use portcullis_adapters::terraform::{
    Address, Mapping, Received, SIGNATURE, Task, asks, callback, failed, receive, verify,
};
use serde_json::Value;
use ureq::Agent;

use crate::app::App;
use crate::caller::Caller;
use crate::config::{ConfigError, text_of};
use crate::endpoint::{Body, Endpoint};
use crate::json::Sent;
use crate::problem::{Kind, Problem};

/// Bytes of a plan that are read.
const LARGEST_PLAN: u64 = 64 * 1024 * 1024;
/// How long Terraform may take to answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Run tasks, as they are configured.
pub struct Terraform {
    /// What its resources mean.
    pub mapping: Mapping,
    key: Vec<u8>,
    agent: Agent,
}

/// The run task's endpoint. Terraform can present no key: it signs what it sends.
pub const ENDPOINTS: &[Endpoint] = &[Endpoint {
    name: "terraformRunTask",
    method: "post",
    path: "/adapters/terraform",
    action: Action::TerraformTask,
    summary: "A run task of HCP Terraform: the plan is fetched, decided, and the answer told to the callback",
    query: &[],
    takes: Body::of::<Value>(),
    gives: Body::Nothing,
    route: || post(task),
}];

impl Terraform {
    /// By its mapping and the key that Terraform signs with.
    pub fn new(mapping: Mapping, key: &Path) -> Result<Self, ConfigError> {
        let shown = key.display();
        let key = text_of("adapters.terraform.key", key)?.trim().as_bytes().to_vec();
        if key.is_empty() {
            return Err(ConfigError(format!("adapters.terraform.key: {shown} is empty, and nothing would be signed")));
        }
        // No redirect is followed unseen: where Terraform points to was checked, and where that points to is checked first.
        let agent = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(true)
            .https_only(true)
            .build();
        Ok(Self { mapping, key, agent: agent.into() })
    }

    /// The plan. Where Terraform keeps it elsewhere it points there, once: that host has to be known as well, and gets no token.
    fn fetch(&self, address: &Address, token: &str) -> Result<Vec<u8>, String> {
        let get = self.agent.get(address.as_str()).header("authorization", format!("Bearer {token}"));
        let mut response = get.call().map_err(|error| error.to_string())?;
        if response.status().is_redirection() {
            let elsewhere =
                response.headers().get("location").and_then(|place| place.to_str().ok()).unwrap_or_default();
            let elsewhere = self.mapping.hosts.check(elsewhere).map_err(|refused| refused.to_string())?;
            response = self.agent.get(elsewhere.as_str()).call().map_err(|error| error.to_string())?;
        }
        if !response.status().is_success() {
            return Err(format!("it was answered with {}", response.status()));
        }
        response.body_mut().with_config().limit(LARGEST_PLAN).read_to_vec().map_err(|error| error.to_string())
    }

    fn tell(&self, task: &Task, body: &str) -> Result<(), String> {
        let patch = self.agent.patch(task.callback.as_str()).header("authorization", format!("Bearer {}", task.token));
        let sent = patch.header("content-type", "application/vnd.api+json").send(body);
        sent.map(|_| ()).map_err(|error| error.to_string())
    }
}

async fn task(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Sent(body): Sent,
) -> Result<StatusCode, Problem> {
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let adapters = app.adapters().load_full();
    let terraform = adapters.terraform.as_ref().ok_or_else(|| Problem::not_found("mapping for Terraform here"))?;
    if !verify(&terraform.key, &body, signature) {
        return Err(Problem::new(Kind::Unidentified, "the body is not signed with the key of the run task"));
    }
    match receive(&terraform.mapping.hosts, &body).map_err(Problem::malformed)? {
        Received::Test => {}
        Received::Task(task) => {
            tokio::spawn(decide(app, caller, *task));
        }
    }
    Ok(StatusCode::OK)
}

async fn decide(app: Arc<App>, caller: Caller, task: Task) {
    let adapters = app.adapters().load_full();
    let fetched = {
        let (adapters, task) = (adapters.clone(), task.clone());
        app.blocking(move |_| {
            let fetch = |address| Some(adapters.terraform.as_ref()?.fetch(address, &task.token));
            Ok(task.plan.as_ref().map(fetch).map_err(Refused::clone))
        })
        .await
    };
    let Some(terraform) = adapters.terraform.as_ref() else { return };
    let body = match fetched {
        Ok(Ok(Some(Ok(plan)))) => match asks(&terraform.mapping, &task, &plan, app.gate().now()) {
            Ok(asked) => {
                let all: Vec<_> = asked.iter().map(|one| one.ask.clone()).collect();
                let verdicts = app.ask_all(&caller, &all).await;
                callback(&task, &asked, &verdicts)
            }
            Err(refused) => failed(&refused),
        },
        Ok(Ok(Some(Err(why)))) => failed(&Refused::of(format!("the plan cannot be fetched: {why}"))),
        Ok(Err(refused)) => failed(&refused),
        Ok(Ok(None)) | Err(_) => failed(&Refused::of("the plan was not fetched: run it again".to_owned())),
    };
    let told = app
        .blocking(move |_| {
            let told = adapters.terraform.as_ref().map_or(Ok(()), |terraform| terraform.tell(&task, &body));
            told.map_err(|why| Problem::new(Kind::Unavailable, why))
        })
        .await;
    // Terraform takes a task that is not answered for one that failed.
    if let Err(problem) = told {
        tracing::warn!(why = %problem, "the run task could not be answered");
    }
}
