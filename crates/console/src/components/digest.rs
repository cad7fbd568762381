//! A hash: short to the eye, whole to the hand.

use maud::{Markup, Render, html};

/// Letters that are shown.
const LETTERS: usize = 10;

/// A hash, or another long name that nobody reads.
#[derive(Debug, Clone, Copy)]
pub struct Digest<'a> {
    /// All of it.
    pub full: &'a str,
}

impl Render for Digest<'_> {
    fn render(&self) -> Markup {
        let start: String = self.full.chars().take(LETTERS).collect();
        let rest = start.len() < self.full.len();
        html! {
            span.digest {
                code title=(self.full) { (start) @if rest { "…" } }
                button.copy type="button" data-copy=(self.full) hidden aria-label={ "Copy " (start) } { "copy" }
            }
        }
    }
}
