//! What was measured, as a table and as JSON.

use crate::timing::{Spread, Timing, shown};
use portcullis_law::Outcome;
use portcullis_license::amount::grouped;
use serde::Serialize;
use std::fmt;

/// What was measured.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The hash of the law.
    pub law: String,
    /// The hash of the catalog.
    pub catalog: String,
    /// The profile.
    pub profile: String,
    /// The requests.
    pub mix: MixShown,
    /// The engine, step by step.
    pub measures: Vec<Measure>,
    /// How much cold determinations differ among themselves.
    pub cold_spread: Spread,
    /// Many requests at once.
    pub batch: Batch,
    /// Other ways to evaluate the same provisions.
    pub peers: Option<Peers>,
}

/// The requests of the mix.
#[derive(Debug, Serialize)]
pub struct MixShown {
    /// How many there are, no two with the same facts.
    pub requests: usize,
    /// Bytes of an average request.
    pub request_bytes: usize,
    /// How many have each outcome.
    pub outcomes: Vec<(Outcome, usize)>,
}

/// One measurement.
#[derive(Debug, Serialize)]
pub struct Measure {
    /// What was done.
    pub name: &'static str,
    /// How long it took.
    pub timing: Timing,
    /// Nanoseconds that the median should stay below.
    pub target_ns: Option<f64>,
    /// Whether it does.
    pub met: Option<bool>,
}

impl Measure {
    pub(crate) fn new(name: &'static str, timing: Timing) -> Self {
        Self { name, timing, target_ns: None, met: None }
    }

    pub(crate) fn below_ns(self, target: f64) -> Self {
        Self { target_ns: Some(target), met: Some(self.timing.median_ns < target), ..self }
    }
}

/// The batch.
#[derive(Debug, Serialize)]
pub struct Batch {
    /// Requests.
    pub requests: usize,
    /// Threads that decide.
    pub threads: usize,
    /// Bytes read.
    pub input_bytes: u64,
    /// Bytes written.
    pub output_bytes: u64,
    /// Requests a second in the median run.
    pub requests_per_second: f64,
    /// How many there should be at least.
    pub target_per_second: f64,
    /// Whether there are.
    pub met: bool,
    /// Processor time of one request over all threads, which does not depend on who else uses the machine.
    pub processor_ns: Option<f64>,
    /// Requests a second by that time, were there a free processor for each thread and nothing else to wait for.
    pub requests_per_second_if_free: Option<f64>,
    /// The time of one request.
    pub timing: Timing,
}

/// The comparison with other ways to evaluate the same provisions.
#[derive(Debug, Serialize)]
pub struct Peers {
    /// The regime.
    pub regime: &'static str,
    /// The date.
    pub on: &'static str,
    /// Provisions evaluated for each request.
    pub provisions: usize,
    /// Those that fire for no request: on them the agreement says nothing.
    pub never_fired: Vec<String>,
    /// Requests, on every one of which all ways agree.
    pub requests: usize,
    /// Each way.
    pub ways: Vec<Peer>,
}

/// A way to evaluate the provisions.
#[derive(Debug, Serialize)]
pub struct Peer {
    /// What it is.
    pub name: &'static str,
    /// The time for all provisions on one request.
    pub timing: Timing,
    /// How many times as long as closures written by hand.
    pub times_closures: f64,
    /// How many times as long as the engine's compiled conditions.
    pub times_compiled: f64,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |hash: &str| hash.chars().take(12).collect::<String>();
        let (law, catalog) = (short(&self.law), short(&self.catalog));
        writeln!(f, "law {law}, catalog {catalog}, profile {}", self.profile)?;
        let outcomes = self.mix.outcomes.iter().map(|(outcome, count)| format!("{outcome} {count}"));
        writeln!(
            f,
            "{} requests, no two with the same facts, {} bytes each: {}\n",
            grouped(self.mix.requests as u64),
            self.mix.request_bytes,
            outcomes.collect::<Vec<_>>().join(", ")
        )?;
        writeln!(f, "{:<34}{:>12}{:>12}{:>12}   target", "one request", "median", "fastest", "slowest")?;
        for measure in &self.measures {
            row(f, measure.name, &measure.timing)?;
            let target = measure.target_ns.map(|target| format!("   below {}: {}", shown(target), word(measure.met)));
            writeln!(f, "{}", target.unwrap_or_default())?;
        }
        let Spread { p50_ns, p99_ns, slowest_ns } = self.cold_spread;
        writeln!(
            f,
            "Of the cold determinations, half stay below {}, 99 of 100 below {}; the slowest takes {}.\n",
            shown(p50_ns),
            shown(p99_ns),
            shown(slowest_ns)
        )?;
        let batch = &self.batch;
        let what = format!("batch of {}, {} threads", grouped(batch.requests as u64), batch.threads);
        row(f, &what, &batch.timing)?;
        writeln!(
            f,
            "\n{:<34}{:>12}   target: at least {}: {}",
            "requests a second",
            whole(batch.requests_per_second),
            whole(batch.target_per_second),
            word(Some(batch.met))
        )?;
        if let Some(ns) = batch.processor_ns {
            let free = whole(batch.requests_per_second_if_free.unwrap_or_default());
            let what = "processor time of one request";
            writeln!(f, "{what:<34}{:>12}   {free} a second, were that many processors free", shown(ns))?;
        }
        match &self.peers {
            Some(peers) => write!(f, "\n{peers}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Peers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { provisions, regime, on, .. } = self;
        let requests = grouped(self.requests as u64);
        writeln!(f, "{provisions} provisions of {regime} on exports of {on}; all ways agree on {requests} requests")?;
        if !self.never_fired.is_empty() {
            writeln!(f, "fires for none of them: {}", self.never_fired.join(", "))?;
        }
        writeln!(f)?;
        let heading = "all provisions, one request";
        writeln!(f, "{heading:<42}{:>12}{:>14}{:>14}", "median", "x closures", "x compiled")?;
        for way in &self.ways {
            let median = shown(way.timing.median_ns);
            let Peer { name, times_closures, times_compiled, .. } = way;
            writeln!(f, "{name:<42}{median:>12}{times_closures:>14.2}{times_compiled:>14.2}")?;
        }
        Ok(())
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, timing: &Timing) -> fmt::Result {
    let Timing { median_ns, fastest_ns, slowest_ns, .. } = *timing;
    write!(f, "{name:<34}{:>12}{:>12}{:>12}", shown(median_ns), shown(fastest_ns), shown(slowest_ns))
}

fn word(met: Option<bool>) -> &'static str {
    match met {
        Some(true) => "met",
        Some(false) => "missed",
        None => "",
    }
}

fn whole(number: f64) -> String {
    let digits = format!("{number:.0}");
    digits.parse::<u64>().map_or(digits, grouped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_is_rounded_and_grouped() {
        assert_eq!(whole(250_000.4), "250,000");
    }
}
