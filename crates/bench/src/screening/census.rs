//! Whether every listed name finds its own entry.

use super::names_of;
use portcullis_lists::{Entry, Kind};
use portcullis_screening::{Found, Query, Score, Screener, Searcher};
use serde::Serialize;

/// Hits that are looked at: entries that share a name are many at times.
const HITS: usize = 1000;
/// Names that are told of those that are lost.
const TOLD: usize = 50;

/// Every listed name, asked for.
#[derive(Debug, Default, Serialize)]
pub struct Census {
    /// Names that were asked for; those of persons as such, and as names of which nothing is known.
    pub asked: u32,
    /// Those that hold nothing to match.
    pub unscreenable: u32,
    /// Those that do not find their own entry, first or as good as the first.
    pub lost: u32,
    /// The first of those that are lost.
    pub told: Vec<Lost>,
}

/// A listed name that does not find its own entry.
#[derive(Debug, Serialize)]
pub struct Lost {
    /// The entry.
    pub id: String,
    /// The name.
    pub name: String,
    /// It was asked for as a person.
    pub as_person: bool,
    /// The score of its own entry; none where that is not found at all.
    pub own: Option<Score>,
    /// The entry that comes first instead.
    pub first: Option<String>,
    /// Its score.
    pub first_score: Option<Score>,
}

/// Asks for every name of every entry.
pub(super) fn census(screener: &Screener) -> Census {
    let mut census = Census::default();
    let mut searcher = Searcher::default();
    for (at, entry) in (0_u32..).zip(screener.entries()) {
        for name in names_of(entry) {
            census.ask(screener, &mut searcher, (at, entry, name), None);
            if entry.kind == Kind::Person {
                census.ask(screener, &mut searcher, (at, entry, name), Some(Kind::Person));
            }
        }
    }
    census
}

impl Census {
    fn ask(
        &mut self,
        screener: &Screener,
        searcher: &mut Searcher,
        (at, entry, name): (u32, &Entry, &str),
        kind: Option<Kind>,
    ) {
        self.asked += 1;
        let query = Query { kind, ..Query::named(name) };
        let Found::Hits(hits) = screener.search(&query, HITS, searcher) else {
            self.unscreenable += 1;
            return;
        };
        let (first, own) = (hits.first(), hits.iter().find(|hit| hit.entry == at).map(|hit| hit.score));
        if own.is_some() && own == first.map(|hit| hit.score) {
            return;
        }
        self.lost += 1;
        if self.told.len() < TOLD {
            let id = first.and_then(|hit| screener.entries().get(hit.entry as usize)).map(|entry| entry.id.clone());
            self.told.push(Lost {
                id: entry.id.clone(),
                name: name.to_owned(),
                as_person: kind.is_some(),
                own,
                first: id,
                first_score: first.map(|hit| hit.score),
            });
        }
    }
}
