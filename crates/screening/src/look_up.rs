//! A name that is asked for, taken apart and each word looked up once.

use crate::acronym;
use crate::clean::clean;
use crate::index::Index;
use crate::lexicon::Class;
use crate::reading::readings;
use crate::vocabulary::{Counts, KIN, Likeness, SAME, Slack, WordId};
use crate::weight::{Weight, as_class};
use crate::words::{Word, Words};
use foldhash::HashMap;
use smallvec::SmallVec;
use std::ops::RangeInclusive;

/// Words whose neighbours are remembered, before all are forgotten.
const REMEMBERED: usize = 20_000;
/// Words written apart are tried together, up to this many.
const MOST_JOINED: usize = 4;
/// A word that long may be several, written together.
const RUN_TOGETHER: usize = 12;
/// Longer runs are not taken apart.
const LONGEST_RUN: usize = 120;
/// The longest word looked for in a run.
const LONGEST_WORD: usize = 20;
/// Words of these lengths may have been written apart.
const SPLIT_LENGTH: RangeInclusive<usize> = 5..=40;
/// Ways to write one word apart that are tried.
const MOST_SPLITS: usize = 4;

/// A word of a query.
#[derive(Debug, Clone)]
pub(crate) struct QueryWord {
    pub word: Word,
    pub weight: Weight,
    /// Listed, or met in names at large.
    pub is_known: bool,
}

/// Words of the query, one or several in a row, that a listed word may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Near {
    /// The listed word.
    pub listed: WordId,
    /// The first word of the query.
    pub first: u8,
    /// How many words of the query.
    pub count: u8,
    pub likeness: Likeness,
}

/// A word of the query written apart: listed words that stand in a row.
#[derive(Debug, Clone)]
pub(crate) struct Split {
    pub word: u8,
    pub parts: Row,
}

/// One reading of a query, looked up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reading {
    pub words: Vec<QueryWord>,
    pub weight: Weight,
    /// Sorted by listed word.
    pub near: Vec<Near>,
    pub splits: Vec<Split>,
    pub taken: Words,
    pub slack: Slack,
    /// It has a legal form that nobody but a company has.
    pub is_of_a_company: bool,
    /// It names a place.
    pub has_place: bool,
    /// A name in it was replaced by another one of the same body.
    pub is_by_another_name: bool,
}

/// Listed words near a word, with how near, the nearest first.
type NearWords = Vec<(WordId, Likeness)>;

/// Listed words in a row.
type Row = SmallVec<[WordId; 3]>;

/// What an index says of a word.
#[derive(Debug, Clone, Default)]
struct Known {
    weight: Weight,
    /// Listed, or met in names at large.
    is_known: bool,
    near: NearWords,
    splits: Vec<Row>,
}

/// The space for taking queries apart.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    counts: Counts,
    found: NearWords,
    /// What the index said of words, by how closely they had to agree: names share words.
    remembered: [HashMap<Box<str>, Known>; 3],
    nothing: Known,
    index: Option<u64>,
    joined: String,
}

/// The readings of a name, looked up. None where the name holds nothing to match.
pub(crate) fn look_up(name: &str, is_person: bool, index: &Index, desk: &mut Desk) -> Vec<Reading> {
    desk.turn_to(index);
    let lexicon = &index.lexicon;
    let mut texts = readings(&clean(name, lexicon.homoglyphs()), lexicon);
    let others = texts.first().map(|text| [with_spaces(text, index), in_pinyin(text, index)]);
    texts.extend(others.into_iter().flatten().flatten());
    let by_other_names = texts.first().map(|text| lexicon.by_other_names(text)).unwrap_or_default();
    let slack = if is_person { Slack::Loose } else { Slack::Tight };
    let all = texts.iter().map(|text| (text, false)).chain(by_other_names.iter().map(|text| (text, true)));
    all.filter_map(|(text, is_by_another_name)| {
        let mut taken = Words::default();
        taken.take(text, is_person, lexicon);
        (!taken.words().is_empty()).then(|| Reading { is_by_another_name, ..read(taken, slack, index, desk) })
    })
    .collect()
}

fn read(taken: Words, slack: Slack, index: &Index, desk: &mut Desk) -> Reading {
    let mut reading = Reading { taken, slack, ..Reading::default() };
    for (at, word) in (0_u8..).zip(reading.taken.words()) {
        let known = desk.known(reading.taken.text(word), word.class.is_telling().then_some(slack), index);
        let weight = as_class(known.weight, word.class);
        reading.weight += weight;
        reading.has_place |= word.class == Class::Place;
        reading.is_of_a_company |= word.class == Class::Form && index.lexicon.is_of_a_company(reading.taken.text(word));
        reading.words.push(QueryWord { word: word.clone(), weight, is_known: known.is_known });
        let near = known.near.iter().map(|&(listed, likeness)| Near { listed, first: at, count: 1, likeness });
        reading.near.extend(near);
        reading.splits.extend(known.splits.iter().map(|parts| Split { word: at, parts: parts.clone() }));
    }
    add_joined(&mut reading, index, desk);
    reading.near.sort_unstable();
    reading
}

impl Reading {
    /// The only telling word, where it is short enough to be an acronym.
    pub fn acronym(&self) -> Option<&str> {
        let mut telling = self.words.iter().filter(|word| word.word.class.is_telling());
        let (Some(only), None) = (telling.next(), telling.next()) else { return None };
        let text = self.taken.text(&only.word);
        acronym::LENGTH.contains(&text.len()).then_some(text)
    }

    /// What words of the query tell.
    pub fn weight_of(&self, first: u8, count: u8) -> Weight {
        self.words.iter().skip(first.into()).take(count.into()).map(|word| word.weight).sum()
    }
}

impl Desk {
    /// What the index says of a word; without slack, of the word itself alone.
    fn known(&mut self, word: &str, slack: Option<Slack>, index: &Index) -> &Known {
        let [exact, tight, loose] = &mut self.remembered;
        let remembered = match slack {
            None => exact,
            Some(Slack::Tight) => tight,
            Some(Slack::Loose) => loose,
        };
        if remembered.len() >= REMEMBERED {
            remembered.clear();
        }
        if !remembered.contains_key(word) {
            let id = index.vocabulary.id(word);
            let mut known = Known {
                weight: index.weight_of(word),
                is_known: id.is_some() || index.lexicon.background(word).0 > 0,
                near: id.map(|id| (id, SAME)).into_iter().collect(),
                splits: Vec::new(),
            };
            if let Some(slack) = slack {
                index.vocabulary.similar(word, slack, &mut self.counts, &mut self.found);
                add_kin(word, index, &mut self.found);
                known.near.clone_from(&self.found);
                known.splits = splits(word, index);
            }
            remembered.insert(word.into(), known);
        }
        remembered.get(word).unwrap_or(&self.nothing)
    }

    /// Forgets what another index said.
    fn turn_to(&mut self, index: &Index) {
        if self.index != Some(index.serial) {
            self.remembered.iter_mut().for_each(HashMap::clear);
            self.index = Some(index.serial);
        }
    }
}

/// Adds the words that the tables call kin.
fn add_kin(word: &str, index: &Index, found: &mut NearWords) {
    for id in index.lexicon.kin(word).iter().filter_map(|kin| index.vocabulary.id(kin)) {
        match found.iter_mut().find(|(found, _)| *found == id) {
            Some((_, likeness)) => *likeness = (*likeness).max(KIN),
            None => found.push((id, KIN)),
        }
    }
}

/// Ways to write a word apart, so that each part is a listed word: the rarest parts first.
fn splits(word: &str, index: &Index) -> Vec<Row> {
    let listed =
        |part: &str| index.vocabulary.id(part).or_else(|| index.vocabulary.id(index.lexicon.stands_for(part)?));
    let mut found: Vec<(usize, Row)> = Vec::new();
    if !SPLIT_LENGTH.contains(&word.len()) || !word.is_ascii() {
        return Vec::new();
    }
    let commonness = |id| index.names_with(id).len();
    for first_end in 2..=word.len() - 2 {
        let (Some(first), Some(rest)) = (word.get(..first_end), word.get(first_end..)) else { continue };
        let Some(first) = listed(first) else { continue };
        if let Some(last) = listed(rest) {
            found.push((commonness(first).min(commonness(last)), [first, last].into_iter().collect()));
        }
        for second_end in 2..rest.len().saturating_sub(1) {
            let (Some(second), Some(third)) = (rest.get(..second_end), rest.get(second_end..)) else { continue };
            if let (Some(second), Some(third)) = (listed(second), listed(third)) {
                let common = commonness(first).min(commonness(second)).min(commonness(third));
                found.push((common, [first, second, third].into_iter().collect()));
            }
        }
    }
    found.sort_unstable();
    found.truncate(MOST_SPLITS);
    found.into_iter().map(|(_, parts)| parts).collect()
}

/// Neighbouring words, written together: as they were written, since what was written apart was no phrase.
fn add_joined(reading: &mut Reading, index: &Index, desk: &mut Desk) {
    let words = reading.taken.words();
    for first in 0..words.len() {
        let row = words.get(first..).unwrap_or_default();
        for count in 2..=row.len().min(MOST_JOINED) {
            let (Some(start), Some(end)) = (row.first(), row.get(count - 1)) else { continue };
            desk.joined.clear();
            let written = reading.taken.as_written(start.written.start..end.written.end);
            desk.joined.extend(written.split(' '));
            let (Ok(first), Ok(small)) = (u8::try_from(first), u8::try_from(count)) else { continue };
            if desk.joined.len() < 4 {
                continue;
            }
            let is_no_word = |word: &Word| index.vocabulary.id(reading.taken.text(word)).is_none();
            if let Some(listed) = index.vocabulary.id(&desk.joined) {
                reading.near.push(Near { listed, first, count: small, likeness: SAME });
            } else if count == 2 && row.iter().take(2).any(is_no_word) {
                // One of the two is no word at all: they may be one word with an error in it.
                index.vocabulary.similar(&desk.joined, Slack::Tight, &mut desk.counts, &mut desk.found);
                let found = desk.found.iter().map(|&(listed, likeness)| Near { listed, first, count: small, likeness });
                reading.near.extend(found);
            }
        }
    }
}

/// A name without spaces, with spaces: the fewest known words that make up each word that is none itself.
fn with_spaces(reading: &str, index: &Index) -> Option<String> {
    let mut spaced = String::with_capacity(reading.len() + 8);
    let mut changed = false;
    for word in reading.split([' ', '.', '&']).filter(|word| !word.is_empty()) {
        let whole = word.len() < RUN_TOGETHER || index.knows(word);
        match if whole { None } else { parted(word, index) } {
            Some(parts) => {
                changed = true;
                parts.iter().for_each(|part| spaced.extend([part, " "]));
            }
            None => spaced.extend([word, " "]),
        }
    }
    changed.then_some(spaced)
}

/// A name in Wade-Giles, in pinyin: Tsingtao is Qingdao, and Hsin is Xin.
fn in_pinyin(reading: &str, index: &Index) -> Option<String> {
    // One syllable alone may be a word of any language.
    let mut changed = 0;
    let words = reading.split(' ').filter(|word| !word.is_empty()).map(|word| {
        let pinyin = index.lexicon.wade_giles(word);
        changed += usize::from(pinyin.is_some());
        pinyin.unwrap_or(word)
    });
    let words = words.collect::<Vec<_>>().join(" ");
    (changed >= 2).then_some(words)
}

/// The fewest known words that make up a word.
fn parted<'a>(word: &'a str, index: &Index) -> Option<Vec<&'a str>> {
    if word.len() > LONGEST_RUN || !word.is_ascii() {
        return None;
    }
    // By end: how many words it takes, and where the last one begins.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; word.len() + 1];
    *best.first_mut()? = Some((0, 0));
    for end in 1..=word.len() {
        for start in end.saturating_sub(LONGEST_WORD)..end {
            let Some((count, _)) = best.get(start).copied().flatten() else { continue };
            let fewer = best.get(end).copied().flatten().is_none_or(|(known, _)| count + 1 < known);
            let is_word = |part: &str| index.knows(part) && (part.len() > 1 || index.lexicon.is_particle(part));
            if fewer && word.get(start..end).is_some_and(is_word) {
                *best.get_mut(end)? = Some((count + 1, start));
            }
        }
    }
    let mut parts = Vec::new();
    let mut end = word.len();
    while end > 0 {
        let (_, start) = best.get(end).copied().flatten()?;
        parts.push(word.get(start..end)?);
        end = start;
    }
    parts.reverse();
    // Many short pieces make up anything.
    (word.len() >= parts.len() * 4).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Listed;
    use crate::lexicon::{Lexicon, LexiconSource};
    use std::sync::Arc;

    /// Six ways to write a trade name, Cantonese, spaces, pinyin, two other names: `ARCHITECTURE.md` states the sum.
    const MOST_READINGS: usize = 11;

    #[test]
    fn a_name_that_is_read_in_every_way_has_the_most_readings_there_are() {
        let lexicon = Lexicon::load(&LexiconSource {
            han: "char,simplified,mandarin,cantonese\n明,,ming,ming\n好,,hao,hou\n辉,,hui,fai\n",
            trade_names: "han,name\n明好,one|two|three|four|five|six|seven\n",
            trade_aliases: "name,alias\nhsin chu,acme|bolt|crown|dove\n",
            wade_giles: "syllable,pinyin\nhsin,xin\nchu,zhu\n",
            ..LexiconSource::default()
        });
        let names = ["Shenzhen Electronics", "Electronics Shenzhen"].map(std::iter::once);
        let listed = names.into_iter().map(|names| Listed { names, is_person: false });
        let index = Index::build(Arc::new(lexicon.unwrap()), None, listed);
        let count = |name: &str| look_up(name, false, &index, &mut Desk::default()).len();
        assert_eq!(count("shenzhenelectronics xin hsin zhu chu"), 3);
        assert_eq!(count("明好 shenzhenelectronics hsin chu 辉"), MOST_READINGS);
    }
}
