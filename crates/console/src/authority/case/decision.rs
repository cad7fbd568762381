//! Drafting and signing: the draft that waits, all of it, with the digest that is signed; who may sign and who may not; the form for a draft.

use super::conditions::{asked, beside, dropped};
use super::{CaseTab, CaseView};
use crate::authority::form::{Forms, countersign, draft, form_id, license as license_form, send_back};
use crate::authority::{advice, decided, links, timeline, words};
use crate::components::{Badge, Column, Digest, FactList, Tab, Table, Tabs, Tone};
use crate::filled::Filled;
use crate::license_parts;
use maud::{Markup, Render, html};
use portcullis_desk::audience::officer::{Became, DraftShown};
use portcullis_desk::decision::{DraftText, OutcomeKind};
use portcullis_desk::event::EventKind;

pub(super) fn decision(view: &CaseView<'_>) -> Markup {
    let officer = view.officer;
    let waiting = officer.drafts.iter().find(|draft| Some(draft.number) == officer.waiting);
    html! {
        (advice::direction(&officer.direction, &officer.consolidation))
        @if let Some(waiting) = waiting { (waits(view, waiting)) }
        @if view.may(EventKind::Drafted) { (new_draft(view)) }
        @else if waiting.is_none() { p { "Nothing can be drafted by you where the case stands." } }
        h2 { "All drafts" }
        (earlier(view))
    }
}

/// The draft that waits, all of it, and the two things that can be done with it.
fn waits(view: &CaseView<'_>, draft: &DraftShown) -> Markup {
    html! {
        h2 #waiting { "Draft " (draft.number) " " (super::waits()) }
        (about(draft))
        @if let Some(text) = &draft.text { (text_of("waiting-draft", text)) } @else { p { "Its words are not kept." } }
        (signing(view, draft))
    }
}

fn about(draft: &DraftShown) -> Markup {
    FactList::new()
        .row("Decides", words::outcome(draft.outcome))
        .row("Drafted by", draft.by.as_str())
        .row("On version", draft.version.to_string())
        .row("Digest", html! { code { (draft.digest.to_string()) } })
        .render()
}

fn text_of(id: &str, text: &DraftText) -> Markup {
    html! {
        @if let Some(reasons) = text.outcome.reasons() { h3 { "Reasons" } (timeline::paragraphs(reasons)) }
        @if let Some(license) = text.outcome.license() { h3 { "License" } (license_parts::terms(id, license, None)) }
        (decided::without(&text.without))
        @if !text.note.trim().is_empty() { h3 { "Note for the colleagues" } (timeline::paragraphs(&text.note)) }
    }
}

fn signing(view: &CaseView<'_>, draft: &DraftShown) -> Markup {
    let Some(forms) = view.forms() else { return html! {} };
    let title = |kind| view.officer.next.iter().find(|allowed| allowed.event == kind).map(|allowed| allowed.title);
    html! {
        h3 { "Sign it, or send it back" }
        @match title(EventKind::Countersigned) {
            Some(title) => { (countersign(forms, title, draft)) }
            None => p id=(form_id(EventKind::Countersigned)) {
                (Badge::of(Tone::Warn, "✕", "you may not sign it")) " "
                (view.may_not_sign.as_deref().unwrap_or("It is signed by another officer."))
            }
        }
        @if let Some(title) = title(EventKind::SentBack) { (send_back(forms, title, draft.number)) }
        (barred(view))
    }
}

/// Who may not sign, and why.
fn barred(view: &CaseView<'_>) -> Markup {
    html! { @if !view.barred.is_empty() {
        details { summary { "Who may not sign, and why" } ul { @for one in &view.barred { li { strong { (one.name) } ": " (one.why) } } } }
    } }
}

fn new_draft(view: &CaseView<'_>) -> Markup {
    let phase = view.officer.phase.kind();
    let here: Vec<OutcomeKind> = OutcomeKind::ALL.into_iter().filter(|kind| kind.phases().contains(&phase)).collect();
    let page = links::case_tab(view.number(), CaseTab::Decision);
    let tabs: Vec<Tab<'_>> = here
        .iter()
        .map(|kind| Tab {
            title: words::outcome_title(*kind),
            address: page.with("outcome", kind.word()).at(&form_id(EventKind::Drafted)),
            count: None,
            current: view.outcome == Some(*kind),
        })
        .collect();
    let chosen = view.outcome.filter(|kind| here.contains(kind));
    html! {
        h2 { @if view.officer.waiting.is_some() { "Draft another in its place" } @else { "Draft a decision" } }
        (Tabs { label: "What is decided", tabs: &tabs })
        @match (chosen, view.forms()) {
            (Some(outcome), Some(forms)) => { (form(view, forms, outcome)) }
            _ => p id=(form_id(EventKind::Drafted)) { "Choose what is to be decided. A second person signs it." }
        }
    }
}

fn form(view: &CaseView<'_>, forms: Forms<'_>, outcome: OutcomeKind) -> Markup {
    let officer = view.officer;
    let was_sent = view.filled.value("drafted.outcome") == outcome.word();
    let asked: Vec<_> = asked(officer).iter().map(|asked| asked.condition).collect();
    let begun = match outcome {
        OutcomeKind::Vary => draft::values(view.license.as_ref(), &[]),
        _ => draft::values(view.asked_for.as_ref(), &asked),
    };
    let start = Filled::of(begun);
    let filled = if was_sent { &view.filled } else { &start };
    let conditions = license_form::read(filled, draft::LICENSE).map(|license| license.conditions);
    let below = conditions.map_or_else(|_| html! {}, |kept| dropped(officer, &kept));
    html! {
        @if outcome.has_license() && !was_sent && start.values().is_empty() {
            p { "What the applicant asks for is not complete enough to be a license: fill the form in." }
        }
        (draft::draft(Forms { filled, ..forms }, outcome, view.application(), &|condition| beside(officer, condition), &below))
    }
}

fn earlier(view: &CaseView<'_>) -> Markup {
    let rows: Vec<&DraftShown> = view.officer.drafts.iter().rev().collect();
    let columns = vec![
        Column::words("number", "Draft", |row: &&DraftShown| row.number.to_string()),
        Column::words("outcome", "Decides", |row: &&DraftShown| words::outcome(row.outcome)),
        Column::words("by", "Drafted by", |row: &&DraftShown| row.by.clone()),
        Column::words("became", "What became of it", |row: &&DraftShown| became(&row.became)),
        Column::words("digest", "Digest", |row: &&DraftShown| html! { (Digest { full: &row.digest.to_string() }) }),
        Column::words("text", "What it says", |row: &&DraftShown| {
            html! {
                @match &row.text {
                    Some(text) if Some(row.number) != view.officer.waiting => details { summary { "Read" span.unseen { " draft " (row.number) } } (text_of(&format!("draft-{}", row.number), text)) },
                    Some(_) => "above",
                    None => "its words are not kept",
                }
            }
        }),
    ];
    let empty = crate::components::Empty { says: "Nothing was drafted yet.", action: None };
    Table { empty, ..Table::of("drafts", "Drafts, the latest first", columns, &rows) }.render()
}

fn became(became: &Became) -> Markup {
    match became {
        Became::Waits => super::waits().render(),
        Became::Superseded => Badge::of(Tone::Plain, "↷", "superseded").render(),
        Became::SentBack { by } => html! { (Badge::of(Tone::Warn, "↩", "sent back")) " by " (by) },
        Became::Countersigned { by, on } => {
            html! { (Badge::of(Tone::Good, "✓", "signed")) " by " (by) " on " (words::day(on)) }
        }
        Became::Moot => Badge::of(Tone::Plain, "–", "the case went another way").render(),
    }
}
