//! What figures mean: data, with scenarios that are run.

use std::sync::LazyLock;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::UsageRow;
use crate::mistake::Mistake;

const FILE: &str = "statistics";

static HOUSE: LazyLock<Definitions> =
    LazyLock::new(|| Definitions::parse(include_str!("../../data/statistics.toml")).unwrap_or_default());

/// The name of a figure, or of some that belong together.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureName {
    /// How many cases ended how.
    CasesByOutcome,
    /// Days until the decision, without those on which the clock stood still.
    DaysToDecision,
    /// Days until the decision, all of them.
    DaysToDecisionWithStops,
    /// What agencies recommended.
    Recommendations,
    /// Days until agencies recommended.
    DaysToRecommend,
    /// What came in, ended and was pending, by month.
    ByMonth,
    /// Use by license.
    UseByLicense,
    /// Use by customer group.
    UseByGroup,
    /// Use by country.
    UseByCountry,
}

impl FigureName {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::CasesByOutcome,
        Self::DaysToDecision,
        Self::DaysToDecisionWithStops,
        Self::Recommendations,
        Self::DaysToRecommend,
        Self::ByMonth,
        Self::UseByLicense,
        Self::UseByGroup,
        Self::UseByCountry,
    ];
}

/// The definitions of all figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Definitions {
    list: Vec<Definition>,
}

/// What a figure means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Its name.
    pub name: FigureName,
    /// What people call it.
    pub title: String,
    /// What it means, in words.
    pub definition: String,
    /// What its figures are counted in.
    pub unit: String,
    /// Cases in which it has a known value.
    #[serde(rename = "scenario")]
    pub scenarios: Vec<Scenario>,
}

/// Something that happened, and what a figure then is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What it shows.
    pub shows: String,
    /// The first day of the period.
    #[schemars(with = "String")]
    pub from: Date,
    /// Its last day.
    #[schemars(with = "String")]
    pub to: Date,
    /// The cases, each as what happened in it: a day and a few plain words.
    #[serde(default)]
    pub cases: Vec<Vec<String>>,
    /// What was used.
    #[serde(default)]
    pub usage: Vec<UsageRow>,
    /// The rows that the figure has: their labels and figures, `none` where there is none; the total last, where there is one.
    pub rows: Vec<Vec<Cell>>,
}

/// A label or a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Cell {
    /// A figure.
    Number(u64),
    /// A label, or `none`.
    Word(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    figure: Vec<Definition>,
}

impl Definitions {
    /// The definitions that the program publishes figures by. They are part of it and tested to be whole; were they not, no figure would be published.
    #[must_use]
    pub fn house() -> &'static Self {
        &HOUSE
    }

    /// Reads definitions.
    ///
    /// # Errors
    /// [`Mistake`] where the text is not TOML, has fields or words that are not known, not each figure once, or a figure without words, unit or scenario.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let written: Written = toml::from_str(text).map_err(|error| Mistake::toml(FILE, &error))?;
        let list = written.figure;
        for name in FigureName::ALL {
            let defined = list.iter().filter(|definition| definition.name == name).count();
            if defined != 1 {
                return Err(Mistake::new(
                    FILE,
                    format!("{name:?}"),
                    format!("is defined {defined} times: define it once"),
                ));
            }
        }
        for definition in &list {
            let place = format!("{:?}", definition.name);
            if [&definition.title, &definition.definition, &definition.unit].iter().any(|text| text.trim().is_empty()) {
                return Err(Mistake::new(FILE, place, "`title`, `definition` and `unit` must say something"));
            }
            if definition.scenarios.is_empty() {
                return Err(Mistake::new(FILE, place, "has no scenario: add one with the figures it must give"));
            }
        }
        Ok(Self { list })
    }

    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Definition> {
        self.list.iter()
    }

    /// The definition of a figure.
    #[must_use]
    pub fn get(&self, name: FigureName) -> Option<&Definition> {
        self.list.iter().find(|definition| definition.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = include_str!("../../data/statistics.toml");

    #[test]
    fn every_figure_is_defined() {
        let read = Definitions::parse(TEXT).unwrap();
        assert_eq!(&read, Definitions::house());
        assert!(FigureName::ALL.into_iter().all(|name| read.get(name).is_some()));
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_place() {
        for (written, wrong, says) in [
            ("name = \"by_month\"", "name = \"use_by_group\"", "ByMonth: is defined 0 times"),
            ("unit = \"cases\"", "unit = \"\"", "must say something"),
            ("shows =", "says =", "unknown field `says`"),
        ] {
            let said = Definitions::parse(&TEXT.replacen(written, wrong, 1)).unwrap_err().to_string();
            assert!(said.contains(says), "{said}");
        }
    }
}
