//! The register of licenses, and a license of it: as the ledger has it, joined with its case and with what its provider stated.

use std::cmp::Ordering;
use std::sync::Arc;

use axum::response::Response;
use portcullis_application::brief::short;
use portcullis_console::authority::{
    RegisterRow, RegisterView, RegisteredView, register as list_page, registered as page,
};
use portcullis_console::chart::Reading;
use portcullis_console::{AccountRow, ChangeRow, Crumb, Place, ReportRow, UseOverTime};
use portcullis_letter::csv::Cell;
use portcullis_license::account::Balance;
use portcullis_license::{Instant, LicenseNumber, Rule, Unit};

use super::breaches;
use super::held::{License, licenses};
use super::reader::Reader;
use crate::app::App;
use crate::caller::Caller;
use crate::console::frame::Framed;
use crate::console::listing::{self, Wanted, file};
use crate::console::visit::Visit;
use crate::history::Changed;
use crate::problem::Problem;

/// The register.
pub async fn register(app: Arc<App>, visit: Visit, query: Vec<(String, String)>) -> Result<Response, Problem> {
    let caller = visit.caller()?;
    let wanted = Wanted(query);
    let (listing, rows) = {
        let look = app.look();
        let counter = app.office().ok().map(crate::office::Office::counter);
        let uses = app.office().ok().zip(counter.as_deref()).map(|(office, counter)| office.uses(counter));
        let reader = Reader::of(caller);
        let all = licenses(look.replay().ledger(), counter.as_deref(), uses.as_deref(), caller);
        let mut found: Vec<License<'_>> = all.filter(|license| has(&wanted, license, reader)).collect();
        sort(&wanted, &mut found, reader);
        if wanted.is_file() {
            return file("licenses", &HEAD, found.iter().map(|license| cells(&row(license, reader))));
        }
        let (listing, part) = wanted.cut(found.len());
        let rows: Vec<_> = found.get(part).unwrap_or_default().iter().map(|license| row(license, reader)).collect();
        (listing, rows)
    };
    let body = list_page(&RegisterView { listing, rows, today: app.gate().now().date() });
    Ok(Framed::of("Licenses", Place::Licenses, body).shown(&app, Some(&visit)))
}

fn has(wanted: &Wanted, license: &License<'_>, reader: Reader) -> bool {
    let terms = &license.held.license;
    let text = || {
        let case = license.case.map(|case| case.number().as_str());
        let parties = terms.parties.iter().map(|party| party.name.as_str());
        parties.chain([terms.number.as_str()]).chain(case).collect::<Vec<_>>().join("\n")
    };
    wanted.finds("licensee", || terms.licensee.to_string())
        && wanted.is("standing", |standing| license.held.standing.to_string() == standing)
        && wanted.is("country", |country| license.countries(reader).iter().any(|own| own.eq_ignore_ascii_case(country)))
        && wanted.finds("text", text)
}

fn sort(wanted: &Wanted, found: &mut [License<'_>], reader: Reader) {
    let used = |license: &License<'_>| {
        let holding = license.holding();
        let share = |unit: Unit| {
            let granted = holding.granted.in_unit(unit).filter(|granted| *granted > 0)?;
            // In thousandths; what does not fit is more than anything that does.
            Some(holding.used.in_unit(unit).checked_mul(1_000).map_or(u128::MAX, |used| used / granted))
        };
        Unit::ALL.into_iter().filter_map(share).max()
    };
    wanted.sort(found, |key, one, other| match key {
        "number" => one.held.license.number.cmp(&other.held.license.number),
        "licensee" => one.held.license.licensee.cmp(&other.held.license.licensee),
        "standing" => one.held.standing.to_string().cmp(&other.held.standing.to_string()),
        "country" => one.countries(reader).cmp(&other.countries(reader)),
        "until" => one.held.license.until.cmp(&other.held.license.until),
        "used" => used(one).cmp(&used(other)),
        "chips" => one.chips().cmp(&other.chips()),
        _ => Ordering::Equal,
    });
}

fn row(license: &License<'_>, reader: Reader) -> RegisterRow {
    let terms = &license.held.license;
    let parties: Vec<&str> = terms.parties.iter().map(|party| party.name.as_str()).collect();
    RegisterRow {
        number: terms.number.to_string(),
        licensee: terms.licensee.to_string(),
        parties: short(&parties),
        countries: license.countries(reader).into_iter().map(str::to_owned).collect(),
        standing: license.held.standing,
        from: terms.from,
        until: terms.until,
        balance: license.balance().map(|balance| Balance { granted: license.holding().granted, ..balance }),
        running_chips: license.chips(),
        breaches: license.case.map_or(0, |case| case.state().breaches),
        case: license.case.map(|case| case.number().to_string()),
    }
}

const HEAD: [&str; 11] = [
    "license",
    "licensee",
    "parties",
    "ultimate parents in",
    "standing",
    "from",
    "until",
    "used chip-milliseconds",
    "used TPP-chip-seconds",
    "breaches",
    "case",
];

fn cells(row: &RegisterRow) -> Vec<Cell> {
    let used = row.balance.map(|balance| balance.used).unwrap_or_default();
    vec![
        Cell::text(&row.number),
        Cell::text(&row.licensee),
        Cell::text(&row.parties),
        Cell::text(&row.countries.join(" ")),
        Cell::text(&row.standing.to_string()),
        Cell::Date(row.from),
        Cell::Date(row.until),
        listing::number(used.chip_milliseconds),
        listing::number(used.tpp_chip_seconds),
        listing::number(row.breaches),
        Cell::text(row.case.as_deref().unwrap_or_default()),
    ]
}

/// A license of the register.
pub async fn registered(app: Arc<App>, visit: Visit, number: String) -> Result<Response, Problem> {
    let named = app.own_license(visit.caller()?, &number)?;
    let changes = {
        let number = named.clone();
        app.blocking(move |app| changes(app, &number)).await?
    };
    let body = page(&shown(&app, visit.caller()?, &named, changes)?);
    let crumbs = [Crumb { title: "Licenses", address: Place::Licenses.address() }];
    let title = format!("License {number}");
    Ok(Framed { crumbs: &crumbs, ..Framed::of(&title, Place::Licenses, body) }.shown(&app, Some(&visit)))
}

fn shown(
    app: &App,
    caller: &Caller,
    number: &LicenseNumber,
    changes: Vec<ChangeRow>,
) -> Result<RegisteredView, Problem> {
    let look = app.look();
    let counter = app.office().ok().map(crate::office::Office::counter);
    let uses = app.office().ok().zip(counter.as_deref()).map(|(office, counter)| office.uses(counter));
    let reader = Reader::of(caller);
    let mut all = licenses(look.replay().ledger(), counter.as_deref(), uses.as_deref(), caller);
    let found = all.find(|license| license.held.license.number == *number);
    let license = found.ok_or_else(|| Problem::not_found(format!("license {number}")))?;
    let state = license.case.map(portcullis_desk::case::Case::state);
    let terms = &license.held.license;
    let lines = license.lines().map(|(name, _, balance, _)| AccountRow { name: name.to_owned(), balance });
    Ok(RegisteredView {
        license: terms.clone(),
        version: license.held.version,
        standing: license.held.standing,
        total: license.balance(),
        lines: lines.collect(),
        use_over_time: use_over_time(&license),
        stated_on: license.stated.last().map(|stated| stated.until.date()),
        changes,
        breaches: license.case.map(|case| breaches::of_case(case, number, reader)).unwrap_or_default(),
        reports: reports(&license),
        inspections: state.map(|state| state.inspections.clone()).unwrap_or_default(),
        case: license.case.map(|case| case.number().to_string()),
        today: app.gate().now().date(),
    })
}

/// Readings of what was stated, in each unit that is limited.
fn use_over_time(license: &License<'_>) -> Vec<UseOverTime> {
    let granted = license.holding().granted;
    let of = |unit: Unit| {
        let readings = license.stated.iter().map(|stated| Reading {
            at: stated.until,
            used: stated.balance.used.in_unit(unit),
            reserved: stated.balance.reserved.in_unit(unit),
        });
        Some(UseOverTime { unit, granted: granted.in_unit(unit)?, readings: readings.collect() })
    };
    let all = Unit::ALL.into_iter().filter_map(of);
    all.filter(|over_time| !over_time.readings.is_empty()).collect()
}

/// Reports that were due, the latest due first.
fn reports(license: &License<'_>) -> Vec<ReportRow> {
    // A report counts for all conditions that ask for one.
    let asks = license.held.license.conditions.iter().filter(|one| matches!(one.rule, Rule::ReportEvery { .. }));
    let asks: Vec<&str> = asks.map(|one| one.id.as_str()).collect();
    let condition = if asks.is_empty() { "of the case".to_owned() } else { asks.join(", ") };
    let reports = license.case.into_iter().flat_map(|case| &case.state().reports);
    let mut rows: Vec<ReportRow> = reports
        .map(|report| ReportRow {
            condition: condition.clone(),
            due: report.due,
            filed: report.filed.map(|on| (Instant::start_of(on), String::new())),
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.due));
    rows
}

/// What changed in a license, the latest first. It blocks.
fn changes(app: &App, number: &LicenseNumber) -> Result<Vec<ChangeRow>, Problem> {
    let past = app.history().read(app.gate())?;
    let changes = past.license(number).into_iter().flat_map(|of| of.changes.iter().rev());
    let row = |changed: &Changed| ChangeRow {
        change: changed.change.to_owned(),
        at: changed.at,
        by: changed.by.clone(),
        second: changed.second.clone(),
        reason: changed.reason.clone(),
    };
    Ok(changes.map(row).collect())
}
