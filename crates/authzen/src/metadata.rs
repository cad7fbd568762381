//! What the service says of itself (Authorization API 1.0, section 9).

use serde::Serialize;

use crate::answer::Answer;
use crate::reason::Obligation;

/// The capability of the Access Request and Approval Profile.
const ACCESS_REQUEST: &str = "urn:openid:authzen:capability:access-request";
/// Put between the host and the path of the service's address (RFC 8615).
const WELL_KNOWN: &str = "/.well-known/authzen-configuration";

/// An address that cannot be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{address:?} cannot be published as {what}: {problem}")]
pub struct MetadataError {
    address: String,
    what: &'static str,
    problem: &'static str,
}

/// The metadata of the service at a public address.
#[derive(Clone, Debug)]
pub struct Metadata {
    base: String,
    path_from: usize,
    access_requests: Option<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    policy_decision_point: &'a str,
    access_evaluation_endpoint: String,
    access_evaluations_endpoint: String,
    search_subject_endpoint: String,
    search_resource_endpoint: String,
    search_action_endpoint: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_request_endpoint: Option<&'a str>,
    supported_obligations: [&'static str; 1],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    capabilities: &'a [&'static str],
}

impl Metadata {
    /// For the service whose public address this is. It is also its name, compared letter by letter by those who read the metadata.
    ///
    /// # Errors
    /// [`MetadataError`] where it is not `https`, or has a query, a fragment or a slash at the end.
    pub fn new(base: &str) -> Result<Self, MetadataError> {
        let what = "the policy decision point";
        let path_from = checked(base, what)?;
        if base.ends_with('/') {
            return Err(MetadataError { address: base.to_owned(), what, problem: "leave out the slash at its end" });
        }
        Ok(Self { base: base.to_owned(), path_from, access_requests: None })
    }

    /// And where requests for access are submitted: the licensing desk.
    ///
    /// # Errors
    /// [`MetadataError`] where it is not `https`, or has a query or a fragment.
    pub fn with_access_requests(self, endpoint: &str) -> Result<Self, MetadataError> {
        checked(endpoint, "the access request endpoint")?;
        Ok(Self { access_requests: Some(endpoint.to_owned()), ..self })
    }

    /// The path at which the metadata is to be served: `/.well-known/authzen-configuration`, and the path of the address after it.
    #[must_use]
    pub fn path(&self) -> String {
        let path = self.base.get(self.path_from..).unwrap_or_default();
        format!("{WELL_KNOWN}{path}")
    }

    /// `GET /.well-known/authzen-configuration`.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let at = |path: &str| format!("{}/access/v1/{path}", self.base);
        Answer::ok(&Document {
            policy_decision_point: &self.base,
            access_evaluation_endpoint: at("evaluation"),
            access_evaluations_endpoint: at("evaluations"),
            search_subject_endpoint: at("search/subject"),
            search_resource_endpoint: at("search/resource"),
            search_action_endpoint: at("search/action"),
            access_request_endpoint: self.access_requests.as_deref(),
            supported_obligations: [Obligation::CUSTOM],
            capabilities: if self.access_requests.is_some() { &[ACCESS_REQUEST] } else { &[] },
        })
    }
}

/// Where the path of an address begins, if it may be published.
fn checked(address: &str, what: &'static str) -> Result<usize, MetadataError> {
    let fault = |problem| MetadataError { address: address.to_owned(), what, problem };
    let rest = address.strip_prefix("https://").ok_or_else(|| fault("it must begin with https://"))?;
    if !address.bytes().all(|byte| byte.is_ascii_graphic() && !br#""'<>\^`{|}"#.contains(&byte)) {
        return Err(fault("it has characters that an address cannot have"));
    }
    if address.contains(['?', '#']) {
        return Err(fault("it may have no query and no fragment"));
    }
    let host = rest.find('/').unwrap_or(rest.len());
    if host == 0 || rest.get(..host).is_none_or(|host| host.contains('@')) {
        return Err(fault("it must name a host, and no user"));
    }
    Ok("https://".len() + host)
}
