//! What an amendment changes.
//!
//! Entries of lists are known again by what names them (a party by role and name, an item by its line, a site, a document), so that a party added at the
//! top is one change and not a change of every party below it.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::field::describe;
use crate::form::Application;
use crate::letters::shown;
use crate::path::join;

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// The field, by its place in the later application; of what was removed, by its place in the earlier one. Of a list whose order alone changed, the list.
    pub path: String,
    /// What it is called, with whose it is.
    pub what: String,
    /// What it was; nothing where it was not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What it is now; nothing where it is no longer stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

impl fmt::Display for Changed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.before, &self.after) {
            (None, None) => write!(out, "{}: the same", self.what),
            (None, Some(after)) => write!(out, "{}: added: {}", self.what, words(after)),
            (Some(before), None) => write!(out, "{}: removed; it was: {}", self.what, words(before)),
            (Some(before), Some(after)) => {
                write!(out, "{}: it was: {}; it is now: {}", self.what, words(before), words(after))
            }
        }
    }
}

/// A value as a person reads it: `yes`, a text, `name: …, country: …`.
#[must_use]
pub fn words(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.is_empty() => "nothing".to_owned(),
        Value::String(text) => shown(text),
        Value::Array(values) if values.is_empty() => "nothing".to_owned(),
        Value::Array(values) => values.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let said = fields.iter().filter(|(_, value)| !is_nothing(value));
            said.map(|(field, value)| format!("{}: {}", field.replace('_', " "), words(value)))
                .collect::<Vec<_>>()
                .join(", ")
        }
    }
}

fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        _ => false,
    }
}

/// What changed from one application to another, in the order of the form; nothing where they are equal, and something where they are not.
#[must_use]
pub fn diff(before: &Application, after: &Application) -> Vec<Changed> {
    let mut comparison = Comparison { before, after, found: Vec::new() };
    // An application holds nothing that cannot be written as JSON; were there such a thing, both would be nothing and differ in nothing.
    if let (Ok(one), Ok(other)) = (serde_json::to_value(before), serde_json::to_value(after)) {
        comparison.values(&Place::default(), Some(&one), Some(&other));
    }
    comparison.found
}

/// Where a value stands in each of the two.
#[derive(Clone, Default)]
struct Place {
    before: String,
    after: String,
}

impl Place {
    fn field(&self, field: &str) -> Self {
        Self { before: join(&self.before, field), after: join(&self.after, field) }
    }

    fn entry(&self, before: usize, after: usize) -> Self {
        Self { before: format!("{}[{before}]", self.before), after: format!("{}[{after}]", self.after) }
    }
}

struct Comparison<'a> {
    before: &'a Application,
    after: &'a Application,
    found: Vec<Changed>,
}

impl Comparison<'_> {
    fn values(&mut self, place: &Place, before: Option<&Value>, after: Option<&Value>) {
        match (before, after) {
            (Some(Value::Object(before)), Some(Value::Object(after))) => {
                let gone = before.keys().filter(|field| !after.contains_key(*field));
                for field in after.keys().chain(gone) {
                    self.values(&place.field(field), before.get(field), after.get(field));
                }
            }
            (Some(Value::Array(before)), Some(Value::Array(after))) => self.lists(place, before, after),
            (before, after) if before == after => {}
            (before, after) => {
                let (of, path) =
                    if after.is_some() { (self.after, &place.after) } else { (self.before, &place.before) };
                let (path, what) = (path.clone(), describe(of, path).label);
                self.found.push(Changed { path, what, before: before.cloned(), after: after.cloned() });
            }
        }
    }

    fn lists(&mut self, place: &Place, before: &[Value], after: &[Value]) {
        let (Some(old), Some(new)) = (Keys::of(before), Keys::of(after)) else {
            // Entries that nothing names apart are compared by their places.
            for at in 0..before.len().max(after.len()) {
                self.values(&place.entry(at, at), before.get(at), after.get(at));
            }
            return;
        };
        for (at, key) in old.keys.iter().enumerate() {
            if new.place(key).is_none() {
                self.values(&place.entry(at, at), before.get(at), None);
            }
        }
        self.order(place, old.kept_in(&new), new.kept_in(&old));
        for (at, key) in new.keys.iter().enumerate() {
            let was = old.place(key);
            self.values(&place.entry(was.unwrap_or(at), at), was.and_then(|was| before.get(was)), after.get(at));
        }
    }

    /// The order alone: what was kept stands otherwise.
    fn order(&mut self, place: &Place, before: Vec<Value>, after: Vec<Value>) {
        if before != after {
            let what = format!("{}, their order", describe(self.after, &place.after).label);
            let (before, after) = (Some(Value::Array(before)), Some(Value::Array(after)));
            self.found.push(Changed { path: place.after.clone(), what, before, after });
        }
    }
}

/// What names each entry of a list.
struct Keys {
    keys: Vec<Value>,
    places: BTreeMap<String, usize>,
}

impl Keys {
    /// The names; none where two entries have one.
    fn of(values: &[Value]) -> Option<Self> {
        const NAMES: [&str; 6] = ["role", "line", "site", "provision", "id", "name"];
        let key = |value: &Value| match value {
            Value::Object(fields) => {
                let names = NAMES.iter().filter_map(|name| fields.get(*name)).cloned();
                Value::Array(names.collect())
            }
            other => other.clone(),
        };
        let keys: Vec<Value> = values.iter().map(key).collect();
        let places: BTreeMap<String, usize> =
            keys.iter().enumerate().map(|(place, key)| (key.to_string(), place)).collect();
        (places.len() == keys.len()).then_some(Self { keys, places })
    }

    fn place(&self, key: &Value) -> Option<usize> {
        self.places.get(&key.to_string()).copied()
    }

    /// Those that the other has too, in their order.
    fn kept_in(&self, other: &Self) -> Vec<Value> {
        self.keys.iter().filter(|key| other.place(key).is_some()).cloned().collect()
    }
}
