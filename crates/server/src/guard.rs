//! What stands before each endpoint: who calls, whether they may, how often, and for how long they may be kept waiting.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Version, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use portcullis_access::{Access, Action, Bearer, Principal, Reach};
use tracing::Instrument as _;

use crate::app::App;
use crate::caller::Caller;
use crate::config::Limits;
use crate::endpoint::{Body, Endpoint};
use crate::listen::Peer;
use crate::problem::{Kind, Problem};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest name of a request that is given back: longer ones are cut off.
const LONGEST_REQUEST_ID: usize = 128;

/// Where those look who start and end services.
const PROBES: &str = "/health/";

/// How much and how slow a caller may be.
#[derive(Copy, Clone, Debug)]
pub struct Bounds {
    /// Bytes of a body that is read whole.
    pub body_bytes: usize,
    /// How long a request may take; a stream of lines may take longer.
    pub request: Duration,
}

impl From<&Limits> for Bounds {
    fn from(limits: &Limits) -> Self {
        Self { body_bytes: limits.body_bytes, request: Duration::from_secs(limits.request_seconds) }
    }
}

#[derive(Clone)]
struct Guard {
    app: Arc<App>,
    endpoint: &'static Endpoint,
    bounds: Bounds,
}

/// The route of an endpoint, guarded.
pub fn guarded(app: &Arc<App>, endpoint: &'static Endpoint, bounds: Bounds) -> MethodRouter<Arc<App>> {
    let guard = Guard { app: app.clone(), endpoint, bounds };
    (endpoint.route)().route_layer(from_fn_with_state(guard, pass))
}

async fn pass(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let id = request_id(&guard.app, request.headers());
    let span = tracing::info_span!(
        "request",
        otel.name = guard.endpoint.name,
        http.request.method = guard.endpoint.method,
        http.route = guard.endpoint.path,
        request = id.to_str().unwrap_or_default(),
    );
    answered(guard, request, next, id).instrument(span).await
}

async fn answered(guard: Guard, request: Request, next: Next, id: HeaderValue) -> Response {
    let began = Instant::now();
    let Guard { app, endpoint, bounds } = guard;
    let (mut head, body) = request.into_parts();
    let is_kept_by_header = head.version <= Version::HTTP_11;
    let mut response = match admit(&app, endpoint, &head).await {
        Err(problem) => problem.into_response(),
        Ok(caller) => {
            head.extensions.insert(caller);
            head.extensions.insert(bounds);
            let answer = next.run(Request::from_parts(head, body));
            if matches!(endpoint.takes, Body::Lines(_)) {
                answer.await
            } else {
                let slow = || {
                    Problem::new(Kind::TooSlow, "the request took longer than `limits.request_seconds`").into_response()
                };
                tokio::time::timeout(bounds.request, answer).await.unwrap_or_else(|_| slow())
            }
        }
    };
    let seconds = began.elapsed();
    let status = response.status().as_u16();
    app.metrics().answered(endpoint.name, status, seconds.as_secs_f64());
    tracing::debug!(endpoint = endpoint.name, status, ?seconds, "answered");
    response.headers_mut().insert(REQUEST_ID, id);
    if is_kept_by_header && app.is_ending() {
        // Asked over this connection again, it might be gone before it has read the question.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Who calls, if they may.
async fn admit(app: &Arc<App>, endpoint: &Endpoint, head: &Parts) -> Result<Caller, Problem> {
    let access = app.access().load_full();
    let certificate = head.extensions.get::<Peer>().and_then(|peer| peer.certificate.clone());
    let presented = head.headers.get(header::AUTHORIZATION);
    // OpenStack services can send no other header than this.
    let token = head.headers.get("x-auth-token").filter(|_| endpoint.action == Action::BlazarCheck);
    if endpoint.is_signed() && presented.is_none() {
        let reach = Reach { own: true, shared: false, others: false };
        return Ok(Caller { principal: Principal::nobody(), reach, access, house: app.house().cloned() });
    }
    let principal = match (presented, token) {
        (Some(presented), _) => identify(app, &access, presented.to_str().ok().and_then(Bearer::read)).await?,
        (None, Some(token)) => identify(app, &access, token.to_str().ok().map(Bearer::Key)).await?,
        (None, None) => match certificate {
            None => Principal::nobody(),
            Some(der) => access.certificates.authenticate(&der).map_err(not_known)?,
        },
    };
    // Strangers share one budget: were probes in it, anybody could have a service ended that is well.
    if endpoint.path.starts_with(PROBES) {
        return permitted(app, &access, principal, endpoint.action);
    }
    admitted(app, &access, principal, endpoint.action)
}

/// The caller, if they may do this at all, and not too often.
pub(crate) fn admitted(
    app: &App,
    access: &Arc<Access>,
    principal: Arc<Principal>,
    action: Action,
) -> Result<Caller, Problem> {
    let caller = permitted(app, access, principal, action)?;
    let within = access.limits.check(&caller.principal, 1);
    within.map_err(|wait| Problem::new(Kind::TooMany, wait).after(wait.seconds))?;
    Ok(caller)
}

/// The caller, if they may do this at all. What is another tenant's is refused by the endpoint, which alone knows whose it is.
fn permitted(app: &App, access: &Arc<Access>, principal: Arc<Principal>, action: Action) -> Result<Caller, Problem> {
    let reach = access.policy.reach(&principal, action);
    if !reach.is_any() {
        return Err(match access.policy.decide(&principal, action, principal.tenant.as_ref()) {
            _ if principal.kind == portcullis_access::Kind::Nobody => unidentified(),
            Err(denied) => Problem::new(Kind::Forbidden, denied),
            Ok(()) => Problem::new(Kind::Forbidden, format!("`{action}` is not permitted")),
        });
    }
    Ok(Caller { principal, reach, access: access.clone(), house: app.house().cloned() })
}

/// Who presents this.
pub(crate) async fn identify(
    app: &Arc<App>,
    access: &Arc<Access>,
    presented: Option<Bearer<'_>>,
) -> Result<Arc<Principal>, Problem> {
    let now = app.gate().now();
    match presented {
        None => Err(unidentified()),
        Some(Bearer::Key(key)) => app.keys().load().authenticate(key, now).map_err(not_known),
        Some(Bearer::Token(token)) => {
            // The provider's keys may have to be fetched.
            let (access, token) = (access.clone(), token.to_owned());
            app.blocking(move |_| {
                let oidc = access.oidc.as_ref().ok_or_else(unidentified)?;
                oidc.authenticate_fetching(&token, now).map_err(not_known)
            })
            .await
        }
    }
}

fn not_known(why: impl std::fmt::Display) -> Problem {
    Problem::new(Kind::Unidentified, why)
}

fn unidentified() -> Problem {
    Problem::new(Kind::Unidentified, "send `Authorization: Bearer KEY`; `portcullis key make` makes one")
}

fn request_id(app: &App, headers: &HeaderMap) -> HeaderValue {
    let own = headers.get(REQUEST_ID).filter(|own| !own.is_empty() && own.len() <= LONGEST_REQUEST_ID);
    own.cloned().unwrap_or_else(|| {
        HeaderValue::from_str(app.gate().fresh_id().as_str()).unwrap_or(HeaderValue::from_static("unnamed"))
    })
}

/// With what keeps a browser from making more of an answer than it is (OWASP secure headers), whoever gave it.
pub async fn secured(mut response: Response) -> Response {
    let headers = response.headers_mut();
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in fixed {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
