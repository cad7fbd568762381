//! How many of a resource: whole numbers only.

use serde_json::Value;

/// A whole number of a quantity. The API server writes quantities in canonical form, in which whole numbers are digits, or digits with a decimal suffix; it
/// refuses parts of an extended resource.
pub fn whole(value: &Value) -> Option<u64> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let (digits, unit) = match text.chars().next_back()? {
        'k' => (text.strip_suffix('k')?, 1_000),
        'M' => (text.strip_suffix('M')?, 1_000_000),
        _ => (text.as_str(), 1),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse::<u64>().ok()?.checked_mul(unit)
}
