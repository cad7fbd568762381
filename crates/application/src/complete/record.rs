//! Whether an application can be recorded and read: its letters, its numbers and its length.

use portcullis_log::canonical::{CanonicalError, MOST_NUMBER, to_canonical};
use serde_json::Value;

use crate::gap::{Fault, Gaps};
use crate::letters::first_hidden;
use crate::path::{join, leaves, of_pointer};

/// The longest application in bytes of canonical JSON: with whoever signs it and its digest, a filing has 40 KiB at most. A submission has 48 KiB (see
/// `portcullis_journal::submission`); the rest is room for what the record says around it.
pub const MOST_BYTES: usize = 39_000;
/// The longest text of one line, in bytes.
const MOST_LINE: usize = 500;
/// The fields of several lines, by the last part of their path.
const SEVERAL_LINES: [&str; 8] = [
    "address",
    "description",
    "technical_description",
    "interconnect",
    "access",
    "security",
    "text",
    "additional_information",
];
/// How many parts are named where it is too long.
const NAMED_PARTS: usize = 3;

pub(super) fn check(gaps: &mut Gaps<'_>) {
    let value = match serde_json::to_value(gaps.application) {
        Ok(value) => value,
        Err(error) => return gaps.unusable("", format!("it cannot be written: {error}"), "fill it in again"),
    };
    for leaf in leaves(&value) {
        if let Value::String(text) = leaf.value {
            check_text(gaps, &leaf.path, text);
        }
    }
    match to_canonical(&value) {
        Ok(bytes) if bytes.len() > MOST_BYTES => too_long(gaps, &value, bytes.len()),
        Ok(_) => {}
        Err(CanonicalError::Number { at, number }) => {
            let mend = format!("state a whole number up to {MOST_NUMBER}");
            gaps.unusable(of_pointer(&at), format!("{number} is more than a record can hold"), mend);
        }
        Err(error) => gaps.unusable("", format!("it cannot be recorded: {error}"), "fill it in again"),
    }
}

fn check_text(gaps: &mut Gaps<'_>, path: &str, text: &str) {
    let name = path.rsplit('.').next().unwrap_or_default();
    let several_lines = SEVERAL_LINES.contains(&name);
    if let Some((place, letter)) = first_hidden(text, several_lines) {
        let code = u32::from(letter);
        let problem = format!("its letter {place} is U+{code:04X}, which a reader would not see");
        gaps.unusable(path, problem, "remove it, or type the text again");
    }
    if !several_lines && text.len() > MOST_LINE {
        let problem = format!("it has {} bytes; it can have {MOST_LINE}", text.len());
        gaps.add(Fault::TooLong, path.to_owned(), problem, "shorten it, or move it to a document".to_owned());
    }
}

/// The largest parts, so that it is known where to begin.
fn too_long(gaps: &mut Gaps<'_>, value: &Value, bytes: usize) {
    let mut parts = parts(value);
    parts.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    let largest = parts.first().map(|(path, _)| path.clone()).unwrap_or_default();
    let named: Vec<String> =
        parts.iter().take(NAMED_PARTS).map(|(path, bytes)| format!("{path} ({bytes} bytes)")).collect();
    let problem = format!(
        "the application has {bytes} bytes; {MOST_BYTES} can be recorded. The largest parts: {}",
        named.join(", ")
    );
    gaps.add(Fault::TooLong, largest, problem, "shorten these, or move them to documents".to_owned());
}

/// Parts that are shortened by themselves: fields, and each entry of a list.
fn parts(value: &Value) -> Vec<(String, usize)> {
    let size = |value: &Value| to_canonical(value).map_or(0, |bytes| bytes.len());
    let mut parts = Vec::new();
    for (field, value) in value.as_object().into_iter().flatten() {
        match value {
            Value::Array(entries) => {
                let entries = entries.iter().enumerate();
                parts.extend(entries.map(|(place, entry)| (format!("{field}[{place}]"), size(entry))));
            }
            Value::Object(fields) => {
                parts.extend(fields.iter().map(|(name, value)| (join(field, name), size(value))));
            }
            _ => parts.push((field.clone(), size(value))),
        }
    }
    parts
}
