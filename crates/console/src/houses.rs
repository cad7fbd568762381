//! The houses across the counter: how far the messages have come, what both houses state of each day, and whether a provider's log only grows.
//!
//! The page is the same on both sides, because both have the same messages on record.

use crate::address::Address;
use crate::components::{Badge, Column, Digest, Empty, FactList, Moment, Table, Tone};
use crate::number::grouped;
use crate::place::Place;
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_license::Instant;

/// What differs between two houses, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceRow {
    /// What differs, and the mend.
    pub says: String,
    /// Whether people must act; what is only on its way mends itself.
    pub is_serious: bool,
    /// The first day that showed it.
    pub since: Date,
    /// The latest day that showed it.
    pub last: Date,
    /// The first day that could have shown it again and did not.
    pub resolved: Option<Date>,
}

/// A checkpoint that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedCheckpointRow {
    /// The number of the message that brought it.
    pub message: u64,
    /// The number of the message that brought what it was held against.
    pub against: Option<u64>,
    /// When it came.
    pub at: Instant,
    /// Why.
    pub says: String,
    /// Whether the log contradicts itself, and both messages prove it.
    pub is_evidence: bool,
}

/// What is known of a provider's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogKept {
    /// Its name.
    pub origin: String,
    /// Leaves of the latest tree, and when it was told.
    pub latest: Option<(u64, Instant)>,
    /// The root of that tree, in hexadecimal.
    pub root: String,
    /// Leaves of the largest tree up to which growth was proven.
    pub proven: u64,
    /// What was refused, the latest first.
    pub refused: Vec<RefusedCheckpointRow>,
}

/// A house across.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseAcross {
    /// Its name.
    pub house: String,
    /// Its side, in a word.
    pub side: String,
    /// How many messages went to it, and came from it.
    pub messages: (u64, u64),
    /// The latest day that this house stated, that the house across stated, and of which both were compared.
    pub stated: [Option<Date>; 3],
    /// What differs or did, the latest first.
    pub differences: Vec<DifferenceRow>,
    /// Its log, where it told of one.
    pub log: Option<LogKept>,
}

/// Something about a house that needs a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseTrouble {
    /// The house.
    pub house: String,
    /// What is wrong, and the mend.
    pub says: String,
    /// Since when.
    pub since: Date,
}

/// Where the page is.
#[must_use]
pub fn houses_address() -> Address {
    Address::of([Place::Log.segment(), "houses"])
}

/// The body of the page.
#[must_use]
pub fn houses(houses: &[HouseAcross]) -> Markup {
    html! {
        @if houses.is_empty() {
            div.empty.alone { p { "No house stands across this counter." } p { "Name one in the configuration, under " code { "counter" } "." } p { a href=(Place::Log.address()) { "Back to the log" } } }
        }
        @for (number, house) in (1..).zip(houses) { (section(number, house)) }
    }
}

fn section(number: usize, house: &HouseAcross) -> Markup {
    let [ours, theirs, compared] = house.stated.map(|day| match day {
        Some(day) => html! { (day.to_string()) },
        None => html! { span.quiet { "not yet" } },
    });
    let (told, taken) = house.messages;
    let facts = FactList::new()
        .row("Side", house.side.as_str())
        .row("Messages to it", grouped(told.into()))
        .row("Messages from it", grouped(taken.into()))
        .row("Latest day that this house stated", ours)
        .row("Latest day that it stated", theirs)
        .row("Latest day compared", compared);
    html! {
        section {
            h2 #{ "house-" (number) } { (house.house) }
            (facts)
            (differences(number, house))
            @if let Some(log) = &house.log { (log_kept(number, log)) }
        }
    }
}

fn differences(number: usize, house: &HouseAcross) -> Markup {
    let columns = vec![
        Column::words("what", "What differs, and the mend", |row: &DifferenceRow| row.says.clone()),
        Column::words("since", "Since", |row: &DifferenceRow| row.since.to_string()),
        Column::words("last", "Last seen", |row: &DifferenceRow| row.last.to_string()),
        Column::words("state", "State", |row: &DifferenceRow| match row.resolved {
            Some(day) => {
                Badge { more: Some(&format!("by the statements of {day}")), ..Badge::of(Tone::Good, "✓", "resolved") }
                    .render()
            }
            None if row.is_serious => Badge::of(Tone::Bad, "✕", "open").render(),
            None => Badge::of(Tone::Info, "…", "on its way").render(),
        }),
    ];
    let empty = Empty { says: "Nothing differs, and nothing ever did.", action: None };
    let (id, caption) =
        (format!("differences-{number}"), format!("What {} and this house state, and where it differs", house.house));
    html! {
        h3 { "Differences between both houses' books" }
        p.quiet { "Each house states once a day what it has on record of the day before: messages, licenses, and what was used. Both statements are laid side by side." }
        (Table { empty, ..Table::of(&id, &caption, columns, &house.differences) })
    }
}

fn log_kept(number: usize, log: &LogKept) -> Markup {
    let latest = match log.latest {
        Some((size, at)) => html! { (grouped(size.into())) " records, told " (Moment::utc(at)) },
        None => html! { span.quiet { "none was accepted" } },
    };
    let is_proven = log.latest.is_none_or(|(size, _)| size == log.proven);
    let proven = html! {
        (grouped(log.proven.into())) " records "
        @if is_proven { (Badge::of(Tone::Good, "✓", "proven")) } @else { (Badge::of(Tone::Warn, "!", "growth not shown")) }
    };
    let columns = vec![
        Column::numbers("message", "Message", |row: &RefusedCheckpointRow| row.message.to_string()),
        Column::numbers("against", "Held against message", |row: &RefusedCheckpointRow| {
            row.against.map_or_else(|| "–".to_owned(), |number| number.to_string())
        }),
        Column::words("at", "Came", |row: &RefusedCheckpointRow| Moment::utc(row.at)),
        Column::words("why", "Why", |row: &RefusedCheckpointRow| {
            let badge = if row.is_evidence {
                Badge::of(Tone::Bad, "✕", "contradiction")
            } else {
                Badge::of(Tone::Warn, "!", "not shown")
            };
            html! { (badge) " " (row.says) }
        }),
    ];
    let empty = Empty { says: "None was refused.", action: None };
    let (id, caption) = (format!("checkpoints-{number}"), format!("Checkpoints of {} that were refused", log.origin));
    html! {
        h3 { "Its log" }
        (FactList::new()
            .row("Log", log.origin.as_str())
            .row("Latest checkpoint", latest)
            .maybe("Root", (!log.root.is_empty()).then_some(Digest { full: &log.root }))
            .row("Grown by proof up to", proven))
        (Table { empty, ..Table::of(&id, &caption, columns, &log.refused) })
    }
}

/// What is wrong with houses, as rows of a page of what needs somebody.
pub(crate) fn trouble_columns<'a>() -> Vec<Column<'a, HouseTrouble>> {
    vec![
        Column::words("house", "House", |row: &HouseTrouble| html! { a href=(houses_address()) { (row.house) } }),
        Column::words("says", "What is wrong", |row: &HouseTrouble| row.says.clone()),
        Column::words("since", "Since", |row: &HouseTrouble| row.since.to_string()),
    ]
}
