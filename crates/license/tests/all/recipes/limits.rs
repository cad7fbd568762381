//! Stories of amounts: limits, windows, breaches, exhaustion.

use jiff::civil::date;
use portcullis_license::operation::LimitOf;
use portcullis_license::{Grant, Instant, Objection, Operation, Provider, Reply, Rule, Unit};

use crate::world::{
    D1, DAY, HOUR, TPP, World, asked, by_two, chip_hours, condition, group, held, license, line, number, refused,
    resolved,
};

#[test]
fn what_was_used_beyond_the_reservation_is_a_breach_and_no_use() {
    let mut world = World::with(license(D1, 100));
    held(&world.reserve("a", asked(1), 10 * HOUR));
    let reply = world.post("a", 13);
    let Reply::Resolved { used, breach, returned, exhausted } = reply else { panic!("{reply:?}") };
    assert_eq!(used.chip_milliseconds, 10 * HOUR as u128);
    assert_eq!(breach.chip_milliseconds, 3 * HOUR as u128);
    assert_eq!(breach.tpp_chip_seconds, 3 * 3_600 * u128::from(TPP));
    assert_eq!((returned.chip_milliseconds, exhausted), (0, false));
    assert_eq!(world.hours(D1), (0, 10, 3));
    resolved(&world.correct("a", 9));
    assert_eq!(world.hours(D1), (0, 9, 0));
}

#[test]
fn affiliates_share_the_limit_of_their_group_over_licenses() {
    let mut world = World::with(license(D1, 1_000));
    world.issue(license("D-2", 1_000));
    let limit =
        |hours| Operation::Limit { of: LimitOf::Group(group("Harbour")), limit: chip_hours(hours), signed: by_two() };
    let applied = world.apply("limit", &limit(30));
    assert_eq!(applied.reply, Reply::Limited);
    assert_eq!(applied.after["group Harbour"].granted, chip_hours(30).limit());

    let labs = |chips| portcullis_license::Asked { customer: "Harbour Labs".to_owned(), ..asked(chips) };
    held(&world.reserve("a", asked(2), 10 * HOUR));
    held(&world.reserve_under("D-2", "b", labs(1), 10 * HOUR));
    let objections = refused(world.reserve("c", labs(1), 1));
    assert!(matches!(&objections[..], [Objection::NoRoom { account, available: 0, .. }] if account == "group Harbour"));
    // Who is in no group stands alone, in one of its own name.
    held(&world.reserve("d", portcullis_license::Asked { customer: "Quay".to_owned(), ..asked(1) }, 10 * HOUR));
    assert_eq!(world.ledger.groups().map(|(group, _)| group.as_str()).collect::<Vec<_>>(), ["Harbour", "Quay"]);

    let below = refused(world.reply(&limit(29)));
    assert_eq!(below, [Objection::BelowTaken { account: "group Harbour".to_owned(), unit: Unit::ChipMilliseconds }]);
    resolved(&world.void("b"));
    held(&world.reserve("e", asked(1), 10 * HOUR));
}

#[test]
fn a_provider_has_a_limit_over_its_licenses() {
    let mut world = World::with(license(D1, 1_000));
    world.issue(license("D-2", 1_000));
    let of = LimitOf::Provider(Provider::new("Alder Compute").unwrap());
    world.reply(&Operation::Limit { of, limit: chip_hours(12), signed: by_two() });
    held(&world.reserve("a", asked(1), 10 * HOUR));
    let objections = refused(world.reserve_under("D-2", "b", asked(1), 3 * HOUR));
    assert!(matches!(&objections[..], [Objection::NoRoom { account, .. }] if account == "provider Alder Compute"));
    held(&world.reserve_under("D-2", "c", asked(1), 2 * HOUR));
}

#[test]
fn a_rolling_window_opens_again() {
    let mut license = license(D1, 1_000);
    license.conditions = vec![condition("weekly", Rule::MostInWindow { days: 7, amount: chip_hours(20) })];
    let mut world = World::with(license);
    held(&world.reserve("a", asked(2), 10 * HOUR));
    let end = world.now.plus(10 * HOUR);
    let window = |available: u128| Objection::Window {
        condition: "weekly".to_owned(),
        unit: Unit::ChipMilliseconds,
        asked: HOUR as u128,
        available,
    };
    assert_eq!(refused(world.reserve("b", asked(1), HOUR)), [window(0)]);
    // What goes back opens it, a breach closes it.
    resolved(&world.post("a", 15));
    held(&world.reserve("c", asked(1), HOUR));
    resolved(&world.void("c"));
    resolved(&world.correct("a", 30));
    assert_eq!(world.hours(D1), (0, 20, 10));
    resolved(&world.correct("a", 20));
    // The slice ended on the hour; the hour leaves once all of it is seven days old.
    world.now = Instant(end.0 + 7 * DAY + HOUR - 1);
    assert_eq!(refused(world.reserve("d", asked(1), HOUR)), [window(0)]);
    world.wait(1);
    held(&world.reserve("e", asked(1), HOUR));
}

#[test]
fn a_correction_after_the_hour_was_let_go_leaves_the_windows_sound() {
    let mut license = license(D1, 1_000);
    license.until = date(2030, 12, 31);
    license.conditions = vec![condition("yearly", Rule::MostInWindow { days: 366, amount: chip_hours(100) })];
    let mut world = World::with(license);
    held(&world.reserve("a", asked(10), 10 * HOUR));
    resolved(&world.post("a", 100));
    world.wait(400 * DAY);
    held(&world.reserve("b", asked(1), HOUR));
    for hours in [50, 80, 20, 130, 0] {
        resolved(&world.correct("a", hours));
    }
    assert_eq!(world.hours(D1), (1, 0, 0));
    held(&world.reserve("c", asked(1), 99 * HOUR));
    assert_eq!(refused(world.reserve("d", asked(1), HOUR)).len(), 1);
}

#[test]
fn a_correction_ends_exhaustion() {
    let mut world = World::with(license(D1, 10));
    held(&world.reserve("a", asked(1), 10 * HOUR));
    let exhausted = |reply: &Reply| matches!(reply, Reply::Resolved { exhausted: true, .. });
    assert!(exhausted(&world.post("a", 10)));
    assert!(world.ledger.license(&number(D1)).unwrap().is_exhausted());
    assert_eq!(refused(world.reserve("b", asked(1), 1)).len(), 1);
    assert!(!exhausted(&world.correct("a", 9)));
    held(&world.reserve("b", asked(1), HOUR));
    assert!(exhausted(&world.correct("a", 10)));
    assert_eq!(world.hours(D1), (1, 9, 1));
}

#[test]
fn both_units_bind_and_the_first_line_with_room_is_taken() {
    let mut written = license(D1, 10);
    let tpp_hours = Some(20 * u64::from(TPP));
    written.lines.push(line("performance", &["H20"], Grant { chip_hours: None, tpp_hours }));
    let mut world = World::with(written);
    let line_of = |reply: Reply| match reply {
        Reply::Reserved { path, .. } => path.line.to_string(),
        reply => panic!("{reply:?}"),
    };
    assert_eq!(line_of(world.reserve("a", asked(1), 8 * HOUR)), "small");
    assert_eq!(line_of(world.reserve("b", asked(1), 8 * HOUR)), "performance");
    assert_eq!(line_of(world.reserve("c", asked(1), 2 * HOUR)), "small");
    assert_eq!(line_of(world.reserve("d", asked(1), 12 * HOUR)), "performance");
    assert!(world.ledger.license(&number(D1)).unwrap().is_exhausted());
    assert_eq!(refused(world.reserve("e", asked(1), 1)).len(), 1);
}
