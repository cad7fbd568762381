//! How licenses stood when use was told of them last: kept beside the messages, because there are many of these and only the last of each license counts.

use std::collections::BTreeMap;

use portcullis_exchange::body::{LineUsage, Usage};
use portcullis_license::account::Balance;
use portcullis_license::{Amount, Instant, LicenseNumber, LineName};
use serde::Deserialize as _;

use crate::note::Kept;

/// The kind of a message that tells of use.
const KIND: &str = "usage";

/// How a license stood when it was told of last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Used {
    /// The end of the time that was told of.
    pub until: Instant,
    /// The license as a whole.
    pub balance: Balance,
    /// Used, and used beyond what was granted, of each line that was ever told of.
    pub lines: BTreeMap<LineName, (Amount, Amount)>,
}

/// How each license stood when it was told of last.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct UsedLast(BTreeMap<LicenseNumber, Used>);

impl UsedLast {
    /// Takes note of what a message told.
    pub fn note(&mut self, usage: &Usage) {
        let mut lines = self.0.remove(&usage.license).map(|before| before.lines).unwrap_or_default();
        let told = |told: &LineUsage| (told.balance.used, told.balance.breach);
        lines.extend(usage.lines.iter().map(|(line, usage)| (line.clone(), told(usage))));
        self.0.insert(usage.license.clone(), Used { until: usage.until, balance: usage.balance, lines });
    }

    /// How a license stood.
    pub fn license(&self, number: &LicenseNumber) -> Option<&Used> {
        self.0.get(number)
    }
}

/// What a message of this house tells of use; what others say is read with all that is asked of it.
pub(crate) fn own_usage(kept: &Kept) -> Option<Usage> {
    if kept.kind != KIND {
        return None;
    }
    Usage::deserialize(kept.said.as_ref()?.get("body")?).ok()
}
