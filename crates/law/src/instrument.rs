//! Instruments: legal acts, with their stage and the state of their text and of their enforcement by date.
//!
//! Four axes, because one word would lose the cases that matter: a rule can be in the code of regulations and
//! publicly not enforced, and another can be suspended with an automatic return date.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// How far an instrument has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Known from the press only.
    Reported,
    /// Announced by the authority, without a text.
    Announced,
    /// A draft that became known.
    Draft,
    /// Published for comment.
    Proposed,
    /// In force while comments are taken.
    InterimFinal,
    /// In force.
    Final,
    /// An act of the legislature.
    Statute,
    /// An order of the head of government.
    ExecutiveOrder,
    /// How the authority reads its rules.
    Guidance,
    /// Addressed to one company.
    Letter,
    /// Before the legislature.
    Bill,
    /// About one case.
    Decision,
}

impl Stage {
    /// Whether an instrument at this stage binds nobody by itself.
    #[must_use]
    pub fn is_tentative(self) -> bool {
        matches!(self, Self::Reported | Self::Announced | Self::Draft | Self::Proposed | Self::Bill)
    }

    /// The word of the interface.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Announced => "announced",
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::InterimFinal => "interim_final",
            Self::Final => "final",
            Self::Statute => "statute",
            Self::ExecutiveOrder => "executive_order",
            Self::Guidance => "guidance",
            Self::Letter => "letter",
            Self::Bill => "bill",
            Self::Decision => "decision",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The state of a text on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextState {
    /// Published, but its day has not come.
    NotYetEffective,
    /// In force.
    Effective,
    /// In force again later, by its own terms.
    Suspended,
    /// Taken back.
    Rescinded,
    /// Replaced by a later instrument.
    Superseded,
    /// Ended by its own terms.
    Expired,
    /// Not known: both readings are evaluated.
    Unverified,
}

/// The state of enforcement on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EnforcementState {
    /// As the text says.
    Normal,
    /// The authority said publicly that it does not enforce it.
    AnnouncedNonenforcement,
    /// A court stayed it.
    Stayed,
}

/// The text state from a date on.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TextPeriod {
    /// First day.
    #[serde(deserialize_with = "date")]
    pub from: Date,
    /// The state.
    pub state: TextState,
    /// What set it.
    pub citation: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
    /// Evidence, where it differs from the instrument's.
    pub evidence: Option<String>,
}

/// The enforcement state from a date on, for some provisions or for all.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EnforcementPeriod {
    /// First day.
    #[serde(deserialize_with = "date")]
    pub from: Date,
    /// The state.
    pub state: EnforcementState,
    /// The provisions it is about; empty for the whole instrument.
    #[serde(default)]
    pub provisions: Vec<String>,
    /// What set it.
    pub citation: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
    /// Evidence, where it differs from the instrument's.
    pub evidence: Option<String>,
}

/// A legal act.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Its name in this project.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How far it has come.
    pub stage: Stage,
    /// Federal Register pages, announcement numbers, addresses of reports.
    #[serde(default)]
    pub citations: Vec<String>,
    /// The evidence for what is said here.
    pub evidence: String,
    /// When it became known.
    #[serde(default, deserialize_with = "optional_date")]
    pub released: Option<Date>,
    /// When it was published.
    #[serde(default, deserialize_with = "optional_date")]
    pub published: Option<Date>,
    /// The last day on which the state was seen to hold.
    #[serde(default, deserialize_with = "optional_date")]
    pub verified_through: Option<Date>,
    /// What a reader should know.
    pub note: Option<String>,
    /// The states of the text, in order of date.
    #[serde(default)]
    pub text: Vec<TextPeriod>,
    /// The states of enforcement, in order of date.
    #[serde(default)]
    pub enforcement: Vec<EnforcementPeriod>,
}

impl Instrument {
    /// The period of the text that holds on a date; `None` before the first.
    #[must_use]
    pub fn text_on(&self, on: Date) -> Option<&TextPeriod> {
        self.text.iter().take_while(|period| period.from <= on).last()
    }

    /// The period of enforcement that holds for a provision on a date; `None` is normal.
    #[must_use]
    pub fn enforcement_on(&self, provision: &str, on: Date) -> Option<&EnforcementPeriod> {
        let concerns = |period: &&EnforcementPeriod| {
            period.provisions.is_empty() || period.provisions.iter().any(|id| id == provision)
        };
        self.enforcement.iter().take_while(|period| period.from <= on).filter(concerns).last()
    }

    /// The day it became known: the earliest date it carries.
    #[must_use]
    pub fn first_date(&self) -> Option<Date> {
        let dates = [self.released, self.published, self.text.first().map(|period| period.from)];
        dates.into_iter().flatten().min()
    }

    /// Every date on which its state changes.
    pub(crate) fn change_dates(&self) -> impl Iterator<Item = Date> {
        let text = self.text.iter().map(|period| period.from);
        text.chain(self.enforcement.iter().map(|period| period.from))
    }
}

/// Reads a date written as a TOML date or as a text.
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Toml(toml::value::Datetime),
        Text(String),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Toml(date) => date.to_string(),
        Written::Text(text) => text,
    };
    text.parse().map_err(|_| serde::de::Error::custom(format!("`{text}` is not a date such as 2023-11-17")))
}

/// Reads a date that may be left out.
pub(crate) fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    date(deserializer).map(Some)
}
