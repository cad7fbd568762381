//! The other path: intent to deny, the hearing, the denial, the appeal; and the ways out of it.

use jiff::civil::Date;
use portcullis_counter::filing::Stage;
use portcullis_counter::{FilingEvent, Intent};
use portcullis_desk::advice::Says;
use portcullis_desk::case::{Ending, Part, Phase, PhaseKind, Why};
use portcullis_desk::clock::{ClockName, clocks};
use portcullis_desk::course::StopCause;
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::Event;

use crate::people::{
    adviser, countersigns, drafts, example, filing_of, license, license_number, officer, recommends, refers, said,
    system,
};
use crate::world::World;

pub const REASONS: &str = "15 CFR 744.23: the end use cannot be told";

impl World {
    /// Filed, registered, referred to one agency.
    pub fn referred() -> Self {
        let mut world = Self::new();
        world.files(filing_of(example()));
        world.does(&officer("officer.one"), Event::Registered {});
        world.does(&system(), refers(&["defense"]));
        world
    }

    pub fn intends_to_deny() -> Self {
        let mut world = Self::referred();
        let denial = Says::Deny { reasons: "not to be told to the applicant".to_owned() };
        world.does(&adviser("defense"), recommends(world.case(), "defense", denial));
        world.decides(Outcome::IntentToDeny { reasons: REASONS.to_owned() });
        world
    }

    pub fn denied() -> Self {
        let mut world = Self::intends_to_deny();
        world.files(FilingEvent::Responded { said: said("The end use is robots.") });
        world.decides(Outcome::Deny { reasons: REASONS.to_owned() });
        world
    }

    pub fn licensed() -> Self {
        let mut world = Self::referred();
        world.does(&adviser("defense"), recommends(world.case(), "defense", Says::Approve));
        world.does(&officer("officer.one"), crate::people::consults(world.case()));
        world.decides(Outcome::Approve { license: license("D-1", &[]) });
        world
    }
}

#[test]
fn heard_denied_and_the_appeal_dismissed() {
    let mut world = World::intends_to_deny();
    let today = world.now.date();
    let Phase::IntentToDeny { decided, notified, responded: None } = *world.case().phase() else { panic!() };
    assert_eq!((decided, notified), (today, Some(today)));
    assert_eq!((world.filing().stage(), world.letters()), (Stage::IntentToDeny, vec!["registered", "notified"]));
    assert_eq!(world.filing().decisions[0].reasons, REASONS);
    assert_eq!(world.case().state().open_stops().next().unwrap().cause, StopCause::IntentToDeny);

    let denial = drafts(world.case(), Outcome::Deny { reasons: REASONS.to_owned() });
    assert!(matches!(world.why(&officer("officer.one"), denial), Why::TooEarly { .. }));
    world.waits(5);
    world.files(FilingEvent::Responded { said: said("The end use is robots.") });
    assert_eq!(world.case().course().responded, Some(world.now.date()));
    assert_eq!(world.case().state().open_stops().count(), 0);
    world.decides(Outcome::Deny { reasons: REASONS.to_owned() });
    assert_eq!((world.filing().stage(), world.decisions()), (Stage::Denied, vec!["intent_to_deny", "deny"]));

    world.waits(30);
    world.files(FilingEvent::Appealed { said: said("Look again.") });
    assert_eq!((world.filing().stage(), world.case().phase().kind()), (Stage::Appealed, PhaseKind::Appealed));
    let dismissal = drafts(world.case(), Outcome::AppealDismissed { reasons: "nothing new".to_owned() });
    let why = world.why(&officer("officer.two"), dismissal.clone());
    assert!(matches!(why, Why::SamePerson { part: Part::Denied, .. }));
    world.does(&officer("officer.five"), dismissal);
    world.does(&officer("officer.six"), countersigns(world.case()));
    assert_eq!(world.filing().stage(), Stage::DenialStands);
    assert!(matches!(world.case().phase(), Phase::Ended { how: Ending::DenialStands, .. }));
    assert_eq!(world.letters(), ["registered", "notified", "deny", "appeal_dismissed"]);
    let license = license_number("D-1");
    assert_eq!((world.authority.standing(&license), world.provider.standing(&license)), (None, None));
}

#[test]
fn final_by_the_passing_of_time_and_reviewed_again_on_appeal() {
    let mut world = World::intends_to_deny();
    world.waits(45);
    assert_eq!(world.filing().stage(), Stage::IntentToDeny);
    world.waits(1);
    assert_eq!(
        (world.filing().stage(), world.letters()),
        (Stage::Denied, vec!["registered", "notified", "became_final"])
    );
    assert_eq!(world.filing().decisions[1].reasons, REASONS);
    world.files(FilingEvent::Appealed { said: said("Nobody told us.") });
    world.does(
        &officer("officer.five"),
        drafts(world.case(), Outcome::AppealGranted { reasons: "it is so".to_owned() }),
    );
    world.does(&officer("officer.six"), countersigns(world.case()));
    assert_eq!((world.filing().stage(), world.case().phase().kind()), (Stage::Pending, PhaseKind::Referred));
    // Denied a second time, the first appeal is no appeal against it.
    let denial = Says::Deny { reasons: "still".to_owned() };
    world.does(&adviser("defense"), recommends(world.case(), "defense", denial));
    world.decides(Outcome::IntentToDeny { reasons: REASONS.to_owned() });
    world.waits(46);
    assert_eq!(world.filing().stage(), Stage::Denied);
    world.files(FilingEvent::Appealed { said: said("Again.") });
    assert_eq!((world.filing().stage(), world.case().phase().kind()), (Stage::Appealed, PhaseKind::Appealed));
}

#[test]
fn the_intent_is_withdrawn() {
    let mut world = World::intends_to_deny();
    world.files(FilingEvent::Responded { said: said("The end use is robots.") });
    world.does(&officer("officer.one"), Event::IntentWithdrawn { said: said("that is new") });
    assert_eq!(
        (world.filing().stage(), world.decisions()),
        (Stage::Pending, vec!["intent_to_deny", "intent_withdrawn"])
    );
}

/// What the provider knows of the notice, and the last day of the authority's own clock.
fn notice(world: &World) -> (Option<Intent>, Option<Date>) {
    let clocks = clocks(world.case().course(), world.now.date());
    let due = clocks.iter().rfind(|clock| clock.name == ClockName::IntentResponse && clock.met.is_none());
    (world.provider.counter().intent_to_deny(world.filing()), due.map(|clock| clock.due))
}

#[test]
fn a_provider_counts_the_days_to_respond_as_the_authority_does_and_for_each_notice_anew() {
    let mut world = World::intends_to_deny();
    let (first, due) = notice(&world);
    let intent = first.unwrap();
    assert_eq!((intent.reasons.as_str(), intent.respond_by, intent.is_responded), (REASONS, due, false));
    world.waits(4);
    assert_eq!(notice(&world), (Some(intent.clone()), due), "it stays the same day");
    world.files(FilingEvent::Responded { said: said("The end use is robots.") });
    assert_eq!(notice(&world).0, Some(Intent { is_responded: true, ..intent.clone() }));
    world.does(&officer("officer.one"), Event::IntentWithdrawn { said: said("that is new") });
    assert_eq!(notice(&world).0, None);

    world.waits(3);
    let denial = Says::Deny { reasons: "still".to_owned() };
    world.does(&adviser("defense"), recommends(world.case(), "defense", denial));
    world.decides(Outcome::IntentToDeny { reasons: "still".to_owned() });
    let (second, due) = notice(&world);
    let second = second.unwrap();
    assert!(!second.is_responded, "what was said of the first notice is no response to the second");
    assert_eq!((second.respond_by, second.reasons.as_str()), (due, "still"));
    assert!(due.is_some() && second.respond_by > intent.respond_by);
    world.files(FilingEvent::Responded { said: said("The same robots.") });
    assert!(notice(&world).0.unwrap().is_responded);
}

#[test]
fn a_withdrawal_ends_it_under_the_intent_and_under_appeal() {
    let mut world = World::intends_to_deny();
    world.files(FilingEvent::Withdrawn { said: said("too late for us") });
    assert_eq!(world.filing().stage(), Stage::Withdrawn);
    assert!(matches!(world.case().phase(), Phase::Ended { how: Ending::Withdrawn, .. }));

    let mut world = World::denied();
    world.files(FilingEvent::Appealed { said: said("Look again.") });
    world.files(FilingEvent::Withdrawn { said: said("never mind") });
    assert_eq!(world.filing().stage(), Stage::DenialStands);
    assert!(matches!(world.case().phase(), Phase::Ended { how: Ending::DenialStands, .. }));
}

/// Messages cross: what the provider did in vain counts as not done, once it is told so.
#[test]
fn a_withdrawal_that_crosses_the_decision_comes_too_late() {
    let mut world = World::referred();
    world.does(&adviser("defense"), recommends(world.case(), "defense", Says::Approve));
    world.does(&officer("officer.one"), crate::people::consults(world.case()));
    world.does(&officer("officer.one"), drafts(world.case(), Outcome::Approve { license: license("D-1", &[]) }));
    world.notes(crate::world::FILING, FilingEvent::Withdrawn { said: said("too slow") }).unwrap();
    assert_eq!(world.filing().stage(), Stage::Withdrawn);
    world.does(&officer("officer.two"), countersigns(world.case()));
    assert_eq!((world.filing().stage(), world.case().phase().kind()), (Stage::Licensed, PhaseKind::Licensed));
    let (entry, refusal) = &world.filing().refusals[0];
    assert_eq!((*entry, refusal.code.word()), (2, "too_late"));
    world.files(FilingEvent::Surrendered { said: said("as we said") });
    assert_eq!(world.filing().refusals.len(), 1);
}

/// An answer that the authority refuses was not given, and can be given again.
#[test]
fn a_late_answer_is_refused_and_its_question_is_open_as_before() {
    let mut world = World::intends_to_deny();
    world.does(&officer("officer.one"), Event::Asked { question: 1, said: said("since when?") });
    world.now = world.now.plus(50 * crate::people::DAY);
    world.authority.stations[0].run(world.now);
    world.notes(crate::world::FILING, FilingEvent::Answered { question: 1, said: said("May.") }).unwrap();
    assert_eq!(world.filing().open_questions().count(), 0);
    world.settles();
    assert_eq!((world.filing().stage(), world.filing().open_questions().count()), (Stage::Denied, 1));
    assert_eq!(world.filing().refusals[0].1.code.word(), "too_late");
}

/// What came in time is in time, whenever somebody acts upon it.
#[test]
fn a_response_counts_from_when_it_came() {
    let mut world = World::intends_to_deny();
    world.now = world.now.plus(44 * crate::people::DAY);
    world.notes(crate::world::FILING, FilingEvent::Responded { said: said("The end use is robots.") }).unwrap();
    world.provider.stations[0].run(world.now);
    assert_eq!(crate::world::deliver(&mut world.provider, &mut world.authority, world.now), 1);
    let came = world.now.date();
    world.waits(2);
    assert_eq!(world.case().course().responded, Some(came));
    assert_eq!(world.filing().refusals, []);
}
