//! What is left: the burn-down of each unit, and the balance of each account.

use crate::chart::{BurnDown, Reading, Words};
use crate::components::{Column, Moment, Table};
use crate::number::share_of;
use crate::provider::license::{AccountRow, LicenseView, ReservationRow, UseOverTime, hours};
use crate::provider::links;
use crate::provider::rows::FEW;
use maud::{Markup, html};
use portcullis_license::{Amount, Limit, Unit};

/// One hour in the unit of the ledger, and what people call the unit.
fn hour_of(unit: Unit) -> (u128, &'static str, &'static str) {
    match unit {
        Unit::ChipMilliseconds => (3_600_000, "chip-hours", "use-chip-hours"),
        Unit::TppChipSeconds => (3_600, "TPP-hours", "use-tpp-hours"),
    }
}

/// A limit in each unit that it limits.
fn limited(limit: Limit) -> Vec<String> {
    Unit::ALL.into_iter().filter_map(|unit| limit.in_unit(unit).map(|count| unit.in_hours(count))).collect()
}

/// An amount in each unit in which there is a limit, or in chip-hours where there is none.
fn counted(amount: Amount, limit: Limit) -> Vec<String> {
    let mut units: Vec<Unit> = Unit::ALL.into_iter().filter(|unit| limit.in_unit(*unit).is_some()).collect();
    if units.is_empty() {
        units.push(Unit::ChipMilliseconds);
    }
    units.into_iter().map(|unit| unit.in_hours(amount.in_unit(unit))).collect()
}

pub(super) fn balances(view: &LicenseView) -> Markup {
    let total = AccountRow { name: "All lines together".to_owned(), balance: view.total };
    let lines = view.lines.iter().map(|line| AccountRow { name: format!("Line {}", line.name), balance: line.balance });
    let groups =
        view.groups.iter().map(|group| AccountRow { name: format!("Group {}", group.name), balance: group.balance });
    let rows: Vec<AccountRow> = std::iter::once(total).chain(lines).chain(groups).collect();
    html! {
        @for over_time in &view.use_over_time { (burn_down(over_time, view)) }
        (Table::of("balances-table", "Granted is what is left, reserved and used together", columns(), &rows))
    }
}

fn burn_down(over_time: &UseOverTime, view: &LicenseView) -> Markup {
    let (hour, unit, id) = hour_of(over_time.unit);
    let readings: Vec<Reading> = over_time
        .readings
        .iter()
        .map(|reading| Reading { at: reading.at, used: reading.used / hour, reserved: reading.reserved / hour })
        .collect();
    let title = format!("Use of {unit}");
    html! {
        (BurnDown {
            words: Words { id, title: &title, about: "" },
            unit,
            granted: over_time.granted / hour,
            readings: &readings,
            ends: view.license.end().plus(-1),
        })
    }
}

fn columns() -> Vec<Column<'static, AccountRow>> {
    let left = |row: &AccountRow| {
        row.balance.map_or_else(Vec::new, |balance| {
            let units = Unit::ALL.into_iter().filter_map(move |unit| {
                let (available, granted) = (balance.available.in_unit(unit)?, balance.granted.in_unit(unit)?);
                Some(format!("{} ({})", unit.in_hours(available), share_of(available, granted)))
            });
            units.collect()
        })
    };
    vec![
        Column::words("account", "Account", |row: &AccountRow| row.name.clone()),
        hours("granted", "Granted", |row: &AccountRow| {
            let granted = row.balance.map_or_else(Vec::new, |balance| limited(balance.granted));
            if granted.is_empty() { vec!["not limited".to_owned()] } else { granted }
        }),
        hours("left", "Left", left),
        hours("reserved", "Reserved", |row: &AccountRow| {
            row.balance.map_or_else(Vec::new, |balance| counted(balance.reserved, balance.granted))
        }),
        hours("used", "Used", |row: &AccountRow| {
            row.balance.map_or_else(Vec::new, |balance| counted(balance.used, balance.granted))
        }),
        hours("breach", "Used beyond it", |row: &AccountRow| match row.balance {
            Some(balance) if balance.breach != Amount::ZERO => counted(balance.breach, balance.granted),
            _ => vec!["–".to_owned()],
        }),
    ]
}

pub(super) fn reservations(view: &LicenseView) -> Markup {
    let columns = vec![
        Column::words("reservation", "Reservation", |row: &ReservationRow| row.reservation.clone()),
        Column::words(
            "lease",
            "Lease",
            |row: &ReservationRow| html! { a href=(links::lease(&row.lease)) { (row.lease) } },
        ),
        Column::words("line", "Line", |row: &ReservationRow| row.line.clone()),
        Column::words("from", "From", |row: &ReservationRow| Moment::utc(row.from)),
        Column::words("until", "Until", |row: &ReservationRow| Moment::utc(row.until)),
        Column::words("settle", "Use to be posted by", |row: &ReservationRow| Moment::utc(row.settle_until)),
        hours("amount", "Holds", |row: &ReservationRow| {
            vec![Unit::ChipMilliseconds.in_hours(row.amount.chip_milliseconds)]
        }),
    ];
    html! {
        @if !view.reservations.is_empty() {
            h3 #reservations { "Reservations that are open" }
            p.quiet { "What nobody posts in time counts as used, all of it." }
            (Table { filter: view.reservations.len() > FEW, ..Table::of("open-reservations", "What is held", columns, &view.reservations) })
        }
    }
}
