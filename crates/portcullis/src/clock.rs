//! The one place where the wall clock is read: for the date of a command that names none.

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

/// Today's date in Coordinated Universal Time.
pub(crate) fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}
