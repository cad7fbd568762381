//! A reading of a name as words, each with its class.
//!
//! Phrases are replaced by what they stand for, so that `Tech` becomes `technology`, `NII` becomes `research
//! institute`, and a legal form of five words becomes one. A word of another language (`keji`, `tekhnologii`) stays
//! itself; looking up finds its kin.

use crate::lexicon::{Class, Lexicon, Meaning};
use std::ops::Range;

/// The words of a name at most. Written words beyond this many are joined to the last one, and a phrase whose meaning
/// would take more stays as it is written: nothing is dropped unseen.
pub(crate) const MOST_WORDS: usize = 60;
/// Legal forms of more words are not looked for where one is misspelt.
const LONGEST_FORM: usize = 6;
/// A word of that many letters is hardly another word with an error in it.
const LONG: usize = 7;

/// One word of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Where it stands in [`Words::text`].
    text: Range<usize>,
    /// The words it was written as, by position.
    pub written: Range<usize>,
    pub class: Class,
}

/// The words of a name, and the space to take the next one apart without allocating.
#[derive(Debug, Clone, Default)]
pub(crate) struct Words {
    /// The name as plain words with one space between.
    normal: String,
    /// The written words, as places in `normal`.
    written: Vec<Range<usize>>,
    /// By written word: the word of a legal form that it was meant for, where it is misspelt.
    meant: Vec<Option<Box<str>>>,
    /// The words that stand for them.
    text: String,
    words: Vec<Word>,
}

impl Words {
    /// Takes a reading apart. Legal forms are no part of a person's name.
    pub fn take(&mut self, reading: &str, is_person: bool, lexicon: &Lexicon) {
        self.write(reading);
        self.meant.clear();
        if !is_person {
            let written = self.written.iter().filter_map(|place| self.normal.get(place.clone()));
            self.meant.extend(written.map(|word| lexicon.misspelt_form_word(word).map(Box::from)));
        }
        self.text.clear();
        self.words.clear();
        let mut at = 0;
        while at < self.written.len() {
            at = self.next_word(at, is_person, lexicon);
        }
        // A name of nothing but forms and particles is told by them.
        if !self.words.iter().any(|word| word.class.is_telling()) {
            self.words.iter_mut().for_each(|word| word.class = Class::Plain);
        }
    }

    pub fn words(&self) -> &[Word] {
        &self.words
    }

    pub fn text(&self, word: &Word) -> &str {
        self.text.get(word.text.clone()).unwrap_or_default()
    }

    /// The words a word was written as.
    pub fn as_written(&self, written: Range<usize>) -> &str {
        let (Some(first), Some(last)) = (self.written.get(written.start), self.written.get(written.end - 1)) else {
            return "";
        };
        self.normal.get(first.start..last.end).unwrap_or_default()
    }

    /// The name as plain words.
    pub fn normal(&self) -> &str {
        &self.normal
    }

    fn write(&mut self, reading: &str) {
        self.normal.clear();
        self.written.clear();
        for chunk in reading.split_whitespace() {
            // S.A. is one word; Co.,Ltd. is several.
            let letters = chunk.split('.').filter(|part| !part.is_empty());
            if letters.clone().count() >= 2 && letters.clone().all(|part| part.chars().count() == 1) {
                self.write_word(&letters.collect::<String>());
                continue;
            }
            for part in chunk.split('.') {
                for (at, part) in part.split('&').enumerate() {
                    if at > 0 {
                        self.write_word("and");
                    }
                    self.write_word(part);
                }
            }
        }
    }

    fn write_word(&mut self, word: &str) {
        let word = ordinal(word);
        if word.is_empty() {
            return;
        }
        if !self.normal.is_empty() {
            self.normal.push(' ');
        }
        let start = self.normal.len();
        self.normal.push_str(word);
        let place = start..self.normal.len();
        if self.written.len() < MOST_WORDS {
            self.written.push(place);
        } else if let Some(last) = self.written.last_mut() {
            last.end = place.end;
        }
    }

    /// Adds what the phrase at `at` stands for, and gives the position after it.
    fn next_word(&mut self, at: usize, is_person: bool, lexicon: &Lexicon) -> usize {
        let found = self.phrase(at, is_person, lexicon).or_else(|| self.misspelt_form(at, lexicon));
        let Some((length, meaning)) = found else {
            let start = self.text.len();
            self.text.push_str(self.written.get(at).and_then(|word| self.normal.get(word.clone())).unwrap_or_default());
            self.push_word(start, at..at + 1, Class::Plain);
            return at + 1;
        };
        for word in &meaning.words {
            let start = self.text.len();
            self.text.push_str(word);
            self.push_word(start, at..at + length, meaning.class);
        }
        at + length
    }

    /// Adds a word of which the text is there.
    fn push_word(&mut self, start: usize, written: Range<usize>, class: Class) {
        let class = if self.text.get(start..).is_some_and(is_number) { Class::Number } else { class };
        self.words.push(Word { text: start..self.text.len(), written, class });
    }

    /// The longest phrase at `at` that has a meaning here, and how many words were written for it.
    fn phrase<'l>(&self, at: usize, is_person: bool, lexicon: &'l Lexicon) -> Option<(usize, &'l Meaning)> {
        let first = self.written.get(at)?;
        let longest = lexicon.longest_phrase(self.normal.get(first.clone())?).min(self.written.len() - at);
        (1..=longest).rev().find_map(|length| {
            let last = self.written.get(at + length - 1)?;
            let phrase = self.normal.get(first.start..last.end)?;
            let meaning = lexicon.phrase(phrase)?;
            let may_be = meaning.class != Class::Form || (!is_person && self.may_be_form(at, length, phrase));
            // The words so far, these, and those still to come.
            let words = self.words.len() + meaning.words.len() + (self.written.len() - at - length);
            (may_be && words <= MOST_WORDS).then_some((length, meaning))
        })
    }

    /// The longest legal form at `at` that was meant, and how many words were written for it.
    fn misspelt_form<'l>(&self, at: usize, lexicon: &'l Lexicon) -> Option<(usize, &'l Meaning)> {
        let longest = LONGEST_FORM.min(self.written.len() - at);
        (1..=longest).rev().find_map(|length| {
            let meant = self.meant.get(at..at + length)?;
            let misspelt = meant.iter().flatten().next()?;
            // One word alone may be a name; it has to be long, and common in names of companies.
            if length == 1 && (misspelt.len() < LONG || !lexicon.is_of_a_company(misspelt)) {
                return None;
            }
            let written = self.written.get(at..at + length)?.iter().map(|word| self.normal.get(word.clone()));
            let words = meant.iter().zip(written).map(|(meant, written)| meant.as_deref().or(written));
            let form = lexicon.phrase(&words.collect::<Option<Vec<_>>>()?.join(" "))?;
            (form.class == Class::Form).then_some((length, form))
        })
    }

    /// Two letters are a form only at either end of a name: AO, SA, AG.
    fn may_be_form(&self, at: usize, length: usize, phrase: &str) -> bool {
        phrase.len() > 2 || phrase == "co" || at == 0 || at + length == self.written.len()
    }
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|letter| letter.is_ascii_digit())
}

/// `58th` is 58, and so is `058`; `VIII` is 8.
fn ordinal(word: &str) -> &str {
    let roman = ["ii", "iii", "iv", "vi", "vii", "viii", "ix"].iter().position(|roman| *roman == word);
    if let Some(digit) = roman.and_then(|at| ["2", "3", "4", "6", "7", "8", "9"].get(at)) {
        return digit;
    }
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    if digits.is_empty() || !is_number(digits) {
        return word;
    }
    let value = digits.trim_start_matches('0');
    if value.is_empty() { "0" } else { value }
}
