//! What is said, kind by kind.

use portcullis_exchange::{Body, Code, Direction, Message, Refusal, Sequence, Side};
use portcullis_license::{Instant, Ledger};
use serde_json::{Value, json};

use crate::samples::{self, NOW, authority, provider};

/// A message of a side with any kind and body.
fn message(side: Side, kind: &str, body: Value) -> Message {
    let (us, peer) = match side {
        Side::Provider => (provider(), authority()),
        Side::Authority => (authority(), provider()),
    };
    Sequence::new(us, peer).unwrap().next_as(NOW, samples::word(kind), body).unwrap()
}

fn side(kind: &str) -> Side {
    match Body::direction(kind).unwrap() {
        Direction::Up | Direction::Both => Side::Provider,
        Direction::Down => Side::Authority,
    }
}

fn read(kind: &str, body: Value) -> Result<Body, Refusal> {
    Body::read(&message(side(kind), kind, body), side(kind))
}

#[test]
fn each_kind_is_read_as_it_was_said_and_only_from_its_side() {
    let bodies = samples::one_of_each();
    let words: Vec<&str> = bodies.iter().map(Body::word).collect();
    let kinds: Vec<&str> = Body::KINDS.iter().map(|(word, _)| *word).collect();
    assert_eq!(words, kinds, "one sample of each kind, in their order");
    for body in bodies {
        body.check().unwrap();
        let (word, value) = (body.word(), body.to_value().unwrap());
        for sender in [Side::Provider, Side::Authority] {
            let told = Body::read(&message(sender, word, value.clone()), sender);
            if sender.sends(Body::direction(word).unwrap()) {
                assert_eq!(told.unwrap(), body);
            } else {
                assert_eq!(told.unwrap_err().code, Code::WrongDirection);
            }
        }
    }
}

/// Every value that can be reached, by its place.
fn places(value: &Value, at: String, to: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            let at = format!("{at}/{name}");
            to.push(at.clone());
            places(value, at, to);
        }),
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(place, value)| places(value, format!("{at}/{place}"), to));
        }
        _ => {}
    }
}

/// Where a body holds any JSON at all, or a member may be left out.
fn is_free(at: &str) -> bool {
    at.starts_with("/filed/") || at == "/filed"
}

#[test]
fn nothing_that_a_kind_does_not_have_is_passed_over() {
    for body in samples::one_of_each() {
        let value = body.to_value().unwrap();
        let mut all = vec![String::new()];
        places(&value, String::new(), &mut all);
        for at in all.iter().filter(|at| !is_free(at)) {
            let mut more = value.clone();
            let Value::Object(members) = more.pointer_mut(at).unwrap() else { continue };
            members.insert("unheard_of".to_owned(), json!(null));
            let maps = ["/lines", "/licenses"];
            let refusal = read(body.word(), more).unwrap_err();
            assert_eq!((refusal.code, refusal.number), (Code::UnreadableBody, Some(1)), "{} {at}", body.word());
            assert!(refusal.detail.contains("unheard_of") || maps.contains(&at.as_str()), "{at}: {refusal}");
        }
    }
}

#[test]
fn what_is_of_another_type_is_refused_with_its_place() {
    for body in samples::one_of_each() {
        let value = body.to_value().unwrap();
        let mut all = Vec::new();
        places(&value, String::new(), &mut all);
        for at in all.iter().filter(|at| !is_free(at)) {
            let mut other = value.clone();
            *other.pointer_mut(at).unwrap() = json!([[true]]);
            let refusal = read(body.word(), other).unwrap_err();
            assert_eq!(refusal.code, Code::UnreadableBody, "{} {at}", body.word());
        }
    }
}

fn refused(kind: &str, body: &Body, change: impl FnOnce(&mut Value)) -> String {
    let mut value = body.to_value().unwrap();
    change(&mut value);
    let refusal = read(kind, value).unwrap_err();
    assert_eq!(refusal.code, Code::UnreadableBody);
    refusal.detail
}

#[test]
fn one_spelling_of_an_amount() {
    let usage = samples::usage(&samples::number("D-1"), NOW, samples::amount(5), samples::amount(7));
    for wrong in ["+5", "05", "5.0", "-5", ""] {
        let detail =
            refused("usage", &usage, |value| value["lines"]["chips"]["used"]["chip_milliseconds"] = json!(wrong));
        assert!(detail.contains("lines.chips.used.chip_milliseconds"), "{detail}");
    }
}

#[test]
fn what_a_body_claims_of_itself_must_hold() {
    let each = samples::one_of_each();
    let of = |kind: &str| each.iter().find(|body| body.word() == kind).unwrap();
    let detail = refused("notice", of("notice"), |value| value["text"] = json!("another letter"));
    assert!(detail.contains("digest"), "{detail}");
    let detail = refused("usage", of("usage"), |value| value["until"] = value["from"].clone());
    assert!(detail.contains("period"), "{detail}");
    let detail = refused("usage", of("usage"), |value| value["lines"] = json!({}));
    assert!(detail.contains("names no line"), "{detail}");
    let detail = refused("usage", of("usage"), |value| {
        value["lines"]["chips"]["used"]["chip_milliseconds"] = json!("8");
    });
    assert!(detail.contains("more in the period"), "{detail}");
    let detail = refused("breach", of("breach"), |value| drop(value.as_object_mut().unwrap().remove("amount")));
    assert!(detail.contains("amount"), "{detail}");
    let detail =
        refused("preservation", of("preservation"), |value| drop(value.as_object_mut().unwrap().remove("case")));
    assert!(detail.contains("name what is to be kept"), "{detail}");
    let detail = refused("acknowledgement", of("acknowledgement"), |value| value["filed_by"] = json!(0));
    assert!(detail.contains("from 1"), "{detail}");
    let detail = refused("refusal", of("refusal"), |value| value["code"] = json!("gap"));
    assert!(detail.contains("in a reply"), "{detail}");
    let detail = refused("reconciliation", of("reconciliation"), |value| value["through"] = json!("C-9"));
    assert!(detail.contains("D-1"), "{detail}");
    let detail = refused("reconciliation", of("reconciliation"), |value| value["sent"]["count"] = json!(0));
    assert!(detail.contains("zeroes"), "{detail}");
}

#[test]
fn an_authority_tells_changes_of_licenses_and_the_gate_applies_them() {
    let license = samples::number("D-1");
    let mut ledger = Ledger::default();
    for change in ["issue", "vary", "suspend", "reinstate", "revoke"] {
        let event = samples::license_event(&format!("desk/{change}"), &license, change);
        let body = Body::LicenseEvent(Box::new(event));
        let Body::LicenseEvent(told) = read("license_event", body.to_value().unwrap()).unwrap() else { panic!() };
        let applied = ledger.apply(&told.id, &told.operation, Instant(NOW.0)).unwrap();
        let reply = format!("{:?}", applied.reply);
        assert!(reply.starts_with("Changed"), "{change}: {reply}");
    }
    for change in ["surrender", "lapse"] {
        let body = Body::LicenseEvent(Box::new(samples::license_event("desk/x", &license, change)));
        let refusal = read("license_event", body.to_value().unwrap()).unwrap_err();
        assert!(refusal.detail.contains(change), "{refusal}");
    }
    let issue = Body::LicenseEvent(Box::new(samples::license_event("desk/1", &license, "issue")));
    let detail = refused("license_event", &issue, |value| value["operation"]["license"] = json!("D-2"));
    assert!(detail.contains("D-2") && detail.contains("D-1"), "{detail}");
    let post = json!({"id": "desk/1", "operation": {"operation": "post", "reservation": "r", "chip_milliseconds": 1}});
    assert!(read("license_event", post).unwrap_err().detail.contains("the provider's to tell"));
}

#[test]
fn an_unknown_kind_is_taken_and_refused() {
    let refusal = Body::read(&message(Side::Provider, "poem", json!({})), Side::Provider).unwrap_err();
    assert_eq!((refusal.code, refusal.number), (Code::UnknownKind, Some(1)));
    assert!(refusal.code.uses_number());
    // The refusal itself is something to say.
    let body = Body::Refusal(refusal.clone());
    assert_eq!(read("refusal", body.to_value().unwrap()).unwrap(), Body::Refusal(refusal));
}
