//! Envoy's `ext_authz`, over gRPC.

use std::sync::Arc;

use envoy_types::ext_authz::v3::pb::{Authorization, AuthorizationServer, CheckRequest, CheckResponse};
use portcullis_access::{Action, Bearer};
use portcullis_adapters::envoy::{answer, ask, nothing, refused};
use tonic::{Request, Response, Status};

use crate::app::App;
use crate::guard::{admitted, identify};
use crate::problem::Problem;

/// The service that Envoy asks.
pub fn service(app: Arc<App>) -> AuthorizationServer<Checks> {
    AuthorizationServer::new(Checks { app })
}

/// Checks, by the configured mapping. What goes wrong with the call is an error of the call, and Envoy denies by `failure_mode_allow: false`.
pub struct Checks {
    app: Arc<App>,
}

#[tonic::async_trait]
impl Authorization for Checks {
    async fn check(&self, request: Request<CheckRequest>) -> Result<Response<CheckResponse>, Status> {
        let app = &self.app;
        let access = app.access().load_full();
        let presented = request.metadata().get("authorization").and_then(|value| value.to_str().ok());
        let principal = identify(app, &access, presented.and_then(Bearer::read)).await.map_err(unidentified)?;
        let caller = admitted(app, &access, principal, Action::EnvoyCheck).map_err(unidentified)?;
        let adapters = app.adapters().load_full();
        let mapping = adapters.envoy().ok_or_else(|| Status::unimplemented("no mapping for Envoy is configured"))?;
        let response = match ask(mapping, request.get_ref(), app.gate().now()) {
            Err(why) => refused(&why),
            Ok(None) => nothing(),
            Ok(Some(asked)) => match app.ask_all(&caller, &[asked]).await.first() {
                Some(verdict) => answer(verdict),
                None => return Err(Status::internal("the gate gave no answer")),
            },
        };
        Ok(Response::new(response))
    }
}

fn unidentified(problem: Problem) -> Status {
    let detail = problem.to_string();
    match problem.status().as_u16() {
        401 => Status::unauthenticated(detail),
        429 => Status::resource_exhausted(detail),
        _ => Status::permission_denied(detail),
    }
}
