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

/// How many came to what, the last of the words first: `: 2 listed, 1 possible`.
pub(super) fn counted<const N: usize>(words: [&str; N], counts: [u64; N]) -> String {
    let counts = words.into_iter().zip(counts).rev().filter(|(_, count)| *count > 0);
    let told: Vec<String> = counts.map(|(word, count)| format!("{count} {word}")).collect();
    if told.is_empty() { String::new() } else { format!(": {}", told.join(", ")) }
}

/// The counts of a batch.
pub(crate) fn summary(summary: &Summary) -> String {
    let mut text = format!("{} decided, {} bad", summary.decided, summary.bad);
    text.push_str(&counted(Outcome::ALL.map(Outcome::word), summary.outcomes));
    let (asked, disagreed) = summary.second_opinions;
    if asked > 0 {
        let _ = write!(text, "; Cedar agreed on {} of {asked} samples", asked - disagreed);
    }
    text.push('\n');
    text
}
