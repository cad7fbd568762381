//! What was found of the parties: on lists, and above them in the ownership graph.

use crate::components::{Badge, Column, FactList, Table, Tone};
use crate::provider::answer::{AnswerHeld, AnswerHit, AnswerOwnership, PublishedAnswer};
use crate::provider::determination::DeterminationView;
use crate::provider::links;
use maud::{Markup, Render, html};

/// What looking a name up came to, by its word in an answer.
pub(crate) fn finding_badge(word: &str) -> Badge<'_> {
    match word {
        "clear" => Badge::of(Tone::Good, "✓", "clear"),
        "possible" => Badge::of(Tone::Warn, "?", "possible"),
        "listed" => Badge::of(Tone::Bad, "✕", "listed"),
        "unscreenable" => Badge::of(Tone::Warn, "!", "cannot be screened"),
        other => Badge::of(Tone::Warn, "?", other),
    }
}

pub(super) fn screening(view: &DeterminationView) -> Markup {
    let answer = &view.answer;
    html! {
        @if !answer.screening.is_empty() {
            h2 #screening { "Screening" }
            @for (place, party) in answer.screening.iter().enumerate() {
                section.found {
                    h3 { (party.name) " " (finding_badge(&party.finding)) " " span.quiet { code { (party.party) } } }
                    @if !party.hits.is_empty() { (hits(&format!("hits-{place}"), &party.name, &party.hits)) }
                    @if party.finding == "possible" && !view.customer.is_empty() {
                        p { a href=(links::customer(&view.customer).at("hits")) { "Compare word by word and resolve" } }
                    }
                }
            }
        }
    }
}

fn hits(id: &str, of: &str, rows: &[AnswerHit]) -> Markup {
    let caption = format!("Entries that {of} is, or may be");
    let columns = vec![
        Column::words("listed", "Listed as", |row: &AnswerHit| {
            let matched = row.matched.as_ref().filter(|matched| **matched != row.name);
            html! { (row.name) @if let Some(matched) = matched { div.quiet { "matched " (matched) } } }
        }),
        Column::words("list", "List", |row: &AnswerHit| html! { (row.list) " " span.quiet { (row.entry) } }),
        Column::numbers("score", "Score", |row: &AnswerHit| row.score.to_string()),
        Column::words("verdict", "Comes to", |row: &AnswerHit| finding_badge(&row.verdict).render()),
        Column::words("requires", "The entry says", |row: &AnswerHit| {
            let said = [&row.license_requirement, &row.license_policy, &row.federal_register_notice];
            html! { @for text in said.into_iter().flatten() { div { (text) } } }
        }),
        Column::words("resolution", "What people found", |row: &AnswerHit| resolution(row)),
    ];
    html! { (Table::of(id, &caption, columns, rows)) }
}

fn resolution(hit: &AnswerHit) -> Markup {
    html! {
        @match &hit.resolution {
            None => span.quiet { "nobody has looked" },
            Some(found) => {
                "It is " (found.conclusion.words()) ": " (found.because)
                div.quiet { (found.author) ", checked by " (found.second) ", until " (found.until.to_string()) }
                @if let Some(lapsed) = &found.lapsed { (Badge::of(Tone::Warn, "!", "no longer applies")) " " span.quiet { (lapsed.replace('_', " ")) } }
            }
        }
    }
}

pub(super) fn ownership(answer: &PublishedAnswer) -> Markup {
    html! {
        @if !answer.ownership.is_empty() {
            h2 #ownership { "Ownership" }
            @for (place, party) in answer.ownership.iter().enumerate() { (one_owned(place, party)) }
        }
    }
}

fn one_owned(place: usize, party: &AnswerOwnership) -> Markup {
    let found = match party.found.as_str() {
        "by_identifier" => Badge::of(Tone::Good, "✓", "found by its identifier"),
        "by_name" => Badge::of(Tone::Info, "✓", "found by its name"),
        "several" => Badge::of(Tone::Warn, "?", "several parties are as good"),
        "not_found" => Badge::of(Tone::Warn, "?", "not in the graph"),
        other => Badge::of(Tone::Warn, "?", other),
    };
    let facts = FactList::new()
        .maybe("Settled by the graph", Some(party.takes.join(", ").replace('_', " ")).filter(|text| !text.is_empty()))
        .maybe("Headquarters of the ultimate parent", party.parent_headquarters.as_deref());
    html! {
        section.found {
            h3 { (party.asked) " " (found) " " span.quiet { code { (party.party) } } }
            @if party.parties.len() > 1 {
                ul { @for one in &party.parties { li { (one.name) " " span.quiet { (one.id) ", " (one.headquarters.as_deref().unwrap_or("headquarters not known")) } } } }
            }
            (facts)
            @if !party.parent_path.is_empty() { ol.path { @for step in &party.parent_path { li { (step) } } } }
            @for held in &party.held { (holding(held)) }
            @for (seat, owner) in party.owners.iter().enumerate() {
                h4 { (owner.name) " " (finding_badge(&owner.finding)) }
                (hits(&format!("owner-{place}-{seat}"), &owner.name, &owner.hits))
            }
        }
    }
}

fn holding(held: &AnswerHeld) -> Markup {
    let share = if held.at_least == held.at_most {
        format!("{}%", held.at_least)
    } else {
        format!("{}% to {}%", held.at_least, held.at_most)
    };
    let tone = if held.certain { Tone::Bad } else { Tone::Warn };
    let word = if held.certain { "half or more" } else { "possibly half or more" };
    html! {
        p.what { "Owners on " (held.lists.join(", ").replace('_', " ")) " hold " (share) " " (Badge::of(tone, "!", word)) }
        ol.path { @for step in &held.path { li { (step) } } }
    }
}
