//! Lives of cases from beginning to end.

use std::collections::BTreeSet;

use jiff::civil::date;
use portcullis_desk::advice::{Says, Stand, Subject};
use portcullis_desk::case::{Direction, Ending, Phase};
use portcullis_desk::clock::{ClockName, ClockState, clocks};
use portcullis_desk::course::{Rung, StopCause};
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{ConsentMark, Digest, Event, Ruling, Step, SubjectMark};
use portcullis_license::Standing;

use crate::build::{
    Desk, adviser, agency, applicant, chair, denies, license, most_chips, officer, said, system, the_reseller,
    with_conditions,
};

fn ruling(stand: Stand) -> Ruling {
    Ruling { stand, without: BTreeSet::new() }
}

#[test]
fn approved_suspended_reinstated_varied_revoked() {
    let mut desk = Desk::licensed();
    assert_eq!(desk.case.course().resolved, Some(desk.now.date()));
    desk.does(
        officer("officer.one"),
        Event::Suspended { drain_until: None, reasons: said("a breach"), said: said("a breach") },
    );
    desk.decides(Outcome::Reinstate { reasons: "mended".to_owned() });
    let varied = license(&[most_chips("defense", 256)]);
    desk.decides(Outcome::Vary { license: varied.clone() });
    let mut other = varied;
    other.number = "L-2".to_owned().try_into().unwrap();
    let event = desk.draft(Outcome::Vary { license: other }, &[]);
    assert_eq!(desk.code(officer("officer.one"), event), "license_number");
    desk.decides(Outcome::Revoke { reasons: "again".to_owned() });
    assert!(matches!(desk.case.phase(), Phase::Licensed { standing: Standing::Revoked, .. }));
    let event = desk.draft(Outcome::Reinstate { reasons: "please".to_owned() }, &[]);
    assert_eq!(desk.code(officer("officer.one"), event), "standing");
    desk.does(system(), Event::Closed {});
}

#[test]
fn questions_stop_the_clock_until_the_last_is_answered() {
    let mut desk = Desk::open();
    desk.does(officer("officer.one"), Event::Asked { question: 1, said: said("who?") });
    assert!(desk.case.course().stops.is_empty());
    desk.waits(2).does(officer("officer.one"), Event::Registered {});
    desk.waits(1).does(officer("officer.one"), Event::Asked { question: 2, said: said("where?") });
    desk.waits(4).does(applicant(), Event::Answered { question: 2, said: said("there") });
    assert_eq!(desk.code(applicant(), Event::Answered { question: 2, said: said("there") }), "not_open");
    assert_eq!(desk.case.state().open_stops().count(), 1);
    desk.does(applicant(), Event::Answered { question: 1, said: said("us") });
    let stop = &desk.case.course().stops[0];
    assert_eq!((stop.cause, stop.from, stop.to), (StopCause::Applicant, date(2026, 3, 4), Some(date(2026, 3, 9))));
    assert_eq!(desk.case.course().stops.len(), 1);
}

#[test]
fn a_check_has_its_steps() {
    let mut desk = Desk::registered();
    let by = || officer("officer.one");
    let stop = || Event::Stopped { cause: StopCause::PreLicenseCheck, said: said("a visit") };
    desk.does(by(), stop());
    assert_eq!(desk.code(by(), stop()), "stands_still");
    let step = |step| Event::Advanced { step, said: said("done") };
    assert_eq!(desk.code(by(), step(Step::CheckAnswered)), "step");
    assert_eq!(desk.code(by(), step(Step::AssurancesSent)), "runs");
    desk.does(by(), step(Step::CheckRequested)).waits(9).does(by(), step(Step::CheckAnswered)).waits(1);
    desk.does(by(), Event::Resumed { cause: StopCause::PreLicenseCheck, said: said("fine") });
    let check = &desk.case.course().checks[0];
    assert_eq!((check.answered, check.analyzed), (Some(date(2026, 3, 11)), Some(date(2026, 3, 12))));
    let intent = Event::Stopped { cause: StopCause::IntentToDeny, said: said("no") };
    assert_eq!(desk.code(by(), intent), "stops_by_itself");
}

#[test]
fn silence_is_agreement_after_its_time_and_an_amendment_begins_it_anew() {
    let mut desk = Desk::referred();
    let silent = || Event::TakenToAgree { agency: agency("state") };
    desk.waits(30).says("defense", Says::Approve);
    assert_eq!(desk.code(system(), silent()), "nobody_silent");
    let amended = portcullis_application::Application {
        additional_information: "more".to_owned(),
        ..crate::build::application()
    };
    desk.does(applicant(), Event::amended(amended).unwrap()).waits(1);
    assert_eq!(desk.code(system(), silent()), "nobody_silent");
    assert!(
        matches!(desk.case.state().direction(desk.now.date()), Direction::Open { agencies } if agencies.len() == 2)
    );
    desk.waits(30);
    assert!(desk.case.state().deemed(&agency("state"), desk.now.date()));
    desk.does(system(), silent());
    let event = desk.recommendation("state", &[(Subject::Application, denies())]);
    assert_eq!(desk.code(adviser("state"), event), "taken_to_agree");
    // Late, and nobody noted its silence: it counts.
    desk.says("defense", Says::Approve);
    assert_eq!(desk.case.state().direction(desk.now.date()), Direction::Toward { ruling: ruling(Stand::Approve) });
}

#[test]
fn up_the_whole_ladder() {
    let mut desk = Desk::referred();
    desk.says("defense", denies()).says("state", Says::Approve).consults();
    let approve = |desk: &Desk| desk.draft(Outcome::Approve { license: license(&[]) }, &[]);
    let event = approve(&desk);
    assert_eq!(desk.code(officer("officer.one"), event.clone()), "conflict");
    desk.waits(2).does(chair(), Event::ChairDecided { ruling: ruling(Stand::Approve), said: said("on balance") });
    assert_eq!(desk.code(officer("officer.one"), event.clone()), "contestable");
    assert_eq!(
        desk.code(adviser("state"), Event::Escalated { to: Rung::AdvisoryCommittee, said: said("no") }),
        "not_against"
    );
    for rung in [Rung::AdvisoryCommittee, Rung::ReviewBoard, Rung::President] {
        desk.waits(5).does(adviser("defense"), Event::Escalated { to: rung, said: said("no") });
        assert_eq!(desk.code(officer("officer.one"), event.clone()), "escalated");
        desk.waits(11)
            .does(chair(), Event::RungDecided { rung, ruling: ruling(Stand::Approve), said: said("as before") });
    }
    assert_eq!(desk.code(adviser("defense"), Event::Escalated { to: Rung::President, said: said("no") }), "last_rung");
    desk.does(officer("officer.one"), event);
    let event = desk.countersignature();
    assert_eq!(desk.code(officer("chair.one"), event.clone()), "same_person");
    desk.does(officer("officer.two"), event);
    assert!(matches!(desk.case.phase(), Phase::Licensed { .. }));
}

#[test]
fn an_agency_is_too_late_for_the_ladder() {
    let mut desk = Desk::referred();
    desk.says("defense", denies()).says("state", Says::Approve);
    desk.does(chair(), Event::ChairDecided { ruling: ruling(Stand::Deny), said: said("on balance") }).waits(6);
    assert_eq!(
        desk.code(adviser("state"), Event::Escalated { to: Rung::AdvisoryCommittee, said: said("no") }),
        "too_late"
    );
    let event = desk.draft(Outcome::NoLicenseNeeded { reasons: "none".to_owned() }, &[]);
    assert_eq!(desk.code(officer("officer.one"), event), "against");
    desk.decides(Outcome::IntentToDeny { reasons: "744.23".to_owned() });
}

#[test]
fn what_all_deny_is_left_out() {
    let mut desk = Desk::referred();
    let positions = [(Subject::Application, Says::Approve), (the_reseller(), denies())];
    desk.recommends("defense", &positions).recommends("state", &positions).consults();
    let whole = desk.draft(Outcome::Approve { license: license(&[]) }, &[]);
    assert_eq!(desk.code(officer("officer.one"), whole), "not_left_out");
    let event = desk.draft(Outcome::Approve { license: license(&[]) }, &[the_reseller()]);
    assert!(matches!(&event, Event::Drafted { draft, .. } if draft.without == BTreeSet::from([SubjectMark::Party(3)])));
    desk.does(officer("officer.one"), event);
}

#[test]
fn conditions_stay_unless_their_owner_consents_to_exactly_that() {
    let mut desk = Desk::referred();
    let asked = most_chips("defense", 256);
    desk.says("defense", with_conditions(std::slice::from_ref(&asked))).says("state", Says::Approve).consults();
    let altered = most_chips("defense", 512);
    let draft = |desk: &Desk, conditions: &[_]| desk.draft(Outcome::Approve { license: license(conditions) }, &[]);
    let (dropping, altering) = (draft(&desk, &[]), draft(&desk, std::slice::from_ref(&altered)));
    assert_eq!(desk.code(officer("officer.one"), dropping.clone()), "condition_dropped");
    assert_eq!(desk.code(officer("officer.one"), altering.clone()), "condition_altered");

    let from = Digest::of(&asked).unwrap();
    let consent = |to| ConsentMark { condition: "defense-chips".to_owned(), from, to };
    let consents = |to| Event::Consented { consent: consent(to), said: said("for this once") };
    assert_eq!(desk.code(adviser("state"), consents(None)), "no_such_condition");
    desk.does(adviser("defense"), consents(Some(Digest::of(&most_chips("defense", 300)).unwrap())));
    assert_eq!(desk.code(officer("officer.one"), altering.clone()), "condition_altered");
    desk.does(adviser("defense"), consents(Some(Digest::of(&altered).unwrap())));
    assert_eq!(desk.code(officer("officer.one"), dropping), "condition_dropped");
    desk.does(officer("officer.one"), altering);
    // Who asks for it again does not consent any more: the draft is held against it when it is signed.
    let event = desk.countersignature();
    desk.says("defense", with_conditions(&[asked]));
    assert_eq!(desk.code(officer("officer.two"), event), "condition_altered");
}

#[test]
fn past_denials_are_consulted_for_each_version() {
    let mut desk = Desk::registered();
    desk.refers(&[]);
    let approve = |desk: &Desk| desk.draft(Outcome::Approve { license: license(&[]) }, &[]);
    let event = approve(&desk);
    assert_eq!(desk.code(officer("officer.one"), event), "denials_not_consulted");
    desk.consults();
    let amended = portcullis_application::Application {
        additional_information: "more".to_owned(),
        ..crate::build::application()
    };
    desk.does(applicant(), Event::amended(amended).unwrap());
    let stale = Event::DenialsConsulted { version: 1, found: 0, said: said("none") };
    assert_eq!(desk.code(officer("officer.one"), stale), "version");
    let event = approve(&desk);
    assert_eq!(desk.code(officer("officer.one"), event.clone()), "denials_not_consulted");
    desk.consults().does(officer("officer.one"), event);
    let amended = portcullis_application::Application {
        additional_information: "most".to_owned(),
        ..crate::build::application()
    };
    desk.does(applicant(), Event::amended(amended).unwrap()).consults();
    let event = desk.countersignature();
    assert_eq!(desk.code(officer("officer.two"), event), "stale_draft");
}

#[test]
fn a_denial_is_heard_first_and_is_final_by_time() {
    let mut desk = Desk::intends_to_deny();
    let deny = |desk: &Desk| desk.draft(Outcome::Deny { reasons: "744.23".to_owned() }, &[]);
    let event = deny(&desk);
    assert_eq!(desk.code(officer("officer.one"), event.clone()), "not_notified");
    desk.does(officer("officer.one"), Event::Notified {});
    assert_eq!(desk.case.state().open_stops().next().map(|stop| stop.cause), Some(StopCause::IntentToDeny));
    assert_eq!(desk.waits(20).code(officer("officer.one"), event.clone()), "too_early");
    let mut heard = desk.clone();
    heard.does(applicant(), Event::Responded { said: said("look") }).does(officer("officer.one"), event);
    assert_eq!(desk.waits(25).code(system(), Event::BecameFinal {}), "too_early");
    desk.waits(1);
    assert_eq!(desk.code(applicant(), Event::Responded { said: said("late") }), "final");
    assert_eq!(desk.code(officer("officer.one"), Event::IntentWithdrawn { said: said("late") }), "final");
    desk.does(system(), Event::BecameFinal {});
    desk.waits(44).does(applicant(), Event::Appealed { said: said("look again") });
}

#[test]
fn an_appeal_in_time_and_granted_begins_the_review_anew() {
    let mut late = Desk::denied();
    assert_eq!(late.waits(46).code(applicant(), Event::Appealed { said: said("late") }), "too_late");
    late.does(system(), Event::Closed {});

    let mut desk = Desk::denied();
    assert_eq!(desk.code(system(), Event::Closed {}), "too_early");
    desk.waits(45).does(applicant(), Event::Appealed { said: said("look again") });
    let event = desk.draft(Outcome::AppealGranted { reasons: "it is told".to_owned() }, &[]);
    desk.does(officer("officer.five"), event);
    let event = desk.countersignature();
    desk.does(officer("officer.six"), event);
    assert!(matches!(desk.case.phase(), Phase::Referred { .. }));
    assert_eq!((desk.case.course().denied, desk.case.course().resolved), (None, None));
    desk.says("defense", Says::Approve).says("state", Says::Approve).consults();
    desk.decides(Outcome::Approve { license: license(&[]) });
    assert!(desk.case.history().len() > 15);
}

#[test]
fn the_withdrawn_intent_and_the_withdrawn_appeal() {
    let mut desk = Desk::intends_to_deny();
    desk.does(officer("officer.one"), Event::Notified {})
        .does(applicant(), Event::Responded { said: said("look") })
        .does(officer("officer.one"), Event::IntentWithdrawn { said: said("that is new") });
    assert!(matches!(desk.case.phase(), Phase::Referred { .. }));
    let clocks = clocks(desk.case.course(), desk.now.date());
    let last = clocks.iter().find(|clock| clock.name == ClockName::FinalDenial).unwrap();
    assert!(matches!(last.state, ClockState::Met { .. }), "{last:?}");

    let mut desk = Desk::denied();
    desk.does(applicant(), Event::Appealed { said: said("look") })
        .does(applicant(), Event::Withdrawn { said: said("no") });
    assert!(matches!(desk.case.phase(), Phase::Ended { how: Ending::DenialStands, .. }));
}

#[test]
fn an_approval_waits_for_what_the_clock_stands_still_for() {
    let mut desk = Desk::ready();
    desk.does(officer("officer.one"), Event::Stopped { cause: StopCause::CongressionalNotice, said: said("notified") });
    let event = desk.draft(Outcome::Approve { license: license(&[most_chips("defense", 256)]) }, &[]);
    assert_eq!(desk.code(officer("officer.one"), event), "stopped");
}
