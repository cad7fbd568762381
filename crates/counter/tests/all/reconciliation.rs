//! What both houses state of a day: nothing differs where nothing does, everything is found that does, and what is mended is seen to be.

use jiff::civil::Date;
use portcullis_counter::{Cause, Clerk, Finding};
use portcullis_desk::event::Event;
use portcullis_exchange::{Body, Chain, Difference, Statement};
use portcullis_journal::Submission;
use portcullis_journal::submission::Request;
use portcullis_license::operation::Signed;
use portcullis_license::{Amount, Change, Operation, OperationId, Person, Reply, Standing};
use portcullis_log::Hash;
use serde::Deserialize as _;

use crate::house::House;
use crate::people::{HOUR, OneLine, asked, license, license_number, officer, said};
use crate::world::{World, deliver};

impl World {
    /// Both houses state the day that is over, and hear each other.
    pub fn reconcile(&mut self) {
        let now = self.now;
        self.provider.stations[0].states(now);
        self.authority.stations[0].states(now);
        self.settles();
    }

    /// What is found on both sides; each says of the other what the other says of it.
    fn found(&self) -> (&[Finding], &[Finding]) {
        (self.authority.reconciliation().findings(), self.provider.reconciliation().findings())
    }

    fn yesterday(&self) -> Date {
        self.now.date().yesterday().unwrap()
    }

    /// The provider runs eight chips for so many hours, and tells of them the day after.
    fn runs_for(&mut self, id: &str, hours: i64) {
        let until = self.now.plus(hours * HOUR);
        let reserve = Operation::Reserve { license: license_number("D-1"), line: None, asked: asked(), until };
        assert!(matches!(self.provider.operates(id, reserve, self.now), Reply::Reserved { .. }));
        let used = 8 * u64::try_from(hours * HOUR).unwrap();
        let post = Operation::Post { reservation: OperationId::new(id).unwrap(), chip_milliseconds: used };
        self.provider.operates(&format!("post-{id}"), post, self.now);
        self.waits(1);
        self.tells_of_use();
    }

    fn tells_of_use(&mut self) {
        let now = self.now;
        let station = &mut self.provider.stations[0];
        station.catch_up();
        let clerk = Clerk { counter: &station.counter, letters: &OneLine, now };
        let due = clerk.due_of_day(station.node.replay().ledger(), &|_| None).unwrap();
        station.commit(due, now);
        self.settles();
    }
}

/// What a house states, but for what is forged in it.
fn forge(house: &mut House, now: portcullis_license::Instant, forge: impl Fn(&mut Statement)) {
    let peer = house.peer.house().clone();
    let station = &mut house.stations[0];
    station.run(now);
    station.catch_up();
    let clerk = Clerk { counter: &station.counter, letters: &OneLine, now };
    let due = clerk.due_of_books(station.node.replay().ledger()).unwrap();
    let Submission { request: Request::Note { body, .. }, .. } = due else { panic!() };
    let mut statement = Statement::deserialize(&body["said"]["body"]).unwrap();
    forge(&mut statement);
    let cause = Cause::Reconciliation { day: statement.day, after: None };
    let forged = clerk.told(&peer, &cause, &Body::Reconciliation(Box::new(statement))).unwrap();
    station.commit(forged, now);
}

fn two() -> Signed {
    let second = Some(Person::new("officer.two").unwrap());
    Signed { by: Person::new("officer.one").unwrap(), second, reason: "by hand".to_owned() }
}

#[test]
fn nothing_differs_between_houses_that_tell_the_same() {
    let mut world = World::licensed();
    world.waits(60);
    for day in 0..4 {
        world.runs_for(&format!("lease-{day}"), 2);
        world.reconcile();
        for house in [&world.authority, &world.provider] {
            let side = house.reconciliation();
            let yesterday = Some(world.yesterday());
            assert_eq!((side.compared(), side.our_day(), side.their_day()), (yesterday, yesterday, yesterday));
            assert_eq!(side.findings(), []);
        }
        let said = world.provider.mail().told().len();
        world.reconcile();
        assert_eq!(world.provider.mail().told().len(), said, "a day is stated once");
    }
    world.provider.restart(0);
    world.authority.restart(0);
    world.reconcile();
    assert_eq!(world.found(), (&[][..], &[][..]));
}

/// Whoever is first has heard less than the other; as long as that tells of no license, both are compared all the same.
#[test]
fn it_does_not_matter_who_states_first() {
    for authority_first in [true, false] {
        let mut world = World::licensed();
        world.waits(1);
        let now = world.now;
        let (first, second) = match authority_first {
            true => (&mut world.authority, &mut world.provider),
            false => (&mut world.provider, &mut world.authority),
        };
        first.stations[0].states(now);
        deliver(first, second, now);
        forge(second, now, |statement| {
            statement.licenses.get_mut(&license_number("D-1")).unwrap().version = 9;
        });
        world.settles();
        let (authority, provider) = world.found();
        assert!(matches!(authority, [Finding { difference: Difference::Version { .. }, .. }]), "{authority:?}");
        assert_eq!(authority.len(), provider.len());
    }
}

#[test]
fn each_kind_of_difference_is_found_and_seen_to_be_mended() {
    let number = license_number("D-1");
    let amount = |amount| Amount { chip_milliseconds: amount, tpp_chip_seconds: amount };
    type Forge<'a> = &'a dyn Fn(&mut Statement);
    let table: [(&str, Forge<'_>); 7] = [
        ("version", &|it| it.licenses.get_mut(&number).unwrap().version = 2),
        ("standing", &|it| it.licenses.get_mut(&number).unwrap().standing = Standing::Suspended),
        ("used", &|it| it.licenses.get_mut(&number).unwrap().used = amount(1)),
        ("breach", &|it| it.licenses.get_mut(&number).unwrap().breach = amount(1)),
        ("missing", &|it| it.licenses.retain(|license, _| *license != number)),
        ("taken", &|it| it.received = Chain { last: Hash::of(b"another history"), ..it.received }),
        ("sent", &|it| it.sent = Chain { last: Hash::of(b"another history"), ..it.sent }),
    ];
    for (kind, change) in table {
        let mut world = World::licensed();
        world.waits(60);
        world.runs_for("lease", 3);
        let now = world.now;
        forge(&mut world.provider, now, change);
        world.authority.stations[0].states(now);
        world.settles();
        let is_it = |ours: &Difference| match kind {
            "version" => matches!(ours, Difference::Version { .. }),
            "standing" => matches!(ours, Difference::Standing { .. }),
            "used" => matches!(ours, Difference::Used { .. }),
            "breach" => matches!(ours, Difference::Breach { .. }),
            "missing" => matches!(ours, Difference::MissingThere { .. }),
            "taken" => matches!(ours, Difference::TheyTookOthers { .. }),
            _ => matches!(ours, Difference::TheySentOthers { .. }),
        };
        let yesterday = world.yesterday();
        let found = world.authority.reconciliation();
        let [finding] = found.findings() else { panic!("{kind}: {:?}", found.findings()) };
        assert!(is_it(&finding.difference) && finding.needs_a_person(), "{kind}: {finding:?}");
        assert_eq!((finding.since, finding.last, finding.resolved), (yesterday, yesterday, None));
        assert_eq!(found.open().count(), 1);
        // The same a day later is the same difference; and then it is mended.
        world.waits(1);
        let now = world.now;
        forge(&mut world.provider, now, change);
        world.authority.stations[0].states(now);
        world.settles();
        let [finding] = world.authority.reconciliation().findings() else { panic!("{kind}: found twice") };
        assert_eq!((finding.since, finding.last), (yesterday, world.yesterday()));
        world.waits(1);
        world.reconcile();
        let found = world.authority.reconciliation();
        assert_eq!((found.findings()[0].resolved, found.open().count()), (Some(world.yesterday()), 0), "{kind}");
    }
}

/// What the provider's own people do to the license, and the authority does not know, is in no message; the registers say it.
#[test]
fn what_was_done_to_one_register_alone_is_found_by_both() {
    let mut world = World::licensed();
    let change = Change::Suspend { drain_until: None };
    let suspend = Operation::License { license: license_number("D-1"), change, signed: two() };
    world.provider.operates("by-hand", suspend, world.now);
    world.waits(1);
    world.reconcile();
    let standing = |ours, theirs| Difference::Standing { license: license_number("D-1"), ours, theirs };
    let (issued, suspended) = (Standing::Issued, Standing::Suspended);
    let (authority, provider) = world.found();
    assert_eq!((authority.len(), provider.len()), (1, 1));
    assert_eq!(
        (&authority[0].difference, &provider[0].difference),
        (&standing(issued, suspended), &standing(suspended, issued))
    );
    let vary = Change::Vary { license: Box::new(license("D-1", &[])) };
    let vary = Operation::License { license: license_number("D-1"), change: vary, signed: two() };
    world.authority.operates("by-hand-too", vary, world.now);
    world.waits(1);
    world.reconcile();
    let (authority, _) = world.found();
    let version = Difference::Version { license: license_number("D-1"), ours: 2, theirs: 1 };
    assert_eq!((authority.len(), &authority[1].difference), (2, &version));
    assert_eq!(world.authority.reconciliation().open().count(), 2);
}

/// What could not be compared is not mended by not being found.
#[test]
fn a_difference_that_was_not_looked_for_stays_open() {
    let mut world = World::licensed();
    world.waits(1);
    let now = world.now;
    forge(&mut world.provider, now, |it| it.licenses.get_mut(&license_number("D-1")).unwrap().version = 2);
    world.authority.stations[0].states(now);
    world.settles();
    assert_eq!(world.authority.reconciliation().open().count(), 1);
    // The provider states the next day without having heard that the license is suspended meanwhile.
    world.now = world.now.plus(24 * HOUR);
    let now = world.now;
    world.provider.stations[0].states(now);
    let event = Event::Suspended {
        drain_until: None,
        reasons: said("an end user is listed"),
        said: said("an end user is listed"),
    };
    let entry = world.authority.entry(&world.number(), now, &officer("officer.one"), event);
    let submission = world.authority.counter().event_of_case(&world.number(), &entry).unwrap();
    world.authority.stations[0].commit(submission, now);
    world.authority.stations[0].states(now);
    world.settles();
    let found = world.authority.reconciliation();
    assert_eq!((found.compared(), found.open().count()), (Some(world.yesterday()), 1), "{:?}", found.findings());
    assert_eq!(found.findings().len(), 1, "what is on its way is no difference");
    world.waits(1);
    world.reconcile();
    assert_eq!(world.authority.reconciliation().open().count(), 0);
}

/// A wire that is cut in one direction is told of after a day, not before, and mends itself.
#[test]
fn what_is_on_its_way_for_a_day_is_told_and_mends_itself() {
    let mut world = World::licensed();
    let event = Event::Asked { question: 1, said: said("Who?") };
    assert!(world.tries(&officer("officer.one"), event).is_err(), "a case that is decided asks nothing");
    let event = Event::PreservationRequested { request: 1, said: said("a court asks") };
    let entry = world.authority.entry(&world.number(), world.now, &officer("officer.one"), event);
    let submission = world.authority.counter().event_of_case(&world.number(), &entry).unwrap();
    let now = world.now;
    world.authority.stations[0].commit(submission, now);
    world.authority.stations[0].run(now);
    let before = world.authority.mail().sent().count;
    for _ in 0..2 {
        world.now = world.now.plus(24 * HOUR);
        let now = world.now;
        world.provider.stations[0].states(now);
        world.authority.stations[0].states(now);
        deliver(&mut world.provider, &mut world.authority, now.plus(1_000_000));
    }
    let [finding] = world.authority.reconciliation().findings() else { panic!() };
    assert!(matches!(finding.difference, Difference::NotYetTaken { first, .. } if first == before), "{finding:?}");
    assert!(!finding.needs_a_person());
    world.settles();
    world.waits(1);
    world.reconcile();
    assert!(world.found().0[0].resolved.is_some());
    assert_eq!(world.found().1, []);
}

#[test]
fn a_day_that_is_not_over_is_not_believed() {
    for days in [2, 4_000] {
        let mut world = World::licensed();
        world.waits(1);
        let now = world.now;
        world.authority.stations[0].states(now);
        forge(&mut world.provider, now, |it| it.day = it.day.checked_add(jiff::Span::new().days(days)).unwrap());
        world.settles();
        let found = world.authority.reconciliation();
        let [finding] = found.findings() else { panic!("{:?}", found.findings()) };
        assert!(matches!(finding.difference, Difference::OtherDay { .. }) && finding.needs_a_person());
        assert_eq!(found.their_day(), None);
        world.waits(1);
        world.reconcile();
        assert_eq!(world.authority.reconciliation().open().count(), 0);
    }
}

/// A wire that was cut for weeks brings statements that there is nothing any more to hold against.
#[test]
fn a_statement_of_long_ago_is_neither_compared_nor_an_alarm() {
    let mut world = World::licensed();
    world.waits(1);
    let now = world.now;
    world.authority.stations[0].states(now);
    forge(&mut world.provider, now, |it| it.day = it.day.checked_sub(jiff::Span::new().days(40)).unwrap());
    world.settles();
    let found = world.authority.reconciliation();
    assert_eq!((found.findings(), found.compared(), found.their_day()), (&[][..], None, None));
}
