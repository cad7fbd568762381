//! What other systems write, put to the adapters, and what they get back.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod blazar;
mod envoy;
mod kubernetes;
mod kueue;
mod slurm;
mod terraform;
