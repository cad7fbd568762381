//! The Kubernetes API, as far as it is called: lists, and server-side apply.

use std::time::Duration;

use portcullis_adapters::kueue::{APPLY, Patch};
use serde::Deserialize;
use serde_json::{Value, json};
use ureq::http::{Response, StatusCode};
use ureq::{Agent, Body};

use super::config::{ClusterAt, Version};
use crate::address::{base, escaped};
use crate::trouble::{secret, text};
use crate::{Trouble, trust};

/// Items of a page of a list.
const PAGE: u32 = 500;
/// The most pages of a list that are read.
const MOST_PAGES: usize = 200;
/// The largest page that is read, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// A cluster.
#[derive(Debug)]
pub(super) struct Cluster {
    agent: Agent,
    at: ClusterAt,
    base: String,
    timeout: Duration,
}

/// A list (`meta/v1` `ListMeta`); its items bear no version of their own.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct List {
    api_version: String,
    #[serde(default)]
    metadata: ListMetadata,
    #[serde(default)]
    items: Vec<Value>,
}

#[derive(Default, Deserialize)]
struct ListMetadata {
    #[serde(default, rename = "continue")]
    next: Option<String>,
}

impl Cluster {
    pub fn new(at: ClusterAt, timeout: Duration) -> Result<Self, Trouble> {
        let agent = trust::agent(Some(text(&at.authority)?.as_bytes()))?;
        Ok(Self { agent, base: base(&at.server)?, at, timeout })
    }

    /// All objects of a resource of Kueue's, each with its version.
    pub fn list(&self, resource: &str) -> Result<Vec<Value>, Trouble> {
        let version = match self.at.version {
            Version::V1beta1 => "v1beta1",
            Version::V1beta2 => "v1beta2",
        };
        let path = format!("/apis/kueue.x-k8s.io/{version}/{resource}?limit={PAGE}");
        let bearer = self.bearer()?;
        let (mut found, mut next) = (Vec::new(), String::new());
        for _ in 0..MOST_PAGES {
            let call = self.agent.get(format!("{}{path}{next}", self.base)).header("authorization", &bearer);
            let response = call.config().timeout_global(Some(self.timeout)).build().call();
            let (status, body) = answer(response).map_err(|why| Trouble::new(format!("GET {path}: {why}")))?;
            if status != StatusCode::OK {
                return Err(said(&format!("GET {path}"), status, &body));
            }
            let list: List =
                serde_json::from_slice(&body).map_err(|error| Trouble::new(format!("GET {path}: {error}")))?;
            found.extend(list.items.into_iter().map(|mut item| {
                if let Some(fields) = item.as_object_mut() {
                    fields.insert("apiVersion".to_owned(), json!(list.api_version));
                }
                item
            }));
            match list.metadata.next.filter(|next| !next.is_empty()) {
                Some(more) => next = format!("&continue={}", escaped(&more)),
                None => return Ok(found),
            }
        }
        Err(Trouble::new(format!("GET {path}: a list without an end")))
    }

    /// Applies a patch. Where somebody else changed the object in between, or it is gone, nothing is applied: the next round sees it as it is then.
    pub fn apply(&self, patch: &Patch) -> Result<(), Trouble> {
        let call = self.agent.patch(format!("{}{}", self.base, patch.path)).header("authorization", self.bearer()?);
        let call = call.header("content-type", APPLY).config().timeout_global(Some(self.timeout)).build();
        let named = format!("PATCH {}", patch.path);
        let (status, body) = answer(call.send(patch.body.to_string().as_str()))
            .map_err(|why| Trouble::new(format!("{named}: {why}")))?;
        match status {
            StatusCode::OK | StatusCode::CREATED | StatusCode::CONFLICT | StatusCode::NOT_FOUND => Ok(()),
            status => Err(said(&named, status, &body)),
        }
    }

    fn bearer(&self) -> Result<String, Trouble> {
        Ok(format!("Bearer {}", secret(&self.at.token_file)?))
    }
}

fn answer(response: Result<Response<Body>, ureq::Error>) -> Result<(StatusCode, Vec<u8>), ureq::Error> {
    let mut response = response?;
    let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec()?;
    Ok((response.status(), body))
}

/// What the API says of a failure (`meta/v1` `Status`).
fn said(call: &str, status: StatusCode, body: &[u8]) -> Trouble {
    let told: Option<Value> = serde_json::from_slice(body).ok();
    let message = told.as_ref().and_then(|told| told.get("message")?.as_str()).unwrap_or_default();
    let mend = match status.as_u16() {
        401 => ": the token is not taken",
        403 => ": deploy/kubernetes/kueue.yaml has the rights it needs",
        404 => ": Kueue is not installed, or has another version of its API; see `cluster.version`",
        _ => "",
    };
    Trouble::new(format!("{call}: the API server answered {status} {message}{mend}"))
}
