//! Where compute starts, mounted: each adapter reads what its system asks, the gate answers, and the adapter says it in that system's words.
//!
//! Before the service takes a connection, each adapter that is configured has to show that it can keep the gate closed: its mapping is held against the
//! catalog, and a probe that must be denied is put to the gate. One that fails keeps the service from starting: a limit that cannot be enforced is not
//! ignored.

mod blazar;
mod envoy;
mod kubernetes;
mod proof;
mod terraform;

use std::path::Path;
use std::sync::Arc;

use portcullis_adapters::Mistake;
use portcullis_adapters::blazar::Mapping as Blazar;
use portcullis_adapters::envoy::Mapping as Envoy;
use portcullis_gate::{Ask, Gate, Served, Verdict};

use crate::app::App;
use crate::caller::Caller;
use crate::config::{Adapters as Config, ConfigError, text_of};
use crate::endpoint::Endpoint;
pub use envoy::service as envoy_service;
use kubernetes::Kubernetes;
pub use proof::{Provable, Question};
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
        let prover = Prover { gate, served };
        let kubernetes = config.kubernetes.as_deref().map(|path| prover.mapping("kubernetes", path)).transpose()?;
        let terraform = config.terraform.as_ref().map(|config| {
            let mapping = prover.mapping("terraform.mapping", &config.mapping)?;
            Terraform::new(mapping, &config.key)
        });
        Ok(Self {
            kubernetes: kubernetes.map(|mapping| Kubernetes::new(mapping, secret)),
            blazar: config.blazar.as_deref().map(|path| prover.mapping("blazar", path)).transpose()?,
            envoy: config.envoy.as_deref().map(|path| prover.mapping("envoy", path)).transpose()?,
            terraform: terraform.transpose()?,
        })
    }

    /// Envoy's mapping, where it serves.
    pub fn envoy(&self) -> Option<&Envoy> {
        self.envoy.as_ref()
    }
}

/// Lets each mapping prove itself on the gate that it is to serve.
struct Prover<'a> {
    gate: &'a Gate,
    served: &'a Served,
}

impl Prover<'_> {
    fn mapping<M: Provable>(&self, field: &str, path: &Path) -> Result<M, ConfigError> {
        let field = format!("adapters.{field}");
        let wrong = |mistakes: Vec<Mistake>| {
            let mistakes: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
            ConfigError(format!("{field}: {}", mistakes.join("; ")))
        };
        let mapping = M::read(&text_of(&field, path)?).map_err(wrong)?;
        let mistakes = mapping.mistakes(&self.served.engine);
        if !mistakes.is_empty() {
            return Err(wrong(mistakes));
        }
        if mapping.lets_through(self.gate.now(), &|ask| self.question(ask)) {
            return Err(ConfigError(format!(
                "{field}: its self-test was let through, so that it would let anything through: look at what its mapping takes for granted"
            )));
        }
        Ok(mapping)
    }

    fn question(&self, ask: &Ask) -> Verdict {
        let id = self.gate.fresh_id();
        let told = self
            .gate
            .question_of(self.served, ask.request.clone(), &ask.placement, |told| Verdict::question(id.clone(), told));
        told.unwrap_or_else(|error| Verdict::undecidable(id, &error))
    }
}

impl App {
    /// Asks the gate for several things that are one: all open, or nothing is held.
    pub(crate) async fn ask_all(self: &Arc<Self>, caller: &Caller, asks: &[Ask]) -> Vec<Verdict> {
        let mut verdicts = Vec::with_capacity(asks.len());
        for ask in asks {
            let mut ask = ask.clone();
            let verdict = match caller.settle(&mut ask) {
                Ok(()) => self.ask(ask).await,
                Err(problem) => {
                    let id = ask.id.unwrap_or_else(|| self.gate().fresh_id());
                    Verdict::closed(id, None, problem.to_string())
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
