//! Licenses and leases as rows of tables.

use jiff::civil::Date;
use portcullis_console::UseOverTime;
use portcullis_console::chart::{BurnDown, Reading, Words};
use portcullis_console::provider::{LeaseRow, LicenseRow};
use portcullis_console::share_of;
use portcullis_license::ledger::Held;
use portcullis_license::{Account, Instant, Lease, OperationId, Standing, Unit};

use crate::history::{OfLicense, ReadAt};

/// Names that are told of those a license covers.
const NAMES: usize = 3;

/// Several names in short.
pub fn in_short<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let all = names.len();
    let told: Vec<&str> = names.take(NAMES).collect();
    let more = if all > NAMES { format!(" and {} more", all - NAMES) } else { String::new() };
    format!("{}{more}", told.join(", "))
}

/// A lease as a row.
pub fn lease(id: &OperationId, lease: &Lease, since: Option<Instant>) -> LeaseRow {
    LeaseRow {
        lease: id.to_string(),
        customer: lease.asked.customer.clone(),
        accelerator: lease.asked.accelerator.clone(),
        chips: lease.asked.chips.into(),
        license: lease.path.license.to_string(),
        line: lease.path.line.to_string(),
        since: since.unwrap_or(lease.until),
        until: lease.until,
        stop: lease.stop.clone(),
    }
}

/// What was granted in a unit: over the whole license, or of all its lines together where each is limited.
fn granted(held: &Held, unit: Unit) -> Option<u128> {
    let whole = held.account.limit.in_unit(unit);
    let lines = || held.lines.values().try_fold(0_u128, |sum, line| sum.checked_add(line.limit.in_unit(unit)?));
    whole.or_else(lines)
}

fn reading(read: &ReadAt, unit: Unit) -> Reading {
    Reading { at: read.at, used: read.used.in_unit(unit), reserved: read.reserved.in_unit(unit) }
}

/// Use over time in each unit that is limited, by day.
pub fn use_over_time(held: &Held, told: Option<&OfLicense>) -> Vec<UseOverTime> {
    let in_unit = |unit: Unit| {
        let granted = granted(held, unit)?;
        let readings = told.into_iter().flat_map(OfLicense::readings).map(|read| reading(read, unit)).collect();
        Some(UseOverTime { unit, granted, readings })
    };
    Unit::ALL.into_iter().filter_map(in_unit).collect()
}

/// The day on which nothing is left if use goes on as it did; nothing where it lasts to the end.
pub fn exhausted_on(held: &Held, told: Option<&OfLicense>) -> Option<Date> {
    if !matches!(held.standing, Standing::Issued | Standing::Suspended) {
        return None;
    }
    let ends = held.license.end();
    let mut days = told?.readings();
    // The forecast rests on these two.
    let readings: Vec<&ReadAt> = days.next().into_iter().chain(days.next_back()).collect();
    let when = Unit::ALL.into_iter().filter_map(|unit| {
        let granted = granted(held, unit)?;
        let readings: Vec<Reading> = readings.iter().map(|read| reading(read, unit)).collect();
        let words = Words { id: "", title: "", about: "" };
        BurnDown { words, unit: "", granted, readings: &readings, ends }.exhausted_at()
    });
    when.min().filter(|at| *at < ends).map(Instant::date)
}

/// What is left where the least is: of the license, or of one of its lines. In tenths of a percent, and in words.
pub fn left(held: &Held) -> (u128, String) {
    let whole = std::iter::once((None, &held.account));
    let lines = held.lines.iter().map(|(name, line)| (Some(name), line));
    let shares = whole.chain(lines).flat_map(|(line, account)| {
        Unit::ALL.into_iter().filter_map(move |unit| {
            let (tenths, words) = left_of(account, unit)?;
            Some((tenths, line.map_or_else(|| words.clone(), |line| format!("{words} (line {line})"))))
        })
    });
    shares.min_by_key(|(tenths, _)| *tenths).unwrap_or((1_000, "not limited".to_owned()))
}

fn left_of(account: &Account, unit: Unit) -> Option<(u128, String)> {
    let (limit, left) = (account.limit.in_unit(unit)?, account.available()?.in_unit(unit)?);
    let tenths = left.saturating_mul(1_000).checked_div(limit)?;
    Some((tenths, format!("{} of {}", share_of(left, limit), unit.in_hours(limit))))
}

/// A license as a row.
pub fn license(held: &Held, told: Option<&OfLicense>) -> LicenseRow {
    let license = &held.license;
    LicenseRow {
        number: license.number.to_string(),
        authority: license.authority.clone(),
        parties: in_short(license.parties.iter().map(|party| party.name.as_str())),
        standing: held.standing,
        left: left(held).1,
        exhausted: held.is_exhausted(),
        exhausted_on: exhausted_on(held, told),
        until: license.until,
        running_chips: held.running_chips,
    }
}
