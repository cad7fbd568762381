//! An account: what may be taken, and what is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::amount::{Amount, Limit};

/// One limit on a reservation's path: a line, a license, a customer group or a provider.
#[derive(Copy, Clone, Default, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The most that may be reserved and used together.
    pub limit: Limit,
    /// Held for reservations that are not resolved.
    pub reserved: Amount,
    /// Used within reservations.
    pub used: Amount,
    /// Used beyond what was reserved. It is no part of `used`: it was never granted, and stands here until somebody answers for it.
    pub breach: Amount,
}

impl Account {
    /// Reserved and used together.
    #[must_use]
    pub fn taken(&self) -> Option<Amount> {
        self.reserved.plus(self.used)
    }

    /// What is left, in each unit that is limited.
    #[must_use]
    pub fn available(&self) -> Option<Limit> {
        Some(self.limit.room(self.taken()?))
    }

    /// What stands in the account, for a record.
    #[must_use]
    pub fn balance(&self) -> Option<Balance> {
        Some(Balance {
            granted: self.limit,
            available: self.available()?,
            reserved: self.reserved,
            used: self.used,
            breach: self.breach,
        })
    }

    /// granted = available + reserved + used in each unit that is limited, and so nothing negative.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.taken().is_some_and(|taken| self.limit.exceeded_by(taken).is_none())
    }
}

/// An account as it stands after a record.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Balance {
    /// The limit.
    pub granted: Limit,
    /// What is left of it.
    pub available: Limit,
    /// Held for reservations.
    pub reserved: Amount,
    /// Used within them.
    pub used: Amount,
    /// Used beyond them.
    pub breach: Amount,
}
