//! What tests of several crates need: a PostgreSQL of their own.

pub mod postgres;
