//! The ledger a second time, as simply as can be: a list of everything that was accepted, and nothing else. Whatever is
//! asked is added up from the list, each time anew.

mod decide;

use std::collections::{BTreeMap, BTreeSet};

use portcullis_license::operation::LimitOf;
use portcullis_license::{
    Asked, Cluster, Grant, Group, Instant, License, LicenseNumber, Line, LineName, Operation, OperationId, Provider,
    Standing,
};

use crate::world::HOUR;

/// Chip-milliseconds and TPP-chip-seconds.
pub type Counts = [u128; 2];
pub type Limits = [Option<u128>; 2];

/// What was accepted, in its order.
enum Entry {
    Version { license: License, at: Instant },
    Stands { license: LicenseNumber, standing: Standing },
    Limit { of: LimitOf, limits: Limits },
    Slice(Box<Slice>),
    Said { slice: OperationId, used: Counts, breach: Counts },
    Stop { lease: OperationId, due: Instant },
    Confirmed { lease: OperationId },
    Reported { license: LicenseNumber, at: Instant },
}

#[derive(Clone)]
pub struct Slice {
    pub id: OperationId,
    pub lease: OperationId,
    pub license: LicenseNumber,
    line: LineName,
    group: Group,
    pub until: Instant,
    pub settle_until: Instant,
    pub held: Counts,
    asked: Asked,
}

/// A slice and what was said of it last.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub slice: &'a Slice,
    pub said: Option<(Counts, Counts)>,
}

impl Told<'_> {
    fn reserved(&self) -> Counts {
        if self.said.is_none() { self.slice.held } else { [0, 0] }
    }

    fn used(&self) -> Counts {
        self.said.map_or([0, 0], |(used, _)| used)
    }

    fn breach(&self) -> Counts {
        self.said.map_or([0, 0], |(_, breach)| breach)
    }
}

/// Reserved, used and beyond.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Sums {
    pub limits: Limits,
    pub reserved: Counts,
    pub used: Counts,
    pub breach: Counts,
}

impl Sums {
    fn room(&self) -> Limits {
        let room = |unit: usize| self.limits[unit].map(|limit| limit - self.reserved[unit] - self.used[unit]);
        [room(0), room(1)]
    }

    fn has_room(&self, amount: Counts) -> bool {
        (0..2).all(|unit| self.room()[unit].is_none_or(|room| amount[unit] <= room))
    }

    fn is_allowed(&self, limits: Limits) -> bool {
        (0..2).all(|unit| limits[unit].is_none_or(|limit| self.reserved[unit] + self.used[unit] <= limit))
    }
}

#[derive(Default)]
pub struct Reference {
    at: Instant,
    accepted: Vec<Entry>,
}

fn sum(counts: impl Iterator<Item = Counts>) -> Counts {
    counts.fold([0, 0], |sum, more| [sum[0] + more[0], sum[1] + more[1]])
}

fn limits(grant: Grant) -> Limits {
    [
        grant.chip_hours.map(|hours| u128::from(hours) * 3_600_000),
        grant.tpp_hours.map(|hours| u128::from(hours) * 3_600),
    ]
}

fn amount(chip_milliseconds: u64, tpp: u32) -> Counts {
    let product = u128::from(chip_milliseconds) * u128::from(tpp);
    [chip_milliseconds.into(), product / 1000 + u128::from(!product.is_multiple_of(1000))]
}

fn hour(instant: Instant) -> i64 {
    instant.0 / HOUR
}

/// What a question is about: the list, read once.
struct View<'a> {
    at: Instant,
    versions: BTreeMap<&'a LicenseNumber, (&'a License, u32, Standing, Instant)>,
    limits: Vec<(&'a LimitOf, Limits)>,
    slices: Vec<Told<'a>>,
    stops: BTreeMap<&'a OperationId, (Instant, bool)>,
}

impl Reference {
    fn view(&self) -> View<'_> {
        let mut view = View {
            at: self.at,
            versions: BTreeMap::new(),
            limits: Vec::new(),
            slices: Vec::new(),
            stops: BTreeMap::new(),
        };
        let mut places: BTreeMap<&OperationId, usize> = BTreeMap::new();
        for entry in &self.accepted {
            match entry {
                Entry::Version { license, at } => match view.versions.get_mut(&license.number) {
                    Some(of) => (of.0, of.1) = (license, of.1 + 1),
                    None => drop(view.versions.insert(&license.number, (license, 1, Standing::Issued, *at))),
                },
                Entry::Stands { license, standing } => view.versions.get_mut(license).unwrap().2 = *standing,
                Entry::Reported { license, at } => view.versions.get_mut(license).unwrap().3 = *at,
                Entry::Limit { of, limits } => view.limits.push((of, *limits)),
                Entry::Slice(slice) => {
                    places.insert(&slice.id, view.slices.len());
                    view.slices.push(Told { slice, said: None });
                }
                Entry::Said { slice, used, breach } => view.slices[places[slice]].said = Some((*used, *breach)),
                Entry::Stop { lease, due } => {
                    let stop = view.stops.entry(lease).or_insert((*due, false));
                    if !stop.1 && *due < stop.0 {
                        stop.0 = *due;
                    }
                }
                Entry::Confirmed { lease } => view.stops.get_mut(lease).unwrap().1 = true,
            }
        }
        view
    }

    /// Every slice there ever was, in order.
    pub fn slices(&self) -> Vec<Told<'_>> {
        self.view().slices
    }

    /// Every lease there ever was.
    pub fn leases(&self) -> Vec<OperationId> {
        self.view()
            .slices
            .iter()
            .filter(|told| told.slice.id == told.slice.lease)
            .map(|told| told.slice.id.clone())
            .collect()
    }

    /// The moment of the last operation.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// Whether there is such a license and it is not ended.
    pub fn stands(&self, number: &LicenseNumber) -> bool {
        self.view()
            .versions
            .get(number)
            .is_some_and(|(_, _, standing, _)| matches!(standing, Standing::Issued | Standing::Suspended))
    }

    /// The version in force of a license.
    pub fn version(&self, number: &LicenseNumber) -> Option<License> {
        self.view().versions.get(number).map(|(license, ..)| (*license).clone())
    }

    /// Every account by its name.
    pub fn accounts(&self) -> BTreeMap<String, Sums> {
        let view = self.view();
        let mut accounts = BTreeMap::new();
        for (number, (license, ..)) in &view.versions {
            accounts.insert(format!("license {number}"), view.of_license(license));
            for line in &license.lines {
                accounts.insert(format!("line {} of {number}", line.name), view.of_line(license, line));
            }
        }
        let groups: BTreeSet<&Group> = view
            .slices
            .iter()
            .map(|told| &told.slice.group)
            .chain(view.limits.iter().filter_map(|(of, _)| match of {
                LimitOf::Group(group) => Some(group),
                LimitOf::Provider(_) => None,
            }))
            .collect();
        let providers: BTreeSet<&Provider> = view
            .slices
            .iter()
            .map(|told| &told.slice.asked.provider)
            .chain(view.limits.iter().filter_map(|(of, _)| match of {
                LimitOf::Provider(provider) => Some(provider),
                LimitOf::Group(_) => None,
            }))
            .collect();
        accounts.extend(groups.into_iter().map(|group| (format!("group {group}"), view.of_group(group))));
        accounts
            .extend(providers.into_iter().map(|provider| (format!("provider {provider}"), view.of_provider(provider))));
        accounts
    }

    /// Of each license: its version, how it stands, the chips that run, and their performance by cluster.
    pub fn running(&self) -> BTreeMap<LicenseNumber, (u32, Standing, u64, BTreeMap<Cluster, u128>)> {
        let view = self.view();
        let of = |number: &LicenseNumber| {
            let mut chips = 0;
            let mut clusters = BTreeMap::new();
            for asked in view.runs(number) {
                chips += u64::from(asked.chips);
                if let Some(cluster) = asked.cluster.clone().filter(|_| asked.tpp > 0) {
                    *clusters.entry(cluster).or_default() += u128::from(asked.chips) * u128::from(asked.tpp);
                }
            }
            (chips, clusters)
        };
        view.versions
            .iter()
            .map(|(number, (_, version, standing, _))| {
                let (chips, clusters) = of(number);
                ((*number).clone(), (*version, *standing, chips, clusters))
            })
            .collect()
    }

    /// Whether even one millisecond of it could run under a license at a moment.
    pub fn covers(&self, number: &LicenseNumber, asked: &Asked, at: Instant) -> bool {
        let mut view = self.view();
        view.at = view.at.max(at);
        let least = amount(asked.chips.into(), asked.tpp);
        view.permits(number, asked, asked.chips) && view.line(number, None, asked, least).is_some()
    }

    /// Whether an operation is accepted, and which leases it tells to stop anew.
    pub fn apply(&mut self, id: &OperationId, operation: &Operation, at: Instant) -> (bool, Vec<OperationId>) {
        self.at = self.at.max(at);
        let entries = self.view().decide(id, operation);
        let Some(entries) = entries else { return (false, Vec::new()) };
        let stops = self.view().told_anew(&entries);
        self.accepted.extend(entries);
        (true, stops)
    }
}

impl View<'_> {
    fn sums(&self, limits: Limits, counts: impl Fn(&Slice) -> bool) -> Sums {
        let slices = || self.slices.iter().filter(|told| counts(told.slice));
        let (reserved, used) = (sum(slices().map(Told::reserved)), sum(slices().map(Told::used)));
        Sums { limits, reserved, used, breach: sum(slices().map(Told::breach)) }
    }

    fn of_license(&self, license: &License) -> Sums {
        self.sums(limits(license.total), |slice| slice.license == license.number)
    }

    fn of_line(&self, license: &License, line: &Line) -> Sums {
        self.sums(limits(line.amount), |slice| slice.license == license.number && slice.line == line.name)
    }

    fn of_group(&self, group: &Group) -> Sums {
        self.sums(self.limit(&LimitOf::Group(group.clone())), |slice| slice.group == *group)
    }

    fn of_provider(&self, provider: &Provider) -> Sums {
        self.sums(self.limit(&LimitOf::Provider(provider.clone())), |slice| slice.asked.provider == *provider)
    }

    /// The last limit that was set.
    fn limit(&self, of: &LimitOf) -> Limits {
        self.limits.iter().rev().find(|(whose, _)| *whose == of).map_or([None, None], |(_, limits)| *limits)
    }

    /// The accounts on a way, a line of a license and a group.
    fn path(&self, license: &License, line: &Line, group: &Group, provider: &Provider) -> [Sums; 4] {
        [self.of_line(license, line), self.of_license(license), self.of_group(group), self.of_provider(provider)]
    }

    /// What runs under a license: leases with a slice of which nothing was said.
    fn runs(&self, number: &LicenseNumber) -> impl Iterator<Item = &Asked> {
        let leases: BTreeMap<_, _> = self
            .slices
            .iter()
            .filter(|told| told.said.is_none() && told.slice.license == *number)
            .map(|told| (&told.slice.lease, &told.slice.asked))
            .collect();
        leases.into_values()
    }

    fn is_running(&self, lease: &OperationId) -> bool {
        self.slices.iter().any(|told| told.said.is_none() && told.slice.lease == *lease)
    }

    /// A lease is known while it runs or owes a confirmation.
    fn is_known(&self, lease: &OperationId) -> bool {
        self.is_running(lease) || self.stops.get(lease).is_some_and(|(_, confirmed)| !confirmed)
    }

    fn slice(&self, id: &OperationId) -> Option<Told<'_>> {
        self.slices.iter().rev().find(|told| told.slice.id == *id).copied()
    }

    /// Which stops in these entries are new orders rather than repetitions of one that is due as early.
    fn told_anew(&self, entries: &[Entry]) -> Vec<OperationId> {
        let stops = entries.iter().filter_map(|entry| match entry {
            Entry::Stop { lease, due } => Some((lease, due)),
            _ => None,
        });
        stops
            .filter(|(lease, due)| self.stops.get(lease).is_none_or(|(before, confirmed)| !confirmed && *due < before))
            .map(|(lease, _)| lease.clone())
            .collect()
    }
}
