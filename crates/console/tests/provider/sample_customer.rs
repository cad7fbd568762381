//! Customers with their screening hits, for the sample pages.

use crate::sample::{CUSTOMERS, Sample, TODAY, at, day, licenses_view};
use crate::sample_license::lease_row;
use portcullis_console::chart::Owned;
use portcullis_console::provider::{
    CustomerRow, CustomerView, CustomersView, DeterminationRow, HitState, HitView, OwnerRow,
};
use portcullis_law::Outcome;
use portcullis_screening::{Aspect, Class, Evidence, Explanation, Finding, Left, Pair, Score};

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
            same: false,
            because: s("Another company: founded in 1952, other owners."),
            evidence: s("register extract 4711"),
            by: s("officer.one"),
            at: at(-1, 10),
            may_agree: true,
        },
        HitState::Resolved {
            same: false,
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
        known: s("located in HK"),
        matched: s("Velmora Photonics Technology Co., Ltd."),
        listed: s("Velmora Photonics Technology Co., Ltd."),
        listed_known: s("CN, HK"),
        list: s("EL"),
        program: s(""),
        entry: s("made-1"),
        requires: s("For all items subject to the EAR. Presumption of denial. 99 FR 10001"),
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
        filled: sample.filled(&["hits[0].because", "hits[0].finding"]),
        keys: sample.keys(),
    }
}
