//! Applications as they are written: TOML and JSON, and their JSON Schema.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::form::Application;
use crate::letters::brief;

/// The longest text that is read, in bytes: far more than can be filed, so that a draft can be too long and say so.
pub const MOST_TEXT: usize = 4 * 1_024 * 1_024;

/// Why a text is no application.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}; {mend}")]
pub struct ReadError {
    /// The field, or the line.
    pub place: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub mend: String,
}

impl ReadError {
    fn new(place: impl Into<String>, problem: &str, mend: &str) -> Self {
        let place = place.into();
        let place = if place == "." { "application".to_owned() } else { place };
        Self { place, problem: brief_problem(problem), mend: mend.to_owned() }
    }
}

/// What is wrong, on one line and without the text it is wrong in.
fn brief_problem(problem: &str) -> String {
    let first = problem.lines().next().unwrap_or_default();
    // Names of fields are listed in the sentence; what a text says is not.
    if first.len() > 400 { brief(first) } else { crate::letters::shown(first) }
}

const MEND: &str = "write the fields as the JSON Schema of an application has them";

/// Reads an application from TOML.
///
/// # Errors
/// [`ReadError`] with the field and what is wrong there.
pub fn from_toml(text: &str) -> Result<Application, ReadError> {
    is_short(text.len())?;
    let table: toml::Table = toml::from_str(text).map_err(|error| {
        let before = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(before).filter(|byte| *byte == b'\n').count() + 1;
        ReadError::new(format!("line {line}"), error.message(), "write it as TOML")
    })?;
    typed(plain(toml::Value::Table(table)))
}

/// The value without the kinds that JSON does not have: days may be written as TOML's own.
fn plain(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Array(values) => Value::Array(values.into_iter().map(plain).collect()),
        toml::Value::Table(fields) => {
            Value::Object(fields.into_iter().map(|(name, value)| (name, plain(value))).collect())
        }
    }
}

/// Reads an application from JSON.
///
/// # Errors
/// [`ReadError`] with the field and what is wrong there.
pub fn from_json(bytes: &[u8]) -> Result<Application, ReadError> {
    of_json(bytes)
}

/// Reads anything of this crate from JSON: an application, a filed one, planned runs.
///
/// # Errors
/// [`ReadError`] with the field and what is wrong there.
pub fn of_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ReadError> {
    is_short(bytes.len())?;
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        ReadError::new(
            format!("line {}, column {}", error.line(), error.column()),
            &error.to_string(),
            "write it as JSON",
        )
    })?;
    typed(value)
}

/// From the value, not from the text: numbers behind a tag are read from values alone.
pub(crate) fn typed<T: DeserializeOwned>(value: Value) -> Result<T, ReadError> {
    serde_path_to_error::deserialize(value)
        .map_err(|error| ReadError::new(error.path().to_string(), &error.inner().to_string(), MEND))
}

fn is_short(bytes: usize) -> Result<(), ReadError> {
    if bytes <= MOST_TEXT {
        return Ok(());
    }
    let problem = format!("it has {bytes} bytes; {MOST_TEXT} are read");
    Err(ReadError::new("application", &problem, "move long texts to documents"))
}

/// The JSON Schema of an application.
#[must_use]
pub fn application_schema() -> Value {
    schemars::schema_for!(Application).to_value()
}
