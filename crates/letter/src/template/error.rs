//! What is wrong with a template or a letter: where, and the mend.

use std::fmt;

use crate::content::Kind;

/// A place in a template: the line, from 1, and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line of the file, from 1.
    pub line: usize,
    /// What stands there: `part 3, paragraph`.
    pub what: String,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {} ({})", self.line, self.what)
    }
}

/// Why a template is refused.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It is no TOML, or has a key that templates do not have.
    #[error("the template {kind}.toml cannot be read: {source}")]
    Toml {
        /// Which.
        kind: Kind,
        /// Where and why.
        source: Box<toml::de::Error>,
    },
    /// A part is not one thing.
    #[error("the template {kind}.toml, {place}: {problem}")]
    Part {
        /// Which.
        kind: Kind,
        /// Where.
        place: Place,
        /// What is wrong, with the mend.
        problem: String,
    },
    /// A field that the letter does not have.
    #[error("the template {kind}.toml, {place}: the letter has no field {field:?}{mend}")]
    Field {
        /// Which.
        kind: Kind,
        /// Where.
        place: Place,
        /// The field.
        field: String,
        /// The nearest name, or all of them.
        mend: String,
    },
    /// An expression that cannot be read, or fails on the sample letter.
    #[error("the template {kind}.toml, {problem}{}", if *.bare { ". It fails where every field that can be absent is: put the part under `when`" } else { "" })]
    Fill {
        /// Which.
        kind: Kind,
        /// Where and why.
        problem: FillError,
        /// Whether it fails only on the letter with nothing that can be absent.
        bare: bool,
    },
    /// The sample of this crate cannot be read.
    #[error("the sample of the letter {kind} cannot be read, which is a mistake of this program: {source}")]
    Sample {
        /// Which.
        kind: Kind,
        /// Why.
        source: serde_json::Error,
    },
}

/// Why a letter is not made.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// Too few people signed.
    #[error(
        "the letter {kind} needs the signatures of {needed} different people and has those of {people}: have it signed"
    )]
    Unsigned {
        /// Which.
        kind: Kind,
        /// How many must have.
        needed: usize,
        /// How many have.
        people: usize,
    },
    /// There is no template for it.
    #[error("there is no template of the letter {kind}: load {kind}.toml")]
    NoTemplate {
        /// Which.
        kind: Kind,
    },
    /// The template does not fit the fields.
    #[error("the letter {kind} cannot be made from its template: {source}")]
    Fill {
        /// Which.
        kind: Kind,
        /// Where and why.
        source: FillError,
    },
}

/// Why a place of a template could not be filled.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct FillError {
    /// Where.
    pub place: Place,
    /// Why.
    pub problem: String,
}
