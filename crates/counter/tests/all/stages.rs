//! Every event of a filing wherever a filing can stand, each place reached by a real history.

use portcullis_counter::filing::{FilingRefusal, Stage};
use portcullis_counter::{Filing, FilingEntry, FilingEvent};
use portcullis_desk::advice::Says;
use portcullis_desk::case::PhaseKind;
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{Digest, Event, Said};
use portcullis_exchange::{Body, Code, Refusal, Sequence};

use crate::denial::REASONS;
use crate::house::signing_key;
use crate::people::{
    adviser, amendment_of, authority_house, countersigns, drafts, example, example_called, filing_of, officer,
    provider_house, recommends, reference, said, signer, system,
};
use crate::world::{FILING, World};

/// `→ stage`: it moves there; `yes`: it is taken; `no`: it has no place; `question`: there is no such question.
const TABLE: &str = "
| event | sent | not taken by the authority | pending | asked a question | withdrawn | intent to deny | denied | under appeal | denied, and the appeal dismissed | returned without action | no license needed | licensed | erased |
| filed | no | no | no | no | no | no | no | no | no | no | no | no | no |
| amended | yes | no | yes | yes | no | no | no | no | no | no | no | no | no |
| answered | question | no | question | → pending | no | question | no | question | no | no | no | no | no |
| withdrawn | → withdrawn | no | → withdrawn | → withdrawn | no | → withdrawn | no | → denied, and the appeal dismissed | no | no | no | no | no |
| responded | no | no | no | no | no | yes | no | no | no | no | no | no | no |
| appealed | no | no | no | no | no | no | → under appeal | no | no | no | no | no | no |
| surrendered | no | no | no | no | no | no | no | no | no | no | no | yes | no |
| reported | no | no | no | no | no | no | no | no | no | no | no | yes | no |
| breached | no | no | no | no | no | no | no | no | no | no | no | yes | no |
";

fn filed() -> World {
    let mut world = World::new();
    world.files(filing_of(example()));
    world
}

/// The authority refuses the application.
fn not_taken() -> World {
    let mut world = World::new();
    world.notes(FILING, filing_of(example())).unwrap();
    world.provider.stations[0].run(world.now);
    let refusal = Refusal::new(Some(1), Code::RefusedByDesk, "file it with the other authority");
    let mut sequence = Sequence::new(authority_house(), provider_house()).unwrap();
    let message = sequence.next(world.now, &Body::Refusal(refusal)).unwrap();
    let bytes = message.sign(&signing_key(&authority_house())).unwrap();
    world.provider.receives(0, &bytes, world.now);
    world
}

fn asked() -> World {
    let mut world = filed();
    world.does(&officer("officer.one"), Event::Asked { question: 1, said: said("who?") });
    world
}

fn withdrawn() -> World {
    let mut world = filed();
    world.files(FilingEvent::Withdrawn { said: said("not needed") });
    world
}

fn appealed() -> World {
    let mut world = World::denied();
    world.files(FilingEvent::Appealed { said: said("Look again.") });
    world
}

fn dismissed() -> World {
    let mut world = appealed();
    let event = drafts(world.case(), Outcome::AppealDismissed { reasons: REASONS.to_owned() });
    world.does(&officer("officer.five"), event);
    world.does(&officer("officer.six"), countersigns(world.case()));
    world
}

fn returned() -> World {
    let mut world = filed();
    world.does(&officer("officer.one"), Event::Returned { said: said("it is not for this authority") });
    world
}

fn not_needed() -> World {
    let mut world = World::referred();
    world.does(&adviser("defense"), recommends(world.case(), "defense", Says::NoLicenseNeeded));
    world.decides(Outcome::NoLicenseNeeded { reasons: "no rule reaches it".to_owned() });
    world
}

fn erased() -> World {
    let mut world = withdrawn();
    world.does(&system(), Event::Closed {});
    assert_eq!(world.case().phase().kind(), PhaseKind::Closed);
    crate::erasure::erase_all(&mut world.provider);
    world
}

/// A real history to every place.
fn history(stage: Stage) -> World {
    match stage {
        Stage::Sent => {
            let mut world = World::new();
            world.notes(FILING, filing_of(example())).unwrap();
            world
        }
        Stage::NotTaken => not_taken(),
        Stage::Pending => filed(),
        Stage::Asked => asked(),
        Stage::Withdrawn => withdrawn(),
        Stage::IntentToDeny => World::intends_to_deny(),
        Stage::Denied => World::denied(),
        Stage::Appealed => appealed(),
        Stage::DenialStands => dismissed(),
        Stage::Returned => returned(),
        Stage::NotNeeded => not_needed(),
        Stage::Licensed => World::licensed(),
        Stage::Erased => erased(),
    }
}

fn events() -> [FilingEvent; 9] {
    [
        filing_of(example()),
        amendment_of(portcullis_application::Application { additional_information: "more".to_owned(), ..example() }),
        FilingEvent::Answered { question: 1, said: said("as it is") },
        FilingEvent::Withdrawn { said: said("as it is") },
        FilingEvent::Responded { said: said("as it is") },
        FilingEvent::Appealed { said: said("as it is") },
        FilingEvent::Surrendered { said: said("as it is") },
        FilingEvent::Reported { condition: None, said: said("as it is") },
        FilingEvent::Breached { condition: reference("resale"), said: said("as it is") },
    ]
}

fn entry(filing: &Filing, event: FilingEvent) -> FilingEntry {
    let at = filing.entries.last().unwrap().at;
    FilingEntry { number: filing.next_number(), at, by: signer("compliance.one"), event }
}

fn tried(filing: &Filing, event: FilingEvent) -> String {
    let mut tried = filing.clone();
    match tried.apply(&entry(filing, event)) {
        Ok(()) if tried.stage() == filing.stage() => "yes".to_owned(),
        Ok(()) => format!("→ {}", tried.stage()),
        Err(refusal) => {
            assert_eq!(&tried, filing, "nothing changes where it is refused");
            match refusal {
                FilingRefusal::Stage { stage, .. } => {
                    assert_eq!(stage, filing.stage());
                    "no".to_owned()
                }
                FilingRefusal::Beginning => "no".to_owned(),
                FilingRefusal::Question(1) => "question".to_owned(),
                other => panic!("{other}"),
            }
        }
    }
}

#[test]
fn every_event_in_every_place() {
    let filings: Vec<Filing> = Stage::ALL
        .into_iter()
        .map(|stage| {
            let filing = history(stage).filing().clone();
            assert_eq!(filing.stage(), stage);
            filing
        })
        .collect();
    let words = |words: Vec<String>| format!("| {} |", words.join(" | "));
    let head = std::iter::once("event".to_owned()).chain(Stage::ALL.map(|stage| stage.to_string()));
    let mut table = vec![words(head.collect())];
    for event in events() {
        let row = filings.iter().map(|filing| tried(filing, event.clone()));
        table.push(words(std::iter::once(event.word().to_owned()).chain(row).collect()));
    }
    assert_eq!(table.join("\n"), TABLE.trim());
}

#[test]
fn what_is_not_whole_is_refused_wherever_a_filing_stands() {
    let world = asked();
    let filing = world.filing();
    let refused = |entry: FilingEntry| filing.clone().apply(&entry).unwrap_err();
    let answer = |said| entry(filing, FilingEvent::Answered { question: 1, said });
    assert_eq!(refused(answer(said(" "))), FilingRefusal::Text);
    assert_eq!(refused(answer(said(&"x".repeat(Filing::MOST_TEXT + 1)))), FilingRefusal::Text);
    assert_eq!(refused(answer(Said::Erased)), FilingRefusal::Erased);
    let late = entry(filing, FilingEvent::Answered { question: 2, said: said("us") });
    assert_eq!(refused(late), FilingRefusal::Question(2));
    let numbered = FilingEntry { number: 7, ..answer(said("us")) };
    assert_eq!(refused(numbered), FilingRefusal::Number { number: 7, next: 2 });
    let dated = FilingEntry { at: portcullis_license::Instant(0), ..answer(said("us")) };
    assert_eq!(refused(dated), FilingRefusal::Past);
    let long = "x".repeat(201);
    let signed = FilingEntry { by: signer(&long), ..answer(said("us")) };
    assert_eq!(refused(signed), FilingRefusal::Signer(long));
    let renamed = entry(filing, amendment_of(example_called("another")));
    assert_eq!(refused(renamed), FilingRefusal::Reference("another".to_owned()));
    let FilingEvent::Amended { said: kept, .. } = amendment_of(example()) else { panic!() };
    let forged = FilingEvent::Amended { digest: Digest::of(&"another").unwrap(), said: kept };
    assert_eq!(refused(entry(filing, forged)), FilingRefusal::Digest);
    let beginning = FilingEntry { number: 2, ..entry(filing, filing_of(example())) };
    assert_eq!(Filing::open(reference(FILING), &beginning), Err(FilingRefusal::Number { number: 2, next: 1 }));
    assert_eq!(Filing::open(reference(FILING), &answer(said("us"))), Err(FilingRefusal::Beginning));
}

#[test]
fn what_was_given_back_is_given_back_once() {
    let mut world = World::licensed();
    world.files(FilingEvent::Surrendered { said: said("done") });
    let again = entry(world.filing(), FilingEvent::Surrendered { said: said("done") });
    let refusal = world.filing().clone().apply(&again).unwrap_err();
    assert!(refusal.to_string().contains("given back already"), "{refusal}");
}
