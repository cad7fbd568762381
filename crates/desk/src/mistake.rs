//! What is wrong in a file that an operator wrote.

/// A mistake in a data file. The file is refused whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {place}: {what}")]
pub struct Mistake {
    /// Which kind of file: `clocks`, `agencies` or `routing`.
    pub file: &'static str,
    /// Where in it.
    pub place: String,
    /// What is wrong, and the mend.
    pub what: String,
}

impl Mistake {
    pub(crate) fn new(file: &'static str, place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { file, place: place.into(), what: what.into() }
    }

    /// A text that is not TOML, or has fields or words that are not known: the message has the line.
    pub(crate) fn toml(file: &'static str, error: &toml::de::Error) -> Self {
        Self::new(file, "the text", error.to_string().trim_end())
    }
}

/// The grades of evidence for what a file says; the last is for what the law leaves open.
const GRADES: [&str; 4] = ["sourced", "recall", "derived", "operator's choice"];

/// Checks that an entry says from where it is known and how surely.
pub(crate) fn check_evidence(file: &'static str, place: &str, citation: &str, evidence: &str) -> Result<(), Mistake> {
    if citation.trim().is_empty() {
        return Err(Mistake::new(file, place, "`citation` is empty: name the section, or say `operator's choice`"));
    }
    if GRADES.iter().any(|grade| evidence.starts_with(grade)) {
        return Ok(());
    }
    Err(Mistake::new(file, place, format!("`evidence` must begin with one of {}", GRADES.join(", "))))
}
