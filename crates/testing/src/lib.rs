//! What tests of several crates need: a PostgreSQL of their own, and the words of a load that can be killed.

pub mod draw;
pub mod load;
pub mod postgres;
