//! Where compute starts, mounted: each adapter reads what its system asks, the gate answers, and the adapter says it in that system's words.
//!
//! Before the service takes a connection, each adapter that is configured has to show that it can keep the gate closed: its mapping is held against the
//! catalog, and a probe that must be denied is put to the gate. One that fails keeps the service from starting: a limit that cannot be enforced is not
//! ignored.

mod blazar;
mod envoy;
mod kubernetes;
mod terraform;

use std::path::Path;
use std::sync::Arc;

use portcullis_adapters::Mistake;
use portcullis_adapters::blazar::Mapping as Blazar;
use portcullis_adapters::envoy::Mapping as Envoy;
use portcullis_determination::Engine;
use portcullis_gate::{Ask, Gate, Served, Verdict};
use portcullis_law::CodeType;

use crate::app::App;
use crate::caller::Caller;
use crate::config::{Adapters as Config, ConfigError};
use crate::endpoint::Endpoint;
pub use envoy::service as envoy_service;
use kubernetes::Kubernetes;
use terraform::Terraform;

/// The adapters that serve.
#[derive(Default)]
pub struct Adapters {
    kubernetes: Option<Kubernetes>,
    blazar: Option<Blazar>,
    envoy: Option<Envoy>,
    terraform: Option<Terraform>,
}

/// The adapters' endpoints; Envoy's speaks gRPC and is mounted beside them.
pub fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    kubernetes::ENDPOINTS.iter().chain(blazar::ENDPOINTS).chain(terraform::ENDPOINTS)
}

impl Adapters {
    /// Reads the mappings and lets each adapter show that it keeps the gate closed. The secret is what all nodes have in common.
    ///
    /// # Errors
    /// [`ConfigError`] where a mapping cannot be used, or a probe was let through.
    pub fn load(config: &Config, gate: &Gate, served: &Served, secret: &[u8; 32]) -> Result<Self, ConfigError> {
        let engine = &served.engine;
        let adapters = Self {
            kubernetes: config
                .kubernetes
                .as_deref()
                .map(|path| Kubernetes::new(&read("kubernetes", path)?, engine, secret))
                .transpose()?,
            blazar: config.blazar.as_deref().map(|path| mapping("blazar", path, Blazar::read)).transpose()?,
            envoy: config.envoy.as_deref().map(|path| mapping("envoy", path, Envoy::read)).transpose()?,
            terraform: config.terraform.as_ref().map(Terraform::new).transpose()?,
        };
        let (accelerator, instance) = known(engine);
        if let Some(blazar) = &adapters.blazar {
            sound("blazar", blazar.check(&accelerator, &instance))?;
            closed("blazar", gate, served, blazar.probe(gate.now()))?;
        }
        if let Some(envoy) = &adapters.envoy {
            sound("envoy", envoy.check(&accelerator, &instance))?;
            closed("envoy", gate, served, envoy.probe(gate.now()))?;
        }
        if let Some(terraform) = &adapters.terraform {
            sound("terraform", terraform.mapping.check(&accelerator, &instance))?;
            closed("terraform", gate, served, terraform.mapping.probe(gate.now()))?;
        }
        if let Some(kubernetes) = &adapters.kubernetes {
            kubernetes.prove(gate, served)?;
        }
        Ok(adapters)
    }

    /// Envoy's mapping, where it serves.
    pub fn envoy(&self) -> Option<&Envoy> {
        self.envoy.as_ref()
    }
}

/// Whether the catalog has an accelerator, or an instance type.
fn known(engine: &Engine) -> (impl Fn(&str) -> bool, impl Fn(&str) -> bool) {
    let catalog = engine.catalog();
    (|name: &str| catalog.find_accelerator(name).is_ok(), |name: &str| catalog.find_instance(name).is_ok())
}

fn read(field: &str, path: &Path) -> Result<String, ConfigError> {
    std::fs::read_to_string(path)
        .map_err(|error| ConfigError(format!("adapters.{field}: cannot read {}: {error}", path.display())))
}

fn mapping<M>(field: &str, path: &Path, parse: fn(&str) -> Result<M, Mistake>) -> Result<M, ConfigError> {
    parse(&read(field, path)?).map_err(|mistake| wrong(field, &[mistake]))
}

fn wrong(field: &str, mistakes: &[Mistake]) -> ConfigError {
    let mistakes: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
    ConfigError(format!("adapters.{field}: {}", mistakes.join("; ")))
}

fn sound(field: &str, mistakes: Vec<Mistake>) -> Result<(), ConfigError> {
    if mistakes.is_empty() { Ok(()) } else { Err(wrong(field, &mistakes)) }
}

/// A probe has to be denied.
fn closed(field: &str, gate: &Gate, served: &Served, probe: Vec<Ask>) -> Result<(), ConfigError> {
    for ask in probe {
        let opens = gate.question_of(served, ask.request, &ask.placement, |told| told.opens());
        if opens.unwrap_or(false) {
            return Err(let_through(field));
        }
    }
    Ok(())
}

fn let_through(field: &str) -> ConfigError {
    ConfigError(format!(
        "adapters.{field}: its self-test was let through, so that it would let anything through: look at what its mapping takes for granted"
    ))
}

impl App {
    /// Asks the gate for several things that are one: all open, or nothing is held.
    pub(crate) async fn ask_all(self: &Arc<Self>, caller: &Caller, asks: &[Ask]) -> Vec<Verdict> {
        let mut verdicts = Vec::with_capacity(asks.len());
        for ask in asks {
            let mut ask = ask.clone();
            let settled = caller.provider(ask.placement.provider.take()).and_then(|provider| {
                ask.placement.provider = provider;
                caller.acts_for(&ask.placement, &ask.request)
            });
            let verdict = match settled {
                Ok(()) => self.ask(ask).await,
                Err(problem) => {
                    let id = ask.id.unwrap_or_else(|| self.gate().fresh_id());
                    Verdict::closed(id, None, problem.shown().detail)
                }
            };
            verdicts.push(verdict);
        }
        if verdicts.iter().any(|verdict| !verdict.opens) {
            for verdict in &verdicts {
                self.gate().give_back(verdict, "not all that was asked for together may start");
            }
        }
        verdicts
    }
}

/// Whether the law has an end use.
fn has_end_use(engine: &Engine, code: &str) -> bool {
    engine.law().codes.table(CodeType::EndUse).bit(code).is_some()
}
