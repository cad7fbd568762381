//! Past denials of the parties, and past cases like this one: for a person to weigh.

use super::{CaseTab, CaseView};
use crate::authority::{advice, links, words};
use crate::components::{Column, Empty, Table};
use maud::{Markup, html};
use portcullis_desk::precedent::{Denied, Precedent, Sameness};

pub(super) fn precedents(view: &CaseView<'_>) -> Markup {
    html! {
        h2 #denials { "Past denials of the parties" }
        (denials(&view.denials))
        (view.forms_of(CaseTab::Precedents))
        h2 #alike { "Past cases like this one" }
        p { "What is alike is told with the points that it gives, and what differs is told too. Nothing is decided by a score." }
        (alike(&view.precedents))
    }
}

fn denials(rows: &[Denied]) -> Markup {
    let columns = vec![
        Column::words("case", "Case", |row: &Denied| html! { a href=(links::case(row.case.as_str())) { (row.case) } }),
        Column::words("on", "Denied", |row: &Denied| words::day(row.on)),
        Column::words("parties", "Who", |row: &Denied| {
            html! { ul { @for same in &row.parties {
                li {
                    strong { (same.here) } ", " (same.role_here.title().to_lowercase()) " here; " strong { (same.there) } ", "
                    (same.role_there.title().to_lowercase()) " there: " (words::listed(same.by.iter().map(sameness)))
                }
            } } }
        }),
    ];
    let empty = Empty {
        says: "No party of the application, nor an ultimate parent of one, is in a past denial.",
        action: None,
    };
    html! { (Table { empty, ..Table::of("past-denials", "Denials in which its parties took part", columns, rows) }) }
}

fn sameness(by: &Sameness) -> String {
    match by {
        Sameness::Name => "one name".to_owned(),
        Sameness::Identifier { identifier } => format!("one identifier, {identifier}"),
        Sameness::UltimateParent { name } => format!("one ultimate parent, {name}"),
    }
}

fn alike(rows: &[Precedent]) -> Markup {
    let columns = vec![
        Column::words(
            "case",
            "Case",
            |row: &Precedent| html! { a href=(links::case(row.case.as_str())) { (row.case) } },
        ),
        Column::words(
            "outcome",
            "Ended",
            |row: &Precedent| html! { (words::case_outcome(row.outcome)) " " (words::day(row.on)) },
        ),
        Column::numbers("score", "Points", |row: &Precedent| row.score.to_string()),
        Column::words(
            "alike",
            "Alike",
            |row: &Precedent| html! { ul { @for one in &row.alike { li { (one.sentence) " " span.quiet { (one.points) } } } } },
        ),
        Column::words(
            "differs",
            "Differs",
            |row: &Precedent| html! { ul { @for one in &row.differs { li { (one.sentence) } } } },
        ),
        Column::words("conditions", "Conditions", |row: &Precedent| {
            html! {
                @if row.conditions.is_empty() { "–" } @else { (advice::condition_list(&row.conditions)) }
            }
        }),
    ];
    let empty = Empty {
        says: "No past case is like this one in anything that is compared.",
        action: Some(("All cases", crate::place::Place::Cases.address())),
    };
    html! { (Table { empty, ..Table::of("alike-cases", "The likest first", columns, rows) }) }
}
