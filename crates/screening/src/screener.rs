//! Lists in memory, and a party asked for: the candidates, with all that is known weighed.

use crate::evidence::{Evidence, KIND_DIFFERS, SAME_IDENTIFIER, compare, identifier, is_person, weigh};
use crate::explain::{Explanation, explain};
use crate::index::{Index, Listed};
use crate::lexicon::Lexicon;
use crate::query::Query;
use crate::search::{Found, Hit, Score, Searcher};
use foldhash::{HashMap, HashMapExt};
use portcullis_lists::{Entry, Header, Kind, Snapshot};
use smallvec::SmallVec;
use std::cmp::Reverse;
use std::sync::Arc;

/// Hits looked at for each one asked for, since evidence can change their order.
const HITS_FOR_A_CANDIDATE: usize = 3;

/// The lists that serve, ready to be asked.
#[derive(Debug)]
pub struct Screener {
    index: Index,
    entries: Vec<Entry>,
    /// By entry: whether it is a ship, an aircraft, a person.
    is_no_company: Vec<bool>,
    /// The snapshots, and where the entries of each end.
    snapshots: Vec<(Header, usize)>,
    identifiers: HashMap<Box<str>, SmallVec<[u32; 1]>>,
}

/// A listed party that the query may mean.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// The snapshot it is in.
    pub snapshot: &'a Header,
    /// The name of the entry that matched best; none where a number alone matched.
    pub name: Option<&'a str>,
    /// The score of the names alone.
    pub name_score: Score,
    /// The score with all that is known.
    pub score: Score,
    /// What was compared besides the names.
    pub evidence: Vec<Evidence>,
    hit: Option<Hit>,
}

/// What a screening found.
#[derive(Debug, Clone)]
pub enum Screening<'a> {
    /// The name holds nothing that could be matched: neither a match nor a clear.
    Unscreenable,
    /// The candidates, best first.
    Candidates(Vec<Candidate<'a>>),
}

impl Screener {
    /// Takes the names of all entries apart.
    #[must_use]
    pub fn new(lexicon: Arc<Lexicon>, snapshots: Vec<Snapshot>) -> Self {
        let mut entries = Vec::with_capacity(snapshots.iter().map(|snapshot| snapshot.entries.len()).sum());
        let mut headers = Vec::with_capacity(snapshots.len());
        for snapshot in snapshots {
            entries.extend(snapshot.entries);
            headers.push((snapshot.header, entries.len()));
        }
        let mut identifiers: HashMap<Box<str>, SmallVec<[u32; 1]>> = HashMap::new();
        for (at, entry) in (0_u32..).zip(&entries).filter(|(_, entry)| !entry.linked) {
            for number in entry.identifiers.iter().filter_map(|listed| identifier(&listed.value)) {
                identifiers.entry(number.into()).or_default().push(at);
            }
        }
        // A party that is published only because it is linked to a listed one is not listed.
        let parties = entries.iter().map(|entry| Listed {
            names: names(entry).filter(|_| !entry.linked),
            is_person: entry.kind == Kind::Person,
        });
        let index = Index::build(lexicon, None, parties);
        let is_no_company = |entry: &Entry| matches!(entry.kind, Kind::Person | Kind::Vessel | Kind::Aircraft);
        let is_no_company = entries.iter().map(is_no_company).collect();
        Self { index, entries, is_no_company, snapshots: headers, identifiers }
    }

    /// The parties on the lists, in the order that [`Hit::entry`] counts.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How many names are indexed, each reading counted.
    #[must_use]
    pub fn names(&self) -> usize {
        self.index.names()
    }

    /// The snapshots that serve.
    pub fn snapshots(&self) -> impl Iterator<Item = &Header> {
        self.snapshots.iter().map(|(header, _)| header)
    }

    /// The names alone, as fast as can be: the best `limit` entries.
    pub fn search<'s>(&self, query: &Query<'_>, limit: usize, searcher: &'s mut Searcher) -> Found<'s> {
        if self.named(query, limit, searcher) == Found::Unscreenable {
            return Found::Unscreenable;
        }
        searcher.rescored(limit, |hit| {
            let differs = self.kind_differs(query, hit).then_some(KIND_DIFFERS);
            weigh(hit.score, differs.as_slice())
        })
    }

    /// The entries whose names are nearest, more than are asked for.
    fn named<'s>(&self, query: &Query<'_>, limit: usize, searcher: &'s mut Searcher) -> Found<'s> {
        searcher.search(&self.index, &query.name, is_person(query.kind), limit * HITS_FOR_A_CANDIDATE)
    }

    /// Whether the query is named as only companies are, and the entry is none: a ship, an aircraft, a person.
    fn kind_differs(&self, query: &Query<'_>, hit: &Hit) -> bool {
        hit.is_of_a_company
            && self.is_no_company.get(hit.entry as usize).is_some_and(|is_none| *is_none)
            && query.kind.is_none_or(|kind| kind.is_unknown())
            && !self.index.is_of_a_company(hit.at)
    }

    /// The best `limit` candidates, with everything that is known of the party weighed.
    pub fn screen(&self, query: &Query<'_>, limit: usize, searcher: &mut Searcher) -> Screening<'_> {
        let found = self.named(query, limit, searcher);
        let hits = match found {
            Found::Unscreenable => &[],
            Found::Hits(hits) => hits,
        };
        let mut candidates: Vec<Candidate<'_>> =
            hits.iter().filter_map(|hit| self.candidate(query, hit.entry, Some(*hit))).collect();
        for number in query.identifiers.iter().filter_map(|asked| identifier(asked)) {
            for at in self.identifiers.get(number.as_str()).into_iter().flatten() {
                if !candidates.iter().any(|known| known.hit.is_some_and(|hit| hit.entry == *at)) {
                    candidates.extend(self.candidate(query, *at, None));
                }
            }
        }
        if found == Found::Unscreenable && candidates.is_empty() {
            return Screening::Unscreenable;
        }
        candidates.sort_by_key(|candidate| Reverse(candidate.score));
        candidates.truncate(limit);
        Screening::Candidates(candidates)
    }

    fn candidate(&self, query: &Query<'_>, at: u32, hit: Option<Hit>) -> Option<Candidate<'_>> {
        let entry = self.entries.get(at as usize)?;
        let (snapshot, _) = self.snapshots.iter().find(|(_, end)| (at as usize) < *end)?;
        let mut evidence = compare(query, entry);
        evidence.extend(hit.filter(|hit| self.kind_differs(query, hit)).map(|_| KIND_DIFFERS));
        let name_score = hit.map_or(Score::default(), |hit| hit.score);
        let score = weigh(name_score, &evidence);
        let name = hit.and_then(|hit| names(entry).nth(hit.name as usize));
        let score = if hit.is_none() { SAME_IDENTIFIER } else { score };
        Some(Candidate { entry, snapshot, name, name_score, score, evidence, hit })
    }

    /// Why a candidate has its score, word by word.
    #[must_use]
    pub fn explain(&self, query: &Query<'_>, candidate: &Candidate<'_>, searcher: &mut Searcher) -> Explanation {
        match (candidate.hit, candidate.name) {
            (Some(hit), Some(name)) => explain(&self.index, &query.name, is_person(query.kind), hit, name, searcher),
            _ => Explanation::default(),
        }
    }
}

/// The names of an entry, the primary one first.
fn names(entry: &Entry) -> impl Iterator<Item = &str> {
    std::iter::once(entry.name.as_str()).chain(entry.aliases.iter().map(|alias| alias.name.as_str()))
}
