//! What applies when: the law under a profile, cut into epochs.
//!
//! Between two dates on which anything changes, the same provisions apply to the same kind of transaction,
//! the same country groups hold and every accelerator has the same classes. All of that is worked out once,
//! when the engine starts; a determination finds its epoch by binary search.

use crate::profile::Profile;
use jiff::civil::Date;
use portcullis_catalog::{Catalog, Country};
use portcullis_law::{
    Bits, Effect, FACT_COUNT, Fact, GroupTable, Kind, Law, MembershipReading, Provision, ProvisionIndex, Standing,
    Subject,
};
use portcullis_party::ListSet;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A provision that applies in an epoch to a kind of transaction.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub provision: ProvisionIndex,
    pub standing: Standing,
    /// Places, in the same plan, of the exceptions that lift it.
    pub exceptions: Vec<usize>,
    /// Places, in the same plan, of the provisions that replace its review policy.
    pub reviews: Vec<usize>,
    /// The lists that set it off, where it requires a license.
    pub set_off: SetOff,
}

/// Lists on which somebody has to be for a requirement to fire: a party, owners of half alone, owners of half together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct SetOff {
    pub parties: ListSet,
    pub owners: ListSet,
    pub affiliates: ListSet,
}

impl SetOff {
    fn of(provision: &Provision) -> Self {
        let mut set_off = Self::default();
        if !matches!(provision.effect, Effect::LicenseRequired(_)) {
            return set_off;
        }
        provision.condition.visit_wanted(&mut |fact, codes| match fact {
            Fact::PartyLists => set_off.parties |= codes,
            Fact::OwnerLists => set_off.owners |= codes,
            Fact::AffiliateLists => set_off.affiliates |= codes,
            _ => {}
        });
        set_off
    }

    fn add(&mut self, other: Self) {
        self.parties |= other.parties;
        self.owners |= other.owners;
        self.affiliates |= other.affiliates;
    }

    pub fn shared_with(self, other: Self) -> Self {
        Self {
            parties: self.parties & other.parties,
            owners: self.owners & other.owners,
            affiliates: self.affiliates & other.affiliates,
        }
    }
}

/// The entries of one regime.
#[derive(Debug, Clone)]
pub(crate) struct RegimePlan {
    pub regime: usize,
    /// The entries `start..end` of the plan.
    pub start: usize,
    pub end: usize,
}

/// What applies in an epoch to a kind of transaction.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub entries: Vec<Entry>,
    pub regimes: Vec<RegimePlan>,
    /// For each fact, the codes that some provision here looks for. The rest cannot change the answer.
    pub reads: [u64; FACT_COUNT],
    /// For each fact, the places of the provisions that read it.
    readers: [Vec<usize>; FACT_COUNT],
    /// The lists that set off some requirement.
    pub set_off: SetOff,
    pub has_assumed: bool,
    pub has_unenforced: bool,
    pub has_unverified: bool,
}

impl Plan {
    /// The places of the provisions that read a fact.
    pub fn readers(&self, fact: Fact) -> &[usize] {
        self.readers.get(fact.index()).map_or(&[], Vec::as_slice)
    }

    /// The codes of a fact that some provision looks for.
    pub fn reads(&self, fact: Fact) -> u64 {
        self.reads.get(fact.index()).copied().unwrap_or(0)
    }
}

/// A stretch of time in which nothing changes.
#[derive(Debug)]
pub(crate) struct Epoch {
    /// First day; `None` for the time before anything happened.
    pub from: Option<Date>,
    pub groups: Arc<GroupTable>,
    /// Distinct combinations of country groups that some country has.
    pub signatures: Arc<Vec<u64>>,
    /// The classes of every accelerator of the catalog.
    pub classes: Arc<Vec<Bits>>,
    plans: [Arc<Plan>; Kind::ALL.len()],
}

impl Epoch {
    pub fn plan(&self, kind: Kind) -> &Plan {
        let [first, ..] = &self.plans;
        self.plans.get(kind as usize).unwrap_or(first)
    }
}

/// All epochs, in order.
#[derive(Debug)]
pub(crate) struct Epochs {
    epochs: Vec<Epoch>,
}

impl Epochs {
    pub fn new(law: &Law, catalog: &Catalog, profile: &Profile, profile_dates: Vec<Date>) -> Self {
        let mut dates = law.change_dates();
        dates.extend(profile_dates);
        let group_dates = law.groups.change_dates();
        let mut builder =
            Builder { law, catalog, profile, group_dates, plans: HashMap::new(), tables: None, classes: None };
        let first = builder.epoch(None, Date::MIN);
        let rest = dates.into_iter().map(|date| builder.epoch(Some(date), date));
        let mut epochs = vec![first];
        epochs.extend(rest);
        Self { epochs }
    }

    /// The place of the epoch of a date.
    pub fn place(&self, on: Date) -> usize {
        self.epochs.partition_point(|epoch| epoch.from.is_none_or(|from| from <= on)).saturating_sub(1)
    }

    pub fn get(&self, place: usize) -> Option<&Epoch> {
        self.epochs.get(place)
    }

    pub fn all(&self) -> &[Epoch] {
        &self.epochs
    }
}

/// The provisions that apply, and how each stands.
type Applying = Vec<(ProvisionIndex, Standing)>;
type Tables = (Arc<GroupTable>, Arc<Vec<u64>>);

struct Builder<'a> {
    law: &'a Law,
    catalog: &'a Catalog,
    profile: &'a Profile,
    group_dates: BTreeSet<Date>,
    plans: HashMap<(Kind, Applying), Arc<Plan>>,
    tables: Option<Tables>,
    classes: Option<(Vec<bool>, Arc<Vec<Bits>>)>,
}

impl Builder<'_> {
    fn epoch(&mut self, from: Option<Date>, on: Date) -> Epoch {
        let (groups, signatures) = self.tables(on);
        let classes = self.classes(on);
        Epoch { from, groups, signatures, classes, plans: Kind::ALL.map(|kind| self.plan(kind, on)) }
    }

    fn tables(&mut self, on: Date) -> Tables {
        match &self.tables {
            Some(tables) if !self.group_dates.contains(&on) => tables.clone(),
            _ => {
                let countries = self.catalog.countries();
                let table = self.law.groups.on(on, countries, &self.law.codes);
                let both = |country: Country| {
                    [MembershipReading::In, MembershipReading::Out].map(|reading| table.groups(country, reading))
                };
                let signatures: BTreeSet<u64> = countries.iter().flat_map(both).collect();
                let tables = (Arc::new(table), Arc::new(signatures.into_iter().collect()));
                self.tables = Some(tables.clone());
                tables
            }
        }
    }

    fn classes(&mut self, on: Date) -> Arc<Vec<Bits>> {
        let in_force: Vec<bool> = self.law.classes.items().iter().map(|class| class.holds_on(on)).collect();
        match &self.classes {
            Some((known, classes)) if *known == in_force => classes.clone(),
            _ => {
                let accelerators = self.catalog.accelerators().iter();
                let classify = |accelerator| self.law.classes.classify(Subject::of(accelerator), on);
                let classes: Arc<Vec<Bits>> = Arc::new(accelerators.map(classify).collect());
                self.classes = Some((in_force, classes.clone()));
                classes
            }
        }
    }

    fn plan(&mut self, kind: Kind, on: Date) -> Arc<Plan> {
        let applies: Applying = self
            .law
            .provisions
            .iter()
            .enumerate()
            .filter(|(_, provision)| provision.concerns(kind))
            .filter_map(|(at, provision)| Some((at, self.profile.standing(self.law, provision, on)?)))
            .collect();
        let key = (kind, applies);
        if let Some(plan) = self.plans.get(&key) {
            return plan.clone();
        }
        let plan = Arc::new(build(self.law, &key.1));
        self.plans.insert(key, plan.clone());
        plan
    }
}

fn build(law: &Law, applies: &[(ProvisionIndex, Standing)]) -> Plan {
    let mut plan = Plan::default();
    for (at, standing) in applies {
        plan.has_assumed |= *standing == Standing::AsIf;
        plan.has_unenforced |= *standing == Standing::Unenforced;
        plan.has_unverified |= *standing == Standing::Unverified;
        let place = plan.entries.len();
        let provision = law.provisions.get(*at);
        let set_off = provision.map(SetOff::of).unwrap_or_default();
        plan.set_off.add(set_off);
        let (exceptions, reviews) = (Vec::new(), Vec::new());
        plan.entries.push(Entry { provision: *at, standing: *standing, exceptions, reviews, set_off });
        let Some(provision) = provision else {
            continue;
        };
        match plan.regimes.last_mut() {
            Some(last) if last.regime == provision.regime => last.end = place + 1,
            _ => plan.regimes.push(RegimePlan { regime: provision.regime, start: place, end: place + 1 }),
        }
        provision.condition.visit_facts(&mut |fact, codes| {
            if let Some(reads) = plan.reads.get_mut(fact.index()) {
                *reads |= codes;
            }
            if let Some(readers) = plan.readers.get_mut(fact.index()).filter(|readers| readers.last() != Some(&place)) {
                readers.push(place);
            }
        });
    }
    let place_of: HashMap<ProvisionIndex, usize> =
        plan.entries.iter().enumerate().map(|(place, entry)| (entry.provision, place)).collect();
    for (place, (at, _)) in applies.iter().enumerate() {
        let Some(provision) = law.provisions.get(*at) else {
            continue;
        };
        let (Effect::Review(_, targets) | Effect::Exception(_, targets)) = &provision.effect else {
            continue;
        };
        for target in targets.iter().filter_map(|target| place_of.get(target)) {
            let Some(entry) = plan.entries.get_mut(*target) else {
                continue;
            };
            match provision.effect {
                Effect::Review(..) => entry.reviews.push(place),
                _ => entry.exceptions.push(place),
            }
        }
    }
    plan
}
