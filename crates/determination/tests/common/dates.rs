//! Dates from August 2022 to December 2026, half of them on a day on which the law changes or right beside one.

use crate::common::law;
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// Days before the end of 2026 that are still in the range: from 2022-08-01.
const DAYS: i64 = 1614;

pub fn dates() -> impl Strategy<Value = Date> {
    let first = date(2022, 8, 1);
    let last = date(2026, 12, 31);
    let changes: Vec<Date> = law().change_dates().range(first..=last).copied().collect();
    let beside = (prop::sample::select(changes), -1_i64..=1).prop_map(|(on, days)| add(on, days));
    prop_oneof![beside, (0..DAYS).prop_map(move |days| add(first, days))]
}

fn add(on: Date, days: i64) -> Date {
    on.checked_add(jiff::Span::new().days(days)).expect("no date at the end of time")
}
