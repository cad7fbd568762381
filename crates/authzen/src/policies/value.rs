//! Properties as Cedar values.

use cedar_policy::RestrictedExpression;
use serde_json::value::RawValue;

use crate::object::{Object, plain, text};

/// How deep properties may be nested.
const DEEPEST: usize = 16;

/// The members of an object, each as a value.
pub(super) fn members(path: &str, object: Object<'_>) -> Result<Vec<(String, RestrictedExpression)>, String> {
    record(path, object, 0)
}

fn record(path: &str, object: Object<'_>, depth: usize) -> Result<Vec<(String, RestrictedExpression)>, String> {
    let members = object.members().map_err(|problem| format!("`{path}` cannot be read: {problem}"))?;
    members
        .into_iter()
        .map(|(name, raw)| {
            let value = value(&format!("{path}.{name}"), raw, depth + 1)?;
            Ok((name.into_owned(), value))
        })
        .collect()
}

/// Cedar knows texts, whole numbers, yes and no, sets and records. What is none of them is not guessed at. Texts stay texts: a request cannot make one
/// an entity or an address by the escapes of Cedar's own JSON.
fn value(path: &str, raw: &RawValue, depth: usize) -> Result<RestrictedExpression, String> {
    if depth > DEEPEST {
        return Err(format!("`{path}` is nested more than {DEEPEST} deep"));
    }
    let written = raw.get();
    let unread = |problem: String| format!("`{path}` cannot be read: {problem}");
    match written.bytes().next() {
        Some(b'"') => text(raw).map(|text| RestrictedExpression::new_string(text.into_owned())).map_err(unread),
        Some(b't') => Ok(RestrictedExpression::new_bool(true)),
        Some(b'f') => Ok(RestrictedExpression::new_bool(false)),
        Some(b'n') => Err(format!("`{path}` is null, which no policy can read: leave it out")),
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(written).map_err(|error| unread(plain(&error)))?;
            let items = items.into_iter().map(|item| value(&format!("{path}[]"), item, depth + 1));
            Ok(RestrictedExpression::new_set(items.collect::<Result<Vec<_>, _>>()?))
        }
        Some(b'{') => {
            let object = Object::new(raw).ok_or_else(|| unread("it is not an object".to_owned()))?;
            RestrictedExpression::new_record(record(path, object, depth)?).map_err(|error| unread(error.to_string()))
        }
        _ => written.parse().map(RestrictedExpression::new_long).map_err(|_| {
            format!("`{path}` is {written}, and policies read whole numbers of 64 bits: write it as a text")
        }),
    }
}
