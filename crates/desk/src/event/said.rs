//! What was said in an event, while it is kept.

use portcullis_application::form::Document;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::Writing;

/// The only key of an object that stands in the log where something is withheld.
const WITHHELD: &str = "withheld";

/// What was said. `null`, and the commitment that the log leaves in its place, are read as [`Said::Erased`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Said<T> {
    /// It can be read.
    Kept(T),
    /// It was erased, or is withheld from whoever reads this.
    Erased,
}

/// What was never said is read as what was erased.
impl<T> Default for Said<T> {
    fn default() -> Self {
        Self::Erased
    }
}

impl<T> Said<T> {
    /// What was said, where it can be read.
    #[must_use]
    pub fn kept(&self) -> Option<&T> {
        match self {
            Self::Kept(said) => Some(said),
            Self::Erased => None,
        }
    }
}

impl Said<String> {
    /// What is to be read of it.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.kept().map(String::as_str)
    }
}

impl Said<Writing> {
    /// What is to be read of it.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.kept().map(|writing| writing.text.as_str())
    }

    /// What goes with it; nothing where it was erased.
    #[must_use]
    pub fn documents(&self) -> &[Document] {
        self.kept().map(|writing| writing.documents.as_slice()).unwrap_or_default()
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Said<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        let is_withheld =
            |members: &serde_json::Map<String, Value>| members.len() == 1 && members.contains_key(WITHHELD);
        if value.is_null() || value.as_object().is_some_and(is_withheld) {
            return Ok(Self::Erased);
        }
        T::deserialize(value).map(Self::Kept).map_err(D::Error::custom)
    }
}
