//! What changed, all of it and nothing else: changes applied to the earlier application make the later one.

use portcullis_application::form::{Application, PartyEntry, PartyRole};
use portcullis_application::{Changed, diff};
use portcullis_license::Site;
use proptest::prelude::*;
use serde_json::Value;

use crate::common::{at, complete, example};

/// The list that an entry is in, and its place there.
fn entry(path: &str) -> Option<(&str, usize)> {
    let (list, place) = path.strip_suffix(']')?.rsplit_once('[')?;
    Some((list, place.parse().ok()?))
}

fn list<'a>(value: &'a mut Value, path: &str) -> &'a mut Vec<Value> {
    at(value, path).unwrap().as_array_mut().unwrap()
}

fn object<'a>(value: &'a mut Value, path: &'a str) -> (&'a mut serde_json::Map<String, Value>, &'a str) {
    let (above, field) = path.rsplit_once('.').unwrap_or(("", path));
    let above = if above.is_empty() { value } else { at(value, above).unwrap() };
    (above.as_object_mut().unwrap(), field)
}

/// Applies changes without a look at how they were found: entries that went by their places before, then those that came and all fields by their places now.
fn apply(before: &Application, changes: &[Changed]) -> Application {
    let mut value = serde_json::to_value(before).unwrap();
    let is_gone = |change: &&Changed| change.after.is_none();
    let mut gone: Vec<&Changed> = changes.iter().filter(is_gone).collect();
    gone.sort_by_key(|change| std::cmp::Reverse(entry(&change.path).map_or(0, |(_, place)| place)));
    for change in gone {
        match entry(&change.path) {
            Some((of, place)) => {
                list(&mut value, of).remove(place);
            }
            None => {
                let (above, field) = object(&mut value, &change.path);
                above.shift_remove(field);
            }
        }
    }
    for change in changes.iter().filter(|change| !is_gone(change)) {
        let after = change.after.clone().unwrap();
        match entry(&change.path) {
            Some((of, place)) if change.before.is_none() => list(&mut value, of).insert(place, after),
            Some((of, place)) => list(&mut value, of)[place] = after,
            None => {
                let (above, field) = object(&mut value, &change.path);
                above.insert(field.to_owned(), after);
            }
        }
    }
    serde_json::from_value(value).unwrap()
}

#[test]
fn a_party_that_is_added_first_is_one_change() {
    let before = example();
    let mut after = before.clone();
    after.parties.insert(
        0,
        PartyEntry { role: PartyRole::Purchaser, name: "Example Trading Ltd".to_owned(), ..before.parties[1].clone() },
    );
    after.items[0].chips = 128;
    let changes = diff(&before, &after);
    let told: Vec<(&str, &str)> = changes.iter().map(|change| (change.path.as_str(), change.what.as_str())).collect();
    assert_eq!(
        told,
        [("parties[0]", "Purchaser Example Trading Ltd"), ("items[0].chips", "Line 1: Quantity, in chips")]
    );
    assert_eq!(changes[1].to_string(), "Line 1: Quantity, in chips: it was: 256; it is now: 128");
    assert!(
        changes[0]
            .to_string()
            .starts_with("Purchaser Example Trading Ltd: added: role: purchaser, name: Example Trading Ltd")
    );
    assert_eq!(apply(&before, &changes), after);
    let back = diff(&after, &before);
    assert_eq!(back[0].path, "parties[0]");
    assert_eq!(apply(&after, &back), before);
}

#[test]
fn an_owner_that_goes_is_told_of_the_party_it_was_of() {
    let before = example();
    let mut after = before.clone();
    after.parties.remove(0);
    after.parties[0].owners.remove(0);
    let changes = diff(&before, &after);
    let told: Vec<&str> = changes.iter().map(|change| change.what.as_str()).collect();
    assert_eq!(told, ["Applicant Northern Compute Ltd", "End user Example Robotics (Singapore) Pte. Ltd.: Owners"]);
    assert_eq!(changes[1].path, "parties[1].owners[0]");
}

#[test]
fn an_order_that_changes_is_told() {
    let before = example();
    let mut after = before.clone();
    after.parties.reverse();
    let changes = diff(&before, &after);
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].path.as_str(), changes[0].what.as_str()), ("parties", "Parties, their order"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn changes_make_the_later_one_of_the_earlier_one(before in complete(), after in complete(), site in "[a-z]{1,9}", drop in any::<bool>()) {
        let mut after = after;
        after.sites[0].site = Site::new(&site).unwrap();
        if drop {
            after.documents.clear();
            after.resale = None;
        }
        let changes = diff(&before, &after);
        prop_assert_eq!(changes.is_empty(), before == after);
        prop_assert_eq!(apply(&before, &changes), after);
        prop_assert_eq!(diff(&before, &before), []);
    }
}
