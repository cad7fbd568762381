//! Who is asked for: a name, and what else is known of them.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A party to be screened. Only the name is needed; whatever else is known makes the answer surer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query<'a> {
    /// The caller's name for the query.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub id: Option<Cow<'a, str>>,
    /// The name, in any script.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// What the party is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<portcullis_lists::Kind>,
    /// Where it is, as ISO 3166-1 alpha-2 codes.
    #[serde(default, borrow, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<Cow<'a, str>>,
    /// Registration numbers, passports, ship numbers.
    #[serde(default, borrow, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Cow<'a, str>>,
    /// Its address, on one line.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub address: Option<Cow<'a, str>>,
    /// Date of birth or foundation, or the year alone.
    #[serde(default, borrow, skip_serializing_if = "Option::is_none")]
    pub date: Option<Cow<'a, str>>,
}

impl<'a> Query<'a> {
    /// A query of which only the name is known.
    #[must_use]
    pub fn named(name: &'a str) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}
