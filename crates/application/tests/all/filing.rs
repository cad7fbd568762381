//! What is filed is what was signed, and nothing that is not complete is filed.

use portcullis_application::{Filed, copy, gaps, of_json, sign};
use portcullis_log::Hash;
use portcullis_log::canonical::{read_canonical, to_canonical};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::common::{at, certifier, complete, example, leaves, paths};

#[test]
fn a_filing_can_be_read_and_is_the_same() {
    let filed = sign(example(), certifier()).unwrap();
    assert_eq!(filed.digest(), Hash::of(&filed.canonical()));
    let signed = read_canonical(&filed.canonical()).unwrap();
    assert_eq!(signed["certifier"]["name"], "officer.one");
    let written = to_canonical(&filed.to_value()).unwrap();
    let read: Filed = of_json(&written).unwrap();
    assert_eq!(read, filed);
    assert_eq!(read.application(), &example());
}

/// A field that is written out where this program would leave it out, as one of another version may, was signed so.
#[test]
fn what_was_signed_is_kept_as_it_was_written() {
    let mut application = serde_json::to_value(example()).unwrap();
    application["determination"] = Value::Null;
    let signed = json!({ "application": application, "certifier": certifier() });
    let digest = Hash::of(&to_canonical(&signed).unwrap());
    let written = json!({ "application": application, "certifier": certifier(), "digest": digest.to_hex() });
    let read: Filed = of_json(written.to_string().as_bytes()).unwrap();
    assert_eq!((read.digest(), read.application()), (digest, &example()));
    assert_eq!(read.to_value(), written);
}

/// Whatever is changed afterwards, it is no longer what was signed.
#[test]
fn every_change_is_found_out() {
    let value = sign(example(), certifier()).unwrap().to_value();
    let mut changes = 0;
    for (path, leaf) in leaves(&value) {
        let mut changed = value.clone();
        *at(&mut changed, &path).unwrap() = match leaf {
            Value::String(text) if path.ends_with("country") || path.ends_with("headquarters") => {
                json!(if text == "US" { "CA" } else { "US" })
            }
            Value::String(text) => json!(format!("{text}0")),
            Value::Number(number) => json!(number.as_u64().unwrap() - 1),
            Value::Bool(flag) => json!(!flag),
            other => panic!("{path}: {other}"),
        };
        let refused = of_json::<Filed>(changed.to_string().as_bytes());
        assert!(refused.is_err(), "{path}");
        changes += 1;
    }
    assert!(changes > 80, "{changes}");
}

#[test]
fn nobody_signs_a_gap_or_without_a_capacity() {
    let mut application = example();
    application.security.clear();
    let mut nobody = certifier();
    nobody.capacity = " ".to_owned();
    assert_eq!(paths(&sign(application.clone(), nobody).unwrap_err()), ["security", "certifier.capacity"]);
    // It can be written down with its digest; whoever receives it finds the gap.
    let signed = json!({ "application": application, "certifier": certifier() });
    let digest = Hash::of(&to_canonical(&signed).unwrap()).to_hex();
    let written = json!({ "application": application, "certifier": certifier(), "digest": digest });
    let received: Filed = of_json(written.to_string().as_bytes()).unwrap();
    assert_eq!(paths(&received.gaps()), ["security"]);
    let wrong = json!({ "application": application, "certifier": certifier(), "digest": "00" });
    assert!(of_json::<Filed>(wrong.to_string().as_bytes()).unwrap_err().problem.contains(&digest));
}

#[test]
fn a_copy_says_anew_what_must_be_said_anew() {
    let mut old = example();
    old.documents.push(portcullis_application::form::Document {
        name: "Statement".to_owned(),
        expires: Some(jiff::civil::date(2027, 6, 1)),
        ..old.documents[0].clone()
    });
    let draft = copy(&old);
    assert_eq!(
        paths(&gaps(&draft)),
        [
            "reference",
            "provisions",
            "from",
            "until",
            "certifications",
            "certifications",
            "certifications",
            "certifications"
        ]
    );
    assert_eq!((draft.documents.len(), &draft.parties, &draft.items), (1, &old.parties, &old.items));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_complete_application_can_be_filed_and_read(application in complete()) {
        let filed = sign(application, certifier()).unwrap();
        prop_assert!(to_canonical(&filed.to_value()).unwrap().len() <= 40 * 1_024);
        prop_assert_eq!(of_json::<Filed>(filed.to_value().to_string().as_bytes()), Ok(filed));
    }
}
