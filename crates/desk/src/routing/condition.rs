//! What a rule asks of an application.
//!
//! Each test says yes, no, or that it is open because something is left out. Open counts as yes: leaving a fact out never spares a referral.

use std::collections::BTreeSet;

use portcullis_application::Application;
use portcullis_application::form::{ItemEntry, Money, PartyEntry, PartyRole};
use portcullis_catalog::Exact;
use serde::{Deserialize, Deserializer};

/// All of what is stated must hold; of a list, one entry is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Condition {
    /// One line of items for which all of this holds.
    pub item: Option<ItemTest>,
    /// One party for which all of this holds.
    pub party: Option<PartyTest>,
    /// A site in one of these countries.
    pub sites: BTreeSet<String>,
    /// One of these end uses.
    pub end_uses: BTreeSet<String>,
    /// Chips of all lines together.
    pub chips_at_least: Option<u64>,
    /// Chip-hours at their prices, all lines together.
    pub value_at_least: Option<Money>,
    /// Operations of the largest training run.
    #[serde(deserialize_with = "exact")]
    pub training_operations_at_least: Option<Exact>,
}

/// What is asked of a line of items.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct ItemTest {
    /// One of these ECCNs, or a paragraph of one.
    pub classifications: BTreeSet<String>,
    /// Total processing performance of one chip.
    pub tpp_at_least: Option<u32>,
    /// Chips of the line.
    pub chips_at_least: Option<u64>,
}

/// What is asked of a party.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartyTest {
    /// One of these roles; left out, any.
    #[serde(default)]
    pub roles: Vec<PartyRole>,
    /// One of these countries.
    pub countries: BTreeSet<String>,
    /// Which of a party's countries; left out, any of them.
    #[serde(default = "CountryOf::all")]
    pub by: Vec<CountryOf>,
}

/// A country of a party.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CountryOf {
    Location,
    Headquarters,
    UltimateParent,
}

impl CountryOf {
    fn all() -> Vec<Self> {
        vec![Self::Location, Self::Headquarters, Self::UltimateParent]
    }

    fn of(self, party: &PartyEntry) -> (&str, &'static str) {
        match self {
            Self::Location => (&party.country, "country"),
            Self::Headquarters => (&party.headquarters, "headquarters"),
            Self::UltimateParent => (&party.ultimate_parent_country, "ultimate_parent_country"),
        }
    }
}

fn exact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Exact>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(serde::de::Error::custom)
}

/// The words that can be told apart; any other word in an application is taken as unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub countries: BTreeSet<String>,
    pub end_uses: BTreeSet<String>,
}

/// What a test says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    No,
    /// It would say yes or no if this were known.
    Open(Vec<String>),
    Yes,
}

impl Match {
    fn open(what: impl Into<String>) -> Self {
        Self::Open(vec![what.into()])
    }

    fn when(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Open(mut one), Self::Open(other)) => {
                one.extend(other);
                Self::Open(one)
            }
            (Self::Open(what), Self::Yes) | (Self::Yes, Self::Open(what)) => Self::Open(what),
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Open(mut one), Self::Open(other)) => {
                one.extend(other);
                Self::Open(one)
            }
            (Self::Open(what), Self::No) | (Self::No, Self::Open(what)) => Self::Open(what),
            (Self::No, Self::No) => Self::No,
        }
    }

    /// Whether one of several holds; with none at all it is open.
    fn any(several: impl Iterator<Item = Self>, none: &str) -> Self {
        several.reduce(Self::or).unwrap_or_else(|| Self::open(format!("`{none}` are left out")))
    }
}

impl Condition {
    /// Whether nothing is asked, so that it holds for everything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What it says of an application.
    pub fn matches(&self, application: &Application, words: &Words) -> Match {
        let items = &application.items;
        let item = self.item.as_ref().map(|test| Match::any(items.iter().map(|item| test.matches(item)), "items"));
        let party = self.party.as_ref().map(|test| test.matches_any(&application.parties, words));
        let sites = (!self.sites.is_empty()).then(|| {
            let one = |entry: &portcullis_application::form::SiteEntry| {
                among(&entry.country, &self.sites, &words.countries, || format!("the country of site `{}`", entry.site))
            };
            Match::any(application.sites.iter().map(one), "sites")
        });
        let end_uses = (!self.end_uses.is_empty()).then(|| {
            let one = |code: &String| among(code, &self.end_uses, &words.end_uses, || "an end use".to_owned());
            Match::any(application.end_use.codes.iter().map(one), "end_use.codes")
        });
        let chips = self.chips_at_least.map(|least| {
            sum_at_least(items, u128::from(least), "chips", |item| (item.chips > 0).then_some(u128::from(item.chips)))
        });
        let value = self.value_at_least.as_ref().map(|least| {
            let worth = |item: &ItemEntry| {
                let price = item.price.as_ref().filter(|price| price.currency == least.currency)?;
                Some(u128::from(price.hundredths) * u128::from(item.chip_hours?))
            };
            sum_at_least(items, u128::from(least.hundredths), "value", worth)
        });
        let training = self.training_operations_at_least.map(|least| trains(application, least));
        let tests = [item, party, sites, end_uses, chips, value, training];
        tests.into_iter().flatten().fold(Match::Yes, Match::and)
    }
}

impl ItemTest {
    fn matches(&self, item: &ItemEntry) -> Match {
        let unknown = |field: &str| Match::open(format!("line `{}`: `{field}` is left out", item.line));
        let classified = || match item.classifications.as_slice() {
            [] => unknown("classifications"),
            written => Match::when(
                written.iter().any(|written| self.classifications.iter().any(|asked| is_within(written, asked))),
            ),
        };
        let classification = (!self.classifications.is_empty()).then(classified);
        let tpp =
            self.tpp_at_least.map(|least| item.tpp.map_or_else(|| unknown("tpp"), |tpp| Match::when(tpp >= least)));
        let chips = self.chips_at_least.map(|least| match item.chips {
            0 => unknown("chips"),
            chips => Match::when(chips >= least),
        });
        [classification, tpp, chips].into_iter().flatten().fold(Match::Yes, Match::and)
    }
}

impl PartyTest {
    fn matches_any(&self, parties: &[PartyEntry], words: &Words) -> Match {
        if parties.is_empty() {
            return Match::open("`parties` are left out");
        }
        let of_role = parties.iter().filter(|party| self.roles.is_empty() || self.roles.contains(&party.role));
        of_role.map(|party| self.matches(party, words)).reduce(Match::or).unwrap_or(Match::No)
    }

    fn matches(&self, party: &PartyEntry, words: &Words) -> Match {
        let one = |by: &CountryOf| {
            let (country, field) = by.of(party);
            among(country, &self.countries, &words.countries, || format!("party `{}`: `{field}`", party.name))
        };
        self.by.iter().map(one).reduce(Match::or).unwrap_or(Match::No)
    }
}

/// Whether a word is one of those asked for. A word that is not known could be any.
fn among(word: &str, asked: &BTreeSet<String>, known: &BTreeSet<String>, what: impl Fn() -> String) -> Match {
    let word = word.trim();
    if asked.contains(word) {
        Match::Yes
    } else if word.is_empty() {
        Match::open(format!("{} is left out", what()))
    } else if known.contains(word) {
        Match::No
    } else {
        Match::open(format!("{} is not a known word: `{word}`", what()))
    }
}

/// Whether a classification is the one asked for, or a paragraph of it: `3A090.a` is within `3A090`, `3A0901` is not.
fn is_within(written: &str, asked: &str) -> bool {
    let (written, asked) = (written.trim().to_ascii_uppercase(), asked.to_ascii_uppercase());
    written.strip_prefix(&asked).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Whether the known parts of a sum reach a line; where they do not and a part is unknown, that is open.
fn sum_at_least(items: &[ItemEntry], least: u128, name: &str, of: impl Fn(&ItemEntry) -> Option<u128>) -> Match {
    let parts: Vec<Option<u128>> = items.iter().map(of).collect();
    let known = parts.iter().flatten().fold(0_u128, |sum, part| sum.saturating_add(*part));
    if known >= least {
        Match::Yes
    } else if items.is_empty() || parts.contains(&None) {
        Match::open(format!("the {name} of a line is left out, or in another currency than the rule's"))
    } else {
        Match::No
    }
}

fn trains(application: &Application, least: Exact) -> Match {
    match application.end_use.training_operations.as_deref().map(str::parse::<Exact>) {
        Some(Ok(operations)) => Match::when(operations >= least),
        Some(Err(error)) => Match::open(format!("`training_operations`: {error}")),
        None => Match::open("`training_operations` are left out"),
    }
}
