//! A license, a lease, applications and a draft, for the sample pages.

use crate::sample::{Sample, TODAY, at, day};
use jiff::civil::date;
use portcullis_application::{
    Application, Hindrance, Row, Section, certifications, from_toml, gaps, sections as sections_of,
};
use portcullis_console::chart::Reading;
use portcullis_console::provider::{
    ApplicationsView, DraftDocument, DraftRow, DraftTab, DraftView, DraftWrong, FilingRow, LeaseRow, LeaseView,
    LicenseView, ReservationRow, SliceRow, TriedRun, Values, values_of,
};
use portcullis_console::{AccountRow, ChangeRow, Filled, ReportRow, Tone, UseOverTime};
use portcullis_license::reservation::StopOrder;
use portcullis_license::{
    Account, Amount, Asked, Cluster, Condition, CoveredParty, Grant, Group, ItemScope, License, LicenseNumber, Line,
    LineName, OperationId, Provider, Rule, Site, Standing, Unit,
};

/// The complete application of the examples.
pub fn application() -> Application {
    from_toml(&std::fs::read_to_string(crate::sample_law::root().join("examples/desk/application.toml")).unwrap())
        .unwrap()
}

pub fn sections(sample: Sample<'_>) -> Vec<Section> {
    match sample.text {
        None => sections_of(&application()).into_iter().take(sample.rows * 3).collect(),
        Some(text) => sample.many(3, |_| Section {
            title: text.to_owned(),
            rows: vec![
                Row {
                    path: text.to_owned(),
                    label: text.to_owned(),
                    block: Some(text.to_owned()),
                    value: text.to_owned(),
                },
                Row { path: String::new(), label: text.to_owned(), block: None, value: String::new() },
            ],
        }),
    }
}

fn order(confirmed: bool) -> StopOrder {
    StopOrder {
        by: OperationId::new("stop-1").unwrap(),
        at: at(-2, 9),
        due: at(-1, 18),
        confirmed: confirmed.then(|| at(-1, 12)),
    }
}

pub fn lease_row(sample: Sample<'_>, row: usize) -> LeaseRow {
    LeaseRow {
        lease: if sample.text.is_some() { sample.s("") } else { format!("run-{:04x}", 0x7f21 + row * 37) },
        customer: sample.customer(row),
        accelerator: sample.s("H100 SXM5 80GB"),
        chips: 64 << (row % 3),
        license: sample.s("US-2026-000014"),
        line: sample.s("1"),
        since: at(-(row as i64), 6),
        until: at(1, 6),
        stop: match row % 5 {
            2 => Some(order(false)),
            4 => Some(order(true)),
            _ => None,
        },
    }
}

pub fn lease_view(sample: Sample<'_>, stopping: bool) -> LeaseView {
    let s = |text: &str| sample.s(text);
    let amount = |hours: u64| Amount::of(hours * 3_600_000, 15_832);
    LeaseView {
        row: LeaseRow { stop: stopping.then(|| order(sample.rows == 0)), ..lease_row(sample, 0) },
        asked: Asked {
            provider: Provider::new(&s("Example Cloud Inc")).unwrap(),
            customer: sample.customer(0),
            others: sample.many(1, |_| s("Example Robotics Group")),
            accelerator: s("H100 SXM5 80GB"),
            classifications: sample.many(1, |_| s("3A090.a")),
            tpp: 15_832,
            chips: 64,
            site: Some(Site::new(&s("northern-1")).unwrap()),
            end_uses: sample.many(1, |_| s("model_training")),
            cluster: Some(Cluster::new(&s("pod-7")).unwrap()),
            resale: Some(false),
            training_operations: Some(s("3e24")),
        },
        stopped_by: Some(s("stop-1")),
        slices: sample.many(4, |row| SliceRow {
            reservation: if sample.text.is_some() { s("") } else { format!("run-7f21/{}", 4 - row) },
            from: at(-(row as i64), 6),
            until: at(1 - row as i64, 6),
            amount: amount(64 * 24),
            used: (row > 0).then(|| amount(64 * 23)),
            breach: (row > 0).then(|| if row == 2 { amount(3) } else { Amount::ZERO }),
            settle_until: at(2 - row as i64, 6),
        }),
        determination: Some(s("q-0142")),
        filled: if stopping { Filled::default() } else { sample.filled(&["stop.reason", "stop.due"]) },
        keys: (sample.rows > 0).then(|| sample.keys()),
    }
}

fn conditions(sample: Sample<'_>) -> Vec<Condition> {
    let rules = [
        Rule::MostConcurrentChips { chips: 256 },
        Rule::MostClusterTpp { tpp: 4_052_992 },
        Rule::MostInWindow { days: 30, amount: Grant { chip_hours: Some(150_000), tpp_hours: None } },
        Rule::NoResale,
        Rule::ReportEvery { days: 90 },
        Rule::Text { text: sample.s("Tell the authority before the customer's ownership changes.") },
    ];
    let names = ["chips", "cluster", "month", "resale", "report", "ownership"];
    let condition = |row: usize| Condition {
        id: if sample.text.is_some() { sample.s("") } else { names[row].to_owned() },
        owner: sample.s("Example Authority"),
        rule: rules[row].clone(),
    };
    sample.many(6, condition)
}

fn terms(sample: Sample<'_>) -> License {
    let s = |text: &str| sample.s(text);
    License {
        number: LicenseNumber::new(&s("US-2026-000014")).unwrap(),
        authority: s("Example Authority"),
        regimes: vec![s("us-cloud-permission")],
        licensee: Provider::new(&s("Example Cloud Inc")).unwrap(),
        parties: sample.many(100, |row| CoveredParty {
            name: sample.customer(row),
            group: Some(Group::new(&s("Example Robotics Group")).unwrap()),
        }),
        end_uses: sample.many(1, |_| s("model_training")),
        sites: sample.many(1, |_| Site::new(&s("northern-1")).unwrap()),
        from: date(2026, 1, 1),
        until: date(2026, 12, 31),
        total: Grant { chip_hours: Some(1_500_000), tpp_hours: None },
        lines: sample.many(2, |row| Line {
            name: LineName::new(&s(["1", "2"][row])).unwrap(),
            items: ItemScope {
                accelerators: vec![s("H100 SXM5 80GB")],
                classifications: vec![s("3A090.a")],
                most_tpp: Some(16_000),
            },
            amount: Grant { chip_hours: Some(1_000_000), tpp_hours: None },
        }),
        conditions: conditions(sample),
        settle_within_hours: 24,
    }
}

pub fn license_view(sample: Sample<'_>) -> LicenseView {
    let s = |text: &str| sample.s(text);
    let hours = |hours: u64| Amount::of(hours * 3_600_000, 15_832);
    let limit = Grant { chip_hours: Some(1_500_000), tpp_hours: None }.limit();
    let balance = Account { limit, reserved: hours(6_144), used: hours(1_015_330), breach: Amount::ZERO }.balance();
    let account = |name: &str| AccountRow { name: s(name), balance };
    LicenseView {
        license: terms(sample),
        version: 2,
        standing: Standing::Issued,
        exhausted: sample.text.is_some(),
        total: balance,
        lines: sample.many(2, |row| account(["1", "2"][row])),
        groups: sample.many(1, |_| account("Example Robotics Group")),
        use_over_time: sample.many(1, |_| UseOverTime {
            unit: Unit::ChipMilliseconds,
            granted: 1_500_000 * 3_600_000,
            readings: (0..12_u32)
                .map(|week| Reading {
                    at: at(i64::from(week) * 7 - 77, 0),
                    used: u128::from(week * week + week * 70) * 1_140 * 3_600_000,
                    reserved: 6_144 * 3_600_000,
                })
                .collect(),
        }),
        leases: sample.many(3, |row| lease_row(sample, row)),
        reservations: sample.many(2, |row| ReservationRow {
            reservation: s("run-7f21/4"),
            lease: s("run-7f21"),
            line: s("1"),
            from: at(row as i64, 6),
            until: at(1 + row as i64, 6),
            settle_until: at(2, 6),
            amount: hours(1_536),
        }),
        changes: sample.many(3, |row| ChangeRow {
            change: s(["vary", "reinstate", "issue"][row]),
            at: at(-(row as i64) * 60, 9),
            by: s("licensing.one"),
            second: (row != 1).then(|| s("licensing.two")),
            reason: s("A second line for the customer's new models."),
        }),
        reports: sample.many(3, |row| ReportRow {
            condition: s("report"),
            due: day(20 - row as i64 * 90),
            filed: (row > 0).then(|| (at(18 - row as i64 * 90, 9), s("NC-2026-017/4"))),
        }),
        filing: Some(s("NC-2026-017")),
        is_by_hand: true,
        today: TODAY,
        filled: sample.filled(&["breach.text", "surrender.reason"]),
        keys: (sample.rows > 0).then(|| sample.keys()),
    }
}

pub fn application_view(sample: Sample<'_>) -> ApplicationsView {
    let s = |text: &str| sample.s(text);
    let stages =
        [("asked a question", Tone::Warn), ("pending", Tone::Info), ("licensed", Tone::Good), ("denied", Tone::Bad)];
    ApplicationsView {
        drafts: sample.many(3, |row| DraftRow {
            reference: s("NC-2026-018"),
            parties: sample.customer(row),
            gaps: row * 7,
            saved: at(-2, 15),
            by: s("officer.one"),
        }),
        listing: sample.listing(&["party", "stage"]),
        filings: sample.many(100, |row| FilingRow {
            reference: if sample.text.is_some() { s("") } else { format!("NC-2026-{:03}", 17 - row % 17) },
            case: (row > 0).then(|| s("2026-000311")),
            parties: sample.customer(row),
            stage: s(stages[row % 4].0),
            tone: stages[row % 4].1,
            filed: at(-(row as i64) * 9, 11),
            open_questions: usize::from(row % 4 == 0),
            respond_by: (row % 4 == 1).then(|| day(15)),
            license: (row % 4 == 2).then(|| s("US-2026-000014")),
        }),
        today: TODAY,
        filled: sample.filled(&["reference"]),
        keys: (sample.rows > 0).then(|| sample.keys()),
    }
}

/// A draft: of the examples, with gaps where it has rows to have them; of one text, with the text in every field.
pub fn draft_view(sample: Sample<'_>, tab: DraftTab) -> DraftView {
    let s = |text: &str| sample.s(text);
    let mut application = application();
    if sample.rows > 1 {
        application.parties[1].headquarters = String::new();
        application.items[0].chip_hours = None;
        application.end_use.description = String::new();
    }
    let gaps_of = if sample.rows == 0 { gaps(&Application::default()) } else { gaps(&application) };
    let values = if sample.rows == 0 { Values::default() } else { values_of(&application) };
    let values = match sample.text {
        None => values,
        Some(text) => Values::of(values.pairs().map(|(name, _)| (name.to_owned(), text.to_owned()))).unwrap(),
    };
    let gaps = gaps_of.into_iter().map(|mut gap| {
        if let Some(text) = sample.text {
            (gap.label, gap.problem, gap.mend, gap.citation) =
                (text.to_owned(), text.to_owned(), text.to_owned(), text.to_owned());
        }
        gap
    });
    let named = |code: &str, name: &str| sample.named(code, name);
    DraftView {
        reference: s("NC-2026-017"),
        tab,
        values,
        wrong: sample
            .text
            .map(|text| {
                vec![
                    DraftWrong { field: "items[0].chips".to_owned(), says: text.to_owned() },
                    DraftWrong { field: text.to_owned(), says: text.to_owned() },
                ]
            })
            .unwrap_or_default(),
        gaps: if tab == DraftTab::File && sample.text.is_none() { Vec::new() } else { gaps.collect() },
        saved: Some((at(-1, 15), s("officer.one"))),
        amends: sample.text.map(str::to_owned),
        preview: sections(sample),
        documents: sample.many(2, |place| DraftDocument {
            name: s("Master agreement.pdf"),
            kind: s("contract"),
            bytes: 184_220,
            sha256: s("3f1c6f0f3a5b3f0b8f3b7d6c2f1d9f0c4f5a6b7c8d9e0f1a2b3c4d5e6f708192"),
            is_here: place == 0,
        }),
        tried: (sample.rows > 0).then(|| TriedRun {
            hindrances: vec![Hindrance::NotTried {
                why: s("run 1, on 2027-03-14: line 1 has 12,000 chip-hours left and 150,000 are asked for"),
            }],
        }),
        certifications: certifications().unwrap().iter().take(sample.rows * 4).cloned().collect(),
        countries: vec![named("SG", "Singapore")],
        models: vec![named("H100 SXM5 80GB", "15832 TPP")],
        end_uses: vec![named("model_training", "training of an AI model"), named("research", "civil research")],
        signer: s("officer.one"),
        filled: match tab {
            DraftTab::Documents => sample.filled(&["name", "expires"]),
            DraftTab::Try => sample.filled(&["chips"]),
            DraftTab::File => sample.filled(&["copy"]),
            DraftTab::Form | DraftTab::Preview => Filled::default(),
        },
        keys: sample.keys(),
    }
}
