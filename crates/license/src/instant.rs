//! A moment, in whole milliseconds. The ledger is told the time; it never asks.

use std::fmt;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One hour, in milliseconds.
pub const HOUR: i64 = 3_600_000;
/// One day, in milliseconds.
pub const DAY: i64 = 24 * HOUR;

/// The moments that can be written: from 1970, as far as a number of JSON is exact (RFC 8259 section 6).
const MOST: i64 = (1 << 53) - 1;
const EPOCH: Date = Date::constant(1970, 1, 1);

/// Milliseconds since 1970-01-01T00:00Z.
#[derive(Copy, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "i64", into = "i64")]
pub struct Instant(pub i64);

impl TryFrom<i64> for Instant {
    type Error = String;
    fn try_from(milliseconds: i64) -> Result<Self, String> {
        if (0..=MOST).contains(&milliseconds) {
            Ok(Self(milliseconds))
        } else {
            Err(format!("{milliseconds} is no moment: write milliseconds since 1970, 0 to {MOST}"))
        }
    }
}

impl From<Instant> for i64 {
    /// What is written can be read: moments that cannot be written become the nearest that can.
    fn from(instant: Instant) -> Self {
        instant.within().0
    }
}

impl Instant {
    /// The first moment of a date in Coordinated Universal Time; the first moment there is for dates before 1970.
    #[must_use]
    pub fn start_of(date: Date) -> Self {
        Self(milliseconds_to(date)).within()
    }

    /// The first moment after a date in Coordinated Universal Time. The calendar ends with 9999, moments do not.
    #[must_use]
    pub fn end_of(date: Date) -> Self {
        Self(milliseconds_to(date) + DAY).within()
    }

    /// The nearest moment that can be written.
    #[must_use]
    pub fn within(self) -> Self {
        Self(self.0.clamp(0, MOST))
    }

    /// The date in Coordinated Universal Time; the ends of the calendar for moments beyond them.
    #[must_use]
    pub fn date(self) -> Date {
        let beyond = if self.0 < 0 { Date::MIN } else { Date::MAX };
        EPOCH.checked_add(SignedDuration::from_secs(self.0.div_euclid(DAY) * (DAY / 1000))).unwrap_or(beyond)
    }

    /// This many milliseconds later, at most the last moment there is.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds).min(MOST))
    }

    /// Milliseconds from an earlier moment; 0 from a later one.
    #[must_use]
    pub fn since(self, earlier: Self) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0)
    }
}

/// The calendar's 19,999 years are 2^50 milliseconds.
fn milliseconds_to(date: Date) -> i64 {
    date.duration_since(EPOCH).as_secs() * 1000
}

impl fmt::Display for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(moment) => write!(out, "{moment}"),
            Err(_) => write!(out, "{} ms since 1970", self.0),
        }
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_day_starts_at_midnight_and_ends_before_the_next() {
        let day = date(2026, 2, 28);
        assert_eq!(Instant::start_of(day).date(), day);
        assert_eq!(Instant::start_of(day).plus(DAY - 1).date(), day);
        assert_eq!(Instant::start_of(day).plus(DAY).date(), date(2026, 3, 1));
        assert_eq!(Instant(i64::MAX).date(), Date::MAX);
        assert_eq!(Instant(i64::MIN).date(), Date::MIN);
        assert_eq!(Instant(-1).date(), date(1969, 12, 31));
    }

    #[test]
    fn the_last_day_of_the_calendar_is_whole() {
        assert_eq!(Instant::end_of(Date::MAX), Instant(Instant::start_of(Date::MAX).0 + DAY));
        assert_eq!(Instant(Instant::end_of(Date::MAX).0 - 1).date(), Date::MAX);
        assert_eq!(Instant::start_of(Date::MIN), Instant(0));
    }

    #[test]
    fn what_is_written_can_be_read() {
        for moment in [i64::MIN, -1, 0, 1, MOST, MOST + 1, i64::MAX] {
            let text = serde_json::to_string(&Instant(moment)).unwrap();
            assert_eq!(serde_json::from_str::<Instant>(&text).unwrap(), Instant(moment).within());
        }
    }
}
