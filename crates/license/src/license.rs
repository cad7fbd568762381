//! A license as its authority issues it: who, what, where, until when, how much, and under which conditions.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::amount::Grant;
use crate::condition::{Condition, Rule};
use crate::instant::Instant;
use crate::name::{Group, LicenseNumber, LineName, Provider, Site};
use crate::window;

/// The most lines, parties, sites or conditions: what a person can still read, and a bound for every loop over them.
pub const MOST_PARTS: usize = 1_000;
/// The longest time, in hours, within which the use of a slice must be posted after it ended.
const MOST_SETTLEMENT_HOURS: u16 = 31 * 24;

/// A version of a license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct License {
    /// Its number; a variation keeps it.
    pub number: LicenseNumber,
    /// The authority that issues it.
    pub authority: String,
    /// The regimes whose license requirement it meets, by their ids in the law.
    pub regimes: Vec<String>,
    /// The provider who may do what it permits.
    pub licensee: Provider,
    /// The customers and end users it covers.
    pub parties: Vec<CoveredParty>,
    /// The end uses it covers, by their words in a request; left out, any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub end_uses: Vec<String>,
    /// The sites where chips may stand; left out, any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<Site>,
    /// The first day, in Coordinated Universal Time.
    #[schemars(with = "String")]
    pub from: Date,
    /// The last day, all of it.
    #[schemars(with = "String")]
    pub until: Date,
    /// The most over all lines together.
    #[serde(default)]
    pub total: Grant,
    /// What is licensed, each line with an amount of its own.
    pub lines: Vec<Line>,
    /// What the licensee must keep to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
    /// Hours after the end of a slice within which its use must be posted; then all of it counts as used.
    #[serde(default = "one_day")]
    pub settle_within_hours: u16,
}

fn one_day() -> u16 {
    24
}

/// A customer or end user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoveredParty {
    /// Its name, as the provider names it.
    pub name: String,
    /// The customer group it belongs to; left out, it stands alone under its own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its name, which no other line of the license has.
    pub name: LineName,
    /// What it covers.
    pub items: ItemScope,
    /// How much of it.
    #[serde(default)]
    pub amount: Grant,
}

/// Which items: those that are named, by accelerator or by classification, and are not above the bound.
#[derive(Clone, Default, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemScope {
    /// Accelerators by their names in the catalog.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accelerators: Vec<String>,
    /// Classifications (ECCN paragraphs).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub classifications: Vec<String>,
    /// The greatest total processing performance of one chip, itself included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_tpp: Option<u32>,
}

/// Why a license cannot be issued as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum LicenseError {
    /// A part that a license cannot be without.
    #[error("it names no {part}: a license without one permits nothing")]
    Missing {
        /// Which.
        part: String,
    },
    /// More of a part than there may be.
    #[error("it has {count} {part}; at most {MOST_PARTS} can be kept apart")]
    TooMany {
        /// Which.
        part: String,
        /// How many it has.
        count: u64,
    },
    /// Two parts of one name.
    #[error("two {part} are called `{name}`: give each a name of its own")]
    Twice {
        /// Which.
        part: String,
        /// The name.
        name: String,
    },
    /// It ends before it begins.
    #[error("it ends on {until}, before it begins on {from}")]
    Backwards {
        /// The first day.
        from: Date,
        /// The last day.
        until: Date,
    },
    /// A line without accelerator and classification.
    #[error("line `{line}` names neither accelerators nor classifications: it would cover nothing")]
    CoversNothing {
        /// The line.
        line: String,
    },
    /// Neither a line nor the total is limited.
    #[error("line `{line}` has no amount and the license has no total: write how much, in chip_hours or tpp_hours")]
    Unlimited {
        /// The line.
        line: String,
    },
    /// A window that limits neither unit.
    #[error("condition `{condition}` limits nothing: write how much, in chip_hours or tpp_hours")]
    NoAmount {
        /// The condition.
        condition: String,
    },
    /// A number of days or hours that no window or settlement can have.
    #[error("`{what}` is {found}; it can be {least} to {most}")]
    OutOfRange {
        /// Which.
        what: String,
        /// What is written.
        found: u64,
        /// The least it can be.
        least: u64,
        /// The most it can be.
        most: u64,
    },
}

impl License {
    /// The group that a reservation of a party counts against; nothing where it does not cover the party.
    #[must_use]
    pub fn group_of(&self, party: &str) -> Option<Group> {
        let covered = self.parties.iter().find(|covered| covered.name == party)?;
        covered.group.clone().or_else(|| Group::new(&covered.name).ok())
    }

    /// The first moment after its last day.
    #[must_use]
    pub fn end(&self) -> Instant {
        Instant::end_of(self.until)
    }

    /// Whether it can be kept: named, bounded, and limited throughout.
    ///
    /// # Errors
    /// The first [`LicenseError`] found.
    pub fn check(&self) -> Result<(), LicenseError> {
        if self.until < self.from {
            return Err(LicenseError::Backwards { from: self.from, until: self.until });
        }
        count("regimes", self.regimes.len(), true)?;
        count("parties", self.parties.len(), true)?;
        count("lines", self.lines.len(), true)?;
        count("sites", self.sites.len(), false)?;
        count("end uses", self.end_uses.len(), false)?;
        count("conditions", self.conditions.len(), false)?;
        different("parties", self.parties.iter().map(|party| party.name.as_str()))?;
        different("lines", self.lines.iter().map(|line| line.name.as_str()))?;
        different("conditions", self.conditions.iter().map(|condition| condition.id.as_str()))?;
        if let Some(party) = self.parties.iter().find(|party| party.group.is_none() && Group::new(&party.name).is_err())
        {
            return Err(LicenseError::Missing {
                part: format!("group for the party {:?}, whose name cannot name one", party.name),
            });
        }
        range("settle_within_hours", self.settle_within_hours.into(), 1, MOST_SETTLEMENT_HOURS.into())?;
        for line in &self.lines {
            if line.items.accelerators.is_empty() && line.items.classifications.is_empty() {
                return Err(LicenseError::CoversNothing { line: line.name.to_string() });
            }
            count("accelerators of a line", line.items.accelerators.len(), false)?;
            count("classifications of a line", line.items.classifications.len(), false)?;
            if line.amount == Grant::default() && self.total == Grant::default() {
                return Err(LicenseError::Unlimited { line: line.name.to_string() });
            }
        }
        self.conditions.iter().try_for_each(|condition| match &condition.rule {
            Rule::MostInWindow { amount, .. } if *amount == Grant::default() => {
                Err(LicenseError::NoAmount { condition: condition.id.clone() })
            }
            Rule::MostInWindow { days, .. } | Rule::ReportEvery { days } => {
                range("days", (*days).into(), 1, window::MOST_DAYS.into())
            }
            Rule::NamedSites { sites } => count("sites of a condition", sites.len(), true),
            _ => Ok(()),
        })
    }
}

fn count(part: &str, count: usize, needed: bool) -> Result<(), LicenseError> {
    match count {
        0 if needed => Err(LicenseError::Missing { part: part.to_owned() }),
        1.. if count > MOST_PARTS => Err(LicenseError::TooMany { part: part.to_owned(), count: count as u64 }),
        _ => Ok(()),
    }
}

fn different<'a>(part: &str, names: impl Iterator<Item = &'a str>) -> Result<(), LicenseError> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(LicenseError::Twice { part: part.to_owned(), name: name.to_owned() });
        }
    }
    Ok(())
}

fn range(what: &str, found: u64, least: u64, most: u64) -> Result<(), LicenseError> {
    if (least..=most).contains(&found) {
        Ok(())
    } else {
        Err(LicenseError::OutOfRange { what: what.to_owned(), found, least, most })
    }
}
