//! Each layout, read from a small file whose every field is known.

use crate::common::{SAMPLES, import, order, parse, parsed, sample};
use portcullis_lists::{Entry, Guess, Input, Kind, Layout, Store, companions, guess};

fn by_id<'a>(entries: &'a [Entry], id: &str) -> &'a Entry {
    entries.iter().find(|entry| entry.id == id).unwrap()
}

fn names(entry: &Entry) -> Vec<(&str, bool)> {
    entry.aliases.iter().map(|alias| (alias.name.as_str(), alias.weak)).collect()
}

fn numbers(entry: &Entry) -> Vec<(&str, &str, Option<&str>)> {
    let all = entry.identifiers.iter();
    all.map(|one| (one.kind.as_str(), one.value.as_str(), one.country.as_deref())).collect()
}

#[test]
fn the_consolidated_screening_list_says_the_same_as_csv_and_as_json() {
    let entries = parsed(Layout::CslCsv, &["csl.csv"]);
    assert_eq!(entries, parsed(Layout::CslJson, &["csl.json"]));
    let first = by_id(&entries, "ex-1");
    assert_eq!(
        (first.list.as_str(), first.kind, first.name.as_str()),
        ("EL", Kind::Unknown, "Fictional Photonics Co., Ltd.")
    );
    assert_eq!(names(first), [("Fictional Photonics", false), ("FPC", false)]);
    assert_eq!(first.countries, ["CN", "HK"]);
    assert_eq!(first.addresses[1], "2 Invented Road, Example Harbour, HK");
    assert_eq!(first.license_policy.as_deref(), Some("Presumption of denial."));
    assert_eq!(first.federal_register_notice.as_deref(), Some("99 FR 10001"));
    assert_eq!(first.start_date.as_deref(), Some("2024-02-29"));
    let second = by_id(&entries, "ex-2");
    assert_eq!((second.name.as_str(), second.aliases.len()), ("Imaginary Instruments", 0));
    assert!(second.remarks.as_ref().unwrap().contains("any successor"));
    let third = by_id(&entries, "ex-3");
    assert_eq!((third.list.as_str(), third.kind), ("SDN", Kind::Person));
    assert_eq!((third.programs.len(), third.dates.as_slice()), (2, &["1970-02-14".to_owned()][..]));
    assert_eq!(numbers(third), [("Passport", "X0000001", Some("KP"))]);
    let fourth = by_id(&entries, "ex-4");
    assert_eq!(numbers(fourth), [("IMO", "9999999", None), ("Call Sign", "9ZZZ9", None)]);
    assert_eq!((fourth.kind, fourth.countries.as_slice()), (Kind::Vessel, &["PA".to_owned()][..]));
}

#[test]
fn rows_of_2019_without_an_id_are_named_by_number_or_by_what_they_say() {
    let entries = parsed(Layout::CslCsv, &["csl-2019.csv"]);
    let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!((ids.len(), &ids[2..]), (4, &["SDN-3", "SDN-4"][..]));
    assert!(ids[0].starts_with("EL-") && ids[0].len() == 3 + 16, "{ids:?}");
    assert_eq!(numbers(&entries[2]), [("Passport", "X0000001", Some("KP"))]);
    // The same party twice: both stay.
    let mut text = sample("csl-2019.csv");
    let row = String::from_utf8(text.clone()).unwrap().lines().nth(1).unwrap().to_owned();
    text.extend_from_slice(format!("{row}\n").as_bytes());
    let (entries, bad, _) = parse(Layout::CslCsv, vec![("csl-2019.csv", text)]).unwrap();
    assert_eq!((entries.len(), bad.len()), (5, 0));
    assert_eq!(entries[4].id, format!("{}-2", entries[0].id));
}

#[test]
fn json_lines_are_read_with_unknown_fields_ignored() {
    let entries = parsed(Layout::Jsonl, &["list.jsonl"]);
    assert_eq!(entries.len(), 3);
    let doe = by_id(&entries, "jl-2");
    assert_eq!((doe.kind, doe.programs.len(), names(doe)), (Kind::Person, 2, vec![("ROE, Jane", false)]));
    let odd = br#"{"id":7,"source":"EL","name":"Example","aliases":null,"more":{"x":[1,2]},"gross_tonnage":1.5}"#;
    let (entries, bad, _) = parse(Layout::Jsonl, vec![("odd.jsonl", odd.to_vec())]).unwrap();
    assert_eq!((entries[0].id.as_str(), bad.len()), ("7", 0));
}

#[test]
fn ofac_files_are_joined() {
    let files = ["sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"];
    assert_eq!(companions(Layout::Ofac, "sdn.csv"), files[1..]);
    let entries = parsed(Layout::Ofac, &files);
    assert_eq!(entries.len(), 3);
    let company = by_id(&entries, "101");
    assert_eq!(names(company), [("FICTIONAL PHOTONICS", false), ("FPC", true)]);
    assert_eq!((company.kind, company.programs.len()), (Kind::Organization, 2));
    assert_eq!((company.countries.join(" "), company.dates.join(" ")), ("CN HK".to_owned(), "1998-03-12".to_owned()));
    assert_eq!(numbers(company), [("Tax ID No.", "0000000001", Some("CN"))]);
    let person = by_id(&entries, "102");
    assert_eq!(
        (person.kind, person.dates.as_slice()),
        (Kind::Person, &["1970-02-14".to_owned(), "circa 1971".to_owned()][..])
    );
    assert_eq!(
        (person.countries.as_slice(), numbers(person)),
        (&["KP".to_owned()][..], vec![("Passport", "X0000001", Some("KP"))])
    );
    assert!(person.remarks.as_ref().unwrap().contains("a remark that is too long for its column."));
    let ship = by_id(&entries, "103");
    assert_eq!((ship.kind, ship.countries.as_slice()), (Kind::Vessel, &["PA".to_owned()][..]));
    // Without the files beside it there are fewer names, and the reader says so.
    let (_, _, stated) = parse(Layout::Ofac, vec![("sdn.csv", sample("sdn.csv"))]).unwrap();
    assert_eq!(stated.notes.len(), 2);
}

#[test]
fn the_un_list_is_read_and_says_its_date() {
    let (entries, bad, stated) = parse(Layout::Un, vec![("un.xml", sample("un.xml"))]).unwrap();
    assert_eq!((entries.len(), bad.len(), stated.as_of), (2, 0, Some("2024-03-01".parse().unwrap())));
    let doe = by_id(&entries, "EXi.001");
    assert_eq!((doe.name.as_str(), doe.kind, doe.list.as_str()), ("JANE INVENTED DOE", Kind::Person, "UN"));
    assert_eq!(names(doe), [("Джейн & Ко", false), ("Jane Roe", false), ("Jane Poe", false), ("JD", true)]);
    assert_eq!(
        (doe.countries.join(" "), doe.dates.join(", ")),
        ("KP IR".to_owned(), "circa 1970, 1968 to 1972".to_owned())
    );
    assert_eq!(numbers(doe), [("Passport", "X0000001", Some("KP"))]);
    assert_eq!(by_id(&entries, "EXe.001").kind, Kind::Organization);
}

#[test]
fn follow_the_money_records_become_entries() {
    let entries = parsed(Layout::Ftm, &["entities.ftm.json"]);
    assert_eq!(entries.len(), 3);
    let company = by_id(&entries, "ex-company");
    assert_eq!((company.name.as_str(), company.list.as_str()), ("Fictional Photonics", "example_list"));
    assert_eq!(names(company), [("Fictional Photonics Co., Ltd.", false), ("FPC", true)]);
    assert_eq!((company.countries.join(" "), company.programs.join(" ")), ("CN HK".to_owned(), "EX-ONE".to_owned()));
    assert_eq!(company.start_date.as_deref(), Some("2024-02-29"));
    assert_eq!(numbers(by_id(&entries, "ex-person")), [("Passport", "X0000001", Some("KP"))]);
    assert!(by_id(&entries, "ex-affiliate").linked && !company.linked);
}

#[test]
fn a_csv_of_ones_own_is_read_with_a_mapping() {
    let entries = parsed(Layout::Csv, &["house.csv"]);
    let company = by_id(&entries, "H-1");
    assert_eq!((company.list.as_str(), company.kind), ("HOUSE", Kind::Organization));
    assert_eq!(names(company), [("Fictional Photonics", false), ("FPC", false)]);
    assert_eq!(numbers(company), [("Registration Number", "0000000001", None)]);
    let person = by_id(&entries, "H-2");
    assert_eq!((person.kind, person.countries.as_slice()), (Kind::Person, &["KP".to_owned()][..]));
}

#[test]
fn every_layout_is_recognised_packed_or_not() {
    use std::io::Write as _;
    for (layout, name) in SAMPLES {
        let plain = sample(name);
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&plain).unwrap();
        let packed = packer.finish().unwrap();
        let (entries, _, _) = parse(layout, vec![(name, plain.clone())]).unwrap();
        assert_eq!(parse(layout, vec![(name, packed.clone())]).unwrap().0, entries, "{name}");
        let marked = [b"\xef\xbb\xbf".to_vec(), plain.clone()].concat();
        assert_eq!(parse(layout, vec![(name, marked)]).unwrap().0, entries, "{name}");
        for bytes in [plain, packed] {
            let found = guess(&mut Input::from_bytes(name, bytes).unwrap());
            if layout == Layout::Csv {
                assert!(found.unwrap_err().to_string().contains("looks like none"), "{name}");
            } else {
                assert_eq!(found.unwrap(), Guess { layout: Some(layout), delta: false }, "{name}");
            }
        }
    }
    let delta = |name: &str| guess(&mut Input::from_bytes(name, sample(name)).unwrap()).unwrap();
    assert_eq!(delta("entities.delta.json"), Guess { layout: Some(Layout::Ftm), delta: true });
    assert_eq!(delta("delta.jsonl"), Guess { layout: None, delta: true });
}

#[test]
fn the_day_comes_from_the_command_or_the_file_or_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let day = |order, name| import(&store, &order, sample(name)).unwrap().header.as_of.to_string();
    assert_eq!(day(order(Layout::Jsonl), "list.jsonl"), "2026-11-21");
    assert_eq!(day(order(Layout::Un), "un.xml"), "2024-03-01");
    let told = portcullis_lists::Import { as_of: Some("2025-01-01".parse().unwrap()), ..order(Layout::CslCsv) };
    assert_eq!(day(told, "csl.csv"), "2025-01-01");
}
