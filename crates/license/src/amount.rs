//! What is granted and used: chips over time, and performance over time.
//!
//! Both are counted, because a license may be written in either: a thousand hours of a small accelerator are not a thousand hours of a large one.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const MILLISECONDS_AN_HOUR: u128 = 3_600_000;
const SECONDS_AN_HOUR: u128 = 3_600;

/// What an amount is counted in.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// One chip for one millisecond.
    ChipMilliseconds,
    /// One chip of total processing performance 1 (TPP, 15 CFR 774 supp. 1, ECCN 3A090 technical note) for one second.
    TppChipSeconds,
}

impl Unit {
    /// Both units.
    pub const ALL: [Self; 2] = [Self::ChipMilliseconds, Self::TppChipSeconds];

    /// The amount in the unit that people use for it, rounded down: hours.
    #[must_use]
    pub fn in_hours(self, count: u128) -> String {
        let (an_hour, name) = match self {
            Self::ChipMilliseconds => (MILLISECONDS_AN_HOUR, "chip-hours"),
            Self::TppChipSeconds => (SECONDS_AN_HOUR, "TPP-hours"),
        };
        let (hours, rest) = (count / an_hour, count % an_hour * 100 / an_hour);
        if rest == 0 { format!("{} {name}", grouped(hours)) } else { format!("{}.{rest:02} {name}", grouped(hours)) }
    }
}

/// A whole number with a comma after every three digits.
#[must_use]
pub fn grouped(number: impl Into<u128>) -> String {
    let digits = number.into().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// An amount in both units. In JSON its numbers are strings of decimal digits: they pass 2^53.
#[derive(Copy, Clone, Default, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Amount {
    /// Chips times milliseconds.
    #[serde(with = "digits")]
    #[schemars(with = "String")]
    pub chip_milliseconds: u128,
    /// Chips times total processing performance times seconds, rounded up.
    #[serde(with = "digits")]
    #[schemars(with = "String")]
    pub tpp_chip_seconds: u128,
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self { chip_milliseconds: 0, tpp_chip_seconds: 0 };

    /// So many chip-milliseconds of chips of this performance.
    #[must_use]
    pub fn of(chip_milliseconds: u64, tpp: u32) -> Self {
        let chip_milliseconds = u128::from(chip_milliseconds);
        // At most 2^64 times 2^32: no overflow.
        Self { chip_milliseconds, tpp_chip_seconds: (chip_milliseconds * u128::from(tpp)).div_ceil(1000) }
    }

    /// The count in a unit.
    #[must_use]
    pub fn in_unit(self, unit: Unit) -> u128 {
        match unit {
            Unit::ChipMilliseconds => self.chip_milliseconds,
            Unit::TppChipSeconds => self.tpp_chip_seconds,
        }
    }

    /// The sum, unless it passes 2^128.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.with(other, u128::checked_add)
    }

    /// The difference, unless it is negative in a unit.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.with(other, u128::checked_sub)
    }

    /// The lesser, unit by unit.
    #[must_use]
    pub fn least(self, other: Self) -> Self {
        Self {
            chip_milliseconds: self.chip_milliseconds.min(other.chip_milliseconds),
            tpp_chip_seconds: self.tpp_chip_seconds.min(other.tpp_chip_seconds),
        }
    }

    /// What is over another amount, unit by unit; nothing where it is not.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        Self {
            chip_milliseconds: self.chip_milliseconds.saturating_sub(other.chip_milliseconds),
            tpp_chip_seconds: self.tpp_chip_seconds.saturating_sub(other.tpp_chip_seconds),
        }
    }

    fn with(self, other: Self, count: fn(u128, u128) -> Option<u128>) -> Option<Self> {
        Some(Self {
            chip_milliseconds: count(self.chip_milliseconds, other.chip_milliseconds)?,
            tpp_chip_seconds: count(self.tpp_chip_seconds, other.tpp_chip_seconds)?,
        })
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [chips, tpp] = Unit::ALL.map(|unit| unit.in_hours(self.in_unit(unit)));
        write!(out, "{chips}, {tpp}")
    }
}

/// What a license grants, as it is written: in hours, each unit limited or not.
#[derive(Copy, Clone, Default, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Chip-hours; left out, not limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chip_hours: Option<u64>,
    /// Total processing performance times chips times hours; left out, not limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tpp_hours: Option<u64>,
}

impl Grant {
    /// The same in the ledger's units.
    #[must_use]
    pub fn limit(self) -> Limit {
        Limit {
            chip_milliseconds: self.chip_hours.map(|hours| u128::from(hours) * MILLISECONDS_AN_HOUR),
            tpp_chip_seconds: self.tpp_hours.map(|hours| u128::from(hours) * SECONDS_AN_HOUR),
        }
    }
}

/// The most that may be reserved and used together, each unit limited or not.
#[derive(Copy, Clone, Default, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Limit {
    /// Chips times milliseconds.
    #[serde(with = "digits::optional", default)]
    #[schemars(with = "Option<String>")]
    pub chip_milliseconds: Option<u128>,
    /// Chips times total processing performance times seconds.
    #[serde(with = "digits::optional", default)]
    #[schemars(with = "Option<String>")]
    pub tpp_chip_seconds: Option<u128>,
}

impl Limit {
    /// The limit in a unit, if there is one.
    #[must_use]
    pub fn in_unit(self, unit: Unit) -> Option<u128> {
        match unit {
            Unit::ChipMilliseconds => self.chip_milliseconds,
            Unit::TppChipSeconds => self.tpp_chip_seconds,
        }
    }

    /// What is left when so much is taken, in each unit that is limited.
    #[must_use]
    pub fn room(self, taken: Amount) -> Self {
        Self {
            chip_milliseconds: self.chip_milliseconds.map(|limit| limit.saturating_sub(taken.chip_milliseconds)),
            tpp_chip_seconds: self.tpp_chip_seconds.map(|limit| limit.saturating_sub(taken.tpp_chip_seconds)),
        }
    }

    /// The units in which an amount is more than this.
    pub fn exceeded_in(self, amount: Amount) -> impl Iterator<Item = Unit> {
        Unit::ALL.into_iter().filter(move |unit| self.in_unit(*unit).is_some_and(|limit| amount.in_unit(*unit) > limit))
    }

    /// The first unit in which an amount is more than this.
    #[must_use]
    pub fn exceeded_by(self, amount: Amount) -> Option<Unit> {
        self.exceeded_in(amount).next()
    }

    /// As much of an amount as fits.
    #[must_use]
    pub fn cut(self, amount: Amount) -> Amount {
        Amount {
            chip_milliseconds: self
                .chip_milliseconds
                .map_or(amount.chip_milliseconds, |limit| limit.min(amount.chip_milliseconds)),
            tpp_chip_seconds: self
                .tpp_chip_seconds
                .map_or(amount.tpp_chip_seconds, |limit| limit.min(amount.tpp_chip_seconds)),
        }
    }

    /// Whether nothing is left in a unit that is limited.
    #[must_use]
    pub fn is_spent(self) -> bool {
        Unit::ALL.into_iter().any(|unit| self.in_unit(unit) == Some(0))
    }
}

/// Counts as strings of decimal digits.
pub(crate) mod digits {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(count: &u128, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(count)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<u128, D::Error> {
        let text = String::deserialize(input)?;
        text.parse().map_err(|_| D::Error::custom(format!("{text:?} is not a count in decimal digits")))
    }

    pub(crate) mod optional {
        use serde::de::Error;
        use serde::{Deserialize, Deserializer, Serializer};

        pub(crate) fn serialize<S: Serializer>(count: &Option<u128>, out: S) -> Result<S::Ok, S::Error> {
            match count {
                Some(count) => out.collect_str(count),
                None => out.serialize_none(),
            }
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Option<u128>, D::Error> {
            let Some(text) = Option::<String>::deserialize(input)? else { return Ok(None) };
            text.parse().map(Some).map_err(|_| D::Error::custom(format!("{text:?} is not a count in decimal digits")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn performance_over_time_is_rounded_up() {
        assert_eq!(Amount::of(1, 1).tpp_chip_seconds, 1);
        assert_eq!(Amount::of(3_600_000, 15_824).tpp_chip_seconds, 15_824 * 3_600);
        assert!(Amount::of(u64::MAX, u32::MAX).plus(Amount::of(u64::MAX, u32::MAX)).is_some());
    }

    #[test]
    fn a_grant_in_hours_is_exact() {
        let limit = Grant { chip_hours: Some(1_000), tpp_hours: None }.limit();
        assert_eq!(limit.chip_milliseconds, Some(3_600_000_000));
        assert_eq!(limit.exceeded_by(Amount { chip_milliseconds: 3_600_000_000, tpp_chip_seconds: 1 << 100 }), None);
        assert_eq!(
            limit.exceeded_by(Amount { chip_milliseconds: 3_600_000_001, tpp_chip_seconds: 0 }),
            Some(Unit::ChipMilliseconds)
        );
    }

    #[test]
    fn numbers_are_read_in_threes() {
        assert_eq!([0_u64, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn amounts_are_read_in_hours() {
        assert_eq!(Unit::ChipMilliseconds.in_hours(1_234_567 * 3_600_000 + 1_800_000), "1,234,567.50 chip-hours");
        assert_eq!(Unit::TppChipSeconds.in_hours(7_200), "2 TPP-hours");
    }
}
