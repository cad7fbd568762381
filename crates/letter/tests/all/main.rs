//! Letters and tables, made of what nobody should have written.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod csv;
mod hostile;
mod pdf;
mod said;
mod snapshots;
mod templates;
