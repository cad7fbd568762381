//! The half year, lived through: that it shows everything, that all of it is legal and can be made again, and that two runs are the same.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on ends there")]

mod common;
mod half_year;
mod houses;
mod repeated;
