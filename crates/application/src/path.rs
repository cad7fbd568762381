//! The fields of an application as they are written, each with its path.

use serde_json::Value;

/// A value without parts, at its path: `parties[2].headquarters`.
pub(crate) struct Leaf<'a> {
    pub path: String,
    pub value: &'a Value,
}

/// Every value without parts, in the order of the form. Empty lists and objects have none.
pub(crate) fn leaves(value: &Value) -> Vec<Leaf<'_>> {
    let mut found = Vec::new();
    walk(value, String::new(), &mut found);
    found
}

fn walk<'a>(value: &'a Value, path: String, found: &mut Vec<Leaf<'a>>) {
    match value {
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                walk(value, format!("{path}[{place}]"), found);
            }
        }
        Value::Object(fields) => {
            for (field, value) in fields {
                walk(value, join(&path, field), found);
            }
        }
        _ => found.push(Leaf { path, value }),
    }
}

/// The path of a field below another.
pub(crate) fn join(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}

/// A JSON pointer (RFC 6901) as a path. No field of the form has a `/` or `~` in its name.
pub(crate) fn of_pointer(pointer: &str) -> String {
    pointer.split('/').skip(1).fold(String::new(), |path, step| {
        if step.bytes().all(|byte| byte.is_ascii_digit()) { format!("{path}[{step}]") } else { join(&path, step) }
    })
}
