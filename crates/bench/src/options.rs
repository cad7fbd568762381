//! What is measured, and how often.

/// What is measured, and how often.
#[derive(Debug, Clone)]
pub struct Options {
    /// Requests with distinct facts in the mix.
    pub distinct: usize,
    /// Batches of each measurement, of which the median counts.
    pub batches: usize,
    /// Lines of the batch.
    pub batch_requests: usize,
    /// Threads that decide the batch.
    pub threads: usize,
    /// How often the batch is run.
    pub batch_runs: usize,
    /// How often the engine is started.
    pub starts: usize,
    /// Whether the other ways to evaluate provisions are measured too.
    pub peers: bool,
    /// What the mix is drawn from; the same seed gives the same mix.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            distinct: 1_000,
            batches: 31,
            batch_requests: 200_000,
            threads: 2,
            batch_runs: 5,
            starts: 11,
            peers: cfg!(feature = "peers"),
            seed: 20_230_704,
        }
    }
}
