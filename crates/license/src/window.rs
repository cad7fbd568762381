//! Rolling windows: the most in any so many days.
//!
//! Use is put on the hour in which its slice ends, the whole slice at once, from the moment it is reserved. So a window
//! never holds less than what ran in it: it may hold up to one slice and one hour more. Use of the last [`KEPT_HOURS`]
//! is kept, whether a condition asks for it or not, so that a window that is added by a variation begins full.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::amount::{Amount, Limit};
use crate::instant::{HOUR, Instant};

/// The longest window, in days.
pub const MOST_DAYS: u16 = 366;
/// As long as the longest window.
const KEPT_HOURS: i64 = MOST_DAYS as i64 * 24;

/// One condition's window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Window {
    limit: Limit,
    days: u16,
    /// Everything on the hour `from` and after it.
    sum: Amount,
    from: i64,
}

impl Window {
    /// The first hour that is in the window at a moment.
    fn starts(&self, now: Instant) -> i64 {
        hour_of(now) - i64::from(self.days) * 24
    }
}

/// A license's use by the hour, and its windows over it.
#[derive(Clone, Default, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Windows {
    hours: BTreeMap<i64, Amount>,
    /// The first hour that is kept. What is said later of an hour before it is let go too, or half of it would be kept.
    kept_from: i64,
    windows: Vec<Window>,
}

fn hour_of(instant: Instant) -> i64 {
    instant.0.div_euclid(HOUR)
}

impl Windows {
    /// Puts other windows over the same use.
    pub(crate) fn set(&mut self, limits: impl Iterator<Item = (u16, Limit)>, now: Instant) -> Option<()> {
        self.windows.clear();
        for (days, limit) in limits {
            let from = hour_of(now) - i64::from(days) * 24;
            let mut sum = Amount::ZERO;
            for amount in self.hours.range(from..).map(|(_, amount)| amount) {
                sum = sum.plus(*amount)?;
            }
            self.windows.push(Window { limit, days, sum, from });
        }
        Some(())
    }

    /// Lets go of the hours that have left a window. An hour leaves when all of it is out.
    pub(crate) fn advance(&mut self, now: Instant) -> Option<()> {
        for window in &mut self.windows {
            let from = window.starts(now);
            if from <= window.from {
                continue;
            }
            for (_, gone) in self.hours.range(window.from..from) {
                window.sum = window.sum.minus(*gone)?;
            }
            window.from = from;
        }
        self.kept_from = self.kept_from.max(hour_of(now) - KEPT_HOURS);
        while self.hours.first_key_value().is_some_and(|(hour, _)| *hour < self.kept_from) {
            self.hours.pop_first();
        }
        Some(())
    }

    /// The windows' limits, each with what is in the window at a moment not before the last one.
    pub(crate) fn at(&self, now: Instant) -> impl Iterator<Item = (Limit, Amount)> {
        self.windows.iter().map(move |window| {
            let from = window.starts(now).max(window.from);
            let gone = self
                .hours
                .range(window.from..from)
                .fold(Amount::ZERO, |gone, (_, amount)| gone.plus(*amount).unwrap_or(gone));
            (window.limit, window.sum.over(gone))
        })
    }

    /// Adds use that ends at a moment; use of an hour that was let go is let go.
    pub(crate) fn add(&mut self, end: Instant, amount: Amount) -> Option<()> {
        self.change(end, |sum| sum.plus(amount))
    }

    /// Takes back use that ended at a moment.
    pub(crate) fn take_back(&mut self, end: Instant, amount: Amount) -> Option<()> {
        self.change(end, |sum| sum.minus(amount))
    }

    fn change(&mut self, end: Instant, change: impl Fn(Amount) -> Option<Amount>) -> Option<()> {
        let hour = hour_of(end);
        if hour < self.kept_from {
            return Some(());
        }
        let of_hour = self.hours.entry(hour).or_default();
        *of_hour = change(*of_hour)?;
        if *of_hour == Amount::ZERO {
            self.hours.remove(&hour);
        }
        for window in self.windows.iter_mut().filter(|window| hour >= window.from) {
            window.sum = change(window.sum)?;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::DAY;

    fn amount(count: u64) -> Amount {
        Amount::of(count, 0)
    }

    fn inside(windows: &Windows, now: i64) -> Amount {
        windows.at(Instant(now)).next().unwrap().1
    }

    #[test]
    fn an_hour_leaves_when_all_of_it_is_out() {
        let mut windows = Windows::default();
        windows.set([(1, Limit::default())].into_iter(), Instant(0)).unwrap();
        windows.add(Instant(HOUR / 2), amount(5)).unwrap();
        assert_eq!(inside(&windows, DAY + HOUR - 1), amount(5));
        assert_eq!(inside(&windows, DAY + HOUR), amount(0));
        windows.advance(Instant(DAY + HOUR - 1)).unwrap();
        assert_eq!(inside(&windows, DAY + HOUR - 1), amount(5));
        windows.advance(Instant(DAY + HOUR)).unwrap();
        assert_eq!(inside(&windows, DAY + HOUR), amount(0));
        // What is taken back of an hour that left the window does not make the rest negative.
        windows.take_back(Instant(HOUR / 2), amount(5)).unwrap();
        assert_eq!(inside(&windows, DAY + HOUR), amount(0));
    }

    #[test]
    fn what_is_said_of_an_hour_that_was_let_go_is_let_go() {
        let mut windows = Windows::default();
        windows.set([(366, Limit::default())].into_iter(), Instant(0)).unwrap();
        windows.add(Instant(0), amount(10)).unwrap();
        let now = Instant(400 * DAY);
        windows.advance(now).unwrap();
        windows.take_back(Instant(0), amount(5)).unwrap();
        windows.add(Instant(0), amount(3)).unwrap();
        windows.take_back(Instant(0), amount(6)).unwrap();
        assert_eq!(inside(&windows, now.0), amount(0));
        assert!(windows.hours.is_empty());
    }

    #[test]
    fn a_window_that_is_added_later_begins_full() {
        let mut windows = Windows::default();
        windows.add(Instant(0), amount(7)).unwrap();
        windows.set([(30, Limit::default())].into_iter(), Instant(10 * DAY)).unwrap();
        assert_eq!(inside(&windows, 10 * DAY), amount(7));
    }
}
