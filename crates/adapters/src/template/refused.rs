//! What goes wrong, in words for a person.

/// Why nothing can be asked: the gate stays closed, and this says what, where, and what would help.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

impl Refused {
    /// A refusal in one sentence.
    #[must_use]
    pub fn of(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// The sentence.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.0
    }
}

/// A mistake in what the operator wrote.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Mistake {
    /// Where.
    pub place: String,
    /// What, and the mend.
    pub what: String,
}

impl Mistake {
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }

    /// A text that is not TOML, or has fields that are not known: the message has the line.
    pub(crate) fn toml(error: &toml::de::Error) -> Self {
        Self::new("mapping", error.to_string().trim_end().to_owned())
    }
}
