//! Measures the ledger: how many reservations a second are made durable and posted, and how many records a second are covered by a checkpoint.
//!
//! Callers are threads that wait for each answer before they ask again, as a gate does. What is acknowledged is on disk: on SQLite by a synchronous
//! commit of its log, on PostgreSQL as the server is set up.

mod load;
mod pgbench;

use std::path::Path;
use std::time::{Duration, Instant};

use portcullis_journal::record::NoteKind;
use portcullis_journal::submission::Request;
use portcullis_journal::{Node, Sealer, Submission};
use portcullis_license::{Instant as Moment, OperationId};
use portcullis_log::commitment::Salt;
use portcullis_log::note::{KeyName, Signer};
use serde::Serialize;
use serde_json::json;

use crate::error::BenchError;
use load::Load;

/// What is measured, and how long.
#[derive(Debug, Clone)]
pub struct LedgerOptions {
    /// Callers that wait for their answers.
    pub callers: usize,
    /// How long each load lasts.
    pub seconds: u64,
    /// Records that are appended and covered.
    pub leaves: usize,
    /// A server on which a database may be filled; left out, SQLite alone is measured.
    pub postgres: Option<String>,
}

impl Default for LedgerOptions {
    fn default() -> Self {
        Self { callers: 64, seconds: 5, leaves: 200_000, postgres: None }
    }
}

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub struct LedgerFigures {
    /// Callers that waited for their answers.
    pub callers: usize,
    /// The loads.
    pub rows: Vec<LedgerRow>,
    /// Records appended and covered by a signed checkpoint, a second, on SQLite.
    pub leaves_per_second: f64,
    /// What PostgreSQL's own benchmark does on the same server: TPC-B transactions a second, as many clients.
    pub pgbench_per_second: Option<f64>,
}

/// One load.
#[derive(Debug, Clone, Serialize)]
pub struct LedgerRow {
    /// The store.
    pub store: &'static str,
    /// Licenses that the callers share.
    pub licenses: usize,
    /// Durable pairs of reservation and post a second.
    pub pairs_per_second: f64,
    /// Milliseconds until a reservation was acknowledged, at the median.
    pub reserve_median_ms: f64,
    /// At the 99th percentile.
    pub reserve_p99_ms: f64,
    /// Reservations that were made after a suspension was acknowledged: none, or the ledger is broken.
    pub reserved_after_suspension: u64,
}

/// Measures everything.
///
/// # Errors
/// [`BenchError::Ledger`] where a store does not answer.
pub fn ledger(options: &LedgerOptions, progress: &mut dyn FnMut(&str)) -> Result<LedgerFigures, BenchError> {
    let folder = tempfile::tempdir().map_err(wrong)?;
    let load = Load { callers: options.callers, lasts: Duration::from_secs(options.seconds) };
    let mut rows = Vec::new();
    for licenses in [1, 1_000] {
        progress(&format!("SQLite, {licenses} licenses"));
        let path = folder.path().join(format!("{licenses}.db"));
        rows.push(load.run("SQLite", &path.display().to_string(), licenses)?);
    }
    progress("records under checkpoints");
    let leaves_per_second = leaves(&folder.path().join("leaves.db"), options.leaves)?;
    let mut pgbench_per_second = None;
    if let Some(server) = &options.postgres {
        for licenses in [1, 1_000] {
            progress(&format!("PostgreSQL, {licenses} licenses"));
            let address = pgbench::fresh_database(server, &format!("portcullis_bench_{licenses}"))?;
            rows.push(load.run("PostgreSQL", &address, licenses)?);
        }
        progress("PostgreSQL's own benchmark");
        pgbench_per_second = Some(pgbench::run(server, options.callers, options.seconds)?);
    }
    Ok(LedgerFigures { callers: options.callers, rows, leaves_per_second, pgbench_per_second })
}

/// Appends notes of the size of a decision in full batches, a checkpoint after every few, and ends with one that covers all.
fn leaves(path: &Path, count: usize) -> Result<f64, BenchError> {
    let mut store = portcullis_store::open(&path.display().to_string()).map_err(wrong)?;
    let mut node = node();
    let mut sealer = Sealer::new(Signer::from_seed(KeyName::new("bench.example/log").map_err(wrong)?, &[7; 32]));
    let body = json!({ "outcome": "license_required", "answer": format!("sha256:{}", "0".repeat(64)), "request": { "kind": "provide_compute", "on": "2026-11-22", "quantity": 8, "note": "x".repeat(160) } });
    let submissions = (0..count).map(|number| {
        let request =
            Request::Note { note: NoteKind::Decision, body: body.clone(), personal: Vec::new(), license: None };
        Ok(Submission { id: OperationId::new(&format!("decision-{number}")).map_err(wrong)?, request })
    });
    let submissions = submissions.collect::<Result<Vec<_>, BenchError>>()?;
    let begun = Instant::now();
    for (number, batch) in submissions.chunks(portcullis_journal::node::MOST_BATCH).enumerate() {
        node.commit(&mut store, batch, Moment(1)).map_err(wrong)?;
        if number % 16 == 15 {
            sealer.seal(&mut store, Moment(1)).map_err(wrong)?;
        }
    }
    let sealed = sealer.seal(&mut store, Moment(1)).map_err(wrong)?;
    if sealed.map(|row| row.size) != Some(count as u64) {
        return Err(wrong("the checkpoint does not cover every record"));
    }
    Ok(per_second(count as u64, begun.elapsed()))
}

fn node() -> Node {
    let mut count = 0_u128;
    Node::new(Box::new(move || {
        count += 1;
        Salt(count.to_be_bytes())
    }))
}

#[expect(clippy::float_arithmetic, reason = "a measurement, never a figure of law")]
fn per_second(count: u64, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64().max(f64::MIN_POSITIVE)
}

fn wrong(error: impl ToString) -> BenchError {
    BenchError::Ledger(error.to_string())
}

impl std::fmt::Display for LedgerFigures {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(out, "{} callers, each waiting for its answers", self.callers)?;
        writeln!(
            out,
            "{:<12} {:>9} {:>16} {:>16} {:>12}",
            "store", "licenses", "pairs a second", "reserve median", "p99"
        )?;
        for row in &self.rows {
            let (median, p99) = (row.reserve_median_ms, row.reserve_p99_ms);
            writeln!(
                out,
                "{:<12} {:>9} {:>16.0} {median:>13.2} ms {p99:>9.2} ms",
                row.store, row.licenses, row.pairs_per_second
            )?;
        }
        let late: u64 = self.rows.iter().map(|row| row.reserved_after_suspension).sum();
        writeln!(out, "reserved after a suspension was acknowledged: {late}")?;
        if let Some(pgbench) = self.pgbench_per_second {
            writeln!(out, "pgbench, TPC-B on the same server: {pgbench:.0} transactions a second")?;
        }
        writeln!(out, "records appended and covered by a signed checkpoint: {:.0} a second", self.leaves_per_second)
    }
}
