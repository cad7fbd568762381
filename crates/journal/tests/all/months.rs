//! Months of licenses: they add up, and each begins as the one before it ended.

use jiff::civil::{Date, date};
use portcullis_journal::Record;
use portcullis_journal::seal::{Month, MonthOfLicense};
use portcullis_license::{Amount, Instant, Operation, Reply};
use proptest::prelude::*;

use crate::memory::Memory;
use crate::samples::{DAY, HOUR, id, issue, license, node, number, post, reserve, signed};
use crate::simulation::generate::history;
use crate::simulation::op::Op;
use crate::simulation::run::World;

fn records(store: &Memory) -> Vec<Record> {
    store.with(|data| data.rows.iter().map(|row| Record::from_leaf(&row.leaf).unwrap()).collect())
}

fn month(store: &Memory, first: Date) -> MonthOfLicense {
    MonthOfLicense::of(&number("D-1"), Month::of(first), records(store).iter()).unwrap()
}

fn hours(amount: Amount) -> u128 {
    amount.chip_milliseconds / HOUR as u128
}

#[test]
fn corrections_count_in_the_month_in_which_they_are_made() {
    let (mut store, mut node) = (Memory::default(), node());
    let day = |month, day| Instant::start_of(date(2026, month, day));
    let correct = |name: &str, hours: u64| {
        let chip_milliseconds = hours * HOUR as u64;
        let operation = Operation::Correct { reservation: id("one"), chip_milliseconds, signed: signed() };
        portcullis_journal::Submission::operation(id(name), operation)
    };
    let steps = [
        (day(3, 31), issue("issue", license("D-1", 100))),
        (day(3, 31), reserve("one", "D-1", 1, day(3, 31).plus(10 * HOUR))),
        (day(3, 31).plus(DAY - 1), post("post", "one", 8 * HOUR as u64)),
        (day(4, 1), correct("down", 3)),
        (day(4, 30), correct("up", 5)),
        (day(6, 2), correct("up again", 9)),
    ];
    for (now, submission) in steps {
        let answers = node.commit(&mut store, &[submission], now).unwrap();
        assert!(!matches!(answers[0].reply(), Some(Reply::Refused { .. })), "{answers:?}");
    }
    let [march, april, may, june] = [3, 4, 5, 6].map(|of| month(&store, date(2026, of, 15)));
    assert_eq!((march.first_record, march.last_record), (1, 3));
    assert_eq!((hours(march.reserved), hours(march.posted), hours(march.released)), (10, 8, 2));
    assert_eq!((hours(april.corrected_up), hours(april.corrected_down), hours(april.closing.used)), (2, 5, 5));
    assert_eq!((may.first_record, may.last_record), (6, 5), "nothing happened");
    assert_eq!((hours(june.corrected_up), hours(june.closing.used)), (4, 9));
    for month in [&march, &april, &may, &june] {
        assert!(month.adds_up(), "{month:?}");
    }
    assert_eq!([april.opening, may.opening, june.opening], [march.closing, april.closing, may.closing]);
    let mut wrong = june;
    wrong.corrected_up = Amount::ZERO;
    assert!(!wrong.adds_up(), "a correction is missing");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_month_begins_as_the_last_one_ended(ops in history(400)) {
        let mut world = World::new();
        for op in ops.iter().filter(|op| !matches!(op, Op::Seal { .. })) {
            world.step(op).map_err(TestCaseError::fail)?;
        }
        let records = records(&world.memory);
        for license in world.books.licenses.keys() {
            let mut month = Month::of(date(2026, 2, 1));
            let mut last = MonthOfLicense::of(license, month, records.iter()).unwrap();
            let end = world.books.at.date();
            while month.first() <= end {
                month = Month::of(month.end());
                let next = MonthOfLicense::of(license, month, records.iter()).unwrap();
                prop_assert!(next.adds_up(), "{next:?}");
                prop_assert_eq!(next.opening, last.closing);
                prop_assert_eq!(next.first_record, last.last_record + 1);
                last = next;
            }
        }
    }
}
