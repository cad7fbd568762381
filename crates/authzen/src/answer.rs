//! What goes back: a status and a body.

use serde::Serialize;

/// An answer to one call. Its body is JSON, whatever the status: `Content-Type: application/json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Why a request is not answered. The status says whose fault it is and the body is the sentence, as a JSON text: "an error message string"
/// (Authorization API 1.0, section 10.1.2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refused {
    /// The HTTP status.
    pub status: u16,
    /// What is wrong, where, and what would mend it.
    pub message: String,
}

impl Refused {
    /// The request cannot be read.
    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self { status: 400, message: message.into() }
    }
}

impl Answer {
    /// A good answer.
    pub(crate) fn ok(value: &impl Serialize) -> Self {
        Self::of(200, value)
    }

    fn of(status: u16, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self { status, body },
            Err(_) => Self { status: 500, body: br#""the answer could not be written""#.to_vec() },
        }
    }
}

impl From<Refused> for Answer {
    fn from(refused: Refused) -> Self {
        Self::of(refused.status, &refused.message)
    }
}

/// A good answer, or the refusal.
impl<T: Serialize> From<Result<T, Refused>> for Answer {
    fn from(result: Result<T, Refused>) -> Self {
        match result {
            Ok(value) => Self::ok(&value),
            Err(refused) => refused.into(),
        }
    }
}
