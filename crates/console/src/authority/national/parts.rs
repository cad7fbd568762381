//! The parts of the page: each a picture and the table of all of it, the most first.

use super::{HeldAt, Holding, HoldingIn, HoldingOf, Measure, NationalView, asked, csv};
use crate::address::Address;
use crate::chart::{ByCountry, CountryRow, Curve, Lines, Stack, Stacked, Words};
use crate::components::{Column, Empty, Table};
use crate::number::{counted, grouped, share_of};
use crate::place::Place;
use maud::{Markup, html};
use portcullis_license::{Amount, Instant, Unit, amount};

/// Bars that a picture shows; the table has all rows.
const BARS: usize = 20;

fn empty() -> Empty<'static> {
    Empty { says: "Nothing is held.", action: Some(("The register of licenses", Place::Licenses.address())) }
}

/// Whole hours of an amount in a unit.
fn hours(unit: Unit, count: u128) -> String {
    let measure = if unit == Unit::ChipMilliseconds { Measure::ChipHours } else { Measure::TppHours };
    let amount = Amount { chip_milliseconds: count, tpp_chip_seconds: count };
    amount::grouped(measure.of(amount))
}

/// The columns of what is held, after the one that names the row. `register` is where its licenses are listed.
fn columns<'a, T: 'a>(
    first: Column<'a, T>,
    of: impl Fn(&T) -> Holding + Copy + 'a,
    register: impl Fn(&T) -> Option<Address> + 'a,
) -> Vec<Column<'a, T>> {
    let units = [
        (
            Unit::ChipMilliseconds,
            ["chip-hours-granted", "chip-hours-used", "chip-hours-share"],
            ["Chip-hours granted", "Chip-hours used"],
        ),
        (
            Unit::TppChipSeconds,
            ["tpp-hours-granted", "tpp-hours-used", "tpp-hours-share"],
            ["TPP-hours granted", "TPP-hours used"],
        ),
    ];
    let mut columns = vec![
        first,
        Column::numbers("licenses", "Licenses", move |row: &T| {
            let count = grouped(of(row).licenses.into());
            html! { @match register(row) { Some(register) => a href=(register) { (count) span.unseen { " licenses" } }, None => (count) } }
        }),
        Column::numbers("chips", "Chips running", move |row: &T| grouped(of(row).chips.into())),
    ];
    for (unit, [granted_key, used_key, share_key], [granted_title, used_title]) in units {
        columns.push(Column::numbers(granted_key, granted_title, move |row: &T| {
            of(row).granted.in_unit(unit).map_or_else(|| "not limited".to_owned(), |granted| hours(unit, granted))
        }));
        columns.push(Column::numbers(used_key, used_title, move |row: &T| hours(unit, of(row).used.in_unit(unit))));
        columns.push(Column::numbers(share_key, "Share used", move |row: &T| {
            let holding = of(row);
            let share = |granted| share_of(holding.used.in_unit(unit), granted);
            holding.granted.in_unit(unit).map_or_else(|| "–".to_owned(), share)
        }));
    }
    columns
}

pub(super) fn by_country(view: &NationalView<'_>) -> Markup {
    let measure = view.measure;
    let held = |row: &HoldingIn| measure.held(row.holding.chips, row.holding.used);
    let known = view.countries.iter().filter_map(|row| Some(CountryRow { country: row.country?, value: held(row) }));
    let bars: Vec<CountryRow> = known.collect();
    let mut rows: Vec<&HoldingIn> = view.countries.iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(held(row)));
    let name = Column::words("country", "Country", |row: &&HoldingIn| match row.country {
        Some(country) => {
            let code = country.to_string();
            html! { a href=(asked(view).with("country", &code)) { (view.names.name(country)) } " " span.quiet { (code) } }
        }
        None => html! { span.quiet { "not known" } },
    });
    let register = |row: &&HoldingIn| Some(Place::Licenses.address().with("country", &row.country?.to_string()));
    let caption = "Under license, by the country in which the ultimate parent is headquartered";
    let table = Table {
        csv: Some(csv(view, "country")),
        empty: empty(),
        ..Table::of("by-country", caption, columns(name, |row: &&HoldingIn| row.holding, register), &rows)
    };
    let title =
        if measure == Measure::Chips { "Chips running".to_owned() } else { format!("Used, in {}", measure.title()) };
    let unknown =
        rows.iter().filter(|row| row.country.is_none()).map(|row| held(row)).fold(0_u128, u128::saturating_add);
    let about = if unknown == 0 {
        "Where the ultimate parent of those who use it is headquartered.".to_owned()
    } else {
        let unknown = amount::grouped(unknown);
        format!(
            "Where the ultimate parent of those who use it is headquartered; {unknown} more where that is not known."
        )
    };
    html! {
        (ByCountry { words: Words { id: "country-bars", title: &title, about: &about }, unit: measure.title(), countries: view.names, rows: &bars })
        (table)
    }
}

pub(super) fn by_name(view: &NationalView<'_>, by: &'static str, title: &str, held: &[HoldingOf]) -> Markup {
    let measure = view.measure;
    let whole = |row: &HoldingOf| measure.stack(&row.holding).into_iter().fold(0_u128, u128::saturating_add);
    let mut rows: Vec<&HoldingOf> = held.iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(whole(row)));
    let stacks: Vec<Stack<'_>> =
        rows.iter().take(BARS).map(|row| Stack { label: &row.name, parts: measure.stack(&row.holding) }).collect();
    let about = if rows.len() > BARS {
        format!("The {BARS} with the most of {}; the table has all.", counted(rows.len(), by))
    } else {
        String::new()
    };
    let name = Column::words(
        by,
        title,
        move |row: &&HoldingOf| html! { a href=(asked(view).with(by, &row.name)) { (row.name) } },
    );
    let register =
        move |row: &&HoldingOf| (by == "provider").then(|| Place::Licenses.address().with("licensee", &row.name));
    let (id, caption, picture) = (format!("by-{by}"), format!("Under license, by {by}"), format!("{by}-bars"));
    let table = Table {
        csv: Some(csv(view, by)),
        empty: empty(),
        ..Table::of(&id, &caption, columns(name, |row: &&HoldingOf| row.holding, register), &rows)
    };
    let words = Words { id: &picture, title: &format!("{title}s, in {}", measure.title()), about: &about };
    html! {
        @if !stacks.is_empty() { (Stacked { words, unit: measure.title(), series: measure.parts(), stacks: &stacks }) }
        (table)
    }
}

pub(super) fn over_time(view: &NationalView<'_>) -> Markup {
    let measure = view.measure;
    let value = |held: &HeldAt| i128::try_from(measure.held(held.chips, held.used)).unwrap_or(i128::MAX);
    let points: Vec<(Instant, i128)> = view.over_time.iter().map(|held| (held.at, value(held))).collect();
    let name = if measure == Measure::Chips { "running" } else { "used" };
    let curves = [Curve { name, points: &points }];
    let about = if measure == Measure::Chips {
        "Chips that ran at that moment."
    } else {
        "What was used until then, all together."
    };
    html! {
        @if points.is_empty() { p { "Nothing was stated for this time." } }
        @else { (Lines { words: Words { id: "over-time", title: &format!("Under license, in {}", measure.title()), about }, unit: measure.title(), curves: &curves }) }
    }
}
