//! Real files, where they lie beside the checkout.

use crate::common::{ON, countries, party};
use portcullis_ownership::{Graph, GraphBuilder, Listed, ReadReport, aggregate, parentage, party_answers, read_file};
use portcullis_party::{Held, Stated};
use std::path::{Path, PathBuf};

/// The folder of real data; `None`, and a word about it, where there is none.
fn folder(part: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/screening");
    let root = std::env::var_os("PORTCULLIS_SCREENING_DATA").map_or(beside, PathBuf::from);
    let folder = root.join(part);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no real data in {}; PORTCULLIS_SCREENING_DATA names another folder", folder.display());
    None
}

fn load(files: &[PathBuf]) -> (Graph, Vec<ReadReport>) {
    let mut builder = GraphBuilder::new();
    let reports = files.iter().map(|file| read_file(&mut builder, file, countries()).unwrap()).collect();
    (builder.finish(), reports)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

#[test]
fn every_bods_example_reads_without_bad_rows_and_answers() {
    let Some(folder) = folder("ownership/bods") else { return };
    let mut all = files(&folder.join("examples"));
    all.extend(files(&folder.join("fixtures_v04")));
    assert_eq!(all.len(), 22);
    for file in &all {
        let (graph, reports) = load(std::slice::from_ref(file));
        assert!(reports[0].bad_rows.is_empty() && reports[0].records > 0, "{}: {:?}", file.display(), reports[0]);
        for party in graph.parties() {
            for on_list in graph.parties() {
                let answers = party_answers(&graph, party, ON, &[(1, Listed::certainly([on_list]))]);
                assert_eq!(answers.held.len(), 1);
            }
        }
    }
    // Ids of different examples do not collide, and all of them together are one graph.
    let (graph, reports) = load(&all);
    assert_eq!(reports.iter().map(|report| report.records).sum::<u64>(), 128);
    assert!(graph.interest_count() > 50);
}

#[test]
fn what_the_examples_say_is_what_is_answered() {
    let Some(folder) = folder("ownership/bods") else { return };
    let one = |file: &str| load(&[folder.join(file)]).0;
    let held = |graph: &Graph, of: &str, by: &str, on: &str| {
        let answer = aggregate(graph, party(graph, of), on.parse().unwrap(), &Listed::certainly([party(graph, by)]));
        (answer.held, format!("{} to {}", answer.lower, answer.upper))
    };
    // A state holds all of a company through two owners, one of them by control without a share.
    let state = one("examples/bods-package-fi-soe.json");
    assert_eq!(held(&state, "19f1c5afe9d7", "05ce06ec97b1", "2026-11-21"), (Held::Certainly, "100 to 100".to_owned()));
    assert_eq!(held(&state, "19f1c5afe9d7", "7ff95ba3682c", "2026-11-21"), (Held::Certainly, "100 to 100".to_owned()));
    assert_eq!(
        held(&state, "19f1c5afe9d7", "0199c515a699", "2026-11-21"),
        (Held::Certainly, "76.5 to 76.5".to_owned())
    );
    // 30 percent indirectly, through a company that holds 60: possibly all of the 60.
    let indirect = one("examples/indirect-ownership.json");
    assert_eq!(held(&indirect, "ad3f6c2fcc9e", "c25d4d612c2c", "2026-11-21").0, Held::Possibly);
    // A joint holding passes on.
    let joint = one("examples/joint-ownership.json");
    assert_eq!(held(&joint, "31c55e425764", "f040df24d9ec", "2026-11-21"), (Held::Certainly, "100 to 100".to_owned()));
    // Shares change hands over the versions of a record.
    let fermcat = one("examples/fermcat.json");
    let [company, first, second, son] =
        ["ent-93c75c87ab28f889", "per-5faa4103dee78621", "per-41c0bb0cef246f7c", "per-e334cc6258e56467"];
    assert_eq!(held(&fermcat, company, first, "2021-04-02"), (Held::Certainly, "50 to 50".to_owned()));
    assert_eq!(held(&fermcat, company, first, "2021-04-03"), (Held::Not, "0 to 0".to_owned()));
    assert_eq!(held(&fermcat, company, son, "2021-04-03"), (Held::Certainly, "50 to 50".to_owned()));
    assert_eq!(held(&fermcat, company, second, "2022-01-20"), (Held::Certainly, "50 to 50".to_owned()));
    assert_eq!(held(&fermcat, company, second, "2022-01-21"), (Held::Certainly, "100 to 100".to_owned()));
    assert_eq!(held(&fermcat, company, son, "2022-01-21"), (Held::Not, "0 to 0".to_owned()));
    // Nobody is named, so anybody may stand behind it.
    let opaque = one("fixtures_v04/11-anonymous-person.json");
    let answer = aggregate(&opaque, party(&opaque, "rec-opaque-holdings-sa"), ON, &Listed::nobody());
    assert_eq!(answer.held, Held::Possibly);
}

#[test]
fn circular_ownership_ends() {
    let Some(folder) = folder("ownership/bods/fixtures_v04") else { return };
    let (graph, _) = load(&[folder.join("10-circular-ownership.json")]);
    let alpha = party(&graph, "rec-alpha-corp");
    assert_eq!(aggregate(&graph, alpha, ON, &Listed::nobody()).held, Held::Not);
    let answer = parentage(&graph, alpha, ON);
    assert_eq!((answer.cycles.len(), answer.tops.len(), answer.headquarters()), (1, 2, Stated::Unknown));
}

#[test]
fn gleif_samples() {
    let Some(folder) = folder("ownership/gleif") else { return };
    let (graph, reports) = load(&[folder.join("20240505-gleif-goldencopy-lei2-intra-day.json")]);
    assert_eq!((reports[0].records, graph.party_count()), (577, 577));
    assert!(reports[0].bad_rows.is_empty(), "{:?}", reports[0].bad_rows);
    assert!(graph.parties().all(|party| graph.party(party).headquarters != Stated::Unknown));

    // A third party's extract of level 2 has other columns: the same records under GLEIF's own.
    let text = std::fs::read_to_string(folder.join("faiz_edges_sample.csv")).unwrap();
    let mut table =
        "Relationship.StartNode.NodeID,Relationship.EndNode.NodeID,Relationship.RelationshipType\n".to_owned();
    for row in text.lines().skip(1) {
        table.push_str(&row.split(',').take(3).collect::<Vec<_>>().join(","));
        table.push('\n');
    }
    let mut builder = GraphBuilder::new();
    let report = portcullis_ownership::read(&mut builder, "rr", table.as_bytes(), countries()).unwrap();
    assert_eq!((report.records, report.bad), (50, 0));
    let graph = builder.finish();
    for party in graph.parties() {
        let answer = parentage(&graph, party, ON);
        assert!(!answer.tops.is_empty() || !answer.cycles.is_empty());
        // Consolidation is no percentage.
        assert_eq!(aggregate(&graph, party, ON, &Listed::certainly(graph.parties())).held, Held::Not);
    }
}

#[test]
fn follow_the_money_samples() {
    let Some(folder) = folder("lists/ftm") else { return };
    let all = ["parteispenden_entities.ftm.json", "t1_entities.ftm.json", "zala_entities.ftm.json"];
    let (graph, reports) = load(&all.map(|file| folder.join(file)));
    let bad: Vec<_> = reports.iter().flat_map(|report| &report.bad_rows).collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert!(graph.interest_count() >= 14, "{}", graph.interest_count());
}
