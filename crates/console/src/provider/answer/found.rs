//! What was found of the parties: on lists, and in the ownership graph.

use jiff::civil::Date;
use portcullis_screening::Conclusion;
use serde::Deserialize;
use serde_json::Number;

/// What screening found of a party.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AnswerScreening {
    /// Its field in the request.
    pub party: String,
    /// The name that was looked up.
    pub name: String,
    /// What it came to.
    pub finding: String,
    /// Entries it is, or may be.
    #[serde(default)]
    pub hits: Vec<AnswerHit>,
}

/// An entry of a list that a party is, or may be.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AnswerHit {
    /// The list.
    pub list: String,
    /// The entry.
    pub entry: String,
    /// Its primary name.
    pub name: String,
    /// The name that matched; none where a number did.
    pub matched: Option<String>,
    /// How well: a number from 0 to 1.
    pub score: Number,
    /// What the score comes to.
    pub verdict: String,
    /// The license requirement it states.
    pub license_requirement: Option<String>,
    /// The review policy it states.
    pub license_policy: Option<String>,
    /// Its citation in the Federal Register.
    pub federal_register_notice: Option<String>,
    /// What people found about it.
    pub resolution: Option<AnswerResolution>,
    /// Provisions that it set off.
    #[serde(default)]
    pub reasons: Vec<String>,
}

/// What people found about a hit.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerResolution {
    /// What they came to.
    #[serde(default)]
    pub conclusion: Conclusion,
    /// Why.
    pub because: String,
    /// Who found it.
    pub author: String,
    /// Who checked it.
    pub second: String,
    /// The last day it applies.
    pub until: Date,
    /// Why it does not apply any more; none where it does.
    pub lapsed: Option<String>,
}

/// What the ownership graph said of a party.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AnswerOwnership {
    /// Its field in the request.
    pub party: String,
    /// What was asked for.
    pub asked: String,
    /// Whether it was found, and by what.
    pub found: String,
    /// The parties of the graph that it is, or may be.
    #[serde(default)]
    pub parties: Vec<AnswerParty>,
    /// Fields that the graph settled.
    #[serde(default)]
    pub takes: Vec<String>,
    /// Where its ultimate parent is headquartered.
    #[serde(default)]
    pub parent_headquarters: Option<String>,
    /// The steps up to those at the top.
    #[serde(default)]
    pub parent_path: Vec<String>,
    /// What owners on lists hold.
    #[serde(default)]
    pub held: Vec<AnswerHeld>,
    /// Those above who are, or may be, on a list.
    #[serde(default)]
    pub owners: Vec<AnswerOwner>,
}

/// A party of the graph.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerParty {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is headquartered.
    pub headquarters: Option<String>,
}

/// What owners on the same lists hold together.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AnswerHeld {
    /// The lists.
    pub lists: Vec<String>,
    /// Whether it is half or more for certain.
    pub certain: bool,
    /// At least, in percent.
    pub at_least: String,
    /// At most, in percent.
    pub at_most: String,
    /// The steps that prove it.
    #[serde(default)]
    pub path: Vec<String>,
}

/// Somebody above a party who is, or may be, on a list.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AnswerOwner {
    /// Its name.
    pub name: String,
    /// What looking it up came to.
    pub finding: String,
    /// The entries it is, or may be.
    #[serde(default)]
    pub hits: Vec<AnswerHit>,
}
