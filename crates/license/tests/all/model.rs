//! The ledger beside the reference: whatever is asked, they answer alike and hold the same balances.

use std::collections::{BTreeMap, BTreeSet};

use portcullis_license::{
    Amount, Applied, Balance, Instant, Lease, Ledger, LicenseNumber, Limit, Operation, OperationId, Reply, Reservation,
    Unit,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::generate::{Dice, KINDS, kind, operation};
use crate::reference::{Reference, Sums};
use crate::world::{DAY, World, id};

/// Long enough for slices to be renewed, settled and corrected; short enough that adding up the list each time is fast.
const MOST_OPERATIONS: usize = 100;
const LICENSES: u64 = 3;

/// The ledger, the ledger as it is after having been written, forgotten and read again, and the reference.
struct Beside {
    ledger: Ledger,
    forgetful: Ledger,
    reference: Reference,
    now: Instant,
    operations: u64,
    about: BTreeMap<OperationId, Vec<(OperationId, Reply)>>,
    resolved: BTreeSet<OperationId>,
    /// Of each kind: accepted, refused.
    counts: BTreeMap<&'static str, (u64, u64)>,
}

impl Beside {
    fn new() -> Self {
        Self {
            ledger: Ledger::default(),
            forgetful: Ledger::default(),
            reference: Reference::default(),
            now: World::empty().now,
            operations: 0,
            about: BTreeMap::new(),
            resolved: BTreeSet::new(),
            counts: BTreeMap::new(),
        }
    }

    fn step(&mut self, number: u64) {
        let mut dice = Dice(number);
        let first = (self.operations < LICENSES).then_some(self.operations);
        self.now = Instant(self.reference.at().max(World::empty().now).0 + dice.pause());
        let operation = operation(&mut dice, &self.reference, self.now, first);
        // A clock that was set back: what was meant for now comes as if it came before the last operation.
        if dice.one_in(16) {
            self.now = Instant(self.now.0 - dice.below(3 * DAY as u64) as i64);
        }
        let name = self.name(&mut dice);
        self.operations += 1;

        let before = dice.one_in(4).then(|| unmoved(&self.ledger));
        let covered = self.covered(&operation);
        let recalled = operation.reservation().and_then(|id| Some((id.clone(), self.told(id)?)));
        let records = |ledger: &Ledger, license: &LicenseNumber| ledger.license(license).map_or(0, |held| held.records);
        let earlier: BTreeMap<_, _> =
            self.ledger.licenses().map(|(number, held)| (number.clone(), held.records)).collect();
        // A name that was used before may have ordered stops then.
        let ordered_by_it = |ledger: &Ledger| {
            let ordered = |lease: &Lease| lease.stop.as_ref().is_some_and(|stop| stop.by == name);
            ledger.leases().filter(|(_, lease)| ordered(lease)).map(|(id, _)| id.clone()).collect::<Vec<_>>()
        };
        let ordered_before = ordered_by_it(&self.ledger);
        let applied = self.ledger.apply(&name, &operation, self.now).unwrap();
        let (accepted, stops) = self.reference.apply(&name, &operation, self.now);

        let is_refused = matches!(applied.reply, Reply::Refused { .. });
        assert_eq!(!is_refused, accepted, "{name} {operation:?}: {:?}", applied.reply);
        if let Reply::Changed { stops: told, .. } = &applied.reply {
            let mut ordered = ordered_by_it(&self.ledger);
            ordered.retain(|id| !ordered_before.contains(id));
            assert_eq!(ordered, stops, "{operation:?}");
            assert_eq!(*told, stops.len() as u64, "{operation:?}");
        }
        assert!(
            accepted || before.is_none_or(|before| before == unmoved(&self.ledger)),
            "a refusal changed something: {operation:?}"
        );
        assert!(!accepted || covered != Some(false), "what did not cover was reserved: {operation:?}");
        if let Some((license, record)) = &applied.license {
            assert_eq!(*record, earlier.get(license).copied().unwrap_or(0) + 1);
            assert_eq!(*record, records(&self.ledger, license));
        }
        self.resolves_once(&operation, accepted);
        self.is_balanced(&applied);
        self.is_told(&name, &applied);
        self.forgets(&mut dice, &name, &operation, &applied, recalled);

        let (yes, no) = self.counts.entry(kind(&operation)).or_default();
        *(if accepted { yes } else { no }) += 1;
    }

    /// Mostly a new id, sometimes one of a lease that runs.
    fn name(&self, dice: &mut Dice) -> OperationId {
        let running = self.ledger.open_reservations().next().map(|(id, _)| id.clone());
        running.filter(|_| dice.one_in(24)).unwrap_or_else(|| id(&format!("operation {:03}", self.operations)))
    }

    /// Whether the license covers what is asked to be reserved, as [`Ledger::covering`] says.
    fn covered(&self, operation: &Operation) -> Option<bool> {
        let Operation::Reserve { license, asked, .. } = operation else { return None };
        let cover = self.ledger.covering(&["us-ear".to_owned()], asked, self.now);
        let considered = cover.considered.iter().find(|considered| considered.license == *license)?;
        let covers = considered.objections.is_empty();
        assert_eq!(covers, self.reference.covers(license, asked, self.now), "{asked:?}: {:?}", considered.objections);
        Some(covers)
    }

    fn resolves_once(&mut self, operation: &Operation, accepted: bool) {
        let (Operation::Post { reservation, .. }
        | Operation::Void { reservation, .. }
        | Operation::Expire { reservation }) = operation
        else {
            return;
        };
        assert!(!accepted || self.resolved.insert(reservation.clone()), "{reservation} was resolved twice");
    }

    fn is_balanced(&self, applied: &Applied) {
        let balances = balances(&self.ledger);
        let expected: BTreeMap<_, _> =
            self.reference.accounts().into_iter().map(|(name, sums)| (name, balance(sums))).collect();
        assert_eq!(balances, expected);
        for (name, balance) in &balances {
            adds_up(name, balance);
        }
        for (name, after) in &applied.after {
            assert_eq!(balances[name], *after);
        }

        let mut of_providers: BTreeMap<String, [Amount; 3]> = BTreeMap::new();
        for (number, held) in self.ledger.licenses() {
            let license = parts(&balances[&format!("license {number}")]);
            let lines = held.lines.keys().map(|line| parts(&balances[&format!("line {line} of {number}")]));
            assert_eq!(lines.fold([Amount::ZERO; 3], together), license, "the lines of {number}");
            let provider = of_providers.entry(format!("provider {}", held.license.licensee)).or_default();
            *provider = together(*provider, license);
        }
        for (name, licenses) in of_providers {
            let account = balances.get(&name).map_or([Amount::ZERO; 3], parts);
            assert_eq!(licenses, account, "the licenses of {name}");
        }
        let groups = self.ledger.groups().map(|(group, _)| parts(&balances[&format!("group {group}")]));
        let providers = self.ledger.providers().map(|(provider, _)| parts(&balances[&format!("provider {provider}")]));
        assert_eq!(groups.fold([Amount::ZERO; 3], together), providers.fold([Amount::ZERO; 3], together));

        let running: BTreeMap<_, _> = self
            .ledger
            .licenses()
            .map(|(number, held)| {
                (number.clone(), (held.version, held.standing, held.running_chips, held.clusters.clone()))
            })
            .collect();
        assert_eq!(running, self.reference.running());
    }

    /// The records about a reservation tell the same of it as the ledger.
    fn is_told(&mut self, name: &OperationId, applied: &Applied) {
        let Some(reservation) = &applied.reservation else { return };
        self.about.entry(reservation.clone()).or_default().push((name.clone(), applied.reply.clone()));
        assert_eq!(self.told(reservation).as_ref(), self.ledger.reservation(reservation));
    }

    fn told(&self, id: &OperationId) -> Option<Reservation> {
        let records = self.about.get(id)?;
        Reservation::told_by(id, records.iter().map(|(by, reply)| (by, reply)))
    }

    /// The other ledger is written, read and made to forget now and then, and is told again what it needs.
    fn forgets(
        &mut self,
        dice: &mut Dice,
        name: &OperationId,
        operation: &Operation,
        applied: &Applied,
        recalled: Option<(OperationId, Reservation)>,
    ) {
        if dice.one_in(3) {
            self.forgetful.let_go();
            assert_eq!(self.forgetful.kept(), 0);
        }
        if dice.one_in(24) {
            let text = serde_json::to_string(&self.forgetful).unwrap();
            let read: Ledger = serde_json::from_str(&text).unwrap();
            self.forgetful.let_go();
            assert_eq!(read, self.forgetful);
            self.forgetful = read;
        }
        if let Some((id, reservation)) = recalled {
            self.forgetful.recall(id, reservation);
        }
        let again = self.forgetful.apply(name, operation, self.now).unwrap();
        assert_eq!(again, *applied);
    }

    /// Once all is forgotten nothing tells the two ledgers apart.
    fn ends(mut self) -> BTreeMap<&'static str, (u64, u64)> {
        self.ledger.let_go();
        self.forgetful.let_go();
        assert_eq!(self.ledger, self.forgetful);
        self.counts
    }
}

fn balances(ledger: &Ledger) -> BTreeMap<String, Balance> {
    let licenses = ledger.licenses().flat_map(|(number, held)| {
        let lines = held.lines.iter().map(move |(line, account)| (format!("line {line} of {number}"), *account));
        lines.chain([(format!("license {number}"), held.account)])
    });
    let groups = ledger.groups().map(|(group, account)| (format!("group {group}"), *account));
    let providers = ledger.providers().map(|(provider, account)| (format!("provider {provider}"), *account));
    licenses.chain(groups).chain(providers).map(|(name, account)| (name, account.balance().unwrap())).collect()
}

fn balance(sums: Sums) -> Balance {
    let amount = |[chip_milliseconds, tpp_chip_seconds]: [u128; 2]| Amount { chip_milliseconds, tpp_chip_seconds };
    let limit =
        |[chip_milliseconds, tpp_chip_seconds]: [Option<u128>; 2]| Limit { chip_milliseconds, tpp_chip_seconds };
    let left = |unit: usize| sums.limits[unit].map(|limit| limit - sums.reserved[unit] - sums.used[unit]);
    Balance {
        granted: limit(sums.limits),
        available: limit([left(0), left(1)]),
        reserved: amount(sums.reserved),
        used: amount(sums.used),
        breach: amount(sums.breach),
    }
}

fn adds_up(name: &str, balance: &Balance) {
    for unit in Unit::ALL {
        let available = balance.available.in_unit(unit);
        let sum = available.map(|available| available + balance.reserved.in_unit(unit) + balance.used.in_unit(unit));
        assert_eq!(sum, balance.granted.in_unit(unit), "{name}");
    }
}

fn parts(balance: &Balance) -> [Amount; 3] {
    [balance.reserved, balance.used, balance.breach]
}

fn together(one: [Amount; 3], other: [Amount; 3]) -> [Amount; 3] {
    [0, 1, 2].map(|part| one[part].plus(other[part]).unwrap())
}

/// The state without what a refusal may move: the time, what has left the windows, and the count of records.
fn unmoved(ledger: &Ledger) -> Value {
    let mut state = serde_json::to_value(ledger).unwrap();
    state.as_object_mut().unwrap().remove("at").unwrap();
    for held in state["licenses"].as_object_mut().unwrap().values_mut() {
        let held = held.as_object_mut().unwrap();
        held.remove("windows").unwrap();
        held.remove("records").unwrap();
    }
    state
}

fn numbers() -> impl Strategy<Value = Vec<u64>> {
    prop::collection::vec(any::<u64>().no_shrink(), 1..=MOST_OPERATIONS)
}

/// So many operations, or as many as `PORTCULLIS_OPERATIONS` says.
fn cases(operations: usize) -> u32 {
    let named = std::env::var("PORTCULLIS_OPERATIONS").ok().map(|named| named.parse::<usize>().unwrap());
    u32::try_from(named.unwrap_or(operations).div_ceil(MOST_OPERATIONS / 2)).unwrap()
}

#[test]
fn the_ledger_and_the_reference_are_one() {
    let config = Config { cases: cases(20_000), failure_persistence: None, ..Config::default() };
    let ran = TestRunner::new(config).run(&numbers(), |numbers| {
        let mut beside = Beside::new();
        numbers.into_iter().for_each(|number| beside.step(number));
        beside.ends();
        Ok(())
    });
    if let Err(error) = ran {
        panic!("{error}");
    }
}

/// Found by chance: an operation was called by the name of a lease, and by a name that had ordered a stop before.
#[test]
fn a_name_that_ordered_a_stop_before() {
    let mut beside = Beside::new();
    let numbers: [u64; 10] = [
        6_881_035_667_302_932_780,
        14_745_801_493_039_234_818,
        11_401_670_377_216_704_319,
        7_948_698_330_092_156_379,
        7_124_947_005_972_537_784,
        16_743_619_543_150_452_394,
        6_351_224_234_697_766_723,
        7_576_435_151_498_775_460,
        9_113_067_273_333_332_030,
        13_589_144_272_569_914_081,
    ];
    numbers.into_iter().for_each(|number| beside.step(number));
    beside.ends();
}

/// What is generated is worth generating: a third of it at least is accepted, and each kind is both accepted and refused.
#[test]
fn what_is_generated_makes_sense() {
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut dice = Dice(7);
    for _ in 0..60 {
        let mut beside = Beside::new();
        (0..MOST_OPERATIONS).for_each(|_| beside.step(dice.below(u64::MAX)));
        for (kind, (yes, no)) in beside.ends() {
            let sum = counts.entry(kind).or_default();
            *sum = (sum.0 + yes, sum.1 + no);
        }
    }
    assert_eq!(counts.len(), KINDS, "{counts:?}");
    let accepted: u64 = counts.values().map(|(yes, _)| yes).sum();
    let all: u64 = counts.values().map(|(yes, no)| yes + no).sum();
    assert!(accepted * 3 >= all, "{accepted} of {all} were accepted: {counts:?}");
    assert!(counts.values().all(|(yes, no)| *yes > 0 && *no > 0), "{counts:?}");
}
