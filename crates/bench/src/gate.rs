//! Measures the service from outside, by public tools: `wrk`, `hey` and `curl`, on the same machine as the service.
//!
//! The service is this program itself, started in a folder of its own with a license that does not run out. Each load is one that a cloud makes: a question
//! before an instance starts, a start that holds, an admission review of a pod, a file of a million questions.

mod load;
mod service;

use std::path::PathBuf;
use std::time::Instant;

use serde::Serialize;

use crate::error::BenchError;
use crate::timing::milliseconds;
use load::{Figures, Load};
use service::Service;

/// What is measured, and how long.
#[derive(Debug, Clone)]
pub struct GateOptions {
    /// How long each load lasts.
    pub seconds: u64,
    /// Connections of a load.
    pub connections: usize,
    /// Lines of the batch.
    pub lines: usize,
    /// Leases that run when their license is revoked.
    pub leases: usize,
    /// Folder of lists that are loaded; without it, memory is measured without any.
    pub lists: Option<PathBuf>,
    /// The address of another decision service with the same AuthZEN question, to be measured beside.
    pub peer: Option<String>,
}

impl Default for GateOptions {
    fn default() -> Self {
        Self { seconds: 8, connections: 64, lines: 540_000, leases: 1_000, lists: None, peer: None }
    }
}

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub struct GateFigures {
    /// Milliseconds from the start of the process until it is ready.
    pub ready_ms: f64,
    /// Megabytes that it has, with what is loaded, before any load.
    pub memory_mb: f64,
    /// Questions, one a call, as fast as they are answered.
    pub evaluation: Figures,
    /// The same at half of the 25,000 a second that are asked for.
    pub evaluation_at_half: Figures,
    /// Starts that hold durably, on SQLite.
    pub starts: Figures,
    /// Admission reviews of a pod.
    pub admission: Figures,
    /// Determinations a second, line by line in one request.
    pub batch_per_second: f64,
    /// Megabytes after all of it.
    pub memory_after_mb: f64,
    /// Milliseconds from the answer to a revocation until the last lease's order to stop is handed out, and how many there were.
    pub stop_orders_ms: f64,
    /// Leases that ran.
    pub leases: usize,
    /// The peer.
    pub peer: Option<Figures>,
}

/// Measures everything.
///
/// # Errors
/// [`BenchError::Gate`] where the service does not start or a tool is missing.
pub fn gate(options: &GateOptions, progress: &mut dyn FnMut(&str)) -> Result<GateFigures, BenchError> {
    progress("the start");
    let begun = Instant::now();
    let service = Service::start(options.lists.as_deref())?;
    let ready_ms = milliseconds(begun.elapsed());
    let memory_mb = service.memory_mb()?;
    let load = |name: &'static str, path: &str, body: &str, rate: Option<usize>| Load {
        name,
        address: format!("{}{path}", service.base()),
        key: service.key().to_owned(),
        body: body.to_owned(),
        rate,
        seconds: options.seconds,
        connections: options.connections,
    };
    progress("questions");
    let evaluation = load("evaluation", "/access/v1/evaluation", service::EVALUATION, None).run()?;
    let evaluation_at_half = load("evaluation", "/access/v1/evaluation", service::EVALUATION, Some(12_500)).run()?;
    let peer = match &options.peer {
        None => None,
        Some(address) => {
            progress("the peer");
            let body = service::PEER_EVALUATION.to_owned();
            Some(Load { address: address.clone(), body, ..load("peer", "", "", None) }.run()?)
        }
    };
    progress("admission reviews");
    let admission = load("admission", "/adapters/kubernetes/validate", service::REVIEW, Some(2_000)).run()?;
    progress("starts");
    let starts = load("starts", "/v1/starts", &service.start_body()?, None).run()?;
    progress("a batch");
    let batch_per_second = load::batch(&service, options.lines)?;
    let memory_after_mb = service.memory_mb()?;
    progress("a revocation");
    // Of a service of its own: only these leases run there.
    drop(service);
    let (stop_orders_ms, leases) = Service::start(None)?.revoke(options.leases)?;
    Ok(GateFigures {
        ready_ms,
        memory_mb,
        evaluation,
        evaluation_at_half,
        starts,
        admission,
        batch_per_second,
        memory_after_mb,
        stop_orders_ms,
        leases,
        peer,
    })
}

fn wrong(error: impl ToString) -> BenchError {
    BenchError::Gate(error.to_string())
}

impl std::fmt::Display for GateFigures {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "{:<46} {:>12} {:>10} {:>10}", "load", "a second", "median", "p99")?;
        let mut row = |name: &str, figures: &Figures| {
            let Figures { per_second, median_ms, p99_ms, failed } = figures;
            let failed = if *failed == 0 { String::new() } else { format!("  {failed} not answered with 200") };
            writeln!(out, "{name:<46} {per_second:>12.0} {median_ms:>7.2} ms {p99_ms:>7.2} ms{failed}")
        };
        row("AuthZEN evaluation, one a call", &self.evaluation)?;
        row("the same, 12,500 a second", &self.evaluation_at_half)?;
        if let Some(peer) = &self.peer {
            row("the peer's evaluation, one a call", peer)?;
        }
        row("admission reviews, 2,000 a second", &self.admission)?;
        row("starts that hold durably, SQLite", &self.starts)?;
        writeln!(out, "{:<46} {:>12.0}", "determinations in one batch of lines", self.batch_per_second)?;
        writeln!(
            out,
            "ready after {:.0} ms, with {:.0} MB; {:.0} MB after all of it",
            self.ready_ms, self.memory_mb, self.memory_after_mb
        )?;
        writeln!(
            out,
            "a revocation's last of {} orders to stop is handed out after {:.0} ms",
            self.leases, self.stop_orders_ms
        )
    }
}
