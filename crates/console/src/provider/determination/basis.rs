//! What an answer rests on: facts with evidence, what is missing, what would change it, and versions.

use crate::address::Address;
use crate::components::{Badge, Column, Digest, FactList, Table, Tone};
use crate::number::identifier;
use crate::provider::answer::{AnswerChange, AnswerFact, AnswerVersion, PublishedAnswer};
use crate::provider::determination::{DeterminationView, form_address};
use maud::{Markup, html};

/// The field of the form of a question that a field of a request comes from; none where the form does not ask for it.
fn field_of(request: &str) -> Option<&'static str> {
    let ends = |ending: &str| request.ends_with(ending);
    Some(match request {
        _ if ends("ultimate_parent.headquarters") => "parent_country",
        _ if ends("ultimate_parent") || ends("owners") => "parent",
        _ if ends(".headquarters") => "headquarters",
        _ if ends(".country") => "country",
        _ if ends(".name") || ends(".lists") || request == "parties" => "customer",
        "item" => "item",
        "quantity" => "quantity",
        "site" => "site",
        "end_use" => "end_use",
        "training_operations" => "training_operations",
        "on" => "on",
        _ => return None,
    })
}

/// The form of the question at the field that a field of the request comes from.
fn change_address(view: &DeterminationView, request: &str) -> Address {
    let form = form_address(&view.asked);
    let first = request.split(", ").next().unwrap_or(request);
    field_of(first).map_or(form.clone(), |field| form.at(&format!("field-{}", identifier(field))))
}

pub(super) fn missing(view: &DeterminationView) -> Markup {
    html! {
        @if !view.answer.missing.is_empty() {
            h2 #missing { "What is missing" }
            p { "Only facts that would change the answer are named." }
            ul { @for field in &view.answer.missing {
                li { code { (field) } " " a href=(change_address(view, field)) { "Fill it in" span.unseen { ": " (field) } } }
            } }
        }
    }
}

pub(super) fn would_change(view: &DeterminationView) -> Markup {
    let columns = vec![
        Column::words("change", "If", |row: &AnswerChange| row.change.clone()),
        Column::words("outcome", "It would be", |row: &AnswerChange| Badge::outcome(row.outcome)),
        Column::words("fact", "The fact", |row: &AnswerChange| html! { code { (row.fact) } }),
        Column::words(
            "try",
            "Try",
            |row: &AnswerChange| html! { a href=(change_address(view, &row.fact)) { "Change it" span.unseen { ": " (row.change) } } },
        ),
    ];
    html! {
        @if !view.answer.would_change.is_empty() {
            h2 #changes { "What would change it" }
            (Table::of("would-change", "Single changes that would alter the outcome", columns, &view.answer.would_change))
        }
    }
}

pub(super) fn facts(answer: &PublishedAnswer) -> Markup {
    let columns = vec![
        Column::words("about", "Fact", |row: &AnswerFact| row.about.clone()),
        Column::words(
            "holds",
            "Holds",
            |row: &AnswerFact| html! { @if row.holds.is_empty() { span.quiet { "nothing" } } @else { ul { @for code in &row.holds { li { (code) } } } } },
        ),
        Column::words("open", "May hold", |row: &AnswerFact| {
            html! {
                @if row.contradiction { (Badge::of(Tone::Bad, "!", "contradicts itself")) }
                ul { @for code in &row.open { li { (code) } } }
            }
        }),
        Column::words(
            "evidence",
            "Known from",
            |row: &AnswerFact| html! { (row.evidence) @if !row.fields.is_empty() { div.quiet { code { (row.fields.join(", ")) } } } },
        ),
    ];
    html! {
        @if !answer.facts.is_empty() {
            h2 #facts { "Facts and their evidence" }
            (Table { filter: true, ..Table::of("fact-table", "What was known, and from where", columns, &answer.facts) })
        }
    }
}

fn version(version: &AnswerVersion) -> Markup {
    html! { div { (version.source) @if let Some(day) = version.as_of { " of " (day.to_string()) } " " (Digest { full: &version.sha256 }) } }
}

pub(super) fn versions(view: &DeterminationView) -> Markup {
    let versions = &view.answer.versions;
    let several = |all: &[AnswerVersion]| (!all.is_empty()).then(|| html! { @for one in all { (version(one)) } });
    html! {
        h2 #versions { "Made from" }
        (FactList::new()
            .row("Law", Digest { full: &versions.law })
            .row("Catalog", Digest { full: &versions.catalog })
            .maybe("Lists", several(&versions.lists))
            .maybe("Ownership", several(&versions.ownership)))
    }
}

pub(super) fn taken_for_granted(answer: &PublishedAnswer) -> Markup {
    html! {
        @if !answer.assumptions.is_empty() {
            h2 { "Taken for granted" }
            ul { @for assumption in &answer.assumptions { li { (assumption) } } }
        }
    }
}
