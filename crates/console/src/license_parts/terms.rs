//! The terms of a license: whom it covers, what, where, what for, and its conditions, each as data and as a sentence.

use super::limited;
use crate::address::Address;
use crate::components::{Badge, Column, Empty, FactList, Table, Tone};
use crate::number::grouped;
use crate::place::Place;
use maud::{Markup, Render, html};
use portcullis_license::{Condition, CoveredParty, Grant, License, Line};

/// What a grant allows, in words.
fn amount(grant: Grant) -> String {
    let limits = limited(grant.limit());
    if limits.is_empty() { "not limited".to_owned() } else { limits.join(" and ") }
}

fn any(names: &[impl ToString]) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    if names.is_empty() { "any".to_owned() } else { names.join(", ") }
}

/// The terms of a license. `id` is the start of the ids of its tables; `page_of` says where a covered party has a page, if it has.
pub(crate) fn terms(id: &str, license: &License, page_of: Option<fn(&str) -> Address>) -> Markup {
    let regimes = html! { @for (place, regime) in license.regimes.iter().enumerate() {
        @if place > 0 { ", " } a href=(Address::of([Place::Law.segment(), regime])) { (regime) }
    } };
    let facts = FactList::new()
        .row("Number", license.number.as_str())
        .row("Authority", license.authority.as_str())
        .row("Licensee", license.licensee.as_str())
        .row("Meets the requirement of", regimes)
        .row("First and last day", format!("{} to {}", license.from, license.until))
        .row("All lines together", amount(license.total))
        .row("Sites", any(&license.sites))
        .row("End uses", any(&license.end_uses).replace('_', " "))
        .row("Use is to be posted", format!("within {} hours after a slice ended", license.settle_within_hours));
    let (parties, lines, conditions) = (format!("{id}-parties"), format!("{id}-lines"), format!("{id}-conditions"));
    html! {
        (facts)
        (Table::of(&parties, "Whom it covers", party_columns(page_of), &license.parties))
        (Table::of(&lines, "What it covers", line_columns(), &license.lines))
        (conditions_table(&conditions, "Conditions", &license.conditions))
    }
}

fn party_columns(page_of: Option<fn(&str) -> Address>) -> Vec<Column<'static, CoveredParty>> {
    let name = move |row: &CoveredParty| match page_of {
        Some(page_of) => html! { a href=(page_of(&row.name)) { (row.name) } },
        None => html! { (row.name) },
    };
    vec![
        Column::words("name", "Covered party", name),
        Column::words("group", "Customer group", |row: &CoveredParty| {
            row.group.as_ref().map_or_else(|| "stands alone".to_owned(), ToString::to_string)
        }),
    ]
}

fn line_columns() -> Vec<Column<'static, Line>> {
    vec![
        Column::words("line", "Line", |row: &Line| row.name.to_string()),
        Column::words("items", "Covers", |row: &Line| {
            html! {
                @if !row.items.accelerators.is_empty() { div { (row.items.accelerators.join(", ")) } }
                @if !row.items.classifications.is_empty() { div { "classified " (row.items.classifications.join(", ")) } }
            }
        }),
        Column::numbers("most_tpp", "Greatest TPP of a chip", |row: &Line| {
            row.items.most_tpp.map_or_else(|| "any".to_owned(), |tpp| grouped(tpp.into()))
        }),
        Column::numbers("amount", "Amount", |row: &Line| amount(row.amount)),
    ]
}

/// Conditions with their sentences, owners, and what a machine reads.
pub(crate) fn conditions_table(id: &str, caption: &str, conditions: &[Condition]) -> Markup {
    let columns = vec![
        Column::words("id", "Condition", |row: &Condition| html! { code { (row.id) } }),
        Column::words("rule", "What it asks", |row: &Condition| row.rule.to_string()),
        Column::words("enforced", "Kept by", |row: &Condition| {
            if row.rule.is_enforced() {
                Badge::of(Tone::Good, "✓", "the ledger")
            } else {
                Badge::of(Tone::Warn, "☞", "people")
            }
        }),
        Column::words("owner", "Asked for by", |row: &Condition| row.owner.clone()),
        Column::words("data", "As data", as_data),
    ];
    let empty = Empty { says: "It has no conditions.", action: None };
    Table { empty, ..Table::of(id, caption, columns, conditions) }.render()
}

/// What a condition asks, as a machine reads it.
pub(crate) fn as_data(condition: &Condition) -> Markup {
    // A rule has texts and numbers; none of them fails to be written.
    html! { code.as-data { (serde_json::to_string(&condition.rule).unwrap_or_default()) } }
}
