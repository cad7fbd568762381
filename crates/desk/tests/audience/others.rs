//! What somebody is not told makes no difference to what they see: cases that differ only in that are shown alike, to the byte.

use portcullis_desk::advice::{Says, Subject};
use portcullis_desk::audience::{AgencyView, ApplicantView, NotTheirs, OfficerView};
use portcullis_desk::course::StopCause;
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{Actor, Event, Role, Step};
use serde_json::Value;

use crate::build::{Desk, adviser, agency, applicant, denies, license, most_chips, officer, said, with_conditions};
use crate::walk::of_role;

fn applicant_sees(desk: &Desk) -> Value {
    serde_json::to_value(ApplicantView::of(&desk.case, &applicant(), desk.now, &[]).unwrap()).unwrap()
}

fn state_sees(desk: &Desk) -> Value {
    serde_json::to_value(AgencyView::of(&desk.case, &adviser("state"), desk.now, &[]).unwrap()).unwrap()
}

/// Ways in which a case goes on behind the counter.
fn behind_the_counter() -> Vec<(&'static str, Desk)> {
    let with = |name, change: fn(&mut Desk)| {
        let mut desk = Desk::referred();
        desk.waits(3);
        change(&mut desk);
        (name, desk)
    };
    vec![
        with("nothing", |_| {}),
        with("past denials", |desk| {
            let event = Event::DenialsConsulted { version: 1, found: 3, said: said("three") };
            desk.does(officer("officer.one"), event);
        }),
        with("a check on the spot", |desk| {
            desk.does(
                officer("officer.one"),
                Event::Stopped { cause: StopCause::PreLicenseCheck, said: said("a visit") },
            )
            .does(officer("officer.one"), Event::Advanced { step: Step::CheckRequested, said: said("asked") });
        }),
        with("one denies", |desk| {
            desk.says("defense", denies());
        }),
        with("they do not agree", |desk| {
            desk.says("defense", denies()).says("state", Says::Approve);
        }),
        with("a draft", |desk| {
            desk.drafts(Outcome::ReturnWithoutAction { reasons: "incomplete".to_owned() });
            desk.does(officer("officer.two"), Event::SentBack { draft: 1, said: said("it is complete") });
        }),
        with("asked again", |desk| {
            desk.refers(&["energy"]);
        }),
    ]
}

#[test]
fn the_applicant_sees_nothing_of_what_goes_on_behind_the_counter() {
    let all = behind_the_counter();
    let plain = applicant_sees(&all[0].1);
    for (name, desk) in &all {
        assert_eq!(applicant_sees(desk), plain, "{name}");
    }
}

/// Until notice is given there is nothing to see, but that an application that is being decided on cannot be amended any more.
#[test]
fn an_intent_to_deny_is_seen_when_notice_is_given() {
    let before = Desk::referred();
    let mut desk = Desk::intends_to_deny();
    let (mut seen, mut plain) = (applicant_sees(&desk), applicant_sees(&before));
    let next = |view: &mut Value| drop(view.as_object_mut().unwrap().remove("next").unwrap());
    next(&mut seen);
    next(&mut plain);
    assert_eq!(seen, plain);
    desk.does(officer("officer.one"), Event::Notified {});
    let told = applicant_sees(&desk);
    assert_eq!(told["status"]["status"], "intent_to_deny");
    assert_eq!(told["decisions"][0]["reasons"], "744.23");
    assert_eq!(told["deadlines"].as_array().unwrap().len(), 2);
    // Withdrawn without notice, it never was.
    let mut never = Desk::intends_to_deny();
    never.does(officer("officer.one"), Event::IntentWithdrawn { said: said("a mistake") });
    assert_eq!(applicant_sees(&never), applicant_sees(&before));
}

/// Nothing of what another agency says is seen until all have spoken; it is then.
#[test]
fn agencies_speak_independently() {
    let others: [&[(Subject, Says)]; 4] = [
        &[],
        &[(Subject::Application, Says::Approve)],
        &[(Subject::Application, denies())],
        &[(Subject::Application, with_conditions(&[most_chips("defense", 64)]))],
    ];
    let mut seen: Vec<(Value, Value)> = Vec::new();
    for positions in others {
        let mut desk = Desk::referred();
        desk.waits(3);
        if positions.is_empty() {
            desk.does(adviser("defense"), Event::InformationRequested { said: said("where?") });
        } else {
            desk.recommends("defense", positions);
        }
        let before = state_sees(&desk);
        assert!(before["together"].is_null());
        desk.says("state", Says::Approve);
        seen.push((before, state_sees(&desk)));
    }
    assert!(seen.iter().all(|(before, _)| *before == seen[0].0));
    assert!(seen[0].1["together"].is_null());
    assert!(seen[1..].iter().all(|(_, after)| !after["together"].is_null()));
    assert_ne!(seen[1].1, seen[2].1);
}

/// Another version asks all of them anew, and what others said before is not seen until they have spoken on it.
#[test]
fn an_amendment_closes_it_again() {
    let mut desk = Desk::ready();
    assert!(!state_sees(&desk)["together"].is_null());
    desk.does(applicant(), Event::amended(crate::build::application()).unwrap());
    assert!(state_sees(&desk)["together"].is_null());
    assert!(!state_sees(&desk).to_string().contains("defense-chips"));
}

#[test]
fn a_view_is_for_its_own_part() {
    let desk = Desk::licensed();
    for role in Role::ALL {
        let who = of_role(role);
        let officer = OfficerView::of(&desk.case, &who, desk.now, &agency("commerce"));
        assert_eq!(officer.is_ok(), role == Role::Officer);
        assert_eq!(ApplicantView::of(&desk.case, &who, desk.now, &[]).is_ok(), role == Role::Applicant);
    }
    let other = Actor::Applicant {
        provider: "southern-compute".to_owned().try_into().unwrap(),
        person: "clerk.two".to_owned().try_into().unwrap(),
        message: portcullis_desk::event::Digest::of(&"another").unwrap(),
    };
    assert_eq!(ApplicantView::of(&desk.case, &other, desk.now, &[]), Err(NotTheirs::OtherApplicant));
    let energy = AgencyView::of(&desk.case, &adviser("energy"), desk.now, &[]);
    assert_eq!(energy, Err(NotTheirs::NotReferred { agency: agency("energy") }));
}

/// What is offered is what is taken; and the draft that waits is shown with what a second person has to name.
#[test]
fn the_page_has_what_the_next_step_takes() {
    let mut desk = Desk::ready();
    desk.drafts(Outcome::Approve { license: license(&[most_chips("defense", 256)]) });
    let second = officer("officer.two");
    let view = OfficerView::of(&desk.case, &second, desk.now, &agency("commerce")).unwrap();
    let kinds: Vec<_> = view.next.iter().map(|allowed| allowed.event).collect();
    assert_eq!(kinds, desk.case.allowed(&second, desk.now));
    let draft = view.drafts.iter().find(|draft| Some(draft.number) == view.waiting).unwrap();
    let event = Event::Countersigned { draft: draft.number, digest: draft.digest };
    desk.does(second, event);
    assert_eq!(applicant_sees(&desk)["license"]["number"], "L-1");
}
