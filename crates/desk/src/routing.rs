//! Who is asked about an application, and why: rules as data, with a version.
//!
//! Some agencies are asked about every application; rules add others, and say why. A rule of the third kind says when the usual ones need not be asked. It
//! can only name what rules it out, so that more facts in an application, or fewer known ones, never spare an agency. What is left out of an application
//! counts as if it met the rules that ask for it, and the reason says so.
//!
//! So a referral names at least one agency beside the one that decides, or the rules by which none is needed. The file that says otherwise is refused.

mod condition;
mod read;

use std::collections::{BTreeMap, BTreeSet};

use portcullis_application::Application;
use portcullis_catalog::{Countries, Digest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::condition::{Condition, Match, Words};
use crate::agency::{Agencies, AgencyName};

/// The words that rules may use. A rule that asks for another one could never hold and is refused.
#[derive(Copy, Clone, Debug)]
pub struct Vocabulary<'a> {
    /// The agencies of the procedure.
    pub agencies: &'a Agencies,
    /// The countries, by their ISO 3166-1 codes.
    pub countries: &'a Countries,
    /// The end uses of the law's `codes.toml`.
    pub end_uses: &'a BTreeSet<String>,
}

/// Rules of routing, read and checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routing {
    version: Digest,
    words: Words,
    always: Refers,
    rules: Vec<Refers>,
    spared: Vec<Spares>,
}

/// Agencies are asked where the condition holds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Refers {
    why: Why,
    refer: BTreeSet<AgencyName>,
    when: Condition,
}

/// The usual agencies need not be asked where none of these conditions holds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spares {
    why: Why,
    unless: Vec<Condition>,
}

/// The agencies that an application is referred to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Referral {
    /// Each with why, in the order of the rules. Where there is none, `none_needed` says by which rule.
    pub agencies: BTreeMap<AgencyName, Vec<Why>>,
    /// The rules by which the usual agencies need not be asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub none_needed: Vec<Why>,
    /// The version of the rules: the SHA-256 hash of their file.
    pub version: String,
}

/// Why an agency is asked, or is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Why {
    /// The rule; `always` for the usual agencies.
    pub rule: String,
    /// Its reason.
    pub why: String,
    /// What it rests on.
    pub citation: String,
    /// From where that is known.
    pub evidence: String,
    /// What is left out of the application, where that alone made the rule hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
}

impl Routing {
    /// The rules of the United States' export administration, as far as they are its own and not the operator's: the text of the file, to be read with
    /// [`Routing::parse`].
    pub const UNITED_STATES: &str = include_str!("../data/routing.toml");

    /// The version: the SHA-256 hash of the file.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Who is asked about an application.
    #[must_use]
    pub fn refer(&self, application: &Application) -> Referral {
        let mut agencies: BTreeMap<AgencyName, Vec<Why>> = BTreeMap::new();
        let is_spared = |spares: &&Spares| {
            spares.unless.iter().all(|condition| condition.matches(application, &self.words) == Match::No)
        };
        let none_needed: Vec<Why> = self.spared.iter().filter(is_spared).map(|spares| spares.why.clone()).collect();
        let usual = none_needed.is_empty().then_some(&self.always);
        for rule in usual.into_iter().chain(&self.rules) {
            let open = match rule.when.matches(application, &self.words) {
                Match::No => continue,
                Match::Open(open) => open,
                Match::Yes => Vec::new(),
            };
            for agency in &rule.refer {
                let why = Why { open: open.clone(), ..rule.why.clone() };
                agencies.entry(agency.clone()).or_default().push(why);
            }
        }
        Referral { agencies, none_needed, version: self.version.clone() }
    }
}
