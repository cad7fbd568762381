//! What stays public of what was said: digests, ids, owners, places in the application's lists. No name of a party is among it.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;
use portcullis_application::Application;
use portcullis_license::{Condition, License, LicenseNumber};
use portcullis_log::{Hash, canonical};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::advice::{Position, Says, Stand, Subject};
use crate::decision::OutcomeKind;

/// SHA-256 of a document's canonical JSON (RFC 8785), 64 lower-case hexadecimal digits.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Digest(Hash);

/// Why something cannot be said exactly, or not in public.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    /// It has no canonical form.
    #[error("it cannot be kept exactly: {0}")]
    Unfit(String),
    /// The application has no such item, party or site.
    #[error("the application has no {what} called {name:?}: name one that it has")]
    NotInApplication {
        /// Item, party or site.
        what: &'static str,
        /// Its name.
        name: String,
    },
}

impl Digest {
    /// The digest of a document.
    ///
    /// # Errors
    /// [`MarkError::Unfit`] where it has no canonical form: numbers beyond 2^53, too deep.
    pub fn of(document: &impl Serialize) -> Result<Self, MarkError> {
        let value = serde_json::to_value(document).map_err(|error| MarkError::Unfit(error.to_string()))?;
        let bytes = canonical::to_canonical(&value).map_err(|error| MarkError::Unfit(error.to_string()))?;
        Ok(Self(Hash::of(&bytes)))
    }

    /// The hash.
    #[must_use]
    pub const fn hash(self) -> Hash {
        self.0
    }
}

impl From<Hash> for Digest {
    fn from(hash: Hash) -> Self {
        Self(hash)
    }
}

impl TryFrom<String> for Digest {
    type Error = portcullis_log::hash::HashError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Hash::from_hex(&text).map(Self)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.0.to_hex()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.to_hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// A subject without its name: its place in the application's list, counted from 1. A hash of a name could be guessed; a place tells nothing.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectMark {
    /// All of it, but for what another position is about.
    Application,
    /// An item.
    Item(u32),
    /// A party.
    Party(u32),
    /// A site.
    Site(u32),
}

impl SubjectMark {
    /// Where the subject stands in the application; the first place where its name stands twice.
    ///
    /// # Errors
    /// [`MarkError::NotInApplication`].
    pub fn of(subject: &Subject, application: &Application) -> Result<Self, MarkError> {
        let missing = |what, name: &str| MarkError::NotInApplication { what, name: name.to_owned() };
        let place = |at: Option<usize>| at.and_then(|at| u32::try_from(at + 1).ok());
        match subject {
            Subject::Application => Ok(Self::Application),
            Subject::Item { line } => place(application.items.iter().position(|item| item.line == *line))
                .map(Self::Item)
                .ok_or_else(|| missing("item", line.as_str())),
            Subject::Party { name } => place(application.parties.iter().position(|party| party.name == *name))
                .map(Self::Party)
                .ok_or_else(|| missing("party", name)),
            Subject::Site { site } => place(application.sites.iter().position(|entry| entry.site == *site))
                .map(Self::Site)
                .ok_or_else(|| missing("site", site.as_str())),
        }
    }
}

impl fmt::Display for SubjectMark {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Application => out.write_str("the application"),
            Self::Item(number) => write!(out, "item {number}"),
            Self::Party(number) => write!(out, "party {number}"),
            Self::Site(number) => write!(out, "site {number}"),
        }
    }
}

/// A condition without its wording.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionMark {
    /// Its name within the license.
    pub id: String,
    /// The agency that asked for it.
    pub owner: String,
    /// The digest of all of it.
    pub digest: Digest,
}

impl ConditionMark {
    /// The mark of a condition.
    ///
    /// # Errors
    /// [`MarkError::Unfit`] where it has a number beyond 2^53.
    pub fn of(condition: &Condition) -> Result<Self, MarkError> {
        let digest = Digest::of(condition)?;
        Ok(Self { id: condition.id.clone(), owner: condition.owner.clone(), digest })
    }

    pub(crate) fn all(conditions: &[Condition]) -> Result<Vec<Self>, MarkError> {
        conditions.iter().map(Self::of).collect()
    }
}

/// A position without its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionMark {
    /// On what.
    pub subject: SubjectMark,
    /// Where it stands.
    pub stand: Stand,
    /// The conditions it asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<ConditionMark>,
}

impl PositionMark {
    /// The mark of a position on an application.
    ///
    /// # Errors
    /// [`MarkError`] where the application does not have the subject, or a condition cannot be kept exactly.
    pub fn of(position: &Position, application: &Application) -> Result<Self, MarkError> {
        let conditions = match &position.says {
            Says::ApproveWithConditions { conditions } => ConditionMark::all(conditions)?,
            _ => Vec::new(),
        };
        let subject = SubjectMark::of(&position.subject, application)?;
        Ok(Self { subject, stand: position.says.stand(), conditions })
    }
}

/// A license without its terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LicenseMark {
    /// Its number.
    pub number: LicenseNumber,
    /// Its last day, all of it.
    #[schemars(with = "String")]
    pub until: Date,
}

impl LicenseMark {
    /// The mark of a license.
    #[must_use]
    pub fn of(license: &License) -> Self {
        Self { number: license.number.clone(), until: license.until }
    }
}

/// A draft without its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftMark {
    /// Its number in the case, from 1.
    pub number: u32,
    /// What it decides.
    pub outcome: OutcomeKind,
    /// The digest of all of it; who countersigns names it.
    pub digest: Digest,
    /// The license that it issues or varies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub license: Option<LicenseMark>,
    /// The conditions of that license, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<ConditionMark>,
    /// What the application asks for and the license leaves out.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub without: BTreeSet<SubjectMark>,
}

/// What the chair or a rung decided, without its reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ruling {
    /// For the application.
    pub stand: Stand,
    /// Where it is approved: what is left out.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub without: BTreeSet<SubjectMark>,
}

/// That an agency agrees to drop or alter a condition of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentMark {
    /// The condition, by its name.
    pub condition: String,
    /// The condition as the agency asked for it.
    pub from: Digest,
    /// The condition as it is to be; nothing where it is dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Digest>,
}

/// A step of what the clock stands still for.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The check on the spot was asked for.
    CheckRequested,
    /// What the check found arrived.
    CheckAnswered,
    /// The request for assurances went to the foreign ministry.
    AssurancesSent,
    /// The foreign ministry asked the other government.
    AssurancesAsked,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::CheckRequested, Self::CheckAnswered, Self::AssurancesSent, Self::AssurancesAsked];
}

/// What an inspection looks at: so many, drawn from so many by a seed, so that anybody can draw them again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// How many there are.
    pub of: u64,
    /// How many were drawn.
    pub drawn: u64,
    /// What they were drawn by.
    pub seed: String,
}
