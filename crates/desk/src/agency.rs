//! Agencies: who decides, and who is asked for advice.

mod list;

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::list::{Agencies, Agency};

/// The longest name, in bytes.
const MOST_BYTES: usize = 40;

/// The name of an agency, as conditions name their owner: `commerce`, `state`, `defense`, `energy`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct AgencyName(Arc<str>);

/// Why a text is not the name of an agency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the name of an agency: it has 1 to {MOST_BYTES} characters of a to z, 0 to 9, `-` and `_`")]
pub struct AgencyNameError(String);

impl AgencyName {
    /// Checks and makes the name.
    ///
    /// # Errors
    /// [`AgencyNameError`] where it has other characters or another length.
    pub fn new(text: &str) -> Result<Self, AgencyNameError> {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        let fits = (1..=MOST_BYTES).contains(&text.len()) && text.bytes().all(is_plain);
        if fits { Ok(Self(text.into())) } else { Err(AgencyNameError(text.chars().take(MOST_BYTES).collect())) }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for AgencyName {
    type Error = AgencyNameError;
    fn try_from(text: String) -> Result<Self, AgencyNameError> {
        Self::new(&text)
    }
}

impl From<AgencyName> for String {
    fn from(name: AgencyName) -> Self {
        name.as_str().to_owned()
    }
}

impl fmt::Display for AgencyName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for AgencyName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}", &*self.0)
    }
}
