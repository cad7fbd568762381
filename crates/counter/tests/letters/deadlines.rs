//! Every deadline in a letter, counted a second way: day after day on the calendar, by the numbers of the law.

use jiff::civil::{Date, date};
use portcullis_desk::decision::Outcome;
use portcullis_desk::event::Event;
use portcullis_letter::Kind;
use proptest::prelude::*;

use crate::lives::REASONS;
use crate::office::{Desk, applicant, application, denies, officer, said, system};
use crate::said::only;

/// The day so many days later, one day at a time, as a letter says it.
fn later(from: Date, days: u32) -> String {
    let mut day = from;
    for _ in 0..days {
        day = day.tomorrow().unwrap();
    }
    day.strftime("%B %-d, %Y").to_string()
}

fn assert_says(text: &str, says: &str) {
    assert!(text.contains(says), "{says}\n{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn of_the_application(
        start in 0_i64..3_000, before in 0_i64..40, open in any::<bool>(), asked in 0_i64..40, stands in 0_i64..40, referred in 0_i64..40,
    ) {
        let first = date(2024, 1, 1).checked_add(jiff::Span::new().days(start)).unwrap();
        let mut desk = Desk::open_on(first, application());
        let question = |number| Event::Asked { question: number, said: said("who?") };
        if open {
            desk.does(officer("officer.one"), question(1));
        }
        desk.waits(before).registers();
        let registered = desk.now.date();
        desk.waits(asked).does(officer("officer.one"), question(if open { 2 } else { 1 }));
        let stopped = if open { registered } else { desk.now.date() };
        let asked = desk.now.date();
        desk.waits(stands).waits(referred).refers(&["defense"]);
        let acknowledged = only(&desk.case, Kind::Acknowledgement);
        assert_says(&acknowledged, &format!("first by {}:", later(registered, 9)));
        assert_says(&acknowledged, &format!("by {} (15 CFR 750.4)", later(registered, 90)));
        let request = only(&desk.case, Kind::InformationRequest);
        assert_says(&request, &format!("Answer by {}.", later(asked, 14)));
        assert_says(&request, &format!("stands still from {} until", later(stopped, 0)));
        let referral = only(&desk.case, Kind::Referral);
        assert_says(&referral, &format!("ask for it by {}.", later(desk.now.date(), 10)));
        assert_says(&referral, &format!("by {}. If you give none", later(desk.now.date(), 30)));
    }

    #[test]
    fn of_a_denial(
        start in 0_i64..3_000, decided in 0_i64..40, told in 0_i64..9, responds in prop::option::of(0_i64..20),
        waits in 0_i64..20, late in 0_i64..40,
    ) {
        let first = date(2024, 1, 1).checked_add(jiff::Span::new().days(start)).unwrap();
        let mut desk = Desk::open_on(first, application());
        desk.registers().refers(&["defense"]).waits(decided).says("defense", denies());
        desk.decides(Outcome::IntentToDeny { reasons: REASONS.to_owned() });
        let decided = desk.now.date();
        desk.waits(told).does(system(), Event::Notified {});
        let notified = desk.now.date();
        if let Some(days) = responds {
            desk.waits(days).does(applicant(), Event::Responded { said: said("look") });
        }
        let mut by_time = desk.clone();
        by_time.waits(46 + late).does(system(), Event::BecameFinal {});
        desk.waits(if responds.is_some() { waits } else { 21 + waits });
        desk.decides(Outcome::Deny { reasons: REASONS.to_owned() });
        let notice = only(&desk.case, Kind::IntentToDeny);
        assert_says(&notice, &format!("On {} it was decided", later(decided, 0)));
        assert_says(&notice, &format!("respond by {}.", later(notified, 20)));
        assert_says(&notice, &format!("final on {}.", later(notified, 45)));
        assert_says(&notice, &format!("part 756 by {}.", later(notified, 90)));
        let denial = only(&desk.case, Kind::Denial);
        assert_says(&denial, &format!("notice of our intent on {}.", later(notified, 0)));
        assert_says(&denial, &format!("must arrive by {}.", later(desk.now.date(), 45)));
        // The days to appeal began when the time was over, not when somebody noted it.
        let denial = only(&by_time.case, Kind::Denial);
        assert_says(&denial, &format!("must arrive by {}.", later(notified, 90)));
    }
}

#[test]
fn of_a_license() {
    for (name, desk) in crate::lives::lives() {
        if name != "licensed" {
            continue;
        }
        let on = |is: &dyn Fn(&Event) -> bool| {
            desk.case.history().iter().rev().find(|entry| is(&entry.event)).unwrap().at.date()
        };
        let revoked = on(&|event| matches!(event, Event::Countersigned { .. }));
        assert_says(&only(&desk.case, Kind::Revocation), &format!("must arrive by {}.", later(revoked, 45)));
        let asked = on(&|event| matches!(event, Event::PreservationRequested { .. }));
        assert_says(&only(&desk.case, Kind::Preservation), &format!("confirm to us by {} that", later(asked, 14)));
        let suspended = on(&|event| matches!(event, Event::Suspended { .. }));
        assert_says(&only(&desk.case, Kind::Suspension), &format!("suspended from {} (", later(suspended, 0)));
        let reinstated = only(&desk.case, Kind::Reinstatement);
        assert_says(&reinstated, &format!("The suspension of {} is lifted.", later(suspended, 0)));
        let ordered = on(&|event| matches!(event, Event::InspectionOrdered { .. }));
        let inspection = only(&desk.case, Kind::InspectionNotice);
        assert_says(&inspection, &format!("from {} to {} (", later(ordered, 0), later(ordered, 14)));
    }
}
