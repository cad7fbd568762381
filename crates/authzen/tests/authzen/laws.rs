//! Laws, over anything that can be asked.

use std::borrow::Cow;
use std::fmt::Write as _;

use portcullis_authzen::{Candidates, Decider, Decision, Evaluation, Limits, Sought, What};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::{api, api_with, certified, json};

/// Decides by a hash of all it is asked, so that a part that is lost or mixed up shows.
struct Hashing;

fn hashed(text: &str) -> u32 {
    text.bytes().fold(2_166_136_261, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619))
}

impl Decider for Hashing {
    fn decide(&self, asked: &Evaluation<'_>) -> Decision {
        let object =
            |object: Option<portcullis_authzen::Object<'_>>| object.map_or("", |object| object.as_str()).to_owned();
        let mut text = String::new();
        for part in [
            &*asked.subject.kind,
            &asked.subject.id,
            &object(asked.subject.properties),
            &asked.action.name,
            &object(asked.action.properties),
            &asked.resource.kind,
            &asked.resource.id,
            &object(asked.resource.properties),
            &object(asked.context),
        ] {
            write!(text, "{part:?} ").unwrap();
        }
        Decision { decision: (hashed(&text) >> 7).is_multiple_of(2), id: Some(text), ..Decision::default() }
    }

    fn candidates<'a>(&'a self, sought: &Sought<'_>, from: usize) -> Candidates<'a> {
        let many = match sought.what {
            What::Subjects => sought.subject_kind.len(),
            What::Resources => sought.resource_kind.len(),
            What::Actions => 5,
        };
        Box::new((0..many).skip(from).map(|place| Cow::Owned(format!("n{place}"))))
    }
}

fn properties() -> impl Strategy<Value = Option<Value>> {
    proptest::option::of(prop_oneof![Just(json!({})), "[a-c]{1,2}".prop_map(|key| json!({key: [1, null, {"x": 0.5}]}))])
}

fn entity() -> impl Strategy<Value = Value> {
    ("\\PC{0,3}", "\\PC{0,3}", properties()).prop_map(|(kind, id, properties)| {
        let mut entity = json!({"type": kind, "id": id});
        if let Some(properties) = properties {
            entity["properties"] = properties;
        }
        entity
    })
}

fn action() -> impl Strategy<Value = Value> {
    ("\\PC{0,3}", properties()).prop_map(|(name, properties)| {
        let mut action = json!({"name": name});
        if let Some(properties) = properties {
            action["properties"] = properties;
        }
        action
    })
}

/// Some of the parts of a question; now and then one that is wrong.
fn some() -> impl Strategy<Value = Map<String, Value>> {
    let wrong = prop_oneof![Just(json!("x")), Just(Value::Null), Just(json!({}))];
    (
        proptest::option::weighted(0.6, prop_oneof![9 => entity(), 1 => wrong]),
        proptest::option::weighted(0.6, action()),
        proptest::option::weighted(0.6, entity()),
        properties(),
    )
        .prop_map(|(subject, action, resource, context)| {
            [("subject", subject), ("action", action), ("resource", resource), ("context", context)]
                .into_iter()
                .filter_map(|(name, part)| Some((name.to_owned(), part?)))
                .collect()
        })
}

fn whole() -> impl Strategy<Value = Map<String, Value>> {
    (entity(), action(), entity(), properties()).prop_map(|(subject, action, resource, context)| {
        [("subject", Some(subject)), ("action", Some(action)), ("resource", Some(resource)), ("context", context)]
            .into_iter()
            .filter_map(|(name, part)| Some((name.to_owned(), part?)))
            .collect()
    })
}

fn batch(defaults: &Map<String, Value>, items: &[Map<String, Value>], semantic: &str) -> Vec<Value> {
    let mut body = defaults.clone();
    body.insert("evaluations".to_owned(), json!(items));
    body.insert("options".to_owned(), json!({"evaluations_semantic": semantic}));
    let said = json(&api().evaluations(&Hashing, Value::Object(body).to_string().as_bytes()));
    said["evaluations"].as_array().unwrap().clone()
}

/// The single question that an item with defaults is: part by part, the item's own or the default.
fn single(defaults: &Map<String, Value>, item: &Map<String, Value>) -> Option<Value> {
    let mut body = defaults.clone();
    body.extend(item.clone());
    let answer = api().evaluation(&Hashing, Value::Object(body).to_string().as_bytes());
    (answer.status == 200).then(|| json(&answer))
}

proptest! {
    #[test]
    fn a_batch_is_its_questions_one_by_one(defaults in whole(), keep in any::<[bool; 4]>(), items in proptest::collection::vec(some(), 1..6)) {
        let mut defaults = defaults;
        for (name, keep) in ["subject", "action", "resource", "context"].into_iter().zip(keep) {
            if !keep {
                defaults.remove(name);
            }
        }
        let said = batch(&defaults, &items, "execute_all");
        prop_assert_eq!(said.len(), items.len());
        for (item, said) in items.iter().zip(&said) {
            match single(&defaults, item) {
                Some(alone) => prop_assert_eq!(said, &alone),
                None => {
                    prop_assert_eq!(&said["decision"], &json!(false));
                    prop_assert_eq!(&said["context"]["error"]["status"], &json!(400));
                }
            }
        }
    }

    #[test]
    fn a_batch_in_another_order_is_answered_in_that_order(items in proptest::collection::vec(whole(), 1..6).prop_flat_map(|items| (Just(items.clone()), Just(items).prop_shuffle()))) {
        let (items, shuffled) = items;
        let none = Map::new();
        let by_item = |items: &[Map<String, Value>]| -> Vec<(String, Value)> {
            let mut pairs: Vec<_> = items.iter().map(|item| json!(item).to_string()).zip(batch(&none, items, "execute_all")).collect();
            pairs.sort_by(|one, other| one.0.cmp(&other.0));
            pairs
        };
        prop_assert_eq!(by_item(&items), by_item(&shuffled));
    }

    #[test]
    fn stopping_early_changes_nothing_before(items in proptest::collection::vec(some(), 1..6)) {
        let none = Map::new();
        let all = batch(&none, &items, "execute_all");
        for (semantic, stop) in [("deny_on_first_deny", false), ("permit_on_first_permit", true)] {
            let said = batch(&none, &items, semantic);
            let most = all.iter().position(|one| one["decision"] == json!(stop)).map_or(all.len(), |place| place + 1);
            prop_assert_eq!(&said[..], &all[..most]);
        }
    }

    #[test]
    fn pages_find_each_once_whatever_their_size(query in whole(), what in 0..3_usize, kind in "[a-z]{0,40}", limit in 1..12_u64, page in 1..12_usize) {
        let what = [What::Subjects, What::Resources, What::Actions][what];
        let (sought, id) = match what {
            What::Subjects => ("subject", "id"),
            What::Resources => ("resource", "id"),
            What::Actions => ("action", "name"),
        };
        let mut query = query;
        if what != What::Actions {
            query[sought]["type"] = json!(kind);
            query[sought].as_object_mut().unwrap().remove("id");
        }
        let many = if what == What::Actions { 5 } else { kind.len() };
        let expected: Vec<String> = (0..many)
            .map(|place| format!("n{place}"))
            .filter(|name| {
                let mut alone = query.clone();
                if what == What::Actions {
                    alone.insert("action".to_owned(), json!({"name": name}));
                } else {
                    alone[sought]["id"] = json!(name);
                }
                single(&Map::new(), &alone).unwrap()["decision"] == json!(true)
            })
            .collect();

        let api = api_with(Limits { page, ..Limits::default() });
        let mut found = Vec::new();
        query.insert("page".to_owned(), json!({"limit": limit}));
        for calls in 0.. {
            prop_assert!(calls <= many + 1, "it does not end");
            let said = json(&api.search(&Hashing, what, Value::Object(query.clone()).to_string().as_bytes()));
            let results = said["results"].as_array().unwrap();
            prop_assert!(results.len() <= limit as usize && results.len() <= page);
            prop_assert_eq!(&said["page"]["count"], &json!(results.len()));
            found.extend(results.iter().map(|result| result[id].as_str().unwrap().to_owned()));
            let token = said["page"]["next_token"].as_str().unwrap();
            if token.is_empty() {
                break;
            }
            query.insert("page".to_owned(), json!({"token": token}));
        }
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn anything_is_answered(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        answered(&body)?;
    }

    #[test]
    fn anything_that_looks_like_a_question_is_answered(body in "(\\{|\\[|\\}|\\]|:|,|\"|null|1e9|\"(subject|action|resource|context|type|id|name|properties|evaluations|options|page|token|limit|user|customer|accelerator)\"){0,60}") {
        answered(body.as_bytes())?;
    }

    #[test]
    fn a_question_cut_off_or_changed_is_answered(question in some(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut body = json!({"evaluations": [question.clone(), question]}).to_string().into_bytes();
        let at = at.index(body.len());
        body[at] = byte;
        answered(&body)?;
        answered(&body[..at])?;
    }
}

fn answered(body: &[u8]) -> Result<(), TestCaseError> {
    let (api, policies) = (api(), certified());
    for answer in [
        api.evaluation(&policies, body),
        api.evaluations(&policies, body),
        api.search(&policies, What::Subjects, body),
        api.search(&policies, What::Resources, body),
        api.search(&policies, What::Actions, body),
    ] {
        prop_assert!([200, 400].contains(&answer.status));
        let said: Value = serde_json::from_slice(&answer.body).unwrap();
        prop_assert_eq!(said.is_string(), answer.status == 400);
    }
    Ok(())
}
