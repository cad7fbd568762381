//! From a query to its best candidates.
//!
//! Every listed name that shares a telling word with the query, or a word near one, collects what the shared words
//! tell. The best by that first count are aligned word by word.

use crate::align::{Aligner, Alignment};
use crate::balance::{Balance, Scale};
use crate::index::{Index, Name, NameWord};
use crate::look_up::{Desk, Reading, look_up};
use crate::vocabulary::{SAME, WordId};
use smallvec::SmallVec;
use std::cmp::Reverse;

/// Names that are aligned at most, but for those of the very same words.
const ALIGNED: usize = 64;
/// Of those, the best whose party's other names are looked at.
const WITH_OTHER_NAMES: usize = 48;
/// Words that tell less than this find no candidates of their own, where a better word does.
const TELLING: u32 = 250;
/// Names that are looked at for a word written apart.
const SPLIT_NAMES: usize = 256;
/// How many names with a word are gone through in the time that it takes to look at one name's words.
const FEWER: usize = 6;

/// A score between 0 and 1, in ten-thousandths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub u32);

/// A listed party that the query may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Which party, counted as they were given to the index.
    pub entry: u32,
    /// Which of its names matched best, the primary one being 0.
    pub name: u32,
    /// How well.
    pub score: Score,
    /// The listed name, counted over all, each reading for itself.
    pub(crate) at: u32,
    /// The reading of the query that matched best.
    pub(crate) reading: u8,
    /// That reading has a legal form that nobody but a company has.
    pub(crate) is_of_a_company: bool,
}

/// The space for searching. One per thread.
#[derive(Debug)]
pub struct Searcher {
    pub(crate) scale: Scale,
    pub(crate) desk: Desk,
    collected: Vec<u32>,
    touched: Vec<u32>,
    /// How much is shared, how far the weights are apart, and which name.
    ranked: Vec<(Reverse<u32>, u32, u32)>,
    pub(crate) aligner: Aligner,
    aligned: Vec<(Score, u32, Balance)>,
    hits: Vec<Hit>,
}

/// What a search found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found<'a> {
    /// The name holds nothing that could be matched: neither a match nor a clear.
    Unscreenable,
    /// The best candidates, best first.
    Hits(&'a [Hit]),
}

impl Default for Searcher {
    fn default() -> Self {
        Self::with_scale(Scale::SEARCH)
    }
}

impl Searcher {
    pub(crate) fn with_scale(scale: Scale) -> Self {
        Self {
            scale,
            desk: Desk::default(),
            collected: Vec::new(),
            touched: Vec::new(),
            ranked: Vec::new(),
            aligner: Aligner::default(),
            aligned: Vec::new(),
            hits: Vec::new(),
        }
    }

    /// The best `limit` parties for a name.
    pub fn search(&mut self, index: &Index, name: &str, is_person: bool, limit: usize) -> Found<'_> {
        let readings = look_up(name, is_person, index, &mut self.desk);
        self.hits.clear();
        if readings.is_empty() {
            return Found::Unscreenable;
        }
        for (at, reading) in (0_u8..).zip(&readings) {
            self.collect(index, reading);
            self.rank(index, reading);
            self.align(index, at, reading);
        }
        // One hit a party: its best name, the earlier one where two are as good.
        self.hits.sort_unstable_by_key(|hit| (hit.entry, Reverse(hit.score), hit.name, hit.at, hit.reading));
        self.hits.dedup_by_key(|hit| hit.entry);
        self.hits.sort_by_key(|hit| Reverse(hit.score));
        self.hits.truncate(limit);
        Found::Hits(&self.hits)
    }

    /// The best `limit` hits, with their scores changed.
    pub(crate) fn rescored(&mut self, limit: usize, score: impl Fn(&Hit) -> Score) -> Found<'_> {
        self.hits.iter_mut().for_each(|hit| hit.score = score(hit));
        self.hits.sort_by_key(|hit| Reverse(hit.score));
        self.hits.truncate(limit);
        Found::Hits(&self.hits)
    }

    /// Adds up, for each name, what the words tell that it shares with the query.
    fn collect(&mut self, index: &Index, reading: &Reading) {
        self.collected.resize(index.names(), 0);
        let most = reading.words.iter().map(|word| word.weight).max().unwrap_or(0);
        let telling = TELLING.min(most);
        for telling_first in [true, false] {
            for near in &reading.near {
                let own = reading.weight_of(near.first, near.count);
                let weight = if near.count > 1 { own.max(index.plain_weight(near.listed)) } else { own };
                if (weight >= telling) == telling_first {
                    let worth = weight * self.scale.worth(near.likeness, reading.slack) / SAME;
                    if telling_first {
                        self.add(index.names_with(near.listed), worth);
                    } else {
                        self.add_common(index, near.listed, worth);
                    }
                }
            }
        }
        for split in &reading.splits {
            let weight = reading.weight_of(split.word, 1);
            let rarest = split.parts.iter().map(|part| index.names_with(*part)).min_by_key(|names| names.len());
            for at in rarest.into_iter().flatten().take(SPLIT_NAMES) {
                let words = index.name(*at).map_or(&[][..], |name| index.words_of(name));
                let in_a_row = |row: &[NameWord]| row.iter().map(|word| word.id()).eq(split.parts.iter().copied());
                if words.windows(split.parts.len()).any(in_a_row) {
                    self.add(&[*at], weight);
                }
            }
        }
        if let Some(acronym) = reading.acronym() {
            self.add(index.names_abbreviated(acronym), reading.weight);
        }
    }

    fn add(&mut self, names: &[u32], weight: u32) {
        for name in names {
            if let Some(collected) = self.collected.get_mut(*name as usize) {
                if *collected == 0 {
                    self.touched.push(*name);
                }
                *collected += weight.max(1);
            }
        }
    }

    /// Adds a word that tells too little to find a name by: only names that were found count it.
    fn add_common(&mut self, index: &Index, word: WordId, weight: u32) {
        let names = index.names_with(word);
        let mut add = |name: u32| {
            if let Some(collected) = self.collected.get_mut(name as usize).filter(|collected| **collected > 0) {
                *collected += weight.max(1);
            }
        };
        // Whichever is shorter to go through: the names with the word, or the words of the names found.
        if self.touched.len() * FEWER < names.len() {
            let has_word = |name: &Name| index.words_of(name).iter().any(|own| own.id() == word);
            self.touched.iter().filter(|at| index.name(**at).is_some_and(has_word)).for_each(|at| add(*at));
        } else {
            names.iter().for_each(|name| add(*name));
        }
    }

    /// Keeps the names that share most, in proportion.
    fn rank(&mut self, index: &Index, reading: &Reading) {
        self.ranked.clear();
        for name in self.touched.drain(..) {
            let Some(collected) = self.collected.get_mut(name as usize) else { continue };
            let shared = u64::from(std::mem::take(collected));
            let listed = index.name(name).map_or(0, |name| name.weight);
            let all = u64::from(reading.weight + listed).max(1);
            // A name may share a word in several ways, and is no nearer for it than one that tells just as much.
            let part = u32::try_from(shared * u64::from(2 * SAME) / all).unwrap_or(SAME).min(SAME * 11 / 10);
            self.ranked.push((Reverse(part), listed.abs_diff(reading.weight), name));
        }
        if self.ranked.len() > ALIGNED {
            self.ranked.select_nth_unstable(ALIGNED);
            self.ranked.truncate(ALIGNED);
        }
        // The very name is never crowded out.
        let words = reading.words.iter().map(|word| index.vocabulary.id(reading.taken.text(&word.word)));
        if let Some(words) = words.collect::<Option<SmallVec<[WordId; 16]>>>() {
            for same in index.names_of_words(words.into_iter()) {
                if !self.ranked.iter().any(|(_, _, name)| name == same) {
                    self.ranked.push((Reverse(SAME), 0, *same));
                }
            }
        }
    }

    /// Aligns the ranked names with one reading of the query.
    fn align(&mut self, index: &Index, nth: u8, reading: &Reading) {
        self.aligner.prepare(index, reading);
        self.aligned.clear();
        for (_, _, at) in &self.ranked {
            let Some(name) = index.name(*at) else { continue };
            let Alignment { balance, .. } = self.aligner.align(index, reading, name, &self.scale);
            self.aligned.push((balance.score(&self.scale), *at, balance));
        }
        self.aligned.sort_unstable_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
        for (place, (score, at, balance)) in self.aligned.iter_mut().enumerate() {
            let Some(name) = index.name(*at) else { continue };
            if place < WITH_OTHER_NAMES {
                self.aligner.add_other_names(index, reading, name, balance);
                *score = balance.score(&self.scale);
            }
            self.hits.push(Hit {
                entry: name.entry,
                name: name.nth,
                score: if reading.is_by_another_name { Score(score.0 * 8 / 10) } else { *score },
                at: *at,
                reading: nth,
                is_of_a_company: reading.is_of_a_company,
            });
        }
        self.aligner.forget(reading);
    }
}
