//! Pages for everybody: the law, the atlas, and the files that pages need.

use std::sync::Arc;

use axum::extract::{Extension, Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use jiff::civil::Date;
use maud::html;
use portcullis_console::law_pages::{provision_page, regime_page, timeline_page};
use portcullis_console::{
    ASSET_CACHE_CONTROL, Address, Atlas, Crumb, Place, Problem as Wrong, asset, error_summary, read_moves,
};

use super::Route;
use super::frame::Framed;
use super::visit::Visit;
use crate::app::App;
use crate::problem::Problem;

/// The pages for everybody.
pub const ROUTES: &[Route] = &[
    Route { path: "/console/assets/{name}", action: None, route: || get(file) },
    Route { path: "/console/law", action: None, route: || get(law) },
    Route { path: "/console/law/{regime}", action: None, route: || get(regime) },
    Route { path: "/console/law/{regime}/{provision}", action: None, route: || get(provision) },
    Route { path: "/console/atlas", action: None, route: || get(atlas) },
    Route { path: "/console/{*other}", action: None, route: || get(no_page) },
];

async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(asset) = asset(&name) else { return Problem::not_found("such file").into_response() };
    let tag = format!("\"{}\"", asset.hash);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let mut response = ([(header::CONTENT_TYPE, asset.media_type)], asset.bytes).into_response();
    let kept = HeaderValue::from_static(ASSET_CACHE_CONTROL);
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The day that a page is about: today where none is named.
fn on(app: &App, query: &[(String, String)]) -> Result<Date, Problem> {
    let named = query.iter().find(|(name, _)| name == "on").map(|(_, value)| value.as_str());
    named.filter(|named| !named.is_empty()).map_or_else(
        || Ok(app.gate().now().date()),
        |named| named.parse().map_err(|_| Problem::malformed(format!("on: {named:?} is no day; write 2026-11-22"))),
    )
}

async fn no_page(uri: Uri) -> Problem {
    Problem::not_found(format!("page {}", uri.path()))
}

async fn law(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let on = on(&app, &query)?;
    let served = app.gate().served();
    let body = timeline_page(served.engine.law(), on);
    Ok(Framed::of("Law", Place::Law, body).shown(&app, Some(&visit)))
}

async fn regime(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let on = on(&app, &query)?;
    let served = app.gate().served();
    let law = served.engine.law();
    let found = law.regimes.iter().find(|regime| regime.id == id);
    let found = found.ok_or_else(|| Problem::not_found(format!("regime {id}")))?;
    let crumbs = [Crumb { title: "Law", address: Place::Law.address().with("on", &on.to_string()) }];
    let page = Framed { crumbs: &crumbs, ..Framed::of(&found.title, Place::Law, regime_page(law, found, on)) };
    Ok(page.shown(&app, Some(&visit)))
}

async fn provision(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Path((regime, id)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let on = on(&app, &query)?;
    let served = app.gate().served();
    let law = served.engine.law();
    let missing = || Problem::not_found(format!("provision {id} of {regime}"));
    let place = law.provisions.iter().position(|provision| provision.id == id).ok_or_else(missing)?;
    let body = provision_page(law, place, on, None).ok_or_else(missing)?;
    let day = on.to_string();
    let crumbs = [
        Crumb { title: "Law", address: Place::Law.address().with("on", &day) },
        Crumb { title: &regime, address: Address::of(["law", &regime]).with("on", &day) },
    ];
    let page = Framed { crumbs: &crumbs, ..Framed::of(&id, Place::Law, body) };
    Ok(page.shown(&app, Some(&visit)))
}

async fn atlas(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let on = on(&app, &query)?;
    let served = app.gate().served();
    let (moved, not) = read_moves(served.engine.law(), on, &query);
    let wrong: Vec<Wrong> = not.into_iter().map(|not| Wrong { field: Some(not.parameter), says: not.says }).collect();
    let atlas = Atlas::of(served.engine.catalog(), served.engine.law(), on, &moved);
    let body = html! {
        @if !wrong.is_empty() { (error_summary(&wrong)) }
        (atlas)
    };
    Ok(Framed::of("Atlas", Place::Atlas, body).shown(&app, Some(&visit)))
}
