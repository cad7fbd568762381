//! Several nodes of a house on one store: each effect once, and whoever was second is told.

use portcullis_counter::note;
use portcullis_desk::advice::Says;
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{Actor, Event};
use portcullis_journal::Answer;
use portcullis_license::{Instant, Standing};

use crate::house::House;
use crate::people::{
    adviser, consults, drafts, example, filing_of, license, license_number, officer, recommends, refers, said, system,
};
use crate::world::{FILING, World};

/// Both stations see the same, and both do what is due: one of them is told that the other was first.
fn both_work(house: &mut House, now: Instant) {
    loop {
        let mut made = Vec::new();
        for (later, station) in house.stations.iter_mut().enumerate() {
            station.catch_up();
            made.push(station.due(now.plus(later as i64)));
        }
        if made.iter().all(Option::is_none) {
            break;
        }
        let mut new = 0;
        for (station, submission) in house.stations.iter_mut().zip(made) {
            if let Answer::Recorded { again: false, .. } = station.commit(submission.unwrap(), now.plus(1)) {
                new += 1;
            }
        }
        assert_eq!(new, 1);
    }
    house.stations.iter_mut().for_each(|station| station.operate(now));
}

/// Each message reaches both stations before either has recorded it.
fn deliver_to_both(from: &mut House, to: &mut House, now: Instant) -> usize {
    let messages = from.posts(now);
    for bytes in &messages {
        let received: Vec<_> = (0..2).map(|station| to.judges(station, bytes, now)).collect();
        for (station, received) in received.into_iter().enumerate() {
            let reply = to.takes(station, received, now);
            from.hears(&reply, now);
        }
    }
    messages.len()
}

impl World {
    fn both_settle(&mut self) {
        loop {
            self.now = self.now.plus(1_000);
            both_work(&mut self.authority, self.now);
            both_work(&mut self.provider, self.now);
            let moved = deliver_to_both(&mut self.authority, &mut self.provider, self.now)
                + deliver_to_both(&mut self.provider, &mut self.authority, self.now);
            if moved == 0 {
                break;
            }
        }
        self.authority.check();
        self.provider.check();
    }
}

/// Who does what, in the world as it then is.
type Doing = (Actor, fn(&World) -> Event);

#[test]
fn each_effect_once() {
    let mut world = World::with_stations(2);
    world.notes(FILING, filing_of(example())).unwrap();
    world.both_settle();
    let steps: [Doing; 6] = [
        (officer("officer.one"), |_| Event::Registered {}),
        (system(), |_| refers(&["defense"])),
        (adviser("defense"), |world| recommends(world.case(), "defense", Says::Approve)),
        (officer("officer.one"), |world| consults(world.case())),
        (officer("officer.one"), |world| drafts(world.case(), Outcome::Approve { license: license("D-1", &[]) })),
        (officer("officer.two"), |world| crate::people::countersigns(world.case())),
    ];
    for (by, event) in steps {
        let number = world.number();
        let entry = world.authority.entry(&number, world.now, &by, event(&world));
        let submission = world.authority.counter().event_of_case(&number, &entry).unwrap();
        world.authority.stations[1].commit(submission, world.now);
        world.both_settle();
    }
    let license = license_number("D-1");
    assert_eq!(world.provider.standing(&license), Some((Standing::Issued, 1)));
    assert_eq!(world.authority.standing(&license), Some((Standing::Issued, 1)));
    let kinds: Vec<_> = world.authority.mail().told().iter().map(|kept| kept.kind.as_str()).collect();
    assert_eq!(kinds, ["acknowledgement", "notice", "decision", "license_event", "notice"]);
    assert_eq!(world.events().len(), 7 + usize::from(world.events().contains(&"report_due")));
}

#[test]
fn of_two_officers_at_once_one_is_told_that_the_other_was_first() {
    let mut world = World::with_stations(2);
    world.files(filing_of(example()));
    world.authority.stations[1].catch_up();
    let number = world.number();
    let events = [Event::Registered {}, Event::Asked { question: 1, said: said("who?") }];
    let entries = events.map(|event| world.authority.entry(&number, world.now, &officer("officer.one"), event));
    let answers: Vec<Answer> = entries
        .iter()
        .zip(&mut world.authority.stations)
        .map(|(entry, station)| {
            // Each admits it on what it has read.
            let submission = station.counter.event_of_case(&number, entry).unwrap();
            station.commit(submission, world.now)
        })
        .collect();
    assert!(matches!(answers[0], Answer::Recorded { again: false, .. }));
    assert!(matches!(answers[1], Answer::OtherBody { .. }), "{:?}", answers[1]);
    world.authority.stations[1].catch_up();
    let refusal = world.authority.stations[1].counter.event_of_case(&number, &entries[1]).unwrap_err();
    assert!(refusal.to_string().contains("entry 3 is next"), "{refusal}");
    world.settles();
    assert_eq!(world.events(), ["received", "registered"]);
    // The same again is the same.
    let again = world.authority.stations[1].commit(note::of_case(&number, &entries[0]).unwrap(), world.now);
    assert!(matches!(again, Answer::Recorded { again: true, .. }));
}

/// On threads, in whatever order the store lets them.
#[test]
fn at_the_same_time() {
    let mut world = World::with_stations(2);
    for name in 0..6 {
        let name = format!("spring-{name}");
        world.notes(&name, filing_of(crate::people::example_called(&name))).unwrap();
    }
    world.provider.stations[0].run(world.now);
    while crate::world::deliver(&mut world.provider, &mut world.authority, world.now) > 0 {}
    let now = world.now;
    let new: Vec<usize> = std::thread::scope(|scope| {
        let workers: Vec<_> = world
            .authority
            .stations
            .iter_mut()
            .map(|station| {
                scope.spawn(move || {
                    let mut new = 0;
                    loop {
                        station.catch_up();
                        let Some(submission) = station.due(now) else { break new };
                        let answer = station.commit(submission, now);
                        new += usize::from(matches!(answer, Answer::Recorded { again: false, .. }));
                    }
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(new.iter().sum::<usize>(), 12, "a case and its acknowledgement each: {new:?}");
    world.settles();
    let cases = world.authority.counter().docket().cases();
    let names: std::collections::BTreeSet<_> =
        cases.values().map(|case| case.application().unwrap().reference.clone()).collect();
    assert_eq!((cases.len(), names.len()), (6, 6));
    assert!(world.provider.counter().filings().values().all(|filing| filing.case.is_some()));
}
