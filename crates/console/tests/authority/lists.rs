//! The pages that are no case: made of a text, with as many rows as are asked for.

use crate::world::{World, day, license};
use maud::Markup;
use portcullis_catalog::Catalog;
use portcullis_console::authority::{
    BreachRow, CaseRow, CasesView, Desk, HeldAt, Holding, HoldingIn, HoldingOf, Measure, MessageRefused, NationalView,
    QueueCase, QueueView, RegisterRow, RegisterView, RegisteredView, ReportOwed, StatisticsView, cases, national,
    queue, register, registered, statistics,
};
use portcullis_console::chart::Reading;
use portcullis_console::{AccountRow, ChangeRow, HouseTrouble, Listing, ReportRow, UseOverTime};
use portcullis_desk::case::PhaseKind;
use portcullis_desk::clock;
use portcullis_desk::decision::OutcomeKind;
use portcullis_desk::statistics::{Statistics, UsageRow};
use portcullis_license::account::Account;
use portcullis_license::{Amount, Grant, Instant, Standing, Unit};
use std::path::Path;
use std::sync::LazyLock;

pub static CATALOG: LazyLock<Catalog> =
    LazyLock::new(|| Catalog::load_directory(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog")).unwrap());

fn at(days: i64) -> Instant {
    Instant::start_of(day("2026-06-01")).plus(days * crate::world::DAY)
}

fn listing(text: &str) -> Listing {
    let query = [("applicant", text), ("licensee", text), ("country", text), ("sort", "-since"), ("measure", "chips")];
    Listing {
        query: query.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        shown: "100 of 2,310".to_owned(),
        before: Some(text.to_owned()),
        after: Some(text.to_owned()),
    }
}

pub fn queue_page(text: &str, rows: usize) -> Markup {
    let world = World::referred(text);
    let all = clock::clocks(world.case.course(), day("2026-04-20"));
    let cases = (0..rows).map(|row| QueueCase {
        case: format!("Z{row:06}"),
        desk: Desk::ALL[row % Desk::ALL.len()],
        applicant: format!("example-cloud {text}"),
        about: format!("512 h100 for Northern Compute Ltd {text}"),
        waits_for: text.to_owned(),
        since: day("2026-03-02"),
        clock: all.get(row % (all.len() + 1)).cloned(),
    });
    let reports = [ReportOwed {
        license: text.to_owned(),
        case: "Z000001".to_owned(),
        licensee: text.to_owned(),
        due: day("2026-04-01"),
    }];
    let refused = [MessageRefused {
        number: 17,
        provider: text.to_owned(),
        kind: "amendment".to_owned(),
        case: Some("Z000002".to_owned()),
        code: "stale".to_owned(),
        detail: text.to_owned(),
        at: at(0),
    }];
    let listing = if rows == 0 { Listing::default() } else { listing(text) };
    let some = rows > 0;
    let trouble = || HouseTrouble { house: text.to_owned(), says: text.to_owned(), since: day("2026-04-18") };
    queue(&QueueView {
        listing,
        today: day("2026-04-20"),
        cases: cases.collect(),
        reports: reports.into_iter().filter(|_| some).collect(),
        refused: refused.into_iter().filter(|_| some).collect(),
        troubles: some.then(trouble).into_iter().collect(),
    })
}

pub fn cases_page(text: &str, rows: usize) -> Markup {
    let rows = (0..rows).map(|row| CaseRow {
        case: format!("Z{row:06}"),
        applicant: text.to_owned(),
        about: text.to_owned(),
        parent_countries: vec!["AE".to_owned(), text.to_owned()],
        phase: PhaseKind::ALL[row % PhaseKind::ALL.len()],
        received: day("2026-03-02"),
        agencies: vec!["defense".to_owned(), "state".to_owned()],
        outcome: (row % 2 == 0).then(|| OutcomeKind::ALL[row % OutcomeKind::ALL.len()]),
        due: (row % 3 > 0).then(|| day("2026-04-22")),
        stands_still: row % 5 == 0,
    });
    let rows: Vec<CaseRow> = rows.collect();
    let listing = if rows.is_empty() { Listing::default() } else { listing(text) };
    let agencies = [("defense", "Department of Defense"), ("state", text)];
    cases(&CasesView {
        listing,
        rows,
        agencies: agencies.map(|(name, full)| (name.to_owned(), full.to_owned())).to_vec(),
        today: day("2026-04-20"),
    })
}

fn balance(part: u64) -> portcullis_license::account::Balance {
    let hour = 3_600_000;
    let amount = |hours: u64| Amount {
        chip_milliseconds: u128::from(hours) * hour,
        tpp_chip_seconds: u128::from(hours) * 15_824 * 3_600,
    };
    let limit = Grant { chip_hours: Some(1_500_000), tpp_hours: Some(1_500_000 * 15_824) }.limit();
    Account { limit, reserved: amount(90_000), used: amount(part), breach: amount(part % 3) }.balance().unwrap()
}

pub fn register_page(text: &str, rows: usize) -> Markup {
    let rows = (0..rows).map(|row| RegisterRow {
        number: format!("US-2026-{row:06}"),
        licensee: text.to_owned(),
        parties: text.to_owned(),
        countries: vec!["AE".to_owned()],
        standing: Standing::ALL[row % Standing::ALL.len()],
        from: day("2026-06-01"),
        until: day("2027-05-31"),
        balance: (row % 7 > 0).then(|| balance(row as u64 * 13_000)),
        running_chips: 512,
        breaches: u32::try_from(row % 2).unwrap(),
        case: Some(format!("Z{row:06}")),
    });
    let rows: Vec<RegisterRow> = rows.collect();
    let listing = if rows.is_empty() { Listing::default() } else { listing(text) };
    register(&RegisterView { listing, rows, today: day("2026-11-22") })
}

fn breach(text: &str, row: usize) -> BreachRow {
    BreachRow {
        license: format!("US-2026-{row:06}"),
        licensee: text.to_owned(),
        at: at(90),
        by: text.to_owned(),
        text: Some(text.to_owned()),
    }
}

pub fn license_page(text: &str, rows: usize) -> Markup {
    let hour = 3_600_000;
    let conditions = if rows == 0 { Vec::new() } else { crate::world::conditions("defense", text) };
    let readings = (0..rows.min(30)).map(|row| {
        let row = i64::try_from(row).unwrap();
        Reading { at: at(row * 7), used: u128::try_from(row).unwrap() * 22_000 * hour, reserved: 90_000 * hour }
    });
    let use_over_time =
        [UseOverTime { unit: Unit::ChipMilliseconds, granted: 1_500_000 * hour, readings: readings.collect() }];
    let case = World::licensed(text).case;
    let change = |change: &str| ChangeRow {
        change: change.to_owned(),
        at: at(1),
        by: text.to_owned(),
        second: Some(text.to_owned()),
        reason: text.to_owned(),
    };
    let report = |filed: bool| ReportRow {
        condition: text.to_owned(),
        due: day("2026-09-01"),
        filed: filed.then(|| (at(91), text.to_owned())),
    };
    registered(&RegisteredView {
        license: license(&conditions),
        version: 2,
        standing: Standing::Issued,
        total: (rows > 0).then(|| balance(478_000)),
        lines: (0..rows)
            .map(|row| AccountRow { name: format!("{row} {text}"), balance: Some(balance(row as u64)) })
            .collect(),
        use_over_time: use_over_time.into_iter().filter(|_| rows > 0).collect(),
        stated_on: (rows > 0).then(|| day("2026-11-21")),
        changes: ["vary", "issue"].iter().filter(|_| rows > 0).map(|word| change(word)).collect(),
        breaches: (0..rows).map(|row| breach(text, row)).collect(),
        reports: [true, false].iter().filter(|_| rows > 0).map(|filed| report(*filed)).collect(),
        inspections: if rows == 0 { Vec::new() } else { case.state().inspections.clone() },
        case: Some("Z100042".to_owned()),
        today: day("2026-11-22"),
    })
}

pub fn national_page(text: &str, rows: usize, measure: Measure) -> Markup {
    let holding = |row: usize| {
        let balance = balance((row as u64 + 1) * 13_000 % 1_400_000);
        Holding {
            licenses: 3,
            chips: 512 * (row as u64 + 1),
            granted: balance.granted,
            reserved: balance.reserved,
            used: balance.used,
        }
    };
    let codes = ["AE", "SG", "MY", "SA", "IN", "CN", "DE", "JP", "BR"];
    let countries = (0..rows.min(codes.len())).map(|row| HoldingIn {
        country: (row > 0).then(|| CATALOG.countries().parse(codes[row]).unwrap()),
        holding: holding(row),
    });
    let named = |what: &str, rows: usize| -> Vec<HoldingOf> {
        (0..rows).map(|row| HoldingOf { name: format!("{what} {row} {text}"), holding: holding(row * 7) }).collect()
    };
    let over_time = (0..rows.min(40)).map(|row| {
        let step = i64::try_from(row).unwrap();
        HeldAt {
            at: at(step * 7),
            chips: 4_000 + 300 * row as u64,
            used: Amount::of(row as u64 * 3_600_000 * 40_000, 15_824),
        }
    });
    let whole = if rows == 0 { Holding::default() } else { holding(90) };
    national(&NationalView {
        listing: if rows == 0 { Listing::default() } else { listing(text) },
        measure,
        whole,
        countries: countries.collect(),
        providers: named("Example Cloud", rows),
        chips: named("h100", rows.min(12)),
        over_time: over_time.collect(),
        breaches: (0..rows.min(9)).map(|row| breach(text, row)).collect(),
        names: CATALOG.countries(),
    })
}

pub fn statistics_page(text: &str, rows: usize) -> Markup {
    let worlds = [
        World::open(text),
        World::referred(text),
        World::denying(text),
        World::licensed(text),
        World::in_conflict(text),
    ];
    let usage: Vec<UsageRow> = (0..rows)
        .map(|row| UsageRow {
            license: format!("US-2026-{row:06}"),
            group: format!("{row} {text}"),
            country: "AE".to_owned(),
            chip_hours: 13_000 * (row as u64 + 1),
            tpp_hours: 13_000 * 15_824,
        })
        .collect();
    let cases: Vec<_> = worlds.iter().filter(|_| rows > 0).map(|world| &world.case).collect();
    let made = Statistics::of(cases, &usage, day("2026-01-01"), day("2026-12-31")).unwrap();
    statistics(&StatisticsView { listing: Listing::default(), statistics: Some(made), problem: None })
}

/// Every page of this sort.
pub fn all(text: &str, rows: usize) -> Vec<(&'static str, Markup)> {
    vec![
        ("queue", queue_page(text, rows)),
        ("cases", cases_page(text, rows)),
        ("register", register_page(text, rows)),
        ("license", license_page(text, rows)),
        ("national", national_page(text, rows, Measure::ChipHours)),
        ("national-chips", national_page(text, rows, Measure::Chips)),
        ("national-tpp", national_page(text, rows, Measure::TppHours)),
        ("statistics", statistics_page(text, rows)),
    ]
}
