//! What a provider tells of days: all that was used, once, and a checkpoint of its log.

use portcullis_counter::Clerk;
use portcullis_desk::advice::Says;
use portcullis_desk::decision::Outcome;
use portcullis_exchange::body::Checkpoint;
use portcullis_exchange::{Body, Side};
use portcullis_license::{Amount, Operation, OperationId, Reply, Rule};
use portcullis_log::Hash;

use crate::checkpoints::note;
use crate::people::{HOUR, OneLine, adviser, asked, condition, consults, license, license_number, officer, recommends};
use crate::world::World;

/// Tells what is due of yesterday; how many messages that takes.
fn tells(world: &mut World) -> usize {
    let mut told = 0;
    loop {
        let now = world.now;
        let station = &mut world.provider.stations[0];
        station.catch_up();
        let clerk = Clerk { counter: &station.counter, letters: &OneLine, now };
        let checkpoint = |_| Some(Checkpoint { note: note(1, Hash::of(b"root")), consistency: None });
        let Some(due) = clerk.due_of_day(station.node.replay().ledger(), &checkpoint) else { break };
        station.commit(due, now);
        told += 1;
        assert!(told < 10, "it does not come to an end");
    }
    world.settles();
    told
}

/// Eight chips run for so many hours.
fn uses(world: &mut World, id: &str, hours: i64) {
    let until = world.now.plus(hours * HOUR);
    let reserve = Operation::Reserve { license: license_number("D-1"), line: None, asked: asked(), until };
    let reply = world.provider.operates(id, reserve, world.now);
    assert!(matches!(reply, Reply::Reserved { .. }), "{reply:?}");
    let post = Operation::Post {
        reservation: OperationId::new(id).unwrap(),
        chip_milliseconds: 8 * u64::try_from(hours * HOUR).unwrap(),
    };
    world.provider.operates(&format!("post-{id}"), post, world.now);
}

/// What the authority was told of use.
fn heard(world: &World) -> Amount {
    let mail = world.authority.mail();
    let messages = mail.taken().iter().filter(|kept| kept.kind == "usage").map(|kept| kept.message().unwrap());
    messages.fold(Amount::ZERO, |sum, message| match Body::read(&message, Side::Provider).unwrap() {
        Body::Usage(usage) => usage.lines.values().fold(sum, |sum, line| sum.plus(line.used).unwrap()),
        other => panic!("{other:?}"),
    })
}

#[test]
fn all_that_was_used_is_told_once() {
    let mut world = World::licensed();
    world.waits(60);
    assert_eq!(tells(&mut world), 1, "nothing was used, and the log has grown");
    assert_eq!(tells(&mut world), 0, "of one day once");
    for (day, hours) in [(1, 3), (2, 5), (3, 2)] {
        uses(&mut world, &format!("lease-{day}"), hours);
        world.waits(1);
        assert_eq!((tells(&mut world), tells(&mut world)), (2, 0));
        let used = world.provider.ledger().license(&license_number("D-1")).unwrap().account.used;
        assert_eq!(heard(&world), used);
    }
    // A house that was away for days tells of all of them at once.
    uses(&mut world, "lease-4", 1);
    world.waits(1);
    uses(&mut world, "lease-5", 4);
    world.waits(2);
    world.provider.restart(0);
    assert_eq!(tells(&mut world), 2);
    assert_eq!(heard(&world), world.provider.ledger().license(&license_number("D-1")).unwrap().account.used);
}

/// Of several conditions that ask for reports the one that asks soonest sets the day, wherever it stands among them.
#[test]
fn reports_are_due_by_the_condition_that_asks_soonest() {
    let weekly = condition("defense", "weekly", Rule::ReportEvery { days: 7 });
    let yearly = condition("defense", "yearly", Rule::ReportEvery { days: 365 });
    let mut world = World::referred();
    let says = Says::ApproveWithConditions { conditions: vec![yearly.clone(), weekly.clone()] };
    world.does(&adviser("defense"), recommends(world.case(), "defense", says));
    world.does(&officer("officer.one"), consults(world.case()));
    let issued = world.now.date();
    world.decides(Outcome::Approve { license: license("D-1", &[yearly, weekly]) });
    let due = |days: i64| issued.checked_add(jiff::Span::new().days(days)).unwrap();
    let reports = |world: &World| world.case().state().reports.iter().map(|report| report.due).collect::<Vec<_>>();
    assert_eq!(reports(&world), [due(7)]);
    world.waits(8);
    assert_eq!(reports(&world), [due(7), due(14)]);
}
