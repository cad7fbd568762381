//! The licenses that the provider holds, with what is left of each and until when.

use crate::address::Address;
use crate::components::{Badge, Choice, Column, Control, Deadline, Empty, Field, InputKind, Table, Tone};
use crate::listing::Listing;
use crate::number::grouped;
use crate::place::Place;
use crate::provider::links;
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_license::Standing;

/// A license.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseRow {
    /// Its number.
    pub number: String,
    /// The authority that issued it.
    pub authority: String,
    /// Whom it covers, in short.
    pub parties: String,
    /// How it stands.
    pub standing: Standing,
    /// What is left of it, in words: `31.9% of 1,500,000 chip-hours`.
    pub left: String,
    /// Whether nothing is left in a unit that it limits.
    pub exhausted: bool,
    /// The day on which nothing is left if use goes on as it did.
    pub exhausted_on: Option<Date>,
    /// Its last day.
    pub until: Date,
    /// Chips that run under it.
    pub running_chips: u64,
}

/// A page of licenses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LicensesView {
    /// How they were asked for: filters `customer`, `standing`.
    pub listing: Listing,
    /// The licenses.
    pub rows: Vec<LicenseRow>,
    /// The day they are looked at.
    pub today: Date,
}

/// The day on which nothing is left if use goes on as it did, seen from a day.
pub(crate) fn used_up(on: Option<Date>, today: Date) -> Markup {
    match on {
        Some(day) if day < today => Badge::of(Tone::Bad, "∅", "hardly anything is left").render(),
        Some(due) => Deadline { due, today }.render(),
        None => html! { span.quiet { "not before its last day" } },
    }
}

/// A table of licenses, looked at on a day; its headings lead to the whole list, sorted, at this page.
pub(crate) fn licenses_table<'a>(
    id: &'a str,
    caption: &'a str,
    rows: &'a [LicenseRow],
    today: Date,
    address: Address,
) -> Table<'a, LicenseRow> {
    let columns = vec![
        Column::words("number", "License", |row: &LicenseRow| html! { a.ref href=(links::license(&row.number)) { (row.number) } div.quiet { (row.authority) } }).sortable(),
        Column::words("standing", "Standing", |row: &LicenseRow| Badge::license(row.standing)).sortable(),
        Column::words("parties", "Covers", |row: &LicenseRow| row.parties.clone()),
        Column::words("left", "Left", move |row: &LicenseRow| html! {
            @if row.exhausted { (Badge::of(Tone::Bad, "∅", "used up")) " " } (row.left)
        }),
        Column::words("exhausted_on", "Used up, if use goes on", move |row: &LicenseRow| used_up(row.exhausted_on, today)).sortable(),
        Column::words("until", "Last day", move |row: &LicenseRow| match row.standing {
            Standing::Issued | Standing::Suspended => Deadline { due: row.until, today }.render(),
            _ => html! { (row.until.to_string()) },
        })
        .sortable(),
        Column::numbers("chips", "Chips running", |row: &LicenseRow| grouped(row.running_chips.into())).sortable(),
    ];
    Table { address, ..Table::of(id, caption, columns, rows) }
}

/// The body of the page.
#[must_use]
pub fn licenses(view: &LicensesView) -> Markup {
    let page = Place::Licenses.address();
    let listing = &view.listing;
    let words: Vec<String> = Standing::ALL.into_iter().map(|standing| standing.to_string()).collect();
    let standings: Vec<Choice<'_>> = std::iter::once(("", "Any"))
        .chain(words.iter().map(|word| (word.as_str(), word.as_str())))
        .map(|(value, label)| Choice { value, label, chosen: listing.value("standing") == value })
        .collect();
    let fields = [
        Field::of("customer", "Customer", Control::Input(InputKind::Search, listing.value("customer"))),
        Field::of("standing", "Standing", Control::Select(&standings)),
    ];
    let empty = Empty {
        says: "No license was issued yet. A license comes of an application.",
        action: Some(("Applications", Place::Applications.address())),
    };
    let table = Table { empty, ..licenses_table("licenses", "Licenses", &view.rows, view.today, page.clone()) };
    html! { (listing.filters(&page, &fields)) (listing.table(&page, table)) }
}
