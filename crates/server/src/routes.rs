//! The router, made of the table of endpoints.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::map_response;
use axum::routing::get;
use http::Method;

use crate::app::App;
use crate::endpoint::Endpoint;
use crate::guard;
use crate::json::bytes_of;
use crate::problem::{Kind, Problem};
use crate::{adapters, authzen, console, health, openapi, v1};

/// Everything the API can do.
pub fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    let tables: [&'static [Endpoint]; 19] = [
        v1::determinations::ENDPOINTS,
        v1::starts::ENDPOINTS,
        v1::reservations::ENDPOINTS,
        v1::leases::ENDPOINTS,
        v1::licenses::ENDPOINTS,
        v1::proposals::ENDPOINTS,
        v1::law::ENDPOINTS,
        v1::who::ENDPOINTS,
        v1::log::ENDPOINTS,
        v1::replays::ENDPOINTS,
        v1::usage::ENDPOINTS,
        v1::keys::ENDPOINTS,
        v1::access_requests::ENDPOINTS,
        v1::documents::ENDPOINTS,
        v1::drafts::ENDPOINTS,
        v1::filings::ENDPOINTS,
        v1::cases::ENDPOINTS,
        v1::exchange::ENDPOINTS,
        authzen::ENDPOINTS,
    ];
    tables.into_iter().flatten().chain(adapters::endpoints()).chain(health::ENDPOINTS)
}

/// The router.
pub fn router(app: &Arc<App>, limits: guard::Bounds) -> Router {
    let described = bytes::Bytes::from(document());
    let mut router = Router::new();
    for endpoint in endpoints() {
        router = router.route(endpoint.path, guard::guarded(app, endpoint, limits));
    }
    let (health, serving) = tonic_health::server::health_reporter();
    drop(health);
    let grpc = tonic::service::Routes::new(adapters::envoy_service(app.clone())).add_service(serving);
    router
        .merge(console::router(app))
        .merge(grpc.into_axum_router().with_state(()))
        .route("/openapi.json", get(move || async move { bytes_of(described.to_vec()) }))
        .fallback(|method: Method, uri: http::Uri| async move {
            Problem::not_found(format!("{method} {}: /openapi.json says what there is", uri.path()))
        })
        .method_not_allowed_fallback(|method: Method, uri: http::Uri| async move {
            Problem::new(Kind::Method, format!("{method} {}: /openapi.json says what can be done here", uri.path()))
        })
        .layer(DefaultBodyLimit::max(limits.body_bytes))
        .layer(map_response(guard::secured))
        .with_state(app.clone())
}

/// The OpenAPI document, as it is committed.
#[must_use]
pub fn document() -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(&openapi::document(endpoints())).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
