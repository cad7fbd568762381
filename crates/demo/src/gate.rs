//! Use: leases that begin in the morning, are renewed each evening, and are told in chunks of a day.
//!
//! A slice ends at 22 o'clock. In the hour before, what goes on is renewed for a day, and the slice that ended the evening before is posted: within the
//! hours that a license gives for that. Use grows with the age of a license, is less on weekends, and comes in bursts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use portcullis_journal::Submission;
use portcullis_license::instant::HOUR;
use portcullis_license::ledger::Held;
use portcullis_license::{Account, Amount, Instant, Ledger, LicenseNumber, Operation, OperationId, Standing};

use crate::ask::Wanted;
use crate::customer::Customer;
use crate::draw::Draw;
use crate::error::{DemoError, broken};
use crate::law::{Ask, Law};
use crate::open::Open;
use crate::paper::first_site;
use crate::plan::{LEAST_CHIPS, Plan, is_workday, later};

/// The hour of the day at which slices end.
const SLICE_ENDS: i64 = 22 * HOUR;
/// The most leases that begin under one license at one time of the day.
const MOST_STARTS: u64 = 3;

/// The plans of a provider's licenses, by number.
pub(crate) type ByLicense = BTreeMap<LicenseNumber, usize>;

/// When the slice ends that runs at a moment.
fn slice_end(now: Instant) -> Instant {
    let today = Instant::start_of(now.date()).plus(SLICE_ENDS);
    if now < today { today } else { today.plus(24 * HOUR) }
}

/// Begins what is wanted at this time of the day.
pub(crate) fn begin(
    house: &mut Open<'_>,
    law: &mut Law<'_>,
    seed: u64,
    plans: &[Plan],
    by_license: &ByLicense,
    customers: &[Customer],
) -> Result<(), DemoError> {
    let now = house.now();
    for (number, place) in by_license {
        let Some(plan) = plans.get(*place) else { continue };
        let mut draw = Draw::of(seed, &format!("begin {number} {now}"));
        let Some(held) = house.ledger().license(number) else { continue };
        if !is_wanted(plan, held, now, &mut draw) {
            continue;
        }
        let wanted = wanted(plan, held, now.date(), &mut draw);
        let running = running(house.ledger(), number);
        let site = Some(first_site(plan)?);
        let customer = customers.get(plan.customer).ok_or_else(|| broken("a customer is gone"))?;
        for start in 0..wanted.saturating_sub(running).min(MOST_STARTS) {
            let share = plan.chips * draw.between(40, 90) / 100 / plan.appetite.max(1);
            let chips = (share / LEAST_CHIPS).max(1) * LEAST_CHIPS;
            let id = format!(
                "{}-{}-{:02}-{}",
                plan.reference,
                now.date(),
                now.since(Instant::start_of(now.date())) / 3_600_000,
                start + 1
            );
            let wanted = Wanted { model: plan.model, chips, end_use: plan.end_use, training: plan.training };
            let ask = Ask { id: &id, provider: plan.provider, customer, wanted, site: site.clone() };
            law.start(house, &ask, slice_end(now))?;
        }
    }
    Ok(())
}

/// Whether anybody would begin anything under a license now. Where nothing is left, somebody tries now and then all the same, and where it is closed,
/// once in a while.
fn is_wanted(plan: &Plan, held: &Held, now: Instant, draw: &mut Draw) -> bool {
    let today = now.date();
    let is_reported = plan.story.reports || today < later(held.license.from, 60);
    let is_open = held.standing == Standing::Issued && has_room(held) && is_reported;
    (held.license.from..=held.license.until).contains(&today)
        && matches!(held.standing, Standing::Issued | Standing::Suspended)
        && (is_open || draw.percent(8))
}

/// Whether the least that anybody runs fits into what is left, for a day.
fn has_room(held: &Held) -> bool {
    let least = Amount::of(LEAST_CHIPS * 24 * 3_600_000, 0).chip_milliseconds;
    let mut left = held.lines.values().filter_map(Account::available);
    left.any(|left| left.chip_milliseconds.is_none_or(|left| left >= least))
}

/// How many leases are wanted at once: growing over three months, fewer on weekends, now and then a burst, now and then nothing.
fn wanted(plan: &Plan, held: &Held, today: Date, draw: &mut Draw) -> u64 {
    let age = Instant::start_of(today).since(Instant::start_of(held.license.from)) / 86_400_000;
    let grown = plan.appetite * (30 + age.min(90)) / 120;
    let of_day = if is_workday(today) { grown } else { grown * 6 / 10 };
    match draw.below(100) {
        0..8 => of_day * 2,
        8..16 => 0,
        _ => of_day.max(1),
    }
}

fn running(ledger: &Ledger, number: &LicenseNumber) -> u64 {
    ledger.leases().filter(|(_, lease)| lease.path.license == *number).count() as u64
}

/// Renews what goes on, and tells what was used of slices that have ended.
pub(crate) fn evening(
    house: &mut Open<'_>,
    seed: u64,
    plans: &mut [Plan],
    by_license: &ByLicense,
) -> Result<(), DemoError> {
    let now = house.now();
    let mut batch = Vec::new();
    renewals(house.ledger(), seed, now, &mut batch)?;
    let mut overran = BTreeSet::new();
    for (id, slice) in house.ledger().open_reservations().filter(|(_, slice)| slice.until <= now) {
        let license = &slice.path.license;
        let plan = by_license.get(license).and_then(|place| plans.get(*place));
        let overruns = plan.is_some_and(|plan| plan.overruns) && overran.insert(license.clone());
        let mut draw = Draw::of(seed, &format!("use {id}"));
        let Some(percent) = used(overruns, &mut draw) else { continue };
        let held = u64::try_from(slice.amount.chip_milliseconds).map_err(broken)?;
        let chip_milliseconds = held / 1_000 * (percent * 10 + draw.below(10));
        let post = Operation::Post { reservation: id.clone(), chip_milliseconds };
        let operation = match percent {
            0 => Operation::Void { reservation: id.clone(), reason: "The job did not start.".to_owned() },
            _ => post,
        };
        batch.push((format!("{id}/use"), operation));
    }
    for license in &overran {
        if let Some(plan) = by_license.get(license).and_then(|place| plans.get_mut(*place)) {
            plan.overruns = false;
        }
    }
    for (id, operation) in batch {
        house.record(Submission::operation(OperationId::new(&id).map_err(broken)?, operation))?;
    }
    Ok(())
}

/// What of a slice was used, in percent; nothing where nobody says so in time, so that all of it counts.
fn used(overruns: bool, draw: &mut Draw) -> Option<u64> {
    if overruns {
        return Some(118);
    }
    match draw.below(400) {
        0 => None,
        1..4 => Some(0),
        4..40 => Some(draw.between(35, 71)),
        _ => Some(draw.between(72, 98)),
    }
}

/// What of the leases goes on for another day, and which have stopped.
fn renewals(ledger: &Ledger, seed: u64, now: Instant, batch: &mut Vec<(String, Operation)>) -> Result<(), DemoError> {
    for (id, lease) in ledger.leases() {
        if let Some(stop) = &lease.stop {
            if stop.confirmed.is_none() {
                batch.push((format!("{id}/stopped"), Operation::ConfirmStop { lease: id.clone() }));
            }
            continue;
        }
        let ends_tonight = lease.until > now && lease.until <= now.plus(2 * HOUR);
        let mut draw = Draw::of(seed, &format!("renew {id} {}", now.date()));
        if !ends_tonight || draw.percent(14) {
            continue;
        }
        let is_latest = |slice: &&OperationId| ledger.reservation(slice).is_some_and(|held| held.until == lease.until);
        if let Some(latest) = lease.open.iter().find(is_latest) {
            let renew = Operation::Renew { reservation: latest.clone(), until: lease.until.plus(24 * HOUR) };
            batch.push((format!("{id}/{}", now.date()), renew));
        }
    }
    Ok(())
}
