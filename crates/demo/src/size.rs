//! How much is simulated, and how far it is.

use jiff::civil::Date;
use portcullis_exchange::House;

/// How much is simulated. Use follows from it: each license is used as much as its customer asks for.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// Applications that are filed.
    pub cases: usize,
    /// Customers, of all providers together.
    pub customers: usize,
    /// Determinations a day that nobody applies for.
    pub asks: u64,
}

impl Size {
    /// What the console shows at its best: about 25 licenses and 30,000 entries of ledgers.
    pub const DEFAULT: Self = Self { cases: 120, customers: 60, asks: 6 };
    /// For tests that need a bit of everything.
    pub const SMALL: Self = Self { cases: 24, customers: 20, asks: 1 };
    /// The most times that a size can be taken: a statement of all licenses of a provider has to fit into a message.
    pub const MOST_TIMES: u16 = 10;

    /// So many times as much: once to [`Size::MOST_TIMES`].
    #[must_use]
    pub fn times(self, times: u16) -> Self {
        let times = times.clamp(1, Self::MOST_TIMES);
        let Self { cases, customers, asks } = self;
        Self {
            cases: cases.saturating_mul(times.into()),
            customers: customers.saturating_mul(times.into()),
            asks: asks.saturating_mul(times.into()),
        }
    }
}

impl Default for Size {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// How far it is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The day that was just written.
    pub day: Date,
    /// Days written.
    pub done: u32,
    /// Days in all.
    pub of: u32,
    /// Records so far, of all houses.
    pub records: u64,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Cases of the authority.
    pub cases: usize,
    /// Licenses that were ever issued.
    pub licenses: usize,
    /// Records by house.
    pub records: Vec<(House, u64)>,
    /// Drafts of applications that were left unfinished.
    pub drafts: usize,
    /// Stories that ended before their time, because the case had taken another way: which, and what refused to go on.
    pub cut_short: Vec<String>,
}
