//! The clocks of a case: laws that hold for any course, a second implementation that walks day by day, and the public vectors.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod days;
mod laws;
mod some;
mod vectors;
mod walked;
