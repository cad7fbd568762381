//! Every change in every standing, signed by one person, by one person twice, and by two.

use portcullis_license::{Change, Instant, Objection, Operation, Reply, Standing};

use crate::world::{DAY, HOUR, World, asked, by_two, changed, held, license, number, refused, signed};

/// A world whose license stands so; it is past its last day, so that nothing but standing keeps it from lapsing.
fn standing(before: Option<Standing>) -> World {
    let mut world = World::empty();
    if before.is_some() {
        world.issue(license("D-1", 10));
    }
    world.now = license("D-1", 10).end();
    let change = match before {
        None | Some(Standing::Issued) => return world,
        Some(Standing::Suspended) => Change::Suspend { drain_until: None },
        Some(Standing::Revoked) => Change::Revoke,
        Some(Standing::Surrendered) => Change::Surrender,
        Some(Standing::Expired) => Change::Lapse,
    };
    changed(&world.change(&number("D-1"), change));
    world
}

fn changes() -> [(Change, bool); 8] {
    let license = || Box::new(license("D-1", 10));
    [
        (Change::Issue { license: license() }, true),
        (Change::Vary { license: license() }, true),
        (Change::Suspend { drain_until: None }, false),
        (Change::Suspend { drain_until: Some(Instant(0)) }, false),
        (Change::Reinstate, true),
        (Change::Revoke, true),
        (Change::Surrender, false),
        (Change::Lapse, false),
    ]
}

/// How a license stands after a change, written down beside the program.
fn expected(change: &Change, before: Option<Standing>) -> Option<Standing> {
    use Standing::{Expired, Issued, Revoked, Surrendered, Suspended};
    let lives = matches!(before, Some(Issued | Suspended));
    match change {
        Change::Issue { .. } => before.is_none().then_some(Issued),
        Change::Vary { .. } => before.filter(|_| lives),
        Change::Suspend { .. } => (before == Some(Issued)).then_some(Suspended),
        Change::Reinstate => (before == Some(Suspended)).then_some(Issued),
        Change::Revoke => lives.then_some(Revoked),
        Change::Surrender => lives.then_some(Surrendered),
        Change::Lapse => lives.then_some(Expired),
    }
}

#[test]
fn every_change_in_every_standing_by_one_and_by_two() {
    let befores = [None].into_iter().chain(Standing::ALL.map(Some));
    for before in befores {
        for (change, needs_two) in changes() {
            for signed in [signed(None), signed(Some("Ada")), by_two()] {
                let mut world = standing(before);
                let may = !needs_two || signed.second == by_two().second;
                let after = expected(&change, before);
                let operation = Operation::License { license: number("D-1"), change: change.clone(), signed };
                let reply = world.apply("the change", &operation).reply;
                let case = format!("{} when {before:?}: {reply:?}", change.word());

                let stands = world.ledger.license(&number("D-1")).map(|held| held.standing);
                if let (true, Some(after)) = (may, after) {
                    assert!(matches!(reply, Reply::Changed { standing, .. } if standing == after), "{case}");
                    assert_eq!(stands, Some(after), "{case}");
                    continue;
                }
                assert_eq!(stands, before, "{case}");
                let word = change.word().to_owned();
                let second = (!may).then(|| Objection::SecondPerson { change: word.clone() });
                let none = after.is_none().then_some(Objection::NoSuchChange { change: word, standing: before });
                let objections: Vec<_> = second.into_iter().chain(none).collect();
                assert_eq!(refused(reply), objections, "{case}");
            }
        }
    }
}

#[test]
fn only_a_variation_makes_a_new_version() {
    let mut world = World::with(license("D-1", 10));
    for (change, version) in [
        (Change::Suspend { drain_until: None }, 1),
        (Change::Vary { license: Box::new(license("D-1", 20)) }, 2),
        (Change::Reinstate, 2),
        (Change::Vary { license: Box::new(license("D-1", 30)) }, 3),
    ] {
        let reply = world.change(&number("D-1"), change);
        assert!(matches!(reply, Reply::Changed { version: now, .. } if now == version), "{reply:?}");
    }
    assert_eq!(world.ledger.license(&number("D-1")).unwrap().license, license("D-1", 30));
}

#[test]
fn a_license_lapses_when_its_last_day_is_over_and_not_a_millisecond_before() {
    let mut world = World::with(license("D-1", 10));
    let end = license("D-1", 10).end();
    world.now = Instant(end.0 - 1);
    assert_eq!(refused(world.change(&number("D-1"), Change::Lapse)), [Objection::NotExpired { until: end }]);
    world.now = end;
    changed(&world.change(&number("D-1"), Change::Lapse));
}

#[test]
fn what_is_not_in_force_takes_nothing_new_and_still_takes_use() {
    let ends = [Change::Suspend { drain_until: None }, Change::Revoke, Change::Surrender];
    for change in ends {
        let mut world = World::with(license("D-1", 100));
        held(&world.reserve("a", asked(1), 4 * HOUR));
        changed(&world.change(&number("D-1"), change.clone()));
        let standing = world.ledger.license(&number("D-1")).unwrap().standing;
        assert_eq!(refused(world.reserve("b", asked(1), HOUR)), [Objection::NotInForce { standing }], "{change:?}");
        assert!(refused(world.renew("c", "a", 8 * HOUR)).contains(&Objection::NotInForce { standing }), "{change:?}");
        world.wait(DAY);
        world.post("a", 3);
        world.correct("a", 2);
        assert_eq!(world.hours("D-1"), (0, 2, 0), "{change:?}");
    }
}
