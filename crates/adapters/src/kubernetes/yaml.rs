//! JSON values as YAML in block style, for people to read. Every text that is not plainly one is written as JSON writes it, which YAML reads the same.

use serde_json::Value;

/// Objects as the documents of one file, for `kubectl apply -f`.
#[must_use]
pub fn yaml(values: &[Value]) -> String {
    let mut out = String::new();
    for value in values {
        out.push_str("---\n");
        block(value, 0, &mut out);
    }
    out
}

fn block(value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                out.push_str(&indent);
                out.push_str(&plain(name));
                out.push(':');
                after(field, depth + 1, out);
            }
        }
        Value::Array(items) => {
            for item in items {
                let mut text = String::new();
                if is_block(item) {
                    block(item, depth + 1, &mut text);
                } else {
                    text = format!("{indent}  {}\n", flow(item));
                }
                // The first line of an item starts with the dash.
                out.push_str(&indent);
                out.push_str("- ");
                out.push_str(text.trim_start());
            }
        }
        _ => {
            out.push_str(&format!("{indent}{}\n", flow(value)));
        }
    }
}

fn after(field: &Value, depth: usize, out: &mut String) {
    if is_block(field) {
        out.push('\n');
        block(field, depth, out);
    } else {
        out.push_str(&format!(" {}\n", flow(field)));
    }
}

fn is_block(value: &Value) -> bool {
    match value {
        Value::Object(fields) => !fields.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    }
}

fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => plain(text),
        other => other.to_string(),
    }
}

/// Words that cannot be taken for anything else go without quotes.
fn plain(text: &str) -> String {
    let word = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-._/".contains(letter))
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if word { text.to_owned() } else { Value::from(text).to_string() }
}
