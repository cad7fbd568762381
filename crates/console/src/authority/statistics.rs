//! How the procedure does: figures of a period, each with what it means beside it, as a picture and as a table.

use crate::address::Address;
use crate::authority::words;
use crate::chart::{Bar, Bars, Curve, Lines, Words};
use crate::components::Table as TableOf;
use crate::components::{Column, Control, Empty, Field, InputKind, Problem, error_summary};
use crate::listing::Listing;
use crate::number::grouped;
use crate::place::Place;
use jiff::civil::Date;
use maud::{Markup, Render, html};
use portcullis_desk::statistics::{FigureName, Row, Statistics, Table};
use portcullis_license::Instant;

/// Bars that a picture shows; the table has all rows.
const BARS: usize = 20;

/// The figures of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatisticsView {
    /// How they were asked for: `from`, `until`.
    pub listing: Listing,
    /// The figures; nothing where there is no such period.
    pub statistics: Option<Statistics>,
    /// Why there is no such period.
    pub problem: Option<String>,
}

/// The body of the page.
#[must_use]
pub fn statistics(view: &StatisticsView) -> Markup {
    let listing = &view.listing;
    let day = |name: &'static str, label, known: Option<Date>| {
        let shown = known.map(|day| day.to_string()).unwrap_or_default();
        (name, label, if listing.value(name).is_empty() { shown } else { listing.value(name).to_owned() })
    };
    let period = view.statistics.as_ref();
    let days = [day("from", "From", period.map(|it| it.from)), day("until", "Until", period.map(|it| it.to))];
    let fields =
        days.each_ref().map(|(name, label, value)| Field::of(name, label, Control::Input(InputKind::Date, value)));
    let problems: Vec<Problem> =
        view.problem.iter().map(|says| Problem { field: Some("field-from".to_owned()), says: says.clone() }).collect();
    html! {
        (error_summary(&problems))
        (listing.filters(&Place::Statistics.address(), &fields))
        @match period {
            Some(statistics) => {
                nav.contents aria-label="Figures" { ol { @for table in &statistics.tables { li { a href={ "#" (id(table)) } { (table.title) } } } } }
                @for table in &statistics.tables { (figure(view, statistics, table)) }
            }
            None => div.empty.alone { p { "There are no figures for this period. Choose its first and its last day." } },
        }
    }
}

/// The id of a figure: where a link to it leads.
fn id(table: &Table) -> String {
    // A name is a word; nothing of it fails to be written.
    serde_json::to_value(table.name).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

fn csv(view: &StatisticsView, table: &Table) -> Address {
    let asked =
        view.listing.query.iter().fold(Place::Statistics.address(), |address, (name, value)| address.with(name, value));
    asked.with("figure", &id(table)).with("format", "csv")
}

fn figure(view: &StatisticsView, statistics: &Statistics, table: &Table) -> Markup {
    html! {
        section {
            h2 id=(id(table)) { (table.title) }
            p { (table.definition) }
            p.quiet { "Counted in " (table.unit) ", from " (words::day(statistics.from)) " to " (words::day(statistics.to)) "." }
            (picture(table))
            (rows(view, table))
        }
    }
}

fn number(figure: Option<u64>) -> String {
    figure.map_or_else(|| "–".to_owned(), |number| grouped(number.into()))
}

fn rows(view: &StatisticsView, table: &Table) -> Markup {
    let mut columns = vec![Column::words("label", table.head.first().map_or("", String::as_str), |row: &Row| {
        words::spaced(&row.label)
    })];
    for (at, title) in table.head.iter().skip(1).enumerate() {
        columns.push(Column::numbers(title, title, move |row: &Row| number(row.figures.get(at).copied().flatten())));
    }
    let all: Vec<Row> = table.rows.iter().chain(&table.total).cloned().collect();
    let table_id = format!("{}-table", id(table));
    let empty =
        Empty { says: "Nothing of this happened in the period.", action: Some(("All cases", Place::Cases.address())) };
    TableOf {
        csv: Some(csv(view, table)),
        filter: all.len() > 20,
        empty,
        ..TableOf::of(&table_id, &table.title, columns, &all)
    }
    .render()
}

/// Which column a picture shows: of times the middle one, of everything else the first.
fn shown(table: &Table) -> usize {
    match table.name {
        FigureName::DaysToDecision | FigureName::DaysToDecisionWithStops | FigureName::DaysToRecommend => 1,
        _ => 0,
    }
}

fn picture(table: &Table) -> Markup {
    match table.name {
        FigureName::ByMonth => by_month(table),
        _ => bars(table),
    }
}

fn bars(table: &Table) -> Markup {
    let at = shown(table);
    let labels: Vec<String> = table.rows.iter().map(|row| words::spaced(&row.label)).collect();
    let value = |row: &Row| row.figures.get(at).copied().flatten();
    let bars: Vec<Bar<'_>> = table
        .rows
        .iter()
        .zip(&labels)
        .filter_map(|(row, label)| Some(Bar { label, value: value(row)?.into() }))
        .take(BARS)
        .collect();
    let Some(column) = table.head.get(at + 1) else { return html! {} };
    let title = format!("{}: {column}", table.title);
    let picture = format!("{}-picture", id(table));
    let about = if table.rows.len() > BARS { "The first twenty rows; the table has all." } else { "" };
    html! { @if !bars.is_empty() { (Bars { words: Words { id: &picture, title: &title, about }, unit: &table.unit, bars: &bars }) } }
}

/// A curve for each column, through the months.
fn by_month(table: &Table) -> Markup {
    let month = |row: &Row| format!("{}-01", row.label).parse::<Date>().ok().map(Instant::start_of);
    let curve = |at: usize| -> Vec<(Instant, i128)> {
        let rows = table.rows.iter();
        rows.filter_map(|row| Some((month(row)?, row.figures.get(at).copied().flatten()?.into()))).collect()
    };
    let points: Vec<(&str, Vec<(Instant, i128)>)> =
        table.head.iter().skip(1).enumerate().map(|(at, title)| (title.as_str(), curve(at))).collect();
    let curves: Vec<Curve<'_>> = points.iter().map(|(name, points)| Curve { name, points }).collect();
    let (picture, title) = (format!("{}-picture", id(table)), format!("{}: curves", table.title));
    html! { @if points.iter().any(|(_, points)| points.len() > 1) {
        (Lines { words: Words { id: &picture, title: &title, about: "One curve a column, by month." }, unit: &table.unit, curves: &curves })
    } }
}
