//! What providers stated that they used: read once out of the messages that came, and kept in memory as far as pages need it.

use std::collections::BTreeMap;

use portcullis_counter::Counter;
use portcullis_exchange::House;
use portcullis_exchange::body::{LineUsage, Usage};
use portcullis_license::account::Balance;
use portcullis_license::{Amount, Instant, LicenseNumber, LineName};
use serde::Deserialize as _;
use serde_json::Value;

/// The word of a message that states use.
const KIND: &str = "usage";

/// What was stated.
#[derive(Debug, Default)]
pub struct Uses {
    /// How many messages of each house were read.
    read: BTreeMap<House, usize>,
    stated: BTreeMap<LicenseNumber, Vec<Stated>>,
}

/// A statement of what was used under a license in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The first moment of the period.
    pub from: Instant,
    /// The first moment after it.
    pub until: Instant,
    /// What was used in it, of all lines together.
    pub used: Amount,
    /// All lines together, as they stood at its end.
    pub balance: Balance,
    /// Each line that was used.
    pub lines: BTreeMap<LineName, LineUsage>,
}

impl Uses {
    /// Reads the messages that came since.
    pub fn catch_up(&mut self, counter: &Counter) {
        let houses: Vec<House> = counter.sides().houses().cloned().collect();
        for house in houses {
            let Some(mail) = counter.mail(&house) else { continue };
            let read = self.read.entry(house).or_default();
            let new = mail.taken().get(*read..).unwrap_or_default();
            for kept in new.iter().filter(|kept| kept.kind == KIND) {
                let body = kept.said.as_ref().and_then(|said| said.get("body"));
                // One that cannot be read was refused when it came.
                if let Some((license, stated)) = body.and_then(Stated::read) {
                    let all = self.stated.entry(license).or_default();
                    let place = all.partition_point(|earlier| earlier.until <= stated.until);
                    all.insert(place, stated);
                }
            }
            *read = mail.taken().len();
        }
    }

    /// What was stated of a license, the earliest first.
    #[must_use]
    pub fn of(&self, license: &LicenseNumber) -> &[Stated] {
        self.stated.get(license).map_or(&[], Vec::as_slice)
    }
}

impl Stated {
    fn read(body: &Value) -> Option<(LicenseNumber, Self)> {
        let usage = Usage::deserialize(body).ok()?;
        let used = usage.lines.values().try_fold(Amount::ZERO, |sum, line| sum.plus(line.used))?;
        let Usage { license, from, until, lines, balance } = usage;
        Some((license, Self { from, until, used, balance, lines }))
    }

    /// How many chips so much use is on average in the period, rounded up.
    #[must_use]
    pub fn chips(&self, used: Amount) -> u64 {
        let length = u128::from(self.until.since(self.from)).max(1);
        u64::try_from(used.chip_milliseconds.div_ceil(length)).unwrap_or(u64::MAX)
    }
}
