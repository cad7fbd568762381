//! Texts that are meant to mislead or to break: named as gaps, shown spelled out, never a panic.

use portcullis_application::form::{Application, PartyEntry};
use portcullis_application::{
    Fault, Hindrance, copy, diff, from_json, from_toml, gaps, gaps_against, sections, sign, text, would_fit,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::common::{at, certifier, engine, example, leaves, paths};

#[test]
fn letters_that_nobody_sees_are_named_and_shown() {
    for (hidden, code) in [
        ("\u{202e}", "U+202E"),
        ("\u{200f}", "U+200F"),
        ("\u{7}", "U+0007"),
        ("\u{200b}", "U+200B"),
        ("\u{e0041}", "U+E0041"),
    ] {
        let mut application = example();
        application.parties[1].address = format!("Example {hidden}Road");
        let found = gaps(&application);
        assert_eq!(paths(&found), ["parties[1].address"]);
        assert!(found[0].problem.contains(code) && found[0].problem.contains("letter 9"), "{}", found[0].problem);
        let shown = text(&sections(&application));
        assert!(shown.contains(&format!("Example <{code}>Road")) && !shown.contains(hidden), "{code}");
        let told = diff(&example(), &application)[0].to_string();
        assert!(told.contains(&format!("<{code}>")) && !told.contains(hidden));
    }
    // Persian is spelled with a joiner of no width.
    let mut application = example();
    application.parties[1].address = "\u{645}\u{6cc}\u{200c}\u{62e}".to_owned();
    assert_eq!(gaps(&application), []);
}

#[test]
fn what_is_too_long_to_be_recorded_is_named_with_its_largest_parts() {
    let mut application = example();
    application.security = "s".repeat(1 << 20);
    application.end_use.description = "d".repeat(20_000);
    application.contact.name = "n".repeat(501);
    let found = gaps(&application);
    assert_eq!(paths(&found), ["contact.name", "security"]);
    assert!(found.iter().all(|gap| gap.fault == Fault::TooLong));
    assert!(
        found[1].problem.contains("security (1048578 bytes), end_use.description (20002 bytes)"),
        "{}",
        found[1].problem
    );
    assert!(sign(application, certifier()).is_err());
}

#[test]
fn numbers_that_a_record_cannot_hold_are_named() {
    let mut application = example();
    application.sites[0].cluster_chips = Some(u64::MAX);
    application.offered.clear();
    assert_eq!(paths(&gaps(&application)), ["sites[0].cluster_chips"]);
}

/// Nothing looks at each pair of a hundred thousand parties.
#[test]
fn lists_that_no_record_holds_are_named_first() {
    let mut application = example();
    let entry = application.parties[1].clone();
    let party = |place: usize| PartyEntry { name: format!("Example {place}"), ..entry.clone() };
    application.parties = (0..100_000).map(party).collect();
    application.parties[7].resells_to = vec!["Example 8".to_owned(); 301];
    let found = gaps(&application);
    assert_eq!(paths(&found), ["parties", "parties[7].resells_to"]);
    assert!(found.iter().all(|gap| gap.fault == Fault::TooLong));
    assert!(matches!(
        would_fit(&application, &[]).as_slice(),
        [Hindrance::NotAsked { .. }, Hindrance::NotAsked { .. }]
    ));
    assert!(!diff(&example(), &application).is_empty());
}

#[test]
fn a_text_that_is_too_long_to_be_read_is_refused() {
    let long = format!("reference = \"{}\"", "x".repeat(4 << 20));
    assert!(from_toml(&long).unwrap_err().problem.contains("4194304"));
    assert!(from_json(long.as_bytes()).is_err());
}

fn hostile() -> impl Strategy<Value = String> {
    let letters = prop::sample::select(vec![
        '\0',
        '\n',
        '\u{202e}',
        '\u{200f}',
        '"',
        '\\',
        '\u{10ffff}',
        '<',
        '[',
        ']',
        '.',
        ':',
        'a',
        ' ',
        '9',
        '\u{301}',
    ]);
    prop_oneof![
        prop::collection::vec(letters, 0..40).prop_map(|letters| letters.into_iter().collect()),
        any::<String>()
    ]
}

fn everything(application: &Application) {
    let found = gaps(application);
    let _ = gaps_against(application, engine());
    let _ = text(&sections(application));
    diff(&example(), application).iter().for_each(|change| drop(change.to_string()));
    let _ = would_fit(application, &[]);
    found.iter().for_each(|gap| drop(gap.to_string()));
    assert_eq!(sign(application.clone(), certifier()).is_ok(), found.is_empty());
    let _ = copy(application);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_in_any_field_breaks_anything(place in any::<prop::sample::Index>(), text in hostile(), again in 0_usize..3) {
        let mut value = serde_json::to_value(example()).unwrap();
        let texts: Vec<String> = leaves(&value).into_iter().filter(|(_, leaf)| leaf.is_string()).map(|(path, _)| path).collect();
        for more in 0..=again {
            let path = &texts[(place.index(texts.len()) + more * 7) % texts.len()];
            *at(&mut value, path).unwrap() = Value::String(text.clone());
        }
        if let Ok(application) = from_json(value.to_string().as_bytes()) {
            everything(&application);
        }
    }

    #[test]
    fn no_number_breaks_anything(place in any::<prop::sample::Index>(), number in prop::sample::select(vec![0, 1, u64::from(u32::MAX), 1 << 53, u64::MAX])) {
        let mut value = serde_json::to_value(example()).unwrap();
        let numbers: Vec<String> = leaves(&value).into_iter().filter(|(_, leaf)| leaf.is_number()).map(|(path, _)| path).collect();
        *at(&mut value, &numbers[place.index(numbers.len())]).unwrap() = json!(number);
        if let Ok(application) = from_json(value.to_string().as_bytes()) {
            everything(&application);
        }
    }

    #[test]
    fn parties_of_any_name_break_nothing(names in prop::collection::vec(hostile(), 0..5)) {
        let mut application = example();
        let entry = application.parties[1].clone();
        application.parties.extend(names.into_iter().map(|name| PartyEntry { name, ..entry.clone() }));
        everything(&application);
    }
}
