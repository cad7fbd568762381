//! Measures the engine: step by step, as a whole, and against other ways to evaluate the same provisions.
//!
//! Everything runs in one process, on one fixed mix of made-up requests. Each figure is the median of repeated
//! batches; on a machine that others use, ratios say more than times.
//!
//! Reading order: [`Options`], [`run`], [`Report`]; then [`Mix`] (the requests), [`Bench`] (the steps) and
//! [`Comparison`] (the other ways: closures written by hand, the Cedar authorizer, Rego). Beside it [`screening()`],
//! on a benchmark of real lists, [`ownership()`], on a graph that is drawn, and
//! [`ledger()`], on stores that it fills, and [`console()`], on the pages of the demo.

#[cfg(feature = "peers")]
mod closures;
mod console;
mod draw;
mod error;
mod gate;
mod ledger;
mod lines;
mod measure;
mod mix;
mod options;
mod ownership;
#[cfg(feature = "peers")]
mod peers;
mod processor;
#[cfg(feature = "peers")]
mod rego;
mod report;
mod requests;
mod screening;
mod timing;
mod tool;

pub use console::{ConsoleFigures, ConsoleOptions, ConsoleRow, console};
pub use error::BenchError;
pub use gate::{GateFigures, GateOptions, gate};
pub use ledger::{LedgerFigures, LedgerOptions, LedgerRow, ledger};
pub use measure::Bench;
pub use mix::{Mix, known_facts};
pub use options::Options;
pub use ownership::{OwnershipFigures, OwnershipOptions, ownership};
#[cfg(feature = "peers")]
pub use peers::{Comparison, Way};
pub use report::{Batch, Measure, MixShown, Peer, Peers, Report};
pub use screening::{
    CategoryFigures, Census, FOLDER, FileFigures, LargeFigures, Lost, PairFigures, Rates, Row, ScreeningOptions,
    ScreeningReport, Start, Threshold, Times, Tools, screening, start,
};
pub use timing::{Spread, Timing};

use portcullis_determination::Engine;
use portcullis_law::Outcome;
use std::fmt::Display;

/// Measures everything.
///
/// `start` loads the catalog and the law and makes an engine; how long it takes is the start-up time.
/// `progress` is told what is measured next.
///
/// # Errors
/// When the engine does not start, the mix does not fit the law and the catalog, or two ways to evaluate the
/// same provisions do not agree.
pub fn run<E: Display>(
    start: impl Fn() -> Result<Engine, E>,
    options: &Options,
    progress: &mut dyn FnMut(&str),
) -> Result<Report, BenchError> {
    progress("start-up");
    let (engine, started) = measure::start_up(&start, options.starts)?;
    progress("the mix of requests");
    let mix = Mix::new(&engine, options.seed, options.distinct)?;
    let mut bench = Bench::new(&engine, &mix)?;
    progress("one request");
    let mut measures = vec![started];
    measures.extend(bench.all(options.batches));
    let cold_spread = bench.cold_spread();
    progress("the batch");
    let batch = measure::batch(&engine, &mix, options)?;
    let peers = if options.peers {
        progress("other ways to evaluate the same provisions");
        measured_peers(&engine, options)?
    } else {
        None
    };
    Ok(Report {
        law: engine.law().version().to_owned(),
        catalog: engine.catalog().version().to_owned(),
        profile: engine.profile().id.clone(),
        mix: MixShown {
            requests: mix.requests.len(),
            request_bytes: bench.request_bytes(),
            outcomes: Outcome::ALL.into_iter().zip(mix.outcomes).collect(),
        },
        measures,
        cold_spread,
        batch,
        peers,
    })
}

#[cfg(feature = "peers")]
fn measured_peers(engine: &Engine, options: &Options) -> Result<Option<Peers>, BenchError> {
    peers::compare(engine, options).map(Some)
}

#[cfg(not(feature = "peers"))]
fn measured_peers(_: &Engine, _: &Options) -> Result<Option<Peers>, BenchError> {
    Err(BenchError::Peers("this program was built without it".to_owned()))
}
