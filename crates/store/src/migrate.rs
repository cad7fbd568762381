//! Brings the schema up to date, one node at a time.
//!
//! Whoever migrates holds a lease: a row with its name and a number that it raises before each statement. Others watch that number by their own
//! stop watch; when it stands still for too long its holder is taken for dead and the lease is taken over, so no two clocks are ever compared.
//! Not every server can undo a change of the schema, so each statement stands alone and may run again; a migration counts as applied when its
//! number is written down after its last statement.

use crate::backend::{Backend, Mode, Trouble};
use crate::connection::Connection;
use crate::drive::{drive, last_word};
use crate::table::Dialect;
use crate::value::Value;
use portcullis_journal::store::StoreError;
use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

/// A lease whose number stood still for so long is nobody's. A statement that takes longer may find a second node at the same statement; each can
/// run twice, so that costs time and nothing else.
const LEASE: Duration = Duration::from_secs(20);
/// How often those who wait look.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// How often the two tables that migrations need are tried to be made, by several nodes at once.
const TRIES: u32 = 50;

const VERSION_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_version (version bigint PRIMARY KEY, name text NOT NULL)";
const LEASE_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_lease (one bigint PRIMARY KEY, holder text NOT NULL, beat bigint NOT NULL)";

/// The migrations of a dialect, by number from 1 on.
struct Migration {
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        name: "0001_journal",
        sqlite: include_str!("../migrations/sqlite/0001_journal.sql"),
        postgres: include_str!("../migrations/postgres/0001_journal.sql"),
    },
    Migration {
        name: "0002_documents",
        sqlite: include_str!("../migrations/sqlite/0002_documents.sql"),
        postgres: include_str!("../migrations/postgres/0002_documents.sql"),
    },
];

/// What a migration did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrated {
    /// The names of those applied now, in order.
    pub applied: Vec<String>,
    /// The version of the schema now.
    pub version: u64,
}

/// The version of the schema that this program works with.
#[must_use]
pub fn known_version() -> u64 {
    u64::try_from(MIGRATIONS.len()).unwrap_or(u64::MAX)
}

/// The version of a store's schema; 0 where there is none yet.
///
/// # Errors
/// When the store cannot be read.
pub fn version(store: &mut Connection) -> Result<u64, StoreError> {
    version_of(&mut *store.backend)
}

/// Brings a store's schema up to date. Safe to call by any number of nodes at once.
///
/// # Errors
/// When the store is newer than this program, or does not answer.
pub fn migrate(store: &mut Connection) -> Result<Migrated, StoreError> {
    migrate_with(&mut *store.backend, LEASE, &mut |_| Ok(()))
}

/// As [`migrate`]; the pulse is told the number of each statement before it runs, and an error of it stops everything there, as a death would.
pub(crate) fn migrate_with(
    backend: &mut dyn Backend,
    lease: Duration,
    pulse: &mut dyn FnMut(usize) -> Result<(), StoreError>,
) -> Result<Migrated, StoreError> {
    let mut migrated = Migrated { applied: Vec::new(), version: version_of(backend)? };
    refuse_newer(migrated.version)?;
    if migrated.version == known_version() {
        return Ok(migrated);
    }
    make_tables(backend)?;
    let holder = format!("{:016x}", RandomState::new().hash_one(std::process::id()));
    take_lease(backend, &holder, lease)?;
    migrated.version = version_of(backend)?;
    refuse_newer(migrated.version)?;
    let mut statements_run = 0;
    let before = migrated.version;
    for (number, migration) in (1..).zip(MIGRATIONS).filter(|(number, _)| *number > before) {
        let text = match backend.dialect() {
            Dialect::Sqlite => migration.sqlite,
            Dialect::Postgres => migration.postgres,
        };
        for statement in statements(text) {
            beat(backend, &holder)?;
            pulse(statements_run)?;
            statements_run += 1;
            backend.define(statement).map_err(|trouble| last_word("migrate", 1, trouble))?;
        }
        beat(backend, &holder)?;
        pulse(statements_run)?;
        write_version(backend, number, migration.name)?;
        migrated.applied.push(migration.name.to_owned());
        migrated.version = number;
    }
    give_lease_back(backend, &holder)?;
    Ok(migrated)
}

/// The statements of a file: each ends with a semicolon at the end of a line.
fn statements(text: &str) -> impl Iterator<Item = &str> {
    let is_statement = |text: &&str| text.lines().any(|line| !line.trim().is_empty() && !line.starts_with("--"));
    text.split(";\n").filter(is_statement)
}

fn version_of(backend: &mut dyn Backend) -> Result<u64, StoreError> {
    let mut version = 0;
    drive(backend, "schema_version", Mode::READ, &mut |open| {
        version = 0;
        if open.tables()?.iter().any(|table| table == "schema_version") {
            let sql = "-- schema_version\nSELECT MAX(version) FROM schema_version";
            for mut cells in open.query("schema_version", sql, &[])? {
                let stored = cells.maybe_integer()?.unwrap_or(0);
                version = u64::try_from(stored).unwrap_or(0);
            }
        }
        Ok(())
    })?;
    Ok(version)
}

fn refuse_newer(version: u64) -> Result<(), StoreError> {
    let known = known_version();
    if version > known {
        let why = format!(
            "its schema has version {version} and this program knows versions up to {known}; use a newer program"
        );
        return Err(StoreError::unavailable(why));
    }
    Ok(())
}

/// Makes the two tables that this file needs. Nodes that do so at the same moment can be refused by each other, and find the tables the next time.
fn make_tables(backend: &mut dyn Backend) -> Result<(), StoreError> {
    for table in [VERSION_TABLE, LEASE_TABLE] {
        let mut tries = 1;
        while let Err(trouble) = backend.define(table) {
            tries += 1;
            if tries > TRIES {
                return Err(last_word("migrate", tries, trouble));
            }
            std::thread::sleep(BETWEEN_LOOKS);
        }
    }
    Ok(())
}

/// Waits until the lease is free or its holder has died, and takes it.
fn take_lease(backend: &mut dyn Backend, holder: &str, lease: Duration) -> Result<(), StoreError> {
    let mut watched: Option<(String, i64)> = None;
    let mut since = Instant::now();
    loop {
        let found = read_lease(backend)?;
        if found != watched {
            watched = found;
            since = Instant::now();
        }
        // A lease that was given back has no name in it.
        let is_free = watched.as_ref().is_none_or(|(name, _)| name.is_empty()) || since.elapsed() >= lease;
        if is_free && seize(backend, holder, watched.as_ref())? {
            return Ok(());
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
}

fn read_lease(backend: &mut dyn Backend) -> Result<Option<(String, i64)>, StoreError> {
    let mut lease = None;
    drive(backend, "schema_lease", Mode::READ, &mut |open| {
        let sql = "-- schema_lease\nSELECT holder, beat FROM schema_lease WHERE one = 1";
        let found = open.query("schema_lease", sql, &[])?.into_iter().next();
        lease = found.map(|mut cells| Ok::<_, StoreError>((cells.text()?, cells.integer()?))).transpose()?;
        Ok(())
    })?;
    Ok(lease)
}

/// Takes the lease if it still is as it was seen.
fn seize(backend: &mut dyn Backend, holder: &str, seen: Option<&(String, i64)>) -> Result<bool, StoreError> {
    let mut changed = 0;
    drive(backend, "schema_lease_take", Mode::WRITE, &mut |open| {
        let me = Value::Text(holder);
        changed = match seen {
            None => open.execute(
                "-- schema_lease_make\nINSERT INTO schema_lease (one, holder, beat) VALUES (1, $1, 0) ON CONFLICT (one) DO NOTHING",
                &[me],
            )?,
            Some((name, beat)) => open.execute(
                "-- schema_lease_take\nUPDATE schema_lease SET holder = $1, beat = beat + 1 WHERE one = 1 AND holder = $2 AND beat = $3",
                &[me, Value::Text(name), Value::Integer(*beat)],
            )?,
        };
        Ok(())
    })?;
    Ok(changed > 0)
}

/// Shows that the holder lives, and learns whether it still holds the lease.
fn beat(backend: &mut dyn Backend, holder: &str) -> Result<(), StoreError> {
    update_lease(
        backend,
        "-- schema_lease_beat\nUPDATE schema_lease SET beat = beat + 1 WHERE one = 1 AND holder = $1",
        holder,
    )
}

fn give_lease_back(backend: &mut dyn Backend, holder: &str) -> Result<(), StoreError> {
    update_lease(
        backend,
        "-- schema_lease_end\nUPDATE schema_lease SET holder = '', beat = beat + 1 WHERE one = 1 AND holder = $1",
        holder,
    )
}

fn update_lease(backend: &mut dyn Backend, sql: &str, holder: &str) -> Result<(), StoreError> {
    let mut changed = 0;
    drive(backend, "schema_lease_beat", Mode::WRITE, &mut |open| {
        changed = open.execute(sql, &[Value::Text(holder)])?;
        Ok(())
    })?;
    match changed {
        0 => Err(last_word("migrate", 1, Trouble::Waited)),
        _ => Ok(()),
    }
}

fn write_version(backend: &mut dyn Backend, number: u64, name: &str) -> Result<(), StoreError> {
    let sql = "-- schema_version_write\nINSERT INTO schema_version (version, name) VALUES ($1, $2) ON CONFLICT (version) DO NOTHING";
    let number = crate::value::number(number)?;
    drive(backend, "schema_version_write", Mode::WRITE, &mut |open| {
        open.execute(sql, &[Value::Integer(number), Value::Text(name)]).map(|_| ())
    })
}

#[cfg(test)]
mod tests;
