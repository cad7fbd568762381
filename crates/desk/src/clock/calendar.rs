//! Calendar days, and those that do not count.
//!
//! The day on which a clock begins is day 0. A day on which it stands still does not count: the day it stopped is such a day, the day it went on is not.
//! A day counts, or does not, once, however many causes stop it.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::course::{Stop, StopCause};

/// The days from one date to another; 0 where the second is not later.
pub(crate) fn days_after(earlier: Date, later: Date) -> u32 {
    u32::try_from((later - earlier).get_days()).unwrap_or(0)
}

/// The date some days later; the last date there is where it would lie beyond it.
pub(crate) fn add_days(date: Date, days: u32) -> Date {
    date.saturating_add(SignedDuration::from_hours(24 * i64::from(days)))
}

/// Days on which a clock stands still, as spans that neither overlap nor touch, in order. A span ends before its second date.
#[derive(Debug)]
pub(crate) struct StillDays {
    spans: Vec<(Date, Date)>,
    /// Why the clock stands still on the last day that is known.
    pub now: Option<(StopCause, Date)>,
}

impl StillDays {
    /// What is known of the stops at the end of the day `until`: one that has no end yet lasts through it.
    pub fn known(stops: &[Stop], causes: &[StopCause], until: Date) -> Self {
        let tomorrow = add_days(until, 1);
        let counts = |stop: &&Stop| causes.contains(&stop.cause) && stop.from <= until;
        let end = |stop: &Stop| stop.to.map_or(tomorrow, |to| to.min(tomorrow));
        let mut stopped: Vec<_> = stops.iter().filter(counts).map(|stop| (stop.from, end(stop), stop.cause)).collect();
        stopped.retain(|(from, to, _)| from < to);
        stopped.sort_unstable();
        let now = stopped.iter().find(|(_, to, _)| *to > until).map(|(from, _, cause)| (*cause, *from));
        let mut spans: Vec<(Date, Date)> = Vec::new();
        for (from, to, _) in stopped {
            match spans.last_mut() {
                Some((_, end)) if from <= *end => *end = to.max(*end),
                _ => spans.push((from, to)),
            }
        }
        Self { spans, now }
    }

    /// The first day by whose end `allowed` days after `begun` have counted, if it stands still no further.
    pub fn due(&self, begun: Date, allowed: u32) -> Date {
        let first = add_days(begun, 1);
        self.spans.iter().fold(add_days(begun, allowed), |due, &(from, to)| {
            let from = from.max(first);
            // A stop that begins after the due day comes too late to move it.
            if from <= due { add_days(due, days_after(from, to)) } else { due }
        })
    }
}
