//! A case as an auditor reads it: who did what, when, and whether it was in time. Nothing that was said.

use crate::authority::{clocks, timeline, words};
use crate::components::{Badge, Column, Digest, Empty, FactList, Moment, Table, Tone};
use crate::place::Place;
use maud::{Markup, Render, html};
use portcullis_desk::agency::Agencies;
use portcullis_desk::audience::AuditorView;
use portcullis_desk::audience::auditor::PublicLine;
use portcullis_license::Instant;

/// A case for an auditor.
#[derive(Debug, Clone, Copy)]
pub struct AuditorCaseView<'a> {
    /// What auditors may see of it.
    pub auditor: &'a AuditorView,
    /// The agencies of the procedure.
    pub agencies: &'a Agencies,
    /// Who was given documents of it, in order.
    pub reads: &'a [ReadRow],
}

/// That somebody was given a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRow {
    /// When.
    pub at: Instant,
    /// Who.
    pub by: String,
    /// In which part, by its word.
    pub role: String,
    /// SHA-256 of the document.
    pub sha256: String,
}

/// The body of the page.
#[must_use]
pub fn auditor_case(view: &AuditorCaseView<'_>) -> Markup {
    let auditor = view.auditor;
    let versions = html! { @for (at, digest) in auditor.applications.iter().enumerate() {
        @if at > 0 { br; } "version " (at + 1) ": " (Digest { full: &digest.to_string() })
    } };
    let facts = FactList::new()
        .row("Applicant", auditor.applicant.as_str())
        .row("Phase", words::phase_kind(auditor.phase.kind()))
        .row("Applications", versions)
        .maybe("Kept until", auditor.kept_until.map(|day| day.to_string()));
    let columns = vec![
        Column::numbers("number", "Event", |row: &PublicLine| row.number.to_string()),
        Column::words("at", "When", |row: &PublicLine| Moment::utc(row.at)),
        Column::words(
            "who",
            "Who",
            |row: &PublicLine| html! { (row.who.trim_end_matches(',')) " " span.quiet { (row.role.to_string()) } },
        ),
        Column::words("kind", "Kind", |row: &PublicLine| words::spaced(row.kind.word())),
        Column::words("sentence", "The public part", |row: &PublicLine| timeline::with_digests(&row.sentence)),
        Column::words("erased", "What was said", |row: &PublicLine| match row.is_erased {
            None => html! { span.quiet { "nothing" } },
            Some(false) => html! { (Badge::of(Tone::Plain, "▣", "kept, withheld")) },
            Some(true) => html! { (Badge::of(Tone::Warn, "∅", "erased")) },
        }),
    ];
    let events =
        Table { filter: true, ..Table::of("events", "All that happened, in order", columns, &auditor.timeline) };
    html! {
        (facts)
        h2 #clocks { "Clocks" }
        (clocks::clocks("clock-table", &auditor.clocks, auditor.on, view.agencies))
        h2 #history { "What happened" }
        (events)
        h2 #reads { "Documents that were given" }
        (reads(view.reads))
        p { "That each event is in the log, and that what is withheld is what was said, is proved in the " a href=(Place::Log.address()) { "log" } "." }
    }
}

fn reads(rows: &[ReadRow]) -> Markup {
    let columns = vec![
        Column::words("at", "When", |row: &ReadRow| Moment::utc(row.at)),
        Column::words("by", "Who", |row: &ReadRow| row.by.clone()),
        Column::words("role", "In which part", |row: &ReadRow| words::spaced(&row.role)),
        Column::words("sha256", "SHA-256", |row: &ReadRow| html! { (Digest { full: &row.sha256 }) }),
    ];
    let empty = Empty { says: "Nobody was given a document of this case.", action: None };
    Table { empty, ..Table::of("read-table", "Who was given which document, in order", columns, rows) }.render()
}
