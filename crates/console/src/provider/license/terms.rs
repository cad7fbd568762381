//! The terms of a license: whom it covers, what, where, what for, and its conditions, each as data and as a sentence.

use crate::components::{Badge, Column, FactList, Table, Tone};
use crate::provider::license::LicenseView;
use crate::provider::links;
use maud::{Markup, Render, html};
use portcullis_license::{Condition, CoveredParty, Grant, Line, Unit};

/// What a grant allows, in words.
fn grant_words(grant: Grant) -> String {
    let limit = grant.limit();
    let words: Vec<String> =
        Unit::ALL.into_iter().filter_map(|unit| limit.in_unit(unit).map(|count| unit.in_hours(count))).collect();
    if words.is_empty() { "not limited".to_owned() } else { words.join(" and ") }
}

fn listed<T: ToString>(values: &[T], none: &str) -> String {
    if values.is_empty() {
        none.to_owned()
    } else {
        values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

pub(super) fn terms(view: &LicenseView) -> Markup {
    let license = &view.license;
    let facts = FactList::new()
        .row(
            "Meets the requirement of",
            html! { @for (place, regime) in license.regimes.iter().enumerate() {
                @if place > 0 { ", " } a href=(crate::address::Address::of(["law", regime])) { (regime) }
            } },
        )
        .row("End uses", listed(&license.end_uses, "any").replace('_', " "))
        .row("Sites", listed(&license.sites, "any"))
        .row("All lines together", grant_words(license.total))
        .row("Use is to be posted", format!("within {} hours after a slice ended", license.settle_within_hours));
    html! { (facts) (parties(&license.parties)) (lines(&license.lines)) (conditions(&license.conditions)) }
}

fn parties(rows: &[CoveredParty]) -> Markup {
    let columns = vec![
        Column::words(
            "name",
            "Covered party",
            |row: &CoveredParty| html! { a href=(links::customer(&row.name)) { (row.name) } },
        ),
        Column::words("group", "Customer group", |row: &CoveredParty| {
            row.group.as_ref().map_or_else(|| "stands alone".to_owned(), ToString::to_string)
        }),
    ];
    Table { filter: rows.len() > 10, ..Table::of("covered-parties", "Whom it covers", columns, rows) }.render()
}

fn lines(rows: &[Line]) -> Markup {
    let columns = vec![
        Column::words("line", "Line", |row: &Line| row.name.to_string()),
        Column::words("items", "Covers", |row: &Line| {
            html! {
                @if !row.items.accelerators.is_empty() { div { (row.items.accelerators.join(", ")) } }
                @if !row.items.classifications.is_empty() { div { "classified " (row.items.classifications.join(", ")) } }
            }
        }),
        Column::numbers("most_tpp", "Greatest TPP of a chip", |row: &Line| {
            row.items.most_tpp.map_or_else(|| "any".to_owned(), |tpp| crate::number::grouped(tpp.into()))
        }),
        Column::numbers("amount", "Amount", |row: &Line| grant_words(row.amount)),
    ];
    Table::of("lines", "What it covers", columns, rows).render()
}

fn conditions(rows: &[Condition]) -> Markup {
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
        Column::words("machine", "As data", |row: &Condition| {
            // A rule has texts and numbers; none of them fails to be written.
            let written = serde_json::to_string(&row.rule).unwrap_or_default();
            html! { code.as-data { (written) } }
        }),
    ];
    html! {
        @if rows.is_empty() { p { "It has no conditions." } } @else { (Table::of("conditions", "Conditions", columns, rows)) }
    }
}
