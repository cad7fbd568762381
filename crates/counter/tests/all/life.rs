//! The whole life of a license: what each side does, and what the other then knows.

use std::collections::BTreeSet;

use jiff::civil::date;
use portcullis_catalog::Catalog;
use portcullis_counter::FilingEvent;
use portcullis_counter::filing::Stage;
use portcullis_desk::advice::{Says, Stand};
use portcullis_desk::agency::Agencies;
use portcullis_desk::case::{Part, PhaseKind, Why};
use portcullis_desk::clock::{ClockName, ClockState, clocks};
use portcullis_desk::course::StopCause;
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{ConsentMark, Digest, Event, Ruling, Sample};
use portcullis_desk::routing::{Routing, Vocabulary};
use portcullis_exchange::body::PreservationChange;
use portcullis_license::{Condition, Objection, Operation, OperationId, Reply, Rule, Standing};

use crate::people::{
    HOUR, adviser, asked, chair, condition, consults, countersigns, drafts, example, filing_of, inspector, license,
    license_number, officer, recommends, reference, said, system,
};
use crate::world::{FILING, World};

/// Who is asked about the example, and by which version of the rules.
fn routed() -> (BTreeSet<portcullis_desk::agency::AgencyName>, String) {
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let catalog = Catalog::load_directory(&root.join("catalog")).unwrap();
    let codes: toml::Table = toml::from_str(&std::fs::read_to_string(root.join("law/codes.toml")).unwrap()).unwrap();
    let end_uses = codes["end_use"].as_array().unwrap().iter().map(|code| code["id"].as_str().unwrap().to_owned());
    let end_uses = end_uses.collect();
    let words = Vocabulary { agencies: Agencies::united_states(), countries: catalog.countries(), end_uses: &end_uses };
    let referral = Routing::parse(Routing::UNITED_STATES, &words).unwrap().refer(&example());
    (referral.agencies.into_keys().collect(), referral.version)
}

fn chips() -> Condition {
    condition("defense", "defense-chips", Rule::MostConcurrentChips { chips: 128 })
}

fn visits() -> Condition {
    condition("defense", "defense-visits", Rule::Text { text: "Visits are announced.".to_owned() })
}

impl World {
    /// Eight chips at the provider's gate, for so many hours.
    fn reserves(&mut self, id: &str, hours: i64) -> Reply {
        let until = self.now.plus(hours * HOUR);
        let operation = Operation::Reserve { license: license_number("D-1"), line: None, asked: asked(), until };
        self.provider.operates(id, operation, self.now)
    }

    fn is_open(&mut self, id: &str) -> bool {
        matches!(self.reserves(id, 1), Reply::Reserved { .. })
    }

    #[track_caller]
    fn both_say(&self, expected: Option<(Standing, u32)>) {
        let license = license_number("D-1");
        assert_eq!((self.authority.standing(&license), self.provider.standing(&license)), (expected, expected));
    }

    fn resolution(&self) -> ClockState {
        let clocks = clocks(self.case().course(), self.now.date());
        clocks.into_iter().find(|clock| clock.name == ClockName::Resolution).unwrap().state
    }
}

#[test]
fn from_the_application_to_the_end_of_the_license() {
    let mut world = World::new();
    is_filed_and_acknowledged(&mut world);
    is_asked_while_the_clock_stands_still(&mut world);
    is_referred_by_the_rules(&mut world);
    is_disputed_and_settled(&mut world);
    is_signed_by_two_who_may(&mut world);
    opens_the_gate(&mut world);
    is_varied(&mut world);
    is_suspended_by_one_and_reinstated_by_two(&mut world);
    is_reported_on(&mut world);
    is_looked_into(&mut world);
    is_given_back(&mut world);
}

fn is_filed_and_acknowledged(world: &mut World) {
    world.notes(FILING, filing_of(example())).unwrap();
    assert_eq!((world.filing().stage(), world.authority.counter().docket().cases().len()), (Stage::Sent, 0));
    world.settles();
    assert_eq!((world.filing().stage(), world.case().phase().kind()), (Stage::Pending, PhaseKind::Received));
    assert_eq!(world.filing().case, Some(reference("2026-000001")));
    assert_eq!(world.case().application(), Some(&example()));
    assert_eq!(world.authority.counter().filed_by(world.case()), 1);
    assert!(!world.is_open("before-the-license"));
    world.does(&officer("officer.one"), Event::Registered {});
    assert_eq!(world.case().course().registered, Some(date(2026, 11, 23)));
}

fn is_asked_while_the_clock_stands_still(world: &mut World) {
    world.does(&officer("officer.one"), Event::Asked { question: 1, said: said("Who holds the keys of the hosts?") });
    let question = world.filing().open_questions().next().unwrap();
    assert_eq!((question.asked.question, question.asked.text.as_str()), (1, "Who holds the keys of the hosts?"));
    assert_eq!(question.asked.due, Some(date(2026, 12, 3)), "the provider knows by when");
    assert_eq!(world.filing().stage(), Stage::Asked);
    world.waits(3);
    assert!(matches!(world.resolution(), ClockState::Stopped { cause: StopCause::Applicant, .. }));
    world.files(FilingEvent::Answered { question: 1, said: said("The provider alone.") });
    assert_eq!((world.filing().stage(), world.filing().open_questions().count()), (Stage::Pending, 0));
    assert!(matches!(world.resolution(), ClockState::Running { .. }));
    let stop = &world.case().course().stops[0];
    assert_eq!((stop.from, stop.to), (date(2026, 11, 23), Some(date(2026, 11, 26))));
    world.does(&officer("officer.one"), consults(world.case()));
}

fn is_referred_by_the_rules(world: &mut World) {
    let (agencies, routing) = routed();
    assert_eq!(agencies.iter().map(|agency| agency.as_str()).collect::<Vec<_>>(), ["defense", "energy", "state"]);
    world.does(&system(), Event::Referred { agencies, routing, said: said("advanced computing items") });
    let with_conditions = Says::ApproveWithConditions { conditions: vec![chips(), visits()] };
    world.does(&adviser("defense"), recommends(world.case(), "defense", with_conditions));
    world.does(&adviser("state"), recommends(world.case(), "state", Says::Approve));
    let denial = Says::Deny { reasons: "744.23: the end use cannot be told".to_owned() };
    world.does(&adviser("energy"), recommends(world.case(), "energy", denial));
    assert_eq!((world.case().phase().kind(), world.filing().stage()), (PhaseKind::Referred, Stage::Pending));
    // What agencies say to the authority is not the applicant's to know.
    assert_eq!((world.letters(), world.decisions()), (vec!["registered"], vec![]));
}

fn is_disputed_and_settled(world: &mut World) {
    let approval = |world: &World, conditions: &[Condition]| {
        drafts(world.case(), Outcome::Approve { license: license("D-1", conditions) })
    };
    let whole = approval(world, &[chips(), visits()]);
    assert!(matches!(world.why(&officer("officer.one"), whole.clone()), Why::Conflict { .. }));
    assert_eq!(world.case().course().disputed, Some(world.now.date()));
    let ruling = Ruling { stand: Stand::Approve, without: BTreeSet::new() };
    world.does(&chair(), Event::ChairDecided { ruling, said: said("on balance") });
    assert!(matches!(world.why(&officer("officer.one"), whole), Why::Contestable { .. }));
    world.waits(6);
    let without_visits = approval(world, &[chips()]);
    let why = world.why(&officer("officer.one"), without_visits.clone());
    assert!(matches!(why, Why::ConditionDropped { condition, .. } if condition == "defense-visits"));
    let from = Digest::of(&visits()).unwrap();
    let consent = ConsentMark { condition: "defense-visits".to_owned(), from, to: None };
    world.does(&adviser("defense"), Event::Consented { consent, said: said("the site is nearby") });
    world.does(&officer("officer.one"), without_visits);
}

fn is_signed_by_two_who_may(world: &mut World) {
    let signature = countersigns(world.case());
    let part = |why| match why {
        Why::SamePerson { part, .. } => part,
        why => panic!("{why:?}"),
    };
    assert_eq!(part(world.why(&officer("Officer.One"), signature.clone())), Part::Drafted);
    assert_eq!(part(world.why(&officer("adviser.defense"), signature.clone())), Part::Advised);
    assert_eq!(part(world.why(&officer("chair.one"), signature.clone())), Part::Chaired);
    world.both_say(None);
    world.does(&officer("officer.two"), signature);
    assert_eq!((world.filing().stage(), world.case().phase().kind()), (Stage::Licensed, PhaseKind::Licensed));
    assert_eq!((world.decisions(), world.letters()), (vec!["approve"], vec!["registered", "approve"]));
    assert_eq!(world.filing().license, Some(license_number("D-1")));
    world.both_say(Some((Standing::Issued, 1)));
    // One operation under one id, in both ledgers.
    assert_eq!(world.authority.counter().operations(), world.provider.counter().operations());
    assert!(world.provider.counter().operations()[0].0.as_str().starts_with("system/license/exports.example/"));
}

fn opens_the_gate(world: &mut World) {
    let Reply::Refused { objections } = world.reserves("before-its-first-day", 1) else { panic!() };
    assert!(matches!(objections.as_slice(), [Objection::NotYetValid { .. }]), "{objections:?}");
    world.waits(40);
    assert!(world.is_open("lease-1"));
    let reservation = OperationId::new("lease-1").unwrap();
    let post = Operation::Post { reservation, chip_milliseconds: 8 * HOUR as u64 / 2 };
    let Reply::Resolved { used, .. } = world.provider.operates("post-1", post, world.now) else { panic!() };
    assert_eq!(used.chip_milliseconds, 8 * HOUR as u128 / 2);
}

fn is_varied(world: &mut World) {
    let notice = condition("commerce", "notice", Rule::Text { text: "New users are named in advance.".to_owned() });
    world.decides(Outcome::Vary { license: license("D-1", &[chips(), notice]) });
    world.both_say(Some((Standing::Issued, 2)));
    assert_eq!((world.decisions(), world.filing().stage()), (vec!["approve", "vary"], Stage::Licensed));
    let held = world.provider.ledger().license(&license_number("D-1")).unwrap();
    assert!(held.license.conditions.iter().any(|condition| condition.id == "notice"));
}

fn is_suspended_by_one_and_reinstated_by_two(world: &mut World) {
    assert!(world.is_open("lease-2"));
    world.does(
        &officer("officer.one"),
        Event::Suspended {
            drain_until: None,
            reasons: said("an end user is listed"),
            said: said("an end user is listed"),
        },
    );
    world.both_say(Some((Standing::Suspended, 2)));
    assert_eq!(world.letters().last(), Some(&"suspended"));
    assert!(!world.is_open("lease-3"));
    let (reservation, until) = (OperationId::new("lease-2").unwrap(), world.now.plus(2 * HOUR));
    let renewal = world.provider.operates("renew-2", Operation::Renew { reservation, until }, world.now);
    assert!(matches!(renewal, Reply::Refused { .. }), "{renewal:?}");
    world.does(&officer("officer.one"), drafts(world.case(), Outcome::Reinstate { reasons: "mended".to_owned() }));
    let signature = countersigns(world.case());
    assert!(matches!(world.why(&officer("officer.one"), signature.clone()), Why::SamePerson { .. }));
    world.both_say(Some((Standing::Suspended, 2)));
    world.does(&officer("officer.two"), signature);
    world.both_say(Some((Standing::Issued, 2)));
    assert!(world.is_open("lease-4"));
}

fn is_reported_on(world: &mut World) {
    let due = world.case().state().reports[0].due;
    assert_eq!(world.case().state().reports.len(), 1);
    while world.now.date() <= due {
        world.waits(1);
    }
    assert!(!world.is_open("lease-5"), "no report was filed");
    assert_eq!(world.case().state().reports.len(), 2);
    world.files(FilingEvent::Reported { condition: Some(reference("report")), said: said("Nothing to tell.") });
    assert_eq!(world.case().state().reports[0].filed, Some(world.now.date()));
    assert_eq!(world.case().state().reports[1].filed, None);
    assert!(world.is_open("lease-6"));
}

fn is_looked_into(world: &mut World) {
    let condition = reference("resale");
    world.files(FilingEvent::Breached { condition, said: said("A user passed an account on; it is closed.") });
    assert_eq!(world.case().state().breaches, 1);
    let sample = Sample { of: 100, drawn: 10, seed: "of the day".to_owned() };
    let order = Event::InspectionOrdered { inspection: 1, sample, said: said("logs of sessions") };
    world.does(&officer("officer.one"), order);
    let ordered = &world.filing().inspections[0];
    assert_eq!((ordered.inspection.as_str(), ordered.text.as_str()), ("2026-000001/1", "logs of sessions"));
    let found = Event::InspectionFound { inspection: 1, looked_at: 10, wrong: 0, said: said("nothing") };
    world.does(&inspector(), found);
    let request = said("a court asks for it");
    world.does(&officer("officer.one"), Event::PreservationRequested { request: 1, said: request });
    world.does(&officer("officer.one"), Event::PreservationEnded { request: 1, said: said("the court is done") });
    let changes: Vec<_> = world.filing().preservations.iter().map(|asked| asked.change).collect();
    assert_eq!(changes, [PreservationChange::Begins, PreservationChange::Ends]);
}

fn is_given_back(world: &mut World) {
    world.notes(FILING, FilingEvent::Surrendered { said: said("the customer left") }).unwrap();
    world.provider.stations[0].operate(world.now);
    assert!(!world.is_open("lease-7"), "the gate does not wait for the authority");
    world.settles();
    world.both_say(Some((Standing::Surrendered, 2)));
    world.waits(200);
    assert_eq!(world.case().state().reports.len(), 2, "no report is due of a license that was given back");
    world.does(&system(), Event::Closed {});
    assert_eq!(world.case().phase().kind(), PhaseKind::Closed);
    let unsaid = |house: &crate::house::House| house.counter().unsaid(house.peer.house()).count();
    assert_eq!((unsaid(&world.authority), unsaid(&world.provider)), (0, 0));
    let heard = world.events().iter().filter(|kind| ["answered", "report_filed", "surrendered"].contains(kind)).count();
    assert_eq!(heard, 3);
}
