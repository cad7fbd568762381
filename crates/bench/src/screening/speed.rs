//! How long queries take, on one thread.

use super::ask::HITS;
use portcullis_screening::{Found, Query, Screener, Searcher};
use serde::Serialize;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Passes over all queries, of which the median counts.
const PASSES: usize = 3;
const SECOND_NS: u64 = 1_000_000_000;

/// How long single queries take.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Times {
    /// Queries.
    pub queries: usize,
    /// Nanoseconds of the middle one.
    pub median_ns: u64,
    /// Nanoseconds that 99 of 100 stay below.
    pub p99_ns: u64,
    /// Nanoseconds of the slowest.
    pub slowest_ns: u64,
}

impl Times {
    /// Times each query alone, after a pass that warms up.
    pub(super) fn of<T>(queries: &[T], mut ask: impl FnMut(&T)) -> Self {
        queries.iter().for_each(&mut ask);
        let timed = queries.iter().map(|query| {
            let start = Instant::now();
            ask(query);
            start.elapsed()
        });
        Self::new(timed.collect())
    }

    fn new(mut each: Vec<Duration>) -> Self {
        each.sort_unstable();
        let at = |place: usize| each.get(place).copied().map_or(0, ns);
        let count = each.len();
        Self {
            queries: count,
            median_ns: at(count / 2),
            p99_ns: at(count * 99 / 100),
            slowest_ns: at(count.saturating_sub(1)),
        }
    }
}

/// Nanoseconds.
pub(super) fn ns(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

fn search(screener: &Screener, name: &str, searcher: &mut Searcher) {
    let found = screener.search(&Query::named(name), HITS, searcher);
    black_box(match found {
        Found::Unscreenable => 0,
        Found::Hits(hits) => hits.len(),
    });
}

/// Each query alone.
pub(super) fn singles(screener: &Screener, names: &[&str]) -> Times {
    let mut searcher = Searcher::default();
    Times::of(names, |name| search(screener, name, &mut searcher))
}

/// Queries a second, one after the other.
pub(super) fn bulk(screener: &Screener, names: &[&str]) -> u64 {
    let mut searcher = Searcher::default();
    let pass = |_| {
        let start = Instant::now();
        names.iter().for_each(|name| search(screener, name, &mut searcher));
        ns(start.elapsed()).max(1)
    };
    let mut passes: Vec<u64> = (0..PASSES).map(pass).collect();
    passes.sort_unstable();
    let median = passes.get(PASSES / 2).copied().unwrap_or(1);
    let rate = u128::from(SECOND_NS) * names.len() as u128 / u128::from(median);
    u64::try_from(rate).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_last_of_a_hundred() {
        let times = Times::new((1..=200).rev().map(Duration::from_nanos).collect());
        assert_eq!([times.median_ns, times.p99_ns, times.slowest_ns], [101, 199, 200]);
        assert_eq!(Times::new(Vec::new()).median_ns, 0);
    }
}
