//! Use as it was posted: by month, license, customer and country, as pictures, tables and files.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use portcullis_catalog::{Countries, Country};
use portcullis_console::Place;
use portcullis_console::provider::{CountryUse, MonthUse, NamedUse, ReportsView, reports};
use portcullis_letter::csv::Cell;

use super::customers::known;
use crate::app::App;
use crate::caller::Caller;
use crate::console::frame::Framed;
use crate::console::listing::{Column, Wanted, file_of, number};
use crate::console::visit::Visit;
use crate::history::{Use, UseOf};
use crate::problem::Problem;

/// Use by what it is reported by.
#[derive(Default)]
struct Sums {
    months: BTreeMap<String, Use>,
    licenses: BTreeMap<String, Use>,
    customers: BTreeMap<String, Use>,
    countries: BTreeMap<Country, Use>,
}

impl Sums {
    fn add(&mut self, of: &UseOf, used: &Use, country: Option<Country>) {
        add(self.months.entry(of.month.clone()).or_default(), used);
        add(self.licenses.entry(of.license.to_string()).or_default(), used);
        add(self.customers.entry(of.customer.to_string()).or_default(), used);
        if let Some(country) = country {
            add(self.countries.entry(country).or_default(), used);
        }
    }
}

fn add(sum: &mut Use, more: &Use) {
    // What would leave the range of numbers is left as it is: the ledger holds that it does not.
    sum.used = sum.used.plus(more.used).unwrap_or(sum.used);
    sum.breach = sum.breach.plus(more.breach).unwrap_or(sum.breach);
}

pub async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let (caller, wanted) = (visit.caller()?.clone(), Wanted(query));
    let served = app.gate().served().clone();
    let by = wanted.value("by").unwrap_or_default().to_owned();
    let (is_file, listing) = (wanted.is_file(), wanted.whole());
    let sums = app.blocking(move |app| sums(app, &caller, &wanted)).await?;
    if is_file {
        return written(&by, sums);
    }
    let month = |(month, one): (String, Use)| MonthUse { month, used: one.used, breach: one.breach };
    let view = ReportsView {
        listing,
        months: sums.months.into_iter().map(month).collect(),
        licenses: most_first(sums.licenses),
        customers: most_first(sums.customers),
        countries: sums.countries.into_iter().map(|(country, one)| CountryUse { country, used: one.used }).collect(),
        names: served.engine.catalog().countries(),
    };
    Ok(Framed::of("Reports", Place::Reports, reports(&view)).shown(&app, Some(&visit)))
}

fn sums(app: &App, caller: &Caller, wanted: &Wanted) -> Result<Sums, Problem> {
    let past = app.history().read(app.gate())?;
    let customers = known(app, caller, &past);
    let served = app.gate().served().clone();
    let countries: &Countries = served.engine.catalog().countries();
    let look = app.look();
    let ledger = look.replay().ledger();
    let is_asked_for = |of: &UseOf| {
        // A month is asked for as `2026-11`, or by a day of it.
        let month = |text: &str| text.get(..7).unwrap_or(text).to_owned();
        wanted.is("from", |from| of.month >= month(from))
            && wanted.is("until", |until| of.month <= month(until))
            && wanted.finds("customer", || &of.customer)
            && wanted.finds("license", || of.license.as_str())
            && ledger.license(&of.license).is_some_and(|held| caller.sees(&held.license.licensee))
    };
    let mut sums = Sums::default();
    for (of, used) in past.used().filter(|(of, _)| is_asked_for(of)) {
        let country = customers.get(&*of.customer).and_then(|known| countries.parse(&known.parent_country).ok());
        sums.add(of, used, country);
    }
    Ok(sums)
}

fn most_first(sums: BTreeMap<String, Use>) -> Vec<NamedUse> {
    let mut rows: Vec<NamedUse> = sums.into_iter().map(|(name, one)| NamedUse { name, used: one.used }).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.used.chip_milliseconds));
    rows
}

/// A table as a file, in the units of the ledger, in which nothing is rounded.
fn written(by: &str, sums: Sums) -> Result<Response, Problem> {
    type Of = (String, Use);
    const COLUMNS: &[Column<Of>] = &[
        Column { key: "name", cell: |(name, _)| Cell::text(name), order: None },
        Column { key: "chip_milliseconds", cell: |(_, one)| number(one.used.chip_milliseconds), order: None },
        Column { key: "tpp_chip_seconds", cell: |(_, one)| number(one.used.tpp_chip_seconds), order: None },
        Column { key: "breach_chip_milliseconds", cell: |(_, one)| number(one.breach.chip_milliseconds), order: None },
        Column { key: "breach_tpp_chip_seconds", cell: |(_, one)| number(one.breach.tpp_chip_seconds), order: None },
    ];
    let (name, rows): (&str, Vec<Of>) = match by {
        "license" => ("use-by-license", sums.licenses.into_iter().collect()),
        "customer" => ("use-by-customer", sums.customers.into_iter().collect()),
        "country" => {
            let rows = sums.countries.into_iter().map(|(country, one)| (country.to_string(), one));
            ("use-by-country", rows.collect())
        }
        _ => ("use-by-month", sums.months.into_iter().collect()),
    };
    file_of(name, &rows, COLUMNS)
}
