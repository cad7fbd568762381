//! The list of past denials, consulted for all parties of an application.
//!
//! Everybody who takes part is looked up, in whatever part they took then: who was denied as an end user may come back as a reseller. A match is for a person
//! to look at, so none is left out for being weak.

use jiff::civil::Date;
use portcullis_application::form::{PartyEntry, PartyRole};
use schemars::JsonSchema;
use serde::Serialize;

use super::Past;
use super::name::folded;
use crate::case::CaseNumber;
use crate::statistics::CaseOutcome;

/// A past denial in which parties took part who take part now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Denied {
    /// The number of the case.
    pub case: CaseNumber,
    /// When it was denied.
    #[schemars(with = "String")]
    pub on: Date,
    /// Who it is about, each with why they are taken to be the same.
    pub parties: Vec<SameParty>,
}

/// Two parties that are taken to be the same, or to belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SameParty {
    /// Its name here.
    pub here: String,
    /// Its part here.
    pub role_here: PartyRole,
    /// Its name in the case that was denied.
    pub there: String,
    /// Its part there.
    pub role_there: PartyRole,
    /// Why they are taken to be the same.
    pub by: Vec<Sameness>,
}

/// Why two parties are taken to be the same, or to belong together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Sameness {
    /// One name.
    Name,
    /// One identifier.
    Identifier {
        /// Which.
        identifier: String,
    },
    /// One stands at the top of both, or one of them at the top of the other.
    UltimateParent {
        /// Who stands there.
        name: String,
    },
}

/// The past denials of parties, in the order of their numbers. What ended otherwise is passed over.
#[must_use]
pub fn denials<'a>(past: impl IntoIterator<Item = Past<'a>>, parties: &[PartyEntry]) -> Vec<Denied> {
    let here: Vec<Folded<'_>> = parties.iter().map(Folded::of).collect();
    let denied = past.into_iter().filter(|past| past.outcome == CaseOutcome::Denied);
    let mut denials: Vec<Denied> = denied.filter_map(|past| of_case(&past, &here)).collect();
    denials.sort_by(|one, other| one.case.cmp(&other.case));
    denials
}

fn of_case(past: &Past<'_>, here: &[Folded<'_>]) -> Option<Denied> {
    let there: Vec<Folded<'_>> = past.application.parties.iter().map(Folded::of).collect();
    let pairs = here.iter().flat_map(|here| there.iter().filter_map(|there| here.same(there)));
    let parties: Vec<SameParty> = pairs.collect();
    (!parties.is_empty()).then(|| Denied { case: past.number.clone(), on: past.on, parties })
}

/// A party with its names as they are compared.
struct Folded<'a> {
    party: &'a PartyEntry,
    name: String,
    parent: String,
    identifiers: Vec<String>,
}

impl<'a> Folded<'a> {
    fn of(party: &'a PartyEntry) -> Self {
        Self {
            party,
            name: folded(&party.name),
            parent: folded(&party.ultimate_parent),
            identifiers: party.identifiers.iter().map(|identifier| folded(identifier)).collect(),
        }
    }

    fn same(&self, there: &Folded<'_>) -> Option<SameParty> {
        let is_one = |one: &str, other: &str| !one.is_empty() && one == other;
        let mut by = Vec::new();
        if is_one(&self.name, &there.name) {
            by.push(Sameness::Name);
        }
        for (key, identifier) in self.identifiers.iter().zip(&self.party.identifiers) {
            if !key.is_empty() && there.identifiers.contains(key) {
                by.push(Sameness::Identifier { identifier: identifier.clone() });
            }
        }
        if is_one(&self.parent, &there.parent) || is_one(&self.parent, &there.name) {
            by.push(Sameness::UltimateParent { name: self.party.ultimate_parent.clone() });
        } else if is_one(&self.name, &there.parent) {
            by.push(Sameness::UltimateParent { name: self.party.name.clone() });
        }
        (!by.is_empty()).then(|| SameParty {
            here: self.party.name.clone(),
            role_here: self.party.role,
            there: there.party.name.clone(),
            role_there: there.party.role,
            by,
        })
    }
}
