//! The register of licenses: whom each is for, how it stands, and how much of it is used.

mod license;

pub use license::{BreachRow, RegisteredView, registered};

pub(crate) use license::breaches;

use crate::authority::{links, words};
use crate::components::{Badge, Choice, Column, Control, Deadline, Empty, Field, InputKind, Table, Tone};
use crate::listing::Listing;
use crate::number::{grouped, share_of};
use crate::place::Place;
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_license::account::Balance;
use portcullis_license::{Standing, Unit};

/// A license of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterRow {
    /// Its number.
    pub number: String,
    /// The provider who holds it.
    pub licensee: String,
    /// Whom it covers, in short.
    pub parties: String,
    /// The countries in which their ultimate parents are headquartered, by their codes.
    pub countries: Vec<String>,
    /// How it stands.
    pub standing: Standing,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub until: Date,
    /// All lines together; nothing where the books do not have it.
    pub balance: Option<Balance>,
    /// Chips that run under it.
    pub running_chips: u64,
    /// Breaches that were noted.
    pub breaches: u32,
    /// The case it was issued in.
    pub case: Option<String>,
}

/// A page of the register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterView {
    /// How it was asked for: filters `licensee`, `standing`, `country`, `text`.
    pub listing: Listing,
    /// The licenses.
    pub rows: Vec<RegisterRow>,
    /// The day they are looked at.
    pub today: Date,
}

const WIDTH: u128 = 160;
const HEIGHT: i64 = 14;

/// How far along a bar a part of a whole reaches; whole numbers, cut off.
fn reach(part: u128, whole: u128) -> u128 {
    // Both are made smaller together until the product fits.
    let (mut part, mut whole) = (part.min(whole), whole);
    while part > u128::MAX / WIDTH {
        (part, whole) = (part >> 1, whole >> 1);
    }
    (part * WIDTH).checked_div(whole).unwrap_or(0).min(WIDTH)
}

/// Used, reserved and left of what was granted, in each unit that is limited: words, and a bar that says the same.
pub(crate) fn used_of_granted(balance: &Balance) -> Markup {
    let limited = Unit::ALL.into_iter().filter_map(|unit| Some((unit, balance.granted.in_unit(unit)?)));
    let limited: Vec<(Unit, u128)> = limited.collect();
    html! {
        @if limited.is_empty() { span.quiet { "not limited; used " (Unit::ChipMilliseconds.in_hours(balance.used.chip_milliseconds)) } }
        @for (unit, granted) in limited {
            @let (used, reserved) = (balance.used.in_unit(unit), balance.reserved.in_unit(unit));
            @let (used_end, taken_end) = (reach(used, granted), reach(used.saturating_add(reserved), granted));
            @let says = format!("{} of {}", share_of(used, granted), unit.in_hours(granted));
            div {
                svg.drawing viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } width=(WIDTH) height=(HEIGHT) aria-hidden="true" {
                    title { (says) }
                    rect.f1 x="0" y="2" width=(used_end) height=(HEIGHT - 4) {}
                    rect.a2 x=(used_end) y="2" width=(taken_end.saturating_sub(used_end)) height=(HEIGHT - 4) {}
                    rect.frame x="0" y="2" width=(WIDTH) height=(HEIGHT - 4) {}
                }
                span.quiet { (says) @if reserved > 0 { " + " (share_of(reserved, granted)) " reserved" } }
            }
        }
    }
}

/// The body of the page.
#[must_use]
pub fn register(view: &RegisterView) -> Markup {
    let page = Place::Licenses.address();
    let listing = &view.listing;
    let standings: Vec<String> = Standing::ALL.into_iter().map(|standing| standing.to_string()).collect();
    let choices: Vec<Choice<'_>> = std::iter::once(("", "Any"))
        .chain(standings.iter().map(|word| (word.as_str(), word.as_str())))
        .map(|(value, label)| Choice { value, label, chosen: listing.value("standing") == value })
        .collect();
    let search =
        |name: &'static str, label| Field::of(name, label, Control::Input(InputKind::Search, listing.value(name)));
    let fields = [
        search("text", "License, party, case"),
        search("licensee", "Licensee"),
        Field::of("standing", "Standing", Control::Select(&choices)),
        search("country", "Ultimate parent in"),
    ];
    let empty = Empty {
        says: "No license was issued yet. A license comes of a case that is approved.",
        action: Some(("Cases", Place::Cases.address())),
    };
    let table = Table { empty, ..Table::of("licenses", "Licenses", columns(view.today), &view.rows) };
    html! { (listing.filters(&page, &fields)) (listing.table(&page, table)) }
}

fn columns(today: Date) -> Vec<Column<'static, RegisterRow>> {
    vec![
        Column::words("number", "License", |row: &RegisterRow| html! { a href=(links::license(&row.number)) { (row.number) } }).sortable(),
        Column::words("licensee", "Licensee", |row: &RegisterRow| html! { (row.licensee) div.quiet { "for " (row.parties) } }).sortable(),
        Column::words("standing", "Standing", |row: &RegisterRow| html! {
            (Badge::license(row.standing))
            @if row.breaches > 0 { " " (Badge::of(Tone::Bad, "!", &crate::number::counted(usize::try_from(row.breaches).unwrap_or(usize::MAX), "breach note"))) }
        })
        .sortable(),
        Column::words("country", "Ultimate parent in", |row: &RegisterRow| row.countries.join(", ")).sortable(),
        Column::words("until", "Last day", move |row: &RegisterRow| match row.standing {
            Standing::Issued | Standing::Suspended => Deadline { due: row.until, today }.render(),
            _ => html! { (words::day(row.until)) },
        })
        .sortable(),
        Column::words("used", "Used of granted", |row: &RegisterRow| match &row.balance {
            Some(balance) => used_of_granted(balance),
            None => html! { (Badge::of(Tone::Warn, "?", "not known")) },
        })
        .sortable(),
        Column::numbers("chips", "Chips running", |row: &RegisterRow| grouped(row.running_chips.into())).sortable(),
        Column::words("case", "Case", |row: &RegisterRow| html! { @match &row.case { Some(case) => a href=(links::case(case)) { (case) }, None => (Badge::of(Tone::Info, "✎", "by hand")) } }),
    ]
}
