//! Personal fields of a note: what its leaf commits to, and what is kept beside it until it is erased.

use portcullis_log::commitment::{self, Openings, Salt};
use serde_json::Value;

/// The body without its personal fields, and what opens the commitments that stand in their place.
///
/// # Errors
/// Where a pointer names no field (what it was meant for would stay in the log for ever), or the body cannot be recorded.
pub(crate) fn withhold(
    body: &Value,
    personal: &[String],
    salts: &mut dyn FnMut() -> Salt,
) -> Result<(Value, Option<Vec<u8>>), String> {
    let is_personal = |pointer: &str| personal.iter().any(|personal| personal == pointer);
    let (public, openings) = commitment::withhold(body, &is_personal, salts).map_err(|error| error.to_string())?;
    let is_withheld = |pointer: &String| {
        let is_below =
            |opened: &String| pointer.strip_prefix(opened.as_str()).is_some_and(|rest| rest.starts_with('/'));
        openings.contains_key(pointer) || (openings.keys().any(is_below) && body.pointer(pointer).is_some())
    };
    if let Some(pointer) = personal.iter().find(|pointer| !is_withheld(pointer)) {
        return Err(format!(
            "there is no field at `{pointer}`, which is to be withheld: name each field as its JSON pointer is spelled"
        ));
    }
    let openings = if openings.is_empty() {
        None
    } else {
        Some(serde_json::to_vec(&openings).map_err(|error| error.to_string())?)
    };
    Ok((public, openings))
}

/// The body with nothing where its personal fields are: what may be hashed without a salt and kept for ever. Names can be guessed from such a hash.
pub(crate) fn blank(body: &Value, personal: &[String]) -> Value {
    let mut blank = body.clone();
    for pointer in personal {
        if let Some(field) = blank.pointer_mut(pointer) {
            *field = Value::Null;
        }
    }
    blank
}

/// Whether the personal fields of a body are those that were withheld. Nothing is left to compare with where they were erased.
pub(crate) fn is_opened_by(body: &Value, openings: &[u8]) -> bool {
    let read = serde_json::from_slice::<Openings>(openings);
    read.is_ok_and(|openings| openings.iter().all(|(pointer, opening)| body.pointer(pointer) == Some(&opening.value)))
}
