//! What screening parties came to, remembered for pages that list them: a search takes longer than a row of a table may.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use jiff::civil::Date;
use portcullis_determination::ListedAs;
use portcullis_gate::Served;
use portcullis_screening::{Finding, Query, Verdict};

/// Parties that are remembered at once.
const MOST: usize = 100_000;

/// What screening a party came to.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// What it came to.
    pub finding: Finding,
    /// Hits that nobody has resolved.
    pub open_hits: usize,
}

/// What was found, with what.
#[derive(Default)]
pub(crate) struct Screened(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    with: Weak<Served>,
    on: Date,
    found: HashMap<(String, String), Found>,
    /// Hits of those above a party that nobody has resolved.
    above: HashMap<String, usize>,
}

impl Screened {
    /// What screening a party comes to. Where no lists serve, it cannot be screened.
    pub fn find(&self, served: &Arc<Served>, on: Date, name: &str, country: &str) -> Found {
        let key = (name.to_owned(), country.to_owned());
        if let Some(found) = self.memory(served, on).found.get(&key) {
            return *found;
        }
        let query = query(name, country);
        let found = served.with_memo(|memo| served.engine.screen_party(&query, on, memo));
        let found = found.map_or(Found { finding: Finding::Unscreenable, open_hits: 0 }, |party| Found {
            finding: party.finding,
            open_hits: party.hits.iter().filter(|hit| waits(hit)).count(),
        });
        self.memory(served, on).found.insert(key, found);
        found
    }

    /// How many hits of those above a party nobody has resolved; they are counted once.
    pub fn above(&self, served: &Arc<Served>, on: Date, name: &str, count: impl FnOnce() -> usize) -> usize {
        if let Some(found) = self.memory(served, on).above.get(name) {
            return *found;
        }
        let found = count();
        self.memory(served, on).above.insert(name.to_owned(), found);
        found
    }

    /// What is remembered of these lists on this day.
    fn memory(&self, served: &Arc<Served>, on: Date) -> MutexGuard<'_, Memory> {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let with = Arc::downgrade(served);
        let is_full = memory.found.len() >= MOST || memory.above.len() >= MOST;
        if !Weak::ptr_eq(&memory.with, &with) || memory.on != on || is_full {
            *memory = Memory { with, on, ..Memory::default() };
        }
        memory
    }
}

/// Whether somebody has to look at a hit: nobody has, or what was found applies no more.
pub(crate) fn waits(hit: &ListedAs) -> bool {
    let is_found = hit.resolution.as_ref().is_some_and(|found| found.lapsed.is_none());
    hit.verdict != Verdict::Clear && !is_found
}

/// What a party is looked up by.
pub(crate) fn query<'a>(name: &'a str, country: &'a str) -> Query<'a> {
    let countries = Some(country).filter(|country| !country.is_empty()).map(Into::into);
    Query { countries: countries.into_iter().collect(), ..Query::named(name) }
}
