//! What is left: the burn-down of each unit, and the balance of each account.

use crate::components::{Column, Moment, Table};
use crate::license_parts::{AccountRow, accounts, beyond, burn_downs, counted, limited};
use crate::number::share_of;
use crate::provider::license::{LicenseView, ReservationRow, hours};
use crate::provider::links;
use maud::{Markup, html};
use portcullis_license::Unit;

pub(super) fn balances(view: &LicenseView) -> Markup {
    html! {
        (burn_downs(&view.use_over_time, &view.license))
        (Table::of("balances-table", "Granted is what is left, reserved and used together", columns(), &accounts(view.total, &view.lines, &view.groups)))
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
        hours("breach", "Used beyond it", |row: &AccountRow| beyond(row.balance.as_ref())),
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
            (Table::of("open-reservations", "What is held", columns, &view.reservations))
        }
    }
}
