//! What must never become less: cases, their sources, and figures that were checked by hand.
#![cfg(test)]

mod common;
#[path = "common/engines.rs"]
mod engines;

use common::{catalog, law, source};
use engines::{engine, resolve};
use portcullis_catalog::Exact;
use portcullis_determination::{read_cases, run_cases};
use portcullis_law::Fact;
use serde_json::json;
use std::collections::BTreeMap;

/// The least number of cases each regime has: `regime count`, one a line. Raise a number when cases are added.
const FLOOR: &str = include_str!("cases_floor.txt");

#[test]
fn every_case_passes_and_every_provision_fires() {
    let report = run_cases(source(), law(), catalog(), |_| true).unwrap();
    let failed = report.results.iter().filter(|result| !result.failures.is_empty());
    let failed: Vec<_> = failed.map(|result| (&result.regime, &result.name, &result.failures)).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(report.never_fired.is_empty(), "fire in no case of their own pack: {:?}", report.never_fired);
}

#[test]
fn every_case_names_its_source_and_its_evidence() {
    for regime in &law().regimes {
        let mut names = Vec::new();
        for case in read_cases(source(), &regime.id).unwrap() {
            let name = format!("{}: {}", regime.id, case.name);
            assert!(!case.name.trim().is_empty() && !names.contains(&case.name), "{name}: a name of its own");
            assert!(!case.source.trim().is_empty(), "{name}: a source");
            let grades = ["sourced", "recall: high", "recall: medium", "recall: low", "derived"];
            assert!(grades.iter().any(|grade| case.evidence.starts_with(grade)), "{name}: `{}`", case.evidence);
            names.push(case.name);
        }
    }
}

#[test]
fn the_number_of_cases_only_grows() {
    let mut floor = BTreeMap::new();
    for line in FLOOR.lines().filter(|line| !line.is_empty()) {
        let (regime, count) = line.split_once(' ').expect("`regime count`");
        assert!(floor.insert(regime, count.parse::<usize>().unwrap()).is_none(), "`{regime}` is given twice");
    }
    for regime in &law().regimes {
        let count = read_cases(source(), &regime.id).unwrap().len();
        let least = floor.remove(regime.id.as_str());
        let least = least.unwrap_or_else(|| panic!("add `{} {count}` to cases_floor.txt", regime.id));
        assert!(count >= least, "{}: {count} cases, and there were {least}", regime.id);
    }
    assert!(floor.is_empty(), "regimes with cases that are gone: {floor:?}");
}

#[test]
fn every_row_of_the_catalog_can_be_classified_and_asked_about() {
    let engine = engine(0);
    let dates = ["2022-08-26", "2022-10-21", "2023-11-17", "2024-12-31", "2026-12-31"].map(|on| on.parse().unwrap());
    for (place, row) in catalog().accelerators().iter().enumerate() {
        for on in dates {
            let classified = engine.classify_accelerator(place, on).unwrap();
            assert_eq!(classified.accelerator.as_ref(), Some(&row.name));
            assert!(row.rates.is_empty() || row.figures.tpp.known().is_some(), "{}: rates, and no TPP", row.name);
        }
        let transaction =
            resolve(engine, &json!({ "kind": "export", "on": "2026-11-21", "item": { "accelerator": row.name } }));
        assert!(!engine.facts_shown(&transaction).is_empty());
    }
    for (place, row) in catalog().instances().iter().enumerate() {
        for on in dates {
            assert!(engine.classify_instance(place, on).is_some(), "{}", row.key());
        }
        let request = json!({ "kind": "provide_compute", "on": "2026-11-21", "item": { "instance": row.key() } });
        let transaction = resolve(engine, &request);
        assert!(transaction.implied_provider.is_some(), "{}: the cloud's country", row.key());
    }
    assert!(catalog().accelerators().len() >= 147 && catalog().instances().len() >= 375);
}

#[test]
fn figures_that_were_checked_by_hand_stay() {
    let catalog = catalog();
    let figures = |name: &str| catalog.accelerators()[catalog.find_accelerator(name).unwrap()].figures;
    let exact = |text: &str| text.parse::<Exact>().unwrap();
    let a30 = figures("A30").performance_density.known().unwrap();
    assert!(a30 < exact("3.2") && a30 > exact("3.19"), "A30: {a30}");
    // One for each format that decides somewhere: FP16, INT8 or FP8, TF32 (19 bits).
    for (name, tpp) in [
        ("V100 SXM2 16GB", "2000"),
        ("A30", "2640"),
        ("A100 SXM4 80GB", "4992"),
        ("H100 SXM5 80GB", "15832"),
        ("Trainium2", "12673"),
    ] {
        assert_eq!(figures(name).tpp.known(), Some(exact(tpp)), "{name}");
    }
}

#[test]
fn every_fact_is_read_by_some_provision() {
    let mut read = [false; Fact::ALL.len()];
    for provision in &law().provisions {
        provision.condition.visit_facts(&mut |fact, _| read[fact.index()] = true);
    }
    let unread: Vec<&str> = Fact::ALL.into_iter().filter(|fact| !read[fact.index()]).map(Fact::name).collect();
    assert!(unread.is_empty(), "nothing asks for {unread:?}");
}
