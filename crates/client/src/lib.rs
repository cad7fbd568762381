//! A small client of the service: blocking, over HTTP, for programs that start compute.
//!
//! ```no_run
//! use portcullis_client::{Client, Start};
//!
//! let client = Client::new("https://portcullis.example:8443", "the-key")?;
//! let request = serde_json::json!({ "kind": "provide_compute", "on": "2026-11-22", "item": { "instance": "aws:p5.48xlarge" } });
//! let verdict = client.start(&Start::new("my-instance-1", request, 3600))?;
//! if verdict.opens {
//!     // It may run until the first of `verdict.held` ends; renew them, post what was used, or void them.
//! }
//! # Ok::<(), portcullis_client::Error>(())
//! ```
//!
//! An error never opens anything: a caller that does not get a verdict with `opens` does not start.

mod address;
#[cfg(feature = "programs")]
mod asked;
mod client;
mod error;
#[cfg(feature = "kueue")]
pub mod kueue;
mod shapes;
#[cfg(feature = "slurm")]
pub mod slurm;
#[cfg(feature = "programs")]
mod trouble;
mod trust;

pub use client::Client;
pub use error::{Error, Problem};
pub use shapes::{Held, Placement, Start, Stop, Verdict};
#[cfg(feature = "programs")]
pub use trouble::Trouble;
