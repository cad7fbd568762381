//! Asking the lists, file by file.

use super::data::{Asked, Queries};
use super::rates::{Rates, Tally, Threshold, place};
use portcullis_screening::{Found, Query, Score, Screener, Screening, Searcher};
use std::collections::BTreeMap;

/// Hits of a query that are looked at.
pub(super) const HITS: usize = 10;

/// What of a party the query says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Knowing {
    Name,
    NameAndCountry,
}

/// A file of queries, asked.
#[derive(Debug)]
pub(super) struct Answered {
    pub file: &'static str,
    pub rates: Rates,
    pub categories: BTreeMap<String, Rates>,
}

/// The hits of a query, as ids and scores, best first.
fn ask<'a>(
    screener: &'a Screener,
    asked: &Asked,
    knowing: Knowing,
    limit: usize,
    searcher: &mut Searcher,
) -> Vec<(&'a str, Score)> {
    let named = Query::named(&asked.name);
    match knowing {
        Knowing::Name => match screener.search(&named, limit, searcher) {
            Found::Unscreenable => Vec::new(),
            Found::Hits(hits) => {
                let entry = |at: u32| screener.entries().get(at as usize);
                hits.iter().filter_map(|hit| Some((entry(hit.entry)?.id.as_str(), hit.score))).collect()
            }
        },
        Knowing::NameAndCountry => {
            let query =
                Query { countries: asked.country.iter().map(|country| country.as_str().into()).collect(), ..named };
            match screener.screen(&query, limit, searcher) {
                Screening::Unscreenable => Vec::new(),
                Screening::Candidates(all) => all.iter().map(|one| (one.entry.id.as_str(), one.score)).collect(),
            }
        }
    }
}

/// The highest score of each query.
pub(super) fn highest(screener: &Screener, asked: &[Asked], knowing: Knowing) -> Vec<Option<Score>> {
    let mut searcher = Searcher::default();
    let top = |asked| ask(screener, asked, knowing, HITS, &mut searcher).first().map(|(_, score)| *score);
    asked.iter().map(top).collect()
}

/// What the queries of a file find.
pub(super) fn answered(screener: &Screener, file: &Queries, knowing: Knowing, threshold: Threshold) -> Answered {
    let mut searcher = Searcher::default();
    let mut all = Tally::default();
    let mut categories: BTreeMap<String, Tally> = BTreeMap::new();
    for asked in &file.asked {
        let hits = ask(screener, asked, knowing, HITS, &mut searcher);
        let found = place(&hits, &asked.gold);
        all.add(found, threshold);
        categories.entry(asked.category.clone()).or_default().add(found, threshold);
    }
    let categories = categories.into_iter().map(|(category, tally)| (category, tally.rates()));
    Answered { file: file.name, rates: all.rates(), categories: categories.collect() }
}
