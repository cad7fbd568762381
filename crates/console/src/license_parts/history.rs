//! What changed in a license.

use super::ChangeRow;
use crate::components::{Event, Events, Moment, Tone};
use maud::{Markup, Render, html};

/// The changes to a license, the latest first.
pub(crate) fn history(changes: &[ChangeRow]) -> Markup {
    let event = |change: &ChangeRow| {
        html! {
            p { (change.reason) }
            @if let Some(second) = &change.second { p.quiet { "with " (second) " as the second person" } }
        }
    };
    let events = changes.iter().map(|change| Event {
        at: Moment::utc(change.at),
        title: html! { (change.change.replace('_', " ")) },
        by: &change.by,
        detail: Some(event(change)),
        tone: match change.change.as_str() {
            "issue" | "reinstate" => Tone::Good,
            "suspend" => Tone::Warn,
            "revoke" => Tone::Bad,
            _ => Tone::Plain,
        },
    });
    let events: Vec<Event<'_>> = events.collect();
    Events { label: "Changes to the license, the latest first", events: &events, live_id: None }.render()
}
