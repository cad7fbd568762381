//! The number of a case, as the authority writes it.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The longest number, in bytes.
const MOST_BYTES: usize = 40;

/// A case's number: `Z123456`, `2026-000017`. It can stand in an address and name a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct CaseNumber(Arc<str>);

/// Why a text is no number of a case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no number of a case: it has 1 to {MOST_BYTES} letters A to Z and a to z, digits and `-`, the first no `-`"
)]
pub struct CaseNumberError(String);

impl CaseNumber {
    /// Checks and makes the number.
    ///
    /// # Errors
    /// [`CaseNumberError`] where it has other characters or another length.
    pub fn new(text: &str) -> Result<Self, CaseNumberError> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let fits = (1..=MOST_BYTES).contains(&text.len()) && text.bytes().all(is_plain) && !text.starts_with('-');
        if fits { Ok(Self(text.into())) } else { Err(CaseNumberError(text.chars().take(MOST_BYTES).collect())) }
    }

    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for CaseNumber {
    type Error = CaseNumberError;
    fn try_from(text: String) -> Result<Self, CaseNumberError> {
        Self::new(&text)
    }
}

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> Self {
        number.as_str().to_owned()
    }
}

impl Borrow<str> for CaseNumber {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl fmt::Debug for CaseNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}", &*self.0)
    }
}
