//! All cases, to be cut, turned and taken away.

use crate::authority::{links, words};
use crate::components::{Badge, Choice, Column, Control, Deadline, Empty, Field, InputKind, Table, Tone};
use crate::listing::Listing;
use crate::place::Place;
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_desk::case::PhaseKind;
use portcullis_desk::decision::OutcomeKind;

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRow {
    /// Its number.
    pub case: String,
    /// The provider that applies.
    pub applicant: String,
    /// What it is about, in short.
    pub about: String,
    /// The countries in which the ultimate parents of those who receive it are headquartered, by their codes.
    pub parent_countries: Vec<String>,
    /// Where it stands.
    pub phase: PhaseKind,
    /// When it came in.
    pub received: Date,
    /// The agencies that were asked.
    pub agencies: Vec<String>,
    /// How it was decided, where it was.
    pub outcome: Option<OutcomeKind>,
    /// The day that is due first; nothing where no clock runs.
    pub due: Option<Date>,
    /// Whether its clock stands still.
    pub stands_still: bool,
}

/// A page of cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CasesView {
    /// How they were asked for: filters `phase`, `applicant`, `country`, `agency`, `outcome`, `text`.
    pub listing: Listing,
    /// The cases.
    pub rows: Vec<CaseRow>,
    /// The agencies of the procedure, each with its name in full.
    pub agencies: Vec<(String, String)>,
    /// The day they are looked at.
    pub today: Date,
}

/// A choice among words of the domain, and any of them.
fn any_of(words: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), "Any".to_owned())).chain(words).collect()
}

fn chosen<'a>(choices: &'a [(String, String)], value: &str) -> Vec<Choice<'a>> {
    choices.iter().map(|(own, label)| Choice { value: own, label, chosen: own == value }).collect()
}

fn filters(view: &CasesView) -> Markup {
    let listing = &view.listing;
    let phases = any_of(PhaseKind::ALL.iter().map(|kind| (kind.word().to_owned(), words::spaced(kind.word()))));
    let outcomes = any_of(OutcomeKind::ALL.iter().map(|kind| (kind.word().to_owned(), words::spaced(kind.word()))));
    let agencies = any_of(view.agencies.iter().cloned());
    let [phase, outcome, agency] = [("phase", &phases), ("outcome", &outcomes), ("agency", &agencies)]
        .map(|(name, all)| chosen(all, listing.value(name)));
    let search =
        |name: &'static str, label| Field::of(name, label, Control::Input(InputKind::Search, listing.value(name)));
    let fields = [
        search("text", "Case, party, item"),
        search("applicant", "Applicant"),
        Field::of("phase", "Phase", Control::Select(&phase)),
        search("country", "Ultimate parent in"),
        Field::of("agency", "Agency", Control::Select(&agency)),
        Field::of("outcome", "Outcome", Control::Select(&outcome)),
    ];
    listing.filters(&Place::Cases.address(), &fields)
}

/// The body of the page.
#[must_use]
pub fn cases(view: &CasesView) -> Markup {
    let columns = vec![
        Column::words("case", "Case", |row: &CaseRow| html! { a href=(links::case(&row.case)) { (row.case) } }).sortable(),
        Column::words("applicant", "Applicant", |row: &CaseRow| html! { (row.applicant) div.quiet { (row.about) } }).sortable(),
        Column::words("country", "Ultimate parent in", |row: &CaseRow| html! {
            @if row.parent_countries.is_empty() { span.quiet { "not stated" } } @else { (row.parent_countries.join(", ")) }
        })
        .sortable(),
        Column::words("phase", "Phase", |row: &CaseRow| words::phase_kind(row.phase)).sortable(),
        Column::words("received", "Came in", |row: &CaseRow| words::day(row.received)).sortable(),
        Column::words("agencies", "Agencies", |row: &CaseRow| html! {
            @if row.agencies.is_empty() { span.quiet { "none asked" } } @else { (row.agencies.join(", ")) }
        }),
        Column::words("outcome", "Outcome", |row: &CaseRow| html! {
            @match row.outcome { Some(kind) => { (words::outcome(kind)) } None => span.quiet { "open" } }
        })
        .sortable(),
        Column::words("due", "Next due", |row: &CaseRow| match row.due {
            Some(_) if row.stands_still => Badge::of(Tone::Warn, "‖", "stands still").render(),
            Some(due) => Deadline { due, today: view.today }.render(),
            None => html! { span.quiet { "no clock runs" } },
        })
        .sortable(),
    ];
    let empty = Empty {
        says: "No case was opened yet. A case opens when a provider's application comes in.",
        action: Some(("The queue", Place::Queue.address())),
    };
    let table = Table { empty, ..Table::of("cases", "Cases", columns, &view.rows) };
    html! { (filters(view)) (view.listing.table(&Place::Cases.address(), table)) }
}
