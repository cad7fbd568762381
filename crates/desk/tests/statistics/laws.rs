//! Laws of the figures, and the slow way of counting, on random lives of cases.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use portcullis_desk::agency::AgencyName;
use portcullis_desk::case::Case;
use portcullis_desk::statistics::{
    CaseOutcome, FigureName, Row, Statistics, StatisticsError, Table, UsageRow, percentile,
};
use proptest::prelude::*;

use crate::slow;
use crate::walk::{Walk, next, walks};

fn lived(walk: &Walk) -> Case {
    let mut desk = walk.start.clone();
    for step in &walk.steps {
        desk.waits(step.days);
        if let Some((by, event)) = next(&desk, step) {
            let _ = desk.try_to(by, event);
        }
    }
    desk.case
}

fn cases() -> impl Strategy<Value = Vec<Case>> {
    prop::collection::vec(walks(25).prop_map(|walk| lived(&walk)), 0..6)
}

/// Days around those on which the cases live.
fn period() -> impl Strategy<Value = (Date, Date)> {
    let day = |days: i64| date(2026, 2, 20).saturating_add(jiff::Span::new().days(days));
    (0..120i64, 0..200i64).prop_map(move |(from, days)| (day(from), day(from + days)))
}

fn figures(table: &Table, label: &str) -> Vec<Option<u64>> {
    let rows = table.rows.iter().chain(&table.total);
    rows.filter(|row| row.label == label).map(|row| row.figures.clone()).next().unwrap_or_default()
}

fn times(values: &[u64]) -> Vec<Option<u64>> {
    let of = |percent| slow::percentile(values, percent);
    vec![Some(values.len() as u64), of(50), of(90), of(100)]
}

/// Columns of rows together.
fn sums(rows: &[Row], columns: usize) -> Vec<u64> {
    (0..columns).map(|at| rows.iter().map(|row| row.figures[at].unwrap()).sum()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn figures_of_cases_are_those_that_are_counted_slowly(cases in cases(), (from, to) in period()) {
        let statistics = Statistics::of(&cases, &[], from, to).unwrap();
        let table = |name| statistics.table(name).unwrap();
        let moments: Vec<_> = cases.iter().map(slow::moments).collect();
        let is_in = |on: &Date| (from..=to).contains(on);

        let received: Vec<_> = moments.iter().filter(|it| is_in(&slow::was_received(it))).collect();
        for outcome in CaseOutcome::ALL {
            let count = received.iter().filter(|it| slow::outcome(it, to) == Some(outcome)).count();
            prop_assert_eq!(figures(table(FigureName::CasesByOutcome), outcome.word()), vec![Some(count as u64)]);
        }
        // Every case is in exactly one outcome.
        let all = table(FigureName::CasesByOutcome);
        prop_assert_eq!(sums(&all.rows, 1), vec![received.len() as u64]);
        prop_assert_eq!(figures(all, "total"), vec![Some(received.len() as u64)]);

        let decided: Vec<_> = moments.iter().filter_map(|it| slow::decided(it)).filter(|it| is_in(&it.0)).collect();
        for outcome in CaseOutcome::DECIDED {
            let of = || decided.iter().filter(|it| it.1 == outcome);
            let (days, counted): (Vec<u64>, Vec<u64>) = of().map(|it| (it.2, it.3)).unzip();
            prop_assert_eq!(figures(table(FigureName::DaysToDecisionWithStops), outcome.word()), times(&days));
            prop_assert_eq!(figures(table(FigureName::DaysToDecision), outcome.word()), times(&counted));
        }
        let (days, counted): (Vec<u64>, Vec<u64>) = decided.iter().map(|it| (it.2, it.3)).unzip();
        prop_assert_eq!(figures(table(FigureName::DaysToDecisionWithStops), "total"), times(&days));
        prop_assert_eq!(figures(table(FigureName::DaysToDecision), "total"), times(&counted));
    }

    #[test]
    fn figures_of_agencies_are_those_that_are_counted_slowly(cases in cases(), (from, to) in period()) {
        let statistics = Statistics::of(&cases, &[], from, to).unwrap();
        let table = |name| statistics.table(name).unwrap();
        let is_in = |on: Date| (from..=to).contains(&on);
        let mut days: BTreeMap<AgencyName, Vec<u64>> = BTreeMap::new();
        for (agency, on, waited) in cases.iter().flat_map(|case| slow::recommended(&slow::moments(case))) {
            if is_in(on) {
                days.entry(agency).or_default().push(waited);
            }
        }
        let waited = table(FigureName::DaysToRecommend);
        prop_assert_eq!(waited.rows.len(), days.len());
        for (agency, days) in &days {
            prop_assert_eq!(figures(waited, agency.as_str()), times(days));
        }
        // Each version that is kept was made once; the state of a case keeps all of them.
        let said = table(FigureName::Recommendations);
        let made: usize = cases.iter().flat_map(|case| case.state().advice.values()).map(|advice| {
            advice.recommendations.iter().filter(|recommended| is_in(recommended.on)).count()
        }).sum();
        let sums = sums(&said.rows, 5);
        prop_assert_eq!(sums[..4].iter().sum::<u64>(), made as u64);
        prop_assert_eq!(said.total.clone().unwrap().figures, sums.into_iter().map(Some).collect::<Vec<_>>());
    }

    /// What is pending is what was pending, and what came in and was opened again, less what ended.
    #[test]
    fn months_follow_one_another(cases in cases(), (from, to) in period()) {
        let statistics = Statistics::of(&cases, &[], from, to).unwrap();
        let moments: Vec<_> = cases.iter().map(slow::moments).collect();
        let pending = |on: Date| moments.iter().filter(|it| slow::outcome(it, on) == Some(CaseOutcome::Pending)).count() as u64;
        let months = statistics.table(FigureName::ByMonth).unwrap();
        let mut before = pending(from.yesterday().unwrap());
        for row in &months.rows {
            let [received, ended, reopened, at_end] = std::array::from_fn(|at| row.figures[at].unwrap());
            prop_assert_eq!(before + received + reopened, at_end + ended, "{}", row.label);
            let month = format!("{}-01", row.label).parse::<Date>().unwrap();
            prop_assert_eq!(at_end, pending(month.last_of_month().min(to)));
            before = at_end;
        }
        let received = moments.iter().filter(|it| (from..=to).contains(&slow::was_received(it))).count() as u64;
        prop_assert_eq!(sums(&months.rows, 1), vec![received]);
    }

    /// Figures are of what is public: erasing what was said changes none.
    #[test]
    fn erased_cases_count_alike(cases in cases(), (from, to) in period()) {
        let erased = |case: &Case| {
            let entries: Vec<_> = case.history().iter().map(portcullis_desk::event::Entry::erased).collect();
            Case::replay(case.number().clone(), &entries).unwrap()
        };
        let without: Vec<Case> = cases.iter().map(erased).collect();
        prop_assert_eq!(Statistics::of(&cases, &[], from, to), Statistics::of(&without, &[], from, to));
    }

    #[test]
    fn the_parts_of_use_are_the_whole(rows in prop::collection::vec((0..4u8, 0..4u8, 0..3u8, 0..1_000_000u64, 0..1_000_000u64), 0..40)) {
        let usage: Vec<UsageRow> = rows.iter().map(|(license, group, country, chip_hours, tpp_hours)| UsageRow {
            license: format!("L-{license}"), group: format!("group-{group}"), country: format!("C{country}"),
            chip_hours: *chip_hours, tpp_hours: *tpp_hours,
        }).collect();
        let whole = vec![usage.iter().map(|row| row.chip_hours).sum::<u64>(), usage.iter().map(|row| row.tpp_hours).sum()];
        let statistics = Statistics::of(&[], &usage, date(2026, 1, 1), date(2026, 1, 31)).unwrap();
        for name in [FigureName::UseByLicense, FigureName::UseByGroup, FigureName::UseByCountry] {
            let table = statistics.table(name).unwrap();
            prop_assert_eq!(&sums(&table.rows, 2), &whole);
            prop_assert_eq!(table.total.clone().unwrap().figures, whole.iter().copied().map(Some).collect::<Vec<_>>());
        }
        let license = statistics.table(FigureName::UseByLicense).unwrap();
        for row in &license.rows {
            let of: u64 = usage.iter().filter(|used| used.license == row.label).map(|used| used.chip_hours).sum();
            prop_assert_eq!(row.figures[0], Some(of));
        }
    }

    #[test]
    fn a_percentile_is_one_of_the_values(mut values in prop::collection::vec(0..50u32, 0..30), percent in 1..=100usize) {
        values.sort_unstable();
        let wide: Vec<u64> = values.iter().copied().map(u64::from).collect();
        prop_assert_eq!(percentile(&values, percent).map(u64::from), slow::percentile(&wide, percent));
    }
}

#[test]
fn what_is_no_period_is_refused() {
    let of = |from, to| Statistics::of(&[], &[], from, to);
    let (first, last) = (date(2026, 3, 2), date(2026, 3, 1));
    assert_eq!(of(first, last), Err(StatisticsError::Backwards { from: first, to: last }));
    assert_eq!(of(date(1900, 1, 1), date(2000, 1, 1)), Err(StatisticsError::TooLong { months: 1_201 }));
    assert!(of(Date::MAX, Date::MAX).is_ok() && of(Date::MIN, Date::MIN).is_ok());
    let row = UsageRow {
        license: "L-1".to_owned(),
        group: "north".to_owned(),
        country: "AE".to_owned(),
        chip_hours: u64::MAX,
        tpp_hours: 0,
    };
    let twice = Statistics::of(&[], &[row.clone(), row], date(2026, 1, 1), date(2026, 1, 2));
    assert_eq!(twice, Err(StatisticsError::TooMuch("chip-hours")));
}
