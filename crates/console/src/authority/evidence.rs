//! What a case is decided on: the application in its versions, who takes part, questions and answers, documents.

use crate::address::Address;
use crate::authority::{links, words};
use crate::chart::Owned;
use crate::components::{Badge, Change, Column, Diff, Digest, Empty, FactList, Table, Tone};
use crate::number::grouped;
use maud::{Markup, Render, html};
use portcullis_application::brief;
use portcullis_application::form::{OwnerEntry, PartyEntry};
use portcullis_application::letters::shown;
use portcullis_application::{Application, Section, diff, sections, words as value_words};
use portcullis_desk::audience::{Question, SeenDocument, Version};

/// What is asked for, for whom, and where those are who stand above them.
pub(crate) fn in_short(application: &Application) -> Markup {
    let countries: Vec<&str> = brief::parent_countries(application).into_iter().collect();
    html! {
        (shown(&brief::about(application)))
        @if !countries.is_empty() { " " span.quiet { "ultimate parent in " (shown(&words::listed(countries))) } }
    }
}

/// An application, section by section.
pub(crate) fn application(application: &Application) -> Markup {
    html! { @for section in sections(application) { h3 { (section.title) } (facts(&section)) } }
}

fn facts(section: &Section) -> Markup {
    let rows = section.rows.iter().fold(FactList::new(), |facts, row| {
        let value = html! {
            @if row.value.is_empty() { span.quiet { "not stated" } }
            @else { @for (at, line) in row.value.lines().enumerate() { @if at > 0 { br; } (line) } }
            @if let Some(block) = &row.block { " " span.block { "block " (block) } }
        };
        facts.row(&row.label, value)
    });
    rows.render()
}

/// The versions, one of them in full, and what changed between two.
pub(crate) fn versions(page: &Address, versions: &[Version], shown: Option<u32>, against: Option<u32>) -> Markup {
    let Some(current) = versions.last() else { return html! { p { "No application is kept." } } };
    let of = |number: u32| versions.iter().find(|version| version.version == number);
    let chosen = shown.and_then(of).unwrap_or(current);
    let before =
        against.or_else(|| chosen.version.checked_sub(1)).and_then(of).filter(|other| other.version != chosen.version);
    html! {
        @if versions.len() > 1 {
            p { "Versions: " @for version in versions.iter().rev() {
                @if version.version == chosen.version { strong { (version.version) " of " (words::day(version.on)) } }
                @else { a href=(page.with("version", &version.version.to_string())) { (version.version) " of " (words::day(version.on)) } }
                " "
            } }
        } @else { p.quiet { "Version " (chosen.version) ", of " (words::day(chosen.on)) ". It was not amended." } }
        @if let Some(before) = before { (changes(before, chosen)) }
        @match &chosen.application {
            Some(kept) => { (application(kept)) }
            None => p { "The words of this version are not kept." },
        }
    }
}

fn changes(before: &Version, after: &Version) -> Markup {
    let (Some(old), Some(new)) = (&before.application, &after.application) else {
        return html! { p.quiet { "What changed since version " (before.version) " cannot be told: the words of one are not kept." } };
    };
    let changed: Vec<(String, Option<String>, Option<String>)> = diff(old, new)
        .into_iter()
        .map(|one| (one.what, one.before.as_ref().map(value_words), one.after.as_ref().map(value_words)))
        .collect();
    let changes: Vec<Change<'_>> = changed
        .iter()
        .map(|(label, before, after)| Change { label, before: before.as_deref(), after: after.as_deref() })
        .collect();
    let caption = format!("What changed from version {} to version {}", before.version, after.version);
    html! {
        @if changes.is_empty() { p { "Nothing changed from version " (before.version) " to version " (after.version) "." } }
        @else { (Diff { caption: &caption, changes: &changes }) }
    }
}

/// Who takes part, who owns them, and from what that is known.
pub(crate) fn parties(application: &Application, owned: &[(String, Owned<'_>)]) -> Markup {
    use crate::chart::{OwnershipPicture, Words};
    let known = |text: &str| html! { @if text.is_empty() { span.quiet { "not stated" } } @else { (text) } };
    let columns = vec![
        Column::words(
            "name",
            "Party",
            |row: &PartyEntry| html! { (row.name) div.quiet { (row.identifiers.join(", ")) } },
        ),
        Column::words("role", "Takes part as", |row: &PartyEntry| row.role.title()),
        Column::words("country", "Located in", move |row: &PartyEntry| known(&row.country)),
        Column::words("headquarters", "Headquarters", move |row: &PartyEntry| known(&row.headquarters)),
        Column::words("parent", "Ultimate parent", move |row: &PartyEntry| {
            html! {
                (known(&row.ultimate_parent)) @if !row.ultimate_parent_country.is_empty() { ", in " (row.ultimate_parent_country) }
            }
        }),
        Column::words("group", "Customer group", |row: &PartyEntry| {
            row.group.as_ref().map(ToString::to_string).unwrap_or_default()
        }),
        Column::words("resells", "Resells to", |row: &PartyEntry| row.resells_to.join(", ")),
    ];
    let owners: Vec<(&PartyEntry, &OwnerEntry)> =
        application.parties.iter().flat_map(|party| party.owners.iter().map(move |owner| (party, owner))).collect();
    let empty = Empty { says: "The application names no parties: ask the applicant.", action: None };
    html! {
        (Table { empty, ..Table::of("party-table", "Who takes part", columns, &application.parties) })
        (owner_table(&owners))
        @for (at, (name, owned)) in owned.iter().enumerate() {
            (OwnershipPicture {
                words: Words { id: &format!("owners-{at}"), title: &format!("Who stands above {name}"), about: &format!("As the ownership graph has it on {}.", owned.on) },
                graph: owned.graph,
                picture: owned.picture,
            })
        }
    }
}

fn owner_table(owners: &[(&PartyEntry, &OwnerEntry)]) -> Markup {
    type Row<'a> = (&'a PartyEntry, &'a OwnerEntry);
    let columns = vec![
        Column::words("party", "Party", |row: &Row<'_>| row.0.name.clone()),
        Column::words("owner", "Owner", |row: &Row<'_>| row.1.name.clone()),
        Column::words("country", "Headquarters", |row: &Row<'_>| row.1.country.clone()),
        Column::numbers("share", "Holds", |row: &Row<'_>| match row.1.basis_points {
            Some(points) => format!("{}.{:02}%", points / 100, points % 100),
            None => "not known".to_owned(),
        }),
        Column::words("evidence", "Known from", |row: &Row<'_>| {
            html! {
                (row.1.evidence) @if let Some(day) = row.1.as_of { " " span.quiet { "as of " (words::day(day)) } }
            }
        }),
    ];
    let empty = Empty { says: "The application states no owners.", action: None };
    Table { empty, ..Table::of("owner-table", "Owners, as the application states them", columns, owners) }.render()
}

/// Questions to the applicant, with their answers.
pub(crate) fn questions(questions: &[Question]) -> Markup {
    html! {
        @for question in questions.iter().rev() {
            article id={ "question-" (question.number) } {
                h3 {
                    "Question " (question.number) " " span.quiet { "asked " (words::day(question.asked)) } " "
                    @match question.answered {
                        Some(on) => { (Badge::of(Tone::Good, "✓", "answered")) " " span.quiet { (words::day(on)) } }
                        None => { (Badge::of(Tone::Warn, "…", "not answered yet")) }
                    }
                }
                @match &question.question { Some(text) => { (super::timeline::paragraphs(text)) } None => p.quiet { "Its words are not kept." } }
                @if let Some(answer) = &question.answer { p.what { "The applicant answered:" } (super::timeline::paragraphs(answer)) }
            }
        }
    }
}

/// Documents that the reader may see.
pub(crate) fn documents(case: &str, documents: &[SeenDocument]) -> Markup {
    let columns = vec![
        Column::words("name", "Document", |row: &SeenDocument| {
            html! {
                a href=(links::document(case, &row.document.sha256)) { (row.document.name) }
            }
        }),
        Column::words("kind", "Kind", |row: &SeenDocument| words::spaced(&row.document.kind)),
        Column::words("origin", "Came with", |row: &SeenDocument| row.origin.words()),
        Column::words("marking", "Marking", |row: &SeenDocument| {
            html! {
                @match &row.classification { Some(marking) => { (Badge::of(Tone::Warn, "▣", marking)) } None => "none" }
            }
        }),
        Column::words("audience", "For", |row: &SeenDocument| {
            if row.audience.is_empty() { "all that are asked".to_owned() } else { words::listed(&row.audience) }
        }),
        Column::numbers("bytes", "Bytes", |row: &SeenDocument| grouped(row.document.bytes.into())),
        Column::words("expires", "Can be relied on until", |row: &SeenDocument| {
            row.document.expires.map_or_else(|| "no end stated".to_owned(), |day| day.to_string())
        }),
        Column::words("hash", "SHA-256", |row: &SeenDocument| html! { (Digest { full: &row.document.sha256 }) }),
    ];
    let empty = Empty { says: "No document goes with the case that is for you.", action: None };
    Table { empty, ..Table::of("document-table", "Documents", columns, documents) }.render()
}
