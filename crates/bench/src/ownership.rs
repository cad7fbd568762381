//! Measures the ownership graph: how long a million parties take to load, and one customer to answer.
//!
//! The graph is drawn from a seed. It has what makes real ones hard: groups with holdings above companies, ranges
//! and unknown shares, consolidation beside ownership, companies that own each other, and a core of a few hundred
//! institutions that hold parts of one another and of companies everywhere.

use crate::draw::Draw;
use crate::timing::Spread;
use portcullis_catalog::Countries;
use portcullis_ownership::{GraphBuilder, Listed, aggregate, parentage, read, touched};
use portcullis_party::Held;
use serde::Serialize;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Parties of a group: the first hold, the others are held.
const GROUP: u64 = 40;
/// Those of a group who have no owners.
const OWNERLESS: u64 = 14;
/// Institutions that hold parts of each other.
const CORE: u64 = 300;
/// Rounds in which each customer is timed.
const ROUNDS: usize = 3;

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub struct OwnershipOptions {
    /// Parties of the graph.
    pub parties: u64,
    /// Interests, about.
    pub interests: u64,
    /// Customers that are asked about: companies with owners.
    pub customers: usize,
    /// Listed parties in a thousand.
    pub listed_per_mille: u64,
    /// The seed of the graph.
    pub seed: u64,
}

impl Default for OwnershipOptions {
    fn default() -> Self {
        Self { parties: 1_000_000, interests: 2_000_000, customers: 10_000, listed_per_mille: 20, seed: 7 }
    }
}

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub struct OwnershipFigures {
    /// Parties loaded.
    pub parties: usize,
    /// Interests loaded.
    pub interests: usize,
    /// Bytes of the tables.
    pub table_bytes: usize,
    /// Seconds from the tables to the graph.
    pub load_seconds: f64,
    /// Bytes of the graph in memory.
    pub graph_bytes: usize,
    /// Customers asked about.
    pub customers: usize,
    /// The ownership test of one customer.
    pub aggregate: Spread,
    /// The headquarters test of one customer.
    pub parentage: Spread,
    /// Parties whose answers one change of a list can touch: of ten changes, the most.
    pub touched_most: usize,
    /// Finding those.
    pub touched: Spread,
    /// Answers: certainly held, possibly, not.
    pub answers: [usize; 3],
}

/// Draws a graph, loads it and asks about customers.
///
/// # Errors
/// When the tables are refused, which they are not unless the format has changed.
pub fn ownership(options: &OwnershipOptions, countries: &Countries) -> Result<OwnershipFigures, String> {
    let (parties, interests) = tables(options);
    let on = "2026-11-21".parse().map_err(|_| "the date is refused")?;
    let start = Instant::now();
    let mut builder = GraphBuilder::new();
    for (name, table) in [("parties.csv", &parties), ("interests.csv", &interests)] {
        let report = read(&mut builder, name, table.as_bytes(), countries).map_err(|error| error.to_string())?;
        if let Some(row) = report.bad_rows.first() {
            return Err(format!("{name}: {row}"));
        }
    }
    let graph = builder.finish();
    let load_seconds = start.elapsed().as_secs_f64();

    let mut draw = Draw::new(options.seed ^ 0x0077);
    let mut some = |count: usize, first: u64| -> Vec<_> {
        let groups = options.parties / GROUP;
        let places = (0..count).map(|_| draw.below(groups) * GROUP + first + draw.below(GROUP - first));
        places.filter_map(|place| graph.find(&id(place))).collect()
    };
    let listed_count = usize::try_from(options.parties * options.listed_per_mille / 1000).unwrap_or(0);
    let listed = Listed::certainly(some(listed_count, 0));
    let customers = some(options.customers, OWNERLESS);
    let changed = some(10, 0);
    let mut answers = [0; 3];
    for customer in &customers {
        let place = match aggregate(&graph, *customer, on, &listed).held {
            Held::Certainly => 0,
            Held::Possibly => 1,
            Held::Not => 2,
        };
        if let Some(count) = answers.get_mut(place) {
            *count += 1;
        }
    }
    let touched_most = changed.iter().map(|party| touched(&graph, [*party]).len()).max().unwrap_or(0);
    Ok(OwnershipFigures {
        parties: graph.party_count(),
        interests: graph.interest_count(),
        table_bytes: parties.len() + interests.len(),
        load_seconds,
        graph_bytes: graph.bytes(),
        customers: customers.len(),
        aggregate: spread(&customers, |customer| {
            black_box(aggregate(&graph, *customer, on, &listed));
        }),
        parentage: spread(&customers, |customer| {
            black_box(parentage(&graph, *customer, on));
        }),
        touched_most,
        touched: spread(&changed, |party| {
            black_box(touched(&graph, [*party]));
        }),
        answers,
    })
}

fn spread<T>(subjects: &[T], operation: impl Fn(&T)) -> Spread {
    let timed = |subject: &T| -> Vec<Duration> {
        let round = |_| {
            let start = Instant::now();
            operation(subject);
            start.elapsed()
        };
        (0..ROUNDS).map(round).collect()
    };
    Spread::new(subjects.iter().map(timed).collect())
}

fn id(place: u64) -> String {
    format!("P{place:07}")
}

/// The two tables.
fn tables(options: &OwnershipOptions) -> (String, String) {
    let mut draw = Draw::new(options.seed);
    let mut parties = String::from("id,name,kind,headquarters\n");
    let mut interests = String::from("owner,owned,nature,percent,from,to,held\n");
    for place in 0..options.parties {
        let within = place % GROUP;
        let kind = if place >= CORE && within < OWNERLESS && draw.percent(60) { "person" } else { "organization" };
        let country = draw.word(&["US", "GB", "SG", "CN", "DE", "JP", "NL", "AE", ""]);
        let _ = writeln!(parties, "{},Company number {place} Ltd,{kind},{country}", id(place));
    }
    let companies = options.parties * (GROUP - OWNERLESS) / GROUP;
    // Hundredths of an owner for each company.
    let owners = (options.interests * 100).checked_div(companies.max(1)).unwrap_or(0);
    for place in 0..options.parties {
        if place < CORE {
            for _ in 0..5 {
                let other = draw.below(CORE.min(options.parties));
                row(&mut interests, &mut draw, other, place, 12);
            }
        } else if place % GROUP >= OWNERLESS {
            let count = owners / 100 + u64::from(draw.percent(owners % 100));
            company(&mut interests, &mut draw, options, place, count);
        }
    }
    (parties, interests)
}

/// The owners of one company: of its group, but for a few.
fn company(interests: &mut String, draw: &mut Draw, options: &OwnershipOptions, place: u64, count: u64) {
    let (group, within) = (place - place % GROUP, place % GROUP);
    let mut left = 100;
    for _ in 0..count {
        let owner = match draw.below(1000) {
            0..12 => draw.below(CORE.min(options.parties)),
            12..15 => draw.below(options.parties),
            // Somebody below: a circle, if that one is held from above.
            15..25 => group + draw.below(GROUP),
            _ => group + draw.below(within.max(1)),
        };
        let share = draw.below(left + 1).min(left);
        left -= share;
        row(interests, draw, owner.min(options.parties.saturating_sub(1)), place, share);
    }
}

fn row(interests: &mut String, draw: &mut Draw, owner: u64, owned: u64, share: u64) {
    let percent = match draw.below(100) {
        0..4 => String::new(),
        4..9 => format!("{}-{share}", share / 2),
        9..30 => format!("{}.{:02}", share.saturating_sub(1), draw.below(100)),
        _ => share.to_string(),
    };
    let nature = if draw.percent(3) { "consolidation" } else { "" };
    let percent = if nature.is_empty() { percent } else { String::new() };
    let from = draw.word(&["2015-01-01", "2019-06-30", "2021-03-01", ""]);
    let to = if draw.percent(5) { "2024-12-31" } else { "" };
    let _ = writeln!(interests, "{},{},{nature},{percent},{from},{to},", id(owner), id(owned));
}

#[cfg(test)]
mod tests {
    use super::*;
    use portcullis_catalog::Catalog;
    use std::path::Path;

    #[test]
    fn a_small_graph_is_measured() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
        let catalog = Catalog::load_directory(&folder).unwrap();
        let options = OwnershipOptions {
            parties: 4000,
            interests: 8000,
            customers: 200,
            listed_per_mille: 100,
            ..Default::default()
        };
        let figures = ownership(&options, catalog.countries()).unwrap();
        assert_eq!((figures.parties, figures.customers), (4000, 200));
        assert!((7000..9500).contains(&figures.interests), "{figures:?}");
        assert_eq!(figures.answers.iter().sum::<usize>(), 200);
        assert!(figures.answers.iter().all(|count| *count > 0), "{figures:?}");
    }
}
