//! What agencies recommend, side by side. Nothing is averaged: a conflict is shown as one, and said in words.

use crate::authority::form::condition::rule_title;
use crate::authority::words;
use crate::components::{Badge, Column, Empty, Notice, Table, Tone};
use maud::{Markup, Render, html};
use portcullis_desk::advice::{Says, Subject};
use portcullis_desk::agency::{Agencies, AgencyName};
use portcullis_desk::audience::Given;
use portcullis_desk::case::consolidation::{AgencyPosition, ConditionConflict, Finding, OnSubject};
use portcullis_desk::case::{Consolidation, Direction, Dispute};
use portcullis_desk::event::{Ruling, SubjectMark};
use portcullis_license::Condition;
use std::collections::BTreeSet;

/// Subjects by agencies.
pub(crate) fn side_by_side(id: &str, consolidation: &Consolidation, agencies: &Agencies) -> Markup {
    let asked: Vec<&AgencyName> =
        consolidation.subjects.first().map(|first| first.positions.keys().collect()).unwrap_or_default();
    let mut columns = vec![
        Column::words("subject", "About", |row: &OnSubject| words::subject(row.mark, row.subject.as_ref())),
        Column::words("finding", "Together", |row: &OnSubject| finding(&row.finding)),
    ];
    for agency in &asked {
        columns.push(Column::words(agency.as_str(), words::agency(agencies, agency), move |row: &OnSubject| {
            html! { @if let Some(position) = row.positions.get(*agency) { (position_cell(position)) } }
        }));
    }
    let rows: &[OnSubject] = if asked.is_empty() { &[] } else { &consolidation.subjects };
    let empty = Empty { says: "No agency was asked yet.", action: None };
    html! {
        (Table { empty, ..Table::of(id, "What each agency says on each subject", columns, rows) })
        (conflicts(&format!("{id}-conditions"), consolidation))
    }
}

fn finding(finding: &Finding) -> Markup {
    match finding {
        Finding::Agreed { stand: Some(stand) } => {
            html! { (Badge::of(Tone::Good, "=", "agreed")) ": " (words::stand(*stand).word) }
        }
        Finding::Agreed { stand: None } => html! { (Badge::of(Tone::Good, "=", "nobody objects")) },
        Finding::Conflict { says } => html! {
            (Badge::of(Tone::Bad, "≠", "conflict"))
            @for (stand, agencies) in says { div { (words::listed(agencies)) ": " (words::stand(*stand).word) } }
        },
        Finding::Open { silent } => html! { (Badge::of(Tone::Info, "…", "open")) " silent: " (words::listed(silent)) },
    }
}

fn position_cell(position: &AgencyPosition) -> Markup {
    match position {
        AgencyPosition::Said { on, of_its_own, stand, conditions, says } => html! {
            (words::stand(*stand)) " " span.quiet { (words::day(on)) @if !of_its_own { ", on the whole" } }
            @match says {
                Some(Says::ApproveWithConditions { conditions }) => { (condition_list(conditions)) }
                Some(Says::Deny { reasons } | Says::ReturnWithoutAction { reasons }) => div { (reasons) }
                Some(Says::Approve | Says::NoLicenseNeeded) => {}
                None => @if !conditions.is_empty() {
                    ul { @for condition in conditions { li { code { (condition.id) } " " span.quiet { "its words are not kept" } } } }
                }
            }
        },
        AgencyPosition::TakenToAgree { on } => {
            html! { (Badge::of(Tone::Plain, "–", "taken to agree")) " " span.quiet { "silent until its time was over; noted " (words::day(on)) } }
        }
        AgencyPosition::Silent => html! { (Badge::of(Tone::Info, "…", "silent still")) },
    }
}

/// Conditions with the sentences they print.
pub(crate) fn condition_list(conditions: &[Condition]) -> Markup {
    html! { ul { @for condition in conditions { li { code { (condition.id) } " " (condition.rule.to_string()) } } } }
}

/// Conditions of one kind that say different things, with the one that keeps the others.
fn conflicts(id: &str, consolidation: &Consolidation) -> Markup {
    let columns = vec![
        Column::words("rule", "Kind", |row: &ConditionConflict| rule_title(row.rule)),
        Column::words("subject", "On", |row: &ConditionConflict| {
            let named = consolidation.subjects.iter().find(|subject| subject.mark == row.mark);
            words::subject(row.mark, named.and_then(|subject| subject.subject.as_ref()))
        }),
        Column::words("conditions", "What each asks for", |row: &ConditionConflict| {
            html! {
                ul { @for condition in &row.conditions {
                    li {
                        (condition.owner) ": " code { (condition.id) } " " (condition.rule.to_string())
                        @if row.stricter.as_ref() == Some(&condition.id) { " " (Badge::of(Tone::Info, "▲", "stricter")) }
                    }
                } }
            }
        }),
        Column::words("stricter", "Together", |row: &ConditionConflict| match &row.stricter {
            Some(stricter) => html! { "Whoever keeps " code { (stricter) } " keeps the others." },
            None => {
                html! { (Badge::of(Tone::Warn, "≠", "neither is stricter")) " Both hold, or one agency agrees to a change." }
            }
        }),
    ];
    html! {
        @if !consolidation.conditions.is_empty() {
            (Table::of(id, "Conditions of one kind that say different things", columns, &consolidation.conditions))
        }
    }
}

/// Subjects by their names, as far as they are kept.
fn named(marks: &BTreeSet<SubjectMark>, consolidation: &Consolidation) -> String {
    words::listed(marks.iter().map(|mark| {
        let subject = consolidation.subjects.iter().find(|subject| subject.mark == *mark);
        match subject.and_then(|subject| subject.subject.as_ref()) {
            None | Some(Subject::Application) => mark.to_string(),
            Some(named) => words::subject_name(named),
        }
    }))
}

/// Where advice points to, in a sentence.
pub(crate) fn direction(direction: &Direction, consolidation: &Consolidation) -> Markup {
    let (tone, says) = match direction {
        Direction::Unrouted => (Tone::Info, "It was not referred yet: nobody was asked.".to_owned()),
        Direction::Open { agencies } => {
            (Tone::Info, format!("Not all have spoken: {} can still do so.", words::listed(agencies)))
        }
        Direction::Conflict { subjects } => (
            Tone::Warn,
            format!(
                "Agencies contradict one another about {}: the chair decides (15 CFR 750.4(f)).",
                named(subjects, consolidation)
            ),
        ),
        Direction::Escalated { to } => (Tone::Warn, format!("It is before the {}.", words::rung(*to).to_lowercase())),
        Direction::Contestable { until } => {
            (Tone::Info, format!("It is settled; an agency can take it further until the end of {until}."))
        }
        Direction::Free => (Tone::Good, "Nobody objects: it can be decided either way.".to_owned()),
        Direction::Toward { ruling } => {
            (Tone::Good, format!("Advice points to: {}.", ruling_words(ruling, consolidation)))
        }
    };
    Notice { tone, title: &says, body: None }.render()
}

fn ruling_words(ruling: &Ruling, consolidation: &Consolidation) -> String {
    let stand = words::stand(ruling.stand).word;
    if ruling.without.is_empty() {
        stand.to_owned()
    } else {
        format!("{stand}, without {}", named(&ruling.without, consolidation))
    }
}

/// How a conflict is being settled.
pub(crate) fn dispute(dispute: &Dispute, consolidation: &Consolidation) -> Markup {
    match dispute {
        Dispute::None => html! {},
        Dispute::Settled { by, ruling } => html! {
            p { "Decided by " (by.map_or("the chair of the operating committee", words::rung)) ": " strong { (ruling_words(ruling, consolidation)) } "." }
        },
        Dispute::Escalated { to, below } => html! {
            p { "Taken to the " (words::rung(*to).to_lowercase()) "; below it was decided: " strong { (ruling_words(below, consolidation)) } "." }
        },
    }
}

/// Recommendations as they were given, the latest first.
pub(crate) fn given(id: &str, given: &[Given], agencies: &Agencies) -> Markup {
    let latest_first: Vec<&Given> = given.iter().rev().collect();
    let columns = vec![
        Column::words("agency", "Agency", |row: &&Given| words::agency(agencies, &row.agency).to_owned()),
        Column::words("on", "Given", |row: &&Given| {
            html! {
                (words::day(row.on)) " "
                @if row.counts { (Badge::of(Tone::Good, "✓", "counts")) } @else { (Badge::of(Tone::Plain, "–", "superseded")) }
            }
        }),
        Column::words("said", "What it says", |row: &&Given| {
            html! {
                @match &row.said {
                    Some(said) => ul { @for position in &said.positions {
                        li { (words::subject_name(&position.subject)) ": " (says(&position.says)) }
                    } },
                    None => span.quiet { "its words are not kept" },
                }
            }
        }),
    ];
    let empty = Empty { says: "No recommendation was given yet.", action: None };
    Table { empty, ..Table::of(id, "Recommendations, the latest first", columns, &latest_first) }.render()
}

/// A position in words.
pub(crate) fn says(says: &Says) -> Markup {
    html! {
        (words::stand(says.stand()))
        @match says {
            Says::ApproveWithConditions { conditions } => { (condition_list(conditions)) }
            Says::Deny { reasons } | Says::ReturnWithoutAction { reasons } => { " " (reasons) }
            Says::Approve | Says::NoLicenseNeeded => {}
        }
    }
}
