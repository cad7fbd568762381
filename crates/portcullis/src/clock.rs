//! The one place where the wall clock is read: for the date of a command that names none, and for the moment of a record.

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use portcullis_license::Instant;
use std::time::Duration;

/// How far the wall clock may run from the one that only goes forward before it is not believed any more.
const STEADY_WITHIN: Duration = Duration::from_secs(30);

/// Today's date in Coordinated Universal Time.
pub(crate) fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// This moment.
pub(crate) fn now() -> Instant {
    Instant(Timestamp::now().as_millisecond())
}

/// A clock for a process that runs long: the wall clock, as long as it goes with the monotonic one. A record is never dated before the one that precedes
/// it, so that a wall clock which is set far ahead by mistake would date everything after it: then the time since the start is counted instead, until
/// the process is started anew.
pub(crate) fn steady() -> impl Fn() -> Instant + Send + Sync {
    let (began, start) = (now(), std::time::Instant::now());
    move || {
        let counted = began.plus(i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX));
        let read = now();
        let apart = Duration::from_millis(read.0.abs_diff(counted.0));
        if apart <= STEADY_WITHIN { read } else { counted }
    }
}
