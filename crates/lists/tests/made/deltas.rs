//! A delta gives what a full load gives, or is refused as a whole.

use crate::common::{import, order, sample};
use portcullis_lists::{Import, Layout, Store};
use serde_json::Value;

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    (folder, store)
}

#[test]
fn a_delta_of_entries_gives_what_a_full_load_gives() {
    let (_folder, store) = store();
    import(&store, &order(Layout::Jsonl), sample("list.jsonl")).unwrap();
    let delta = Import { delta: true, ..order(Layout::Jsonl) };
    let changed = import(&store, &delta, sample("delta.jsonl")).unwrap();
    let fields: Vec<_> = changed.diff.changed.iter().map(|one| (one.id.as_str(), one.fields.join(" "))).collect();
    assert_eq!(fields, [("jl-3", "list".to_owned())]);
    let text = String::from_utf8(sample("list.jsonl")).unwrap();
    let mut lines: Vec<String> = text.lines().filter(|line| !line.contains("jl-2")).map(str::to_owned).collect();
    lines.push(
        r#"{"id":"jl-4","source":"EL","name":"Pretend Semiconductors Ltd.","countries":["Singapore"]}"#.to_owned(),
    );
    let full = lines.join("\n").replace("UVL", "EL");
    let again = import(&store, &order(Layout::Jsonl), full.into_bytes()).unwrap();
    assert!(!again.changed, "{:?}", again.diff);
}

#[test]
fn a_delta_that_does_not_fit_is_refused_as_a_whole_and_names_the_id() {
    let (_folder, store) = store();
    let delta = Import { delta: true, ..order(Layout::Jsonl) };
    let error = import(&store, &delta, sample("delta.jsonl")).unwrap_err();
    assert!(error.to_string().contains("has no snapshot"), "{error}");
    let first = import(&store, &order(Layout::Jsonl), sample("list.jsonl")).unwrap();
    let lines = [
        (r#"{"op":"ADD","entry":{"id":"jl-1","list":"EL","name":"X"}}"#, "ADD `jl-1`, but it is there already"),
        (r#"{"op":"MOD","entry":{"id":"no","list":"EL","name":"X"}}"#, "MOD `no`, but it is not there"),
        (r#"{"op":"DEL","id":"no"}"#, "DEL `no`, but it is not there"),
        (r#"{"op":"DEL","entry":{"id":"jl-1","list":"EL","name":"X"}}"#, "DEL needs an id"),
        (r#"{"op":"ADD","id":"x"}"#, "ADD needs an entry"),
        (r#"{"op":"ADD","entry":{"id":"x","list":"EL","name":" "}}"#, "`name`: is empty"),
        (r#"{"op":"DROP","id":"jl-1"}"#, "unknown variant"),
    ];
    for (line, expected) in lines {
        let text = format!("{{\"op\":\"DEL\",\"id\":\"jl-2\"}}\n{line}\n");
        let error = import(&store, &delta, text.into_bytes()).unwrap_err();
        assert!(error.to_string().contains("file, line 2") && error.to_string().contains(expected), "{error}");
        assert!(error.mend().contains("import the full file"), "{}", error.mend());
        assert_eq!(store.current("example").unwrap().unwrap().snapshot, first.snapshot);
    }
    let ftm = Import { delta: true, ..order(Layout::Ftm) };
    assert!(import(&store, &ftm, sample("entities.delta.json")).unwrap_err().to_string().contains("of layout jsonl"));
}

#[test]
fn a_follow_the_money_delta_changes_entries_through_what_is_linked_to_them() {
    let (_folder, store) = store();
    let first = import(&store, &order(Layout::Ftm), sample("entities.ftm.json")).unwrap();
    assert_eq!((first.header.entries, first.header.records), (3, 6));
    let delta = Import { delta: true, ..order(Layout::Ftm) };
    let changed = import(&store, &delta, sample("entities.delta.json")).unwrap();
    let fields: Vec<_> = changed.diff.changed.iter().map(|one| (one.id.as_str(), one.fields.join(" "))).collect();
    assert_eq!(fields, [("ex-company", "programs".to_owned()), ("ex-person", "identifiers".to_owned())]);
    assert_eq!((changed.diff.added.len(), changed.header.records), (1, 6));
    // The full file of that day, in another order, and with what changes with every crawl.
    let read = |name: &str| -> Vec<Value> {
        let text = String::from_utf8(sample(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let mut records = read("entities.ftm.json");
    records.retain(|record| record["id"] != "ex-passport" && record["id"] != "ex-sanction");
    records.extend(
        read("entities.delta.json").into_iter().filter(|line| line["op"] != "DEL").map(|line| line["entity"].clone()),
    );
    let text: String = records
        .iter_mut()
        .rev()
        .map(|record| {
            record["last_seen"] = "2026-11-21".into();
            format!("{record}\n")
        })
        .collect();
    assert!(!import(&store, &order(Layout::Ftm), text.into_bytes()).unwrap().changed);
}
