//! PostgreSQL, and what speaks like it: a server, for any number of nodes.
//!
//! Only what CockroachDB and YugabyteDB offer as well is used: serializable transactions, row locks, arrays; no session locks, no notifications, no
//! procedures. A connection that was lost is made again by the next transaction.

mod errors;
mod values;

use crate::backend::{Backend, Mode, Trouble};
use crate::sqlite::texts;
use crate::table::{Dialect, Table};
use crate::value::{Cell, Value};
use errors::{commit_trouble, trouble};
use portcullis_journal::store::StoreError;
use postgres::types::ToSql;
use postgres::{Client, Config, Statement};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use values::{arrays, cells};

/// Makes a connection: the place where encryption is put in.
pub type Connector = Arc<dyn Fn(&Config) -> Result<Client, postgres::Error> + Send + Sync>;

/// A server that does not answer the door in this time is not there.
const CONNECTING: Duration = Duration::from_secs(5);
/// A silent peer is asked after this long, and given up after [`SILENCE`].
const KEEPALIVE: Duration = Duration::from_secs(10);
const SILENCE: Duration = Duration::from_secs(30);
/// For each connection: no statement runs longer than a minute, none waits longer than ten seconds for the head, and a node that stops in the middle of
/// a transaction holds the head for five seconds at most. Every question is answered by an index: a table that was small when a statement was planned
/// must not be read from end to end once it is large.
const SESSION: &str = "-- session\nSET statement_timeout = '60s'; SET lock_timeout = '10s'; \
                       SET idle_in_transaction_session_timeout = '5s'; SET enable_seqscan = off";
/// For exports, imports and checks, until the end of their transaction.
const UNHURRIED: &str =
    "-- unhurried\nSET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";

/// One connection to one database.
pub(crate) struct Postgres {
    config: Config,
    connector: Connector,
    client: Option<Client>,
    /// Prepared on this connection.
    statements: HashMap<String, Statement>,
}

impl Postgres {
    pub(crate) fn connect(config: &Config, connector: Connector) -> Result<Self, StoreError> {
        let mut config = config.clone();
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECTING);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        if config.get_application_name().is_none() {
            config.application_name("portcullis");
        }
        config.keepalives_idle(KEEPALIVE);
        let mut postgres = Self { config, connector, client: None, statements: HashMap::new() };
        match postgres.client() {
            Ok(_) => Ok(postgres),
            Err(trouble) => Err(crate::drive::last_word("connect", 1, trouble)),
        }
    }

    /// The connection, made again where it was lost.
    fn client(&mut self) -> Result<&mut Client, Trouble> {
        if self.client.as_ref().is_none_or(Client::is_closed) {
            self.statements.clear();
            self.client = None;
            let mut client = (self.connector)(&self.config).map_err(|error| trouble(&error))?;
            client.batch_execute(SESSION).map_err(|error| trouble(&error))?;
            self.client = Some(client);
        }
        self.client.as_mut().ok_or_else(lost)
    }

    /// The connection and a statement prepared on it. Only a transaction that has begun comes here, so nothing is connected anew.
    fn prepared(&mut self, sql: &str) -> Result<(&mut Client, Statement), Trouble> {
        let client = self.client.as_mut().ok_or_else(lost)?;
        if let Some(statement) = self.statements.get(sql) {
            return Ok((client, statement.clone()));
        }
        let statement = client.prepare(sql).map_err(|error| trouble(&error))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok((client, statement))
    }
}

fn lost() -> Trouble {
    Trouble::Lost("the connection was lost".to_owned())
}

fn parameters<'a, T: ToSql + Sync>(values: &'a [T]) -> Vec<&'a (dyn ToSql + Sync)> {
    values.iter().map(|value| -> &'a (dyn ToSql + Sync) { value }).collect()
}

impl Backend for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn begin(&mut self, name: &'static str, mode: Mode) -> Result<(), Trouble> {
        // What only reads needs one moment and nothing else; it leaves no marks that writers could stumble over.
        let kind = match mode.writes {
            true => "SERIALIZABLE, READ WRITE",
            false => "REPEATABLE READ, READ ONLY",
        };
        let unhurried = if mode.unhurried { UNHURRIED } else { "" };
        let begin = format!("-- {name}\nBEGIN TRANSACTION ISOLATION LEVEL {kind}; {unhurried}");
        self.client()?.batch_execute(&begin).map_err(|error| trouble(&error))
    }

    fn commit(&mut self, name: &'static str) -> Result<(), Trouble> {
        // A connection that is known to be gone before the commit is sent has kept nothing.
        let client = self.client.as_mut().filter(|client| !client.is_closed()).ok_or_else(lost)?;
        client.batch_execute(&format!("-- {name}\nCOMMIT")).map_err(|error| commit_trouble(&error))
    }

    fn rollback(&mut self) {
        let undone = self.client.as_mut().is_some_and(|client| client.batch_execute("ROLLBACK").is_ok());
        if !undone {
            self.client = None;
        }
    }

    fn query(&mut self, sql: &str, values: &[Value<'_>]) -> Result<Vec<Vec<Cell>>, Trouble> {
        let (client, statement) = self.prepared(sql)?;
        let rows = client.query(&statement, &parameters(values)).map_err(|error| trouble(&error))?;
        rows.iter().map(cells).collect()
    }

    fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Trouble> {
        let (client, statement) = self.prepared(sql)?;
        client.execute(&statement, &parameters(values)).map_err(|error| trouble(&error))
    }

    fn query_any(&mut self, sql: &str, texts: &[&str]) -> Result<Vec<Vec<Cell>>, Trouble> {
        let (client, statement) = self.prepared(sql)?;
        let rows = client.query(&statement, &[&texts]).map_err(|error| trouble(&error))?;
        rows.iter().map(cells).collect()
    }

    fn insert(&mut self, table: &Table, rows: &[Vec<Value<'_>>]) -> Result<u64, Trouble> {
        let (client, statement) = self.prepared(&table.insert(Dialect::Postgres))?;
        client.execute(&statement, &parameters(&arrays(table, rows))).map_err(|error| trouble(&error))
    }

    fn define(&mut self, statement: &str) -> Result<(), Trouble> {
        let client = self.client()?;
        // An index on a large table takes as long as it takes.
        let defined = client
            .batch_execute("SET statement_timeout = 0; SET lock_timeout = 0")
            .and_then(|()| client.batch_execute(statement))
            .and_then(|()| client.batch_execute(SESSION));
        defined.map_err(|error| trouble(&error)).inspect_err(|_| self.client = None)
    }

    fn tables(&mut self) -> Result<Vec<String>, Trouble> {
        let sql = "-- tables\nSELECT CAST(table_name AS text) FROM information_schema.tables \
                   WHERE table_schema = current_schema() ORDER BY 1";
        texts(self.query(sql, &[])?)
    }

    fn integrity(&mut self) -> Result<Vec<String>, Trouble> {
        // The server has tools of its own for its files.
        Ok(Vec::new())
    }
}
