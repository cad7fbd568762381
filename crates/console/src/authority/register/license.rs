//! A license of the register: its terms, what is left of it, what changed, what was broken, reported and inspected.

use super::used_of_granted;
use crate::authority::{decided, links, oversight, timeline, words};
use crate::chart::{BurnDown, Reading, Words};
use crate::components::{Badge, Column, Deadline, Empty, Event, Events, FactList, Moment, Table, Tone};
use crate::provider::{AccountRow, ChangeRow, ReportRow, UseOverTime};
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_desk::case::state::Inspection;
use portcullis_license::account::Balance;
use portcullis_license::{Instant, License, Standing, Unit};

/// A breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachRow {
    /// The license.
    pub license: String,
    /// The licensee.
    pub licensee: String,
    /// When it was noted.
    pub at: Instant,
    /// Who noted it.
    pub by: String,
    /// What it is; nothing where its words are not kept.
    pub text: Option<String>,
}

/// A license of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredView {
    /// The version in force.
    pub license: License,
    /// Its number; variations count up from 1.
    pub version: u32,
    /// How it stands.
    pub standing: Standing,
    /// All lines together.
    pub total: Option<Balance>,
    /// Each line.
    pub lines: Vec<AccountRow>,
    /// Use over time, in each unit that is limited.
    pub use_over_time: Vec<UseOverTime>,
    /// The day of the provider's latest signed statement of use; nothing where there is none.
    pub stated_on: Option<Date>,
    /// What changed, the latest first.
    pub changes: Vec<ChangeRow>,
    /// What was broken, the latest first.
    pub breaches: Vec<BreachRow>,
    /// Reports due and filed, the latest due first.
    pub reports: Vec<ReportRow>,
    /// Inspections, the first has number 1.
    pub inspections: Vec<Inspection>,
    /// The case it was issued in, by its number.
    pub case: Option<String>,
    /// The day it is looked at.
    pub today: Date,
}

/// The body of the page.
#[must_use]
pub fn registered(view: &RegisteredView) -> Markup {
    html! {
        (about(view))
        h2 #use { "Use against what was granted" }
        (balances(view))
        h2 #breaches { "Breaches" }
        (breaches(&view.breaches, Some(view)))
        h2 #reports { "Reports" }
        (reports(view))
        h2 #inspections { "Inspections" }
        (oversight::inspections(&view.inspections))
        h2 #terms { "Terms" }
        (decided::terms("terms", &view.license))
        h2 #history { "What changed" }
        (history(view))
    }
}

fn about(view: &RegisteredView) -> Markup {
    let license = &view.license;
    let until = match view.standing {
        Standing::Issued | Standing::Suspended => Deadline { due: license.until, today: view.today }.render(),
        _ => html! { (words::day(license.until)) },
    };
    FactList::new()
        .row("Standing", Badge::license(view.standing))
        .row("Licensee", license.licensee.as_str())
        .row("Last day", until)
        .row("Version", view.version.to_string())
        .maybe("Issued in case", view.case.as_ref().map(|case| html! { a href=(links::case(case)) { (case) } }))
        .render()
}

fn balances(view: &RegisteredView) -> Markup {
    let total = AccountRow { name: "All lines together".to_owned(), balance: view.total };
    let lines = view.lines.iter().map(|line| AccountRow { name: format!("Line {}", line.name), balance: line.balance });
    let rows: Vec<AccountRow> = std::iter::once(total).chain(lines).collect();
    let columns = vec![
        Column::words("account", "Account", |row: &AccountRow| row.name.clone()),
        Column::words("used", "Used of granted", |row: &AccountRow| match &row.balance {
            Some(balance) => used_of_granted(balance),
            None => html! { (Badge::of(Tone::Warn, "?", "not known")) },
        }),
        Column::numbers("breach", "Used beyond it", |row: &AccountRow| match &row.balance {
            Some(balance) if balance.breach.chip_milliseconds > 0 => {
                Unit::ChipMilliseconds.in_hours(balance.breach.chip_milliseconds)
            }
            _ => "–".to_owned(),
        }),
    ];
    html! {
        p.quiet { @match view.stated_on {
            Some(on) => { "As the provider's signed statement of " (words::day(on)) " has it, checked against the register." }
            None => "The provider has not stated any use yet.",
        } }
        @for over_time in &view.use_over_time { (burn_down(over_time, view)) }
        (Table::of("balances", "Granted is what is left, reserved and used together", columns, &rows))
    }
}

fn burn_down(over_time: &UseOverTime, view: &RegisteredView) -> Markup {
    let (hour, unit, id) = match over_time.unit {
        Unit::ChipMilliseconds => (3_600_000, "chip-hours", "use-chip-hours"),
        Unit::TppChipSeconds => (3_600, "TPP-hours", "use-tpp-hours"),
    };
    let in_hours =
        |reading: &Reading| Reading { at: reading.at, used: reading.used / hour, reserved: reading.reserved / hour };
    let readings: Vec<Reading> = over_time.readings.iter().map(in_hours).collect();
    let title = format!("Use of {unit}");
    BurnDown {
        words: Words { id, title: &title, about: "" },
        unit,
        granted: over_time.granted / hour,
        readings: &readings,
        ends: view.license.end(),
    }
    .render()
}

/// Breaches, the latest first; with their licenses, but on the page of one.
pub(crate) fn breaches(rows: &[BreachRow], of: Option<&RegisteredView>) -> Markup {
    let mut columns = vec![Column::words("at", "Noted", |row: &BreachRow| Moment::utc(row.at))];
    if of.is_none() {
        columns.push(Column::words(
            "license",
            "License",
            |row: &BreachRow| html! { a href=(links::license(&row.license).at("breaches")) { (row.license) } },
        ));
        columns.push(Column::words("licensee", "Licensee", |row: &BreachRow| row.licensee.clone()));
    }
    columns.push(Column::words("by", "By", |row: &BreachRow| row.by.clone()));
    columns.push(Column::words("text", "What it is", |row: &BreachRow| match &row.text {
        Some(text) => timeline::paragraphs(text),
        None => html! { span.quiet { "its words are not kept" } },
    }));
    let empty = Empty { says: "No breach was noted.", action: None };
    Table { empty, filter: rows.len() > 10, ..Table::of("breach-table", "Breaches, the latest first", columns, rows) }
        .render()
}

fn reports(view: &RegisteredView) -> Markup {
    let columns = vec![
        Column::words("condition", "Asked for by", |row: &ReportRow| html! { "condition " code { (row.condition) } }),
        Column::words("due", "Due", |row: &ReportRow| match row.filed {
            None => Deadline { due: row.due, today: view.today }.render(),
            Some(_) => html! { (words::day(row.due)) },
        }),
        Column::words("filed", "Filed", |row: &ReportRow| match &row.filed {
            Some((at, reference)) => {
                html! { (Badge::of(Tone::Good, "✓", "filed")) " " (Moment::utc(*at)) " " span.quiet { (reference) } }
            }
            None => Badge::of(Tone::Warn, "…", "not filed").render(),
        }),
    ];
    let empty = Empty { says: "No condition asks for reports.", action: None };
    Table { empty, ..Table::of("report-table", "Reports due and filed", columns, &view.reports) }.render()
}

fn history(view: &RegisteredView) -> Markup {
    let tone = |change: &str| match change {
        "issue" | "reinstate" => Tone::Good,
        "suspend" => Tone::Warn,
        "revoke" => Tone::Bad,
        _ => Tone::Plain,
    };
    let event = |change: &'_ ChangeRow| {
        html! {
            p { (change.reason) }
            @if let Some(second) = &change.second { p.quiet { "with " (second) " as the second person" } }
        }
    };
    let events: Vec<Event<'_>> = view
        .changes
        .iter()
        .map(|change| Event {
            at: Moment::utc(change.at),
            title: html! { (words::spaced(&change.change)) },
            by: &change.by,
            detail: Some(event(change)),
            tone: tone(&change.change),
        })
        .collect();
    Events { label: "Changes to the license, the latest first", events: &events, live_id: None }.render()
}
