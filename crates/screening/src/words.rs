//! A reading of a name as words, each with its class.
//!
//! Phrases are replaced by what they stand for, so that `Tech` becomes `technology`, `NII` becomes `research
//! institute`, and a legal form of five words becomes one. A word of another language (`keji`, `tekhnologii`) stays
//! itself; looking up finds its kin.

use crate::lexicon::{Class, Lexicon};
use std::ops::Range;

/// The words of a name at most. Written words beyond this many are joined to the last one, and a phrase whose meaning
/// would take more stays as it is written: nothing is dropped unseen.
pub(crate) const MOST_WORDS: usize = 60;

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
    /// The words that stand for them.
    text: String,
    words: Vec<Word>,
}

impl Words {
    /// Takes a reading apart. Legal forms are no part of a person's name.
    pub fn take(&mut self, reading: &str, is_person: bool, lexicon: &Lexicon) {
        self.write(reading);
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
        let Some(first) = self.written.get(at).cloned() else { return at + 1 };
        let word = self.normal.get(first.clone()).unwrap_or_default();
        let longest = lexicon.longest_phrase(word).min(self.written.len() - at);
        for length in (1..=longest).rev() {
            let Some(last) = self.written.get(at + length - 1) else { continue };
            let phrase = self.normal.get(first.start..last.end).unwrap_or_default();
            let Some(meaning) = lexicon.phrase(phrase) else { continue };
            if meaning.class == Class::Form && (is_person || !self.may_be_form(at, length, phrase)) {
                continue;
            }
            // The words so far, these, and those still to come.
            if self.words.len() + meaning.words.len() + (self.written.len() - at - length) > MOST_WORDS {
                continue;
            }
            for word in &meaning.words {
                let start = self.text.len();
                self.text.push_str(word);
                let class = if is_number(word) { Class::Number } else { meaning.class };
                self.words.push(Word { text: start..self.text.len(), written: at..at + length, class });
            }
            return at + length;
        }
        let class = if is_number(word) { Class::Number } else { Class::Plain };
        let start = self.text.len();
        self.text.push_str(word);
        self.words.push(Word { text: start..self.text.len(), written: at..at + 1, class });
        at + 1
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
