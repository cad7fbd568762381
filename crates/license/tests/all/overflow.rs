//! Numbers at the ends of their ranges: an answer each time, never a fault.

use jiff::civil::Date;
use portcullis_license::operation::LimitOf;
use portcullis_license::{
    Asked, Change, Cluster, Fault, Grant, Instant, Ledger, License, LineName, Objection, Operation, Provider, Reply,
    Rule,
};
use proptest::prelude::*;

use crate::world::{
    D1, DAY, HOUR, World, asked, by_two, condition, group, held, id, license, number, refused, resolved, signed,
};

const ENDS: [i64; 11] =
    [i64::MIN, i64::MIN + 1, -1, 0, 1, 1_772_000_000_000, (1 << 53) - 1, 1 << 53, i64::MAX / 2, i64::MAX - 1, i64::MAX];
const ALL_HOURS: Grant = Grant { chip_hours: Some(u64::MAX), tpp_hours: Some(u64::MAX) };

/// The largest license there can be: from the first date of the calendar to the last.
fn largest() -> License {
    let mut license = license(D1, u64::MAX);
    (license.from, license.until) = (Date::MIN, Date::MAX);
    license.total = ALL_HOURS;
    license.lines[0].amount = ALL_HOURS;
    license.settle_within_hours = 31 * 24;
    license.conditions = vec![
        condition("cluster", Rule::MostClusterTpp { tpp: u64::MAX }),
        condition("at once", Rule::MostConcurrentChips { chips: u64::MAX }),
        condition("window", Rule::MostInWindow { days: 366, amount: ALL_HOURS }),
        condition("report", Rule::ReportEvery { days: 366 }),
        condition("training", Rule::MostTrainingOperations { power_of_ten: u8::MAX }),
    ];
    license
}

fn most() -> Asked {
    Asked {
        tpp: u32::MAX,
        cluster: Some(Cluster::new("one").unwrap()),
        training_operations: Some(format!("0.{}e2147483647", "0".repeat(1_000))),
        ..asked(u32::MAX)
    }
}

#[test]
fn clusters_of_the_largest_chips_are_counted_beyond_64_bits() {
    let mut unbounded = largest();
    unbounded.conditions.clear();
    let mut world = World::with(unbounded);
    for slice in ["a", "b", "c"] {
        held(&world.reserve(slice, Asked { training_operations: None, ..most() }, 1));
    }
    let largest = u128::from(u32::MAX) * u128::from(u32::MAX);
    assert_eq!(
        world.ledger.license(&number(D1)).unwrap().clusters.values().copied().collect::<Vec<_>>(),
        [3 * largest]
    );
    let text = serde_json::to_string(&world.ledger).unwrap();
    assert_eq!(serde_json::from_str::<Ledger>(&text).unwrap(), world.ledger);
    let value: Ledger = serde_json::from_value(serde_json::to_value(&world.ledger).unwrap()).unwrap();
    assert_eq!(value, world.ledger);
}

#[test]
fn a_cluster_condition_of_64_bits_is_a_bound_and_not_a_fault() {
    let mut world = World::with(License {
        conditions: vec![condition("cluster", Rule::MostClusterTpp { tpp: u64::MAX })],
        ..largest()
    });
    held(&world.reserve("a", most(), 1));
    let objections = refused(world.reserve("b", most(), 1));
    assert!(
        matches!(&objections[..], [Objection::ClusterTpp { most, .. }] if *most == u128::from(u64::MAX)),
        "{objections:?}"
    );
}

#[test]
fn the_largest_slices_and_posts_are_added_up() {
    let chips_alone = Grant { tpp_hours: None, ..ALL_HOURS };
    let mut unbounded = License { conditions: Vec::new(), total: chips_alone, ..largest() };
    unbounded.lines[0].amount = chips_alone;
    let mut world = World::with(unbounded);
    for slice in 0..50 {
        let name = format!("slice {slice}");
        held(&world.reserve(&name, most(), 31 * DAY));
        let post = Operation::Post { reservation: id(&name), chip_milliseconds: u64::MAX };
        resolved(&world.reply(&post));
        let correct = Operation::Correct { reservation: id(&name), chip_milliseconds: u64::MAX, signed: by_two() };
        resolved(&world.reply(&correct));
    }
    let balance = world.balance(D1);
    let sum = balance.used.chip_milliseconds + balance.breach.chip_milliseconds;
    assert_eq!(sum, 50 * u128::from(u64::MAX));
}

#[test]
fn a_license_until_the_end_of_the_calendar_answers_with_moments_that_can_be_read() {
    let mut world = World::with(License { until: Date::MAX, ..license(D1, 1) });
    let objections = refused(world.change(&number(D1), Change::Lapse));
    let text = serde_json::to_string(&objections).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Objection>>(&text).unwrap(), objections);
    let last = Instant::start_of(Date::MAX).plus(DAY - 1);
    world.now = last;
    held(&world.reserve("a", asked(1), 1));
    world.now = last.plus(1);
    assert!(matches!(world.change(&number(D1), Change::Lapse), Reply::Changed { .. }));
}

#[test]
fn a_license_from_before_1970_is_over_and_its_answers_can_be_read() {
    let old = License { from: Date::MIN, until: jiff::civil::date(1969, 12, 31), ..license(D1, 1) };
    let mut world = World::with(old);
    let objections = refused(world.reserve("a", asked(1), 1));
    let text = serde_json::to_string(&objections).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Objection>>(&text).unwrap(), objections);
    assert_eq!(objections.len(), 2, "{objections:?}");
}

#[test]
fn moments_at_the_ends_of_their_range_leave_a_ledger_that_can_be_read() {
    for at in ENDS {
        for due in ENDS {
            let mut world = World::with(largest());
            held(&world.reserve("a", Asked { chips: 1, tpp: 1, ..most() }, HOUR));
            world.now = Instant(at);
            world.reply(&Operation::Stop { lease: id("a"), due: Instant(due), signed: signed(None) });
            world.change(&number(D1), Change::Suspend { drain_until: Some(Instant(due)) });
            let text = serde_json::to_string(&world.ledger).unwrap();
            let read: Ledger = serde_json::from_str(&text).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), text);
        }
    }
}

fn end() -> impl Strategy<Value = i64> {
    prop::sample::select(ENDS.to_vec())
}

fn chips() -> impl Strategy<Value = u32> {
    prop::sample::select(vec![0, 1, u32::MAX / 2, u32::MAX])
}

fn slice() -> impl Strategy<Value = portcullis_license::OperationId> {
    prop::sample::select(vec![id("0"), id("1"), id("2"), id("3"), id("nonsense")])
}

fn length() -> impl Strategy<Value = Instant> {
    prop_oneof![end().prop_map(Instant), (1..31 * DAY).prop_map(|length| World::empty().now.plus(length)),]
}

fn extreme() -> impl Strategy<Value = Operation> {
    let milliseconds = || prop::sample::select(vec![0, 1, u64::MAX / 2, u64::MAX]);
    let grant = prop::sample::select(vec![Grant::default(), ALL_HOURS, Grant { chip_hours: Some(0), tpp_hours: None }]);
    let of = prop::sample::select(vec![
        LimitOf::Group(group("Harbour")),
        LimitOf::Provider(Provider::new("Alder Compute").unwrap()),
    ]);
    let reserve =
        (chips(), chips(), length(), any::<bool>()).prop_map(|(chips, tpp, until, named)| Operation::Reserve {
            license: number(D1),
            line: named.then(|| LineName::new("small").unwrap()),
            asked: Asked { chips, tpp, ..most() },
            until,
        });
    let change = prop_oneof![
        end().prop_map(|due| Change::Suspend { drain_until: Some(Instant(due)) }),
        Just(Change::Reinstate),
        Just(Change::Lapse),
        Just(Change::Vary { license: Box::new(largest()) }),
    ];
    prop_oneof![
        4 => reserve,
        2 => (slice(), length()).prop_map(|(reservation, until)| Operation::Renew { reservation, until }),
        2 => (slice(), milliseconds()).prop_map(|(reservation, chip_milliseconds)| Operation::Post { reservation, chip_milliseconds }),
        2 => (slice(), milliseconds()).prop_map(|(reservation, chip_milliseconds)| Operation::Correct { reservation, chip_milliseconds, signed: by_two() }),
        1 => slice().prop_map(|reservation| Operation::Expire { reservation }),
        1 => (slice(), end()).prop_map(|(lease, due)| Operation::Stop { lease, due: Instant(due), signed: signed(None) }),
        1 => (of, grant).prop_map(|(of, limit)| Operation::Limit { of, limit, signed: by_two() }),
        1 => change.prop_map(|change| Operation::License { license: number(D1), change, signed: by_two() }),
        1 => Just(Operation::Report { license: number(D1), reference: String::new() }),
    ]
}

/// Mostly about now, so that a few operations are done before time ends.
fn moment() -> impl Strategy<Value = Instant> {
    prop_oneof![8 => Just(World::empty().now), 1 => end().prop_map(Instant)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_extreme_is_a_fault(operations in prop::collection::vec((extreme(), moment()), 1..25)) {
        let mut world = World::with(largest());
        for (place, (operation, at)) in operations.into_iter().enumerate() {
            let name = id(&place.to_string());
            let applied: Result<_, Fault> = world.ledger.apply(&name, &operation, at);
            prop_assert!(applied.is_ok(), "{operation:?}: {applied:?}");
            let _ = world.ledger.covering(&["us-ear".to_owned()], &most(), at);
            let reply = serde_json::to_string(&applied.unwrap().reply).unwrap();
            prop_assert!(serde_json::from_str::<Reply>(&reply).is_ok(), "{reply}");
            let state = serde_json::to_string(&world.ledger).unwrap();
            prop_assert!(serde_json::from_str::<Ledger>(&state).is_ok(), "{state}");
        }
    }
}
