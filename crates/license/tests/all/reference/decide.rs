//! Whether an operation is accepted, and what is then added to the list.

use std::collections::BTreeSet;

use portcullis_license::operation::{LimitOf, Signed};
use portcullis_license::{
    Asked, Change, Condition, Group, Instant, License, LicenseNumber, Line, LineName, Operation, OperationId, Rule,
    Standing,
};

use super::{Counts, Entry, Slice, Sums, View, amount, hour, limits, sum};
use crate::world::{DAY, HOUR};

fn by_two(signed: &Signed) -> bool {
    signed.second.as_ref().is_some_and(|second| *second != signed.by)
}

impl View<'_> {
    pub(super) fn decide(&self, id: &OperationId, operation: &Operation) -> Option<Vec<Entry>> {
        match operation {
            Operation::License { license, change, signed } => {
                let two = by_two(signed);
                self.decide_change(license, change, two)
            }
            Operation::Limit { of, limit, signed } => {
                let sums = match of {
                    LimitOf::Group(group) => self.of_group(group),
                    LimitOf::Provider(provider) => self.of_provider(provider),
                };
                let two = by_two(signed);
                let limits = limits(*limit);
                (two && sums.is_allowed(limits)).then(|| vec![Entry::Limit { of: of.clone(), limits }])
            }
            Operation::Reserve { license, line, asked, until } => {
                self.decide_reserve(id, license, line.as_ref(), asked, *until)
            }
            Operation::Renew { reservation, until } => self.decide_renew(id, reservation, *until),
            Operation::Post { reservation, chip_milliseconds } => {
                self.decide_use(reservation, Some(*chip_milliseconds))
            }
            Operation::Void { reservation, .. } => self.decide_use(reservation, Some(0)),
            Operation::Expire { reservation } => self.decide_use(reservation, None),
            Operation::Correct { reservation, chip_milliseconds, signed } => {
                let two = by_two(signed);
                if two { self.decide_correction(reservation, *chip_milliseconds) } else { None }
            }
            Operation::Stop { lease, due, .. } => {
                self.is_known(lease).then(|| vec![Entry::Stop { lease: lease.clone(), due: *due }])
            }
            Operation::ConfirmStop { lease } => {
                let is_told = self.is_known(lease) && self.stops.contains_key(lease);
                is_told.then(|| vec![Entry::Confirmed { lease: lease.clone() }])
            }
            Operation::Report { license, .. } => self
                .versions
                .contains_key(license)
                .then(|| vec![Entry::Reported { license: license.clone(), at: self.at }]),
        }
    }

    fn decide_change(&self, number: &LicenseNumber, change: &Change, two: bool) -> Option<Vec<Entry>> {
        let before = self.versions.get(number);
        if let Change::Issue { license } = change {
            let fits = two && before.is_none() && license.number == *number && license.check().is_ok();
            return fits.then(|| vec![Entry::Version { license: (**license).clone(), at: self.at }]);
        }
        let (version, _, standing, _) = before?;
        let lives = matches!(standing, Standing::Issued | Standing::Suspended);
        let stands = |standing| Entry::Stands { license: number.clone(), standing };
        let stop_all = |due: Instant| {
            let leases: BTreeSet<_> =
                self.slices.iter().filter(|told| told.slice.license == *number).map(|told| &told.slice.lease).collect();
            leases
                .into_iter()
                .filter(|lease| self.is_known(lease))
                .map(move |lease| Entry::Stop { lease: lease.clone(), due })
        };
        match change {
            Change::Issue { .. } => None,
            Change::Vary { license } => {
                let keeps = version.lines.iter().all(|line| {
                    let sums = self.of_line(version, line);
                    let is_empty = Sums { limits: sums.limits, ..Sums::default() } == sums;
                    license
                        .lines
                        .iter()
                        .find(|kept| kept.name == line.name)
                        .map_or(is_empty, |kept| sums.is_allowed(limits(kept.amount)))
                });
                let fits = two && lives && license.number == *number && license.check().is_ok();
                let fits = fits && keeps && self.of_license(version).is_allowed(limits(license.total));
                fits.then(|| vec![Entry::Version { license: (**license).clone(), at: self.at }])
            }
            Change::Suspend { drain_until } => (*standing == Standing::Issued).then(|| {
                [stands(Standing::Suspended)]
                    .into_iter()
                    .chain(drain_until.iter().flat_map(|due| stop_all(*due)))
                    .collect()
            }),
            Change::Reinstate => (two && *standing == Standing::Suspended).then(|| vec![stands(Standing::Issued)]),
            Change::Revoke => {
                (two && lives).then(|| [stands(Standing::Revoked)].into_iter().chain(stop_all(self.at)).collect())
            }
            Change::Surrender => lives.then(|| vec![stands(Standing::Surrendered)]),
            Change::Lapse => (lives && self.at.date() > version.until).then(|| vec![stands(Standing::Expired)]),
        }
    }

    /// Standing, terms and conditions, for so many chips more than run.
    pub(super) fn permits(&self, number: &LicenseNumber, asked: &Asked, more: u32) -> bool {
        let Some((license, _, standing, reported)) = self.versions.get(number) else { return false };
        let today = self.at.date();
        *standing == Standing::Issued
            && license.from <= today
            && today <= license.until
            && license.licensee == asked.provider
            && [&asked.customer]
                .into_iter()
                .chain(&asked.others)
                .all(|asked| license.parties.iter().any(|party| party.name == *asked))
            && license.lines.iter().any(|line| covers(line, asked))
            && asked.chips > 0
            && (license.sites.is_empty() || asked.site.as_ref().is_some_and(|site| license.sites.contains(site)))
            && (license.end_uses.is_empty()
                || !asked.end_uses.is_empty()
                    && asked.end_uses.iter().all(|end_use| license.end_uses.contains(end_use)))
            && license.conditions.iter().all(|condition| self.meets(number, condition, asked, more, *reported))
    }

    fn meets(
        &self,
        number: &LicenseNumber,
        condition: &Condition,
        asked: &Asked,
        more: u32,
        reported: Instant,
    ) -> bool {
        match &condition.rule {
            Rule::MostConcurrentChips { chips } => {
                let running: u64 = self.runs(number).map(|asked| u64::from(asked.chips)).sum();
                running + u64::from(more) <= *chips
            }
            Rule::MostClusterTpp { tpp } => {
                asked.cluster.is_some() && {
                    let together = self.runs(number).filter(|other| other.cluster == asked.cluster);
                    let running: u128 = together.map(|other| u128::from(other.chips) * u128::from(other.tpp)).sum();
                    running + u128::from(more) * u128::from(asked.tpp) <= u128::from(*tpp)
                }
            }
            Rule::NamedSites { sites } => asked.site.as_ref().is_some_and(|site| sites.contains(site)),
            Rule::NoResale => asked.resale == Some(false),
            Rule::ReportEvery { days } => self.at.0 - reported.0 <= i64::from(*days) * DAY,
            // Those that are generated are whole powers of ten.
            Rule::MostTrainingOperations { power_of_ten } => {
                asked.training_operations.as_ref().is_some_and(|operations| {
                    operations.strip_prefix("1e").is_some_and(|power| power.parse::<u8>().unwrap() <= *power_of_ten)
                })
            }
            Rule::MostInWindow { .. } | Rule::Text { .. } => true,
        }
    }

    /// The first line that covers the item and has room everywhere on its way, windows included.
    pub(super) fn line(
        &self,
        number: &LicenseNumber,
        wanted: Option<&LineName>,
        asked: &Asked,
        amount: Counts,
    ) -> Option<&Line> {
        let (license, ..) = self.versions.get(number)?;
        let group = group_of(license, asked)?;
        if !license.conditions.iter().all(|condition| self.fits_window(number, &condition.rule, amount)) {
            return None;
        }
        license
            .lines
            .iter()
            .filter(|line| covers(line, asked) && wanted.is_none_or(|wanted| line.name == *wanted))
            .find(|line| {
                self.path(license, line, &group, &asked.provider).iter().all(|account| account.has_room(amount))
            })
    }

    fn fits_window(&self, number: &LicenseNumber, rule: &Rule, amount: Counts) -> bool {
        let Rule::MostInWindow { days, amount: most } = rule else { return true };
        let first = hour(self.at) - i64::from(*days) * 24;
        let inside = self.slices.iter().filter(|told| told.slice.license == *number && hour(told.slice.until) >= first);
        let inside = sum(inside.flat_map(|told| [told.reserved(), told.used(), told.breach()]));
        (0..2).all(|unit| {
            limits(*most)[unit].is_none_or(|limit| amount[unit] == 0 || inside[unit] + amount[unit] <= limit)
        })
    }

    /// No slice ends after the license, or more than 31 days from now.
    fn can_end(&self, number: &LicenseNumber, from: Instant, until: Instant) -> bool {
        let Some((license, ..)) = self.versions.get(number) else { return false };
        let last = Instant(until.0 - 1);
        from < until && last.date() <= license.until && until.0 - self.at.0 <= 31 * DAY
    }

    fn decide_reserve(
        &self,
        id: &OperationId,
        number: &LicenseNumber,
        wanted: Option<&LineName>,
        asked: &Asked,
        until: Instant,
    ) -> Option<Vec<Entry>> {
        let is_free = !self.is_known(id) && self.slice(id).is_none_or(|told| told.said.is_some());
        if !is_free || !self.permits(number, asked, asked.chips) || !self.can_end(number, self.at, until) {
            return None;
        }
        self.new_slice(id, id, number, wanted, asked, (self.at, until))
    }

    fn decide_renew(&self, id: &OperationId, last: &OperationId, until: Instant) -> Option<Vec<Entry>> {
        let told = self.slice(last).filter(|told| told.said.is_none())?;
        let Slice { lease, license, line, asked, until: from, .. } = told.slice;
        let is_latest =
            self.slices.iter().filter(|other| other.slice.lease == *lease).all(|other| other.slice.until <= *from);
        let is_free = !self.is_known(id) && self.slice(id).is_none_or(|told| told.said.is_some());
        let may = is_free && is_latest && self.at <= *from && !self.stops.contains_key(lease);
        if !may || !self.permits(license, asked, 0) || !self.can_end(license, *from, until) {
            return None;
        }
        self.new_slice(id, lease, license, Some(line), asked, (*from, until))
    }

    fn new_slice(
        &self,
        id: &OperationId,
        lease: &OperationId,
        number: &LicenseNumber,
        wanted: Option<&LineName>,
        asked: &Asked,
        (from, until): (Instant, Instant),
    ) -> Option<Vec<Entry>> {
        let held = amount(u64::from(asked.chips) * u64::try_from(until.0 - from.0).unwrap(), asked.tpp);
        let line = self.line(number, wanted, asked, held)?.name.clone();
        let (license, ..) = self.versions.get(number)?;
        let settle_until = Instant(until.0 + i64::from(license.settle_within_hours) * HOUR);
        let (group, license, asked) = (group_of(license, asked)?, number.clone(), asked.clone());
        let slice =
            Slice { id: id.clone(), lease: lease.clone(), license, line, group, until, settle_until, held, asked };
        Some(vec![Entry::Slice(Box::new(slice))])
    }

    /// What was measured, within the time for it; or nothing, after it.
    fn decide_use(&self, slice: &OperationId, measured: Option<u64>) -> Option<Vec<Entry>> {
        let told = self.slice(slice).filter(|told| told.said.is_none())?;
        let is_over = self.at > told.slice.settle_until;
        if is_over == measured.is_some() {
            return None;
        }
        let actual = measured.map_or(told.slice.held, |measured| amount(measured, told.slice.asked.tpp));
        let used = |unit: usize| actual[unit].min(told.slice.held[unit]);
        let used = [used(0), used(1)];
        let breach = [actual[0] - used[0], actual[1] - used[1]];
        Some(vec![Entry::Said { slice: slice.clone(), used, breach }])
    }

    /// More than was said before counts as used as far as it was held and there is room now.
    fn decide_correction(&self, slice: &OperationId, measured: u64) -> Option<Vec<Entry>> {
        let told = self.slice(slice)?;
        let (before, _) = told.said?;
        let (license, ..) = self.versions.get(&told.slice.license)?;
        let line = license.lines.iter().find(|line| line.name == told.slice.line)?;
        let path = self.path(license, line, &told.slice.group, &told.slice.asked.provider);
        let actual = amount(measured, told.slice.asked.tpp);
        let used = |unit: usize| {
            let room = path.iter().filter_map(|account| account.room()[unit]).min();
            let most = room.map_or(u128::MAX, |room| before[unit] + room);
            actual[unit].min(told.slice.held[unit]).min(most)
        };
        let used = [used(0), used(1)];
        let breach = [actual[0] - used[0], actual[1] - used[1]];
        Some(vec![Entry::Said { slice: slice.clone(), used, breach }])
    }
}

fn covers(line: &Line, asked: &Asked) -> bool {
    let items = &line.items;
    let is_named = items.accelerators.contains(&asked.accelerator);
    let is_classified = items.classifications.iter().any(|paragraph| asked.classifications.contains(paragraph));
    (is_named || is_classified) && items.most_tpp.is_none_or(|most| asked.tpp <= most)
}

fn group_of(license: &License, asked: &Asked) -> Option<Group> {
    let party = license.parties.iter().find(|party| party.name == asked.customer)?;
    Some(party.group.clone().unwrap_or_else(|| Group::new(&party.name).unwrap()))
}
