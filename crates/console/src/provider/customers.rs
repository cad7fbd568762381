//! Whom the provider serves, and how each stands.

use crate::components::{Badge, Choice, Column, Control, Empty, Field, InputKind, Table};
use crate::listing::Listing;
use crate::number::{counted, grouped};
use crate::place::Place;
use crate::provider::determination::finding_badge;
use crate::provider::links;
use jiff::civil::Date;
use maud::{Markup, html};
use portcullis_law::Outcome;
use portcullis_screening::Finding;

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerRow {
    /// Its name.
    pub name: String,
    /// Where it is located, by its country's code; empty where that is not known.
    pub country: String,
    /// Where its ultimate parent is headquartered; empty where that is not known.
    pub parent_country: String,
    /// What screening it came to.
    pub finding: Finding,
    /// Hits that nobody has resolved.
    pub open_hits: usize,
    /// Chips that run for it under licenses.
    pub chips: u64,
    /// Licenses in force that cover it.
    pub licenses: usize,
    /// The latest recorded determination: its day and outcome.
    pub latest: Option<(Date, Outcome)>,
}

/// A page of customers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomersView {
    /// How they were asked for: filters `name`, `country`, `finding`.
    pub listing: Listing,
    /// The customers.
    pub rows: Vec<CustomerRow>,
}

fn known(country: &str) -> Markup {
    html! { @if country.is_empty() { span.quiet { "not known" } } @else { (country) } }
}

/// The body of the page.
#[must_use]
pub fn customers(view: &CustomersView) -> Markup {
    let page = Place::Customers.address();
    let listing = &view.listing;
    let findings: Vec<Choice<'_>> = [("", "Any")]
        .into_iter()
        .chain(Finding::ALL.into_iter().map(|finding| (finding.word(), finding.word())))
        .map(|(value, label)| Choice { value, label, chosen: listing.value("finding") == value })
        .collect();
    let fields = [
        Field::of("name", "Name", Control::Input(InputKind::Search, listing.value("name"))),
        Field::of("country", "Country", Control::Input(InputKind::Search, listing.value("country"))),
        Field::of("finding", "Screening", Control::Select(&findings)),
    ];
    let columns = vec![
        Column::words("name", "Customer", |row: &CustomerRow| html! { a href=(links::customer(&row.name)) { (row.name) } }).sortable(),
        Column::words("country", "Country", |row: &CustomerRow| known(&row.country)).sortable(),
        Column::words("parent_country", "Ultimate parent in", |row: &CustomerRow| known(&row.parent_country)).sortable(),
        Column::words("finding", "Screening", |row: &CustomerRow| {
            html! { (finding_badge(row.finding.word())) @if row.open_hits > 0 { " " a href=(links::customer(&row.name).at("hits")) { (counted(row.open_hits, "open hit")) } } }
        })
        .sortable(),
        Column::numbers("chips", "Chips running", |row: &CustomerRow| grouped(row.chips.into())).sortable(),
        Column::numbers("licenses", "Licenses", |row: &CustomerRow| grouped(i128::try_from(row.licenses).unwrap_or(0))).sortable(),
        Column::words("latest", "Last decided", |row: &CustomerRow| html! {
            @match row.latest {
                Some((day, outcome)) => { (day.to_string()) " " (Badge::outcome(outcome)) }
                None => span.quiet { "never" },
            }
        })
        .sortable(),
    ];
    let empty = Empty {
        says: "No customer has been asked about yet.",
        action: Some(("Ask about the first one", Place::Ask.address())),
    };
    let table = Table { empty, ..Table::of("customers", "Customers", columns, &view.rows) };
    html! { (listing.filters(&page, &fields)) (listing.table(&page, table)) }
}
