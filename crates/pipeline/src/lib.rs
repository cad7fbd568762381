//! The pieces of an input, worked on by several threads and written in their order, in bounded memory.
//!
//! ```text
//! read -> pieces -> workers -> done -> write, in order
//!   ^                                    |
//!   +----- leave to read another --------+
//! ```
//!
//! It knows nothing of what a piece is. [`run`] drives reader, workers and writer; [`Chunks`] cuts an input into
//! pieces of whole [`Lines`].

mod chunks;
mod run;

pub use chunks::{Chunks, LINE_BYTES_MAX, Lines};
pub use run::{Ended, cores, run};
