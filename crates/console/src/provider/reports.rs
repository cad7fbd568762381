//! What was used: by month, license, customer and country, as pictures, tables and files.

use crate::address::Address;
use crate::chart::{Bar, Bars, ByCountry, CountryRow, Words};
use crate::components::{Column, Control, Empty, Field, InputKind, Table};
use crate::listing::Listing;
use crate::number::{grouped, share_of};
use crate::place::Place;
use crate::provider::links;
use maud::{Markup, Render, html};
use portcullis_catalog::{Countries, Country};
use portcullis_license::{Amount, Unit, amount};

/// Bars that a picture shows; the table has all rows.
const BARS: usize = 20;

/// Use in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthUse {
    /// The month: `2026-11`.
    pub month: String,
    /// What was used.
    pub used: Amount,
    /// What was used beyond what was held.
    pub breach: Amount,
}

/// Use of something that has a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedUse {
    /// The license's number, or the customer's name.
    pub name: String,
    /// What was used.
    pub used: Amount,
}

/// Use for the customers of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountryUse {
    /// Where the ultimate parent of the customers is headquartered.
    pub country: Country,
    /// What was used.
    pub used: Amount,
}

/// Use in a time.
#[derive(Debug, Clone)]
pub struct ReportsView<'a> {
    /// How it was asked for: `from`, `until` (months), `customer`, `license`.
    pub listing: Listing,
    /// By month, the earliest first.
    pub months: Vec<MonthUse>,
    /// By license, the most first.
    pub licenses: Vec<NamedUse>,
    /// By customer, the most first.
    pub customers: Vec<NamedUse>,
    /// By country.
    pub countries: Vec<CountryUse>,
    /// How countries are called.
    pub names: &'a Countries,
}

/// Whole hours, cut off.
fn hours(amount: Amount) -> i128 {
    i128::try_from(amount.chip_milliseconds / 3_600_000).unwrap_or(i128::MAX)
}

fn tpp_hours(amount: Amount) -> String {
    amount::grouped(amount.tpp_chip_seconds / 3_600)
}

fn sum<'a>(amounts: impl Iterator<Item = &'a Amount>) -> u128 {
    amounts.fold(0, |sum: u128, amount| sum.saturating_add(amount.chip_milliseconds))
}

/// The same report as a file: one table of it.
fn csv(view: &ReportsView<'_>, table: &str) -> Address {
    let page = Place::Reports.address();
    let asked = view.listing.query.iter().fold(page, |address, (name, value)| address.with(name, value));
    asked.with("by", table).with("format", "csv")
}

/// The body of the page.
#[must_use]
pub fn reports(view: &ReportsView<'_>) -> Markup {
    let listing = &view.listing;
    let month = |name: &'static str, label| Field {
        hint: Some("A month: 2026-11."),
        ..Field::of(name, label, Control::Input(InputKind::Text, listing.value(name)))
    };
    let fields = [
        month("from", "From"),
        month("until", "Until"),
        Field::of("customer", "Customer", Control::Input(InputKind::Search, listing.value("customer"))),
        Field::of("license", "License", Control::Input(InputKind::Search, listing.value("license"))),
    ];
    html! {
        (listing.filters(&Place::Reports.address(), &fields))
        @if view.months.is_empty() {
            div.empty.alone {
                p { "Nothing was used in this time. Use is counted once it is posted, or the time to post it is over." }
                p { a href=(Place::Leases.address()) { "What runs" } }
            }
        } @else {
            h2 #by-month { "By month" } (by_month(view))
            h2 #by-license { "By license" } (by_name(view, "license", &view.licenses, "License", links::license))
            h2 #by-customer { "By customer" } (by_name(view, "customer", &view.customers, "Customer", links::customer))
            h2 #by-country { "By country" } (by_country(view))
        }
    }
}

fn by_month(view: &ReportsView<'_>) -> Markup {
    let bars: Vec<Bar<'_>> =
        view.months.iter().map(|month| Bar { label: &month.month, value: hours(month.used) }).collect();
    let columns = vec![
        Column::words("month", "Month", |row: &MonthUse| row.month.clone()),
        Column::numbers("chip_hours", "Chip-hours", |row: &MonthUse| grouped(hours(row.used))),
        Column::numbers("tpp_hours", "TPP-hours", |row: &MonthUse| tpp_hours(row.used)),
        Column::numbers("breach", "Used beyond what was held", |row: &MonthUse| {
            if row.breach == Amount::ZERO {
                "–".to_owned()
            } else {
                Unit::ChipMilliseconds.in_hours(row.breach.chip_milliseconds)
            }
        }),
    ];
    let table = Table {
        csv: Some(csv(view, "month")),
        empty: nothing(),
        ..Table::of("use-by-month", "Use by month", columns, &view.months)
    };
    html! {
        (Bars { words: Words { id: "months", title: "Chip-hours by month", about: "Use as it was posted, by the month in which its slice ended." }, unit: "chip-hours", bars: &bars })
        (table)
    }
}

fn nothing() -> Empty<'static> {
    Empty { says: "Nothing was used in this time.", action: Some(("What runs", Place::Leases.address())) }
}

fn by_name(view: &ReportsView<'_>, by: &str, rows: &[NamedUse], title: &str, link: impl Fn(&str) -> Address) -> Markup {
    let whole = sum(rows.iter().map(|row| &row.used));
    let bars: Vec<Bar<'_>> =
        rows.iter().take(BARS).map(|row| Bar { label: &row.name, value: hours(row.used) }).collect();
    let columns = vec![
        Column::words("name", title, |row: &NamedUse| html! { a href=(link(&row.name)) { (row.name) } }),
        Column::numbers("chip_hours", "Chip-hours", |row: &NamedUse| grouped(hours(row.used))),
        Column::numbers("share", "Share", move |row: &NamedUse| share_of(row.used.chip_milliseconds, whole)),
        Column::numbers("tpp_hours", "TPP-hours", |row: &NamedUse| tpp_hours(row.used)),
    ];
    let (id, caption, picture) = (format!("use-by-{by}"), format!("Use by {by}"), format!("{by}-bars"));
    let about = if rows.len() > BARS { "The twenty with the most use; the table has all." } else { "" };
    let table = Table { csv: Some(csv(view, by)), empty: nothing(), ..Table::of(&id, &caption, columns, rows) };
    html! {
        @if !bars.is_empty() { (Bars { words: Words { id: &picture, title: &format!("Chip-hours by {by}"), about }, unit: "chip-hours", bars: &bars }) }
        (table)
    }
}

fn by_country(view: &ReportsView<'_>) -> Markup {
    let value = |row: &CountryUse| row.used.chip_milliseconds / 3_600_000;
    let rows: Vec<CountryRow> =
        view.countries.iter().map(|row| CountryRow { country: row.country, value: value(row) }).collect();
    let about = "By the country in which the ultimate parent of the customer is headquartered.";
    html! {
        (ByCountry { words: Words { id: "country-list", title: "Chip-hours by country", about }, unit: "chip-hours", countries: view.names, rows: &rows }.render())
        p { a.csv href=(csv(view, "country")) { "CSV" span.unseen { " of use by country" } } }
    }
}
