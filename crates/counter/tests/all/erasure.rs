//! When the time of records is over: what was said is gone, what was done stays, and nothing new follows from it.

use portcullis_counter::filing::Stage;
use portcullis_counter::{Cause, Clerk, FilingEvent};
use portcullis_desk::case::{Phase, PhaseKind};
use portcullis_desk::event::Event;
use portcullis_exchange::Body;
use portcullis_exchange::body::Answer;
use portcullis_journal::Store as _;
use portcullis_license::Person;

use crate::house::House;
use crate::people::{OneLine, example_called, filing_of, officer, reference, said, system};
use crate::world::{CASE, FILING, World};

/// Erases what opens all notes of a house, and begins anew.
pub fn erase_all(house: &mut House) {
    let places = house.stations[0].node.replay().dossiers().places().to_vec();
    erase(house, &places);
}

fn erase(house: &mut House, places: &[u64]) {
    house.stations[0]
        .store
        .transact("erase", &mut |open| places.iter().try_for_each(|place| open.erase_opening(*place).map(|_| ())))
        .unwrap();
    house.restart(0);
    house.stations[0].catch_up();
}

/// What is kept beside the log of some words.
fn holds(house: &mut House, words: &str) -> bool {
    let mut found = false;
    house.stations[0]
        .store
        .read("look", &mut |open| {
            found = open.openings(0, usize::MAX)?.iter().any(|(_, kept)| String::from_utf8_lossy(kept).contains(words));
            Ok(())
        })
        .unwrap();
    found
}

/// The provider answers what nobody asked: a message of the case that becomes no event of it.
fn is_refused(world: &mut World) {
    let (now, peer) = (world.now, world.authority.name.clone());
    let station = &mut world.provider.stations[0];
    let clerk = Clerk { counter: &station.counter, letters: &OneLine, now };
    let (case, by) = (reference(CASE), Person::new("compliance.one").unwrap());
    let answer = Answer { case, by, question: 7, text: "words of a refused message".to_owned(), documents: Vec::new() };
    let cause = Cause::Filing { reference: reference(FILING), entry: 99 };
    let said = clerk.told(&peer, &cause, &Body::Answer(answer)).unwrap();
    station.commit(said, now);
    world.settles();
    assert_eq!(world.filing().refusals.len(), 1);
}

/// A case that was decided, closed and kept for its time, beside another one that goes on.
fn closed() -> World {
    let mut world = World::denied();
    is_refused(&mut world);
    world.notes("other", filing_of(example_called("other"))).unwrap();
    world.settles();
    world.waits(46);
    world.does(&system(), Event::Closed {});
    world.now = portcullis_license::Instant::start_of(world.case().state().kept_until().unwrap());
    world.waits(1);
    world
}

#[test]
fn the_case_is_shown_as_erased_and_says_nothing_new() {
    let mut world = closed();
    let number = world.number();
    let notes = world.authority.counter().notes_of_case(&number);
    assert_eq!(world.tries(&officer("officer.one"), Event::Erased {}), Ok(()));
    let still = world.authority.counter().notes_of_case(&number);
    assert!(notes.iter().all(|note| still.contains(note)), "an erased case names them still");
    let (told, events) = (world.authority.mail().told().len(), world.events().len());

    let ids: Vec<&str> = notes.iter().map(|id| id.as_str()).collect();
    let mut places = Vec::new();
    let store = &mut world.authority.stations[0].store;
    store
        .read("find", &mut |open| {
            places = open.rows_by_id(&ids)?.iter().map(|row| row.sequence).collect();
            Ok(())
        })
        .unwrap();
    assert_eq!(places.len(), ids.len());
    assert!(holds(&mut world.authority, "The end use is robots."));
    assert!(holds(&mut world.authority, "words of a refused message"));
    erase(&mut world.authority, &places);
    for words in [
        "The end use is robots.",
        "not to be told to the applicant",
        "for the colleagues only",
        "words of a refused message",
    ] {
        assert!(!holds(&mut world.authority, words), "{words}");
    }
    assert!(holds(&mut world.authority, "\"other\""), "what is about other cases stays");

    world.settles();
    assert_eq!((world.authority.mail().told().len(), world.events().len()), (told, events));
    assert!(matches!(world.case().phase(), Phase::Erased { .. }));
    assert_eq!(world.case().application(), None);
    assert!(world.case().history().iter().all(|entry| entry.event.is_erased() != Some(false)));
    let cases = world.authority.counter().docket().cases().values();
    let phases: Vec<_> = cases.map(|case| case.phase().kind()).collect();
    assert_eq!(phases, [PhaseKind::Erased, PhaseKind::Received]);
    // The exchange goes on under the next numbers.
    world.notes("next", filing_of(example_called("next"))).unwrap();
    world.settles();
    let pending = world.provider.counter().filings().values().filter(|filing| filing.stage() == Stage::Pending);
    assert_eq!(pending.count(), 2);
}

#[test]
fn the_filing_is_shown_as_erased_and_says_nothing_new() {
    let mut world = World::licensed();
    world.files(FilingEvent::Surrendered { said: said("done") });
    let told = world.provider.mail().told().len();
    erase_all(&mut world.provider);
    world.settles();
    assert_eq!((world.filing().stage(), world.filing().entries.len()), (Stage::Erased, 2));
    assert_eq!(world.provider.mail().told().len(), told);
    let license = crate::people::license_number("D-1");
    assert_eq!(world.provider.standing(&license), world.authority.standing(&license));
    assert!(world.notes(FILING, FilingEvent::Withdrawn { said: said("what?") }).is_err());
    world.notes("next", filing_of(example_called("next"))).unwrap();
    world.settles();
    assert_eq!(world.provider.counter().filings()[&reference("next")].stage(), Stage::Pending);
}
