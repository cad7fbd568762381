//! Conditions that agencies ask for, and what becomes of each in the draft: kept as it is, or altered or dropped with its owner's consent to exactly that.

use super::CaseView;
use crate::authority::{links, words};
use crate::components::{Badge, Column, Empty, Table, Tone};
use crate::license_parts;
use crate::license_parts::as_data;
use maud::{Markup, Render, html};
use portcullis_desk::advice::{Says, Subject};
use portcullis_desk::agency::AgencyName;
use portcullis_desk::audience::OfficerView;
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::event::{ConsentMark, Digest};
use portcullis_license::{Condition, License};

/// A condition as an agency asks for it.
pub(super) struct Asked<'a> {
    agency: &'a AgencyName,
    subject: &'a Subject,
    pub(super) condition: &'a Condition,
}

/// The conditions of each agency's latest recommendation, of any round: those that a license has to keep.
pub(super) fn asked(officer: &OfficerView) -> Vec<Asked<'_>> {
    let mut asked = Vec::new();
    for (at, given) in officer.recommendations.iter().enumerate() {
        let is_latest = !officer.recommendations.iter().skip(at + 1).any(|later| later.agency == given.agency);
        let positions = given.said.iter().filter(|_| is_latest).flat_map(|said| &said.positions);
        for position in positions {
            if let Says::ApproveWithConditions { conditions } = &position.says {
                let of = |condition| Asked { agency: &given.agency, subject: &position.subject, condition };
                asked.extend(conditions.iter().map(of));
            }
        }
    }
    asked
}

/// What becomes of a condition in a license, and whether its owner agreed.
#[derive(Debug, PartialEq, Eq)]
enum Fate<'a> {
    Kept,
    Altered { to: &'a Condition, agreed: bool },
    Dropped { agreed: bool },
}

fn fate<'a>(officer: &OfficerView, asked: &Asked<'_>, license: &'a License) -> Fate<'a> {
    let condition = asked.condition;
    if license.conditions.contains(condition) {
        return Fate::Kept;
    }
    let same = |other: &&Condition| other.id == condition.id && other.owner == condition.owner;
    let altered = license.conditions.iter().find(same);
    let agreed = consented(officer, asked.agency, condition, altered);
    altered.map_or(Fate::Dropped { agreed }, |to| Fate::Altered { to, agreed })
}

/// Whether an agency consented to exactly this. What cannot be told is no consent.
fn consented(officer: &OfficerView, agency: &AgencyName, from: &Condition, to: Option<&Condition>) -> bool {
    let Ok(from_digest) = Digest::of(from) else { return false };
    let to_digest = to.map(Digest::of).transpose();
    let Ok(to_digest) = to_digest else { return false };
    let consent = ConsentMark { condition: from.id.clone(), from: from_digest, to: to_digest };
    officer.consents.get(agency).is_some_and(|given| given.contains(&consent))
}

/// What a condition of a draft is to those who asked for conditions: said beside it in the editor.
pub(super) fn beside(officer: &OfficerView, condition: &Condition) -> Markup {
    let asked = asked(officer);
    let Some(asked) =
        asked.iter().find(|asked| asked.condition.id == condition.id && asked.condition.owner == condition.owner)
    else {
        return html! { (Badge::of(Tone::Info, "+", "no agency asked for it")) };
    };
    if asked.condition == condition {
        return html! { (Badge::of(Tone::Good, "=", "as asked for")) };
    }
    consent_badge("altered", consented(officer, asked.agency, asked.condition, Some(condition)), asked.agency)
}

fn consent_badge(what: &str, agreed: bool, agency: &AgencyName) -> Markup {
    let (tone, mark, then) = if agreed {
        (Tone::Good, "✓", format!("{what}; {agency} agreed"))
    } else {
        (Tone::Warn, "!", format!("{what}; needs the consent of {agency}"))
    };
    html! { (Badge::of(tone, mark, &then)) }
}

/// What was asked for and is not in a draft: said below the editor.
pub(super) fn dropped(officer: &OfficerView, kept: &[Condition]) -> Markup {
    let asked = asked(officer);
    let is_there =
        |asked: &&Asked<'_>| kept.iter().any(|own| own.id == asked.condition.id && own.owner == asked.condition.owner);
    let dropped: Vec<&Asked<'_>> = asked.iter().filter(|asked| !is_there(asked)).collect();
    html! {
        @if !dropped.is_empty() {
            p.what { "Asked for, and not in this draft" }
            ul { @for asked in dropped {
                li {
                    code { (asked.condition.id) } " " (asked.condition.rule.to_string()) " "
                    (consent_badge("dropped", consented(officer, asked.agency, asked.condition, None), asked.agency))
                }
            } }
        }
    }
}

/// The license that is drafted, or was: what the conditions are held against.
fn drafted(officer: &OfficerView) -> Option<&License> {
    officer.drafts.iter().rev().find_map(|draft| draft.text.as_ref()?.outcome.license())
}

pub(super) fn conditions(view: &CaseView<'_>) -> Markup {
    let officer = view.officer;
    let asked = asked(officer);
    let license = drafted(officer);
    let edit = links::case_tab(view.number(), super::CaseTab::Decision)
        .with("outcome", OutcomeKind::Approve.word())
        .at("conditions");
    let columns = vec![
        Column::words("id", "Condition", |row: &Asked<'_>| html! { code { (row.condition.id) } }),
        Column::words("owner", "Owner", |row: &Asked<'_>| words::agency(view.agencies, row.agency).to_owned()),
        Column::words("subject", "On", |row: &Asked<'_>| words::subject_name(row.subject)),
        Column::words("sentence", "What the license would say", |row: &Asked<'_>| row.condition.rule.to_string()),
        Column::words("fate", "In the draft", move |row: &Asked<'_>| match license {
            None => html! { span.quiet { "no draft yet" } },
            Some(license) => fate_cell(&fate(officer, row, license), row.agency),
        }),
        Column::words("data", "As data", |row: &Asked<'_>| as_data(row.condition)),
    ];
    let empty = Empty { says: "No agency asks for conditions.", action: None };
    html! {
        p { "A condition belongs to the agency that asked for it. It is kept as it is, or altered or dropped when that agency agrees to exactly that." }
        (Table { empty, ..Table::of("asked-conditions", "Conditions that agencies ask for", columns, &asked) })
        @if view.may(portcullis_desk::event::EventKind::Drafted) { p { a href=(edit) { "Write, alter and drop conditions in a draft" } } }
        (consents(view))
        @if let Some(license) = license {
            h2 { "Conditions of the latest draft" }
            (license_parts::conditions_table("draft-conditions", "In the order of the license", &license.conditions))
        }
    }
}

fn fate_cell(fate: &Fate<'_>, agency: &AgencyName) -> Markup {
    match fate {
        Fate::Kept => Badge::of(Tone::Good, "=", "kept").render(),
        Fate::Altered { to, agreed } => {
            html! { (consent_badge("altered", *agreed, agency)) div { (to.rule.to_string()) } }
        }
        Fate::Dropped { agreed } => consent_badge("dropped", *agreed, agency),
    }
}

/// What agencies agreed to, by digests: the exact thing.
fn consents(view: &CaseView<'_>) -> Markup {
    let rows: Vec<(&AgencyName, &ConsentMark)> = view
        .officer
        .consents
        .iter()
        .flat_map(|(agency, consents)| consents.iter().map(move |consent| (agency, consent)))
        .collect();
    type Row<'a> = (&'a AgencyName, &'a ConsentMark);
    let columns = vec![
        Column::words("condition", "Condition", |row: &Row<'_>| html! { code { (row.1.condition) } }),
        Column::words("agency", "Agreed by", |row: &Row<'_>| words::agency(view.agencies, row.0).to_owned()),
        Column::words("from", "As it was asked for", |row: &Row<'_>| digest(row.1.from)),
        Column::words("to", "As it is to be", |row: &Row<'_>| match row.1.to {
            Some(to) => digest(to),
            None => html! { "dropped" },
        }),
    ];
    html! { @if !rows.is_empty() {
        h2 { "What agencies agreed to" }
        (Table::of("consents", "Consents, each to exactly one change", columns, &rows))
    } }
}

fn digest(digest: Digest) -> Markup {
    crate::components::Digest { full: &digest.to_string() }.render()
}
