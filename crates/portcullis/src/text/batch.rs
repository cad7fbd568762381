//! What a batch came to.

use crate::style::{self, paint};
use portcullis_determination::{RequestError, Summary};
use portcullis_law::Outcome;
use std::fmt::Write as _;

/// A line that was no request.
pub(crate) fn bad_line(number: usize, error: &RequestError) -> String {
    let style = style::of(Outcome::Prohibited);
    format!("{} {error}; {}\n", paint(style, format!("line {number}:")), error.mend)
}

/// The counts of a batch.
pub(crate) fn summary(summary: &Summary) -> String {
    let mut text = format!("{} decided, {} bad", summary.decided, summary.bad);
    let counts = Outcome::ALL.into_iter().zip(summary.outcomes).rev().filter(|(_, count)| *count > 0);
    for (at, (outcome, count)) in counts.enumerate() {
        let _ = write!(text, "{} {count} {}", if at == 0 { ":" } else { "," }, outcome.word());
    }
    let (asked, disagreed) = summary.second_opinions;
    if asked > 0 {
        let _ = write!(text, "; Cedar agreed on {} of {asked} samples", asked - disagreed);
    }
    text.push('\n');
    text
}
