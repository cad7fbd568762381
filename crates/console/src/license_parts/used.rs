//! What was used of a license: the burn-down of each unit, and amounts in the words of each.

use super::{AccountRow, UseOverTime};
use crate::chart::{BurnDown, Reading, Words};
use maud::{Markup, html};
use portcullis_license::account::Balance;
use portcullis_license::{Amount, License, Limit, Unit};

/// A limit in each unit that it limits.
pub(crate) fn limited(limit: Limit) -> Vec<String> {
    Unit::ALL.into_iter().filter_map(|unit| limit.in_unit(unit).map(|count| unit.in_hours(count))).collect()
}

/// An amount in each unit in which there is a limit, or in chip-hours where there is none.
pub(crate) fn counted(amount: Amount, limit: Limit) -> Vec<String> {
    let mut units: Vec<Unit> = Unit::ALL.into_iter().filter(|unit| limit.in_unit(*unit).is_some()).collect();
    if units.is_empty() {
        units.push(Unit::ChipMilliseconds);
    }
    units.into_iter().map(|unit| unit.in_hours(amount.in_unit(unit))).collect()
}

/// What was used beyond what an account holds.
pub(crate) fn beyond(balance: Option<&Balance>) -> Vec<String> {
    match balance {
        Some(balance) if balance.breach != Amount::ZERO => counted(balance.breach, balance.granted),
        _ => vec!["–".to_owned()],
    }
}

/// The account of all lines, of each line, and of each customer group, as they are called in one table.
pub(crate) fn accounts(total: Option<Balance>, lines: &[AccountRow], groups: &[AccountRow]) -> Vec<AccountRow> {
    let called = |kind: &str, row: &AccountRow| AccountRow { name: format!("{kind} {}", row.name), ..row.clone() };
    let total = AccountRow { name: "All lines together".to_owned(), balance: total };
    let lines = lines.iter().map(|row| called("Line", row));
    let groups = groups.iter().map(|row| called("Group", row));
    std::iter::once(total).chain(lines).chain(groups).collect()
}

/// How a license is used up, a picture for each unit.
pub(crate) fn burn_downs(uses: &[UseOverTime], license: &License) -> Markup {
    html! { @for over_time in uses { (burn_down(over_time, license)) } }
}

fn burn_down(over_time: &UseOverTime, license: &License) -> Markup {
    let (hour, unit, id) = match over_time.unit {
        Unit::ChipMilliseconds => (3_600_000, "chip-hours", "use-chip-hours"),
        Unit::TppChipSeconds => (3_600, "TPP-hours", "use-tpp-hours"),
    };
    let in_hours =
        |reading: &Reading| Reading { at: reading.at, used: reading.used / hour, reserved: reading.reserved / hour };
    let readings: Vec<Reading> = over_time.readings.iter().map(in_hours).collect();
    let title = format!("Use of {unit}");
    html! {
        (BurnDown {
            words: Words { id, title: &title, about: "" },
            unit,
            granted: over_time.granted / hour,
            readings: &readings,
            ends: license.end().plus(-1),
        })
    }
}
