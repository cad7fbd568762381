//! What holds for any entries and any bytes.

use crate::common::{SAMPLES, import, order, parse, sample};
use portcullis_lists::{
    Alias, Diff, Entry, Identifier, Import, Input, Kind, Layout, Snapshot, Store, guess, write_delta,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn word() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{0,3}", "[ \\t\\n\"\\\\A-Zé漢\u{0}\u{2028}\u{a0}]{0,6}", Just(String::new())]
}

fn words() -> impl Strategy<Value = Vec<String>> {
    vec(word(), 0..4)
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![Kind::Person, Kind::Organization, Kind::Vessel, Kind::Aircraft, Kind::Unknown])
}

fn option() -> impl Strategy<Value = Option<String>> {
    prop::option::of(word())
}

prop_compose! {
    fn entry()(
        kind in kind(),
        (list, name) in ("[AB]", "[a-c ]{0,3}x"),
        aliases in vec((word(), any::<bool>()), 0..4),
        numbers in vec((word(), word(), option()), 0..3),
        (countries, addresses, dates, programs) in (words(), words(), words(), words()),
        (requirement, policy, notice, start, end, remarks, url) in
            (option(), option(), option(), option(), option(), option(), option()),
        linked in any::<bool>(),
    ) -> Entry {
        Entry {
            id: String::new(),
            list,
            kind,
            name,
            aliases: aliases.into_iter().map(|(name, weak)| Alias { name, weak }).collect(),
            countries,
            identifiers: numbers.into_iter().map(|(kind, value, country)| Identifier { kind, value, country }).collect(),
            addresses,
            dates,
            programs,
            license_requirement: requirement,
            license_policy: policy,
            federal_register_notice: notice,
            start_date: start,
            end_date: end,
            remarks,
            url,
            linked,
        }
    }
}

/// Entries by id, settled.
fn state() -> impl Strategy<Value = Vec<Entry>> {
    btree_map("[a-f]", entry(), 1..6).prop_map(|entries: BTreeMap<String, Entry>| {
        let settled = entries.into_iter().map(|(id, mut entry)| {
            entry.id = id;
            entry.settle();
            entry
        });
        settled.collect()
    })
}

fn delta_between(before: &[Entry], after: &[Entry]) -> Vec<u8> {
    let mut delta = Vec::new();
    write_delta(before, after, &mut delta).unwrap();
    delta
}

/// A store that serves these entries.
fn serving(folder: &tempfile::TempDir, name: &str, entries: &[Entry]) -> Store {
    let store = Store::new(folder.path().join(name));
    import(&store, &order(Layout::Jsonl), b"{\"id\":\"zz\",\"source\":\"A\",\"name\":\"zz\"}\n".to_vec()).unwrap();
    let one = store.load("example").unwrap().unwrap().entries;
    import(&store, &Import { delta: true, ..order(Layout::Jsonl) }, delta_between(&one, entries)).unwrap();
    store
}

/// Bytes of a sample with some places changed, dropped or doubled.
fn mutated() -> impl Strategy<Value = (usize, Vec<u8>)> {
    let edits = vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 0..12);
    (0..SAMPLES.len(), edits).prop_map(|(place, edits)| {
        let mut bytes = SAMPLES.get(place).map(|(_, name)| sample(name)).unwrap();
        for (at, byte, what) in edits {
            let at = at.index(bytes.len().max(1));
            match what {
                0 => bytes.iter_mut().skip(at).take(1).for_each(|changed| *changed = byte),
                1 if at < bytes.len() => drop(bytes.remove(at)),
                2 => bytes.insert(at, byte),
                _ => {
                    let marks = b"\"',;\n<>&{}[]:\x1a";
                    bytes.insert(at, marks.iter().copied().cycle().nth(usize::from(byte)).unwrap());
                }
            }
        }
        (place, bytes)
    })
}

proptest! {
    #[test]
    fn settling_twice_is_settling_once(mut entry in entry()) {
        entry.settle();
        let once = entry.clone();
        entry.settle();
        prop_assert_eq!(entry, once);
    }

    #[test]
    fn an_entry_has_one_spelling(entries in state()) {
        for entry in entries {
            let bytes = serde_json::to_vec(&entry).unwrap();
            let read: Entry = serde_json::from_slice(&bytes).unwrap();
            prop_assert_eq!(serde_json::to_vec(&read).unwrap(), bytes);
            prop_assert_eq!(read, entry);
        }
    }

    #[test]
    fn a_diff_names_exactly_the_fields_that_differ(before in state(), after in state()) {
        let diff = Diff::between(&before, &after);
        let find = |entries: &[Entry], id: &str| entries.iter().find(|entry| entry.id == id).cloned();
        for one in &diff.added {
            prop_assert!(find(&before, &one.id).is_none() && find(&after, &one.id).is_some());
        }
        for one in &diff.removed {
            prop_assert!(find(&before, &one.id).is_some() && find(&after, &one.id).is_none());
        }
        for one in &diff.changed {
            prop_assert!(!one.fields.is_empty());
        }
        let same = before.iter().filter(|entry| find(&after, &entry.id).as_ref() == Some(*entry)).count();
        prop_assert_eq!(after.len(), same + diff.added.len() + diff.changed.len());
        prop_assert_eq!(before.len(), same + diff.removed.len() + diff.changed.len());
    }

    #[test]
    fn no_reader_panics_whatever_the_bytes((place, bytes) in mutated(), other in 0..SAMPLES.len()) {
        for (layout, name) in [SAMPLES[place], SAMPLES[other]] {
            let _ = Input::from_bytes(name, bytes.clone()).and_then(|mut input| guess(&mut input));
            if let Ok((entries, bad, _)) = parse(layout, vec![(name, bytes.clone())]) {
                for entry in entries {
                    prop_assert!(entry.empty_field().is_none());
                    let mut again = entry.clone();
                    again.settle();
                    prop_assert_eq!(again, entry);
                }
                prop_assert!(bad.iter().all(|row| !row.fault.problem.is_empty() && !row.fault.mend.is_empty()));
            }
        }
    }
}

/// FollowTheMoney records by id: parties, and what is linked to them.
fn records() -> impl Strategy<Value = BTreeMap<String, serde_json::Value>> {
    let schema = prop::sample::select(vec!["Person", "Company", "Address", "Sanction", "Passport", "Ownership"]);
    let record = (schema, words(), "[a-e]", words(), prop::option::of(any::<bool>()));
    btree_map("[a-e]", record, 1..6).prop_map(|records| {
        let json = records.into_iter().map(|(id, (schema, names, link, values, target))| {
            let record = serde_json::json!({
                "id": id, "schema": schema, "caption": "x", "target": target, "last_seen": format!("{values:?}"),
                "properties": {
                    "name": ["x"], "alias": names, "full": values, "programId": values, "number": names, "country": ["cn"],
                    "entity": [link], "holder": [link], "addressEntity": [link],
                },
            });
            (id, record)
        });
        json.collect()
    })
}

fn lines<'a>(values: impl Iterator<Item = &'a serde_json::Value>) -> Vec<u8> {
    values.map(|value| format!("{value}\n")).collect::<String>().into_bytes()
}

proptest! {
    // Each case writes snapshots to the disk.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_delta_gives_what_a_full_load_gives(before in state(), after in state()) {
        let folder = tempfile::tempdir().unwrap();
        let full = serving(&folder, "full", &after);
        let stepwise = serving(&folder, "delta", &before);
        let delta = Import { delta: true, ..order(Layout::Jsonl) };
        import(&stepwise, &delta, delta_between(&before, &after)).unwrap();
        let (full, stepwise) = (full.load("example").unwrap().unwrap(), stepwise.load("example").unwrap().unwrap());
        prop_assert_eq!(&full.header.content, &stepwise.header.content);
        prop_assert_eq!(&full.entries, &after);
        prop_assert_eq!(full.entries, stepwise.entries);
    }

    #[test]
    fn a_follow_the_money_delta_gives_what_a_full_load_gives(before in records(), after in records()) {
        let folder = tempfile::tempdir().unwrap();
        let (full, stepwise) = (Store::new(folder.path().join("full")), Store::new(folder.path().join("delta")));
        let loaded = import(&full, &order(Layout::Ftm), lines(after.values().rev())).unwrap();
        import(&stepwise, &order(Layout::Ftm), lines(before.values())).unwrap();
        let gone = before.keys().filter(|id| !after.contains_key(*id));
        let gone = gone.map(|id| serde_json::json!({ "op": "DEL", "entity": { "id": id } }));
        let come = after.iter().map(|(id, record)| {
            serde_json::json!({ "op": if before.contains_key(id) { "MOD" } else { "ADD" }, "entity": record })
        });
        let delta: Vec<serde_json::Value> = gone.chain(come).collect();
        let changed = import(&stepwise, &Import { delta: true, ..order(Layout::Ftm) }, lines(delta.iter())).unwrap();
        prop_assert_eq!(changed.header.content, loaded.header.content);
        prop_assert_eq!(full.load("example").unwrap().unwrap().entries, stepwise.load("example").unwrap().unwrap().entries);
    }

    #[test]
    fn a_snapshot_with_a_changed_byte_is_never_taken_for_whole(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path());
        let imported = import(&store, &order(Layout::Ftm), sample("entities.ftm.json")).unwrap();
        let path = store.path("example", &imported.snapshot);
        let mut bytes = std::fs::read(&path).unwrap();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        std::fs::write(&path, bytes).unwrap();
        // A letter of the header that nothing else depends on may change: who imported it, from which file.
        if let Ok(header) = Snapshot::verify(&path) {
            prop_assert_ne!(&header, &imported.header);
            prop_assert_eq!(header.content, imported.header.content);
        }
    }
}
