//! Letters about a license.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::application::{Application, Item, Participant};

/// The license that a letter speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenseOf {
    /// Its number.
    pub number: String,
    /// When it was issued.
    pub issued: Date,
    /// The last day it is good for.
    pub expires: Date,
}

/// A condition of a license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// What it is called in the annex.
    pub id: String,
    /// The sentence.
    pub text: String,
}

/// One thing that changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What.
    pub what: String,
    /// As it was.
    pub before: String,
    /// As it is from now on.
    pub after: String,
}

/// An application is approved, with conditions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct License {
    /// The application approved.
    pub application: Application,
    /// The license.
    pub license: LicenseOf,
    /// What is licensed.
    pub items: Vec<Item>,
    /// To whom.
    pub parties: Vec<Participant>,
    /// The conditions, as sentences.
    pub conditions: Vec<Condition>,
    /// The license as machines read it: lines of JSON.
    pub annex: String,
}

/// A license is changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// Which.
    pub license: LicenseOf,
    /// The number of the amendment.
    pub number: String,
    /// From when.
    pub effective: Date,
    /// What changes.
    pub changes: Vec<Change>,
    /// The conditions that hold from then on, as sentences.
    pub conditions: Vec<Condition>,
    /// The license as machines read it from then on: lines of JSON.
    pub annex: Option<String>,
}

/// A license is suspended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspension {
    /// Which.
    pub license: LicenseOf,
    /// From when.
    pub effective: Date,
    /// Until when, where that is known.
    pub until: Option<Date>,
    /// Why, as it may be told.
    pub reasons: Vec<String>,
    /// By when the licensee may respond, where a date is set.
    pub respond_by: Option<Date>,
}

/// A suspended license is in force again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reinstatement {
    /// Which.
    pub license: LicenseOf,
    /// Since when it was suspended.
    pub suspended: Date,
    /// From when it is in force again.
    pub effective: Date,
    /// Conditions added, as sentences.
    pub conditions: Vec<Condition>,
}

/// A license is revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// Which.
    pub license: LicenseOf,
    /// From when.
    pub effective: Date,
    /// Why, as it may be told.
    pub reasons: Vec<String>,
    /// By when an appeal may be filed (15 CFR part 756).
    pub appeal_by: Date,
}
