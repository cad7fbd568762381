//! The page around every body, with what it has to know of whoever reads it.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use portcullis_console::provider::{ProblemView, problem as problem_body};
use portcullis_console::{Address, Crumb, Notice, Page, Person, Place, Versions, page};

use super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

/// A page without its frame.
pub struct Framed<'a> {
    /// Its title.
    pub title: &'a str,
    /// What stands under the title.
    pub lead: Option<&'a str>,
    /// Where it belongs.
    pub place: Option<Place>,
    /// The way here.
    pub crumbs: &'a [Crumb<'a>],
    /// What has just happened.
    pub notice: Option<Notice<'a>>,
    /// A stream that says when parts of it change.
    pub live: Option<Address>,
    /// What it shows.
    pub body: Markup,
}

impl<'a> Framed<'a> {
    /// A page of a place.
    pub fn of(title: &'a str, place: Place, body: Markup) -> Self {
        Self { title, lead: None, place: Some(place), crumbs: &[], notice: None, live: None, body }
    }

    /// The page, as a response.
    pub fn shown(self, app: &Arc<App>, visit: Option<&Visit>) -> Response {
        let served = app.gate().served();
        let versions = Versions {
            law: served.engine.law().version(),
            catalog: served.engine.catalog().version(),
            software: env!("CARGO_PKG_VERSION"),
        };
        let visit = visit.filter(|visit| !visit.is_nobody());
        let form_key = visit.map(Visit::form_key).unwrap_or_default();
        let roles = visit.map(|visit| visit.principal().roles.to_string()).unwrap_or_default();
        let places = visit.map(|visit| visit.places(app)).unwrap_or_default();
        let who = visit.map(|visit| Person {
            name: &visit.principal().name,
            side: visit.side(),
            places: &places,
            role: &roles,
            form_key: &form_key,
        });
        let Self { title, lead, place, crumbs, notice, live, body } = self;
        let page = page(&Page { title, lead, place, who, crumbs, notice, live, versions, body });
        ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page.into_string()).into_response()
    }
}

/// A problem, as a page.
pub fn problem(app: &Arc<App>, visit: Option<&Visit>, problem: Problem) -> Response {
    let shown = problem.shown();
    let status = StatusCode::from_u16(shown.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    problem_page(app, visit, status, &shown.title, &shown.detail)
}

/// A problem of this title, as a page.
pub fn problem_page(app: &Arc<App>, visit: Option<&Visit>, status: StatusCode, title: &str, detail: &str) -> Response {
    let view = ProblemView {
        title: title.to_owned(),
        what: detail.to_owned(),
        mend: String::new(),
        request: app.gate().fresh_id().to_string(),
        on: vec![("The beginning".to_owned(), Address::default())],
    };
    let body = problem_body(&view);
    let page = Framed { title, lead: None, place: None, crumbs: &[], notice: None, live: None, body };
    let mut response = page.shown(app, visit);
    *response.status_mut() = status;
    response
}
