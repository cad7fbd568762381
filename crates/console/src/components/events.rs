//! What happened, in order: a list of events.

use crate::components::badge::Tone;
use crate::components::moment::Moment;
use maud::{Markup, Render, html};

/// Something that happened.
pub struct Event<'a> {
    /// When.
    pub at: Moment<'a>,
    /// What.
    pub title: Markup,
    /// Who did it.
    pub by: &'a str,
    /// More.
    pub detail: Option<Markup>,
    /// What it means.
    pub tone: Tone,
}

/// Events, in the order given.
pub struct Events<'a> {
    /// What they are the events of, for those who do not see.
    pub label: &'a str,
    /// The events.
    pub events: &'a [Event<'a>],
    /// Where the page keeps the list up to date, the id the stream names it by.
    pub live_id: Option<&'a str>,
}

impl Render for Events<'_> {
    fn render(&self) -> Markup {
        let live = self.live_id.map(|_| "polite");
        html! {
            ol.events aria-label=(self.label) id=[self.live_id] aria-live=[live] {
                @for event in self.events {
                    li.(event.tone.class()) {
                        p.what { (event.title) }
                        p.quiet { (event.at) " · " (event.by) }
                        @if let Some(detail) = &event.detail { div { (detail) } }
                    }
                }
            }
        }
    }
}
