//! Days counted by hand.

use portcullis_desk::clock::{Clock, ClockName, ClockState, agency_is_taken_to_agree, clocks, next_due};
use portcullis_desk::course::{Course, Referred, Stop, StopCause};

use crate::some::{agency, day};

fn referred(on: i64) -> Course {
    let referral = Referred { agency: agency("energy"), on: day(on), asked: None, recommended: None };
    Course { registered: Some(day(0)), first_act: Some(day(on)), referrals: vec![referral], ..Course::default() }
}

fn clock(course: &Course, name: ClockName, on: i64) -> Clock {
    clocks(course, day(on)).into_iter().find(|clock| clock.name == name).unwrap()
}

#[test]
fn nine_and_thirty_are_the_thirty_nine_day_point() {
    let course = referred(9);
    assert_eq!(clock(&course, ClockName::InitialAction, 9).state, ClockState::Met { on: day(9), late_by: 0 });
    assert_eq!(clock(&course, ClockName::Recommendation, 39).state, ClockState::Running { left: 0 });
    assert!(!agency_is_taken_to_agree(&course, &agency("energy"), day(39)));
    assert!(agency_is_taken_to_agree(&course, &agency("energy"), day(40)));
    assert!(!agency_is_taken_to_agree(&course, &agency("state"), day(40)), "it was not asked");
    assert_eq!(clock(&course, ClockName::Resolution, 39).state, ClockState::Running { left: 51 });
}

#[test]
fn overlapping_stops_count_each_day_once() {
    let mut course = referred(5);
    course.stops = vec![
        Stop { cause: StopCause::Applicant, from: day(10), to: Some(day(20)) },
        Stop { cause: StopCause::PreLicenseCheck, from: day(15), to: Some(day(25)) },
    ];
    let clock = clock(&course, ClockName::Resolution, 30);
    assert_eq!((clock.stood_still, clock.due), (15, day(105)));
}

#[test]
fn a_question_on_the_last_day_keeps_the_agency_from_being_taken_to_agree() {
    let mut course = referred(0);
    course.stops = vec![Stop { cause: StopCause::Applicant, from: day(30), to: None }];
    let stopped = ClockState::Stopped { cause: StopCause::Applicant, since: day(30), left: 1 };
    assert_eq!(clock(&course, ClockName::Recommendation, 200).state, stopped);
    assert_eq!(next_due(&course, day(200)).unwrap().name, ClockName::Recommendation);
    course.stops = vec![Stop { cause: StopCause::Applicant, from: day(31), to: None }];
    assert!(agency_is_taken_to_agree(&course, &agency("energy"), day(200)), "a day late");
}

#[test]
fn a_denial_that_nobody_takes_back_is_final_on_day_45_and_may_be_appealed_for_45_more() {
    let mut course = Course {
        registered: Some(day(0)),
        intent_decided: Some(day(40)),
        intent_notified: Some(day(43)),
        ..Course::default()
    };
    assert_eq!(clock(&course, ClockName::IntentNotice, 50).state, ClockState::Met { on: day(43), late_by: 0 });
    assert_eq!(clock(&course, ClockName::IntentResponse, 64).state, ClockState::Expired);
    assert_eq!(clock(&course, ClockName::FinalDenial, 88).state, ClockState::Running { left: 0 });
    assert_eq!(clock(&course, ClockName::FinalDenial, 89).state, ClockState::Expired);
    assert_eq!(clock(&course, ClockName::DenialAppeal, 89).due, day(133));
    assert_eq!(clock(&course, ClockName::Resolution, 89).state, ClockState::Met { on: day(88), late_by: 0 });
    course.intent_withdrawn = Some(day(80));
    assert_eq!(clock(&course, ClockName::FinalDenial, 89).state, ClockState::Met { on: day(80), late_by: 0 });
    assert!(clocks(&course, day(89)).iter().all(|clock| clock.name != ClockName::DenialAppeal));
}

#[test]
fn the_ends_of_the_calendar_stop_nothing() {
    use jiff::civil::Date;
    let course = Course { registered: Some(Date::MAX), ..Course::default() };
    assert_eq!(clocks(&course, Date::MAX).iter().map(|clock| clock.due).max(), Some(Date::MAX));
    assert_eq!(clocks(&Course::default(), Date::MIN), []);
}
