//! One entry of a list, the same whatever format it was published in.

use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// A party on a list.
///
/// Fields that the source leaves empty are left out when an entry is written, so that an entry has one
/// spelling as bytes, and its hash means something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The source's own name for the entry, unique in a snapshot.
    pub id: String,
    /// The list it is on, as the source abbreviates it: `SDN`, `EL`, `UVL`.
    pub list: String,
    /// What it is.
    #[serde(default, skip_serializing_if = "Kind::is_unknown")]
    pub kind: Kind,
    /// Its primary name.
    pub name: String,
    /// Its other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<Alias>,
    /// Countries it is tied to, as ISO 3166-1 alpha-2 codes; what is no such code stays as published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Registration numbers, passports, ship numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Addresses, one line each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<String>,
    /// Dates of birth or foundation as published: `1961`, `1961-03-04`, `circa 1961`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<String>,
    /// Programs or legal bases, as published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub programs: Vec<String>,
    /// The license requirement the entry states, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license_requirement: Option<String>,
    /// The review policy the entry states, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license_policy: Option<String>,
    /// Federal Register citation, `87 FR 77505`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub federal_register_notice: Option<String>,
    /// First day on the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// Last day on the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    /// Remarks, in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    /// Where the source publishes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The source publishes it only because it is linked to a listed party: it is not itself listed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub linked: bool,
}

impl Entry {
    /// Brings the entry into its one spelling: text without outer, doubled or control space, no empty values,
    /// nothing said twice, and no alias that is the name itself. The order of publication is kept.
    pub fn settle(&mut self) {
        for text in [&mut self.id, &mut self.list, &mut self.name] {
            tidy(text);
        }
        for texts in [&mut self.countries, &mut self.addresses, &mut self.dates, &mut self.programs] {
            texts.iter_mut().for_each(tidy);
            unique(texts);
        }
        let options = [
            &mut self.license_requirement,
            &mut self.license_policy,
            &mut self.federal_register_notice,
            &mut self.start_date,
            &mut self.end_date,
            &mut self.remarks,
            &mut self.url,
        ];
        for option in options {
            if let Some(text) = option {
                tidy(text);
                if text.is_empty() {
                    *option = None;
                }
            }
        }
        self.settle_aliases();
        self.settle_identifiers();
    }

    fn settle_aliases(&mut self) {
        self.aliases.iter_mut().for_each(|alias| tidy(&mut alias.name));
        let mut places: HashMap<String, usize> = HashMap::with_capacity(self.aliases.len());
        let mut kept: Vec<Alias> = Vec::with_capacity(self.aliases.len());
        for alias in self.aliases.drain(..) {
            if alias.name.is_empty() || alias.name == self.name {
                continue;
            }
            match places.get(&alias.name).and_then(|place| kept.get_mut(*place)) {
                // Said twice, once as weak: then it is not weak.
                Some(same) => same.weak &= alias.weak,
                None => {
                    places.insert(alias.name.clone(), kept.len());
                    kept.push(alias);
                }
            }
        }
        self.aliases = kept;
    }

    fn settle_identifiers(&mut self) {
        for identifier in &mut self.identifiers {
            tidy(&mut identifier.kind);
            tidy(&mut identifier.value);
            identifier.country.iter_mut().for_each(tidy);
            if identifier.country.as_ref().is_some_and(String::is_empty) {
                identifier.country = None;
            }
        }
        let mut seen = HashSet::new();
        self.identifiers.retain(|identifier| !identifier.value.is_empty() && seen.insert(identifier.clone()));
    }

    /// The first field without which an entry is of no use, where it is empty.
    #[must_use]
    pub fn empty_field(&self) -> Option<&'static str> {
        let required = [("id", &self.id), ("list", &self.list), ("name", &self.name)];
        required.into_iter().find(|(_, text)| text.is_empty()).map(|(field, _)| field)
    }

    /// The fields in which two entries differ, in the order in which they are written.
    #[must_use]
    pub fn changed_fields(&self, other: &Self) -> Vec<&'static str> {
        let same = [
            ("id", self.id == other.id),
            ("list", self.list == other.list),
            ("kind", self.kind == other.kind),
            ("name", self.name == other.name),
            ("aliases", self.aliases == other.aliases),
            ("countries", self.countries == other.countries),
            ("identifiers", self.identifiers == other.identifiers),
            ("addresses", self.addresses == other.addresses),
            ("dates", self.dates == other.dates),
            ("programs", self.programs == other.programs),
            ("license_requirement", self.license_requirement == other.license_requirement),
            ("license_policy", self.license_policy == other.license_policy),
            ("federal_register_notice", self.federal_register_notice == other.federal_register_notice),
            ("start_date", self.start_date == other.start_date),
            ("end_date", self.end_date == other.end_date),
            ("remarks", self.remarks == other.remarks),
            ("url", self.url == other.url),
            ("linked", self.linked == other.linked),
        ];
        same.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
    }
}

/// One space where there was any, none at the ends, and no control characters.
pub(crate) fn tidy(text: &mut String) {
    let odd = |character: char| character != ' ' && (character.is_whitespace() || character.is_control());
    if text.starts_with(' ') || text.ends_with(' ') || text.contains("  ") || text.contains(odd) {
        let words = text.split(|character: char| character.is_whitespace() || character.is_control());
        *text = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    }
}

/// Drops what is empty and what was said before.
fn unique(texts: &mut Vec<String>) {
    let mut seen = HashSet::new();
    texts.retain(|text| !text.is_empty() && seen.insert(text.clone()));
}

/// What a listed party is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A natural person.
    Person,
    /// A company, authority, group or any other organization.
    Organization,
    /// A ship.
    Vessel,
    /// An aircraft.
    Aircraft,
    /// The source does not say.
    #[default]
    Unknown,
}

impl Kind {
    /// The word that entries and mappings use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organization => "organization",
            Self::Vessel => "vessel",
            Self::Aircraft => "aircraft",
            Self::Unknown => "unknown",
        }
    }

    /// The kind that a source means by its word, whatever its case; an empty word says nothing.
    #[must_use]
    pub fn from_source(word: &str) -> Option<Self> {
        Some(match word.trim().to_lowercase().as_str() {
            "individual" | "person" => Self::Person,
            "entity" | "organization" | "organisation" | "company" => Self::Organization,
            "vessel" | "ship" => Self::Vessel,
            "aircraft" | "airplane" => Self::Aircraft,
            "" | "unknown" | "-0-" => Self::Unknown,
            _ => return None,
        })
    }

    /// Whether the source does not say.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        *self == Self::Unknown
    }
}

/// Another name of a listed party.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alias {
    /// The name.
    pub name: String,
    /// The source itself calls it weak: too common, or too loose, to identify the party alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub weak: bool,
}

/// A number or code that identifies a party.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    /// What kind of number: `Registration Number`, `IMO`, `Passport`.
    pub kind: String,
    /// The number.
    pub value: String,
    /// The country that gave it, as an ISO 3166-1 alpha-2 code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}
