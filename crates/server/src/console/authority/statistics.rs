//! How the procedure does: the figures of a period, each with its definition.

use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use jiff::civil::{Date, date};
use portcullis_console::Place;
use portcullis_console::authority::{StatisticsView, statistics};
use portcullis_counter::Counter;
use portcullis_desk::statistics::{Statistics, Table, UsageRow};
use portcullis_letter::csv::Cell;
use portcullis_license::Amount;

use super::held::{License, licenses};
use super::reader::Reader;
use crate::app::App;
use crate::console::frame::Framed;
use crate::console::listing::{self, Wanted, file};
use crate::console::visit::Visit;
use crate::problem::Problem;

/// Milliseconds, and seconds, of an hour.
const HOUR: (u128, u128) = (3_600_000, 3_600);

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let wanted = Wanted(query);
    let counted = counted(&app, &visit, &wanted)?;
    if wanted.is_file() {
        let statistics = counted.map_err(Problem::malformed)?;
        return taken_away(&statistics, wanted.value("figure").unwrap_or_default());
    }
    let listing = wanted.whole();
    let view = match counted {
        Ok(statistics) => StatisticsView { listing, statistics: Some(statistics), problem: None },
        Err(why) => StatisticsView { listing, statistics: None, problem: Some(why) },
    };
    let page = Framed::of("Statistics", Place::Statistics, statistics(&view));
    Ok(page.shown(&app, Some(&visit)))
}

/// The figures, or why there are none for this period.
fn counted(app: &App, visit: &Visit, wanted: &Wanted) -> Result<Result<Statistics, String>, Problem> {
    let today = app.gate().now().date();
    let (from, to) = match period(wanted, today) {
        Ok(period) => period,
        Err(why) => return Ok(Err(why)),
    };
    let counter = app.office()?.counter();
    let used = used(app, visit, &counter, (from, to))?;
    let cases = counter.docket().cases().values();
    Ok(Statistics::of(cases, &used, from, to).map_err(|error| error.to_string()))
}

/// The period that is asked for: this year until today where none is.
fn period(wanted: &Wanted, today: Date) -> Result<(Date, Date), String> {
    let day = |name: &str, usual: Date| match wanted.value(name) {
        None => Ok(usual),
        Some(value) => value.parse().map_err(|_| format!("{value:?} is no day: write it as 2026-01-31.")),
    };
    Ok((day("from", date(today.year(), 1, 1))?, day("until", today)?))
}

/// What was stated to be used in periods that ended in this one, by license.
fn used(app: &App, visit: &Visit, counter: &Counter, (from, to): (Date, Date)) -> Result<Vec<UsageRow>, Problem> {
    let caller = visit.caller()?;
    let reader = Reader::of(caller);
    let look = app.look();
    let uses = app.office()?.uses(counter);
    let served = app.gate().served();
    let names = served.engine.catalog().countries();
    let row = |license: License<'_>| {
        let is_in = |on: Date| (from..=to).contains(&on);
        let stated = license.stated.iter().filter(|stated| is_in(stated.until.date()));
        let used = stated.fold(Amount::ZERO, |sum, stated| sum.plus(stated.used).unwrap_or(sum));
        let hours = |count: u128, of: u128| u64::try_from(count / of).unwrap_or(u64::MAX);
        let country = license.country(reader, names);
        (used != Amount::ZERO).then(|| UsageRow {
            license: license.held.license.number.to_string(),
            group: group(&license),
            country: country.map_or_else(|| "not known".to_owned(), |country| country.to_string()),
            chip_hours: hours(used.chip_milliseconds, HOUR.0),
            tpp_hours: hours(used.tpp_chip_seconds, HOUR.1),
        })
    };
    let all = licenses(look.replay().ledger(), Some(counter), Some(&uses), caller);
    Ok(all.filter_map(row).collect())
}

/// The customer group that a license is for. Use is not stated group by group.
fn group(license: &License<'_>) -> String {
    let parties = &license.held.license.parties;
    let mut groups: Vec<&str> =
        parties.iter().map(|party| party.group.as_ref().map_or(party.name.as_str(), |group| group.as_str())).collect();
    groups.dedup();
    match groups.as_slice() {
        [one] => (*one).to_owned(),
        _ => "several groups".to_owned(),
    }
}

fn taken_away(statistics: &Statistics, figure: &str) -> Result<Response, Problem> {
    let word = |table: &Table| serde_json::to_value(table.name).ok().and_then(|word| word.as_str().map(str::to_owned));
    let found = statistics.tables.iter().find(|table| word(table).as_deref() == Some(figure));
    let table = found.ok_or_else(|| Problem::not_found(format!("figure `{figure}`")))?;
    let head: Vec<&str> = table.head.iter().map(String::as_str).collect();
    let rows = table.rows.iter().chain(&table.total).map(|row| {
        let figures = row.figures.iter().map(|figure| figure.map_or_else(|| Cell::text(""), listing::number));
        std::iter::once(Cell::text(&row.label)).chain(figures).collect()
    });
    file(figure, &head, rows)
}
