//! What the pages of both sides show of a license: its terms, what was used of it, what changed, and the reports it asks for.

mod history;
mod reports;
mod terms;
mod used;

pub(crate) use history::history;
pub(crate) use reports::reports;
pub(crate) use terms::{as_data, conditions_table, terms};
pub(crate) use used::{accounts, beyond, burn_downs, counted, limited};

use crate::chart::Reading;
use jiff::civil::Date;
use portcullis_license::account::Balance;
use portcullis_license::{Instant, Unit};

/// An account with its balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// What it is the account of: a line, a customer group.
    pub name: String,
    /// What it holds; nothing where it cannot be told, which stops the node.
    pub balance: Option<Balance>,
}

/// A change to the license.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// The word for it: `issue`, `vary`, `suspend`.
    pub change: String,
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// The second person, where it took two.
    pub second: Option<String>,
    /// Why.
    pub reason: String,
}

/// A report that a condition asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// The condition.
    pub condition: String,
    /// The last day.
    pub due: Date,
    /// When it was filed, and under which reference.
    pub filed: Option<(Instant, String)>,
}

/// Use over time, in the unit of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseOverTime {
    /// The unit.
    pub unit: Unit,
    /// What was granted in it.
    pub granted: u128,
    /// Readings in order of time.
    pub readings: Vec<Reading>,
}
