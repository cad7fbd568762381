//! Tests that damage what is stored.

use crate::fresh::Fresh;
use portcullis_store::Connection;

impl Fresh {
    /// Runs SQL behind the store's back.
    pub fn run(&self, sql: &str) {
        match self.address.strip_prefix("sqlite:") {
            Some(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            None => postgres::Client::connect(&self.address, postgres::NoTls).unwrap().batch_execute(sql).unwrap(),
        }
    }

    /// One byte, as the database writes it.
    pub fn bytes_literal(&self) -> &'static str {
        if self.address.starts_with("sqlite:") { "x'78'" } else { "'\\x78'" }
    }

    /// A copy of a store, in a database of the same kind, without what keeps it from being damaged.
    pub fn copy_of(&self, store: &mut Connection) -> Self {
        let copy = match self.database() {
            None => Self::sqlite(),
            Some(database) => Self::in_database(database.beside().unwrap()),
        };
        let mut stream = Vec::new();
        portcullis_store::export(store, &mut stream, &mut |_| {}).unwrap();
        portcullis_store::import(&mut stream.as_slice(), &mut copy.open(), &mut |_| {}).unwrap();
        copy
    }
}
