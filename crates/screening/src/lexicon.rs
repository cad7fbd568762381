//! What words of names mean: the tables of `names/`, read once.
//!
//! The tables are data and can be extended without touching code; `names/README.md` describes each. Here they
//! become four things: *phrases* (words that stand for other words, with a class), *kin* (words that mean the
//! same), *characters* (how Han characters are read), and *background* (how common a word is in names at large).

use crate::clean::{Homoglyphs, clean};
use crate::reading;
use foldhash::{HashMap, HashSet};
use serde::Serialize;
use smallvec::SmallVec;

mod misspelling;
mod other_names;
mod tables;

use misspelling::Misspellings;
use other_names::OtherNames;
pub use tables::{LexiconError, LexiconSource};

/// What kind of word a word is; it decides how much the word can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A word like any other: told by how rare it is.
    Plain,
    /// A number. Numbers are equal or different, never similar.
    Number,
    /// A place that companies put in front of their names.
    Place,
    /// A legal form: `Co., Ltd.`, `OOO`, `GmbH`.
    Form,
    /// An article, a conjunction, a preposition.
    Stop,
}

impl Class {
    /// Whether a word of this class says which party is meant: a legal form or a particle does not.
    #[must_use]
    pub fn is_telling(self) -> bool {
        !matches!(self, Self::Form | Self::Stop)
    }
}

/// What a phrase stands for.
#[derive(Debug, Clone)]
pub(crate) struct Meaning {
    pub class: Class,
    /// The words that stand for it.
    pub words: SmallVec<[Box<str>; 2]>,
}

/// How a Han character is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Character {
    pub simplified: Option<char>,
    pub mandarin: Box<str>,
    pub cantonese: Box<str>,
}

/// A word of Han characters: its renderings, the usual one first.
#[derive(Debug, Clone)]
pub(crate) struct HanWord {
    pub renderings: SmallVec<[Box<str>; 2]>,
    /// A trade name: neither a translation nor a romanisation, so every rendering is worth a try.
    pub is_trade_name: bool,
}

/// The tables, ready for use.
#[derive(Debug, Default)]
pub struct Lexicon {
    phrases: HashMap<Box<str>, Meaning>,
    /// By first word of a phrase: how many words the longest one has.
    longest: HashMap<Box<str>, usize>,
    kin: HashMap<Box<str>, Vec<Box<str>>>,
    translations: HashMap<Box<str>, Box<str>>,
    characters: HashMap<char, Character>,
    han_words: HashMap<Box<str>, HanWord>,
    longest_han: usize,
    hong_kong: HashMap<Box<str>, Box<str>>,
    wade_giles: HashMap<Box<str>, Box<str>>,
    background: HashMap<Box<str>, u32>,
    background_names: u32,
    dictionary: HashSet<Box<str>>,
    pinyin: HashSet<Box<str>>,
    other_names: OtherNames,
    /// Words of the legal forms that nobody but a company has.
    form_words: Misspellings,
    /// Legal forms that nobody but a company has, as one word.
    company_forms: HashSet<Box<str>>,
    homoglyphs: Homoglyphs,
}

impl Lexicon {
    /// How a name reads in Latin letters, the likeliest way first; no way where it holds nothing to read.
    #[must_use]
    pub fn readings(&self, name: &str) -> Vec<String> {
        let plain = |reading: &String| reading.split_whitespace().collect::<Vec<_>>().join(" ");
        let readings = reading::readings(&clean(name, &self.homoglyphs), self);
        readings.iter().map(plain).filter(|reading| !reading.is_empty()).collect()
    }

    /// What a phrase stands for. The phrase is of plain words with one space between.
    pub(crate) fn phrase(&self, phrase: &str) -> Option<&Meaning> {
        self.phrases.get(phrase)
    }

    /// The one word that a word stands for.
    pub(crate) fn stands_for(&self, word: &str) -> Option<&str> {
        match self.phrases.get(word)?.words.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Whether it is an article, a conjunction or a preposition.
    pub(crate) fn is_particle(&self, word: &str) -> bool {
        self.phrases.get(word).is_some_and(|meaning| meaning.class == Class::Stop)
    }

    /// The number of words of the longest phrase that begins with this word.
    pub(crate) fn longest_phrase(&self, word: &str) -> usize {
        self.longest.get(word).copied().unwrap_or(0)
    }

    /// Words that mean the same as this one.
    pub(crate) fn kin(&self, word: &str) -> &[Box<str>] {
        self.kin.get(word).map_or(&[], Vec::as_slice)
    }

    /// The English word for a word of another language, the usual one.
    pub(crate) fn translation(&self, word: &str) -> Option<&str> {
        self.translations.get(word).map(|english| &**english)
    }

    pub(crate) fn character(&self, character: char) -> Option<&Character> {
        self.characters.get(&character)
    }

    pub(crate) fn han_word(&self, word: &str) -> Option<&HanWord> {
        self.han_words.get(word)
    }

    /// How many characters the longest Han word has.
    pub(crate) fn longest_han(&self) -> usize {
        self.longest_han
    }

    /// How Hong Kong spells a Cantonese syllable.
    pub(crate) fn hong_kong(&self, jyutping: &str) -> Option<&str> {
        self.hong_kong.get(jyutping).map(|spelling| &**spelling)
    }

    /// The pinyin of a Wade-Giles syllable that is no pinyin syllable.
    pub(crate) fn wade_giles(&self, syllable: &str) -> Option<&str> {
        self.wade_giles.get(syllable).map(|pinyin| &**pinyin)
    }

    /// Of the names of companies at large, how many hold this word, and how many there are.
    pub(crate) fn background(&self, word: &str) -> (u32, u32) {
        (self.background.get(word).copied().unwrap_or(0), self.background_names)
    }

    /// Whether it is an English word that anyone may choose for a name.
    pub(crate) fn is_in_dictionary(&self, word: &str) -> bool {
        self.dictionary.contains(word)
    }

    /// Whether it is a syllable of Mandarin.
    pub(crate) fn is_pinyin_syllable(&self, word: &str) -> bool {
        self.pinyin.contains(word)
    }

    /// A text in plain letters, with a name in it replaced by other names of the same body.
    pub(crate) fn by_other_names(&self, text: &str) -> Vec<String> {
        self.other_names.of(&plain_words(text))
    }

    /// Whether it is a legal form that nobody but a company has.
    pub(crate) fn is_of_a_company(&self, form: &str) -> bool {
        self.company_forms.contains(form)
    }

    /// The word of a legal form that was meant by a word that is none.
    pub(crate) fn misspelt_form_word(&self, word: &str) -> Option<&str> {
        let is_word = self.background(word).0 > 0
            || self.is_in_dictionary(word)
            || self.longest.contains_key(word)
            || self.kin.contains_key(word)
            || self.translations.contains_key(word);
        if is_word { None } else { self.form_words.meant(word) }
    }

    pub(crate) fn homoglyphs(&self) -> &Homoglyphs {
        &self.homoglyphs
    }

    /// A phrase that is already there stays: the first table that speaks of it decides.
    fn add_phrase(&mut self, phrase: &str, class: Class, words: &str) {
        let words: SmallVec<[Box<str>; 2]> = words.split(' ').filter(|word| !word.is_empty()).map(Box::from).collect();
        let (Some(first), false) = (phrase.split(' ').next(), words.is_empty()) else { return };
        let count = phrase.split(' ').count();
        let longest = self.longest.entry(first.into()).or_insert(0);
        *longest = (*longest).max(count);
        self.phrases.entry(phrase.into()).or_insert(Meaning { class, words });
    }

    /// Names of one body: single words are kin, others are read for each other.
    fn add_names_of_one(&mut self, names: &[&str]) {
        let names: Vec<String> = names.iter().map(|name| plain_words(name).join(" ")).collect();
        for (at, name) in names.iter().enumerate() {
            for other in names.iter().skip(at + 1).filter(|other| *other != name && !other.is_empty()) {
                if name.contains(' ') || other.contains(' ') {
                    self.other_names.add(name, other);
                } else {
                    self.add_kin(name, other);
                }
            }
        }
    }

    /// Single words that mean the same; phrases of several words have no kin.
    fn add_kin(&mut self, word: &str, other: &str) {
        if word == other || word.contains(' ') || other.contains(' ') || word.is_empty() || other.is_empty() {
            return;
        }
        for (from, to) in [(word, other), (other, word)] {
            let kin = self.kin.entry(from.into()).or_default();
            if !kin.iter().any(|known| &**known == to) {
                kin.push(to.into());
            }
        }
    }
}

/// The words of a text in plain letters.
fn plain_words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}
