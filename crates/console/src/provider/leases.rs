//! What runs under licenses.

use crate::components::{Choice, Control, Field, InputKind};
use crate::listing::Listing;
use crate::place::Place;
use crate::provider::rows::{LeaseRow, leases_table};
use maud::{Markup, html};

/// A page of leases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeasesView {
    /// How they were asked for: filters `customer`, `license`, `state`.
    pub listing: Listing,
    /// The leases.
    pub rows: Vec<LeaseRow>,
}

/// The states by which leases are filtered.
const STATES: [(&str, &str); 4] = [("", "Any"), ("running", "Runs"), ("stopping", "Must stop"), ("stopped", "Stopped")];

/// The body of the page.
#[must_use]
pub fn leases(view: &LeasesView) -> Markup {
    let page = Place::Leases.address();
    let listing = &view.listing;
    let states = STATES.map(|(value, label)| Choice { value, label, chosen: listing.value("state") == value });
    let fields = [
        Field::of("customer", "Customer", Control::Input(InputKind::Search, listing.value("customer"))),
        Field::of("license", "License", Control::Input(InputKind::Search, listing.value("license"))),
        Field::of("state", "State", Control::Select(&states)),
    ];
    html! {
        (listing.filters(&page, &fields))
        (listing.table(&page, leases_table("lease-table", "Leases", &view.rows, page.clone())))
    }
}
