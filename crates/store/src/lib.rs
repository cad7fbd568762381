//! Where the journal is kept: SQLite, a file for one machine, and PostgreSQL, a server for any number of nodes.
//!
//! Both meet one contract, `portcullis_journal::store`, by one body of code: only what a database must be able to do is written
//! twice. A transaction in which any call failed is never kept, whatever its work made of the failure.

mod address;
mod backend;
mod check;
mod connection;
mod drive;
mod lines;
mod migrate;
mod open;
mod pages;
mod parts;
mod postgres;
mod sqlite;
mod stream;
mod table;
mod value;

pub use address::Address;
pub use check::{Checked, Finding, check};
pub use connection::{Connection, connect, connect_with, open};
pub use migrate::{Migrated, known_version, migrate, version};
pub use postgres::Connector;
pub use stream::{Progress, StreamError, Transferred, digest, export, import};
