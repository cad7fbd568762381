//! The agencies of an authority's procedure, as data.

use std::sync::LazyLock;

use serde::Deserialize;

use super::AgencyName;
use crate::mistake::{Mistake, check_evidence};

const FILE: &str = "agencies";

static UNITED_STATES: LazyLock<Agencies> =
    LazyLock::new(|| Agencies::parse(include_str!("../../data/agencies.toml")).unwrap_or_default());

/// Who takes part: the one that decides, and those that it can ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agencies {
    list: Vec<Agency>,
}

/// An agency.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Its name.
    pub name: AgencyName,
    /// Its name in full.
    pub full_name: String,
    /// Whether it is the one that decides; the others are asked.
    #[serde(default)]
    pub decides: bool,
    /// About what it can be asked, in words.
    pub asked_about: String,
    /// What gives it its part.
    pub citation: String,
    /// From where that is known.
    pub evidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    agency: Vec<Agency>,
}

impl Agencies {
    /// Those of the United States' export administration (Executive Order 12981).
    #[must_use]
    pub fn united_states() -> &'static Self {
        &UNITED_STATES
    }

    /// Reads them.
    ///
    /// # Errors
    /// [`Mistake`] where the text is not TOML, has fields that are not known, an agency twice or without citation or evidence, or not exactly one that
    /// decides.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let written: Written = toml::from_str(text).map_err(|error| Mistake::toml(FILE, &error))?;
        let list = written.agency;
        for (index, agency) in list.iter().enumerate() {
            let place = agency.name.as_str();
            if list.iter().take(index).any(|other| other.name == agency.name) {
                return Err(Mistake::new(FILE, place, "is there twice: remove one"));
            }
            if agency.full_name.trim().is_empty() || agency.asked_about.trim().is_empty() {
                return Err(Mistake::new(FILE, place, "`full_name` and `asked_about` must say something"));
            }
            check_evidence(FILE, place, &agency.citation, &agency.evidence)?;
        }
        match list.iter().filter(|agency| agency.decides).count() {
            1 => Ok(Self { list }),
            count => {
                Err(Mistake::new(FILE, "decides", format!("{count} agencies decide: set `decides = true` for one")))
            }
        }
    }

    /// An agency, by its name.
    #[must_use]
    pub fn get(&self, name: &AgencyName) -> Option<&Agency> {
        self.list.iter().find(|agency| agency.name == *name)
    }

    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Agency> {
        self.list.iter()
    }

    /// The one that decides.
    #[must_use]
    pub fn authority(&self) -> Option<&Agency> {
        self.list.iter().find(|agency| agency.decides)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../data/agencies.toml");

    #[test]
    fn the_file_is_read_and_one_decides() {
        let agencies = Agencies::parse(TEXT).unwrap();
        assert_eq!(agencies.authority().unwrap().name.as_str(), "commerce");
        assert_eq!(&agencies, Agencies::united_states());
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_place() {
        for (written, wrong, says) in [
            ("decides = true", "decides = false", "0 agencies decide"),
            ("name = \"energy\"", "name = \"state\"", "state: is there twice"),
            ("name = \"energy\"", "name = \"Energy\"", "is not the name of an agency"),
            ("asked_about", "asked_for", "unknown field `asked_for`"),
        ] {
            let said = Agencies::parse(&TEXT.replacen(written, wrong, 1)).unwrap_err().to_string();
            assert!(said.contains(says), "{said}");
        }
    }
}
