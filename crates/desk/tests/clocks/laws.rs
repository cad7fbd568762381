//! Laws that hold for any course.

use portcullis_desk::clock::{Clock, ClockName, ClockState, Limits, agency_is_taken_to_agree, clocks, next_due};
use portcullis_desk::course::StopCause;
use proptest::prelude::*;

use crate::some::{course, day, stop};
use crate::walked;

proptest! {
    #[test]
    fn counting_spans_and_walking_days_agree(course in course(), on in -5_i64..260) {
        let on = day(on);
        prop_assert_eq!(clocks(&course, on), walked::clocks(Limits::united_states(), &course, on));
    }

    #[test]
    fn what_happens_later_is_not_seen_earlier(course in course(), on in 0_i64..260, later in 0_i64..260) {
        let (on, later) = (day(on.min(later)), day(on.max(later)));
        let known = course.as_of(on);
        prop_assert_eq!(&known.as_of(later), &known);
        prop_assert_eq!(&course.as_of(later).as_of(on), &known);
        prop_assert_eq!(clocks(&course, on), clocks(&known, on));
        prop_assert_eq!(clocks(&course.as_of(later), on), clocks(&course, on));
    }

    #[test]
    fn a_stop_never_brings_a_due_date_nearer(course in course(), stop in stop(), on in 0_i64..260) {
        let on = day(on);
        let mut stopped = course.clone();
        stopped.stops.push(stop);
        let after = clocks(&stopped, on);
        for clock in clocks(&course, on) {
            let same = |other: &&Clock| other.name == clock.name && other.agency == clock.agency && other.begun >= clock.begun;
            let due = after.iter().filter(same).map(|other| other.due).max();
            prop_assert!(due.is_some_and(|due| due >= clock.due), "{clock:?}");
        }
    }

    #[test]
    fn a_day_counts_once_however_many_causes_stop_it(course in course(), on in 0_i64..260) {
        let mut doubled = course.clone();
        let again = course.stops.iter().filter(|stop| stop.cause != StopCause::CongressionalNotice).cloned();
        doubled.stops.extend(again.collect::<Vec<_>>());
        prop_assert_eq!(clocks(&doubled, day(on)), clocks(&course, day(on)));
    }

    #[test]
    fn the_parts_of_a_clock_add_up(course in course(), on in 0_i64..260) {
        let on = day(on);
        for clock in clocks(&course, on) {
            let sum = i32::try_from(clock.allowed + clock.stood_still).unwrap();
            prop_assert_eq!((clock.due - clock.begun).get_days(), sum);
            prop_assert_eq!(clock.met.is_some(), matches!(clock.state, ClockState::Met { .. }));
            prop_assert!(clock.met.is_none_or(|met| met <= on));
        }
    }

    #[test]
    fn who_is_taken_to_agree_was_asked_and_is_silent(course in course(), on in 0_i64..260) {
        let on = day(on);
        let known = course.as_of(on);
        let resolution = clocks(&course, on).into_iter().find(|clock| clock.name == ClockName::Resolution).unwrap();
        for referred in &course.referrals {
            if agency_is_taken_to_agree(&course, &referred.agency, on) {
                let of_agency = known.referrals.iter().find(|other| other.agency == referred.agency).unwrap();
                let too_late = of_agency.recommended.is_none_or(|day| resolution.met.is_some_and(|ended| ended < day));
                prop_assert!(too_late, "it recommended before the case ended");
                prop_assert!((on - of_agency.on).get_days() > 30);
            }
        }
    }

    #[test]
    fn what_is_due_next_is_open_and_nothing_that_runs_is_due_before(course in course(), on in 0_i64..260) {
        let on = day(on);
        let runs = |state: &ClockState| matches!(state, ClockState::Running { .. } | ClockState::Overdue { .. });
        let running = clocks(&course, on).into_iter().filter(|clock| runs(&clock.state)).map(|clock| clock.due).min();
        match (next_due(&course, on), running) {
            (Some(next), Some(due)) => prop_assert_eq!(next.due, due),
            (Some(next), None) => prop_assert!(next.is_open()),
            (None, due) => prop_assert_eq!(due, None),
        }
    }
}
