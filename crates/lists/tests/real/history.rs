//! Ten real versions in a row, a delta beside a full load, and the day on which the publisher served an empty file.

use crate::common::{data, import, run};
use portcullis_lists::{Import, Input, Layout, ListError, Snapshot, Store, guess, write_delta};
use std::path::PathBuf;

const VERSIONS: [(&str, &str); 10] = [
    ("2024-02-24T0130", "2024-02-24"),
    ("2024-03-04T1843", "2024-03-04"),
    ("2024-03-08T1843", "2024-03-08"),
    ("2024-03-13T1843", "2024-03-13"),
    ("2024-03-20T1843", "2024-03-20"),
    ("2024-03-25T1843", "2024-03-25"),
    ("2024-04-02T1843", "2024-04-02"),
    ("2024-04-15T1843", "2024-04-15"),
    ("2024-04-23T1843", "2024-04-23"),
    ("2024-05-01T1843", "2024-05-01"),
];

fn version(name: &str) -> Option<PathBuf> {
    data(&format!("ofac/sdn_history/sdn_{name}.csv.gz"))
}

#[test]
fn a_delta_gives_what_a_full_load_gives_for_every_step_of_the_history() {
    let folder = tempfile::tempdir().unwrap();
    let (full, stepwise) = (Store::new(folder.path().join("full")), Store::new(folder.path().join("delta")));
    let mut before: Option<Snapshot> = None;
    for (name, day) in VERSIONS {
        let Some(file) = version(name) else { return };
        let import = import("sdn", Layout::Ofac, day);
        let imported = run(&full, &import, std::slice::from_ref(&file)).unwrap();
        assert_eq!(imported.bad_count, 0);
        let after = full.load("sdn").unwrap().unwrap();
        if let Some(before) = &before {
            let (added, removed) = (imported.diff.added.len(), imported.diff.removed.len());
            assert_eq!(before.entries.len() + added - removed, after.entries.len());
            assert!(added <= 400 && removed <= 100, "{name}: {added} added, {removed} removed");
            let mut delta = Vec::new();
            write_delta(&before.entries, &after.entries, &mut delta).unwrap();
            let input = Input::from_bytes("delta.jsonl", delta).unwrap();
            let imported = stepwise.import(&Import { delta: true, ..import }, vec![input]).unwrap();
            assert_eq!(imported.header.content, after.header.content, "{name}");
        } else {
            run(&stepwise, &import, &[file]).unwrap();
        }
        assert_eq!(stepwise.load("sdn").unwrap().unwrap().entries, after.entries);
        before = Some(after);
    }
    for store in [&full, &stepwise] {
        let checked = store.verify().unwrap();
        assert_eq!(checked.len(), VERSIONS.len() + 1);
        assert!(checked.iter().all(|one| one.damage.is_none()));
    }
}

#[test]
fn an_empty_file_and_a_file_cut_in_half_are_refused_and_change_nothing() {
    let (Some(first), Some(second)) = (version(VERSIONS[0].0), version(VERSIONS[1].0)) else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let served = run(&store, &import("sdn", Layout::Ofac, "2024-02-24"), &[first]).unwrap();
    let import = import("sdn", Layout::Ofac, "2024-03-04");
    let mut whole = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(std::fs::File::open(second).unwrap()), &mut whole)
        .unwrap();
    let half = whole[..whole.len() / 2].to_vec();
    for bytes in [Vec::new(), vec![0x1a], half] {
        let refused = store.import(&import, vec![Input::from_bytes("sdn.csv", bytes).unwrap()]);
        let Err(ListError::Guarded(refusal)) = refused else { panic!("{refused:?}") };
        assert!(refusal.to_string().contains("14499"), "{refusal}");
        assert_eq!(store.current("sdn").unwrap().unwrap().snapshot, served.snapshot);
    }
    let forced = Import { force: true, ..import };
    let imported = store.import(&forced, vec![Input::from_bytes("sdn.csv", Vec::new()).unwrap()]).unwrap();
    assert!(imported.header.forced && imported.header.entries == 0);
    assert_eq!(imported.diff.removed.len(), 14_499);
}

#[test]
fn follow_the_money_deltas_give_what_a_full_load_gives() {
    let names = [
        "t1_entities.ftm.json",
        "t2_20240527194702-wnk_entities.delta.json",
        "t2_20240528014702-pfh_entities.delta.json",
    ];
    let Some(files) = names.iter().map(|name| data(&format!("ftm/{name}"))).collect::<Option<Vec<_>>>() else { return };
    for file in &files {
        let found = guess(&mut Input::open(file, None).unwrap()).unwrap();
        assert_eq!((found.layout, found.delta), (Some(Layout::Ftm), file != &files[0]));
    }
    let folder = tempfile::tempdir().unwrap();
    let (store, full) = (Store::new(folder.path().join("delta")), Store::new(folder.path().join("full")));
    run(&store, &import("ftm", Layout::Ftm, "2024-05-26"), &files[..1]).unwrap();
    let delta = |day| Import { delta: true, ..import("ftm", Layout::Ftm, day) };
    // The second delta changes what the first adds: without the first it fits nothing.
    let refused = run(&store, &delta("2024-05-28"), &files[2..]).unwrap_err();
    assert!(refused.to_string().contains("NK-2T3S8Hu29ktYnKSTgQp2wL"), "{refused}");
    run(&store, &delta("2024-05-27"), &files[1..2]).unwrap();
    let last = run(&store, &delta("2024-05-28"), &files[2..]).unwrap();
    let again = run(&store, &delta("2024-05-28"), &files[1..2]).unwrap_err();
    assert!(again.to_string().contains("is there already"), "{again}");
    // The full file that the publisher would have had that day: the last word on each id.
    let mut state = std::collections::BTreeMap::new();
    for file in &files {
        for line in std::fs::read_to_string(file).unwrap().lines() {
            let value: serde_json::Value = serde_json::from_str(line).unwrap();
            let entity = value.get("entity").unwrap_or(&value).clone();
            state.insert(entity["id"].as_str().unwrap().to_owned(), entity);
        }
    }
    let text: String = state.values().rev().map(|entity| format!("{entity}\n")).collect();
    let input = Input::from_bytes("full.json", text.into_bytes()).unwrap();
    let loaded = full.import(&import("ftm", Layout::Ftm, "2024-05-28"), vec![input]).unwrap();
    assert_eq!(loaded.header.content, last.header.content);
    assert_eq!((loaded.header.entries, loaded.header.records), (9, 10));
}
