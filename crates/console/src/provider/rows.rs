//! Rows that more than one page shows.

use crate::address::Address;
use crate::components::{Badge, Column, Empty, Moment, Table, Tone};
use crate::number::grouped;
use crate::place::Place;
use crate::provider::links;
use maud::{Markup, Render, html};
use portcullis_law::Outcome;
use portcullis_license::Instant;
use portcullis_license::reservation::StopOrder;

/// A recorded determination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeterminationRow {
    /// The id of its record.
    pub record: String,
    /// When it was recorded.
    pub at: Instant,
    /// For whom.
    pub customer: String,
    /// What was asked for: `4 × aws:p5.48xlarge`.
    pub item: String,
    /// What it came to.
    pub outcome: Outcome,
}

/// A lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseRow {
    /// Its id.
    pub lease: String,
    /// For whom it runs.
    pub customer: String,
    /// The accelerator.
    pub accelerator: String,
    /// How many.
    pub chips: u64,
    /// The license it counts against.
    pub license: String,
    /// The line of the license.
    pub line: String,
    /// Since when it runs.
    pub since: Instant,
    /// When its latest slice ends.
    pub until: Instant,
    /// The order to stop, if it has one.
    pub stop: Option<StopOrder>,
}

/// How a lease stands.
pub(crate) fn lease_state(stop: Option<&StopOrder>) -> Markup {
    match stop {
        None => Badge::of(Tone::Good, "▶", "runs").render(),
        Some(StopOrder { confirmed: Some(_), .. }) => Badge::of(Tone::Plain, "■", "stopped").render(),
        Some(order) => html! { (Badge::of(Tone::Bad, "!", "must stop")) " by " (Moment::utc(order.due)) },
    }
}

/// A table of leases; its headings lead to the whole list, sorted, at this page.
pub(crate) fn leases_table<'a>(
    id: &'a str,
    caption: &'a str,
    rows: &'a [LeaseRow],
    address: Address,
) -> Table<'a, LeaseRow> {
    let columns = vec![
        Column::words(
            "lease",
            "Lease",
            |row: &LeaseRow| html! { a.ref href=(links::lease(&row.lease)) { (row.lease) } },
        )
        .sortable(),
        Column::words(
            "customer",
            "Customer",
            |row: &LeaseRow| html! { a href=(links::customer(&row.customer)) { (row.customer) } },
        )
        .sortable(),
        Column::words("accelerator", "Accelerator", |row: &LeaseRow| row.accelerator.clone()).sortable(),
        Column::numbers("chips", "Chips", |row: &LeaseRow| grouped(row.chips.into())).sortable(),
        Column::words("license", "License", |row: &LeaseRow| {
            html! { a.ref href=(links::license(&row.license)) { (row.license) } " " span.quiet { "line " (row.line) } }
        })
        .sortable(),
        Column::words("since", "Since", |row: &LeaseRow| Moment::utc(row.since)).sortable(),
        Column::words("until", "Slice ends", |row: &LeaseRow| Moment::utc(row.until)).sortable(),
        Column::words("state", "State", |row: &LeaseRow| lease_state(row.stop.as_ref())),
    ];
    let empty = Empty {
        says: "Nothing runs under a license. What needs none is not a lease.",
        action: Some(("Ask whether a customer may have an accelerator", Place::Ask.address())),
    };
    Table { empty, address, ..Table::of(id, caption, columns, rows) }
}

/// A table of determinations.
pub(crate) fn determinations_table<'a>(
    id: &'a str,
    caption: &'a str,
    rows: &'a [DeterminationRow],
    ask: Address,
) -> Table<'a, DeterminationRow> {
    let columns = vec![
        Column::words("record", "Record", |row: &DeterminationRow| {
            html! { a.ref href=(links::determination(Some(&row.record))) { (row.record) } }
        }),
        Column::words("at", "Recorded", |row: &DeterminationRow| Moment::utc(row.at)),
        Column::words("item", "Asked for", |row: &DeterminationRow| row.item.clone()),
        Column::words("outcome", "Outcome", |row: &DeterminationRow| Badge::outcome(row.outcome)),
    ];
    let empty = Empty { says: "Nothing was decided yet.", action: Some(("Ask", ask)) };
    Table { empty, ..Table::of(id, caption, columns, rows) }
}
