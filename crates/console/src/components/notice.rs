//! Something the reader should see first: what has just happened, or what holds now.

use crate::components::badge::Tone;
use maud::{Markup, Render, html};

/// A notice.
pub struct Notice<'a> {
    /// Its tone; bad ones are read out at once.
    pub tone: Tone,
    /// What it says, in a sentence.
    pub title: &'a str,
    /// More.
    pub body: Option<Markup>,
}

impl Render for Notice<'_> {
    fn render(&self) -> Markup {
        let (role, mark) = match self.tone {
            Tone::Bad => ("alert", "✕"),
            Tone::Warn => ("status", "!"),
            Tone::Good => ("status", "✓"),
            Tone::Info | Tone::Plain => ("status", "i"),
        };
        html! {
            div.notice.(self.tone.class()) role=(role) {
                span.sign aria-hidden="true" { (mark) }
                div { p.what { (self.title) } @if let Some(body) = &self.body { (body) } }
            }
        }
    }
}
