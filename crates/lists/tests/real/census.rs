//! Every real file is read whole: the counts are known from elsewhere, and bad rows are none or explained.

use crate::common::{all, data};
use portcullis_lists::{Kind, Layout, count_by_list};
use std::path::PathBuf;

#[test]
fn the_consolidated_screening_list_has_its_twelve_lists() {
    let Some(file) = data("csl_2026-07-31.jsonl") else { return };
    let (entries, bad, _) = all(Layout::Jsonl, &[file]);
    assert_eq!((entries.len(), bad.len()), (25_921, 0));
    let counts = count_by_list(&entries);
    let expected = [
        ("CAP", 1),
        ("CMIC", 68),
        ("DPL", 1_596),
        ("DTC", 787),
        ("EL", 3_420),
        ("ISN", 161),
        ("MBS", 51),
        ("MEU", 70),
        ("PLC", 78),
        ("SDN", 19_181),
        ("SSI", 286),
        ("UVL", 222),
    ];
    let counted: Vec<(&str, usize)> = counts.iter().map(|(list, count)| (list.as_str(), *count)).collect();
    assert_eq!(counted, expected);
    let kinds = |kind| entries.iter().filter(|entry| entry.kind == kind).count();
    assert_eq!((kinds(Kind::Vessel), kinds(Kind::Aircraft), kinds(Kind::Unknown)), (1_524, 344, 6_256));
    // Of more than thirty thousand aliases a few repeat another or the name, and a few names hold several.
    let aliases: usize = entries.iter().map(|entry| entry.aliases.len()).sum();
    assert!((31_000..=31_300).contains(&aliases), "{aliases}");
}

#[test]
fn both_csv_layouts_of_the_consolidated_screening_list_are_read_whole() {
    let (Some(new), Some(old)) = (data("csl_sample_real_columns_14rows.csv"), data("csl_2019_sample_watchman.csv"))
    else {
        return;
    };
    let (entries, bad, _) = all(Layout::CslCsv, &[new]);
    assert_eq!((entries.len(), bad.len()), (13, 0));
    let rim = entries.iter().find(|entry| entry.id == "52291").unwrap();
    assert_eq!(rim.countries, ["KP", "CN"]);
    assert_eq!(rim.identifiers.len(), 1, "{:?}", rim.identifiers);
    let (entries, bad, _) = all(Layout::CslCsv, &[old]);
    assert_eq!(bad, []);
    assert_eq!(entries.len(), 115);
}

fn ofac(names: &[&str]) -> Option<Vec<PathBuf>> {
    names.iter().map(|name| data(&format!("ofac/{name}"))).collect()
}

#[test]
fn ofac_files_are_joined_with_their_names_and_addresses() {
    let Some(files) = ofac(&[
        "watchman_2021/sdn.csv",
        "watchman_2021/alt.csv",
        "watchman_2021/add.csv",
        "watchman_2021/sdn_comments.csv",
    ]) else {
        return;
    };
    let (entries, bad, stated) = all(Layout::Ofac, &files);
    assert_eq!((entries.len(), stated.notes.len()), (8_976, 0));
    println!("{} bad: {:?}", bad.len(), bad.iter().take(5).map(ToString::to_string).collect::<Vec<_>>());
    assert!(bad.is_empty());
    let first = entries.iter().find(|entry| entry.id == "36").unwrap();
    assert_eq!(first.countries, ["CU"]);
    assert_eq!(first.aliases[0].name, "AERO-CARIBBEAN");
    let strong: usize = entries.iter().flat_map(|entry| &entry.aliases).filter(|alias| !alias.weak).count();
    assert!((11_800..=11_910).contains(&strong), "{strong}");
    // A remark that was too long for its column goes on in the comments.
    let long = entries.iter().find(|entry| entry.id == "28263").unwrap();
    assert!(long.remarks.as_ref().unwrap().contains("hn'; Linked To: LAZARUS GROUP."), "{:?}", long.remarks);
}

#[test]
fn the_lists_of_the_consolidated_ofac_file_are_told_apart() {
    let folder = "nonsdn_2025-12";
    let names = ["cons_prim.csv", "cons_alt.csv", "cons_add.csv", "cons_comments.csv"];
    let Some(files) = names.iter().map(|name| data(&format!("ofac/{folder}/{name}"))).collect::<Option<Vec<_>>>()
    else {
        return;
    };
    let (entries, bad, _) = all(Layout::Ofac, &files);
    assert_eq!((entries.len(), bad.len()), (442, 0));
    let counts = count_by_list(&entries);
    let counted: Vec<(&str, usize)> = counts.iter().map(|(list, count)| (list.as_str(), *count)).collect();
    // The first four are exactly those that the Consolidated Screening List of 2026 counts.
    assert_eq!(counted, [("CAP", 1), ("CMIC", 68), ("MBS", 9), ("PLC", 78), ("SSI", 286)]);
}

#[test]
fn the_un_list_is_read_whole_and_says_its_date() {
    let Some(file) = data("un/UN_consolidated_2026-02-27.xml") else { return };
    let (entries, bad, stated) = all(Layout::Un, &[file]);
    assert_eq!((entries.len(), bad.len()), (1_003, 0));
    assert_eq!(stated.as_of, Some("2026-02-27".parse().unwrap()));
    let kinds = |kind| entries.iter().filter(|entry| entry.kind == kind).count();
    assert_eq!((kinds(Kind::Person), kinds(Kind::Organization)), (730, 273));
    assert!(entries.iter().flat_map(|entry| &entry.aliases).filter(|alias| alias.weak).count() > 600);
    // What stays as published is no country today.
    let mut odd: Vec<&str> = entries.iter().flat_map(|entry| &entry.countries).map(String::as_str).collect();
    odd.retain(|country| country.len() != 2);
    odd.sort_unstable();
    odd.dedup();
    assert_eq!(odd, ["former Soviet Union"]);
}

#[test]
fn follow_the_money_parties_become_entries_with_what_is_linked_to_them() {
    let (Some(zala), Some(donors)) = (data("ftm/zala_entities.ftm.json"), data("ftm/parteispenden_entities.ftm.json"))
    else {
        return;
    };
    let (entries, bad, _) = all(Layout::Ftm, &[zala]);
    assert_eq!((entries.len(), bad.len()), (17, 0));
    let osetrova = entries.iter().find(|entry| entry.id == "NK-2Tbri3s6GgNtAwsSXh4qpL").unwrap();
    assert_eq!((osetrova.kind, osetrova.dates.as_slice()), (Kind::Person, &["1988-01-07".to_owned()][..]));
    assert!(!osetrova.addresses.is_empty() && osetrova.programs.contains(&"dataset: us_ofac_sdn".to_owned()));
    assert!(entries.iter().any(|entry| entry.start_date.is_some()), "the sanctions say since when");
    assert!(entries.iter().any(|entry| entry.linked), "parties that are not themselves listed are marked");
    let (entries, bad, _) = all(Layout::Ftm, &[donors]);
    assert_eq!((entries.len(), bad.len()), (56 + 22 + 18, 0));
}
