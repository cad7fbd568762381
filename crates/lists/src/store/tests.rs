//! Whatever interrupts an import, the old snapshot goes on serving.

use super::*;
use crate::testing::countries;
use crate::{Import, Imported, Input, Layout, Reading};
use tempfile::TempDir;

fn line(id: &str, list: &str, name: &str) -> String {
    format!("{{\"id\":\"{id}\",\"source\":\"{list}\",\"name\":\"{name}\"}}\n")
}

fn order(as_of: &str) -> Import<'static> {
    Import {
        reading: Reading { source: "test", layout: Layout::Jsonl, countries: countries(), mapping: None },
        delta: false,
        as_of: Some(as_of.parse().unwrap()),
        today: "2026-11-21".parse().unwrap(),
        removed_max_percent: 10,
        force: false,
    }
}

fn import(store: &Store, as_of: &str, text: &str) -> Result<Imported, ListError> {
    store.import(&order(as_of), vec![Input::from_bytes("list.jsonl", text.as_bytes().to_vec()).unwrap()])
}

fn forced(store: &Store, as_of: &str, text: &str) -> Result<Imported, ListError> {
    let input = Input::from_bytes("list.jsonl", text.as_bytes().to_vec()).unwrap();
    store.import(&Import { force: true, ..order(as_of) }, vec![input])
}

fn twenty() -> String {
    (0..20).map(|number| line(&format!("{number:02}"), if number == 0 { "B" } else { "A" }, "Example")).collect()
}

fn started() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    import(&store, "2026-01-01", &twenty()).unwrap();
    (folder, store)
}

#[test]
fn an_import_that_breaks_off_anywhere_leaves_the_old_snapshot_serving() {
    let steps = [Step::Write, Step::Flush, Step::Name, Step::FlushFolder, Step::WriteCurrent, Step::NameCurrent];
    for step in steps {
        let (_folder, store) = started();
        let before = store.current("test").unwrap();
        let served = store.load("test").unwrap();
        store.fails_at.set(Some(step));
        let new = twenty() + &line("new", "A", "Example");
        let error = import(&store, "2026-01-02", &new).unwrap_err();
        assert!(error.to_string().contains("the disk is full"), "{error}");
        assert_eq!(store.current("test").unwrap(), before, "{step:?}");
        assert_eq!(store.load("test").unwrap(), served, "{step:?}");
        assert!(store.verify().unwrap().iter().all(|one| one.damage.is_none()), "{step:?}");
        // Then the disk has room again.
        store.fails_at.set(None);
        let imported = import(&store, "2026-01-02", &new).unwrap();
        assert_eq!((imported.diff.added.len(), imported.header.entries), (1, 21), "{step:?}");
        assert_eq!(store.snapshots("test").unwrap().len(), 2, "{step:?}");
    }
}

#[test]
fn what_a_killed_import_leaves_behind_is_never_read_and_cleared_by_the_next() {
    let (folder, store) = started();
    let left = folder.path().join("test").join(format!("{ASIDE}x1"));
    fs::write(&left, &b"{\"version\":1,"[..]).unwrap();
    assert_eq!(store.snapshots("test").unwrap().len(), 1);
    assert!(store.verify().unwrap().iter().all(|one| one.damage.is_none()));
    import(&store, "2026-01-02", &(twenty() + &line("new", "A", "Example"))).unwrap();
    assert!(!left.exists());
}

#[test]
fn two_imports_of_a_source_do_not_run_at_once() {
    let (_folder, store) = started();
    let held = store.lock("test").unwrap();
    let error = import(&store, "2026-01-02", &twenty()).unwrap_err();
    assert!(error.to_string().contains("another import"), "{error}");
    drop(held);
    import(&store, "2026-01-02", &twenty()).unwrap();
}

#[test]
fn the_same_content_is_no_new_snapshot_but_is_confirmed_for_the_newer_day() {
    let (_folder, store) = started();
    let first = store.current("test").unwrap().unwrap();
    let again = import(&store, "2026-02-01", &twenty()).unwrap();
    assert!(!again.changed && again.diff.is_empty());
    assert_eq!(again.confirmed, "2026-02-01".parse().unwrap());
    let now = store.current("test").unwrap().unwrap();
    assert_eq!((now.snapshot, now.confirmed), (first.snapshot, again.confirmed));
    let between = import(&store, "2026-01-15", &(twenty() + &line("new", "A", "Example"))).unwrap_err();
    assert!(between.to_string().contains("still so on 2026-02-01"), "{between}");
    // An older day confirms nothing and takes nothing back.
    assert_eq!(import(&store, "2026-01-15", &twenty()).unwrap().confirmed, "2026-02-01".parse().unwrap());
    assert_eq!(store.snapshots("test").unwrap().len(), 1);
}

#[test]
fn the_order_and_the_spelling_of_a_file_do_not_change_its_hash() {
    let (_folder, store) = started();
    let turned: String =
        twenty().lines().rev().map(|line| format!("  {}\r\n", line.replace("\":\"", "\" : \" "))).collect();
    assert!(!import(&store, "2026-01-02", &turned).unwrap().changed);
}

#[test]
fn an_import_that_loses_too_much_is_refused_with_the_counts() {
    let (_folder, store) = started();
    let guarded = |text: &str| {
        let error = import(&store, "2026-01-02", text).unwrap_err();
        assert!(matches!(error, ListError::Guarded(_)) && error.mend().contains("--force"), "{error}");
        error.to_string()
    };
    assert!(guarded("").contains("no entry at all"));
    // Two of twenty are ten percent, three are more; and list B had but one.
    let without = |gone: usize| twenty().lines().skip(1).skip(gone).map(|line| format!("{line}\n")).collect::<String>();
    let b = line("00", "B", "Example");
    assert!(import(&store, "2026-01-02", &(b.clone() + &without(2))).is_ok());
    let (_folder, store) = started();
    let guarded_in = |text: &str| import(&store, "2026-01-02", text).unwrap_err().to_string();
    let refused = guarded_in(&(b + &without(3)));
    assert!(refused.contains("3 of 20") && refused.contains("A") && refused.contains("16"), "{refused}");
    assert!(guarded_in(&without(0)).contains("nothing is left of a list (B)"));
    // Rows that cannot be used count as much as rows that are missing.
    assert!(guarded_in(&(twenty() + &"{}\n".repeat(5))).contains("5 of its rows cannot be used"));
    assert!(forced(&store, "2026-01-02", "").unwrap().header.forced);
}

#[test]
fn an_older_file_is_refused_unless_it_is_forced() {
    let (_folder, store) = started();
    let new = twenty() + &line("new", "A", "Example");
    let error = import(&store, "2025-12-31", &new).unwrap_err();
    assert!(error.to_string().contains("2025-12-31") && error.to_string().contains("2026-01-01"), "{error}");
    assert!(forced(&store, "2025-12-31", &new).unwrap().changed);
}

#[test]
fn going_back_to_what_served_before_names_its_file_again() {
    let (_folder, store) = started();
    let first = store.current("test").unwrap().unwrap().snapshot;
    let second = import(&store, "2026-01-01", &(twenty() + &line("new", "A", "Example"))).unwrap().snapshot;
    let back = import(&store, "2026-01-01", &twenty()).unwrap();
    assert_eq!(back.snapshot, first);
    let current = store.current("test").unwrap().unwrap();
    assert_eq!((current.snapshot, current.previous), (first, Some(second)));
    assert_eq!(store.snapshots("test").unwrap().len(), 2);
}

#[test]
fn damage_is_found_named_and_mended_by_a_forced_import() {
    let (_folder, store) = started();
    let current = store.current("test").unwrap().unwrap();
    let path = store.path("test", &current.snapshot);
    let whole = fs::read_to_string(&path).unwrap();
    let cut: String = whole.lines().take(10).map(|line| format!("{line}\n")).collect();
    let damages = [
        (cut, "ends after 9 of 20 lines"),
        (whole.replacen("\"name\":\"Example\"", "\"name\":\"Exomple\"", 1), "the content has hash"),
        (whole.replacen("\"05\"", "\"99\"", 1), "is not in its place"),
        (whole.replacen("{\"version\":1", "{\"version\":2", 1), "format version 2"),
        (whole.replacen("{\"id\":\"07\"", "{\"ib\":\"07\"", 1), "line 9"),
        (String::new(), "is no header"),
    ];
    for (text, expected) in damages {
        fs::write(&path, text).unwrap();
        let checked = store.verify().unwrap();
        let damaged: Vec<_> = checked.iter().filter_map(|one| Some((&one.file, one.damage.as_ref()?))).collect();
        let [(file, damage)] = damaged.as_slice() else { panic!("{expected}: {checked:?}") };
        assert_eq!(**file, current.snapshot);
        assert!(damage.to_string().contains(expected), "{damage}");
    }
    assert!(import(&store, "2026-01-01", &twenty()).is_err());
    assert!(forced(&store, "2026-01-01", &twenty()).unwrap().notes[0].contains("is no header"));
    assert!(store.verify().unwrap().iter().all(|one| one.damage.is_none()));
    fs::write(
        store.folder("test").join(CURRENT),
        "{\"snapshot\":\"../x\",\"confirmed\":\"2026-01-01\",\"previous\":null}",
    )
    .unwrap();
    assert!(store.current("test").unwrap_err().to_string().contains("names no snapshot"));
}

#[test]
fn a_source_is_a_plain_name() {
    for name in ["", "..", "a/b", "Csl", "a b", "x".repeat(65).as_str()] {
        assert!(check_source(name).is_err(), "{name}");
    }
    for name in ["csl", "ofac-sdn", "un_2"] {
        check_source(name).unwrap();
    }
}
