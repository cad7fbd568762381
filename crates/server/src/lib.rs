//! The service: the gate over HTTP and gRPC.
//!
//! ```text
//! listen --> guard: who calls, may they, how often --> endpoint (v1, access, adapters, health) --> gate
//!            one table of endpoints says all of it: routes, permissions, the OpenAPI document, metrics
//! ```
//!
//! A request that cannot be read, or may not be made, is a problem document. A closed gate is an answer. Nothing that was asked or presented is logged
//! but its endpoint, its id and who asked.

pub mod adapters;
pub mod app;
pub mod authzen;
pub mod caller;
pub mod config;
pub mod console;
pub mod endpoint;
pub mod guard;
pub mod health;
mod history;
mod json;
pub mod keys;
pub mod listen;
pub mod metrics;
pub mod office;
pub mod openapi;
mod page;
pub mod problem;
mod prompt;
pub mod reload;
pub mod replaying;
mod resolutions;
pub mod routes;
pub mod run;
mod store;
mod telemetry;
pub mod tls;
pub mod v1;

pub use config::{Config, ConfigError};
pub use routes::endpoints;
pub use run::{Parts, ServeError, run, run_beside};
