//! Why a measurement could not be made.

use portcullis_determination::RequestError;

/// Why a measurement could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BenchError {
    /// The engine did not start.
    #[error("the engine does not start: {0}")]
    Start(String),
    /// A request of the mix names something the law or the catalog does not have.
    #[error("a request of the mix cannot be used with this law and catalog: {0}")]
    Request(#[from] RequestError),
    /// The mix does not come together.
    #[error("the mix of requests: {0}")]
    Mix(String),
    /// The batch failed.
    #[error("the batch: {0}")]
    Batch(String),
    /// The ways to evaluate the provisions cannot be compared.
    #[error("the comparison: {0}")]
    Peers(String),
    /// A file of the screening benchmark is missing or malformed.
    #[error("{path}: {problem}")]
    Data {
        /// The file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The ledger cannot be measured.
    #[error("the ledger: {0}")]
    Ledger(String),
    /// The service cannot be measured.
    #[error("the gate: {0}")]
    Gate(String),
    /// The console cannot be measured.
    #[error("the console: {0}")]
    Console(String),
    /// Screening or ownership cannot be measured.
    #[error("screening: {0}")]
    Screening(String),
}
