//! Decisions as they are made. With a script the list keeps itself up to date; without one it is a page to be loaded
//! again.

use crate::components::{Badge, Choice, Column, Control, Empty, Field, Moment, Table, Tone};
use crate::listing::Listing;
use crate::place::Place;
use crate::provider::links;
use maud::{Markup, html};
use portcullis_law::Outcome;
use portcullis_license::Instant;

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveRow {
    /// When.
    pub at: Instant,
    /// Its id.
    pub id: String,
    /// Who asked: the name of the caller.
    pub caller: String,
    /// For which customer; empty where none was named.
    pub customer: String,
    /// What was asked for: `4 × aws:p5.48xlarge`.
    pub item: String,
    /// What the law says; nothing where it could not be asked.
    pub outcome: Option<Outcome>,
    /// Whether the gate opened.
    pub opens: bool,
    /// Why, in a sentence.
    pub sentence: String,
    /// Whether it is recorded, so that it has a page of its own.
    pub recorded: bool,
}

/// The latest decisions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LiveView {
    /// How they were asked for: filter `gate`.
    pub listing: Listing,
    /// The decisions, the latest first.
    pub rows: Vec<LiveRow>,
}

/// The id of the part that a stream names when it has changed.
const LIVE_PART: &str = "decisions";

/// The body of the page.
#[must_use]
pub fn live(view: &LiveView) -> Markup {
    let listing = &view.listing;
    let gates = [("", "All"), ("open", "Open"), ("closed", "Closed")].map(|(value, label)| Choice {
        value,
        label,
        chosen: listing.value("gate") == value,
    });
    let columns = vec![
        Column::words("at", "At", |row: &LiveRow| Moment::utc(row.at)),
        Column::words("gate", "Gate", |row: &LiveRow| {
            if row.opens { Badge::of(Tone::Good, "✓", "open") } else { Badge::of(Tone::Bad, "✕", "closed") }
        }),
        Column::words(
            "customer",
            "Customer",
            |row: &LiveRow| html! { @if row.customer.is_empty() { span.quiet { "none named" } } @else { a href=(links::customer(&row.customer)) { (row.customer) } } },
        ),
        Column::words("item", "Asked for", |row: &LiveRow| row.item.clone()),
        Column::words("outcome", "Outcome", |row: &LiveRow| match row.outcome {
            Some(outcome) => Badge::outcome(outcome),
            None => Badge::of(Tone::Bad, "!", "not decided"),
        }),
        Column::words("sentence", "Why", |row: &LiveRow| row.sentence.clone()),
        Column::words(
            "id",
            "Id",
            |row: &LiveRow| html! { @if row.recorded { a href=(links::determination(Some(&row.id))) { (row.id) } } @else { (row.id) } div.quiet { (row.caller) } },
        ),
    ];
    let empty = Empty {
        says: "Nothing has been decided since this node started.",
        action: Some(("Ask", Place::Ask.address())),
    };
    let table =
        Table { empty, ..Table::of("decision-table", "The latest decisions, the latest first", columns, &view.rows) };
    html! {
        (listing.filters(&links::live(), &[Field::of("gate", "Gate", Control::Select(&gates))]))
        div id=(LIVE_PART) aria-live="polite" { (listing.table(&links::live(), table)) }
    }
}
