//! Stories of licenses: varied, ended, overdue, chosen.

use jiff::civil::date;
use portcullis_license::{Change, Instant, LineName, Objection, Operation, Reply, Rule, Standing, Unit};

use crate::world::{
    D1, DAY, HOUR, World, asked, changed, chip_hours, condition, held, license, line, number, on, refused, resolved,
};

#[test]
fn a_license_is_varied_up_and_down_around_what_runs() {
    let mut world = World::with(license(D1, 100));
    held(&world.reserve("a", asked(10), 10 * HOUR));
    assert_eq!(refused(world.reserve("b", asked(1), HOUR)).len(), 1);
    changed(&world.vary(license(D1, 110)));
    held(&world.reserve("b", asked(1), 10 * HOUR));
    let below = |account: &str| Objection::BelowTaken { account: account.to_owned(), unit: Unit::ChipMilliseconds };
    assert_eq!(refused(world.vary(license(D1, 109))), [below("line small of D-1")]);
    resolved(&world.post("a", 40));
    changed(&world.vary(license(D1, 50)));
    // What was given back is gone: more than was said before finds no room, and is a breach.
    resolved(&world.correct("a", 45));
    assert_eq!(world.hours(D1), (10, 40, 5));
    resolved(&world.post("b", 2));
    resolved(&world.correct("a", 45));
    assert_eq!(world.hours(D1), (0, 47, 0));
}

#[test]
fn a_variation_keeps_every_line_with_anything_on_it() {
    let two = |small, large| {
        let mut license = license(D1, small);
        license.lines.push(line("large", &["B200"], chip_hours(large)));
        license
    };
    let mut world = World::with(two(100, 100));
    held(&world.reserve("a", asked(1), 10 * HOUR));
    let mut other = license(D1, 1);
    other.lines = vec![line("large", &["B200"], chip_hours(100))];
    other.total = chip_hours(9);
    let objections = refused(world.vary(other.clone()));
    assert_eq!(
        objections,
        [
            Objection::LineInUse { line: LineName::new("small").unwrap() },
            Objection::BelowTaken { account: "license D-1".to_owned(), unit: Unit::ChipMilliseconds },
        ]
    );
    resolved(&world.void("a"));
    changed(&world.vary(other));
    let gone = Objection::NoSuchLine { line: LineName::new("small").unwrap() };
    assert_eq!(refused(world.correct("a", 1)), [gone]);
    changed(&world.vary(two(100, 100)));
    resolved(&world.correct("a", 1));
    assert_eq!(world.hours(D1), (0, 1, 0));
}

#[test]
fn nothing_is_reserved_while_a_report_is_overdue() {
    let mut license = license(D1, 1_000);
    license.conditions = vec![condition("monthly", Rule::ReportEvery { days: 30 })];
    let mut world = World::with(license);
    let since = world.now.plus(30 * DAY);
    world.now = since;
    held(&world.reserve("a", asked(1), HOUR));
    world.wait(1);
    let overdue = Objection::ReportOverdue { condition: "monthly".to_owned(), since };
    assert_eq!(refused(world.reserve("b", asked(1), HOUR)), std::slice::from_ref(&overdue));
    assert_eq!(refused(world.renew("b", "a", 2 * HOUR)), [overdue]);
    let report = Operation::Report { license: number(D1), reference: "March".to_owned() };
    assert_eq!(world.reply(&report), Reply::Reported);
    held(&world.renew("b", "a", 2 * HOUR));
}

#[test]
fn a_surrendered_license_still_takes_its_final_use() {
    let mut world = World::with(license(D1, 1_000));
    held(&world.reserve("a", asked(1), 10 * HOUR));
    changed(&world.change(&number(D1), Change::Surrender));
    assert_eq!(world.ledger.leases().next().unwrap().1.stop, None);
    world.wait(10 * HOUR);
    resolved(&world.post("a", 10));
    assert_eq!(world.hours(D1), (0, 10, 0));
}

#[test]
fn use_is_posted_after_the_license_expired() {
    let mut world = World::with(license(D1, 1_000));
    let end = license(D1, 1).end();
    world.now = Instant(end.0 - HOUR);
    held(&world.reserve("a", asked(2), HOUR));
    world.now = end;
    changed(&world.change(&number(D1), Change::Lapse));
    world.wait(23 * HOUR);
    resolved(&world.post("a", 2));
    assert_eq!(world.hours(D1), (0, 2, 0));
}

#[test]
fn the_license_that_ends_first_covers_then_the_one_issued_first() {
    let mut world = World::empty();
    let ending = |name: &str, until| portcullis_license::License { until, ..license(name, 100) };
    world.issue(ending("late", date(2026, 12, 31)));
    world.issue(ending("second", date(2026, 6, 30)));
    world.issue(ending("first but issued last", date(2026, 6, 30)));
    world.issue(ending("used up", date(2026, 5, 31)));
    world.issue(portcullis_license::License { regimes: vec!["other".to_owned()], ..license("another regime", 100) });
    held(&world.reserve_under("used up", "a", asked(10), 10 * HOUR));
    let regimes = ["us-ear".to_owned()];
    let cover = world.ledger.covering(&regimes, &asked(1), world.now);
    let order: Vec<_> = cover.considered.iter().map(|one| one.license.as_str()).collect();
    assert_eq!(order, ["second", "first but issued last", "late", "used up"]);
    assert_eq!(cover.chosen("us-ear").unwrap().license, number("second"));
    assert_eq!(cover.chosen("other"), None);
    let why = &cover.considered[3].objections;
    assert!(
        matches!(&why[..], [Objection::NoRoom { account, available: 0, .. }] if account == "line small of used up")
    );
    // All that stands against it at once: terms, dates and room; and a clock set back changes nothing.
    world.change(&number("used up"), Change::Surrender);
    let stranger = portcullis_license::Asked { customer: "Nobody".to_owned(), ..asked(1) };
    let cover = world.ledger.covering(&regimes, &stranger, Instant(0));
    let last = cover.considered.iter().find(|one| one.license == number("used up")).unwrap();
    assert!(
        matches!(
            &last.objections[..],
            [
                Objection::NotInForce { standing: Standing::Surrendered },
                Objection::PartyNotCovered { .. },
                Objection::NoRoom { .. },
            ]
        ),
        "{:?}",
        last.objections
    );
}

#[test]
fn the_first_and_the_last_day_are_whole_days_in_utc() {
    let mut world = World::with(license(D1, 1_000));
    let (first, end) = (on(date(2026, 1, 1)), on(date(2027, 1, 1)));
    let mut early = World::empty();
    early.now = Instant(first.0 - 1);
    early.issue(license(D1, 1_000));
    assert_eq!(refused(early.reserve("a", asked(1), HOUR)), [Objection::NotYetValid { from: date(2026, 1, 1) }]);
    early.now = first;
    held(&early.reserve("a", asked(1), HOUR));

    world.now = Instant(end.0 - 1);
    held(&world.reserve("last millisecond", asked(1), 1));
    let (from, until) = (world.now, Instant(end.0 + 1));
    assert_eq!(refused(world.reserve("b", asked(1), 2)), [Objection::Slice { from, until, latest: end }]);
    world.now = end;
    let objections = refused(world.reserve("c", asked(1), 1));
    assert!(objections.contains(&Objection::NoLongerValid { until: date(2026, 12, 31) }), "{objections:?}");
}
