//! The form: one spelling, whatever is read is written back, and no bytes do harm.

use portcullis_exchange::{
    Body, Chain, Code, House, Inbox, Message, Reference, Refusal, Reply, Sequence, Unverified, Word, parse,
};
use portcullis_license::Instant;
use portcullis_log::Hash;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::samples::{self, NOW, authority, provider};

fn first(body: &Body) -> Message {
    Sequence::new(provider(), authority()).unwrap().next(NOW, body).unwrap()
}

#[test]
fn a_message_reads_as_it_is_documented() {
    let mut sequence = Sequence::new(provider(), authority()).unwrap();
    let one = sequence.next(NOW, &samples::withdrawal("no longer needed")).unwrap();
    let two = sequence.next(NOW.plus(1), &samples::withdrawal("nor this")).unwrap();
    assert_eq!(
        one.text(),
        "portcullis.message/v1\n{\"at\":1790000000000,\"body\":{\"by\":\"compliance.one\",\"case\":\"C-1\",\"reason\":\"no longer needed\"},\
         \"from\":\"cloud.example\",\"kind\":\"withdrawal\",\"number\":1,\
         \"previous\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\",\"to\":\"exports.example\"}\n"
    );
    assert_eq!(two.previous(), one.hash());
    assert_eq!(two.number(), 2);
    assert_eq!(sequence.sent(), Chain { count: 2, last: two.hash() });
    assert_eq!(Message::parse(two.text()).unwrap(), two);
}

#[test]
fn the_same_message_under_another_key_is_the_same_message() {
    let message = first(&samples::withdrawal("x"));
    let [old, new] = [1, 9].map(|seed| message.sign(&samples::signer(&provider(), seed)).unwrap());
    assert_ne!(old, new);
    assert_eq!(parse(&old).unwrap(), parse(&new).unwrap());
    assert!(message.sign(&samples::signer(&authority(), 2)).is_err(), "a key of another house");
}

#[test]
fn other_spellings_are_refused_by_name() {
    let text = first(&samples::withdrawal("x")).text().to_owned();
    let changed = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        Message::parse(&changed).unwrap_err().code
    };
    assert_eq!(changed("message/v1", "message/v2"), Code::WrongVersion);
    assert_eq!(changed("portcullis", "example"), Code::Malformed);
    assert_eq!(changed("{\"at\"", "{ \"at\""), Code::Malformed);
    assert_eq!(changed("\"number\":1", "\"number\":0"), Code::Malformed);
    assert_eq!(changed("\"number\":1", "\"number\":2"), Code::Malformed, "only the first follows nothing");
    assert_eq!(changed("\"number\":1", "\"number\":1.0"), Code::Malformed);
    assert_eq!(changed("\"number\":1,", "\"number\":1,\"number\":1,"), Code::Malformed);
    assert_eq!(changed("exports.example", "cloud.example"), Code::Malformed, "to itself");
    assert_eq!(changed("cloud.example", "Cloud.example"), Code::Malformed);
    assert_eq!(changed("\"at\":1790000000000", "\"at\":-1"), Code::Malformed);
    assert_eq!(changed("\"kind\"", "\"extra\":1,\"kind\""), Code::Malformed);
    assert_eq!(changed("}\n", "}"), Code::Malformed);
    assert_eq!(Message::parse("").unwrap_err().code, Code::Malformed);
    assert_eq!(parse(&vec![b'a'; 256 * 1024 + 1]).unwrap_err().code, Code::TooLarge);
}

#[test]
fn what_is_too_large_is_refused_before_it_has_a_number() {
    let mut sequence = Sequence::new(provider(), authority()).unwrap();
    let error = sequence.next(NOW, &samples::withdrawal(&"x".repeat(300_000))).unwrap_err();
    assert!(error.to_string().contains("several messages"), "{error}");
    let error = sequence.next_as(NOW, samples::word("note"), json!({"deep": [1.5]})).unwrap_err();
    assert!(error.to_string().contains("/body/deep/0"), "{error}");
    assert_eq!(sequence.sent(), Chain::START);
    assert!(Sequence::new(provider(), provider()).is_err());
}

#[test]
fn a_reply_does_not_contradict_itself() {
    let taken = Chain { count: 2, last: Hash::of(b"two") };
    let reply = Inbox::new(taken).reply(&authority(), &provider(), NOW, None);
    let text = reply.text().unwrap();
    assert_eq!(Reply::parse(&text).unwrap(), reply);
    assert_eq!(reply.expected(), 3);
    let refused = |number: &str, code: &str| {
        let refused = format!("\"refused\":{{\"code\":\"{code}\",\"detail\":\"because\"{number}}},\"taken\"");
        Reply::parse(&text.replacen("\"taken\"", &refused, 1)).map(|reply| reply.refused)
    };
    assert!(refused(",\"number\":2", "too_late").unwrap().unwrap().code.uses_number());
    assert!(refused(",\"number\":3", "gap").is_ok());
    assert!(refused("", "malformed").is_ok());
    let long = Refusal::new(None, Code::Gap, "x\n".repeat(900));
    assert_eq!(long.detail.chars().count(), 500);
    let by_hand =
        |detail: &str| Reply { refused: Some(Refusal { detail: detail.to_owned(), ..long.clone() }), ..reply.clone() };
    assert!(by_hand(&long.detail).sign(&samples::signer(&authority(), 2)).is_ok());
    for wrong in ["x".repeat(501), "two\nlines".to_owned()] {
        assert!(Reply::parse(&by_hand(&wrong).text().unwrap()).is_err());
        assert!(by_hand(&wrong).sign(&samples::signer(&authority(), 2)).is_err());
    }
    for (number, code) in [(",\"number\":3", "too_late"), ("", "too_late"), (",\"number\":0", "too_late"), ("", "odd")]
    {
        assert_eq!(refused(number, code).unwrap_err().code, Code::Malformed, "{number} {code}");
    }
    assert!(Reply::parse(&text.replacen("\"count\":2", "\"count\":0", 1)).is_err(), "nothing has no hash");
    assert!(Reply::parse(&text.replacen("\"taken\"", "\"refused\":null,\"taken\"", 1)).is_err(), "one spelling");
}

#[test]
fn codes_are_words_with_a_meaning_and_a_mend() {
    for code in Code::ALL {
        assert_eq!(serde_json::to_value(code).unwrap(), json!(code.word()));
        assert!(Word::new(code.word()).is_ok());
        assert!(!code.meaning().is_empty() && !code.mend().is_empty());
        assert!(!(code.uses_number() && code.needs_a_person()), "{code}: what was taken does not stop the rest");
    }
    let words: std::collections::BTreeSet<&str> = Code::ALL.iter().map(|code| code.word()).collect();
    assert_eq!(words.len(), Code::ALL.len());
}

#[test]
fn names_are_plain() {
    for wrong in ["", "A", "a.", "-a", "a/b", "a b", "ä", "a_b", &"a".repeat(101)] {
        assert!(House::new(wrong).is_err(), "{wrong}");
    }
    for right in ["a", "0", "exports.example", "a-b.c"] {
        assert_eq!(House::new(right).unwrap().as_str(), right);
    }
    assert!(Word::new("Word").is_err() && Word::new("_word").is_err() && Word::new("1").is_err());
    assert!(Reference::new("a\u{7}b").is_err() && Reference::new(" a").is_err() && Reference::new("C-1 (再)").is_ok());
    let longest = House::new(&"a".repeat(100)).unwrap();
    assert!(portcullis_exchange::taken_id(&longest, u64::MAX).is_ok());
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-(1_i64 << 53) + 1..1_i64 << 53).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("\\PC{0,8}", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_said_is_read(bodies in prop::collection::vec((any_json(), 0_i64..1 << 53), 1..6)) {
        let mut sequence = Sequence::new(provider(), authority()).unwrap();
        let mut previous = Chain::NOTHING;
        for (place, (body, at)) in bodies.into_iter().enumerate() {
            let message = sequence.next_as(Instant(at), samples::word("note"), body.clone()).unwrap();
            let read = Message::parse(message.text()).unwrap();
            prop_assert_eq!(read.body(), &body);
            prop_assert_eq!((read.number(), read.previous()), (place as u64 + 1, previous));
            let bytes = message.sign(&samples::signer(&provider(), 1)).unwrap();
            prop_assert_eq!(parse(&bytes).unwrap(), Unverified::Message(read));
            previous = message.hash();
        }
    }

    #[test]
    fn any_bytes_are_refused_or_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(parse(&bytes).is_err());
    }

    #[test]
    fn damage_is_refused(place in 0_usize..10_000, flip in 1_u8..=255, cut in any::<bool>()) {
        let message = first(&samples::one_of_each()[7]);
        let mut bytes = message.sign(&samples::signer(&provider(), 1)).unwrap();
        let place = place % bytes.len();
        if cut { bytes.truncate(place) } else { bytes[place] ^= flip }
        prop_assert!(samples::provider_peer().open(&bytes, &authority(), NOW).is_err());
        // Without the signature some damage reads as another message; it is read as it is spelled.
        if let Ok(Unverified::Message(read)) = parse(&bytes) {
            prop_assert_eq!(Message::parse(read.text()).unwrap(), read);
        }
    }
}
