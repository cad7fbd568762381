//! The console: pages for people, in the browser.
//!
//! One table of pages, as there is one of endpoints: whoever opens a page is asked who they are and whether they may, before anything is looked at. A page
//! is made on the server of what the person may see, and says what they may do; what they do is a form that comes back to a page.

mod authority;
mod fields;
mod files;
mod frame;
mod identity;
mod listing;
mod multipart;
mod open;
mod proposals;
mod provider;
mod session;
mod sign_in;
mod visit;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::extract::State;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::MethodRouter;
use http_body_util::BodyExt as _;
use portcullis_access::Action;

use crate::app::App;
use crate::problem::{Kind, Problem};
use visit::Visit;

/// A page, or what a form of it is sent to.
pub struct Route {
    /// Its path, with parameters in braces.
    pub path: &'static str,
    /// What whoever opens it must be allowed to do; nothing where it is for everybody.
    pub action: Option<Action>,
    /// What answers.
    pub route: fn() -> MethodRouter<Arc<App>>,
}

/// All pages.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    const TABLES: &[&[Route]] =
        &[sign_in::ROUTES, open::ROUTES, proposals::ROUTES, provider::ROUTES, authority::ROUTES];
    TABLES.iter().copied().flatten()
}

/// What whoever opens the page at a path must be allowed to do; nothing where it is for everybody.
fn action_of(path: &str) -> Option<Action> {
    routes().find(|route| route.path == path).and_then(|route| route.action)
}

/// The longest problem document that is made a page, in bytes.
const MOST_PROBLEM: usize = 64 * 1_024;

/// The pages as a router.
pub fn router(app: &Arc<App>) -> Router<Arc<App>> {
    let mut router = Router::new();
    for route in routes() {
        let guard = Guard { app: app.clone(), route };
        router = router.route(route.path, (route.route)().route_layer(from_fn_with_state(guard, pass)));
    }
    router
}

#[derive(Clone)]
struct Guard {
    app: Arc<App>,
    route: &'static Route,
}

/// Every answer of the console, a page that says what went wrong among them, has the console's own policy: with that of the API a page has no style.
async fn pass(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let mut response = answered(guard, request, next).await;
    let headers = response.headers_mut();
    let policy = HeaderValue::from_static(portcullis_console::CONTENT_SECURITY_POLICY);
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
    response
}

async fn answered(guard: Guard, request: Request, next: Next) -> Response {
    let Guard { app, route } = guard;
    let (mut head, body) = request.into_parts();
    let visit = match Visit::of(&app, &head).await {
        Ok(visit) => visit,
        Err(problem) => return frame::problem(&app, None, problem).into_response(),
    };
    // A form that another site sends in this person's name (Fetch Metadata; RFC 6454 for browsers without it).
    if head.method != Method::GET && !visit::is_own(&head.headers) {
        let problem = Problem::new(
            Kind::Forbidden,
            "this form was sent by another site: open the page here, and send it from there",
        );
        return frame::problem(&app, Some(&visit), problem).into_response();
    }
    let visit = match visit.permitted(&app, route.action) {
        Ok(visit) => visit,
        Err((visit, _)) if visit.is_nobody() && head.method == Method::GET => {
            return Redirect::to(&sign_in::address(&head.uri)).into_response();
        }
        Err((visit, problem)) => return frame::problem(&app, Some(&visit), problem).into_response(),
    };
    head.extensions.insert(visit.clone());
    let mut response = next.run(Request::from_parts(head, body)).await;
    if is_problem(&response) {
        response = shown(&app, &visit, response).await;
    }
    visit.kept(&app, response).await
}

fn is_problem(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value == "application/problem+json")
}

/// A problem document as a page.
async fn shown(app: &Arc<App>, visit: &Visit, response: Response) -> Response {
    let status = response.status();
    let body = http_body_util::Limited::new(response.into_body(), MOST_PROBLEM).collect().await;
    let bytes = body.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let document: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let text = |name: &str| document.get(name).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    frame::problem_page(app, Some(visit), status, &text("title"), &text("detail")).into_response()
}

/// A page that was moved to after a form was taken: what was sent is not sent again when the page is loaded again (RFC 9110 section 15.4.4).
pub(crate) fn see(address: &portcullis_console::Address) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, address.to_string())]).into_response()
}
