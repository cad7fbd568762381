//! The listed names, taken apart once and findable by their words.

use crate::acronym::{self, acronyms};
use crate::clean::clean;
use crate::lexicon::{Class, Lexicon};
use crate::postings::{Postings, stretch};
use crate::reading::readings;
use crate::vocabulary::{Vocabulary, WordId};
use crate::weight::{Weight, as_class, weight};
use crate::words::Words;
use foldhash::{HashMap, HashMapExt};
use smallvec::SmallVec;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A party to be found.
#[derive(Debug, Clone, Copy)]
pub struct Listed<Names> {
    /// Its names, the primary one first.
    pub names: Names,
    /// It is a natural person, so that no word of its name is a legal form.
    pub is_person: bool,
}

/// A word of a listed name: the word, and its class there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NameWord(u32);

const CLASS_SHIFT: u32 = 28;

/// The next index's number.
static SERIAL: AtomicU64 = AtomicU64::new(0);

impl NameWord {
    fn new(id: WordId, class: Class) -> Self {
        Self(id | (class as u32) << CLASS_SHIFT)
    }

    pub fn id(self) -> WordId {
        self.0 & ((1 << CLASS_SHIFT) - 1)
    }

    pub fn class(self) -> Class {
        match self.0 >> CLASS_SHIFT {
            0 => Class::Plain,
            1 => Class::Number,
            2 => Class::Place,
            3 => Class::Form,
            _ => Class::Stop,
        }
    }
}

/// A listed name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    /// Whose it is, counted as the parties were given.
    pub entry: u32,
    /// Which of its names, the primary one being 0.
    pub nth: u32,
    /// What all its words tell together.
    pub weight: Weight,
    first_word: u32,
    words: u32,
}

/// The listed names.
#[derive(Debug)]
pub struct Index {
    /// Tells indexes apart, for those who remember what one said.
    pub(crate) serial: u64,
    pub(crate) lexicon: Arc<Lexicon>,
    pub(crate) vocabulary: Vocabulary,
    names: Vec<Name>,
    words: Vec<NameWord>,
    weights: Vec<Weight>,
    /// Names by word.
    postings: Postings,
    acronyms: HashMap<Box<str>, SmallVec<[u32; 1]>>,
    /// Names by all their words in order, as [`key`] sums them up.
    by_words: HashMap<u64, SmallVec<[u32; 1]>>,
    /// Where the names of each party end, one behind the other.
    entry_ends: Vec<u32>,
    /// Another index whose names say what is common, where this one is too small to.
    beside: Option<Arc<Self>>,
}

impl Index {
    /// Takes the names of all parties apart. A name that holds nothing to match is left out.
    pub fn build<'a, Names: Iterator<Item = &'a str>>(
        lexicon: Arc<Lexicon>,
        beside: Option<Arc<Self>>,
        parties: impl Iterator<Item = Listed<Names>>,
    ) -> Self {
        let mut index = Self {
            serial: SERIAL.fetch_add(1, Ordering::Relaxed),
            beside,
            lexicon,
            vocabulary: Vocabulary::new(),
            names: Vec::new(),
            words: Vec::new(),
            weights: Vec::new(),
            postings: Postings::default(),
            acronyms: HashMap::new(),
            by_words: HashMap::new(),
            entry_ends: vec![0],
        };
        let mut words = Words::default();
        for (entry, party) in (0_u32..).zip(parties) {
            for (nth, name) in (0_u32..).zip(party.names) {
                index.add(entry, nth, name, party.is_person, &mut words);
            }
            index.entry_ends.push(u32::try_from(index.names.len()).unwrap_or(u32::MAX));
        }
        index.vocabulary.seal();
        index.post();
        index.weigh();
        index
    }

    fn add(&mut self, entry: u32, nth: u32, name: &str, is_person: bool, words: &mut Words) {
        let lexicon = Arc::clone(&self.lexicon);
        for reading in readings(&clean(name, lexicon.homoglyphs()), &lexicon) {
            words.take(&reading, is_person, &lexicon);
            if words.words().is_empty() {
                continue;
            }
            let first_word = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            for word in words.words() {
                let id = self.vocabulary.intern(words.text(word));
                self.words.push(NameWord::new(id, word.class));
            }
            let at = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
            if !is_person {
                let letters = acronyms(words.words().iter().map(|word| (word.class, words.text(word))));
                for acronym in letters.map(Iterator::collect::<String>) {
                    if acronym::LENGTH.contains(&acronym.len()) {
                        let names = self.acronyms.entry(acronym.into()).or_default();
                        // Several ways to abbreviate often come to the same.
                        if names.last() != Some(&at) {
                            names.push(at);
                        }
                    }
                }
            }
            let own = self.words.get(first_word as usize..).unwrap_or_default();
            self.by_words.entry(key(own.iter().map(|word| word.id()))).or_default().push(at);
            let count = u32::try_from(words.words().len()).unwrap_or(u32::MAX);
            self.names.push(Name { entry, nth, weight: 0, first_word, words: count });
        }
    }

    /// Lists the names of each word.
    fn post(&mut self) {
        let mut pairs: Vec<(WordId, u32)> = Vec::with_capacity(self.words.len());
        for (at, name) in (0_u32..).zip(&self.names) {
            let start = pairs.len();
            pairs.extend(self.words_of(name).iter().map(|word| (word.id(), at)));
            if let Some(own) = pairs.get_mut(start..) {
                own.sort_unstable();
            }
        }
        pairs.dedup();
        self.postings = Postings::sort(self.vocabulary.len(), &pairs);
    }

    fn weigh(&mut self) {
        self.weights =
            (0_u32..).take(self.vocabulary.len()).map(|id| self.weight_of(self.vocabulary.word(id))).collect();
        for at in 0..self.names.len() {
            let Some(name) = self.names.get(at).copied() else { continue };
            let weight = self.words_of(&name).iter().map(|word| self.weight(*word)).sum();
            if let Some(name) = self.names.get_mut(at) {
                name.weight = weight;
            }
        }
    }

    /// What a word tells.
    pub(crate) fn weight_of(&self, word: &str) -> Weight {
        let own = weight(word, self.listed(word), &self.lexicon);
        // A word of another language is as common as its translation.
        let english = self.lexicon.translation(word);
        english.map_or(own, |english| own.min(weight(english, self.listed(english), &self.lexicon)))
    }

    /// Of the listed names, how many hold a word, and how many there are.
    fn listed(&self, word: &str) -> (u32, u32) {
        let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        let own = self.vocabulary.id(word).map_or(0, |id| self.names_with(id).len());
        let (of, names) = self.beside.as_ref().map_or((0, 0), |beside| beside.listed(word));
        (of + count(own), names + count(self.names.len()))
    }

    /// What a listed word tells where it is a word like any other.
    pub(crate) fn plain_weight(&self, word: WordId) -> Weight {
        self.weights.get(word as usize).copied().unwrap_or(0)
    }

    pub(crate) fn weight(&self, word: NameWord) -> Weight {
        as_class(self.plain_weight(word.id()), word.class())
    }

    pub(crate) fn name(&self, at: u32) -> Option<&Name> {
        self.names.get(at as usize)
    }

    pub(crate) fn words_of(&self, name: &Name) -> &[NameWord] {
        let start = name.first_word as usize;
        self.words.get(start..start + name.words as usize).unwrap_or_default()
    }

    /// Whether a name has a legal form that nobody but a company has.
    pub(crate) fn is_of_a_company(&self, at: u32) -> bool {
        let words = self.name(at).map_or(&[][..], |name| self.words_of(name));
        words.iter().any(|word| self.lexicon.is_of_a_company(self.vocabulary.word(word.id())))
    }

    /// The names of a party.
    pub(crate) fn names_of(&self, entry: u32) -> &[Name] {
        self.names.get(stretch(&self.entry_ends, entry)).unwrap_or_default()
    }

    /// The names that hold a word.
    pub(crate) fn names_with(&self, word: WordId) -> &[u32] {
        self.postings.of(word)
    }

    /// The names that are most likely of exactly these words; alignment says whether they are.
    pub(crate) fn names_of_words(&self, words: impl Iterator<Item = WordId>) -> &[u32] {
        self.by_words.get(&key(words)).map_or(&[], SmallVec::as_slice)
    }

    /// Whether a word is one: listed more than once, or in the tables.
    pub(crate) fn knows(&self, word: &str) -> bool {
        self.vocabulary.id(word).is_some_and(|id| self.names_with(id).len() >= 2) || self.lexicon.phrase(word).is_some()
    }

    /// The names whose words begin with these letters.
    pub(crate) fn names_abbreviated(&self, acronym: &str) -> &[u32] {
        self.acronyms.get(acronym).map_or(&[], SmallVec::as_slice)
    }

    /// How many names there are, each reading counted.
    #[must_use]
    pub fn names(&self) -> usize {
        self.names.len()
    }
}

/// Words in order, as one number (FNV-1a).
fn key(words: impl Iterator<Item = WordId>) -> u64 {
    words.fold(0xcbf2_9ce4_8422_2325, |key, word| (key ^ u64::from(word)).wrapping_mul(0x0100_0000_01b3))
}
