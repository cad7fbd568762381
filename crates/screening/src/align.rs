//! Which word of the query stands for which word of a listed name, and the score that follows.

use crate::acronym::acronyms;
use crate::balance::{Balance, Scale};
use crate::distance::Pattern;
use crate::index::{Index, Name, NameWord};
use crate::lexicon::Class;
use crate::look_up::{Near, Reading};
use crate::vocabulary::{KIN, Likeness, SAME};
use crate::weight::Weight;
use crate::word_set::WordSet;

/// First letters that stand for words.
const INITIALS: Likeness = 8_500;
/// What it tells that two shared words follow each other on both sides.
const ORDER: Weight = 150;
/// Words less alike, or less telling, say nothing by their order.
const ORDERED: (Likeness, Weight) = (7_000, 50);

/// Words of the query that stand for words of the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    /// First word of the query, and how many.
    pub query: (u8, u8),
    /// First word of the name, and how many.
    pub name: (u8, u8),
    pub likeness: Likeness,
    /// What the words of the query tell here.
    pub query_weight: Weight,
    /// What the words of the name tell here.
    pub name_weight: Weight,
    /// What both sides tell together.
    gain: Weight,
}

/// A query and a name, side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Alignment<'a> {
    pub links: &'a [Link],
    pub balance: Balance,
}

/// The space for aligning, and the words of one query by listed word.
#[derive(Debug, Default)]
pub(crate) struct Aligner {
    /// By listed word: one more than its first place in the reading's `near`.
    near: Vec<u32>,
    possible: Vec<Link>,
    links: Vec<Link>,
    query_joined: String,
    query_parts: u32,
    name_joined: String,
}

impl Aligner {
    /// Marks the listed words that the query is near.
    pub fn prepare(&mut self, index: &Index, reading: &Reading) {
        self.near.resize(index.vocabulary.len(), 0);
        for (at, near) in (1_u32..).zip(&reading.near) {
            if let Some(place) = self.near.get_mut(near.listed as usize).filter(|place| **place == 0) {
                *place = at;
            }
        }
        self.query_joined.clear();
        self.query_parts = 0;
        for word in reading.words.iter().filter(|word| word.word.class.is_telling()) {
            self.query_joined.push_str(reading.taken.text(&word.word));
            self.query_parts += 1;
        }
    }

    /// Takes the marks away.
    pub fn forget(&mut self, reading: &Reading) {
        for near in &reading.near {
            if let Some(place) = self.near.get_mut(near.listed as usize) {
                *place = 0;
            }
        }
    }

    /// Aligns the query with a name: the links that tell most first, no word twice.
    pub fn align(&mut self, index: &Index, reading: &Reading, name: &Name, scale: &Scale) -> Alignment<'_> {
        self.possible.clear();
        self.find_links(index, reading, name, scale);
        self.find_initials(index, reading, name, scale);
        self.possible.sort_unstable_by(|left, right| {
            right.gain.cmp(&left.gain).then((left.query, left.name).cmp(&(right.query, right.name)))
        });
        self.links.clear();
        let mut balance =
            Balance { query_left: reading.weight, name_left: name.weight, slack: reading.slack, ..Balance::default() };
        let words = index.words_of(name);
        let mut name_taken = WordSet::default();
        for link in &self.possible {
            let (query, listed) = (WordSet::row(link.query), WordSet::row(link.name));
            if !balance.query_taken.shares_any(query) && !name_taken.shares_any(listed) {
                balance.query_taken.add(query);
                name_taken.add(listed);
                balance.told += link.gain;
                balance.aligned += link.query_weight + link.name_weight;
                balance.query_left -= reading.weight_of(link.query.0, link.query.1);
                balance.name_left -= weight_of(index, words, link.name);
                self.links.push(*link);
            }
        }
        balance.add_order(self.in_order() * ORDER);
        let unmatched = |class: Class| {
            let left = |taken: WordSet, at: u8| !taken.shares_any(WordSet::row((at, 1)));
            let mut asked = (0_u8..).zip(&reading.words);
            let mut listed = (0_u8..).zip(words);
            (
                asked.any(|(at, word)| word.word.class == class && left(balance.query_taken, at)),
                listed.any(|(at, word)| word.class() == class && left(name_taken, at)),
            )
        };
        balance.against = scale.against(unmatched(Class::Place), unmatched(Class::Number));
        if !reading.has_place {
            let mut places = (0_u8..).zip(words).filter(|(_, word)| word.class() == Class::Place);
            let left_out = places.find(|(at, _)| !name_taken.shares_any(WordSet::row((*at, 1))));
            balance.leave_out_place(left_out.map_or(0, |(_, place)| index.weight(*place)));
        }
        balance.whole = if self.same_words(reading, words) {
            SAME
        } else {
            self.joined(index, words).max(abbreviated(index, reading, words))
        };
        Alignment { links: &self.links, balance }
    }

    /// How many links follow another one on both sides.
    fn in_order(&self) -> u32 {
        let (alike, telling) = ORDERED;
        let counts = |link: &Link| link.likeness > alike;
        let follows = |link: &Link, next: &Link| {
            next.query.0 == link.query.0 + link.query.1
                && next.name.0 == link.name.0 + link.name.1
                && next.query_weight.min(link.query_weight) > telling
        };
        let ordered = self.links.iter().filter(|link| counts(link));
        let pairs = ordered.filter(|link| self.links.iter().any(|next| counts(next) && follows(link, next)));
        u32::try_from(pairs.count()).unwrap_or(u32::MAX)
    }

    /// Adds to the balance what other names of the same party say of the words that this name leaves out.
    pub fn add_other_names(&self, index: &Index, reading: &Reading, name: &Name, balance: &mut Balance) {
        let mut said = WordSet::default();
        for word in index.names_of(name.entry).iter().flat_map(|other| index.words_of(other)) {
            for near in self.near(reading, *word).filter(|near| near.likeness >= KIN) {
                said.add(WordSet::row((near.first, near.count)));
            }
        }
        let said = said.without(balance.query_taken);
        let words = (0_u8..).zip(&reading.words).filter(|(at, _)| said.shares_any(WordSet::row((*at, 1))));
        balance.add_said_elsewhere(words.map(|(_, word)| word.weight).sum());
    }

    /// The words of the query that a listed word may stand for.
    fn near<'a>(&self, reading: &'a Reading, word: NameWord) -> impl Iterator<Item = &'a Near> + use<'a> {
        let first = self.near.get(word.id() as usize).copied().unwrap_or(0);
        let from = (first as usize).checked_sub(1).and_then(|first| reading.near.get(first..)).unwrap_or_default();
        from.iter().take_while(move |near| near.listed == word.id())
    }

    /// Listed words that are, or are near, words of the query.
    fn find_links(&mut self, index: &Index, reading: &Reading, name: &Name, scale: &Scale) {
        let words = index.words_of(name);
        for (at, word) in (0_u8..).zip(words) {
            for near in self.near(reading, *word) {
                let (query_weight, name_weight) = told_by(reading, near, index.weight(*word));
                self.possible.push(Link {
                    query: (near.first, near.count),
                    name: (at, 1),
                    likeness: near.likeness,
                    query_weight,
                    name_weight,
                    gain: (query_weight + name_weight) * scale.worth(near.likeness, reading.slack) / SAME,
                });
            }
            for split in &reading.splits {
                let row = words.get(at.into()..).unwrap_or_default();
                let mut same = row.iter().zip(&split.parts).map(|(word, part)| word.id() == *part);
                if row.len() >= split.parts.len() && same.all(|same| same) {
                    let name = (at, u8::try_from(split.parts.len()).unwrap_or(u8::MAX));
                    let told = weight_of(index, words, name);
                    let link = Link {
                        query: (split.word, 1),
                        name,
                        likeness: SAME,
                        query_weight: told,
                        name_weight: told,
                        gain: 2 * told,
                    };
                    self.possible.push(link);
                }
            }
        }
    }

    /// Short words that are the first letters of words on the other side.
    fn find_initials(&mut self, index: &Index, reading: &Reading, name: &Name, scale: &Scale) {
        let words = index.words_of(name);
        let listed = |at: usize| words.get(at).map_or("", |word| index.vocabulary.word(word.id()));
        let asked = |at: usize| reading.words.get(at).map_or("", |word| reading.taken.text(&word.word));
        let mut push = |query: (usize, usize), name: (usize, usize)| {
            let small = |(first, count)| Some((u8::try_from(first).ok()?, u8::try_from(count).ok()?));
            let (Some(query), Some(name)) = (small(query), small(name)) else { return };
            let (query_weight, name_weight) = (reading.weight_of(query.0, query.1), weight_of(index, words, name));
            // The letters tell no more than the words, nor the words than the letters.
            let both = 2 * name_weight.min(query_weight);
            let gain = both * scale.worth(INITIALS, reading.slack) / SAME;
            self.possible.push(Link { query, name, likeness: INITIALS, query_weight, name_weight, gain });
        };
        for query in 0..reading.words.len() {
            let Some(count) = initials(asked(query)) else { continue };
            for first in 0..(words.len() + 1).saturating_sub(count) {
                if spells(asked(query), |at| listed(first + at)) {
                    push((query, 1), (first, count));
                }
            }
        }
        for at in 0..words.len() {
            let Some(count) = initials(listed(at)) else { continue };
            for first in 0..(reading.words.len() + 1).saturating_sub(count) {
                if spells(listed(at), |next| asked(first + next)) {
                    push((first, count), (at, 1));
                }
            }
        }
    }

    /// Whether the names are of the same words in the same order.
    fn same_words(&self, reading: &Reading, words: &[NameWord]) -> bool {
        let same = |link: &Link| link.likeness == SAME && link.query == link.name && link.query.1 == 1;
        self.links.len() == reading.words.len() && self.links.len() == words.len() && self.links.iter().all(same)
    }

    /// How alike the names are with all spaces taken out: a score that no misplaced space can lower.
    fn joined(&mut self, index: &Index, words: &[NameWord]) -> u32 {
        self.name_joined.clear();
        let mut parts = 0;
        for word in words.iter().filter(|word| word.class().is_telling()) {
            self.name_joined.push_str(index.vocabulary.word(word.id()));
            parts += 1;
        }
        let (left, right) = (self.query_joined.as_bytes(), self.name_joined.as_bytes());
        let longer = left.len().max(right.len());
        // More than one error, or one letter more or less, comes to nothing below.
        if left.len().min(right.len()) < 6 || longer > 64 || left.len().abs_diff(right.len()) > 1 {
            return 0;
        }
        let errors = Pattern::new(left).distance(right);
        let length = u32::try_from(longer).unwrap_or(u32::MAX);
        match errors {
            0 => 9_900,
            // Numbers are equal or different, never similar.
            1 if self.query_parts != parts && digits(left).eq(digits(right)) => {
                9_600_u32.saturating_sub(25_000 / length)
            }
            _ => 0,
        }
    }
}

/// The digits of a name.
fn digits(name: &[u8]) -> impl Iterator<Item = &u8> {
    name.iter().filter(|letter| letter.is_ascii_digit())
}

/// What words of a name tell.
fn weight_of(index: &Index, words: &[NameWord], (first, count): (u8, u8)) -> Weight {
    words.iter().skip(first.into()).take(count.into()).map(|word| index.weight(*word)).sum()
}

/// What a word of the query and a listed word tell when one stands for the other.
fn told_by(reading: &Reading, near: &Near, listed: Weight) -> (Weight, Weight) {
    if near.count == 1 && near.likeness == SAME {
        return (reading.weight_of(near.first, 1), listed);
    }
    let known = near.count == 1 && reading.words.get(usize::from(near.first)).is_some_and(|word| word.is_known);
    if !known {
        // An error makes any word rare, and words written apart are not the words they look like: only the listed
        // word can say what they tell.
        return (listed, listed);
    }
    let less = listed.min(reading.weight_of(near.first, 1));
    (less, less)
}

/// How many words a short word may stand for.
fn initials(word: &str) -> Option<usize> {
    ((1..=5).contains(&word.len()) && word.bytes().all(|letter| letter.is_ascii_alphabetic())).then_some(word.len())
}

/// Whether the letters are the first letters of longer words.
fn spells<'a>(letters: &str, word: impl Fn(usize) -> &'a str) -> bool {
    letters.bytes().enumerate().all(|(at, letter)| {
        let word = word(at).as_bytes();
        word.len() > 1 && word.first() == Some(&letter)
    })
}

/// The score of an acronym beside the name it may stand for: never enough to be sure.
fn abbreviated(index: &Index, reading: &Reading, words: &[NameWord]) -> u32 {
    let Some(acronym) = reading.acronym() else { return 0 };
    let telling: u32 = words.iter().map(|word| index.weight(*word).min(400)).sum();
    let words = words.iter().map(|word| (word.class(), index.vocabulary.word(word.id())));
    if acronyms(words).any(|letters| letters.eq(acronym.chars())) {
        2_500 + u32::try_from(acronym.len()).unwrap_or(0) * 500 + telling / 10
    } else {
        0
    }
}
