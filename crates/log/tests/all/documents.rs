//! Canonical JSON and withheld fields.

use portcullis_log::canonical::{CanonicalError, MOST_DEPTH, read_canonical, to_canonical};
use portcullis_log::commitment::{
    CommitmentError, Mismatch, Opening, Openings, Salt, commitment, disclose, withheld, withhold,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn canonical(json: &str) -> Result<String, CanonicalError> {
    to_canonical(&serde_json::from_str(json).unwrap()).map(|bytes| String::from_utf8(bytes).unwrap())
}

#[test]
fn the_examples_of_rfc_8785() {
    // Section 3.2.3, whose keys show the order by UTF-16 units.
    let keys = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
    let sorted = canonical(keys).unwrap();
    let order = ["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"];
    let places: Vec<usize> = order.iter().map(|word| sorted.find(word).unwrap()).collect();
    assert!(places.is_sorted(), "{sorted}");
    // Section 3.2.2, its string and literals.
    let text = r#"{"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#;
    assert_eq!(
        canonical(text).unwrap(),
        "{\"literals\":[null,true,false],\"string\":\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
    );
    assert_eq!(canonical("[56,{\"d\":true,\"10\":null,\"1\":[ ]}]").unwrap(), "[56,{\"1\":[],\"10\":null,\"d\":true}]");
}

#[test]
fn whole_numbers_up_to_2_53_and_no_others() {
    for number in ["0", "1", "-1", "9007199254740991", "-9007199254740991"] {
        assert_eq!(canonical(number).unwrap(), number);
        assert!(read_canonical(number.as_bytes()).is_ok());
    }
    for number in [
        "-0",
        "1.0",
        "0.5",
        "1e2",
        "1E2",
        "1e-2",
        "9007199254740992",
        "-9007199254740992",
        "1e400",
        "123456789012345678901234567890",
    ] {
        let error = canonical(&format!("{{\"a/b\":[0,{number}]}}")).unwrap_err();
        assert!(matches!(&error, CanonicalError::Number { at, .. } if at == "/a~1b/1"), "{number}: {error}");
        assert!(read_canonical(number.as_bytes()).is_err(), "{number}");
    }
    assert!(to_canonical(&json!(2.0)).is_err());
    assert!(to_canonical(&json!(u64::MAX)).is_err());
}

#[test]
fn bytes_in_any_other_spelling_are_refused() {
    for right in ["null", "\"\u{7f}\u{e9}\u{2028}/\"", "{}", "[]", "{\"a\":1,\"b\":[{}]}", "\"\\u001f\\b\""] {
        read_canonical(right.as_bytes()).unwrap();
    }
    for wrong in [
        "",
        " null",
        "null\n",
        "{\"b\":1,\"a\":2}",
        "{\"a\":1,\"a\":1}",
        "{\"a\": 1}",
        "[1,]",
        "[01]",
        "[+1]",
        "\"\\u0041\"",
        "\"\\/\"",
        "\"\\u000A\"",
        "\"\\u000a\"",
        "\"\\u001F\"",
        "\"\\ud800\"",
        "\u{feff}null",
        "{\"a\":1}{}",
        "nul",
        "NaN",
        "{\"\u{ff61}\":1,\"\u{1f600}\":2}",
        "{\"$serde_json::private::Number\":\"1\"}",
        "{\"$serde_json::private::RawValue\":\"1\"}",
        "{\"$serde_json::private::RawValue\":\"[1, 2]\"}",
    ] {
        assert!(read_canonical(wrong.as_bytes()).is_err(), "{wrong}");
    }
    assert!(read_canonical(b"\"\xff\"").is_err());
    let at = read_canonical(b"{\"a\":1, \"b\":2}");
    assert_eq!(at, Err(CanonicalError::NotCanonical(7)));
    let reserved = json!({"x": {"$serde_json::private::Number": 1, "z": 2}});
    assert!(matches!(to_canonical(&reserved), Err(CanonicalError::Key { at, .. }) if at == "/x"));
}

#[test]
fn depth_has_a_limit() {
    let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
    assert!(read_canonical(nested(MOST_DEPTH).as_bytes()).is_ok());
    assert!(matches!(read_canonical(nested(MOST_DEPTH + 1).as_bytes()), Err(CanonicalError::Depth { .. })));
    assert!(read_canonical(nested(100_000).as_bytes()).is_err());
    assert!(matches!(
        withhold(&serde_json::from_str(&nested(100)).unwrap(), &|_| false, &mut salts()),
        Err(CommitmentError::Canonical(_))
    ));
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[\\x00-\\x1f\"\\\\/~a]{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("[a-c\u{ff61}\u{1f600}/~\\x00]{0,2}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn salts() -> impl FnMut() -> Salt {
    let mut number = 0_u128;
    move || {
        number += 1;
        Salt(number.to_be_bytes())
    }
}

proptest! {
    #[test]
    fn what_is_written_reads_back(value in any_value()) {
        let bytes = to_canonical(&value).unwrap();
        let read = read_canonical(&bytes).unwrap();
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(to_canonical(&read).unwrap(), bytes);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>, text in "[\\[\\]{}\":,0-9a\\\\eE.+ -]{0,40}") {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            if let Ok(value) = read_canonical(bytes) {
                prop_assert_eq!(to_canonical(&value).unwrap(), bytes);
            }
        }
    }

    #[test]
    fn what_is_withheld_can_be_put_back(value in any_value(), chosen: u64) {
        let personal = |pointer: &str| chosen >> (pointer.len() % 64) & 1 == 1;
        let (public, openings) = withhold(&value, &personal, &mut salts()).unwrap();
        prop_assert_eq!(withheld(&public).len(), openings.len());
        prop_assert_eq!(disclose(&public, &openings).unwrap(), value);
        prop_assert_eq!(disclose(&public, &Openings::new()).unwrap(), public);
    }
}

fn document() -> Value {
    json!({
        "who": {"name": "Ada", "birth": "1815"},
        "country": "GB",
        "others": [{"name": "Charles"}, {"name": "Mary"}],
    })
}

fn is_name(pointer: &str) -> bool {
    pointer.ends_with("/name")
}

#[test]
fn names_are_withheld_and_disclosed_one_by_one() {
    let (public, openings) = withhold(&document(), &is_name, &mut salts()).unwrap();
    let text = public.to_string();
    assert!(!text.contains("Ada") && !text.contains("Charles") && text.contains("1815"));
    assert_eq!(withheld(&public), ["/who/name", "/others/0/name", "/others/1/name"]);
    let hash = commitment(openings["/who/name"].salt, "/who/name", &json!("Ada")).unwrap();
    assert_eq!(public["who"]["name"], json!({"withheld": hash.to_base64()}));

    let one: Openings = openings.clone().into_iter().filter(|(pointer, _)| pointer == "/who/name").collect();
    let partly = disclose(&public, &one).unwrap();
    assert_eq!(partly["who"]["name"], "Ada");
    assert_eq!(withheld(&partly).len(), 2);
    assert_eq!(disclose(&public, &openings).unwrap(), document());

    let stored = serde_json::to_string(&openings).unwrap();
    assert_eq!(serde_json::from_str::<Openings>(&stored).unwrap(), openings);
    for wrong in ["AAAA", "", "AAAAAAAAAAAAAAAAAAAAAA"] {
        assert!(serde_json::from_value::<Opening>(json!({"salt": wrong, "value": 1})).is_err());
    }
}

#[test]
fn the_commitment_is_the_hash_that_is_documented() {
    let mut bytes = b"portcullis.withheld/v1\0".to_vec();
    bytes.extend([9; 16]);
    bytes.extend(b"/a\0{\"b\":1}");
    let hash = commitment(Salt([9; 16]), "/a", &json!({"b": 1})).unwrap();
    assert_eq!(hash, portcullis_log::Hash::of(&bytes));
}

#[test]
fn openings_that_do_not_go_with_the_document_are_named() {
    let (public, openings) = withhold(&document(), &is_name, &mut salts()).unwrap();
    let mut wrong = openings;
    wrong.get_mut("/who/name").unwrap().value = json!("Eve");
    wrong.get_mut("/others/0/name").unwrap().salt = Salt([0; 16]);
    let elsewhere = wrong["/others/1/name"].clone();
    for pointer in ["/country", "/nowhere", "/others/01/name", "who", "/who/name/withheld"] {
        wrong.insert(pointer.to_owned(), elsewhere.clone());
    }
    let Err(CommitmentError::Mismatches(mut named)) = disclose(&public, &wrong) else { panic!("disclosed") };
    named.sort_by_key(ToString::to_string);
    let absent = |pointer: &str| Mismatch::NotWithheld(pointer.to_owned());
    let other = |pointer: &str| Mismatch::Other(pointer.to_owned());
    let expected = [
        absent("/country"),
        absent("/nowhere"),
        absent("/others/01/name"),
        absent("/who/name/withheld"),
        absent("who"),
        other("/others/0/name"),
        other("/who/name"),
    ];
    assert_eq!(named, expected);

    // The opening of one place does not open another, though value and salt are right.
    let twins = json!([{"name": "Ada"}, {"name": "Ada"}]);
    let (public, mut openings) = withhold(&twins, &is_name, &mut salts()).unwrap();
    let first = openings["/0/name"].clone();
    openings.insert("/1/name".to_owned(), first);
    assert_eq!(disclose(&public, &openings), Err(CommitmentError::Mismatches(vec![other("/1/name")])));
}

#[test]
fn what_could_be_confused_is_refused() {
    for (document, place) in [
        (json!({"withheld": "text"}), ""),
        (json!({"a": [0, {"withheld": null}]}), "/a/1"),
        (json!({"who": {"name": {"withheld": "inside a personal field"}}}), "/who/name"),
        (json!({"who": {"name": {"first": {"withheld": {}}}}}), "/who/name/first"),
    ] {
        let error = withhold(&document, &is_name, &mut salts()).unwrap_err();
        assert_eq!(error, CommitmentError::Confusing { at: place.to_owned() });
    }
    let with_more = json!({"withheld": "text", "other": 1});
    assert_eq!(withhold(&with_more, &is_name, &mut salts()).unwrap().0, with_more);

    // A commitment to what looks withheld can be made by hand, and opens nothing.
    let (salt, value) = (Salt([1; 16]), json!({"withheld": "x"}));
    let public = json!({"a": {"withheld": commitment(salt, "/a", &value).unwrap().to_base64()}});
    let openings = Openings::from([("/a".to_owned(), Opening { salt, value })]);
    assert!(matches!(disclose(&public, &openings), Err(CommitmentError::Mismatches(_))));
    // Nor does a mark that holds no commitment.
    let public = json!({"a": {"withheld": 7}});
    assert!(matches!(disclose(&public, &openings), Err(CommitmentError::Mismatches(_))));
}

#[test]
fn salts_are_used_once() {
    let error = withhold(&document(), &is_name, &mut || Salt([1; 16])).unwrap_err();
    assert_eq!(error, CommitmentError::SaltRepeated { at: "/others/0/name".to_owned() });
}
