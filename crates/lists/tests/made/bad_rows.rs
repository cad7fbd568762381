//! A bad row is named with file, line, field and mend, and stops nothing; a file wrong in kind is refused.

use crate::common::{SAMPLES, order, parse, sample};
use portcullis_lists::{Import, Input, Layout, Mapping, Store};

/// The bad rows of a text, as a person reads them, and how many entries there are beside them.
fn bad(layout: Layout, text: &str) -> (Vec<String>, usize) {
    let (entries, bad, _) = parse(layout, vec![("file", text.as_bytes().to_vec())]).unwrap();
    (bad.iter().map(ToString::to_string).collect(), entries.len())
}

fn text(name: &str) -> String {
    String::from_utf8(sample(name)).unwrap()
}

#[track_caller]
fn assert_bad(found: (Vec<String>, usize), entries: usize, parts: &[&str]) {
    let (rows, count) = found;
    assert_eq!((rows.len(), count), (1, entries), "{rows:?}");
    for (row, part) in rows.iter().flat_map(|row| parts.iter().map(move |part| (row, part))) {
        assert!(row.contains(part), "`{part}` is not in: {row}");
    }
}

#[test]
fn each_reader_names_its_bad_row_and_goes_on() {
    let csl = text("csl.csv");
    assert_bad(
        bad(Layout::CslCsv, &csl.replace("\"Vessel\"", "\"Boat\"")),
        3,
        &["file, line 5", "`type`", "Boat", "Vessel"],
    );
    let short = csl.replacen("\"ex-2\",", "", 1);
    assert_bad(bad(Layout::CslCsv, &short), 3, &["line 3", "28 fields where the heading has 29", "quote"]);
    assert_bad(
        bad(Layout::CslCsv, &csl.replace("Fictional Photonics Co., Ltd.", "")),
        3,
        &["line 2", "`name`", "is empty"],
    );
    let json = text("csl.json");
    assert_bad(
        bad(Layout::CslJson, &json.replace("\"INVENTED STAR\"", "{\"x\":1}")),
        3,
        &["record 4", "must be a text"],
    );
    let lines = text("list.jsonl") + "{\"id\":\"x\",\"source\":\"EL\",\"name\":\"Y\",\"aliases\":{\"a\":1}}\n";
    assert_bad(bad(Layout::Jsonl, &lines), 3, &["file, line 4", "`aliases`", "list of texts"]);
    assert_bad(bad(Layout::Jsonl, &(text("list.jsonl") + "\nnot json\n")), 3, &["line 5"]);
    let sdn = text("sdn.csv");
    assert_bad(bad(Layout::Ofac, &sdn.replace("vessel,", "ship-like,")), 2, &["line 3", "`sdn_type`", "ship-like"]);
    assert_bad(bad(Layout::Ofac, &sdn.replace("102,", "1o2,")), 2, &["line 2", "`ent_num`", "1o2"]);
    let un = text("un.xml").replace("<FIRST_NAME>FICTIONAL PHOTONICS</FIRST_NAME>", "<FIRST_NAME/>");
    assert_bad(bad(Layout::Un, &un), 1, &["record 2", "`name`"]);
    let ftm = text("entities.ftm.json") + "{\"id\":\"x\",\"properties\":{}}\n";
    assert_bad(bad(Layout::Ftm, &ftm), 3, &["line 7", "schema"]);
    let twice = text("entities.ftm.json").repeat(2);
    assert_eq!(bad(Layout::Ftm, &twice).0.len(), 6);
    assert_bad(bad(Layout::Csv, &text("house.csv").replace("Firma", "GmbH")), 1, &["line 2", "`kind`", "[kinds]"]);
}

#[test]
fn a_name_that_is_not_utf_8_is_a_bad_row() {
    let mut bytes = sample("csl.csv");
    let at = bytes.windows(8).position(|window| window == b"INVENTED").unwrap();
    bytes[at] = 0xff;
    let (entries, bad, _) = parse(Layout::CslCsv, vec![("csl.csv", bytes)]).unwrap();
    assert_eq!((entries.len(), bad.len()), (3, 1));
    assert!(bad[0].to_string().contains("convert the file to UTF-8"), "{}", bad[0]);
}

#[test]
fn names_and_addresses_of_nobody_are_named() {
    let alt = "101,1,\"aka\",\"FPC\",-0- \r\n999,2,\"aka\",\"NOBODY\",-0- \r\n101,3,\"eka\",\"X\",-0- \r\n";
    let files = vec![("sdn.csv", sample("sdn.csv")), ("alt.csv", alt.as_bytes().to_vec())];
    let (entries, bad, _) = parse(Layout::Ofac, files).unwrap();
    let rows: Vec<String> = bad.iter().map(ToString::to_string).collect();
    assert_eq!((entries.len(), rows.len()), (3, 2), "{rows:?}");
    assert!(rows[0].contains("alt.csv, line 3") && rows[0].contains("eka"), "{}", rows[0]);
    assert!(rows[1].contains("alt.csv, line 2") && rows[1].contains("999"), "{}", rows[1]);
}

#[test]
fn an_empty_file_beside_others_is_refused_and_forgotten_names_are_noticed() {
    let files = |names: &[&'static str]| names.iter().map(|name| (*name, sample(name))).collect::<Vec<_>>();
    let mut with_empty = files(&["sdn.csv"]);
    with_empty.push(("alt.csv", b"\x1a".to_vec()));
    let error = parse(Layout::Ofac, with_empty).unwrap_err();
    assert!(error.to_string().contains("alt.csv: is empty"), "{error}");
    let error = parse(Layout::Ofac, files(&["alt.csv"])).unwrap_err();
    assert!(error.to_string().contains("none of them is a primary file"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let careful = Import { force: false, ..order(Layout::Ofac) };
    let careful = Import { removed_max_percent: 10, ..careful };
    let inputs = |names: &[&str]| names.iter().map(|name| Input::from_bytes(name, sample(name)).unwrap()).collect();
    store.import(&careful, inputs(&["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"])).unwrap();
    let error = store.import(&careful, inputs(&["sdn.csv", "add.csv", "sdn_comments.csv"])).unwrap_err();
    assert!(error.to_string().contains("have 1 other names where they had 4"), "{error}");
}

#[test]
fn a_file_wrong_in_kind_is_refused_or_gives_no_entry() {
    for (layout, _) in SAMPLES {
        for (other, name) in SAMPLES {
            if layout == other {
                continue;
            }
            if let Ok((entries, _, _)) = parse(layout, vec![(name, sample(name))]) {
                // Both are JSON lines, so the reader sees objects: none of them makes an entry.
                assert!(entries.is_empty(), "{name} read as {layout}: {entries:?}");
            }
        }
    }
    for layout in [Layout::CslCsv, Layout::CslJson, Layout::Un, Layout::Csv] {
        let error = parse(layout, vec![("empty", Vec::new())]).unwrap_err();
        assert!(!error.mend().is_empty(), "{layout}: {error}");
    }
}

#[test]
fn a_file_that_is_cut_off_is_refused_where_that_shows() {
    let cut = |name: &str| {
        let bytes = sample(name);
        bytes[..bytes.len() * 2 / 3].to_vec()
    };
    for (layout, name) in [(Layout::Un, "un.xml"), (Layout::CslJson, "csl.json")] {
        let error = parse(layout, vec![(name, cut(name))]).unwrap_err();
        assert!(error.mend().contains("fetch it again"), "{error}");
    }
}

#[test]
fn a_mapping_says_what_is_wrong_with_it() {
    let problem = |text: &str| Mapping::parse("m.toml", text).unwrap_err().to_string();
    assert!(problem("id = { column = \"a\" }").contains("name"));
    assert!(problem("id = { column = \"a\" }\nname = {}").contains("not either a column or a constant"));
    assert!(problem("id = { column = \"a\" }\nname = { column = \"b\" }\nnmae = 1").contains("nmae"));
    let error = parse(Layout::Csv, vec![("house.csv", b"Ref;Company\n1;2\n".to_vec())]).unwrap_err();
    assert!(error.to_string().contains("has no column Sort, Other names, Land, Register"), "{error}");
}
