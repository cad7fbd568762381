//! Planned runs against the license that is asked for; and against sums day by day.

use jiff::civil::date;
use portcullis_application::form::Application;
use portcullis_application::{Hindrance, PlannedRun, would_fit};
use portcullis_license::{Asked, Cluster, Objection, Provider, Rule, Site};
use proptest::prelude::*;

use crate::common::example;

fn run(chips: u32, from: (i8, i8), until: (i8, i8)) -> PlannedRun {
    let asked = Asked {
        provider: Provider::new("Northern Compute Ltd").unwrap(),
        customer: "Example Robotics (Singapore) Pte. Ltd.".to_owned(),
        others: Vec::new(),
        accelerator: "H100 SXM5 80GB".to_owned(),
        classifications: vec!["3A090.a".to_owned()],
        tpp: 15_832,
        chips,
        site: Some(Site::new("northern-1").unwrap()),
        end_uses: vec!["model_training".to_owned()],
        cluster: Some(Cluster::new("pod-1").unwrap()),
        resale: Some(false),
        training_operations: Some("3e24".to_owned()),
    };
    PlannedRun { asked, from: date(2027, from.0, from.1), until: date(2027, until.0, until.1) }
}

/// The words of the objections, each with the run it is about.
fn refused(application: &Application, runs: &[PlannedRun]) -> Vec<(usize, String)> {
    let told = would_fit(application, runs).into_iter().map(|hindrance| match hindrance {
        Hindrance::Refused { run, objection, .. } => {
            let value = serde_json::to_value(&objection).unwrap();
            (run, value["code"].as_str().unwrap().to_owned())
        }
        other => panic!("{other}"),
    });
    told.collect()
}

fn told(run: usize, code: &str) -> (usize, String) {
    (run, code.to_owned())
}

#[test]
fn a_run_of_the_whole_year_fits_and_reports_are_taken_as_filed() {
    assert_eq!(would_fit(&example(), &[run(170, (1, 1), (12, 31))]), []);
    assert_eq!(would_fit(&example(), &[run(100, (1, 1), (6, 30)), run(90, (3, 1), (9, 30))]), []);
}

#[test]
fn what_does_not_fit_is_refused_for_its_reason() {
    let of = |change: fn(&mut PlannedRun)| {
        let mut planned = run(8, (2, 1), (2, 28));
        change(&mut planned);
        refused(&example(), &[planned])
    };
    assert_eq!(of(|_| {}), []);
    assert_eq!(of(|it| it.asked.customer = "Nobody Ltd".to_owned()), [told(0, "party_not_covered")]);
    assert_eq!(of(|it| it.asked.site = None), [told(0, "site_not_covered")]);
    assert_eq!(of(|it| it.asked.tpp += 1), [told(0, "item_not_covered")]);
    assert_eq!(of(|it| it.asked.resale = None), [told(0, "unstated")]);
    assert_eq!(of(|it| it.asked.end_uses = vec!["research".to_owned()]), [told(0, "end_use_not_covered")]);
    assert_eq!(of(|it| it.until = date(2027, 1, 31)), [told(0, "slice")]);
    assert_eq!(of(|it| it.from = date(2026, 12, 31)), [told(0, "not_yet_valid")]);
    let late = run(8, (12, 1), (12, 31));
    let over = ["no_longer_valid", "slice"].map(|code| told(0, code));
    assert_eq!(refused(&example(), &[PlannedRun { until: date(2028, 1, 15), ..late }]), over);
}

#[test]
fn chips_clusters_and_windows_count_side_by_side() {
    // 129 and 128 chips are one too many at once and in the cluster; one after the other they fit.
    let both = ["concurrency", "cluster_tpp"].map(|code| told(1, code));
    assert_eq!(refused(&example(), &[run(129, (1, 1), (1, 20)), run(128, (1, 10), (1, 30))]), both);
    assert_eq!(refused(&example(), &[run(129, (1, 1), (1, 9)), run(128, (1, 10), (1, 30))]), []);
    // 256 chips use 150,000 chip-hours in 24 days and some hours.
    assert_eq!(refused(&example(), &[run(256, (1, 1), (1, 24))]), []);
    assert_eq!(refused(&example(), &[run(256, (1, 1), (1, 25))]), [told(0, "window")]);
}

/// Found out in the month in which nothing is left, not at the start.
#[test]
fn amounts_run_out_when_they_do() {
    let mut application = example();
    application.items[0].chip_hours = Some(100 * 24 * 100);
    let hindrances = would_fit(&application, &[run(100, (1, 1), (12, 31))]);
    let [Hindrance::Refused { at, objection: Objection::NoRoom { .. }, .. }, ..] = hindrances.as_slice() else {
        panic!("{hindrances:?}")
    };
    // Day 101 is refused, when the 100 days before it have run.
    assert_eq!(at.date(), date(2027, 4, 11));
}

#[test]
fn an_application_that_does_not_ask_yet_is_not_tried() {
    let mut application = example();
    application.until = None;
    let hindrances = would_fit(&application, &[run(1, (1, 1), (1, 1))]);
    assert!(matches!(hindrances.as_slice(), [Hindrance::NotAsked { gap }] if gap.path == "until"));
    let many = vec![run(1, (1, 1), (1, 1)); 101];
    assert!(matches!(would_fit(&example(), &many).as_slice(), [Hindrance::NotTried { .. }]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Day by day: chips at once, and chip-hours over the whole time.
    #[test]
    fn the_trial_agrees_with_sums_by_day(
        planned in prop::collection::vec((1_u32..120, 1_i16..300, 0_i16..66), 1..6),
        chips in 50_u64..400,
        chip_hours in 1_u64..400_000,
    ) {
        let mut application = example();
        application.items[0].chips = 400;
        application.items[0].chip_hours = Some(chip_hours);
        application.offered.truncate(1);
        application.offered[0].rule = Rule::MostConcurrentChips { chips };
        let day = |day: i16| date(2027, 1, 1).checked_add(jiff::Span::new().days(day - 1)).unwrap();
        let runs: Vec<PlannedRun> = planned
            .iter()
            .map(|(chips, from, length)| PlannedRun { from: day(*from), until: day(from + length), ..run(*chips, (1, 1), (1, 1)) })
            .collect();
        let running = |on: i16| -> u64 {
            planned.iter().filter(|(_, from, length)| (*from..=from + length).contains(&on)).map(|(chips, ..)| u64::from(*chips)).sum()
        };
        let most = (1..=365).map(running).max().unwrap();
        let hours: u64 = (1..=365).map(|on| running(on) * 24).sum();
        prop_assert_eq!(would_fit(&application, &runs).is_empty(), most <= chips && hours <= chip_hours, "{} {}", most, hours);
    }
}
