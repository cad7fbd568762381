//! Envoy: a request to somebody's own API, checked before it reaches it.
//!
//! Envoy's `ext_authz` filter calls `envoy.service.auth.v3.Authorization/Check` with what it knows of a request (`AttributeContext`), and lets it pass
//! only for a response whose status is OK. The operator's rules say which requests start compute, who stands behind them and what they start. A request
//! that no rule is for is denied: routes that start nothing turn the filter off in Envoy (`ExtAuthzPerRoute.disabled`), where a reader of the routes sees it.
//!
//! Denials are `DeniedHttpResponse`s, with 503 where it is worth asking again. Never an `ErrorResponse`: that one gives way to `failure_mode_allow`.
//!
//! Nothing is read that two readers could read differently: paths with escapes or empty segments, query strings unless a rule allows them, bodies cut
//! off by Envoy, JSON objects with a name twice. See `examples/envoy` for the filter's settings.

mod mapping;
mod path;
mod read;
mod strict;

use envoy_types::ext_authz::v3::pb::{
    CheckResponse, DeniedHttpResponse, HeaderAppendAction, HttpStatus, HttpStatusCode, OkHttpResponse,
};
use envoy_types::ext_authz::v3::{CheckResponseExt, OkHttpResponseBuilder, ToHttpResponse};
use envoy_types::pb::envoy::config::core::v3::{HeaderValue, HeaderValueOption};
use envoy_types::pb::google::rpc::Status;
use portcullis_gate::Verdict;

pub use envoy_types::ext_authz::v3::pb::CheckRequest;
pub use mapping::Mapping;
pub use read::ask;

use crate::Refused;

/// `google.rpc.Code`.
const OK: i32 = 0;
const PERMISSION_DENIED: i32 = 7;
const UNAVAILABLE: i32 = 14;

/// The name of the decision, for the API behind Envoy.
pub const DECISION: &str = "x-portcullis-decision";
/// The outcome of the law.
pub const OUTCOME: &str = "x-portcullis-outcome";
/// The reservations that are held, parted by commas.
pub const RESERVATION: &str = "x-portcullis-reservation";

/// The response for a verdict.
#[must_use]
pub fn answer(verdict: &Verdict) -> CheckResponse {
    if !verdict.opens {
        return denied(verdict.again, &verdict.sentence, &[(DECISION, visible(verdict.id.as_str()))]);
    }
    let held: Vec<_> = verdict.held.iter().map(|held| visible(held.reservation.as_str())).collect();
    passed(&[
        (DECISION, Some(visible(verdict.id.as_str()))),
        (OUTCOME, verdict.outcome.map(|outcome| outcome.word().to_owned())),
        (RESERVATION, (!held.is_empty()).then(|| held.join(","))),
    ])
}

/// The response to what carries no accelerators: there was nothing to ask.
#[must_use]
pub fn nothing() -> CheckResponse {
    passed(&[(DECISION, None), (OUTCOME, None), (RESERVATION, None)])
}

/// The response to what could not be asked.
#[must_use]
pub fn refused(refused: &Refused) -> CheckResponse {
    denied(false, refused.sentence(), &[])
}

/// Lets it pass. Headers of ours that the caller wrote are overwritten or taken away.
fn passed(headers: &[(&str, Option<String>)]) -> CheckResponse {
    let mut response = OkHttpResponseBuilder::new();
    for (name, value) in headers {
        match value {
            Some(value) => {
                response.add_header(*name, value, Some(HeaderAppendAction::OverwriteIfExistsOrAdd), false);
            }
            None => {
                response.remove_header(*name);
            }
        }
    }
    respond(OK, "", OkHttpResponse::from(response))
}

/// A problem in the words of RFC 9457.
fn denied(again: bool, sentence: &str, headers: &[(&str, String)]) -> CheckResponse {
    let (status, title, code) = if again {
        (HttpStatusCode::ServiceUnavailable, "Not decided", UNAVAILABLE)
    } else {
        (HttpStatusCode::Forbidden, "Not permitted", PERMISSION_DENIED)
    };
    let body = serde_json::json!({
        "type": "about:blank", "title": title, "status": i32::from(status), "detail": sentence,
    });
    let content = [("content-type", "application/problem+json".to_owned())];
    let response = DeniedHttpResponse {
        status: Some(HttpStatus { code: status.into() }),
        headers: content.iter().chain(headers).map(|(name, value)| header(name, value)).collect(),
        body: body.to_string(),
    };
    respond(code, sentence, response)
}

fn header(name: &str, value: &str) -> HeaderValueOption {
    HeaderValueOption {
        header: Some(HeaderValue { key: name.to_owned(), value: value.to_owned(), ..Default::default() }),
        append_action: HeaderAppendAction::OverwriteIfExistsOrAdd.into(),
        ..Default::default()
    }
}

fn respond(code: i32, message: &str, http: impl ToHttpResponse) -> CheckResponse {
    let mut response = CheckResponse::new();
    response.status = Some(Status { code, message: message.to_owned(), details: Vec::new() });
    response.set_http_response(http);
    response
}

/// A name as it can stand in a header, among commas: other bytes than visible ASCII become `%xx` (RFC 9110 section 5.5).
fn visible(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            0x21..=0x7e if !matches!(byte, b'%' | b',') => char::from(byte).to_string(),
            _ => format!("%{byte:02x}"),
        })
        .collect()
}
