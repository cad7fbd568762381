//! A customer: who stands above it, what lists say, what was decided, what covers it, and what runs.

use crate::chart::{Owned, OwnershipPicture, Words};
use crate::components::{Badge, Column, Empty, FactList, Table, Tone};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::place::Place;
use crate::provider::hit::{HitState, HitView, hit};
use crate::provider::licenses::{LicenseRow, licenses_table};
use crate::provider::rows::{DeterminationRow, LeaseRow, determinations_table, leases_table};
use jiff::civil::Date;
use maud::{Markup, Render, html};

/// An owner, and from what that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerRow {
    /// Its name.
    pub name: String,
    /// Where it is headquartered; empty where that is not known.
    pub country: String,
    /// What it holds: `40%`, `25% to 35%`, `not known`.
    pub share: String,
    /// From what that is known.
    pub evidence: String,
    /// The day of that evidence.
    pub as_of: Option<Date>,
    /// The list it is on, or may be; empty where on none.
    pub listed: String,
}

/// A customer.
#[derive(Clone, Default)]
pub struct CustomerView<'a> {
    /// Its name.
    pub name: String,
    /// Where it is located; empty where that is not known.
    pub country: String,
    /// Where it is headquartered; empty where that is not known.
    pub headquarters: String,
    /// Who stands at the top of its chain of ownership, as far as it is known.
    pub parent: String,
    /// Where that is headquartered.
    pub parent_country: String,
    /// The customer group whose members share what any of them may use.
    pub group: String,
    /// Legal entity identifier or registration numbers.
    pub identifiers: Vec<String>,
    /// What the ownership graph says; nothing where none is loaded, or it has no such party.
    pub owned: Option<Owned<'a>>,
    /// Owners with their evidence.
    pub owners: Vec<OwnerRow>,
    /// Screening hits.
    pub hits: Vec<HitView>,
    /// The latest recorded determinations.
    pub determinations: Vec<DeterminationRow>,
    /// Licenses that cover it.
    pub licenses: Vec<LicenseRow>,
    /// What runs.
    pub leases: Vec<LeaseRow>,
    /// The day it is looked at.
    pub today: Date,
    /// What stands in the forms: of hit `n`, `hits[n].conclusion`, `.because`, `.evidence` and `.until`.
    pub filled: Filled,
    /// For the forms; nothing where this person may only look.
    pub keys: Option<FormKeys>,
}

fn or_unknown(text: &str) -> Markup {
    html! { @if text.is_empty() { span.quiet { "not known" } } @else { (text) } }
}

/// The body of the page.
#[must_use]
pub fn customer(view: &CustomerView<'_>) -> Markup {
    let ask = Place::Ask.address().with("customer", &view.name).with("country", &view.country);
    let mine = |place: Place| place.address().with("customer", &view.name);
    let licenses = Table {
        empty: Empty { says: "No license covers it.", action: Some(("Ask what it would need", ask.clone())) },
        ..licenses_table("licenses", "Licenses that cover it", &view.licenses, view.today, mine(Place::Licenses))
    };
    html! {
        (view.filled.summary())
        (about(view))
        div.actions { a.button href=(ask) { "Ask about this customer" } }
        (hits(view))
        (ownership(view))
        h2 { "Determinations" }
        (determinations_table("determinations", "The latest recorded determinations", &view.determinations, ask.clone()))
        h2 { "Licenses" }
        (licenses)
        h2 { "Leases" }
        (leases_table("leases", "What runs for it", &view.leases, mine(Place::Leases)))
        @if !view.leases.is_empty() { p { a href=(mine(Place::Leases)) { "All its leases" } " · " a href=(mine(Place::Reports)) { "Its use by month" } } }
    }
}

fn about(view: &CustomerView<'_>) -> Markup {
    let parent = html! { (or_unknown(&view.parent)) @if !view.parent_country.is_empty() { ", headquartered in " (view.parent_country) } };
    FactList::new()
        .row("Located in", or_unknown(&view.country))
        .row("Headquarters", or_unknown(&view.headquarters))
        .row("Ultimate parent", parent)
        .maybe("Customer group", Some(&view.group).filter(|group| !group.is_empty()))
        .maybe("Identifiers", Some(view.identifiers.join(", ")).filter(|text| !text.is_empty()))
        .render()
}

fn hits(view: &CustomerView<'_>) -> Markup {
    let open = view.hits.iter().any(|hit| !matches!(hit.state, HitState::Resolved { lapsed: None, .. }));
    html! {
        h2 #hits { "Screening" @if open { " " (Badge::of(Tone::Warn, "?", "to be resolved")) } }
        @if view.hits.is_empty() { p { "No listed name is like this one or its owners'." } }
        @for (place, one) in view.hits.iter().enumerate() { (hit(&view.name, place, one, &view.filled, view.keys.as_ref())) }
    }
}

fn ownership(view: &CustomerView<'_>) -> Markup {
    let columns = vec![
        Column::words(
            "name",
            "Owner",
            |row: &OwnerRow| html! { (row.name) @if !row.listed.is_empty() { " " (Badge::of(Tone::Bad, "!", &row.listed)) } },
        ),
        Column::words("country", "Headquarters", |row: &OwnerRow| or_unknown(&row.country)),
        Column::numbers("share", "Holds", |row: &OwnerRow| row.share.clone()),
        Column::words("evidence", "Known from", |row: &OwnerRow| or_unknown(&row.evidence)),
        Column::words("as_of", "As of", |row: &OwnerRow| {
            row.as_of.map_or_else(|| "not known".to_owned(), |day| day.to_string())
        }),
    ];
    let empty = Empty {
        says: "No owner is stated. Load a file of owners, or ask the customer for an extract of its register.",
        action: None,
    };
    html! {
        h2 #ownership { "Ownership" }
        @if let Some(owned) = view.owned {
            (OwnershipPicture {
                words: Words { id: "owners-picture", title: "Who stands above it", about: &format!("As of {}.", owned.on) },
                graph: owned.graph,
                picture: owned.picture,
            })
        } @else {
            p { "The ownership graph does not have it: what nobody stated is not known." }
        }
        (Table { empty, ..Table::of("owners", "Owners, and from what they are known", columns, &view.owners) })
    }
}
