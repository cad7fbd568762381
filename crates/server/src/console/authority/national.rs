//! All providers together: what is granted, used and running under licenses in force, by country of ultimate parents, by provider and by chip.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Extension, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use portcullis_catalog::{Countries, Country};
use portcullis_console::Place;
use portcullis_console::authority::{
    BreachRow, HeldAt, Holding, HoldingIn, HoldingOf, Measure, NationalView, national,
};
use portcullis_letter::csv::Cell;
use portcullis_license::{Amount, Limit, Unit};

use super::breaches;
use super::held::{License, both, licenses};
use super::reader::Reader;
use crate::app::App;
use crate::console::frame::Framed;
use crate::console::listing::{self, Wanted, file};
use crate::console::visit::Visit;
use crate::problem::Problem;

/// Days of a curve at most: the latest.
const MOST_DAYS: usize = 400;

pub(super) async fn show(
    State(app): State<Arc<App>>,
    Extension(visit): Extension<Visit>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let wanted = Wanted(query);
    let served = app.gate().served();
    let names = served.engine.catalog().countries();
    let view = view(&app, &visit, &wanted, names)?;
    if wanted.is_file() {
        return taken_away(&view, &wanted);
    }
    let page = Framed::of("National view", Place::NationalView, national(&view));
    Ok(page.shown(&app, Some(&visit)))
}

fn view<'n>(app: &App, visit: &Visit, wanted: &Wanted, names: &'n Countries) -> Result<NationalView<'n>, Problem> {
    let period = Period::read(wanted)?;
    let caller = visit.caller()?;
    let reader = Reader::of(caller);
    let look = app.look();
    let counter = app.office()?.counter();
    let uses = app.office()?.uses(&counter);
    let all = licenses(look.replay().ledger(), Some(&counter), Some(&uses), caller);
    let found: Vec<License<'_>> =
        all.filter(License::is_alive).filter(|license| has(wanted, license, reader, names)).collect();
    let is_all = ["country", "provider", "chip"].iter().all(|filter| wanted.value(filter).is_none());
    let mut breaches = breaches::all(&counter, reader);
    breaches.retain(|row| {
        period.has(row.at.date())
            && (is_all || found.iter().any(|license| license.held.license.number.as_str() == row.license))
    });
    let listing = wanted.whole();
    let measure = wanted.value("measure").and_then(Measure::read).unwrap_or_default();
    let mut sums = Sums::default();
    for license in &found {
        sums.add(license, license.country(reader, names), wanted);
    }
    Ok(NationalView {
        listing,
        measure,
        whole: sums.whole.unwrap_or_default(),
        countries: sums.countries.into_iter().map(|(country, holding)| HoldingIn { country, holding }).collect(),
        providers: sums.providers.into_iter().map(|(name, holding)| HoldingOf { name, holding }).collect(),
        chips: sums.chips.into_iter().map(|(name, holding)| HoldingOf { name, holding }).collect(),
        over_time: over_time(&found, &period),
        breaches,
        names,
    })
}

fn has(wanted: &Wanted, license: &License<'_>, reader: Reader, names: &Countries) -> bool {
    wanted.finds("provider", || license.held.license.licensee.to_string())
        && wanted.is("country", |country| {
            let own = license.country(reader, names);
            names.parse(country).is_ok_and(|wanted| own == Some(wanted))
        })
        && wanted.finds("chip", || license.lines().map(|(_, chip, ..)| chip).collect::<Vec<_>>().join("\n"))
}

/// Sums of holdings.
#[derive(Default)]
struct Sums {
    whole: Option<Holding>,
    countries: BTreeMap<Option<Country>, Holding>,
    providers: BTreeMap<String, Holding>,
    chips: BTreeMap<String, Holding>,
}

impl Sums {
    fn add(&mut self, license: &License<'_>, country: Option<Country>, wanted: &Wanted) {
        let lines: Vec<(String, Holding)> = license
            .lines()
            .filter(|(_, chip, ..)| wanted.finds("chip", || chip.clone()))
            .map(|(_, chip, balance, chips)| {
                let (granted, reserved, used) = balance
                    .map_or((Limit::default(), Amount::ZERO, Amount::ZERO), |it| (it.granted, it.reserved, it.used));
                (chip, Holding { licenses: 1, chips, granted, reserved, used })
            })
            .collect();
        // Where one chip is asked for, of a license only its lines for that chip count.
        let of_chip = lines.iter().map(|(_, holding)| *holding).reduce(both);
        let holding = match of_chip.filter(|_| wanted.value("chip").is_some()) {
            Some(of_chip) => Holding { licenses: 1, ..of_chip },
            None => license.holding(),
        };
        self.whole = Some(self.whole.map_or(holding, |whole| both(whole, holding)));
        added(&mut self.countries, country, holding);
        added(&mut self.providers, license.held.license.licensee.to_string(), holding);
        for (chip, holding) in lines {
            added(&mut self.chips, chip, holding);
        }
    }
}

fn added<K: Ord>(sums: &mut BTreeMap<K, Holding>, key: K, holding: Holding) {
    sums.entry(key).and_modify(|sum| *sum = both(*sum, holding)).or_insert(holding);
}

/// A time from a day to a day, both whole and each with or without an end.
struct Period {
    from: Option<Date>,
    until: Option<Date>,
}

impl Period {
    fn read(wanted: &Wanted) -> Result<Self, Problem> {
        let day = |name: &str| {
            let read = |value: &str| {
                value.parse().map_err(|_| Problem::malformed(format!("{name}: {value:?} is no day; write 2026-11-22")))
            };
            wanted.value(name).map(read).transpose()
        };
        Ok(Self { from: day("from")?, until: day("until")? })
    }

    fn has(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }
}

/// What was stated, day after day: a license counts with what it stated last.
fn over_time(found: &[License<'_>], period: &Period) -> Vec<HeldAt> {
    let mut statements: Vec<(usize, &crate::office::Stated)> = Vec::new();
    for (place, license) in found.iter().enumerate() {
        statements.extend(license.stated.iter().map(|stated| (place, stated)));
    }
    statements.sort_by_key(|(place, stated)| (stated.until, *place));
    let mut latest: BTreeMap<usize, Amount> = BTreeMap::new();
    let mut curve: Vec<HeldAt> = Vec::new();
    for (place, stated) in statements {
        latest.insert(place, stated.balance.used);
        let used = latest.values().fold(Amount::ZERO, |sum, used| sum.plus(*used).unwrap_or(sum));
        let chips = stated.chips(stated.used);
        match curve.last_mut().filter(|held| held.at == stated.until) {
            Some(held) => {
                held.used = used;
                held.chips = held.chips.saturating_add(chips);
            }
            None => curve.push(HeldAt { at: stated.until, chips, used }),
        }
    }
    curve.retain(|held| period.has(held.at.date()));
    curve.split_off(curve.len().saturating_sub(MOST_DAYS))
}

fn taken_away(view: &NationalView<'_>, wanted: &Wanted) -> Result<Response, Problem> {
    let by = wanted.value("by").unwrap_or("country");
    let head = |first| {
        [
            first,
            "licenses",
            "chips running",
            "granted chip-milliseconds",
            "granted TPP-chip-seconds",
            "used chip-milliseconds",
            "used TPP-chip-seconds",
        ]
    };
    let named = |rows: &[HoldingOf]| -> Vec<Vec<Cell>> {
        rows.iter().map(|row| cells(Cell::text(&row.name), &row.holding)).collect()
    };
    match by {
        "provider" => file("national-by-provider", &head("provider"), named(&view.providers)),
        "chip" => file("national-by-chip", &head("chip"), named(&view.chips)),
        "breaches" => {
            file("breaches", &["license", "licensee", "noted", "by", "what it is"], breach_cells(&view.breaches))
        }
        _ => {
            let rows = view.countries.iter().map(|row| {
                let country = row.country.map_or("not known".to_owned(), |country| country.to_string());
                cells(Cell::text(&country), &row.holding)
            });
            file("national-by-country", &head("country"), rows)
        }
    }
}

fn cells(first: Cell, holding: &Holding) -> Vec<Cell> {
    let granted = |unit| holding.granted.in_unit(unit).map_or_else(|| Cell::text("not limited"), listing::number);
    let mut cells = vec![first, listing::number(holding.licenses), listing::number(holding.chips)];
    cells.extend(Unit::ALL.map(granted));
    cells.extend(Unit::ALL.map(|unit| listing::number(holding.used.in_unit(unit))));
    cells
}

fn breach_cells(rows: &[BreachRow]) -> impl Iterator<Item = Vec<Cell>> + '_ {
    rows.iter().map(|row| {
        let text = row.text.as_deref().unwrap_or("its words are not kept, or not for you");
        vec![
            Cell::text(&row.license),
            Cell::text(&row.licensee),
            Cell::Date(row.at.date()),
            Cell::text(&row.by),
            Cell::text(text),
        ]
    })
}
