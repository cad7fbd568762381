//! Strings of documents: which are marked, and which are words of lists and need no mark.

use serde_json::Value;

pub fn is_marked(text: &str) -> bool {
    text.len() > 2 && text.starts_with('~') && text.ends_with('~')
}

/// Every string of a document, with its JSON pointer.
pub fn strings(value: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut walk = vec![(String::new(), value)];
    while let Some((pointer, value)) = walk.pop() {
        match value {
            Value::String(text) => found.push((pointer, text.clone())),
            Value::Array(items) => {
                walk.extend(items.iter().enumerate().map(|(at, item)| (format!("{pointer}/{at}"), item)));
            }
            Value::Object(members) => {
                walk.extend(members.iter().map(|(key, member)| (format!("{pointer}/{key}"), member)));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    found
}

/// Words that are no texts: kinds, dates, hashes, names that positions speak of.
pub fn is_of_the_vocabulary(text: &str) -> bool {
    const NAMES: [&str; 15] = [
        "defense",
        "state",
        "energy",
        "example-cloud",
        "Example Cloud Inc",
        "Northern Compute Ltd",
        "Example Resale LLC",
        "a",
        "b",
        "h100",
        "north-1",
        "north-2",
        "L-1",
        "resubmission",
        "text/plain",
    ];
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    NAMES.contains(&text) || is_hash || text.parse::<jiff::civil::Date>().is_ok() || is_word(text)
}

/// A word of one of the lists that events are made of.
fn is_word(text: &str) -> bool {
    use portcullis_application::form::PartyRole;
    use portcullis_desk::advice::Stand;
    use portcullis_desk::course::{Rung, StopCause};
    use portcullis_desk::decision::OutcomeKind;
    use portcullis_desk::event::{EventKind, Role, Step, SubjectMark};
    let value = Value::String(text.to_owned());
    macro_rules! is_any {
        ($($words:ty),*) => { $(serde_json::from_value::<$words>(value.clone()).is_ok())||* };
    }
    let of_tags = ["approve_with_conditions", "application", "party", "item", "site", "text", "most_concurrent_chips"];
    is_any!(EventKind, Role, OutcomeKind, Stand, StopCause, Rung, Step, SubjectMark, PartyRole)
        || of_tags.contains(&text)
}
