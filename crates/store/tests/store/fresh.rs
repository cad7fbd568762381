//! Stores of a test's own.

use portcullis_journal::store::{Row, Store as _, StoreError, Transaction};
use portcullis_store::{Connection, connect, open};
use portcullis_testing::postgres::{Database, left_out};

/// An empty store that is gone after the test.
pub struct Fresh {
    pub address: String,
    _folder: Option<tempfile::TempDir>,
    database: Option<Database>,
}

impl Fresh {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite:{}", folder.path().join("store.db").display());
        Self { address, _folder: Some(folder), database: None }
    }

    /// None where these tests were left out by order.
    pub fn postgres() -> Option<Self> {
        if left_out() {
            return None;
        }
        Some(Self::in_database(Database::fresh().unwrap()))
    }

    pub fn in_database(database: Database) -> Self {
        Self { address: database.address(), _folder: None, database: Some(database) }
    }

    pub fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    pub fn open(&self) -> Connection {
        open(&self.address).unwrap()
    }

    pub fn connect(&self) -> Connection {
        connect(&self.address.parse().unwrap()).unwrap()
    }
}

/// A row that says little.
pub fn row(sequence: u64, id: &str) -> Row {
    Row {
        sequence,
        id: id.to_owned(),
        digest: [7; 32],
        license: None,
        reservation: None,
        at: 1_700_000_000_000,
        leaf: format!("leaf of {id}").into_bytes(),
    }
}

/// The answer of a transaction that must succeed.
pub fn done<T>(store: &mut Connection, mut work: impl FnMut(&mut dyn Transaction) -> Result<T, StoreError>) -> T {
    tried(store, &mut work).unwrap()
}

/// The answer of a transaction.
pub fn tried<T>(
    store: &mut Connection,
    mut work: impl FnMut(&mut dyn Transaction) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut answer = None;
    store.transact("test", &mut |transaction| {
        answer = Some(work(transaction)?);
        Ok(())
    })?;
    Ok(answer.unwrap())
}
