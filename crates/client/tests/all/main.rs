//! The client and the programs of Slurm and Kueue, against a service that is played.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod calls;
mod kueue;
mod service;
mod slurm;
