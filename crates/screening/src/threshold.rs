//! From a score to a verdict: thresholds by list and by use.

use crate::search::Score;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// What a screening is for. What must not be missed once may be too much to look at every night.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// One party of a transaction that is about to be decided.
    #[default]
    Decision,
    /// A whole customer base, screened again.
    Review,
}

/// Where a score becomes a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// At or over this, the party is taken to be the listed one.
    pub listed: Score,
    /// At or over this and under `listed`, a person must say.
    pub possible: Score,
}

/// A threshold for one list, one use, or one list in one use.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The list, as its source abbreviates it; every list where it is left out.
    #[serde(default)]
    pub list: Option<String>,
    /// The use; every use where it is left out.
    #[serde(default, rename = "use")]
    pub used_for: Option<Use>,
    /// At or over this, the party is taken to be the listed one.
    pub listed: Score,
    /// At or over this and under `listed`, a person must say.
    pub possible: Score,
}

/// The thresholds of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// At or over this, the party is taken to be the listed one.
    pub listed: Score,
    /// At or over this and under `listed`, a person must say.
    pub possible: Score,
    /// Lists and uses that have thresholds of their own; the last that fits counts.
    #[serde(rename = "for")]
    pub exceptions: Vec<Exception>,
}

impl Default for Thresholds {
    /// As measured with the Consolidated Screening List: of 2,511 companies that are on no list, one in a hundred has
    /// a hit at or over `possible`, and one (which has the very name of a listed one) at or over `listed`.
    fn default() -> Self {
        Self { listed: Score(9_000), possible: Score(5_600), exceptions: Vec::new() }
    }
}

impl Thresholds {
    /// The threshold for a list and a use.
    #[must_use]
    pub fn of(&self, list: &str, used_for: Use) -> Threshold {
        let fits = |exception: &&Exception| {
            exception.list.as_deref().is_none_or(|own| own == list)
                && exception.used_for.is_none_or(|own| own == used_for)
        };
        self.exceptions.iter().rev().find(fits).map_or(
            Threshold { listed: self.listed, possible: self.possible },
            |exception| Threshold { listed: exception.listed, possible: exception.possible },
        )
    }

    /// The first threshold in which `possible` is over `listed`, in words.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let own = Threshold { listed: self.listed, possible: self.possible };
        let all = self.exceptions.iter().map(|own| Threshold { listed: own.listed, possible: own.possible });
        let wrong = std::iter::once(own).chain(all).find(|own| own.possible > own.listed)?;
        Some(format!(
            "possible = {} is over listed = {}; write the lower one as possible",
            wrong.possible, wrong.listed
        ))
    }
}

/// What a hit comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Under both thresholds.
    Clear,
    /// A person must say.
    Possible,
    /// Taken to be the listed party.
    Listed,
}

impl Threshold {
    /// What a score comes to.
    #[must_use]
    pub fn verdict(self, score: Score) -> Verdict {
        if score >= self.listed {
            Verdict::Listed
        } else if score >= self.possible {
            Verdict::Possible
        } else {
            Verdict::Clear
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{:04}", self.0 / 10_000, self.0 % 10_000)
    }
}

impl FromStr for Score {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no score; write a number from 0 to 1 with up to four digits, such as 0.85");
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if fraction.len() > 4 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(wrong());
        }
        let whole: u32 = whole.parse().map_err(|_| wrong())?;
        let fraction: u32 = format!("{fraction:0<4}").parse().map_err(|_| wrong())?;
        let score = whole.checked_mul(10_000).and_then(|whole| whole.checked_add(fraction)).ok_or_else(wrong)?;
        if score <= 10_000 { Ok(Self(score)) } else { Err(wrong()) }
    }
}

impl Serialize for Score {
    /// A JSON number with four digits.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::Number::from_string_unchecked(self.to_string()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Score {
    /// Text such as `"0.85"`, so that no binary fraction comes between.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
