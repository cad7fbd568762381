//! How far long work has come.

use crate::number::{grouped, identifier, share_of};
use maud::{Markup, Render, html};

/// Work in progress.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// The id; the stream of events names it by this.
    pub id: &'a str,
    /// What is being done.
    pub label: &'a str,
    /// How much is done.
    pub done: u64,
    /// Of how much; `None` while that is not known.
    pub of: Option<u64>,
    /// What it is counted in: `records`.
    pub unit: &'a str,
}

impl Render for Progress<'_> {
    fn render(&self) -> Markup {
        let id = identifier(self.id);
        let words = match self.of {
            Some(of) => {
                let share = share_of(self.done.into(), of.into());
                format!("{} of {} {}, {share}", grouped(self.done.into()), grouped(of.into()), self.unit)
            }
            None => format!("{} {} so far", grouped(self.done.into()), self.unit),
        };
        html! {
            div.progress #(id) {
                label for={ (id) "-bar" } { (self.label) }
                // Without a value a bar shows that something goes on, not how far.
                progress id={ (id) "-bar" } value=[self.of.map(|of| self.done.min(of))] max=[self.of.map(|of| of.max(1))] { (words) }
                span.quiet aria-live="polite" { (words) }
            }
        }
    }
}
