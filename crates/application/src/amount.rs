//! How much is asked for: chips, hours, performance and money, in whole numbers and with checked arithmetic.
//!
//! What follows from other fields is computed and never stated beside them, so that it cannot contradict them.

use std::fmt;

use jiff::civil::Date;
use portcullis_license::amount::grouped;

use crate::form::{Application, ItemEntry, Money};

/// Hours of the days from the first to the last, both whole; none where the last is before the first.
#[must_use]
pub fn hours(from: Date, until: Date) -> Option<u64> {
    let seconds = until.duration_since(from).as_secs();
    let days = u64::try_from(seconds).ok()? / (24 * 3_600) + 1;
    days.checked_mul(24)
}

impl ItemEntry {
    /// Chip-hours if all chips ran all the time: the most that can be used.
    #[must_use]
    pub fn most_chip_hours(&self, from: Date, until: Date) -> Option<u64> {
        self.chips.checked_mul(hours(from, until)?)
    }

    /// Total processing performance of all chips together (15 CFR part 774, supp. 1, 3A090, technical notes).
    #[must_use]
    pub fn aggregate_tpp(&self) -> Option<u64> {
        self.chips.checked_mul(self.tpp?.into())
    }

    /// Chip-hours times the performance of one chip.
    #[must_use]
    pub fn tpp_hours(&self) -> Option<u64> {
        self.chip_hours?.checked_mul(self.tpp?.into())
    }

    /// What its chip-hours cost (block 22h).
    #[must_use]
    pub fn total_price(&self) -> Option<Money> {
        let price = self.price.as_ref()?;
        let hundredths = price.hundredths.checked_mul(self.chip_hours?)?;
        Some(Money { currency: price.currency.clone(), hundredths })
    }
}

impl Application {
    /// Total processing performance of all chips of all lines; none where a line does not say.
    #[must_use]
    pub fn aggregate_tpp(&self) -> Option<u64> {
        self.items.iter().try_fold(0_u64, |sum, item| sum.checked_add(item.aggregate_tpp()?))
    }

    /// What all lines cost together (block 23); none where a line does not say, or the currencies differ.
    #[must_use]
    pub fn total_value(&self) -> Option<Money> {
        let mut prices = self.items.iter().map(ItemEntry::total_price);
        let first = prices.next()??;
        prices.try_fold(first, |sum, price| {
            let price = price?;
            let hundredths = sum.hundredths.checked_add(price.hundredths)?;
            (price.currency == sum.currency).then_some(Money { currency: sum.currency, hundredths })
        })
    }

    /// States chip-hours where none are: all chips, all the time from the first day to the last. Nothing happens without both days, or where the
    /// product would pass 2^64.
    pub fn ask_for_all_hours(&mut self) {
        let (Some(from), Some(until)) = (self.from, self.until) else { return };
        for item in self.items.iter_mut().filter(|item| item.chip_hours.is_none()) {
            item.chip_hours = item.most_chip_hours(from, until);
        }
    }
}

impl Money {
    /// Whether its currency can be an ISO 4217 code. Whether there is such a currency nobody here knows.
    #[must_use]
    pub fn names_a_currency(&self) -> bool {
        self.currency.len() == 3 && self.currency.bytes().all(|byte| byte.is_ascii_uppercase())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}.{:02}", self.currency, grouped(self.hundredths / 100), self.hundredths % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_days_count_whole() {
        assert_eq!(hours(date(2027, 1, 1), date(2027, 1, 1)), Some(24));
        assert_eq!(hours(date(2028, 2, 28), date(2028, 3, 1)), Some(72));
        assert_eq!(hours(date(2027, 1, 2), date(2027, 1, 1)), None);
        assert_eq!(hours(Date::MIN, Date::MAX).map(|hours| hours % 24), Some(0));
    }
}
