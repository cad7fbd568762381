//! Canonical JSON: each value has one spelling as bytes, so that a hash of it means something (RFC 8785, JCS).
//!
//! Of RFC 8785 all is kept but its numbers: those are whole and lie within 2^53 - 1 of zero, where every reader of JSON
//! agrees on what they are. Fractions, exponents, `-0` and larger numbers are refused by name; amounts beyond are
//! written as strings of decimal digits. So what is written here is RFC 8785, and readers of that read it.

use serde_json::Value;
use std::cmp::Ordering;
use std::fmt::Write as _;

/// How deep arrays and objects may lie in each other.
pub const MOST_DEPTH: usize = 64;
/// The largest whole number, and the smallest without its sign: 2^53 - 1.
pub const MOST_NUMBER: u64 = (1 << 53) - 1;
/// The JSON reader has uses of its own for keys that begin so.
const RESERVED: &str = "$serde_json::private::";

/// Why a value has no canonical form, or bytes are not in it. Places are JSON pointers (RFC 6901).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// A number that is not whole, or too large.
    #[error("`{number}` at `{at}` is not a whole number within {MOST_NUMBER}: write it as a string of decimal digits")]
    Number {
        /// Where.
        at: String,
        /// As it is written.
        number: String,
    },
    /// Too deep.
    #[error("at `{at}` more than {MOST_DEPTH} arrays and objects lie in each other: flatten the document")]
    Depth {
        /// Where.
        at: String,
    },
    /// A key that the reader of JSON would take for something else.
    #[error("the key `{key}` at `{at}` has a meaning to the reader of JSON: rename it")]
    Key {
        /// In which object.
        at: String,
        /// The key.
        key: String,
    },
    /// The bytes are no JSON at all.
    #[error("this is no JSON: {0}")]
    NotJson(String),
    /// The bytes are JSON in another spelling.
    #[error(
        "byte {0} is not as in the canonical form (keys sorted and unique, no spaces, shortest escapes): write it again"
    )]
    NotCanonical(usize),
}

/// The canonical form of a value.
///
/// # Errors
/// When it has a number that is not whole or is too large, or lies too deep.
pub fn to_canonical(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    let mut text = String::new();
    write(&mut text, value, &mut Vec::new())?;
    Ok(text.into_bytes())
}

/// Reads bytes that are in canonical form, and refuses all others.
///
/// # Errors
/// When the bytes are no JSON, or are not exactly what [`to_canonical`] writes for the value.
pub fn read_canonical(bytes: &[u8]) -> Result<Value, CanonicalError> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| CanonicalError::NotJson(error.to_string()))?;
    let canonical = to_canonical(&value)?;
    if canonical == bytes {
        return Ok(value);
    }
    let same = canonical.iter().zip(bytes).take_while(|(one, other)| one == other).count();
    Err(CanonicalError::NotCanonical(same))
}

/// A step from the root to a value, for errors.
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

fn write<'a>(to: &mut String, value: &'a Value, path: &mut Vec<Step<'a>>) -> Result<(), CanonicalError> {
    if path.len() > MOST_DEPTH {
        return Err(CanonicalError::Depth { at: pointer(path) });
    }
    match value {
        Value::Null => to.push_str("null"),
        Value::Bool(true) => to.push_str("true"),
        Value::Bool(false) => to.push_str("false"),
        Value::Number(number) => {
            let number = number.as_str();
            if !is_whole(number) {
                return Err(CanonicalError::Number { at: pointer(path), number: crate::text::shown(number) });
            }
            to.push_str(number);
        }
        Value::String(text) => write_string(to, text),
        Value::Array(values) => {
            to.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    to.push(',');
                }
                path.push(Step::Index(index));
                write(to, value, path)?;
                path.pop();
            }
            to.push(']');
        }
        Value::Object(members) => {
            if let Some(key) = members.keys().find(|key| key.starts_with(RESERVED)) {
                return Err(CanonicalError::Key { at: pointer(path), key: key.clone() });
            }
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_unstable_by(|one, other| by_utf16(one.0, other.0));
            to.push('{');
            for (place, (key, value)) in members.into_iter().enumerate() {
                if place > 0 {
                    to.push(',');
                }
                write_string(to, key);
                to.push(':');
                path.push(Step::Key(key));
                write(to, value, path)?;
                path.pop();
            }
            to.push('}');
        }
    }
    Ok(())
}

/// RFC 8785 section 3.2.3 sorts keys by their UTF-16 units, which differs from the order of bytes beyond U+FFFF.
fn by_utf16(one: &str, other: &str) -> Ordering {
    if one.is_ascii() && other.is_ascii() { one.cmp(other) } else { one.encode_utf16().cmp(other.encode_utf16()) }
}

/// RFC 8785 section 3.2.2.2: the short escapes where there are any, and no escape that need not be.
fn write_string(to: &mut String, text: &str) {
    to.push('"');
    if text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        to.push_str(text);
    } else {
        for letter in text.chars() {
            match letter {
                '"' => to.push_str("\\\""),
                '\\' => to.push_str("\\\\"),
                '\u{8}' => to.push_str("\\b"),
                '\t' => to.push_str("\\t"),
                '\n' => to.push_str("\\n"),
                '\u{c}' => to.push_str("\\f"),
                '\r' => to.push_str("\\r"),
                '\0'..='\u{1f}' => {
                    // Writing to a string cannot fail.
                    let _ = write!(to, "\\u{:04x}", u32::from(letter));
                }
                _ => to.push(letter),
            }
        }
    }
    to.push('"');
}

/// Digits without leading zeroes, with a sign only below zero, within [`MOST_NUMBER`].
fn is_whole(number: &str) -> bool {
    let (negative, digits) = number.strip_prefix('-').map_or((false, number), |digits| (true, digits));
    crate::text::decimal(digits).is_some_and(|value| value <= MOST_NUMBER && !(negative && value == 0))
}

fn pointer(path: &[Step<'_>]) -> String {
    path.iter().fold(String::new(), |mut pointer, step| {
        match step {
            Step::Key(key) => push_segment(&mut pointer, key),
            Step::Index(index) => push_segment(&mut pointer, &index.to_string()),
        }
        pointer
    })
}

/// Adds a segment to a JSON pointer (RFC 6901 section 3).
pub(crate) fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    pointer.push_str(&segment.replace('~', "~0").replace('/', "~1"));
}
