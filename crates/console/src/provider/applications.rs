//! What was applied for, and what is about to be.

use crate::components::{
    Badge, Button, Column, Control, Deadline, Empty, Field, Form, Group, InputKind, Method, Moment, Table, Tone,
};
use crate::filled::Filled;
use crate::form_keys::FormKeys;
use crate::listing::Listing;
use crate::number::counted;
use crate::place::Place;
use crate::provider::links;
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_license::Instant;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Its reference.
    pub reference: String,
    /// For whom, in short.
    pub parties: String,
    /// How many gaps it has.
    pub gaps: usize,
    /// When it was last saved.
    pub saved: Instant,
    /// Who saved it.
    pub by: String,
}

/// A filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilingRow {
    /// Its reference.
    pub reference: String,
    /// The authority's case, once it is acknowledged.
    pub case: Option<String>,
    /// For whom, in short.
    pub parties: String,
    /// Where it stands, in words: `pending`, `asked a question`.
    pub stage: String,
    /// What that means for the reader.
    pub tone: Tone,
    /// When it was filed.
    pub filed: Instant,
    /// Questions that wait for an answer.
    pub open_questions: usize,
    /// The last day to respond to a notice of intent to deny; nothing where none waits for a response.
    pub respond_by: Option<Date>,
    /// The license that came of it.
    pub license: Option<String>,
}

/// Drafts, and a page of filings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApplicationsView {
    /// The drafts, the latest saved first.
    pub drafts: Vec<DraftRow>,
    /// How the filings were asked for: filters `party`, `stage`.
    pub listing: Listing,
    /// The filings.
    pub filings: Vec<FilingRow>,
    /// The day they are looked at.
    pub today: Date,
    /// What stands in the form of a new draft: `reference`.
    pub filled: Filled,
    /// For the form; nothing where this person may only look.
    pub keys: Option<FormKeys>,
}

/// The mark of a stage.
pub(crate) fn stage_badge(tone: Tone, words: &str) -> Badge<'_> {
    let mark = match tone {
        Tone::Plain => "–",
        Tone::Good => "✓",
        Tone::Warn => "!",
        Tone::Bad => "✕",
        Tone::Info => "…",
    };
    Badge::of(tone, mark, words)
}

/// The body of the page.
#[must_use]
pub fn applications(view: &ApplicationsView) -> Markup {
    html! {
        (view.filled.summary())
        h2 #drafts { "Drafts" }
        (drafts(view))
        h2 #filings { "Filed" }
        (filings(view))
        @if let Some(keys) = &view.keys { h2 #new { "New draft" } (new_draft(view, keys)) }
    }
}

fn drafts(view: &ApplicationsView) -> Markup {
    let columns = vec![
        Column::words(
            "reference",
            "Draft",
            |row: &DraftRow| html! { a.ref href=(links::draft(Some(&row.reference))) { (row.reference) } },
        ),
        Column::words("parties", "For", |row: &DraftRow| row.parties.clone()),
        Column::words("gaps", "State", |row: &DraftRow| match row.gaps {
            0 => Badge::of(Tone::Good, "✓", "ready to file").render(),
            gaps => Badge::of(Tone::Warn, "…", &counted(gaps, "gap")).render(),
        }),
        Column::words(
            "saved",
            "Saved",
            |row: &DraftRow| html! { (Moment::utc(row.saved)) " " span.quiet { (row.by) } },
        ),
    ];
    let empty = Empty {
        says: "No draft is open. The quickest way to one is the answer to a question that needs a license.",
        action: Some(("Ask", Place::Ask.address())),
    };
    Table { empty, ..Table::of("draft-table", "Applications that are not filed", columns, &view.drafts) }.render()
}

fn filings(view: &ApplicationsView) -> Markup {
    let page = Place::Applications.address();
    let listing = &view.listing;
    let fields = [
        Field::of("party", "Party", Control::Input(InputKind::Search, listing.value("party"))),
        Field::of("stage", "Stage", Control::Input(InputKind::Search, listing.value("stage"))),
    ];
    let columns = vec![
        Column::words("reference", "Filing", |row: &FilingRow| html! {
            a.ref href=(links::filing(&row.reference)) { (row.reference) } @if let Some(case) = &row.case { div.quiet { "case " (case) } }
        })
        .sortable(),
        Column::words("parties", "For", |row: &FilingRow| row.parties.clone()),
        Column::words("stage", "Stage", |row: &FilingRow| html! {
            (stage_badge(row.tone, &row.stage)) @if row.open_questions > 0 { " " (counted(row.open_questions, "question")) }
            @if let Some(due) = row.respond_by { div.quiet { "respond by " (Deadline { due, today: view.today }) } }
        })
        .sortable(),
        Column::words("filed", "Filed", |row: &FilingRow| Moment::utc(row.filed)).sortable(),
        Column::words("license", "License", |row: &FilingRow| html! {
            @if let Some(license) = &row.license { a.ref href=(links::license(license)) { (license) } } @else { "–" }
        })
        .sortable(),
    ];
    let empty = Empty { says: "Nothing was filed yet. A draft without gaps can be certified and filed.", action: None };
    let table = Table { empty, ..Table::of("filing-table", "Filed applications", columns, &view.filings) };
    html! { (listing.filters(&page, &fields)) (listing.table(&page, table)) }
}

fn new_draft(view: &ApplicationsView, keys: &FormKeys) -> Markup {
    let operation = keys.operation("new-draft");
    let reference = Field {
        required: true,
        hint: Some("Your own name for it; it stays with the filing."),
        ..view.filled.line("reference", "Reference", InputKind::Text)
    };
    Form {
        method: Method::Post { form_key: &keys.form_key, idempotency_key: &operation },
        action: links::draft(None),
        groups: &[Group { legend: None, fields: &[reference] }],
        button: Button { label: "Start an empty draft", tone: Tone::Plain },
    }
    .render()
}
