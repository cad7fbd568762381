//! A month of a license, sealed: opening, what moved, closing. It is recorded once the month is over and says nothing that the records of the month do
//! not say; but an auditor who has only the seals of two years can see that they follow on from one another.

use std::fmt;

use jiff::civil::Date;
use portcullis_license::operation::After;
use portcullis_license::{Amount, Balance, LicenseNumber, Limit, Operation, Reply};
use serde::{Deserialize, Serialize};

use crate::record::{Content, Record};

/// A month of the calendar, in Coordinated Universal Time.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Month(Date);

impl Month {
    /// The month that a date lies in.
    #[must_use]
    pub fn of(date: Date) -> Self {
        Self(date.first_of_month())
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Date {
        self.0
    }

    /// The first day after it.
    #[must_use]
    pub fn end(self) -> Date {
        self.0.last_of_month().tomorrow().unwrap_or(Date::MAX)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// A month of one license.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthOfLicense {
    /// The license.
    pub license: LicenseNumber,
    /// The month, as `2026-10`.
    pub month: String,
    /// The license's first record of the month, by its number among the license's records; one more than the last before where there is none.
    pub first_record: u64,
    /// The license's last record of the month.
    pub last_record: u64,
    /// How it stood when the month began.
    pub opening: Standing,
    /// Reserved during the month.
    pub reserved: Amount,
    /// Used, as posted.
    pub posted: Amount,
    /// Used, as nobody posted it.
    pub expired: Amount,
    /// Added to what was used by corrections.
    pub corrected_up: Amount,
    /// Taken from it by corrections.
    pub corrected_down: Amount,
    /// Released by posts of less than was reserved.
    pub released: Amount,
    /// Released because nothing ran.
    pub voided: Amount,
    /// How it stands when the month ends.
    pub closing: Standing,
}

/// The balance of a license at an end of a month.
#[derive(Copy, Clone, Default, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What is granted, in each unit that is limited.
    pub granted: Limit,
    /// Held for reservations.
    pub reserved: Amount,
    /// Used within them.
    pub used: Amount,
    /// Used beyond them.
    pub breach: Amount,
}

impl From<&Balance> for Standing {
    fn from(balance: &Balance) -> Self {
        Self { granted: balance.granted, reserved: balance.reserved, used: balance.used, breach: balance.breach }
    }
}

impl MonthOfLicense {
    /// The month of a license, from all records of that license up to the end of the month, in order.
    pub fn of<'a>(license: &LicenseNumber, month: Month, records: impl Iterator<Item = &'a Record>) -> Option<Self> {
        let mut sealed = Self::begin(license, month);
        for record in records {
            let Content::Ledger { operation, reply, license: Some(concerned), after } = &record.content else {
                continue;
            };
            let date = record.at.date();
            if concerned.number != *license || date >= month.end() {
                continue;
            }
            if date < month.first() {
                let standing = sealed.standing(after);
                (sealed.opening, sealed.first_record) = (standing, concerned.record + 1);
                (sealed.closing, sealed.last_record) = (standing, concerned.record);
            } else {
                sealed.take(concerned.record, operation, reply, after)?;
            }
        }
        Some(sealed)
    }

    /// Counts the license's next record.
    pub(crate) fn take(&mut self, number: u64, operation: &Operation, reply: &Reply, after: &After) -> Option<()> {
        let standing = self.standing(after);
        self.count(operation, reply, &standing)?;
        (self.closing, self.last_record) = (standing, number);
        Some(())
    }

    fn standing(&self, after: &After) -> Standing {
        after.get(&format!("license {}", self.license)).map_or(self.closing, Standing::from)
    }

    /// The month after this one, as it begins.
    pub(crate) fn following(&self, month: Month) -> Self {
        let (opening, closing, last_record) = (self.closing, self.closing, self.last_record);
        Self { opening, closing, first_record: last_record + 1, last_record, ..Self::begin(&self.license, month) }
    }

    pub(crate) fn begin(license: &LicenseNumber, month: Month) -> Self {
        let nothing = Amount::ZERO;
        Self {
            license: license.clone(),
            month: month.to_string(),
            first_record: 1,
            last_record: 0,
            opening: Standing::default(),
            reserved: nothing,
            posted: nothing,
            expired: nothing,
            corrected_up: nothing,
            corrected_down: nothing,
            released: nothing,
            voided: nothing,
            closing: Standing::default(),
        }
    }

    fn count(&mut self, operation: &Operation, reply: &Reply, after: &Standing) -> Option<()> {
        let add = |sum: &mut Amount, amount: Amount| sum.plus(amount).map(|total| *sum = total);
        match (operation, reply) {
            (_, Reply::Reserved { amount, .. }) => add(&mut self.reserved, *amount),
            (Operation::Post { .. }, Reply::Resolved { used, returned, .. }) => {
                add(&mut self.posted, *used)?;
                add(&mut self.released, *returned)
            }
            (Operation::Void { .. }, Reply::Resolved { returned, .. }) => add(&mut self.voided, *returned),
            (Operation::Expire { .. }, Reply::Resolved { used, .. }) => add(&mut self.expired, *used),
            (Operation::Correct { .. }, Reply::Resolved { .. }) => {
                add(&mut self.corrected_up, after.used.over(self.closing.used))?;
                add(&mut self.corrected_down, self.closing.used.over(after.used))
            }
            _ => Some(()),
        }
    }

    /// Whether it can be so: what stood, what came and what went make what stands.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        let sum = |amounts: &[Amount]| amounts.iter().try_fold(Amount::ZERO, |sum, amount| sum.plus(*amount));
        let reserved = sum(&[self.opening.reserved, self.reserved]);
        let resolved = sum(&[self.posted, self.expired, self.released, self.voided, self.closing.reserved]);
        let used = sum(&[self.opening.used, self.posted, self.expired, self.corrected_up]);
        let left = sum(&[self.closing.used, self.corrected_down]);
        let is_sum = reserved.is_some() && reserved == resolved && used.is_some() && used == left;
        is_sum
            && sum(&[self.closing.reserved, self.closing.used])
                .is_some_and(|taken| self.closing.granted.exceeded_by(taken).is_none())
    }
}
