//! Where compute starts: what other systems ask, put to the gate, and its verdict in their words.
//!
//! Each adapter is a pure translation: bytes of the other system's protocol to one or more [`Ask`](portcullis_gate::Ask)s, and the
//! [`Verdict`](portcullis_gate::Verdict)s back to bytes. What cannot be understood is an answer that keeps the gate closed, in the words of the protocol. Who calls, over
//! which wire, is the server's business.
//!
//! ```text
//! bytes --parse--> what is asked --mapping of the operator--> Ask ... gate ... Verdict --words of the protocol--> bytes
//! ```

pub mod kubernetes;
pub mod kueue;

pub mod blazar;
pub mod envoy;
pub mod slurm;
pub mod terraform;

mod template;

pub use template::{Mistake, Refused};
