//! Signing in with the identity provider: a browser is sent there and comes back.
//!
//! The form of the page leads to a page of ours that goes on by itself: were the form to lead to the provider, `form-action 'self'` of every page would have to
//! let forms out. What the browser keeps meanwhile is a cookie of its own ([`Journey`]), which is sent when another site leads back here (`SameSite=Lax`).

use std::sync::Arc;

use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Extension, Form, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use portcullis_access::oidc::{BACK, Journey, Returned, SignInError};
use portcullis_access::{Access, Oidc, Principal};
use portcullis_console::provider::{OnwardView, onward};
use portcullis_console::{Address, Filled, Place};
use serde::Deserialize;

use super::frame::Framed;
use super::visit::Visit;
use super::{session, sign_in};
use crate::app::App;
use crate::problem::{Kind, Problem};

/// The cookie of a browser that is on its way, where connections are secret: no other host and no other path can set it (RFC 6265bis section 4.1.3.2).
const SECRET_NAME: &str = "__Host-portcullis-sign-in";
/// The same on this machine.
const NAME: &str = "portcullis-sign-in";

#[derive(Deserialize)]
pub struct Then {
    #[serde(default)]
    then: Option<String>,
}

/// Sends a browser to the provider.
pub async fn set_out(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    form: Result<Form<Then>, FormRejection>,
) -> Result<Response, Problem> {
    let then = form.ok().and_then(|Form(Then { then })| then).as_deref().and_then(Address::read);
    let access = admitted(&app, &Principal::nobody())?;
    let now = app.gate().now();
    let written = then.as_ref().map(ToString::to_string);
    let journey = Journey::begin(written.as_deref(), now).map_err(|error| Problem::new(Kind::Broken, error))?;
    let journey = Arc::new(journey);
    let asked = {
        let (access, journey) = (access.clone(), journey.clone());
        app.blocking(move |_| Ok(provider(&access).and_then(|oidc| oidc.begin(&journey, now)))).await?
    };
    let address = match asked {
        Ok(address) => address,
        Err(why) => return Ok(refused(&app, &visit, then, &why)),
    };
    let mut response = gone_on(&app, &access, "Signing in", &address);
    response.headers_mut().append(header::SET_COOKIE, kept(journey.reveal(), Journey::LASTS / 1_000, &access));
    Ok(response)
}

/// Takes in a browser that comes back from the provider.
pub async fn come_back(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
    query: Result<Query<Returned>, QueryRejection>,
) -> Result<Response, Problem> {
    let access = admitted(&app, &Principal::nobody())?;
    // What is said twice is said by nobody.
    let returned = query.map(|Query(returned)| returned).unwrap_or_default();
    let journey = session::sent(&headers, name(&access)).find_map(Journey::read);
    // Wherever the browser wants to go, it is a page of this console.
    let then = journey.as_ref().and_then(Journey::then).and_then(Address::read);
    let now = app.gate().now();
    let came = {
        let access = access.clone();
        let complete = move |oidc: &Oidc| oidc.complete(journey.as_ref(), &returned, now);
        app.blocking(move |_| Ok(provider(&access).and_then(complete))).await?
    };
    let mut response = match came {
        Ok(signed_in) => {
            tracing::info!(name = %signed_in.person.name, "signed in with the identity provider");
            let is_secret = app.is_secret() || is_secret(&access);
            session::enter(&app, &visit, signed_in.session, &then.unwrap_or_default(), is_secret).await?
        }
        Err(why) => refused(&app, &visit, then, &why),
    };
    // A way is gone once.
    response.headers_mut().append(header::SET_COOKIE, kept("", 0, &access));
    Ok(response)
}

/// The page that leads on to the provider, for whoever signs out and signed in with it.
pub async fn leave(app: &Arc<App>, visit: &Visit) -> Option<Response> {
    if !visit.is_of_provider() {
        return None;
    }
    let access = admitted(app, visit.principal()).ok()?;
    let now = app.gate().now();
    let address = {
        let access = access.clone();
        app.blocking(move |_| Ok(access.oidc.as_ref().and_then(|oidc| oidc.leave(now)))).await.ok().flatten()?
    };
    Some(gone_on(app, &access, "Signing out", &address))
}

/// How to sign in, if this caller does not come too often: strangers make the provider be asked. Whoever signs out does not wait for strangers.
fn admitted(app: &App, who: &Principal) -> Result<Arc<Access>, Problem> {
    let access = app.access().load_full();
    let within = access.limits.check(who, 1);
    within.map_err(|wait| Problem::new(Kind::TooMany, wait).after(wait.seconds))?;
    Ok(access)
}

fn provider(access: &Access) -> Result<&Oidc, SignInError> {
    access.oidc.as_ref().ok_or(SignInError::NotHere)
}

/// The page of signing in, with what went wrong and what to do.
fn refused(app: &Arc<App>, visit: &Visit, then: Option<Address>, why: &SignInError) -> Response {
    tracing::warn!(%why, "nobody signed in with the identity provider");
    let mut response = sign_in::shown(app, visit, then, Filled::default().with_problem("", &why.to_string()));
    *response.status_mut() = match why {
        SignInError::NotHere => StatusCode::NOT_FOUND,
        SignInError::Provider(_) | SignInError::Exchange(_) => StatusCode::BAD_GATEWAY,
        SignInError::Refused(_) | SignInError::NoPerson | SignInError::NoRole(_) => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    response
}

/// A page that goes on by itself (WHATWG HTML, the pragma `refresh`), with nobody's name: who reads it comes or goes.
fn gone_on(app: &Arc<App>, access: &Access, title: &str, address: &str) -> Response {
    let name = access.oidc.as_ref().and_then(Oidc::sign_in_name).unwrap_or_default();
    let body = onward(&OnwardView { name, address });
    let mut response = Framed { place: None, ..Framed::of(title, Place::Law, body) }.shown(app, None);
    if let Ok(refresh) = HeaderValue::from_str(&format!("0;url={address}")) {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}

fn is_secret(access: &Access) -> bool {
    access.oidc.as_ref().is_some_and(Oidc::is_secret)
}

fn name(access: &Access) -> &'static str {
    if is_secret(access) { SECRET_NAME } else { NAME }
}

fn kept(value: &str, seconds: i64, access: &Access) -> HeaderValue {
    let is_secret = is_secret(access);
    let path = if is_secret { "/" } else { BACK };
    session::set((name(access), path), value, seconds, is_secret)
}
