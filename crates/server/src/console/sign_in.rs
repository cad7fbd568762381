//! Signing in and out. People sign in: a system has no business at a counter.

use std::sync::Arc;

use axum::extract::{Extension, Form, Query, State};
use axum::http::{Uri, header};
use axum::response::Response;
use axum::routing::{get, post};
use portcullis_access::Oidc;
use portcullis_access::oidc::BACK;
use portcullis_access::session::{Holder, Session};
use portcullis_console::provider::{IdentityProvider, SignInView, sign_in};
use portcullis_console::{Address, Filled, Notice, Place, Side, Tone};
use serde::Deserialize;

use super::frame::Framed;
use super::visit::Visit;
use super::{Route, identity, see, session};
use crate::app::App;
use crate::problem::Problem;

/// The pages of signing in.
pub const ROUTES: &[Route] = &[
    // The cookie of a session is for /console alone: who somebody is, is known there.
    Route { path: "/", action: None, route: || get(|| async { see(&Address::of([])) }) },
    Route { path: "/console", action: None, route: || get(begin) },
    Route { path: "/console/sign-in", action: None, route: || get(form).post(enter) },
    Route { path: "/console/sign-in/identity", action: None, route: || post(identity::set_out) },
    Route { path: BACK, action: None, route: || get(identity::come_back) },
    Route { path: "/console/sign-out", action: None, route: || post(leave) },
];

/// The page of signing in that leads back to a page.
pub fn address(from: &Uri) -> String {
    let written = from.path_and_query().map_or("", |path| path.as_str());
    let page = Address::of(["sign-in"]);
    let page = if Address::read(written).is_some() { page.with("then", written) } else { page };
    page.to_string()
}

/// Where somebody goes who is at the beginning.
fn home(visit: &Visit) -> Address {
    match visit.side() {
        _ if visit.is_nobody() => Place::Atlas.address(),
        Side::Provider => Place::Today.address(),
        Side::Authority => Place::Queue.address(),
    }
}

async fn begin(Extension(visit): Extension<Visit>) -> Response {
    see(&home(&visit))
}

#[derive(Deserialize)]
struct Then {
    #[serde(default)]
    then: Option<String>,
}

async fn form(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(Then { then }): Query<Then>,
) -> Response {
    shown(&app, &visit, then.as_deref().and_then(Address::read), Filled::default())
}

/// The page, with what is wrong where it was tried.
pub fn shown(app: &Arc<App>, visit: &Visit, then: Option<Address>, filled: Filled) -> Response {
    let access = app.access().load();
    let name = access.oidc.as_ref().and_then(Oidc::sign_in_name);
    let provider = name.map(|name| IdentityProvider { name: name.to_owned() });
    let view = SignInView { provider, then, filled, form_key: visit.form_key() };
    let ended = visit.ended().map(|why| format!("You are not signed in any more: {why}."));
    let notice = ended.as_deref().map(|title| Notice { tone: Tone::Warn, title, body: None });
    let page = Framed { place: None, notice, ..Framed::of("Sign in", Place::Law, sign_in(&view)) };
    page.shown(app, None)
}

#[derive(Deserialize)]
struct Entered {
    key: String,
    #[serde(default)]
    then: Option<String>,
}

async fn enter(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Form(Entered { key, then }): Form<Entered>,
) -> Result<Response, Problem> {
    let then = then.as_deref().and_then(Address::read);
    let known = app.keys().load().authenticate(key.trim(), app.gate().now());
    let again = |why: &str| Ok(shown(&app, &visit, then.clone(), Filled::default().with_problem("key", why)));
    let principal = match known {
        Ok(principal) => principal,
        Err(why) => return again(&why.to_string()),
    };
    let id = principal.credential.as_str().strip_prefix("key:").and_then(|id| id.parse().ok());
    let Some(id) = id.filter(|_| principal.is_person()) else {
        return again(
            "this key is a system's; people sign in, with a key of kind `person` (`portcullis key make --person`)",
        );
    };
    let begun = Session::begun(Holder::Key { id }, app.gate().now());
    session::enter(&app, &visit, begun, &then.unwrap_or_default(), app.is_secret()).await
}

async fn leave(State(app): State<Arc<App>>, Extension(visit): Extension<Visit>) -> Result<Response, Problem> {
    if let Some(cookie) = visit.cookie() {
        session::end(&app, cookie.clone()).await?;
    }
    let mut response = match identity::leave(&app, &visit).await {
        Some(onward) => onward,
        None => see(&Address::of(["sign-in"])),
    };
    response.headers_mut().insert(header::SET_COOKIE, session::forgotten(app.is_secret()));
    Ok(response)
}
