//! What needs somebody at the authority: cases by the desk they lie on, what is overdue first; then reports and messages.

mod desk;

pub use desk::Desk;

use crate::address::Address;
use crate::authority::case::CaseTab;
use crate::authority::form::form_id;
use crate::authority::{clocks, links, words};
use crate::components::{Badge, Column, Control, Deadline, Empty, Field, InputKind, Moment, Table, Tone};
use crate::houses::{HouseTrouble, trouble_columns};
use crate::listing::Listing;
use crate::number::{grouped, shortened};
use crate::place::Place;
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_desk::clock::{Clock, ClockState};
use portcullis_license::Instant;

/// Letters of a text that a row shows.
const LETTERS: usize = 160;

/// A case that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueCase {
    /// Its number.
    pub case: String,
    /// On which desk it lies.
    pub desk: Desk,
    /// The provider that applies.
    pub applicant: String,
    /// What it is about, in short: `512 h100 for Northern Compute Ltd`.
    pub about: String,
    /// What is waited for, in short: `defense silent`, `draft 2 by officer.one: approve`.
    pub waits_for: String,
    /// Since when it lies there.
    pub since: Date,
    /// The clock that is due first.
    pub clock: Option<Clock>,
}

/// A report that a licensee owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportOwed {
    /// The license.
    pub license: String,
    /// The case it was issued in.
    pub case: String,
    /// The licensee.
    pub licensee: String,
    /// The last day for it.
    pub due: Date,
}

/// A message of a provider that was not acted upon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRefused {
    /// Its number.
    pub number: u64,
    /// Who sent it.
    pub provider: String,
    /// What it was: `amendment`.
    pub kind: String,
    /// The case it belongs to, where it belongs to one.
    pub case: Option<String>,
    /// The stable word for why.
    pub code: String,
    /// What is wrong, and the mend.
    pub detail: String,
    /// When it came.
    pub at: Instant,
}

/// The queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueView {
    /// How it was asked for: `desk`, and filters `applicant`, `text`.
    pub listing: Listing,
    /// The day.
    pub today: Date,
    /// Cases that wait.
    pub cases: Vec<QueueCase>,
    /// Reports due.
    pub reports: Vec<ReportOwed>,
    /// Messages that were not acted upon.
    pub refused: Vec<MessageRefused>,
    /// What is wrong between this house and providers.
    pub troubles: Vec<HouseTrouble>,
}

/// A part of the page: its id, its title, how pressing it is, how many rows, and its table.
struct Part {
    id: &'static str,
    title: &'static str,
    tone: Tone,
    count: usize,
    table: Markup,
}

/// The body of the page.
#[must_use]
pub fn queue(view: &QueueView) -> Markup {
    let listing = &view.listing;
    let only = listing.value("desk");
    let desks =
        Desk::ALL.into_iter().filter(|desk| only.is_empty() || desk.word() == only).map(|desk| desk_part(view, desk));
    let others = [troubles(view), reports(view), refused(view)].into_iter().filter(|_| only.is_empty());
    let (waiting, quiet): (Vec<Part>, Vec<Part>) = desks.chain(others).partition(|part| part.count > 0);
    let fields = [
        Field::of("applicant", "Applicant", Control::Input(InputKind::Search, listing.value("applicant"))),
        Field::of("text", "Case, party, item", Control::Input(InputKind::Search, listing.value("text"))),
    ];
    let page = Place::Queue.address();
    html! {
        (listing.filters(&page, &fields))
        @if !only.is_empty() { p { a href=(page) { "All desks" } } }
        @if waiting.is_empty() {
            div.empty.alone {
                p { "Nothing waits for you." }
                p { a href=(Place::Cases.address()) { "All cases" } }
            }
        } @else {
            ul.tally { @for part in &waiting {
                li.(part.tone.class()) { a href={ "#" (part.id) } { strong { (grouped(i128::try_from(part.count).unwrap_or(0))) } " " (part.title) } }
            } }
        }
        @for part in &waiting { section.waiting { h2 id=(part.id) { (part.title) } (part.table) } }
        @if !quiet.is_empty() && !waiting.is_empty() {
            p.quiet { "Nothing under: " (quiet.iter().map(|part| part.title.to_lowercase()).collect::<Vec<_>>().join(", ")) "." }
        }
    }
}

/// The most pressing first: what is late, then what is due, then what stands still.
fn pressing(row: &QueueCase) -> (bool, Date, Date) {
    match &row.clock {
        Some(clock) => (matches!(clock.state, ClockState::Stopped { .. }), clock.due, row.since),
        None => (false, Date::MAX, row.since),
    }
}

fn desk_part(view: &QueueView, desk: Desk) -> Part {
    let mut rows: Vec<&QueueCase> = view.cases.iter().filter(|row| row.desk == desk).collect();
    if view.listing.value("sort").is_empty() {
        rows.sort_by_key(|row| pressing(row));
    }
    let (tab, kind, says) = desk.next();
    let columns = vec![
        Column::words("case", "Case", |row: &&QueueCase| html! { a href=(links::case(&row.case)) { (row.case) } })
            .sortable(),
        Column::words(
            "applicant",
            "Applicant",
            |row: &&QueueCase| html! { (row.applicant) div.quiet { (shortened(&row.about, LETTERS)) } },
        )
        .sortable(),
        Column::words("waits", "Waits for", |row: &&QueueCase| shortened(&row.waits_for, LETTERS)),
        Column::words("since", "Since", |row: &&QueueCase| words::day(row.since)).sortable(),
        Column::words("due", "Due", |row: &&QueueCase| match &row.clock {
            Some(clock) => html! { (clocks::state(clock, view.today)) div.quiet { (clock.title) } },
            None => html! { span.quiet { "no clock runs" } },
        })
        .sortable(),
        Column::words("next", "Next", move |row: &&QueueCase| {
            let address = links::case_tab(&row.case, tab);
            let address = kind.map_or_else(|| address.clone(), |kind| address.at(&form_id(kind)));
            html! { a href=(address) { (says) span.unseen { ": " (row.case) } } }
        }),
    ];
    let empty = Empty { says: "No case lies on this desk.", action: Some(("All desks", Place::Queue.address())) };
    let id = format!("table-{}", desk.word());
    let table = Table { empty, ..Table::of(&id, desk.title(), columns, &rows) };
    let of_desk: Address = Place::Queue.address();
    let table = view.listing.table(&of_desk, table);
    let table = Table {
        csv: Some(table.address.with("desk", desk.word()).with("format", "csv")),
        address: table.address.with("desk", desk.word()),
        pager: table.pager.filter(|_| view.listing.value("desk") == desk.word()),
        ..table
    };
    Part { id: desk.word(), title: desk.title(), tone: desk.tone(), count: rows.len(), table: table.render() }
}

fn reports(view: &QueueView) -> Part {
    let mut rows: Vec<&ReportOwed> = view.reports.iter().collect();
    rows.sort_by_key(|row| row.due);
    let columns = vec![
        Column::words(
            "license",
            "License",
            |row: &&ReportOwed| html! { a href=(links::license(&row.license)) { (row.license) } },
        ),
        Column::words("licensee", "Licensee", |row: &&ReportOwed| row.licensee.clone()),
        Column::words("due", "Due", |row: &&ReportOwed| Deadline { due: row.due, today: view.today }),
        Column::words(
            "case",
            "Case",
            |row: &&ReportOwed| html! { a href=(links::case_tab(&row.case, CaseTab::License)) { (row.case) } },
        ),
    ];
    let csv = Place::Queue.address().with("desk", "reports").with("format", "csv");
    let table = Table { csv: Some(csv), ..Table::of("table-reports", "Reports that licensees owe", columns, &rows) };
    Part { id: "reports", title: "Reports due", tone: Tone::Info, count: rows.len(), table: table.render() }
}

fn troubles(view: &QueueView) -> Part {
    let table = Table::of(
        "table-troubles",
        "Books and logs of providers that do not agree with what is on record here",
        trouble_columns(),
        &view.troubles,
    );
    let (id, title) = ("troubles", "Books and logs that differ");
    Part { id, title, tone: Tone::Bad, count: view.troubles.len(), table: table.render() }
}

fn refused(view: &QueueView) -> Part {
    let columns = vec![
        Column::words(
            "number",
            "Message",
            |row: &MessageRefused| html! { a href=(links::message(row.number)) { (row.kind.replace('_', " ")) " " (row.number) } },
        ),
        Column::words("provider", "From", |row: &MessageRefused| row.provider.clone()),
        Column::words(
            "case",
            "Case",
            |row: &MessageRefused| html! { @match &row.case { Some(case) => a href=(links::case(case)) { (case) }, None => "–" } },
        ),
        Column::words(
            "code",
            "Why",
            |row: &MessageRefused| html! { (Badge::of(Tone::Bad, "✕", &row.code)) " " (row.detail) },
        ),
        Column::words("at", "Came", |row: &MessageRefused| Moment::utc(row.at)),
    ];
    let csv = Place::Queue.address().with("desk", "refused").with("format", "csv");
    let table = Table {
        csv: Some(csv),
        ..Table::of("table-refused", "Messages of providers that were not acted upon", columns, &view.refused)
    };
    Part { id: "refused", title: "Refused messages", tone: Tone::Bad, count: view.refused.len(), table: table.render() }
}
