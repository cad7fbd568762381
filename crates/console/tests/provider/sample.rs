//! One of every page: of friendly words, or with one text wherever a text can stand, and with as many rows as wanted.

use crate::sample_customer::{customer_view, customers_view, proposal_view, proposals_view};
use crate::sample_filing::filing_view;
use crate::sample_law::{answer, catalog, customer_graph};
use crate::sample_license::{application_view, draft_view, lease_row, lease_view, license_view};
use jiff::civil::{Date, date};
use maud::Markup;
use portcullis_console::chart::Owned;
use portcullis_console::provider::{
    AskView, CheckStep, CountryUse, DemandWaiting, DeterminationView, DraftTab, DraftWaiting, HitWaiting,
    IdentityProvider, LeasesView, LicenseNear, LicenseRow, LicensesView, LiveRow, LiveView, LogView, MonthUse, Named,
    NamedUse, ProblemView, ProposalWaiting, QuestionWaiting, ReceiptChecked, Recorded, RefusedMessage, ReportDue,
    ReportsView, SignInView, StopWaiting, TodayView, WitnessRow, applications, ask, customer, customers, determination,
    draft, filing, lease, leases, license, licenses, live, log, problem, reports, sign_in, today,
};
use portcullis_console::{
    Address, DifferenceRow, Filled, FormKeys, HouseAcross, HouseTrouble, Listing, LogKept, RefusedCheckpointRow,
    houses, houses_address, proposal, proposals,
};
use portcullis_law::Outcome;
use portcullis_license::{Amount, Instant, Standing};
use portcullis_ownership::{Limits, Listed, picture};
use portcullis_screening::Score;

/// What the pages are made of.
#[derive(Clone, Copy)]
pub struct Sample<'a> {
    /// The text that stands everywhere; without one, friendly words.
    pub text: Option<&'a str>,
    /// Rows of each list.
    pub rows: usize,
}

pub const TODAY: Date = date(2026, 11, 21);

pub fn at(days: i64, hour: i64) -> Instant {
    Instant(Instant::start_of(TODAY).0 + (days * 24 + hour) * 3_600_000 + 17 * 60_000)
}

pub fn day(days: i64) -> Date {
    at(days, 0).date()
}

/// Rows with small differences, so that tables look like tables.
pub const CUSTOMERS: [(&str, &str, &str); 5] = [
    ("Example Robotics (Singapore) Pte. Ltd.", "SG", "CN"),
    ("Northern Compute Ltd", "CA", "CA"),
    ("Harborlight Compute Pte. Ltd.", "SG", "CN"),
    ("Example Research Lab Pte. Ltd.", "SG", "SG"),
    ("Velmora Photonic Technologies Ltd", "HK", ""),
];

impl Sample<'_> {
    pub fn s(&self, friendly: &str) -> String {
        self.text.unwrap_or(friendly).to_owned()
    }

    pub fn many<T>(&self, most: usize, row: impl Fn(usize) -> T) -> Vec<T> {
        (0..self.rows.min(most)).map(row).collect()
    }

    pub fn keys(&self) -> FormKeys {
        FormKeys { form_key: self.s("form-key"), page_key: self.s("page-key") }
    }

    pub fn filled(&self, names: &[&str]) -> Filled {
        let Some(text) = self.text else { return Filled::default() };
        let values = names.iter().map(|name| ((*name).to_owned(), text.to_owned())).collect();
        names.iter().fold(Filled::of(values), |filled, name| filled.with_problem(name, text)).with_problem("", text)
    }

    pub fn listing(&self, names: &[&str]) -> Listing {
        let query = names.iter().filter_map(|name| Some(((*name).to_owned(), self.text?.to_owned()))).collect();
        let more = self.rows > 2;
        Listing {
            query,
            shown: if more { self.s("5 of 2,310") } else { String::new() },
            before: None,
            after: more.then(|| self.s("cursor")),
        }
    }

    pub fn customer(&self, row: usize) -> String {
        self.s(CUSTOMERS[row % CUSTOMERS.len()].0)
    }

    pub fn named(&self, code: &str, name: &str) -> Named {
        Named { code: self.s(code), name: self.s(name) }
    }
}

/// Every page: its name, its title, its body.
pub fn pages(sample: Sample<'_>) -> Vec<(&'static str, &'static str, Markup)> {
    let graph = customer_graph(sample);
    let listed = Listed::certainly(graph.find("quarrygate"));
    let drawn = picture(&graph, graph.find("harborlight").unwrap(), TODAY, &listed, Limits::default());
    let owned = (sample.rows > 0).then_some(Owned { graph: &graph, picture: &drawn, on: TODAY });
    let mut all = vec![
        ("today", "Today", today(&today_view(sample))),
        ("ask", "Ask", ask(&ask_view(sample))),
        ("determination", "Determination", determination(&determination_view(sample))),
        ("customers", "Customers", customers(&customers_view(sample))),
        ("customer", "Customer", customer(&customer_view(sample, owned))),
        ("proposals", "Proposals", proposals(&proposals_view(sample))),
        ("proposal", "Proposal", proposal(&proposal_view(sample))),
        ("licenses", "Licenses", licenses(&licenses_view(sample))),
        ("license", "License", license(&license_view(sample))),
        (
            "leases",
            "Leases",
            leases(&LeasesView {
                listing: sample.listing(&["customer", "sort"]),
                rows: sample.many(100, |row| lease_row(sample, row)),
            }),
        ),
        ("lease", "Lease", lease(&lease_view(sample, false))),
        ("lease-stopping", "Lease", lease(&lease_view(sample, true))),
        ("applications", "Applications", applications(&application_view(sample))),
        ("filing", "Filing", filing(&filing_view(sample))),
        ("reports", "Reports", reports(&reports_view(sample))),
        ("live", "Live", live(&live_view(sample))),
        ("log", "Log", log(&log_view(sample))),
        ("houses", "Houses across", houses(&houses_view(sample))),
        (
            "sign-in",
            "Sign in",
            sign_in(&SignInView {
                provider: (sample.rows > 0).then(|| IdentityProvider { name: sample.s("Example Identity") }),
                then: Some(Address::of(["today"])),
                filled: sample.filled(&["key"]),
                form_key: sample.s("form-key"),
            }),
        ),
        (
            "problem",
            "Problem",
            problem(&ProblemView {
                title: sample.s("There is no such license"),
                what: sample.s("No license has the number US-2026-000099."),
                mend: sample.s("Look for it among the licenses, or ask who sent you the link."),
                request: sample.s("01JD3Q8Z7K"),
                on: sample.many(1, |_| (sample.s("Licenses"), Address::of(["licenses"]))),
            }),
        ),
    ];
    for tab in [DraftTab::Form, DraftTab::Documents, DraftTab::Try, DraftTab::Preview, DraftTab::File] {
        let name = match tab {
            DraftTab::Form => "draft",
            DraftTab::Documents => "draft-documents",
            DraftTab::Try => "draft-try",
            DraftTab::Preview => "draft-preview",
            DraftTab::File => "draft-file",
        };
        all.push((name, "Draft", draft(&draft_view(sample, tab))));
    }
    all
}

fn today_view(sample: Sample<'_>) -> TodayView {
    let s = |text: &str| sample.s(text);
    TodayView {
        today: TODAY,
        stops: sample.many(1, |row| StopWaiting { lease: s("run-7f21"), customer: sample.customer(row), license: s("US-2026-000014"), chips: 64, due: at(-1, 18) }),
        questions: sample.many(2, |row| QuestionWaiting { filing: s("NC-2026-017"), number: 2 + row as u32, text: s("Which of the sites named in line 1 is connected to the cluster at northern-2, and over which interconnect?"), at: at(-3, 9), due: Some(day(4)) }),
        demands: sample.many(2, |row| DemandWaiting { what: "intent to deny", page: Address::of(["applications", "NC-2026-012"]), about: s("NC-2026-012"), text: s("The end use could not be verified."), due: (row == 0).then(|| day(9)) }),
        refused: sample.many(1, |_| RefusedMessage { number: 41, kind: s("amendment"), filing: Some(s("NC-2026-011")), code: s("too_late"), detail: s("The case was decided before it came; file a new application."), at: at(-1, 7) }),
        hits: sample.many(3, |row| HitWaiting { customer: sample.customer(row + 2), name: sample.customer(row + 2), list: s("EL"), entry: s("made-1"), listed: s("Velmora Photonics Technology Co., Ltd."), score: Score(8172), half_resolved: row == 1 }),
        proposals: sample.many(1, |_| ProposalWaiting { what: s("reinstate license US-2026-000009"), by: s("officer.two"), at: at(0, 8), reason: s("The customer has shown that the resale ended."), page: Address::of(["proposals", "12"]) }),
        reports: sample.many(2, |row| ReportDue { license: s("US-2026-000014"), condition: s("report"), due: day(row as i64 * 9 - 2) }),
        licenses: sample.many(2, |row| LicenseNear { number: s("US-2026-000014"), parties: sample.customer(row), left: s("6.1% of 1,500,000 chip-hours"), exhausted_on: (row == 0).then(|| day(12)), until: day(40) }),
        drafts: sample.many(2, |row| DraftWaiting { reference: s("NC-2026-018"), parties: sample.customer(row), gaps: row * 7, saved: at(-2, 15) }),
        troubles: sample.many(2, |_| HouseTrouble { house: s("exports.example"), says: s("license US-2026-000014 is suspended here and issued there"), since: day(-3) }),
    }
}

fn ask_view(sample: Sample<'_>) -> AskView {
    let named = |code: &str, name: &str| sample.named(code, name);
    let countries = catalog().countries();
    let filled = match sample.text {
        Some(_) => sample.filled(&["customer", "country", "item", "on"]),
        None => Filled::of(
            [
                ("customer", "Example Robotics (Singapore) Pte. Ltd."),
                ("country", "SG"),
                ("item", "aws:p5.48xlarge"),
                ("quantity", "4"),
                ("end_use", "model_training"),
                ("on", "2026-11-21"),
                ("profile", "permission"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        ),
    };
    AskView {
        filled,
        countries: if sample.rows > 0 {
            countries.iter().map(|country| named(country.code(), countries.name(country))).collect()
        } else {
            Vec::new()
        },
        items: sample.many(100, |row| named(&format!("aws:p{row}.48xlarge"), "8 × H100 SXM5 80GB")),
        end_uses: sample.many(3, |row| {
            [
                named("commercial", "ordinary commercial use"),
                named("research", "civil research"),
                named("model_training", "training of an AI model"),
            ][row]
                .clone()
        }),
        profiles: sample.many(2, |row| {
            [named("permission", "With the reported cloud permission rule"), named("enacted", "What is in force")][row]
                .clone()
        }),
    }
}

fn determination_view(sample: Sample<'_>) -> DeterminationView {
    DeterminationView {
        answer: answer(sample),
        gate: sample.text.map(str::to_owned),
        opens: false,
        customer: sample.customer(2),
        asked: vec![
            ("customer".to_owned(), sample.customer(2)),
            ("end_use".to_owned(), sample.s("model_training")),
            ("end_use".to_owned(), sample.s("research")),
        ],
        recorded: (sample.rows > 2).then(|| Recorded {
            record: sample.s("q-owned"),
            index: 1_204,
            at: at(0, 9),
            receipt: Some(Address::of(["determinations", "q-owned", "receipt"])),
        }),
        licenses: sample.text.map(str::to_owned).into_iter().collect(),
        may_record: true,
        may_apply: true,
        keys: sample.keys(),
    }
}

pub fn licenses_view(sample: Sample<'_>) -> LicensesView {
    let row = |row: usize| LicenseRow {
        number: if sample.text.is_some() { sample.s("") } else { format!("US-2026-{:06}", 14 + row) },
        authority: sample.s("Example Authority"),
        parties: sample.customer(row),
        standing: Standing::ALL[row % 5],
        left: sample.s("31.9% of 1,500,000 chip-hours"),
        exhausted: row == 3,
        exhausted_on: row.is_multiple_of(2).then(|| day(12 + row as i64 * 30)),
        until: day(40 + row as i64 * 50),
        running_chips: 256,
    };
    LicensesView {
        listing: sample.listing(&["customer", "standing", "sort"]),
        rows: sample.many(100, row),
        today: TODAY,
    }
}

fn reports_view(sample: Sample<'_>) -> ReportsView<'static> {
    let hours = |hours: u64| Amount::of(hours * 3_600_000, 15_832);
    let countries = catalog().countries();
    ReportsView {
        listing: sample.listing(&["from", "customer"]),
        months: sample.many(12, |row| MonthUse {
            month: sample.s(&format!("2026-{:02}", row + 1)),
            used: hours(40_000 + row as u64 * 7_900),
            breach: hours(if row == 3 { 12 } else { 0 }),
        }),
        licenses: sample.many(100, |row| NamedUse {
            name: sample.s(&format!("US-2026-{:06}", 14 + row)),
            used: hours(400_000 / (row as u64 + 1)),
        }),
        customers: sample
            .many(100, |row| NamedUse { name: sample.customer(row), used: hours(300_000 / (row as u64 + 1)) }),
        countries: ["CN", "SG", "AE"]
            .into_iter()
            .take(sample.rows)
            .map(|code| CountryUse { country: countries.parse(code).unwrap(), used: hours(200_000) })
            .collect(),
        names: countries,
    }
}

fn live_view(sample: Sample<'_>) -> LiveView {
    let row = |row: usize| LiveRow {
        at: at(0, 9),
        id: sample.s(&format!("run-{row:04x}")),
        caller: sample.s("scheduler.one"),
        customer: sample.customer(row),
        item: sample.s("4 × aws:p5.48xlarge"),
        outcome: (row != 4).then(|| Outcome::ALL[row % 6]),
        opens: row % 6 < 2,
        sentence: sample
            .s("license required, case by case: the ultimate parent is headquartered in China; no license covers it"),
        recorded: row.is_multiple_of(2),
    };
    LiveView { listing: sample.listing(&["gate"]), rows: sample.many(100, row) }
}

fn houses_view(sample: Sample<'_>) -> Vec<HouseAcross> {
    let s = |text: &str| sample.s(text);
    let house = |row: usize| HouseAcross {
        house: s(["exports.example", "northern.example"][row]),
        side: s(["authority", "provider"][row]),
        messages: (1_204, 318),
        stated: [Some(day(-1)), Some(day(-1)), (row == 0).then(|| day(-2))],
        differences: sample.many(3, |row| DifferenceRow {
            says: s("license US-2026-000014 is suspended here and issued there: the stricter counts"),
            is_serious: row < 2,
            since: day(-9),
            last: day(-2),
            resolved: (row == 1).then(|| day(-1)),
        }),
        log: (row == 1).then(|| LogKept {
            origin: s("northern.example/log"),
            latest: Some((48_213, at(-1, 0))),
            root: s("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"),
            proven: 47_000,
            refused: sample.many(2, |row| RefusedCheckpointRow {
                message: 77,
                against: (row == 0).then_some(70),
                at: at(-1, 0),
                says: s("northern.example/log tells two roots for 48,213 leaves"),
                is_evidence: row == 0,
            }),
        }),
    };
    sample.many(2, house)
}

fn log_view(sample: Sample<'_>) -> LogView {
    let s = |text: &str| sample.s(text);
    let steps = [
        "The receipt is in its form",
        "The checkpoint is signed by the log",
        "Two of two witnesses have signed it",
        "The proof leads from the record to the root",
    ];
    LogView {
        origin: s("log.example-cloud.example/2026"),
        checkpoint: (sample.rows > 0).then(|| (48_213, at(0, 9))),
        root: s("2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"),
        key: s("log.example-cloud.example/2026+2c26b46b+AZUnoUoJ9Wm0pDtQ1fA8l0OQkq8c3cEYvFvC4d9vT3kq"),
        signed: Some(Address::of(["log", "checkpoint"])),
        houses: (sample.rows > 0).then(houses_address),
        witnesses: sample.many(2, |row| WitnessRow {
            name: s(["witness.one.example", "witness.two.example"][row]),
            signed: (row == 0).then(|| (48_213, at(0, 9))),
        }),
        needed: 1,
        checked: (sample.rows > 0).then(|| ReceiptChecked {
            steps: steps.iter().map(|step| CheckStep { what: s(step), holds: Some(true), found: s("") }).collect(),
            index: Some(1_204),
            record: Some(s("q-owned")),
        }),
        filled: sample.filled(&["receipt", "leaf"]),
        keys: sample.keys(),
    }
}
