//! Figures about cases and about use.
//!
//! What a figure means is data (`data/statistics.toml`): each has its title, its definition in words, its unit, and scenarios in which it has a known
//! value. The scenarios are run as tests against the code that counts, so that the definition that is published with a figure is the one it was counted by.
//! A figure without a definition is not published.
//!
//! Figures are counted from the public parts of events, and so for erased cases too; and as things stood at the end of the period, whatever happened since.
//! Days are civil days in Coordinated Universal Time. Everything is a whole number: the middle of some times is one of them, not a mean of two.
//!
//! Reading order: [`CaseOutcome`] and `turn` (how a case came to stand where it does), `days` (how long that took), `life` (a case as far as it is
//! counted), `order` (the middle and the slow end), `definition`, `tables`.

mod days;
mod definition;
mod life;
mod order;
mod tables;
mod turn;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::definition::{Cell, Definition, Definitions, FigureName, Scenario};
pub use self::order::percentile;
pub use self::tables::MOST_MONTHS;
pub use self::turn::CaseOutcome;
pub(crate) use self::turn::turns;

use self::life::Life;
use self::tables::Counted;
use crate::case::Case;

/// What was used under licenses in the period, by those of a customer group in a country. Whoever counts it rounds it down to whole hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsageRow {
    /// The license.
    pub license: String,
    /// The customer group.
    pub group: String,
    /// The country of the group's customers, by its ISO 3166-1 code.
    pub country: String,
    /// Chip-hours.
    pub chip_hours: u64,
    /// TPP-hours.
    pub tpp_hours: u64,
}

/// Figures of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Statistics {
    /// Its first day.
    #[schemars(with = "String")]
    pub from: Date,
    /// Its last day.
    #[schemars(with = "String")]
    pub to: Date,
    /// The figures, in the order of their definitions.
    pub tables: Vec<Table>,
}

/// A figure, or some that belong together: for a page, for a chart, and for a spreadsheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Table {
    /// Its name.
    pub name: FigureName,
    /// What people call it.
    pub title: String,
    /// What it means.
    pub definition: String,
    /// What its figures are counted in.
    pub unit: String,
    /// What stands in each column: first of the labels, then of the figures.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// All of it together, where that means something.
    pub total: Option<Row>,
}

/// A row of figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Row {
    /// What it is about.
    pub label: String,
    /// One figure for each column; nothing where there is none, as of the middle of no times.
    pub figures: Vec<Option<u64>>,
}

/// Why figures cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatisticsError {
    /// The period ends before it begins.
    #[error("the period ends on {to}, before it begins on {from}: give its first day, then its last")]
    Backwards {
        /// The first day.
        from: Date,
        /// The last day.
        to: Date,
    },
    /// The period has more months than a table can show.
    #[error("the period has {months} months; ask for {MOST_MONTHS} at most")]
    TooLong {
        /// How many.
        months: i64,
    },
    /// A sum passes 2^64.
    #[error("the {0} together cannot be counted: check the rows of use")]
    TooMuch(&'static str),
}

impl Statistics {
    /// The figures of a period, from its first day to its last, both whole.
    ///
    /// # Errors
    /// [`StatisticsError`] where there is no such period, or it has too many months, or use cannot be counted.
    pub fn of<'a>(
        cases: impl IntoIterator<Item = &'a Case>,
        usage: &[UsageRow],
        from: Date,
        to: Date,
    ) -> Result<Self, StatisticsError> {
        let lives: Vec<Life> = cases.into_iter().map(Life::of).collect();
        let counted = Counted::of(&lives, usage, from, to)?;
        let defined = Definitions::house().iter();
        let tables = defined.map(|definition| counted.table(definition)).collect::<Result<_, _>>()?;
        Ok(Self { from, to, tables })
    }

    /// A figure, by its name.
    #[must_use]
    pub fn table(&self, name: FigureName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }
}
