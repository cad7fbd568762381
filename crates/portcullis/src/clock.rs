//! The one place where the wall clock is read: for the date of a command that names none, and for the moment of a record.

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use portcullis_license::Instant;

/// Today's date in Coordinated Universal Time.
pub(crate) fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// This moment.
pub(crate) fn now() -> Instant {
    Instant(Timestamp::now().as_millisecond())
}
