//! What changed between two versions of something.

use maud::{Markup, Render, html};

/// One field, before and after.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    /// The field.
    pub label: &'a str,
    /// What it was; `None` where it was not there.
    pub before: Option<&'a str>,
    /// What it is; `None` where it is gone.
    pub after: Option<&'a str>,
}

impl Change<'_> {
    fn word(&self) -> &'static str {
        match (self.before, self.after) {
            (None, Some(_)) => "added",
            (Some(_), None) => "removed",
            (before, after) if before == after => "same",
            _ => "changed",
        }
    }
}

/// Changes, in order.
#[derive(Debug, Clone, Copy)]
pub struct Diff<'a> {
    /// What is compared with what.
    pub caption: &'a str,
    /// The fields.
    pub changes: &'a [Change<'a>],
}

impl Render for Diff<'_> {
    fn render(&self) -> Markup {
        html! {
            div.scroll tabindex="0" role="region" aria-label=(self.caption) {
                table.diff {
                    caption { (self.caption) }
                    thead { tr { th scope="col" { "Field" } th scope="col" { "Change" } th scope="col" { "Before" } th scope="col" { "After" } } }
                    tbody {
                        @for change in self.changes {
                            tr.(change.word()) {
                                th scope="row" { (change.label) }
                                td { (change.word()) }
                                td { @if change.before == change.after { (change.before.unwrap_or("–")) }
                                     @else if let Some(text) = change.before { del { (text) } } @else { "–" } }
                                td { @if change.before == change.after { (change.after.unwrap_or("–")) }
                                     @else if let Some(text) = change.after { ins { (text) } } @else { "–" } }
                            }
                        }
                    }
                }
            }
        }
    }
}
