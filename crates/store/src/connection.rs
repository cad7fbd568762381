//! A connection, of either kind.

use crate::address::{Address, Place};
use crate::backend::{Backend, Mode};
use crate::drive::drive;
use crate::migrate::migrate;
use crate::postgres::{Connector, Postgres};
use crate::sqlite::Sqlite;
use ::postgres::NoTls;
use portcullis_journal::store::{Store, StoreError, Work};
use std::fmt;
use std::sync::Arc;

/// One connection to a store. Threads that work at the same time have one each.
pub struct Connection {
    pub(crate) backend: Box<dyn Backend>,
    address: Address,
}

/// Opens the store at an address: makes the file where there is none, and brings the schema up to date. For the start of a program.
///
/// # Errors
/// When the address means nothing, the store cannot be reached, or its schema is newer than this program.
pub fn open(address: &str) -> Result<Connection, StoreError> {
    let address: Address = address.parse()?;
    let backend: Box<dyn Backend> = match &address.place {
        Place::File(path) => Box::new(Sqlite::connect(path, true)?),
        Place::Server(config) => Box::new(Postgres::connect(config, plain())?),
    };
    let mut connection = Connection { backend, address };
    migrate(&mut connection)?;
    Ok(connection)
}

/// One more connection to a store that was opened before. A file is not made, nor the schema changed.
///
/// # Errors
/// When there is no store or it cannot be reached.
pub fn connect(address: &Address) -> Result<Connection, StoreError> {
    connect_with(address, plain())
}

/// As [`connect`], through a connector that encrypts, for example.
///
/// # Errors
/// When there is no store or it cannot be reached.
pub fn connect_with(address: &Address, connector: Connector) -> Result<Connection, StoreError> {
    let backend: Box<dyn Backend> = match &address.place {
        Place::File(path) => Box::new(Sqlite::connect(path, false)?),
        Place::Server(config) => Box::new(Postgres::connect(config, connector)?),
    };
    Ok(Connection { backend, address: address.clone() })
}

fn plain() -> Connector {
    Arc::new(|config| config.connect(NoTls))
}

impl Connection {
    /// Where the store is.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }
}

impl Store for Connection {
    fn transact(&mut self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError> {
        drive(&mut *self.backend, name, Mode::WRITE, &mut |open| work(open))
    }

    fn read(&mut self, name: &'static str, work: &mut Work<'_>) -> Result<(), StoreError> {
        drive(&mut *self.backend, name, Mode::READ, &mut |open| work(open))
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Connection({})", self.address)
    }
}
