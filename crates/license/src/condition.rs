//! Conditions: what a license asks beyond its scope, as data that the ledger enforces and a sentence that a person reads.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::amount::Grant;
use crate::name::Site;

/// A condition, owned by the agency that asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Condition {
    /// Its name within the license.
    pub id: String,
    /// The agency that asked for it; dropping it needs that agency's consent.
    pub owner: String,
    /// What it asks.
    #[serde(flatten)]
    pub rule: Rule,
}

/// What a condition asks. All but text are enforced when chips are reserved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "rule", rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// No more chips than this run at once under the license.
    MostConcurrentChips {
        /// Chips.
        chips: u64,
    },
    /// The chips of one interconnected cluster have no more total processing performance than this together.
    MostClusterTpp {
        /// Total processing performance.
        tpp: u64,
    },
    /// No more than this in any so many days on end.
    MostInWindow {
        /// How many days.
        days: u16,
        /// How much.
        #[serde(flatten)]
        amount: Grant,
    },
    /// Only at these sites.
    NamedSites {
        /// The sites.
        sites: Vec<Site>,
    },
    /// The customer does not pass it on.
    NoResale,
    /// A report at least every so many days, the first so many days after the license was issued; none is reserved while one is overdue.
    ReportEvery {
        /// How many days.
        days: u16,
    },
    /// No training run of more operations than this.
    MostTrainingOperations {
        /// Integer or floating-point operations, ten to the power of this.
        power_of_ten: u8,
    },
    /// What cannot be checked here and becomes an obligation.
    Text {
        /// The wording.
        text: String,
    },
}

impl Rule {
    /// The word for its kind, as it is written.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::MostConcurrentChips { .. } => "most_concurrent_chips",
            Self::MostClusterTpp { .. } => "most_cluster_tpp",
            Self::MostInWindow { .. } => "most_in_window",
            Self::NamedSites { .. } => "named_sites",
            Self::NoResale => "no_resale",
            Self::ReportEvery { .. } => "report_every",
            Self::MostTrainingOperations { .. } => "most_training_operations",
            Self::Text { .. } => "text",
        }
    }

    /// Whether the ledger enforces it; otherwise somebody has to.
    #[must_use]
    pub fn is_enforced(&self) -> bool {
        !matches!(self, Self::Text { .. })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MostConcurrentChips { chips } => write!(out, "No more than {chips} chips at once."),
            Self::MostClusterTpp { tpp } => write!(out, "No more than {tpp} TPP in one interconnected cluster."),
            Self::MostInWindow { days, amount } => {
                let hours = [(amount.chip_hours, "chip-hours"), (amount.tpp_hours, "TPP-hours")];
                let limits: Vec<_> =
                    hours.iter().filter_map(|(hours, unit)| hours.map(|hours| format!("{hours} {unit}"))).collect();
                write!(out, "No more than {} in any {days} days.", limits.join(" and "))
            }
            Self::NamedSites { sites } => {
                let sites: Vec<_> = sites.iter().map(Site::as_str).collect();
                write!(out, "Only at {}.", sites.join(", "))
            }
            Self::NoResale => out.write_str("No resale: the customer uses it itself."),
            Self::ReportEvery { days } => write!(out, "A report of use every {days} days."),
            Self::MostTrainingOperations { power_of_ten } => {
                write!(out, "No training run of more than 10^{power_of_ten} operations.")
            }
            Self::Text { text } => out.write_str(text),
        }
    }
}
