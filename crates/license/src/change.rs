//! The life of a license. Each change is a new event; none is taken back, only followed by another.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::instant::Instant;
use crate::license::License;

/// How a license stands. Exhausted is not among these: it is what the balance says, and a variation or a correction can end it.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In force between its dates.
    Issued,
    /// Nothing new begins under it and nothing is renewed.
    Suspended,
    /// Ended by the authority; what runs has to stop.
    Revoked,
    /// Given back by the licensee; what runs ends with its slice.
    Surrendered,
    /// Past its last day.
    Expired,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Issued, Self::Suspended, Self::Revoked, Self::Surrendered, Self::Expired];
}

impl fmt::Display for Standing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Issued => "issued",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Surrendered => "surrendered",
            Self::Expired => "expired",
        })
    }
}

/// A change to a license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Its first version.
    Issue {
        /// The license; `terms` in JSON, where the change stands beside the license's number.
        #[serde(rename = "terms")]
        license: Box<License>,
    },
    /// A new version in place of the one before.
    Vary {
        /// The license as it is from now on; `terms` in JSON.
        #[serde(rename = "terms")]
        license: Box<License>,
    },
    /// From now on nothing new begins and nothing is renewed.
    Suspend {
        /// By when what runs has to stop; left out, it ends with its slice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        drain_until: Option<Instant>,
    },
    /// After a suspension, as before it.
    Reinstate,
    /// Ended by the authority; every running lease gets a stop order.
    Revoke,
    /// Given back by the licensee.
    Surrender,
    /// Its last day is over; recorded by whoever notices first.
    Lapse,
}

impl Change {
    /// The word for it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Issue { .. } => "issue",
            Self::Vary { .. } => "vary",
            Self::Suspend { .. } => "suspend",
            Self::Reinstate => "reinstate",
            Self::Revoke => "revoke",
            Self::Surrender => "surrender",
            Self::Lapse => "lapse",
        }
    }

    /// What opens the gate, or ends a license for good against its holder's will, takes two people. What closes it takes one.
    #[must_use]
    pub fn needs_second_person(&self) -> bool {
        match self {
            Self::Issue { .. } | Self::Vary { .. } | Self::Reinstate | Self::Revoke => true,
            Self::Suspend { .. } | Self::Surrender | Self::Lapse => false,
        }
    }

    /// How a license stands after the change; nothing where it cannot be made. `before` is nothing for a number that no license has.
    #[must_use]
    pub fn after(&self, before: Option<Standing>) -> Option<Standing> {
        use Standing::{Expired, Issued, Revoked, Surrendered, Suspended};
        match (self, before) {
            (Self::Issue { .. }, None) | (Self::Reinstate, Some(Suspended)) => Some(Issued),
            (Self::Vary { .. }, Some(standing @ (Issued | Suspended))) => Some(standing),
            (Self::Suspend { .. }, Some(Issued)) => Some(Suspended),
            (Self::Revoke, Some(Issued | Suspended)) => Some(Revoked),
            (Self::Surrender, Some(Issued | Suspended)) => Some(Surrendered),
            (Self::Lapse, Some(Issued | Suspended)) => Some(Expired),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every change in every standing: it moves, or it is refused.
    #[test]
    fn the_whole_life() {
        use Standing::{Expired, Issued, Revoked, Surrendered, Suspended};
        let license = || Box::new(crate::ledger::testing::license("D-1"));
        let before = [None, Some(Issued), Some(Suspended), Some(Revoked), Some(Surrendered), Some(Expired)];
        let expected = [
            (Change::Issue { license: license() }, [Some(Issued), None, None, None, None, None]),
            (Change::Vary { license: license() }, [None, Some(Issued), Some(Suspended), None, None, None]),
            (Change::Suspend { drain_until: None }, [None, Some(Suspended), None, None, None, None]),
            (Change::Reinstate, [None, None, Some(Issued), None, None, None]),
            (Change::Revoke, [None, Some(Revoked), Some(Revoked), None, None, None]),
            (Change::Surrender, [None, Some(Surrendered), Some(Surrendered), None, None, None]),
            (Change::Lapse, [None, Some(Expired), Some(Expired), None, None, None]),
        ];
        for (change, after) in expected {
            assert_eq!(before.map(|before| change.after(before)), after, "{}", change.word());
        }
    }
}
