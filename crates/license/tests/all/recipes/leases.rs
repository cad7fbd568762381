//! Stories of leases: slices, renewals, orders to stop.

use portcullis_license::{Change, Cluster, Instant, LineName, Objection, Operation, Reply, Rule, Standing};

use crate::world::{
    D1, DAY, HOUR, TPP, World, asked, changed, chip_hours, condition, group, held, id, license, line, number, refused,
    resolved, signed,
};

#[test]
fn short_leases_are_renewed_until_the_license_is_revoked() {
    let mut world = World::with(license(D1, 1_000));
    held(&world.reserve("slice 0", asked(2), HOUR));
    for slice in 1..5 {
        world.wait(HOUR / 2);
        let last = format!("slice {}", slice - 1);
        let now = world.now;
        let reply = world.renew(&format!("slice {slice}"), &last, HOUR + HOUR / 2);
        let Reply::Reserved { lease, from, until, .. } = reply else { panic!("{reply:?}") };
        assert_eq!((lease, until), (id("slice 0"), now.plus(HOUR + HOUR / 2)));
        assert_eq!(from, now.plus(HOUR / 2));
        world.wait(HOUR / 2);
        resolved(&world.post(&last, 2));
    }
    let revoked = world.change(&number(D1), Change::Revoke);
    assert_eq!(revoked, Reply::Changed { version: 1, standing: Standing::Revoked, stops: 1 });
    let objections = refused(world.renew("slice 5", "slice 4", 3 * HOUR));
    assert!(objections.contains(&Objection::NotInForce { standing: Standing::Revoked }), "{objections:?}");
    assert!(objections.contains(&Objection::Stopping { lease: id("slice 0") }), "{objections:?}");

    assert_eq!(world.reply(&Operation::ConfirmStop { lease: id("slice 0") }), Reply::StopConfirmed);
    resolved(&world.post("slice 4", 1));
    assert_eq!(world.hours(D1), (0, 9, 0));
    assert_eq!(world.ledger.leases().count(), 0);
}

#[test]
fn a_site_that_is_cut_off_pays_for_all_and_a_correction_gives_back() {
    let mut world = World::with(license(D1, 100));
    held(&world.reserve("a", asked(4), 10 * HOUR));
    world.wait(10 * HOUR + 24 * HOUR);
    let until = world.now;
    assert_eq!(refused(world.expire("a")), [Objection::NotExpired { until }]);
    world.wait(1);
    assert_eq!(refused(world.post("a", 1)), [Objection::TooLate { until }]);
    assert_eq!(refused(world.void("a")), [Objection::TooLate { until }]);
    resolved(&world.expire("a"));
    assert_eq!(world.hours(D1), (0, 40, 0));
    assert_eq!(refused(world.expire("a")).len(), 1);

    let alone = Operation::Correct { reservation: id("a"), chip_milliseconds: 0, signed: signed(None) };
    assert_eq!(refused(world.reply(&alone)), [Objection::SecondPerson { change: "correct".to_owned() }]);
    let reply = world.correct("a", 25);
    let Reply::Resolved { used, returned, .. } = reply else { panic!("{reply:?}") };
    assert_eq!((used.chip_milliseconds, returned.chip_milliseconds), (25 * HOUR as u128, 15 * HOUR as u128));
    assert_eq!(world.hours(D1), (0, 25, 0));
}

#[test]
fn renewals_count_no_chips_twice() {
    let mut license = license(D1, 1_000);
    license.conditions = vec![
        condition("at once", Rule::MostConcurrentChips { chips: 10 }),
        condition("cluster", Rule::MostClusterTpp { tpp: 8 * u64::from(TPP) }),
    ];
    let mut world = World::with(license);
    let ask =
        |chips, cluster| portcullis_license::Asked { cluster: Some(Cluster::new(cluster).unwrap()), ..asked(chips) };
    held(&world.reserve("north", ask(8, "north"), HOUR));
    held(&world.reserve("south", ask(2, "south"), HOUR));
    let objections = refused(world.reserve("more", ask(1, "north"), HOUR));
    let most = 8 * u128::from(TPP);
    assert_eq!(
        objections,
        [
            Objection::Concurrency { condition: "at once".to_owned(), most: 10, running: 10, asked: 1 },
            Objection::ClusterTpp {
                condition: "cluster".to_owned(),
                cluster: Cluster::new("north").unwrap(),
                most,
                running: most,
                asked: u128::from(TPP),
            },
        ]
    );
    held(&world.renew("north 2", "north", 2 * HOUR));
    held(&world.renew("north 3", "north 2", 3 * HOUR));
    assert_eq!(world.ledger.license(&number(D1)).unwrap().running_chips, 10);
    // Three slices are open, in any order they end; the chips stop with the last.
    resolved(&world.post("north 2", 8));
    resolved(&world.post("north", 8));
    assert_eq!(world.ledger.license(&number(D1)).unwrap().running_chips, 10);
    resolved(&world.post("north 3", 8));
    let running = world.ledger.license(&number(D1)).unwrap();
    assert_eq!((running.running_chips, running.clusters.len()), (2, 1));
    held(&world.reserve("more", ask(8, "north"), HOUR));
}

#[test]
fn slices_renewed_ahead_reach_31_days_and_no_further() {
    let mut world = World::with(license(D1, 10_000));
    held(&world.reserve("a", asked(1), 20 * DAY));
    held(&world.renew("b", "a", 31 * DAY));
    let (from, latest) = (world.now.plus(31 * DAY), world.now.plus(31 * DAY));
    let until = Instant(latest.0 + 1);
    assert_eq!(refused(world.renew("c", "b", 31 * DAY + 1)), [Objection::Slice { from, until, latest }]);
    world.wait(1);
    held(&world.renew("c", "b", 31 * DAY));
}

#[test]
fn only_the_latest_slice_is_renewed_and_not_after_it_ended() {
    let mut world = World::with(license(D1, 1_000));
    held(&world.reserve("a", asked(1), HOUR));
    held(&world.renew("b", "a", 2 * HOUR));
    let until = world.now.plus(2 * HOUR);
    assert_eq!(refused(world.renew("c", "a", 3 * HOUR)), [Objection::NotLatest { lease: id("a"), until }]);
    world.wait(2 * HOUR);
    held(&world.renew("c", "b", HOUR));
    world.wait(HOUR + 1);
    let until = Instant(world.now.0 - 1);
    assert_eq!(refused(world.renew("d", "c", HOUR)), [Objection::NotLatest { lease: id("a"), until }]);
}

#[test]
fn a_renewal_follows_the_version_in_force() {
    let mut world = World::with(license(D1, 100));
    held(&world.reserve("a", asked(1), HOUR));
    // The customer leaves its group: its next slice counts under its own name.
    let mut varied = license(D1, 100);
    varied.parties[0].group = None;
    changed(&world.vary(varied.clone()));
    let reply = world.renew("b", "a", 2 * HOUR);
    assert!(matches!(&reply, Reply::Reserved { path, .. } if path.group == group("Harbour Robotics")), "{reply:?}");
    // Its line covers the item no more, another does: what runs there is not moved without a word.
    varied.lines[0].items.most_tpp = Some(TPP - 1);
    varied.lines.push(line("other", &["H20"], chip_hours(100)));
    changed(&world.vary(varied));
    let gone = Objection::NoSuchLine { line: LineName::new("small").unwrap() };
    assert_eq!(refused(world.renew("c", "b", 3 * HOUR)), [gone]);
    held(&world.reserve("c", asked(1), HOUR));
    for slice in ["a", "b", "c"] {
        resolved(&world.post(slice, 1));
    }
    assert_eq!(world.hours(D1), (0, 3, 0));
}

#[test]
fn a_suspension_drains_what_runs() {
    let mut world = World::with(license(D1, 1_000));
    held(&world.reserve("a", asked(1), 20 * HOUR));
    held(&world.reserve("b", asked(1), 20 * HOUR));
    let due = world.now.plus(2 * HOUR);
    assert_eq!(
        world.reply(&Operation::Stop { lease: id("b"), due: world.now.plus(HOUR), signed: signed(None) }),
        Reply::StopOrdered
    );
    let reply = world.change(&number(D1), Change::Suspend { drain_until: Some(due) });
    assert_eq!(reply, Reply::Changed { version: 1, standing: Standing::Suspended, stops: 1 });
    // Revoked after that, only who was given longer is told anew.
    assert_eq!(world.reply(&Operation::ConfirmStop { lease: id("b") }), Reply::StopConfirmed);
    world.wait(HOUR);
    let reply = world.change(&number(D1), Change::Revoke);
    assert_eq!(reply, Reply::Changed { version: 1, standing: Standing::Revoked, stops: 1 });
    let stop = world.ledger.leases().find(|(lease, _)| **lease == id("a")).unwrap().1.stop.clone().unwrap();
    assert_eq!((stop.due, stop.confirmed), (world.now, None));
}

#[test]
fn a_lease_that_has_ended_still_owes_the_confirmation_that_it_stopped() {
    let mut world = World::with(license(D1, 1_000));
    held(&world.reserve("a", asked(3), HOUR));
    assert_eq!(
        refused(world.reply(&Operation::ConfirmStop { lease: id("a") })),
        [Objection::NotStopping { lease: id("a") }]
    );
    world.reply(&Operation::Stop { lease: id("a"), due: world.now, signed: signed(None) });
    resolved(&world.post("a", 3));
    let lease = world.ledger.leases().next().unwrap().1.clone();
    assert!(lease.open.is_empty());
    assert_eq!(world.ledger.license(&number(D1)).unwrap().running_chips, 0);
    assert_eq!(refused(world.reserve("a", asked(1), HOUR)), [Objection::IdInUse { id: id("a") }]);
    assert_eq!(world.reply(&Operation::ConfirmStop { lease: id("a") }), Reply::StopConfirmed);
    assert_eq!(world.ledger.leases().count(), 0);
    assert_eq!(
        refused(world.reply(&Operation::ConfirmStop { lease: id("a") })),
        [Objection::NoSuchReservation { reservation: id("a") }]
    );
}

#[test]
fn reinstated_a_license_is_as_before_but_orders_to_stop_stand() {
    let mut world = World::with(license(D1, 1_000));
    held(&world.reserve("a", asked(1), 20 * HOUR));
    world.change(&number(D1), Change::Suspend { drain_until: Some(world.now.plus(HOUR)) });
    changed(&world.change(&number(D1), Change::Reinstate));
    assert_eq!(refused(world.renew("b", "a", 21 * HOUR)), [Objection::Stopping { lease: id("a") }]);
    held(&world.reserve("c", asked(1), HOUR));
}

#[test]
fn a_clock_that_goes_back_stands_still() {
    let mut world = World::with(license(D1, 100));
    held(&world.reserve("a", asked(1), HOUR));
    let at = world.ledger.at();
    world.now = Instant(at.0 - DAY);
    let until = at.plus(HOUR);
    let reserve = Operation::Reserve { license: number(D1), line: None, asked: asked(1), until };
    let reply = world.apply("b", &reserve).reply;
    assert!(matches!(reply, Reply::Reserved { from, .. } if from == at), "{reply:?}");
    assert_eq!(world.ledger.at(), at);
}
