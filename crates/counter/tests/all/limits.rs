//! What is too long, and what could not be followed through: refused while nothing has happened, or passed over and shown.

use portcullis_counter::admission::Inadmissible;
use portcullis_counter::says::{Letters, Unsayable};
use portcullis_counter::{Cause, Clerk, note};
use portcullis_desk::advice::Says;
use portcullis_desk::case::{Case, CaseNumber, PhaseKind};
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{Entry, Event};
use portcullis_exchange::body::Withdrawal;
use portcullis_exchange::{Body, Sequence, Word};
use portcullis_license::{Person, Standing};

use crate::house::{House, signing_key};
use crate::people::{
    adviser, authority_house, consults, countersigns, drafts, example, example_called, filing_of, first_morning,
    license, license_number, officer, provider_house, recommends, reference, refers, said, signer, system,
};
use crate::world::{FILING, World};

/// The longest application that can be filed goes all the way.
#[test]
fn the_longest_application_arrives() {
    let with = |length: usize| {
        let mut application = example();
        // Quotation marks take the most room.
        application.security = "\"".repeat(length);
        application
    };
    let fits = |length: &usize| portcullis_application::gaps(&with(*length)).is_empty();
    let longest = (1..40_000).step_by(50).take_while(fits).last().unwrap();
    assert!(longest > 15_000);
    let mut world = World::new();
    world.files(filing_of(with(longest)));
    assert_eq!(world.case().application(), Some(&with(longest)));
    assert_eq!(world.filing().case, Some(reference("2026-000001")));
}

/// Of a message that no record can hold the hash is recorded; it is refused, and the next is heard.
#[test]
fn a_message_that_is_too_long_is_refused_and_the_next_is_heard() {
    let mut authority = House::authority(1);
    let mut sequence = Sequence::new(provider_house(), authority_house()).unwrap();
    let by = Person::new("compliance.one").unwrap();
    for (reason, words) in [("x".repeat(60_000), "unrecordable"), ("no longer needed".to_owned(), "unknown_case")] {
        let withdrawal = Body::Withdrawal(Withdrawal { case: reference("Z1"), by: by.clone(), reason });
        let bytes = sequence.next(first_morning(), &withdrawal).unwrap().sign(&signing_key(&provider_house())).unwrap();
        authority.receives(0, &bytes, first_morning());
        authority.stations[0].run(first_morning());
        let told = authority.mail().told().last().unwrap();
        let said = told.message().unwrap().body().clone();
        assert_eq!((told.kind.as_str(), said["code"].as_str()), ("refusal", Some(words)));
    }
    assert_eq!(authority.mail().taken().len(), 2);
    assert!(authority.mail().taken()[0].is_unrecordable);
    authority.check();
}

/// Letters of which one is longer than any message.
struct Endless;

impl Letters for Endless {
    fn letter(&self, _: &Case, entry: &Entry) -> Option<(Word, String)> {
        Some((Word::new(entry.event.kind().word()).unwrap(), "x".repeat(300_000)))
    }
}

/// A letter that cannot be sent holds up no suspension, and a person is shown it.
#[test]
fn a_letter_that_is_too_long_does_not_keep_the_gate_open() {
    let mut world = World::licensed();
    let event = Event::Suspended {
        drain_until: None,
        reasons: said("an end user is listed"),
        said: said("an end user is listed"),
    };
    let number = world.number();
    let entry = world.authority.entry(&number, world.now, &officer("officer.one"), event);
    let submission = world.authority.counter().event_of_case(&number, &entry).unwrap();
    let (station, now) = (&mut world.authority.stations[0], world.now);
    station.commit(submission, now);
    loop {
        station.catch_up();
        let clerk = Clerk { counter: &station.counter, letters: &Endless, now };
        let Some(submission) = clerk.due() else { break };
        station.commit(submission, now);
    }
    let clerk = Clerk { counter: &station.counter, letters: &Endless, now };
    let provider = provider_house();
    let shown: Vec<_> = clerk.unsayable(&provider).collect();
    assert!(
        matches!(shown.as_slice(), [(Cause::Event { .. }, Unsayable::Unwritable(why))] if why.contains("bytes")),
        "{shown:?}"
    );
    while crate::world::deliver(&mut world.authority, &mut world.provider, now) > 0 {}
    world.provider.stations[0].operate(now);
    assert_eq!(world.provider.standing(&license_number("D-1")), Some((Standing::Suspended, 1)));
}

#[test]
fn a_change_that_no_ledger_could_take_is_refused_while_nothing_has_happened() {
    let mut world = World::licensed();
    let by = portcullis_desk::event::Actor::Officer { signer: signer(&"o".repeat(201)) };
    let suspension = Event::Suspended { drain_until: None, reasons: said("listed"), said: said("listed") };
    assert_eq!(world.tries(&by, suspension), Err(Inadmissible::Operation));
    let unknown = CaseNumber::new("Z1").unwrap();
    let entry = Entry { number: 1, at: world.now, by: officer("officer.one"), event: Event::Registered {} };
    let refusal = world.authority.counter().event_of_case(&unknown, &entry).unwrap_err();
    assert_eq!(refusal, Inadmissible::UnknownCase(unknown));
}

/// Two cases never share a license: neither by a draft, nor where both were drafted before either was signed, nor in a journal that has it so.
#[test]
fn a_license_is_of_one_case() {
    let mut world = World::referred();
    world.notes("other", filing_of(example_called("other"))).unwrap();
    world.settles();
    let (first, other) = (world.number(), CaseNumber::new("2026-000002").unwrap());
    let case = |world: &World, number: &CaseNumber| world.authority.counter().docket().case(number).unwrap().clone();
    world.tries_in(&other, &officer("officer.one"), Event::Registered {}).unwrap();
    world.tries_in(&other, &system(), refers(&["defense"])).unwrap();
    for number in [&first, &other] {
        let at = |world: &World| case(world, number);
        let advice = recommends(&at(&world), "defense", Says::Approve);
        world.tries_in(number, &adviser("defense"), advice).unwrap();
        let denials = consults(&at(&world));
        world.tries_in(number, &officer("officer.one"), denials).unwrap();
        let draft = drafts(&at(&world), Outcome::Approve { license: license("D-1", &[]) });
        world.tries_in(number, &officer("officer.one"), draft).unwrap();
    }
    let signature = countersigns(&case(&world, &first));
    world.tries_in(&first, &officer("officer.two"), signature).unwrap();
    let signature = countersigns(&case(&world, &other));
    let taken = Inadmissible::LicenseTaken { license: license_number("D-1"), case: first.clone() };
    assert_eq!(world.tries_in(&other, &officer("officer.two"), signature.clone()), Err(taken.clone()));
    let again = drafts(&case(&world, &other), Outcome::Approve { license: license("D-1", &[]) });
    assert_eq!(world.tries_in(&other, &officer("officer.one"), again), Err(taken));

    let events = [signature, Event::Suspended { drain_until: None, reasons: said("listed"), said: said("listed") }];
    for event in events {
        let entry = world.authority.entry(&other, world.now, &officer("officer.two"), event);
        let submission = note::of_case(&other, &entry).unwrap();
        world.authority.stations[0].commit(submission, world.now);
        world.settles();
    }
    assert_eq!(case(&world, &other).phase().kind(), PhaseKind::Licensed);
    let standing = Some((Standing::Issued, 1));
    assert_eq!(world.authority.standing(&license_number("D-1")), standing);
    assert_eq!(world.provider.standing(&license_number("D-1")), standing);
    let owner = world.authority.counter().docket().case_of_license(&license_number("D-1"));
    assert_eq!(owner.map(Case::number), Some(&first));
}

/// A filing that is not acknowledged does not hold up the others.
#[test]
fn what_waits_for_an_acknowledgement_waits_alone() {
    let mut world = World::new();
    world.files(filing_of(example()));
    world.notes("spring", filing_of(example_called("spring"))).unwrap();
    world.notes("spring", portcullis_counter::FilingEvent::Withdrawn { said: said("a mistake") }).unwrap();
    world.notes(FILING, portcullis_counter::FilingEvent::Withdrawn { said: said("that too") }).unwrap();
    world.provider.stations[0].run(world.now);
    let causes: Vec<_> = world.provider.mail().told().iter().map(|kept| kept.cause.clone().unwrap()).collect();
    assert_eq!(causes, ["filing/NC-2026-017/1", "filing/spring/1", "filing/NC-2026-017/2"]);
    world.settles();
    let endings: Vec<_> = world.authority.counter().docket().cases().values().map(|case| case.phase().kind()).collect();
    assert_eq!(endings, [PhaseKind::Ended, PhaseKind::Ended]);
}
