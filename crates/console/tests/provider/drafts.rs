//! The form of a draft: what it is made of comes back out of it, rows come and go, and every gap has its place.

use crate::checker::{Element, read};
use crate::sample::Sample;
use crate::sample_license::{application, draft_view};
use portcullis_application::{Application, application_schema, gaps};
use portcullis_console::provider::{
    DraftTab, DraftView, Values, add_row, application_of, draft, remove_row, values_of,
};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeSet;

/// What a browser would send: the successful controls of the form (WHATWG HTML section 4.10.22.4).
fn sent(view: &DraftView) -> Values {
    let elements = read(&draft(view).into_string());
    let named = |element: &Element| element.get("name").map(str::to_owned);
    let mut pairs = Vec::new();
    for (at, element) in elements.iter().enumerate() {
        let Some(name) = named(element) else { continue };
        let value = || element.get("value").unwrap_or("on").to_owned();
        match (element.name.as_str(), element.get("type")) {
            ("textarea", _) => pairs.push((name, element.text.strip_prefix('\n').unwrap().replace('\n', "\r\n"))),
            ("select", _) => {
                let options: Vec<&Element> = elements.iter().filter(|option| option.parent == Some(at)).collect();
                let chosen = options.iter().find(|option| option.get("selected").is_some()).or(options.first());
                pairs.extend(chosen.map(|option| (name, option.get("value").unwrap().to_owned())));
            }
            ("input", Some("checkbox" | "radio")) if element.get("checked").is_none() => {}
            ("input", _) => pairs.push((name, value())),
            _ => {}
        }
    }
    Values::of(pairs).unwrap()
}

fn view_of(values: Values) -> DraftView {
    DraftView { values, ..draft_view(Sample { text: None, rows: 1 }, DraftTab::Form) }
}

#[test]
fn the_form_gives_back_what_it_was_made_of() {
    let complete = application();
    assert_eq!(application_of(&values_of(&complete)).unwrap(), complete);
    assert_eq!(application_of(&sent(&view_of(values_of(&complete)))).unwrap(), complete);
    let empty = Application::default();
    assert_eq!(application_of(&values_of(&empty)).unwrap(), empty);
    assert_eq!(application_of(&sent(&view_of(values_of(&empty)))).unwrap(), empty);
    assert_eq!(application_of(&Values::default()).unwrap(), empty);
}

/// Every field of the form's JSON Schema, as a path without places.
fn fields(schema: &Value, definitions: &Value, path: &str, found: &mut BTreeSet<String>) {
    let schema = match schema.get("$ref").and_then(Value::as_str) {
        Some(name) => &definitions[name.rsplit('/').next().unwrap()],
        None => schema,
    };
    for kind in ["anyOf", "oneOf", "allOf"] {
        for part in schema.get(kind).and_then(Value::as_array).into_iter().flatten() {
            fields(part, definitions, path, found);
        }
    }
    if let Some(items) = schema.get("items") {
        fields(items, definitions, &format!("{path}[]"), found);
    }
    for (name, part) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        found.insert(path.clone());
        fields(part, definitions, &path, found);
    }
}

#[test]
fn the_form_asks_for_every_field_there_is() {
    let schema = application_schema();
    let mut known = BTreeSet::new();
    fields(&schema, &schema["$defs"], "", &mut known);
    // Of the parts of the form, what has no parts itself.
    let leaves: BTreeSet<&String> = known
        .iter()
        .filter(|path| {
            !known
                .iter()
                .any(|other| other.starts_with(&format!("{path}.")) || other.starts_with(&format!("{path}[].")))
        })
        .collect();
    assert!(leaves.len() > 60);
    for leaf in leaves {
        let name = leaf.replace("[]", "[0]");
        assert_eq!(
            Values::of([(name.clone(), "x".to_owned())]).unwrap().pairs().count(),
            1,
            "the form has no `{leaf}`"
        );
    }
}

#[test]
fn every_gap_leads_to_an_element_of_the_form() {
    let mut hard = application();
    hard.parties[1].headquarters = String::new();
    hard.parties[1].owners[0].evidence = String::new();
    hard.items[0].price = None;
    hard.end_use.codes = vec!["x".to_owned(), String::new()];
    hard.sites.clear();
    hard.certifications = vec!["x".to_owned()];
    for application in [hard, Application::default()] {
        let gaps = gaps(&application);
        assert!(!gaps.is_empty());
        let view = DraftView { gaps, ..view_of(values_of(&application)) };
        let elements = read(&draft(&view).into_string());
        let ids: BTreeSet<&str> = elements.iter().filter_map(|element| element.get("id")).collect();
        for link in elements.iter().filter_map(|element| element.get("href")?.strip_prefix('#')) {
            assert!(ids.contains(link), "`{link}` is not there");
        }
        for gap in &view.gaps {
            let said = elements.iter().filter(|element| element.text.contains(&gap.mend)).count();
            assert!(said >= 2, "said once or nowhere, and not beside the field: {gap}");
        }
    }
}

#[test]
fn rows_come_and_go() {
    let complete = application();
    let mut values = values_of(&complete);
    add_row(&mut values, "parties[1].owners").unwrap();
    add_row(&mut values, "items").unwrap();
    add_row(&mut values, "offered").unwrap();
    let more = sent(&view_of(values.clone()));
    let wrong = application_of(&more).unwrap_err();
    assert_eq!(wrong.len(), 1, "a condition says how much: {wrong:?}");
    assert_eq!(wrong[0].field, "offered[5].chips");
    remove_row(&mut values, "offered[5]").unwrap();
    let read = application_of(&values).unwrap();
    assert_eq!((read.parties[1].owners.len(), read.items.len()), (3, 2));
    remove_row(&mut values, "parties[1].owners[2]").unwrap();
    remove_row(&mut values, "items[1]").unwrap();
    assert_eq!(application_of(&values).unwrap(), complete);
    remove_row(&mut values, "parties[0]").unwrap();
    assert_eq!(application_of(&values).unwrap().parties, complete.parties[1..]);
    for list in
        ["", "parties[", "parties[9].owners", "parties[0]", "reference", "owners", "parties[0].owners[0].x", "x"]
    {
        assert!(add_row(&mut values, list).is_err(), "{list}");
        assert!(remove_row(&mut values, list).is_err() || list == "parties[0]", "{list}");
    }
}

#[test]
fn what_cannot_be_read_is_named_and_nothing_is_lost() {
    let put = |name: &str, text: &str| {
        let all = values_of(&application());
        let others = all.pairs().filter(|(own, _)| *own != name);
        Values::of(others.chain([(name, text)]).map(|(name, text)| (name.to_owned(), text.to_owned()))).unwrap()
    };
    let wrong = |name: &str, text: &str| application_of(&put(name, text)).unwrap_err()[0].field.clone();
    assert_eq!(wrong("items[0].chips", "many"), "items[0].chips");
    assert_eq!(wrong("items[0].chips", "-1"), "items[0].chips");
    assert_eq!(wrong("items[0].tpp", "99999999999"), "items[0].tpp");
    assert_eq!(wrong("from", "2026-02-30"), "from");
    assert_eq!(wrong("items[0].line", ""), "items[0].line");
    assert_eq!(wrong("purpose.case", "X-1"), "purpose.case");
    assert_eq!(wrong("documents[0].bytes", ""), "documents[0].bytes");
    assert_eq!(application_of(&put("items[0].chips", "1,024")).unwrap().items[0].chips, 1_024);
    let view = view_of(put("items[0].chips", "many"));
    assert_eq!(sent(&view).get("items[0].chips"), "many");
}

/// A form with as many rows as can be sent is drawn in reasonable time; one with more is refused whole.
#[test]
fn a_form_has_a_bound() {
    let rows = |rows: usize| (0..rows).map(|row| (format!("parties[{row}].name"), "x".to_owned()));
    assert!(Values::of(rows(20_001)).is_err());
    let values = Values::of(rows(1_000)).unwrap();
    assert!(add_row(&mut values.clone(), "parties").is_err(), "a list is full at a thousand rows");
    let read = application_of(&values).unwrap_err();
    assert_eq!(read.len(), 1_000, "each party says its role");
    let gaps = gaps(&Application { parties: vec![application().parties[1].clone(); 1_000], ..Application::default() });
    let view = DraftView { gaps, wrong: read, ..view_of(values) };
    assert!(draft(&view).into_string().len() > 1_000_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever a form sends: it is read, or each field that is not is named; and showing it never fails.
    #[test]
    fn nothing_sent_breaks_it(names in prop::collection::vec((0_usize..400, ".{0,12}"), 0..30), texts in prop::collection::vec(".{0,20}", 30)) {
        let known: Vec<String> = values_of(&application()).pairs().map(|(name, _)| name.to_owned()).collect();
        let pairs: Vec<(String, String)> = names.iter().zip(&texts).map(|((at, odd), text)| {
            let name = known.get(*at).cloned().unwrap_or_else(|| format!("parties[{odd}].name{odd}"));
            (name, text.clone())
        }).collect();
        let values = Values::of(pairs).unwrap();
        match application_of(&values) {
            Ok(read) => prop_assert_eq!(application_of(&values_of(&read)).unwrap(), read),
            Err(wrong) => prop_assert!(!wrong.is_empty()),
        }
        let _ = draft(&view_of(values)).into_string();
    }

    /// An application of any printable words goes into the form and comes back.
    #[test]
    fn the_form_and_the_application_say_the_same(words in prop::collection::vec("[a-zA-Z0-9<>&\"']([ -~]{0,18}[a-z0-9<>])?", 12), chips in any::<u64>(), flag in any::<Option<bool>>()) {
        let mut made = application();
        made.parties[1].name = words[0].clone();
        made.parties[1].address = format!("{}\n{}", words[1], words[2]);
        made.parties[1].identifiers = words[3..6].to_vec();
        made.end_use.description = format!("\n{}\n", words[6]);
        made.items[0].chips = chips;
        made.items[0].classifications = vec![words[7].clone()];
        made.end_use.codes = vec![words[8].clone(), words[9].clone() + "x"];
        made.resale = flag;
        made.remote_users.any = flag;
        made.end_user_is_ultimate_consignee = flag == Some(true);
        prop_assert_eq!(&application_of(&values_of(&made)).unwrap(), &made);
        prop_assert_eq!(application_of(&sent(&view_of(values_of(&made)))).unwrap(), made);
    }
}
