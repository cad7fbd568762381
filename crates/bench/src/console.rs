//! Measures the pages of the console: how long the service takes for each, and how much a browser loads for it the first time.
//!
//! The service is this program itself with its demo, so many times over, both houses in one process. Somebody of each part signs in and follows the links
//! of every page, so that a page that is added is measured too. A page is measured as a browser asks for it, one at a time, over a connection of this
//! machine.

mod demo;
mod walk;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::error::BenchError;
use demo::Demo;
use walk::{Visitor, Visits};

/// The longest that a page may take at the median, in microseconds: 50 ms.
pub const MOST_MICROSECONDS: u64 = 50_000;
/// The most that the first load of a page may have, in bytes: 150 kB, with style sheet and script.
pub const MOST_BYTES: u64 = 150_000;

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub struct ConsoleOptions {
    /// How many times over the demo is, 1 to 10.
    pub times: u16,
    /// How often each page is asked for.
    pub rounds: usize,
    /// Pages of each kind that are asked for.
    pub samples: usize,
}

impl Default for ConsoleOptions {
    fn default() -> Self {
        Self { times: 10, rounds: 9, samples: 5 }
    }
}

/// One kind of page.
#[derive(Debug, Clone, Serialize)]
pub struct ConsoleRow {
    /// On which side, and in whose eyes: `authority, Licensing officer`.
    pub who: String,
    /// The page, with `{}` for what is looked at: `cases/{}/history`.
    pub page: String,
    /// How many of the kind were asked for.
    pub pages: usize,
    /// Microseconds of the fastest answer.
    pub best_us: u64,
    /// Microseconds of the middle answer.
    pub median_us: u64,
    /// Microseconds that 99 of 100 answers stay within.
    pub p99_us: u64,
    /// Bytes of the largest page of the kind.
    pub bytes: u64,
    /// Bytes of its first load, with style sheet, script and icon.
    pub first_load_bytes: u64,
}

/// All kinds of pages, the slowest first.
#[derive(Debug, Clone, Serialize)]
pub struct ConsoleFigures {
    /// How many times over the demo was.
    pub times: u16,
    /// Bytes of what all pages share.
    pub assets_bytes: u64,
    /// The bound of the median, in microseconds.
    pub most_us: u64,
    /// The bound of the first load, in bytes.
    pub most_bytes: u64,
    /// The pages.
    pub rows: Vec<ConsoleRow>,
    /// Pages that answered with something else than 200, each with its status.
    pub failed: Vec<String>,
}

/// Measures every kind of page of both sides.
///
/// # Errors
/// [`BenchError::Console`] where the demo does not start, or nobody can sign in.
pub fn console(options: &ConsoleOptions, progress: &mut dyn FnMut(&str)) -> Result<ConsoleFigures, BenchError> {
    progress("the demo, which takes a while");
    let demo = Demo::start(options.times)?;
    let (mut rows, mut failed, mut assets_bytes) = (Vec::new(), Vec::new(), 0);
    for person in demo.people() {
        progress(&format!("what {} sees ({})", person.name, person.title));
        let visitor = Visitor::sign_in(&person.base, &person.key)?;
        let Visits { pages, failed: of_person, assets } = visitor.walk(options)?;
        assets_bytes = assets_bytes.max(assets);
        rows.extend(pages.into_iter().map(|(page, timed)| row(&person.seen_as(), page, timed, assets)));
        failed.extend(of_person);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.median_us));
    let (times, most_us, most_bytes) = (options.times, MOST_MICROSECONDS, MOST_BYTES);
    Ok(ConsoleFigures { times, assets_bytes, most_us, most_bytes, rows, failed })
}

/// Pages by their kind: how long each answer took in microseconds, and the bytes of each page.
type Timed = BTreeMap<String, (Vec<u64>, u64)>;

fn row(who: &str, page: String, timed: Timed, assets: u64) -> ConsoleRow {
    let pages = timed.len();
    let bytes = timed.values().map(|(_, bytes)| *bytes).max().unwrap_or_default();
    let mut all: Vec<u64> = timed.into_values().flat_map(|(times, _)| times).collect();
    all.sort_unstable();
    let at = |place: usize| all.get(place).copied().unwrap_or_default();
    let last = all.len().saturating_sub(1);
    ConsoleRow {
        who: who.to_owned(),
        page,
        pages,
        best_us: at(0),
        median_us: at(all.len() / 2),
        p99_us: at((all.len() * 99 / 100).min(last)),
        bytes,
        first_load_bytes: bytes.saturating_add(assets),
    }
}

fn wrong(error: impl ToString) -> BenchError {
    BenchError::Console(error.to_string())
}

/// Milliseconds with one decimal, rounded down.
fn milliseconds(microseconds: u64) -> String {
    format!("{}.{} ms", microseconds / 1_000, microseconds % 1_000 / 100)
}

impl ConsoleRow {
    /// Whether it is within both bounds.
    #[must_use]
    pub fn is_within(&self) -> bool {
        self.median_us <= MOST_MICROSECONDS && self.first_load_bytes <= MOST_BYTES
    }
}

impl fmt::Display for ConsoleFigures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "{:<34} {:<38} {:>5} {:>9} {:>9} {:>9} {:>11}",
            "who", "page", "pages", "best", "median", "p99", "first load"
        )?;
        for row in &self.rows {
            let over = if row.is_within() { "" } else { "  over" };
            let [best, median, p99] = [row.best_us, row.median_us, row.p99_us].map(milliseconds);
            let kilobytes = format!("{} kB", row.first_load_bytes.div_ceil(1_000));
            let ConsoleRow { who, page, pages, .. } = row;
            writeln!(out, "{who:<34} {page:<38} {pages:>5} {best:>9} {median:>9} {p99:>9} {kilobytes:>11}{over}")?;
        }
        let over = self.rows.iter().filter(|row| !row.is_within()).count();
        writeln!(
            out,
            "the demo {} times over; {over} of {} kinds of pages are over {} at the median or {} kB at the first load, {} kB of which all share",
            self.times,
            self.rows.len(),
            milliseconds(self.most_us),
            self.most_bytes / 1_000,
            self.assets_bytes.div_ceil(1_000)
        )?;
        self.failed.iter().try_for_each(|failed| writeln!(out, "not shown: {failed}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_of_all_answers_and_of_the_largest_page() {
        let timed: Timed =
            [("a".to_owned(), (vec![3, 1, 2], 10)), ("b".to_owned(), (vec![60_000, 50_001, 70_000], 20))].into();
        let one = row("somebody", "pages/{}".to_owned(), timed, 100);
        assert_eq!((one.pages, one.best_us, one.median_us, one.p99_us), (2, 1, 50_001, 70_000));
        assert_eq!((one.bytes, one.first_load_bytes), (20, 120));
        assert!(!one.is_within(), "its median is over 50 ms");
        assert!(ConsoleRow { median_us: 50_000, ..one.clone() }.is_within());
        assert!(!ConsoleRow { median_us: 1, first_load_bytes: 150_001, ..one }.is_within());
    }
}
