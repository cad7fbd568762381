//! A case whose content was erased goes the same way: an auditor who sees no word of it comes to the same phases, clocks and refusals.

use portcullis_desk::case::Case;
use portcullis_desk::clock;
use portcullis_desk::event::{Entry, Event, Said};
use portcullis_log::commitment::{Salt, withhold};
use proptest::prelude::*;

use crate::build::{Desk, applicant, code, officer, said, system};
use crate::soup::{Soup, entry, soup};

/// Refusals of what is said, which nobody can make who does not see it.
const OF_CONTENT: [&str; 6] = ["mismatch", "text", "unfit", "license", "left_out_is_in", "erased"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_same_without_a_word(soup in soup(60)) {
        let Soup { mut desk, attempts } = soup;
        let erased: Vec<Entry> = desk.case.history().iter().map(Entry::erased).collect();
        let mut auditor = Case::replay(desk.case.number().clone(), &erased).unwrap();
        for attempt in &attempts {
            let entry = entry(&mut desk, attempt);
            let (said, erased) = (desk.case.record(&entry), auditor.apply(&entry.erased()));
            match &said {
                Err(refusal) if OF_CONTENT.contains(&code(refusal).as_str()) => {
                    prop_assert!(erased.is_ok(), "a test makes no event that is wrong twice");
                    return Ok(());
                }
                _ => prop_assert_eq!(&said, &erased),
            }
            prop_assert_eq!(desk.case.state(), auditor.state());
            let on = desk.now.date();
            prop_assert_eq!(clock::clocks(desk.case.course(), on), clock::clocks(auditor.course(), on));
            prop_assert_eq!(desk.case.state().direction(on), auditor.state().direction(on));
        }
    }

    /// An entry is read as it was written; and so is what the log shows of it.
    #[test]
    fn written_and_read(soup in soup(30)) {
        let Soup { mut desk, attempts } = soup;
        for attempt in &attempts {
            let entry = entry(&mut desk, attempt);
            let text = serde_json::to_string(&entry).unwrap();
            prop_assert_eq!(&Entry::read(&text).unwrap(), &entry);
            let document = serde_json::to_value(&entry).unwrap();
            let mut salts = 0..=u8::MAX;
            let (shown, openings) = withhold(
                &document,
                &|pointer| entry.withheld().contains(&pointer),
                &mut || Salt([salts.next().unwrap(); 16]),
            )
            .unwrap();
            prop_assert_eq!(openings.len(), entry.withheld().len());
            prop_assert_eq!(Entry::read(&shown.to_string()).unwrap(), entry.erased());
            prop_assert_eq!(Entry::read(&serde_json::to_string(&entry.erased()).unwrap()).unwrap(), entry.erased());
            let _ = desk.case.record(&entry);
        }
    }
}

#[test]
fn erased_when_its_time_is_over_and_not_before() {
    let mut desk = Desk::open();
    desk.does(officer("officer.one"), Event::Asked { question: 1, said: said("who is the end user?") })
        .does(applicant(), Event::Withdrawn { said: said("not needed") });
    assert_eq!(desk.code(officer("officer.one"), Event::Erased {}), "phase");
    desk.does(system(), Event::Closed {});
    let until = desk.case.state().kept_until().unwrap();
    assert_eq!(until, jiff::civil::date(2031, 3, 2));
    desk.now = portcullis_license::Instant::start_of(until);
    assert_eq!(desk.code(officer("officer.one"), Event::Erased {}), "retention");

    desk.waits(1).does(officer("officer.one"), Event::PreservationRequested { request: 1, said: said("a court asks") });
    desk.waits(3_000);
    assert_eq!(desk.code(officer("officer.one"), Event::Erased {}), "preserved");
    desk.does(officer("officer.one"), Event::PreservationEnded { request: 1, said: said("the court is done") });
    // The end of the request is an event too.
    assert_eq!(desk.code(officer("officer.one"), Event::Erased {}), "retention");
    desk.waits(5 * 366).does(officer("officer.one"), Event::Erased {});

    assert!(desk.case.history().iter().all(|entry| entry.event.is_erased() != Some(false)));
    assert_eq!(desk.case.history().len(), 7);
    assert_eq!(desk.case.application(), None);
    assert_eq!(
        desk.code(officer("officer.one"), Event::PreservationRequested { request: 2, said: said("late") }),
        "phase"
    );
}

#[test]
fn a_new_entry_has_all_of_it() {
    let mut desk = Desk::registered();
    let event = Event::Asked { question: 1, said: Said::Erased };
    assert_eq!(desk.code(officer("officer.one"), event.clone()), "erased");
    let entry = desk.entry(officer("officer.one"), event);
    desk.case.apply(&entry).unwrap();
}
