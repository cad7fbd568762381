//! Refusals of events that are not as they should be, and that each says what, why and who.

use portcullis_desk::advice::{Says, Subject};
use portcullis_desk::case::{Case, CaseNumber};
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::{Actor, Digest, Entry, Event, Sample, actor};
use portcullis_license::Instant;

use crate::build::{
    Desk, adviser, applicant, application, code, denies, inspector, license, most_chips, officer, said, system,
    the_end_user, with_conditions,
};

#[test]
fn a_case_opens_with_an_application_from_an_applicant() {
    let open = |number, by, event| {
        let entry = Entry { number, at: Instant(0), by, event };
        Case::open(CaseNumber::new("Z1").unwrap(), &entry).map_err(|refusal| code(&refusal)).err()
    };
    let received = || Event::received(application()).unwrap();
    assert_eq!(open(1, applicant(), received()), None);
    assert_eq!(open(2, applicant(), received()).as_deref(), Some("not_first"));
    assert_eq!(open(1, officer("officer.one"), received()).as_deref(), Some("role"));
    assert_eq!(open(1, applicant(), Event::Registered {}).as_deref(), Some("not_first"));
    let forged = match received() {
        Event::Received { said, .. } => Event::Received { application: Digest::of(&"another").unwrap(), said },
        other => other,
    };
    assert_eq!(open(1, applicant(), forged).as_deref(), Some("mismatch"));
    assert!(CaseNumber::new("../x").is_err() && CaseNumber::new("").is_err() && CaseNumber::new("-1").is_err());
}

#[test]
fn a_refusal_says_what_why_and_who() {
    let mut desk = Desk::registered();
    let refusal = desk
        .try_to(system(), Event::Suspended { drain_until: None, reasons: said("a breach"), said: said("a breach") })
        .unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "`suspended` is refused in a case that is `registered`: system cannot do that: ask one of those for whom it is. \
         It is for: officer"
    );
    let json = serde_json::to_value(&refusal).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "event": "suspended", "phase": "registered", "code": "role", "by": "system", "who_could": ["officer"],
        })
    );
}

#[test]
fn another_applicant_has_no_say() {
    let mut desk = Desk::open();
    let Actor::Applicant { person, message, .. } = applicant() else { panic!("not the applicant") };
    let other = Actor::Applicant { provider: "other-cloud".to_owned().try_into().unwrap(), person, message };
    assert_eq!(desk.code(other, Event::Withdrawn { said: said("not mine") }), "other_applicant");
}

#[test]
fn a_recommendation_has_a_form() {
    let mut desk = Desk::referred();
    let both = |desk: &Desk, positions: &[(Subject, Says)]| desk.recommendation("defense", positions);
    for (positions, expected) in [
        (vec![], "positions"),
        (vec![(the_end_user(), Says::Approve)], "positions"),
        (vec![(Subject::Application, Says::Approve), (Subject::Application, denies())], "positions"),
        (vec![(Subject::Application, denies()), (the_end_user(), Says::Approve)], "positions"),
        (vec![(Subject::Application, with_conditions(&[]))], "positions"),
        (vec![(Subject::Application, with_conditions(&[most_chips("state", 1)]))], "condition_owner"),
        (
            vec![(Subject::Application, with_conditions(&[most_chips("defense", 1), most_chips("defense", 2)]))],
            "positions",
        ),
        (vec![(Subject::Application, Says::Deny { reasons: " ".to_owned() })], "text"),
    ] {
        let event = both(&desk, &positions);
        assert_eq!(desk.code(adviser("defense"), event), expected, "{positions:?}");
    }
    let event = both(&desk, &[(Subject::Application, Says::Approve)]);
    assert_eq!(desk.code(adviser("energy"), event.clone()), "not_referred");
    assert_eq!(desk.code(adviser("state"), event), "mismatch");
    let nowhere = Subject::Party { name: "Nobody Ltd".to_owned() };
    let rec = crate::build::says("defense", &[(Subject::Application, Says::Approve), (nowhere, denies())]);
    assert!(Event::recommended(1, &application(), rec).is_err());
    let too_large =
        crate::build::says("defense", &[(Subject::Application, with_conditions(&[most_chips("defense", u64::MAX)]))]);
    assert!(Event::recommended(1, &application(), too_large).is_err());
}

#[test]
fn the_public_part_is_of_what_was_said() {
    let mut desk = Desk::ready();
    let good = desk.draft(Outcome::Approve { license: license(&[most_chips("defense", 256)]) }, &[]);
    let Event::Drafted { draft, said } = good else { panic!("no draft") };
    let mut other = draft.clone();
    other.digest = Digest::of(&"another").unwrap();
    let mut fewer = draft;
    fewer.license.as_mut().unwrap().until = jiff::civil::date(2099, 1, 1);
    for wrong in [other, fewer] {
        assert_eq!(desk.code(officer("officer.one"), Event::Drafted { draft: wrong, said: said.clone() }), "mismatch");
    }
    let covered = desk.draft(Outcome::Approve { license: license(&[most_chips("defense", 256)]) }, &[the_end_user()]);
    assert_eq!(desk.code(officer("officer.one"), covered), "left_out_is_in");
    let mut empty = license(&[most_chips("defense", 256)]);
    empty.lines.clear();
    let event = desk.draft(Outcome::Approve { license: empty }, &[]);
    assert_eq!(desk.code(officer("officer.one"), event), "license");
    let mut positions = desk.recommendation("state", &[(Subject::Application, denies())]);
    if let Event::Recommended { positions, .. } = &mut positions {
        positions[0].stand = portcullis_desk::advice::Stand::Approve;
    }
    assert_eq!(desk.code(adviser("state"), positions), "mismatch");
}

#[test]
fn two_agencies_do_not_share_the_name_of_a_condition() {
    let mut desk = Desk::referred();
    desk.says("defense", with_conditions(&[most_chips("defense", 1)]));
    let mut taken = most_chips("state", 2);
    taken.id = "defense-chips".to_owned();
    let event = desk.recommendation("state", &[(Subject::Application, with_conditions(&[taken]))]);
    assert_eq!(desk.code(adviser("state"), event), "condition_taken");
}

#[test]
fn what_is_countersigned_is_what_was_read() {
    let mut desk = Desk::ready();
    desk.drafts(Outcome::ReturnWithoutAction { reasons: "one".to_owned() });
    let read = desk.countersignature();
    desk.drafts(Outcome::ReturnWithoutAction { reasons: "two".to_owned() });
    assert_eq!(desk.code(officer("officer.two"), read), "other_draft");
    let event = Event::SentBack { draft: 1, said: said("no") };
    assert_eq!(desk.code(officer("officer.two"), event), "other_draft");
    desk.does(officer("officer.two"), Event::SentBack { draft: 2, said: said("no") });
    let event = desk.countersignature();
    assert_eq!(desk.code(officer("officer.two"), event), "no_draft");
    assert_eq!(desk.case.state().drafts.len(), 2);
}

#[test]
fn samples_add_up() {
    let mut desk = Desk::licensed();
    let order = |of, drawn| Event::InspectionOrdered {
        inspection: 1,
        sample: Sample { of, drawn, seed: "7".to_owned() },
        said: said("look"),
    };
    assert_eq!(desk.code(officer("officer.one"), order(10, 11)), "sample");
    assert_eq!(desk.code(officer("officer.one"), order(10, 0)), "sample");
    desk.does(officer("officer.one"), order(10, 5));
    let found = |looked_at, wrong| Event::InspectionFound { inspection: 1, looked_at, wrong, said: said("so") };
    assert_eq!(desk.code(inspector(), found(6, 0)), "sample");
    assert_eq!(desk.code(inspector(), found(5, 6)), "sample");
    desk.does(inspector(), found(5, 1));
    assert_eq!(desk.code(inspector(), found(5, 1)), "none_open");
}

#[test]
fn an_agency_asks_for_what_is_missing_within_ten_days() {
    let mut desk = Desk::referred();
    let request = || Event::InformationRequested { said: said("the owners?") };
    assert_eq!(desk.waits(11).code(adviser("state"), request()), "too_late");
    let mut desk = Desk::referred();
    desk.waits(10).does(adviser("state"), request());
    assert_eq!(desk.case.course().referrals[1].asked, Some(desk.now.date()));
}

#[test]
fn only_people_sign() {
    assert!(actor::signer(&portcullis_access::Principal::nobody()).is_err());
    for text in ["", " \n"] {
        assert_eq!(
            Desk::registered().code(officer("officer.one"), Event::Asked { question: 1, said: said(text) }),
            "text"
        );
    }
}
