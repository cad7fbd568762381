//! Country groups, with the dates on which membership changed.

use crate::codes::{CodeType, Codes};
use crate::error::LawError;
use crate::instrument::optional_date;
use jiff::civil::Date;
use portcullis_catalog::{Countries, Country};
use serde::Deserialize;
use std::collections::BTreeSet;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    group: Vec<Group>,
}

/// A country group.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its code.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it is set.
    pub citation: String,
    /// The evidence for the members.
    pub evidence: String,
    /// Members throughout.
    #[serde(default)]
    pub members: Vec<String>,
    /// All countries but these.
    #[serde(default)]
    pub all_but: Vec<String>,
    /// Members for part of the time.
    #[serde(default, rename = "change")]
    pub changes: Vec<GroupChange>,
}

/// A country that was a member for part of the time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupChange {
    /// The country.
    pub country: String,
    /// First day; from the beginning where it is left out.
    #[serde(default, deserialize_with = "optional_date")]
    pub from: Option<Date>,
    /// Last day on which it is known to be a member.
    #[serde(default, deserialize_with = "optional_date")]
    pub to: Option<Date>,
    /// Until this day, after `to`, membership is not known.
    #[serde(default, deserialize_with = "optional_date")]
    pub unverified_until: Option<Date>,
    /// What changed it.
    pub citation: Option<String>,
    /// Evidence, where it differs from the group's.
    pub evidence: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
}

/// Whether a country is a member on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Membership {
    Member,
    Unverified,
    Outside,
}

impl GroupChange {
    fn on(&self, on: Date) -> Membership {
        if self.from.is_some_and(|from| on < from) {
            Membership::Outside
        } else if self.to.is_none_or(|to| on <= to) {
            Membership::Member
        } else if self.unverified_until.is_some_and(|until| on <= until) {
            Membership::Unverified
        } else {
            Membership::Outside
        }
    }
}

/// Where dated membership is not known, the law is evaluated both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MembershipReading {
    /// A country of which it is not known is a member.
    In,
    /// It is not.
    Out,
}

/// The groups of every country on one date: words of [`CodeType::CountryGroup`] bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupTable {
    member: Vec<u64>,
    unverified: Vec<u64>,
}

impl GroupTable {
    /// The groups a country is in, under a reading.
    #[must_use]
    pub fn groups(&self, country: Country, reading: MembershipReading) -> u64 {
        let member = self.member.get(country.index()).copied().unwrap_or(0);
        match reading {
            MembershipReading::In => member | self.unverified(country),
            MembershipReading::Out => member,
        }
    }

    /// The groups of which it is not known whether a country is in them.
    #[must_use]
    pub fn unverified(&self, country: Country) -> u64 {
        self.unverified.get(country.index()).copied().unwrap_or(0)
    }
}

/// All country groups.
#[derive(Debug, Default)]
pub struct CountryGroups {
    groups: Vec<Group>,
}

/// The file of the groups, relative to the law folder.
pub(crate) const FILE: &str = "country_groups.toml";

impl CountryGroups {
    pub(crate) fn load(text: &str, countries: &Countries, codes: &mut Codes) -> Result<Self, LawError> {
        let file: GroupFile = toml::from_str(text).map_err(|error| LawError::file(FILE, error.to_string()))?;
        for group in &file.group {
            codes.add(CodeType::CountryGroup, &group.id, &group.title, FILE)?;
            let changed = group.changes.iter().map(|change| &change.country);
            for country in group.members.iter().chain(&group.all_but).chain(changed) {
                countries
                    .parse(country)
                    .map_err(|error| LawError::file(FILE, format!("group `{}`: {error}", group.id)))?;
            }
        }
        Ok(Self { groups: file.group })
    }

    /// Every group.
    #[must_use]
    pub fn all(&self) -> &[Group] {
        &self.groups
    }

    /// Every date on which a membership changes.
    #[must_use]
    pub fn change_dates(&self) -> BTreeSet<Date> {
        let changes = self.groups.iter().flat_map(|group| &group.changes);
        let next = |date: Option<Date>| date.and_then(|date| date.tomorrow().ok());
        changes.flat_map(|change| [change.from, next(change.to), next(change.unverified_until)]).flatten().collect()
    }

    /// The groups of every country on a date.
    #[must_use]
    pub fn on(&self, on: Date, countries: &Countries, codes: &Codes) -> GroupTable {
        let mut table = GroupTable { member: vec![0; Country::INDEX_COUNT], unverified: vec![0; Country::INDEX_COUNT] };
        for group in &self.groups {
            let bit = codes.bit(CodeType::CountryGroup, &group.id).unwrap_or(0);
            let parsed = |names: &[String]| -> Vec<Country> {
                names.iter().filter_map(|name| countries.parse(name).ok()).collect()
            };
            let mut members = parsed(&group.members);
            if !group.all_but.is_empty() {
                let outside = parsed(&group.all_but);
                members.extend(countries.iter().filter(|country| !outside.contains(country)));
            }
            for country in members {
                set(&mut table.member, country, bit);
            }
            for change in &group.changes {
                let Ok(country) = countries.parse(&change.country) else {
                    continue;
                };
                match change.on(on) {
                    Membership::Member => set(&mut table.member, country, bit),
                    Membership::Unverified => set(&mut table.unverified, country, bit),
                    Membership::Outside => {}
                }
            }
        }
        // Known membership outweighs an entry that is not verified.
        for (unverified, member) in table.unverified.iter_mut().zip(&table.member) {
            *unverified &= !member;
        }
        table
    }
}

fn set(words: &mut [u64], country: Country, bit: u64) {
    if let Some(word) = words.get_mut(country.index()) {
        *word |= bit;
    }
}
