//! Decisions and the license they issue, as everybody reads them who may.

use crate::authority::form::condition::as_data;
use crate::authority::words;
use crate::components::{Badge, Column, Empty, FactList, Table, Tone};
use crate::number::grouped;
use maud::{Markup, Render, html};
use portcullis_desk::advice::Subject;
use portcullis_desk::audience::Decision;
use portcullis_license::license::CoveredParty;
use portcullis_license::{Condition, Grant, License, Line};

/// An amount in words.
pub(crate) fn grant(grant: Grant) -> String {
    let hours = [(grant.chip_hours, "chip-hours"), (grant.tpp_hours, "TPP-hours")];
    let limits: Vec<String> = hours
        .iter()
        .filter_map(|(hours, unit)| hours.map(|hours| format!("{} {unit}", grouped(hours.into()))))
        .collect();
    if limits.is_empty() { "not limited".to_owned() } else { limits.join(" and ") }
}

fn any(names: &[impl ToString]) -> String {
    if names.is_empty() { "any".to_owned() } else { words::listed(names.iter().map(ToString::to_string)) }
}

/// The terms of a license. `id` is the start of the ids of its tables.
pub(crate) fn terms(id: &str, license: &License) -> Markup {
    let facts = FactList::new()
        .row("Number", license.number.as_str())
        .row("Authority", license.authority.as_str())
        .row("Licensee", license.licensee.as_str())
        .row("Regimes", words::listed(&license.regimes))
        .row("From, until", format!("{} to {}", license.from, license.until))
        .row("All lines together", grant(license.total))
        .row("Sites", any(&license.sites))
        .row("End uses", words::spaced(&any(&license.end_uses)))
        .row("Use is to be posted", format!("within {} hours after a slice ended", license.settle_within_hours));
    let (parties, lines, conditions) = (format!("{id}-parties"), format!("{id}-lines"), format!("{id}-conditions"));
    html! {
        (facts)
        (Table::of(&parties, "Whom it covers", party_columns(), &license.parties))
        (Table::of(&lines, "What it covers", line_columns(), &license.lines))
        (conditions_table(&conditions, "Conditions", &license.conditions))
    }
}

fn party_columns() -> Vec<Column<'static, CoveredParty>> {
    vec![
        Column::words("name", "Party", |row: &CoveredParty| row.name.clone()),
        Column::words("group", "Customer group", |row: &CoveredParty| {
            row.group.as_ref().map_or_else(|| "stands alone".to_owned(), ToString::to_string)
        }),
    ]
}

fn line_columns() -> Vec<Column<'static, Line>> {
    vec![
        Column::words("line", "Line", |row: &Line| row.name.to_string()),
        Column::words("items", "Items", |row: &Line| {
            html! {
                (row.items.accelerators.join(", "))
                @if !row.items.classifications.is_empty() { " " span.quiet { "classified " (row.items.classifications.join(", ")) } }
            }
        }),
        Column::numbers("tpp", "Greatest TPP of a chip", |row: &Line| {
            row.items.most_tpp.map_or_else(|| "any".to_owned(), |tpp| grouped(tpp.into()))
        }),
        Column::numbers("amount", "Amount", |row: &Line| grant(row.amount)),
    ]
}

/// Conditions with their sentences, owners, and what a machine reads.
pub(crate) fn conditions_table(id: &str, caption: &str, conditions: &[Condition]) -> Markup {
    let columns = vec![
        Column::words("id", "Condition", |row: &Condition| html! { code { (row.id) } }),
        Column::words("sentence", "What the license says", |row: &Condition| row.rule.to_string()),
        Column::words("owner", "Owner", |row: &Condition| row.owner.clone()),
        Column::words("kept", "Kept by", |row: &Condition| {
            if row.rule.is_enforced() {
                Badge::of(Tone::Good, "✓", "the ledger")
            } else {
                Badge::of(Tone::Warn, "☞", "people")
            }
        }),
        Column::words("data", "As data", |row: &Condition| as_data(row)),
    ];
    let empty = Empty { says: "No conditions.", action: None };
    Table { empty, ..Table::of(id, caption, columns, conditions) }.render()
}

/// What is left out.
pub(crate) fn without(subjects: &[Subject]) -> Markup {
    html! { @if !subjects.is_empty() {
        p { "Left out: " (words::listed(subjects.iter().map(words::subject_name))) "." }
    } }
}

/// Decisions that two people signed, in order.
pub(crate) fn decisions(decisions: &[Decision]) -> Markup {
    html! {
        @if decisions.is_empty() { p { "Nothing is decided yet." } }
        @for (at, decision) in decisions.iter().enumerate() {
            h3 { (words::outcome(decision.outcome)) " " span.quiet { (words::day(decision.on)) } }
            @if let Some(reasons) = &decision.reasons { (super::timeline::paragraphs(reasons)) }
            @let without: Vec<String> = decision.without.iter().map(|left| words::subject(left.place, left.subject.as_ref())).collect();
            @if !without.is_empty() { p { "Left out: " (words::listed(&without)) "." } }
            @if let Some(license) = &decision.license {
                details { summary { "License " (license.number) } (terms(&format!("decision-{at}"), license)) }
            }
        }
    }
}
