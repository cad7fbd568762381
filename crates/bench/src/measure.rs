//! The measurements of the engine itself.

use crate::error::BenchError;
use crate::lines::{Counter, Lines};
use crate::mix::Mix;
use crate::options::Options;
use crate::processor;
use crate::report::{Batch, Measure};
use crate::timing::{Spread, Timing, each_ns, per_second_on};
use portcullis_determination::{Decided, Engine, Memo, Request, parse_line, run_batch};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Rounds over the mix in which each determination is timed by itself.
const SPREAD_ROUNDS: usize = 15;
/// Distinct lines of the batch, which are repeated to its length: memory stays flat.
const BATCH_LINES_MAX: usize = 20_000;

/// An engine and the mix it is measured with.
pub struct Bench<'a> {
    engine: &'a Engine,
    mix: &'a Mix,
    json: Vec<Vec<u8>>,
    decided: Vec<Arc<Decided>>,
    warm: Memo,
    cold: Memo,
    output: Vec<u8>,
}

impl<'a> Bench<'a> {
    /// Prepares the measurements.
    ///
    /// # Errors
    /// When a request of the mix cannot be written as JSON.
    pub fn new(engine: &'a Engine, mix: &'a Mix) -> Result<Self, BenchError> {
        let mut warm = Memo::default();
        let decided = mix.transactions.iter().map(|transaction| engine.determine(transaction, &mut warm)).collect();
        Ok(Self { engine, mix, json: mix.json()?, decided, warm, cold: Memo::default(), output: Vec::new() })
    }

    /// Requests of the mix: the operations of every pass below.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.mix.requests.len() as u64
    }

    /// Bytes of an average request.
    #[must_use]
    pub fn request_bytes(&self) -> usize {
        self.json.iter().map(Vec::len).sum::<usize>().checked_div(self.json.len()).unwrap_or(0)
    }

    /// JSON to requests.
    pub fn parse(&self) {
        for line in &self.json {
            // Boxing nothing, dropping what was parsed: both belong to the cost of a request.
            let _ = black_box(parse_line(black_box(line)));
        }
    }

    /// Requests to transactions.
    pub fn resolve(&self) {
        for request in &self.mix.requests {
            let _ = black_box(self.engine.resolve(black_box(request)));
        }
    }

    /// Transactions to facts.
    pub fn derive(&self) {
        for transaction in &self.mix.transactions {
            black_box(self.engine.facts(black_box(transaction)));
        }
    }

    /// Forgets what the cold passes determined.
    pub fn forget(&mut self) {
        self.cold.clear();
    }

    /// Transactions to determinations; cold after [`Bench::forget`].
    pub fn determine_cold(&mut self) {
        for transaction in &self.mix.transactions {
            black_box(self.engine.determine(black_box(transaction), &mut self.cold));
        }
    }

    /// Requests to determinations; cold after [`Bench::forget`].
    pub fn decide_cold(&mut self) {
        for request in &self.mix.requests {
            decide(self.engine, request, &mut self.cold);
        }
    }

    /// Transactions to determinations that were made before.
    pub fn determine_warm(&mut self) {
        for transaction in &self.mix.transactions {
            black_box(self.engine.determine(black_box(transaction), &mut self.warm));
        }
    }

    /// Requests to determinations that were made before.
    pub fn decide_warm(&mut self) {
        for request in &self.mix.requests {
            decide(self.engine, request, &mut self.warm);
        }
    }

    /// Determinations to JSON, the parts that many answers share being rendered.
    pub fn answer(&mut self) {
        let known = self.mix.requests.iter().zip(&self.mix.transactions).zip(&self.decided);
        for ((request, transaction), decided) in known {
            self.output.clear();
            let answer = self.engine.answer(request.id.as_deref(), transaction, black_box(decided));
            let _ = serde_json::to_writer(&mut self.output, &answer);
            black_box(self.output.as_slice());
        }
    }

    /// JSON to JSON, every step; cold after [`Bench::forget`].
    pub fn lines_cold(&mut self) {
        for line in &self.json {
            answer_line(self.engine, line, &mut self.cold, &mut self.output);
        }
    }

    /// JSON to JSON, every step, facts that were seen before.
    pub fn lines_warm(&mut self) {
        for line in &self.json {
            answer_line(self.engine, line, &mut self.warm, &mut self.output);
        }
    }

    /// How much cold determinations differ among themselves.
    #[must_use]
    pub fn cold_spread(&mut self) -> Spread {
        let mut rounds: Vec<Vec<Duration>> = vec![Vec::with_capacity(SPREAD_ROUNDS); self.mix.transactions.len()];
        for _ in 0..SPREAD_ROUNDS {
            self.forget();
            for (transaction, rounds) in self.mix.transactions.iter().zip(&mut rounds) {
                let start = Instant::now();
                black_box(self.engine.determine(black_box(transaction), &mut self.cold));
                rounds.push(start.elapsed());
            }
        }
        Spread::new(rounds)
    }

    /// Every measurement but start-up and the batch.
    #[must_use]
    pub fn all(&mut self, batches: usize) -> Vec<Measure> {
        let operations = self.requests();
        let warm = |pass: &mut dyn FnMut()| Timing::of(batches, operations, pass);
        let parse = warm(&mut || self.parse());
        let resolve = warm(&mut || self.resolve());
        let derive = warm(&mut || self.derive());
        let determine_warm = warm(&mut || self.determine_warm());
        let decide_warm = warm(&mut || self.decide_warm());
        let answer = warm(&mut || self.answer());
        let lines_warm = warm(&mut || self.lines_warm());
        let determine_cold = self.cold_timing(batches, Self::determine_cold);
        let decide_cold = self.cold_timing(batches, Self::decide_cold);
        let lines_cold = self.cold_timing(batches, Self::lines_cold);
        vec![
            Measure::new("parse one request", parse),
            Measure::new("resolve", resolve),
            Measure::new("derive the facts", derive),
            Measure::new("determine, cold", determine_cold),
            Measure::new("resolve and determine, cold", decide_cold).below_ns(10_000.0),
            Measure::new("determine, warm", determine_warm),
            Measure::new("resolve and determine, warm", decide_warm).below_ns(500.0),
            Measure::new("answer as JSON, warm", answer),
            Measure::new("JSON to JSON, cold", lines_cold),
            Measure::new("JSON to JSON, warm", lines_warm),
        ]
    }

    fn cold_timing(&mut self, batches: usize, pass: fn(&mut Self)) -> Timing {
        let operations = self.requests();
        let bench = std::cell::RefCell::new(self);
        let before = || bench.borrow_mut().forget();
        Timing::with_setup(batches, operations, before, || pass(&mut bench.borrow_mut()))
    }
}

fn decide(engine: &Engine, request: &Request<'_>, memo: &mut Memo) {
    if let Ok(transaction) = engine.resolve(black_box(request)) {
        black_box(engine.determine(&transaction, memo));
    }
}

fn answer_line(engine: &Engine, line: &[u8], memo: &mut Memo, output: &mut Vec<u8>) {
    output.clear();
    let Ok(request) = parse_line(black_box(line)) else { return };
    let Ok(transaction) = engine.resolve(&request) else { return };
    let decided = engine.determine(&transaction, memo);
    let _ = serde_json::to_writer(&mut *output, &engine.answer(request.id.as_deref(), &transaction, &decided));
    black_box(output.as_slice());
}

/// Starts the engine several times.
pub(crate) fn start_up<E: std::fmt::Display>(
    start: &impl Fn() -> Result<Engine, E>,
    starts: usize,
) -> Result<(Engine, Measure), BenchError> {
    let engine = start().map_err(|error| BenchError::Start(error.to_string()))?;
    let timing = Timing::with_setup(starts, 1, || (), || drop(black_box(start())));
    Ok((engine, Measure::new("start-up: catalog, law, engine", timing).below_ns(60e6)))
}

/// Runs the batch several times.
pub(crate) fn batch(engine: &Engine, mix: &Mix, options: &Options) -> Result<Batch, BenchError> {
    let lines = mix.json_lines(options.seed, options.batch_requests.min(BATCH_LINES_MAX))?;
    let run = || {
        let input = Lines::new(&lines, options.batch_requests);
        let mut output = Counter::default();
        let summary = run_batch(engine, input, &mut output, options.threads, &mut |_| ());
        summary.map(|summary| (summary, output.bytes)).map_err(|error| BenchError::Batch(error.to_string()))
    };
    let (summary, output_bytes) = run()?;
    let expected = options.batch_requests as u64;
    if summary.decided != expected || summary.bad != 0 {
        let text = format!("{} of {expected} lines decided, {} refused", summary.decided, summary.bad);
        return Err(BenchError::Batch(text));
    }
    let before = processor::time();
    let timing = Timing::with_setup(options.batch_runs, expected, || (), || drop(black_box(run())));
    // One run more than is timed: the first warms up.
    let runs = u32::try_from(timing.batches + 1).unwrap_or(u32::MAX);
    let used = processor::time().zip(before).and_then(|(after, before)| after.checked_sub(before));
    let per_second = timing.per_second();
    let processor_ns = used.map(|used| each_ns(used / runs, expected));
    Ok(Batch {
        requests: options.batch_requests,
        threads: options.threads,
        input_bytes: Lines::new(&lines, options.batch_requests).total_bytes(),
        output_bytes,
        requests_per_second: per_second,
        target_per_second: 250_000.0,
        met: per_second >= 250_000.0,
        processor_ns,
        requests_per_second_if_free: processor_ns.map(|ns| per_second_on(options.threads, ns)),
        timing,
    })
}
