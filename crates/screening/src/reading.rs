//! How a name in another script reads in Latin letters.
//!
//! A Han name has several readings, and each may be how the list spells it: words translated (the usual way for
//! companies), trade names in any of their renderings, what is left in Mandarin or in Cantonese. Other scripts have
//! one reading, letter by letter.

use crate::lexicon::{HanWord, Lexicon};

/// Ways to write its trade names that are read, at most.
const MOST_CHOICES: usize = 6;

/// The readings of a clean text, the likeliest first; a Latin text has one, itself.
pub(crate) fn readings(clean: &str, lexicon: &Lexicon) -> Vec<String> {
    if clean.is_ascii() {
        return vec![clean.to_owned()];
    }
    let mut pieces = pieces(clean, lexicon);
    drop_words_for_city_and_province(&mut pieces);
    let choices = pieces.iter().map(Piece::choices).max().unwrap_or(1).min(MOST_CHOICES);
    let mut readings: Vec<String> = Vec::new();
    let mut add = |reading: String| {
        if !reading.trim().is_empty() && !readings.contains(&reading) {
            readings.push(reading);
        }
    };
    for choice in 0..choices {
        add(read(&pieces, choice, Tongue::Mandarin, lexicon));
    }
    if pieces.iter().any(|piece| matches!(piece, Piece::Characters(_))) {
        add(read(&pieces, 0, Tongue::Cantonese, lexicon));
    }
    readings
}

/// How characters that are no known word are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tongue {
    Mandarin,
    Cantonese,
}

/// A stretch of text.
enum Piece<'a> {
    /// Letters of an alphabet.
    Letters(&'a str),
    /// A word of the bridging dictionary.
    Word(&'a HanWord, String),
    /// Han characters that are no known word: a name, most likely.
    Characters(String),
}

impl Piece<'_> {
    /// In how many ways the piece may be written. A trade name is written in one of its renderings or in pinyin.
    fn choices(&self) -> usize {
        match self {
            Self::Word(word, _) if word.is_trade_name => word.renderings.len() + 1,
            _ => 1,
        }
    }
}

fn pieces<'a>(clean: &'a str, lexicon: &'a Lexicon) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut rest = clean;
    while let Some(first) = rest.chars().next() {
        let han = lexicon.character(first).is_some();
        let end = rest.find(|letter| lexicon.character(letter).is_some() != han).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        if han {
            segment(run, lexicon, &mut pieces);
        } else {
            pieces.push(Piece::Letters(run));
        }
        rest = after;
    }
    pieces
}

/// Splits a run of Han characters into words, the longest first.
fn segment<'a>(run: &str, lexicon: &'a Lexicon, pieces: &mut Vec<Piece<'a>>) {
    let simplified: Vec<char> = run
        .chars()
        .map(|character| lexicon.character(character).and_then(|found| found.simplified).unwrap_or(character))
        .collect();
    let mut at = 0;
    let mut word = String::new();
    while at < simplified.len() {
        let longest = lexicon.longest_han().min(simplified.len() - at);
        let found = (1..=longest).rev().find_map(|length| {
            word.clear();
            word.extend(simplified.get(at..at + length)?);
            lexicon.han_word(&word).map(|found| (found, length))
        });
        // One character alone is a word only beside other words; inside a name it is part of the name.
        match found {
            Some((found, length)) if length >= 2 || stands_alone(&simplified, at, pieces) => {
                pieces.push(Piece::Word(found, word.clone()));
                at += length;
            }
            _ => {
                let character = simplified.get(at).copied().unwrap_or_default();
                match pieces.last_mut() {
                    Some(Piece::Characters(characters)) => characters.push(character),
                    _ => pieces.push(Piece::Characters(character.to_string())),
                }
                at += 1;
            }
        }
    }
}

/// 市, 省, 县 and the like after a place, 第 before a number.
fn stands_alone(characters: &[char], at: usize, pieces: &[Piece<'_>]) -> bool {
    let numeral = |character: char| "一二三四五六七八九十百零〇第".contains(character);
    match characters.get(at) {
        Some(&character) if numeral(character) => true,
        Some('市' | '省' | '县' | '区' | '州' | '所' | '院' | '厂' | '部' | '局') => {
            matches!(pieces.last(), Some(Piece::Word(..)))
        }
        _ => false,
    }
}

/// They follow a place, and English names have none.
fn drop_words_for_city_and_province(pieces: &mut Vec<Piece<'_>>) {
    pieces.retain(|piece| !matches!(piece, Piece::Word(_, word) if matches!(word.as_str(), "市" | "省" | "县" | "区")));
}

/// One reading of the whole text.
fn read(pieces: &[Piece<'_>], choice: usize, tongue: Tongue, lexicon: &Lexicon) -> String {
    let mut reading = String::new();
    for piece in pieces {
        match piece {
            Piece::Letters(letters) => push_letters(&mut reading, letters),
            Piece::Word(word, han) => {
                let rendering = if word.is_trade_name { word.renderings.get(choice) } else { word.renderings.first() };
                reading.push(' ');
                match rendering {
                    Some(rendering) => reading.push_str(rendering),
                    None => push_characters(&mut reading, han, Tongue::Mandarin, lexicon),
                }
            }
            Piece::Characters(characters) => {
                reading.push(' ');
                push_characters(&mut reading, characters, tongue, lexicon);
            }
        }
        if !matches!(piece, Piece::Letters(_)) {
            reading.push(' ');
        }
    }
    reading
}

/// Mandarin syllables are written joined, Cantonese ones apart.
fn push_characters(reading: &mut String, characters: &str, tongue: Tongue, lexicon: &Lexicon) {
    for found in characters.chars().filter_map(|character| lexicon.character(character)) {
        match tongue {
            Tongue::Mandarin => reading.push_str(&found.mandarin),
            Tongue::Cantonese => {
                reading.push_str(lexicon.hong_kong(&found.cantonese).unwrap_or(&found.cantonese));
                reading.push(' ');
            }
        }
    }
}

/// Letters of any alphabet in Latin ones; what is no letter or digit parts words.
fn push_letters(reading: &mut String, letters: &str) {
    for letter in letters.chars() {
        if letter.is_ascii() {
            reading.push(letter);
            continue;
        }
        let latin = any_ascii::any_ascii_char(letter);
        if letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter) {
            let sounds = latin.chars().filter(char::is_ascii_alphanumeric);
            reading.extend(sounds.map(|sound| sound.to_ascii_lowercase()));
        } else {
            reading.push(' ');
        }
    }
}
