//! The request of a run task.

use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha512;

use super::hosts::{Address, Hosts};
use crate::Refused;
use crate::template::short;

/// The header with the signature.
pub const SIGNATURE: &str = "x-tfc-task-signature";

/// The token that Terraform sends when somebody creates the task, to see whether it answers. There is nothing to call back then.
const TEST: &str = "test-token";

/// What was received.
#[derive(Clone, Debug)]
pub enum Received {
    /// Whether anybody is here: answer 200, and that is all.
    Test,
    /// A run: answer 200, then report.
    Task(Box<Task>),
}

/// A run to report on.
#[derive(Clone)]
pub struct Task {
    /// Who may fetch the plan and call back. A secret: never logged.
    pub token: String,
    /// Where the result goes, by `PATCH`.
    pub callback: Address,
    /// Where the plan is, by `GET`; the answer redirects, to an address that is checked as well and gets no token.
    pub plan: Result<Address, Refused>,
    /// The organization.
    pub organization: String,
    /// The workspace.
    pub workspace: String,
    /// The run.
    pub run: String,
    /// Whether the result may carry an outcome for each resource.
    pub outcomes: bool,
}

impl std::fmt::Debug for Task {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Task").field("run", &self.run).field("callback", &self.callback).finish_non_exhaustive()
    }
}

/// Fields that are not read are Terraform's.
#[derive(Deserialize)]
struct Body {
    payload_version: Option<u64>,
    access_token: Option<String>,
    stage: Option<String>,
    task_result_callback_url: Option<String>,
    plan_json_api_url: Option<String>,
    #[serde(default)]
    organization_name: String,
    #[serde(default)]
    workspace_name: String,
    #[serde(default)]
    run_id: String,
    #[serde(default)]
    capabilities: Option<Capabilities>,
}

#[derive(Deserialize)]
struct Capabilities {
    #[serde(default)]
    outcomes: bool,
}

/// Whether the body was signed with the key of the task: HMAC (RFC 2104) with SHA-512, in hexadecimal, compared in constant time. A task without a key has
/// an empty signature, and is not believed.
#[must_use]
pub fn verify(key: &[u8], body: &[u8], header: &str) -> bool {
    if key.is_empty() {
        return false;
    }
    let (Some(signature), Ok(mut mac)) = (bytes(header), Hmac::<Sha512>::new_from_slice(key)) else { return false };
    mac.update(body);
    mac.verify_slice(&signature).is_ok()
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits = hexadecimal
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<Vec<_>>>()?;
    digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => Some(high << 4 | low),
            _ => None,
        })
        .collect()
}

/// Reads a request whose signature is right.
///
/// # Errors
/// [`Refused`] where it is not understood, or its callback goes to a host that is not known: answer 400, and Terraform ends the run task as failed.
pub fn receive(hosts: &Hosts, body: &[u8]) -> Result<Received, Refused> {
    let body: Body = serde_json::from_slice(body)
        .map_err(|error| Refused::of(format!("what Terraform sent is not understood: {error}")))?;
    let token = body.access_token.filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| Refused::of("the request has no `access_token`"))?;
    if token == TEST {
        return Ok(Received::Test);
    }
    if body.payload_version != Some(1) {
        return Err(Refused::of("`payload_version` is not 1, which is the one that is understood"));
    }
    let callback = body.task_result_callback_url.unwrap_or_default();
    let stage = body.stage.unwrap_or_default();
    let plan = match (stage.as_str(), body.plan_json_api_url) {
        ("post_plan" | "pre_apply", Some(plan)) => hosts.check(&plan),
        ("post_plan" | "pre_apply", None) => Err(Refused::of("the request does not say where the plan is")),
        _ => Err(Refused::of(format!(
            "at the stage {} there is nothing to decide: set the run task to run post-plan or pre-apply",
            short(&stage)
        ))),
    };
    Ok(Received::Task(Box::new(Task {
        token,
        callback: hosts.check(&callback)?,
        plan,
        organization: body.organization_name,
        workspace: body.workspace_name,
        run: body.run_id,
        outcomes: body.capabilities.is_some_and(|capabilities| capabilities.outcomes),
    })))
}
