use super::*;
use crate::{check, open};
use portcullis_journal::store::Store as _;
use portcullis_testing::postgres::{Database, left_out};
use std::path::Path;

/// Runs a test on an empty store of each kind; the address makes further connections.
fn on_both(test: impl Fn(&mut dyn FnMut() -> Connection)) {
    let folder = tempfile::tempdir().unwrap();
    let address = folder.path().join("store.db").display().to_string();
    test(&mut || Connection::bare(&address));
    if !left_out() {
        let database = Database::fresh().unwrap();
        test(&mut || Connection::bare(&database.address()));
    }
}

impl Connection {
    /// A connection to a store that may have no schema yet.
    fn bare(address: &str) -> Self {
        if !address.starts_with("postgres") && !Path::new(address).exists() {
            std::fs::File::create(address).unwrap();
        }
        crate::connect(&address.parse().unwrap()).unwrap()
    }

    fn define(&mut self, sql: &str) {
        self.backend.define(sql).unwrap();
    }
}

const ALL: [&str; 2] = ["0001_journal", "0002_documents"];
const LATEST: u64 = 2;

fn death() -> StoreError {
    StoreError::unavailable("died")
}

#[test]
fn a_store_is_brought_up_to_date_once() {
    on_both(|connect| {
        let mut store = connect();
        assert_eq!(version(&mut store), Ok(0));
        let applied = Migrated { applied: ALL.map(str::to_owned).to_vec(), version: LATEST };
        assert_eq!(migrate(&mut store), Ok(applied));
        assert_eq!(migrate(&mut store), Ok(Migrated { applied: Vec::new(), version: LATEST }));
        assert_eq!((version(&mut connect()), known_version()), (Ok(LATEST), LATEST));
        assert!(check(&mut store).unwrap().is_sound());
    });
}

#[test]
fn every_statement_may_run_twice() {
    on_both(|connect| {
        let mut store = connect();
        migrate(&mut store).unwrap();
        // As though the program had died before it wrote the version down.
        store.define("DELETE FROM schema_version");
        assert_eq!(migrate(&mut store).unwrap().applied, ALL);
        assert!(check(&mut store).unwrap().is_sound());
    });
}

#[test]
fn a_store_of_an_earlier_version_is_brought_up_to_date() {
    on_both(|connect| {
        let mut store = connect();
        migrate(&mut store).unwrap();
        store.define("DROP TABLE documents");
        store.define("DELETE FROM schema_version WHERE version > 1");
        assert_eq!(version(&mut store), Ok(1));
        assert_eq!(migrate(&mut store).unwrap().applied, ["0002_documents"]);
        store.transact("test", &mut |open| open.put_document("a", "b", None, "{}").map(|_| ())).unwrap();
        assert!(check(&mut store).unwrap().is_sound());
    });
}

#[test]
fn a_migration_that_died_anywhere_is_taken_up_by_another() {
    let statements = statements(MIGRATIONS[0].sqlite).count();
    on_both(|connect| {
        let mut store = connect();
        // One dies after the other, each a statement later, and each must wait until the lease of the one before has ended.
        for dies_at in 0..=statements {
            let lease = Duration::from_millis(120);
            let began = Instant::now();
            let outcome =
                migrate_with(&mut *store.backend, lease, &mut |at| if at == dies_at { Err(death()) } else { Ok(()) });
            assert_eq!(outcome, Err(death()));
            assert!(dies_at == 0 || began.elapsed() >= lease, "a lease was not respected");
            assert_eq!(version(&mut store), Ok(0));
        }
        let migrated = migrate_with(&mut *store.backend, Duration::from_millis(120), &mut |_| Ok(())).unwrap();
        assert_eq!(migrated.version, LATEST);
        store.transact("test", &mut |open| open.put_blob("a", b"b")).unwrap();
        assert!(check(&mut store).unwrap().is_sound());
    });
}

#[test]
fn a_holder_that_lost_its_lease_stops() {
    on_both(|connect| {
        let (mut slow, mut quick) = (connect(), connect());
        let outcome = migrate_with(&mut *slow.backend, LEASE, &mut |at| {
            if at == 3 {
                migrate_with(&mut *quick.backend, Duration::from_millis(100), &mut |_| Ok(())).unwrap();
            }
            Ok(())
        });
        assert!(matches!(outcome, Err(StoreError::Conflict { .. })), "{outcome:?}");
        assert_eq!(version(&mut slow), Ok(LATEST));
    });
}

#[test]
fn many_start_at_once_and_one_migrates() {
    on_both(|connect| {
        let mut stores: Vec<Connection> = (0..6).map(|_| connect()).collect();
        let migrated: Vec<Migrated> = std::thread::scope(|scope| {
            let threads: Vec<_> = stores.iter_mut().map(|store| scope.spawn(move || migrate(store).unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(migrated.iter().all(|migrated| migrated.version == LATEST));
        assert_eq!(migrated.iter().filter(|migrated| !migrated.applied.is_empty()).count(), 1);
    });
}

#[test]
fn a_store_newer_than_the_program_is_refused() {
    on_both(|connect| {
        let mut store = connect();
        migrate(&mut store).unwrap();
        store.define("INSERT INTO schema_version (version, name) VALUES (9, 'later')");
        let refused = open(&store.address().to_string()).unwrap_err().to_string();
        assert!(
            refused.contains("version 9 and this program knows versions up to 2; use a newer program"),
            "{refused}"
        );
    });
}

#[test]
fn both_dialects_have_the_same_tables() {
    for migration in MIGRATIONS {
        let words = |text: &str| {
            let is_name = |line: &&str| line.starts_with("CREATE") || line.starts_with("INSERT");
            text.lines().filter(is_name).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(words(migration.sqlite), words(migration.postgres), "{}", migration.name);
    }
}
