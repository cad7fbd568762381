//! Timing: batches of operations, repeated; the median counts, because others use the machine too.

#![expect(clippy::float_arithmetic, reason = "times and ratios are measurements, never figures of law")]

use serde::Serialize;
use std::time::{Duration, Instant};

/// A batch is repeated until it takes this long, so that reading the clock costs nothing.
const BATCH_MIN: Duration = Duration::from_millis(2);

/// How long one operation takes, over repeated batches.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Timing {
    /// Nanoseconds in the median batch.
    pub median_ns: f64,
    /// Nanoseconds in the fastest batch.
    pub fastest_ns: f64,
    /// Nanoseconds in the slowest batch.
    pub slowest_ns: f64,
    /// Batches measured.
    pub batches: usize,
    /// Operations in each.
    pub operations: u64,
}

impl Timing {
    /// Times batches of `operations`; `before` runs before each batch and is not timed.
    pub fn with_setup(batches: usize, operations: u64, mut before: impl FnMut(), mut batch: impl FnMut()) -> Self {
        let mut one = || {
            before();
            let start = Instant::now();
            batch();
            start.elapsed()
        };
        // The first batch warms caches and memory up.
        one();
        Self::new((0..batches.max(1)).map(|_| one()).collect(), operations)
    }

    /// Times a pass of `operations` that can be repeated at once, as often as a batch needs.
    pub fn of(batches: usize, operations: u64, mut pass: impl FnMut()) -> Self {
        let start = Instant::now();
        pass();
        let once = start.elapsed().max(Duration::from_nanos(1));
        let passes = u64::try_from(BATCH_MIN.as_nanos() / once.as_nanos()).unwrap_or(0) + 1;
        let repeated = || {
            for _ in 0..passes {
                pass();
            }
        };
        Self::with_setup(batches, operations * passes, || (), repeated)
    }

    fn new(mut elapsed: Vec<Duration>, operations: u64) -> Self {
        elapsed.sort_unstable();
        let each = |duration: Option<&Duration>| duration.map_or(0.0, |duration| each_ns(*duration, operations));
        Self {
            median_ns: each(elapsed.get(elapsed.len() / 2)),
            fastest_ns: each(elapsed.first()),
            slowest_ns: each(elapsed.last()),
            batches: elapsed.len(),
            operations,
        }
    }

    /// Operations in a second, at the median.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        if self.median_ns > 0.0 { 1e9 / self.median_ns } else { 0.0 }
    }

    /// How many times as long as `other`, at the medians.
    #[must_use]
    pub fn times(&self, other: &Self) -> f64 {
        if other.median_ns > 0.0 { self.median_ns / other.median_ns } else { 0.0 }
    }
}

/// Nanoseconds of one operation.
pub(crate) fn each_ns(duration: Duration, operations: u64) -> f64 {
    duration.as_secs_f64() * 1e9 / operations.max(1) as f64
}

/// Milliseconds of a time.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Operations a second on so many processors, where one takes so many nanoseconds of one of them.
pub(crate) fn per_second_on(processors: usize, ns: f64) -> f64 {
    if ns > 0.0 { processors as f64 * 1e9 / ns } else { 0.0 }
}

/// How long single operations take that differ among themselves: each one's median over several rounds.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Spread {
    /// Nanoseconds of the middle operation.
    pub p50_ns: f64,
    /// Nanoseconds that 99 of 100 operations stay below.
    pub p99_ns: f64,
    /// Nanoseconds of the slowest operation.
    pub slowest_ns: f64,
}

impl Spread {
    /// From the rounds of each operation.
    #[must_use]
    pub fn new(rounds_of_each: Vec<Vec<Duration>>) -> Self {
        let median = |mut rounds: Vec<Duration>| {
            rounds.sort_unstable();
            rounds.get(rounds.len() / 2).copied().unwrap_or_default()
        };
        let mut medians: Vec<Duration> = rounds_of_each.into_iter().map(median).collect();
        medians.sort_unstable();
        let at = |place: usize| medians.get(place).map_or(0.0, |duration| duration.as_secs_f64() * 1e9);
        let count = medians.len();
        Self { p50_ns: at(count / 2), p99_ns: at(count * 99 / 100), slowest_ns: at(count.saturating_sub(1)) }
    }
}

/// A time as a person reads it.
#[must_use]
pub fn shown(ns: f64) -> String {
    match ns {
        ns if ns < 1e3 => format!("{ns:.1} ns"),
        ns if ns < 1e6 => format!("{:.2} us", ns / 1e3),
        ns => format!("{:.1} ms", ns / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_batch_counts() {
        let elapsed = [50, 10, 20].map(Duration::from_nanos).to_vec();
        let timing = Timing::new(elapsed, 10);
        assert_eq!(
            [timing.fastest_ns, timing.median_ns, timing.slowest_ns].map(f64::round),
            [1.0, 2.0, 5.0],
            "fastest, median, slowest"
        );
    }

    #[test]
    fn a_spread_takes_the_median_of_each_and_then_over_all() {
        let each = |nanos: u64| vec![Duration::from_nanos(nanos), Duration::from_nanos(nanos), Duration::from_secs(1)];
        let spread = Spread::new((1..=100).map(each).collect());
        assert_eq!([spread.p50_ns, spread.p99_ns, spread.slowest_ns].map(f64::round), [51.0, 100.0, 100.0]);
    }

    #[test]
    fn times_are_shown_in_fitting_units() {
        assert_eq!([250.0, 2500.0, 2.5e7].map(shown), ["250.0 ns", "2.50 us", "25.0 ms"]);
    }
}
