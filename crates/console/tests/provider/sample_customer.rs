//! Customers with their screening hits, for the sample pages.

use crate::sample::{CUSTOMERS, Sample, TODAY, at, day, licenses_view};
use crate::sample_license::lease_row;
use portcullis_console::chart::Owned;
use portcullis_console::provider::{
    Compared, CustomerRow, CustomerView, CustomersView, DeterminationRow, HitState, HitView, OwnerRow,
};
use portcullis_console::{ProposalChange, ProposalRow, ProposalState, ProposalView, ProposalsView, proposal_page};
use portcullis_law::Outcome;
use portcullis_screening::{Aspect, Class, Conclusion, Evidence, Explanation, Finding, Left, Pair, Score};

fn words(sample: Sample<'_>) -> Explanation {
    let pair = |query: &str, name: &str, likeness, weight| Pair {
        query: sample.s(query),
        name: sample.s(name),
        likeness: Score(likeness),
        weight,
    };
    Explanation {
        query_read_as: sample.s("velmora photonic technologies ltd"),
        name_read_as: sample.s("velmora photonics technology co ltd"),
        pairs: vec![
            pair("velmora", "velmora", 10_000, 1990),
            pair("photonic", "photonics", 9_800, 900),
            pair("technologies", "technology", 9_800, 200),
        ],
        only_in_query: vec![Left { word: sample.s("ltd"), class: Class::Form, weight: 50 }],
        only_in_name: vec![Left { word: sample.s("limited"), class: Class::Form, weight: 50 }],
    }
}

pub fn customers_view(sample: Sample<'_>) -> CustomersView {
    let row = |row: usize| {
        let (_, country, parent) = CUSTOMERS[row % CUSTOMERS.len()];
        CustomerRow {
            name: sample.customer(row),
            country: sample.s(country),
            parent_country: sample.s(parent),
            finding: Finding::ALL[row % 3],
            open_hits: usize::from(row % 3 == 1),
            chips: row as u64 % 5 * 64,
            licenses: row % 2,
            latest: (row % 4 != 3).then(|| (day(-(row as i64)), Outcome::ALL[row % 6])),
        }
    };
    CustomersView { listing: sample.listing(&["name", "sort"]), rows: sample.many(100, row) }
}

fn hits(sample: Sample<'_>) -> Vec<HitView> {
    let s = |text: &str| sample.s(text);
    let states = [
        HitState::Open,
        HitState::Proposed {
            conclusion: Conclusion::SomebodyElse,
            because: s("Another company: founded in 1952, other owners."),
            evidence: s("register extract 4711"),
            by: s("officer.one"),
            at: at(-1, 10),
            page: proposal_page("proposal-1"),
        },
        HitState::Resolved {
            conclusion: Conclusion::SomebodyElse,
            because: s("A bakery in another country."),
            evidence: s("register extract 12"),
            author: s("officer.one"),
            second: s("officer.two"),
            on: day(-90),
            until: day(200),
            lapsed: sample.text.map(str::to_owned),
        },
    ];
    let hit = |row: usize| HitView {
        name: s("Velmora Photonic Technologies Ltd"),
        whose: (row == 1).then(|| s("owner, 40%")),
        matched: s("Velmora Photonics Technology Co., Ltd."),
        list: s("EL"),
        entry: s(&format!("made-{}", row + 1)),
        compared: vec![
            Compared {
                field: "Country",
                ours: vec![s("HK")],
                listed: vec![s("CN"), s("HK")],
                aspect: Some(Aspect::Country),
            },
            Compared { field: "Citation", ours: Vec::new(), listed: vec![s("99 FR 10001")], aspect: None },
        ],
        score: Score(8172),
        possible_from: Score(5600),
        listed_from: Score(9000),
        words: words(sample),
        evidence: vec![
            Evidence { aspect: Aspect::Country, agrees: true },
            Evidence { aspect: Aspect::Date, agrees: false },
        ],
        state: states[row % 3].clone(),
    };
    sample.many(3, hit)
}

pub fn customer_view<'a>(sample: Sample<'_>, owned: Option<Owned<'a>>) -> CustomerView<'a> {
    let s = |text: &str| sample.s(text);
    CustomerView {
        name: s("Harborlight Compute Pte. Ltd."),
        country: s("SG"),
        headquarters: s("SG"),
        parent: s("Quarrygate Industrial Group"),
        parent_country: s("CN"),
        group: s("Quarrygate"),
        identifiers: sample.many(1, |_| s("REG-SG-000042")),
        owned,
        owners: sample.many(3, |row| OwnerRow {
            name: s(["Meridian Shelf Holdings Ltd.", "Tidewater Partners LP", "Foxglove Pension Fund"][row]),
            country: s(["HK", "", "NL"][row]),
            share: s(["40%", "25% to 35%", "20%"][row]),
            evidence: s("interests.csv"),
            as_of: Some(day(-200)),
            listed: if row == 0 { s("treated as listed: EL") } else { String::new() },
        }),
        hits: hits(sample),
        determinations: sample.many(100, |row| DeterminationRow {
            record: s("q-0142"),
            at: at(-(row as i64), 9),
            customer: sample.customer(2),
            item: s("4 × aws:p5.48xlarge"),
            outcome: Outcome::ALL[row % 6],
        }),
        licenses: licenses_view(Sample { rows: sample.rows.min(2), ..sample }).rows,
        leases: sample.many(3, |row| lease_row(sample, row)),
        today: TODAY,
        filled: sample.filled(&["hits[0].because", "hits[0].conclusion"]),
        keys: Some(sample.keys()),
    }
}

fn proposal_row(sample: Sample<'_>, row: usize) -> ProposalRow {
    let s = |text: &str| sample.s(text);
    let states = [
        ProposalState::Waits,
        ProposalState::Agreed { second: s("officer.two"), at: at(-1, 9) },
        ProposalState::Declined { by: s("officer.two"), at: at(-2, 9), reason: s("the extract is of another company") },
        ProposalState::Expired,
    ];
    ProposalRow {
        id: s("proposal-0123456789abcdef0123456789abcdef"),
        what: s("Hold that Acme Bakery is somebody else than Acme Trading on the list EL"),
        reason: s("a bakery in another country"),
        by: s("officer.one"),
        at: at(-3, 9),
        expires: at(0, 9),
        state: states[row % 4].clone(),
    }
}

pub fn proposals_view(sample: Sample<'_>) -> ProposalsView {
    let rows = |state: usize| sample.many(50, move |_| proposal_row(sample, state));
    ProposalsView { to_agree: rows(0), own: rows(0), over: sample.many(100, |row| proposal_row(sample, row % 3 + 1)) }
}

pub fn proposal_view(sample: Sample<'_>) -> ProposalView {
    let s = |text: &str| sample.s(text);
    ProposalView {
        row: proposal_row(sample, 0),
        effects: vec![s("From now on this entry is no obstacle for it.")],
        changes: sample.many(3, |_| ProposalChange {
            field: s("Last day"),
            before: Some(s("2026-12-31")),
            after: Some(s("2027-12-31")),
        }),
        facts: vec![("Evidence", s("register extract 12"))],
        about: Some((s("Acme Bakery"), proposal_page("proposal-1"))),
        hit: hits(sample).pop(),
        digest: s("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        why_not: (sample.rows == 1).then(|| s("You proposed this.")),
        filled: sample.filled(&["decline.reason"]),
        keys: Some(sample.keys()),
    }
}
