//! The benchmark of screening, on a list of three made-up entries.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use portcullis_bench::{BenchError, ScreeningOptions, ScreeningReport, Tools, screening, start};
use portcullis_catalog::Catalog;
use portcullis_screening::Lexicon;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const LIST: &str = r#"{"id":"e-2","source":"EL","name":"Zhongvela Optics Co., Ltd.","aliases":["Velmar Optics"],"type":"Entity","countries":["CN"]}
{"id":"e-1","source":"EL","name":"Quandor Shipping LLC","aliases":[],"type":"Entity","countries":["AE"]}
{"id":"e-3","source":"SDN","name":"ORLOVANI, Tamriko","aliases":[],"type":"Individual","countries":[]}
"#;
const FOUND: &str = r#"{"name":"Quandor Shipping","gold":["e-1"],"category":"near","countries":["AE"]}
{"name":"Tamriko Orlovani","gold":["e-3"],"category":"order","countries":[]}
{"name":"Nothing Of The Kind","gold":["e-2"],"category":"disjoint","countries":["CN"]}
"#;
const PAIRS: &str = "schema,name1,name2,is_match\nCompany,Quandor Shipping,Quandor Shipping LLC,true\n\
                     Person,Tamriko Orlovani,Bela Mirzoyan,false\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn measured(without: Option<&str>) -> Result<ScreeningReport, BenchError> {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| {
        if Some(file) != without {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    };
    write("dev/index.jsonl", LIST);
    write("dev/negatives.jsonl", "{\"name\":\"Somebody Else Trading\",\"country\":\"China\"}\n");
    let queries = ["alias_company", "alias_prc", "alias_person", "perturbed", "natural_exchange", "natural_oui", "han"];
    queries.iter().for_each(|file| write(&format!("dev/{file}.jsonl"), FOUND));
    write("labelled/nomenklatura_name_bench_cases.csv", PAIRS);
    let catalog = Catalog::load_directory(&root().join("catalog")).unwrap();
    let lexicon = Arc::new(Lexicon::load_directory(&root().join("names")).unwrap());
    let fresh = |store: &Path| start(|| Ok::<_, BenchError>(Arc::clone(&lexicon)), store).map_err(|e| e.to_string());
    let tools = Tools {
        lexicon: Arc::clone(&lexicon),
        words: "word,count\n*,10\nglobal,5\n",
        countries: catalog.countries(),
        fresh: &fresh,
    };
    let options = ScreeningOptions {
        data: folder.path().to_owned(),
        names_indexed: 200,
        ownership: false,
        ..ScreeningOptions::default()
    };
    screening(&tools, &options, &mut |_| ())
}

#[test]
fn a_small_benchmark_is_measured() {
    let report = measured(None).unwrap();
    assert_eq!((report.entries, report.names, report.rows_left_out), (3, 4, 0));
    let file = &report.files[0];
    assert_eq!((file.file, file.name_alone.asked, file.name_alone.recall_1), ("alias_company", 3, 666));
    let categories: Vec<(&str, u32)> =
        file.categories.iter().map(|category| (category.category.as_str(), category.name_alone.recall_5)).collect();
    assert_eq!(categories, [("disjoint", 0), ("near", 1000), ("order", 1000)]);
    assert_eq!(
        report.pairs.iter().map(|pairs| (pairs.pairs, pairs.f1)).collect::<Vec<_>>()[..2],
        [(2, 1000), (1, 1000)]
    );
    assert_eq!((report.census.asked, report.census.lost), (5, 0), "{:?}", report.census.told);
    let large = report.large_index.as_ref().unwrap();
    assert_eq!((large.names, large.times.queries), (200, 400));
    // What was not measured is neither met nor missed.
    let met: Vec<Option<bool>> = report.rows.iter().map(|row| row.met).collect();
    assert_eq!((met.len(), met[0], met[11]), (12, Some(false), None));
    let text = report.to_string();
    assert!(text.contains("recall at 5") && text.contains("--names-indexed 200 --no-ownership"), "{text}");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["files"][6]["with_country"]["recall_1"], 666);
}

#[test]
fn a_file_that_is_missing_is_named() {
    let error = measured(Some("dev/han.jsonl")).unwrap_err();
    assert!(matches!(&error, BenchError::Data { path, .. } if path.ends_with("han.jsonl")), "{error}");
}
