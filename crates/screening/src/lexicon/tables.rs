//! Reading the tables of `names/`.

use super::{Character, Class, HanWord, Lexicon};
use std::path::Path;
use thiserror::Error;

/// A word for a trade, a product or an institution is in one name of so many at least.
const TRADE_WORD: u32 = 250;

/// The texts of the tables, one file each.
#[derive(Debug, Clone, Copy, Default)]
pub struct LexiconSource<'a> {
    /// `legal_forms.csv`
    pub legal_forms: &'a str,
    /// `stop_words.csv`
    pub stop_words: &'a str,
    /// `places.csv`
    pub places: &'a str,
    /// `abbreviations.csv`
    pub abbreviations: &'a str,
    /// `translations.csv`
    pub translations: &'a str,
    /// `words.csv`
    pub words: &'a str,
    /// `dictionary.csv`
    pub dictionary: &'a str,
    /// `han.csv`
    pub han: &'a str,
    /// `bridge.csv`
    pub bridge: &'a str,
    /// `trade_names.csv`
    pub trade_names: &'a str,
    /// `trade_aliases.csv`
    pub trade_aliases: &'a str,
    /// `cantonese.csv`
    pub cantonese: &'a str,
    /// `wade_giles.csv`
    pub wade_giles: &'a str,
    /// `homoglyphs.csv`
    pub homoglyphs: &'a str,
}

/// A table that cannot be used.
#[derive(Debug, Error)]
pub enum LexiconError {
    /// A file cannot be read.
    #[error("{path}: {error}; the folder must hold every table that names/README.md describes")]
    Read {
        /// The file.
        path: String,
        /// Why not.
        error: std::io::Error,
    },
    /// A row is malformed.
    #[error("names/{table}: {error}")]
    Row {
        /// The file name.
        table: &'static str,
        /// What is wrong, with the line.
        error: csv::Error,
    },
    /// A row has too few fields, or a field that is no such thing.
    #[error("names/{table}, line {line}: {what}")]
    Field {
        /// The file name.
        table: &'static str,
        /// The line.
        line: u64,
        /// What is wrong, and the mend.
        what: &'static str,
    },
}

impl Lexicon {
    /// Reads the tables.
    ///
    /// # Errors
    /// When a row is malformed; the error names the table and the line.
    pub fn load(source: &LexiconSource<'_>) -> Result<Self, LexiconError> {
        let mut lexicon = Self::default();
        lexicon.load_characters(source)?;
        lexicon.load_latin(source)?;
        lexicon.load_han_words(source)?;
        lexicon.load_background(source)?;
        Ok(lexicon)
    }

    /// Reads the tables from a folder.
    ///
    /// # Errors
    /// As [`Lexicon::load`], and when a file cannot be read.
    pub fn load_directory(directory: &Path) -> Result<Self, LexiconError> {
        let read = |name: &str| {
            let path = directory.join(name);
            std::fs::read_to_string(&path)
                .map_err(|error| LexiconError::Read { path: path.display().to_string(), error })
        };
        Self::load(&LexiconSource {
            legal_forms: &read("legal_forms.csv")?,
            stop_words: &read("stop_words.csv")?,
            places: &read("places.csv")?,
            abbreviations: &read("abbreviations.csv")?,
            translations: &read("translations.csv")?,
            words: &read("words.csv")?,
            dictionary: &read("dictionary.csv")?,
            han: &read("han.csv")?,
            bridge: &read("bridge.csv")?,
            trade_names: &read("trade_names.csv")?,
            trade_aliases: &read("trade_aliases.csv")?,
            cantonese: &read("cantonese.csv")?,
            wade_giles: &read("wade_giles.csv")?,
            homoglyphs: &read("homoglyphs.csv")?,
        })
    }

    fn load_characters(&mut self, source: &LexiconSource<'_>) -> Result<(), LexiconError> {
        rows("han.csv", source.han, |[character, simplified, mandarin, cantonese]| {
            let character = one_character(character)?;
            let first = |readings: &str| Box::from(readings.split(' ').next().unwrap_or_default());
            let entry = Character {
                simplified: simplified.chars().next(),
                mandarin: first(mandarin),
                cantonese: first(cantonese),
            };
            self.characters.insert(character, entry);
            Ok(())
        })?;
        rows("homoglyphs.csv", source.homoglyphs, |[character, latin]| {
            self.homoglyphs.insert(one_character(character)?, one_character(latin)?);
            Ok(())
        })?;
        rows("cantonese.csv", source.cantonese, |[syllable, jyutping]| {
            self.hong_kong.entry(jyutping.into()).or_insert(syllable.into());
            Ok(())
        })?;
        rows("wade_giles.csv", source.wade_giles, |[syllable, pinyin]| {
            let pinyin = pinyin.split('|').next().unwrap_or_default();
            self.wade_giles.insert(syllable.into(), pinyin.into());
            Ok(())
        })?;
        // A syllable that is pinyin as well is read as pinyin.
        let pinyin: foldhash::HashSet<&str> = self.characters.values().map(|character| &*character.mandarin).collect();
        self.wade_giles.retain(|syllable, _| !pinyin.contains(&**syllable));
        self.pinyin = pinyin.into_iter().filter(|syllable| !syllable.is_empty()).map(Box::from).collect();
        Ok(())
    }

    fn load_latin(&mut self, source: &LexiconSource<'_>) -> Result<(), LexiconError> {
        rows("legal_forms.csv", source.legal_forms, |[form, class]| {
            let word = if form.contains(' ') { class } else { form };
            self.add_phrase(form, Class::Form, word);
            Ok(())
        })?;
        rows("stop_words.csv", source.stop_words, |[word]| {
            self.add_phrase(word, Class::Stop, word);
            Ok(())
        })?;
        rows("places.csv", source.places, |[names, han]| {
            let mut names = names.split('|');
            let Some(name) = names.next() else { return Ok(()) };
            let word = name.replace(' ', "");
            for name in std::iter::once(name).chain(names) {
                self.add_phrase(name, Class::Place, &word);
            }
            if !han.is_empty() {
                self.add_han_word(han, &word, false);
            }
            Ok(())
        })?;
        rows("abbreviations.csv", source.abbreviations, |[word, meanings]| {
            let mut meanings = meanings.split('|');
            let Some(first) = meanings.next() else { return Ok(()) };
            self.add_phrase(word, Class::Plain, first);
            meanings.for_each(|other| self.add_kin(first, other));
            Ok(())
        })?;
        rows("translations.csv", source.translations, |[word, meanings, _, kind]| {
            self.add_translation(word, meanings);
            self.note_kind(meanings, kind);
            Ok(())
        })?;
        rows("trade_aliases.csv", source.trade_aliases, |[name, aliases]| {
            aliases.split('|').for_each(|alias| self.add_kin(name, alias));
            Ok(())
        })
    }

    /// A word stays itself beside its translation; a phrase, or a word for several, is replaced by it.
    fn add_translation(&mut self, word: &str, meanings: &str) {
        let mut meanings = meanings.split('|');
        let Some(first) = meanings.next() else { return };
        if word.contains(' ') || first.contains(' ') {
            self.add_phrase(word, Class::Plain, first);
        } else if self.phrase(word).is_none() {
            self.translations.entry(word.into()).or_insert_with(|| first.into());
            self.add_kin(word, first);
        }
        meanings.for_each(|other| self.add_kin(word, other));
    }

    /// Words for trades, products and institutions are common, whether or not the background has met them.
    fn note_kind(&mut self, meanings: &str, kind: &str) {
        if matches!(kind, "industry" | "generic" | "institution" | "form") {
            for word in meanings.split(['|', ' ']).filter(|word| !word.is_empty()) {
                self.trade_words.insert(word.into());
            }
        }
    }

    fn load_han_words(&mut self, source: &LexiconSource<'_>) -> Result<(), LexiconError> {
        rows("trade_names.csv", source.trade_names, |[han, names]| {
            self.add_han_word(han, &names.to_lowercase(), true);
            Ok(())
        })?;
        rows("bridge.csv", source.bridge, |[han, english, kind]| {
            self.add_han_word(han, english, false);
            self.note_kind(english, kind);
            let mut meanings = english.split('|');
            let first = meanings.next().unwrap_or_default();
            meanings.for_each(|other| self.add_kin(first, other));
            // Companies write the same word in pinyin: keji for 科技.
            let pinyin = self.pinyin(han);
            if han.chars().count() >= 2 && pinyin.len() >= 4 {
                self.add_translation(&pinyin, english);
            }
            Ok(())
        })
    }

    fn add_han_word(&mut self, han: &str, renderings: &str, is_trade_name: bool) {
        let renderings = renderings.split('|').map(Box::from).collect();
        self.longest_han = self.longest_han.max(han.chars().count());
        self.han_words.entry(han.into()).or_insert(HanWord { renderings, is_trade_name });
    }

    fn pinyin(&self, han: &str) -> String {
        han.chars().filter_map(|character| self.character(character)).map(|found| &*found.mandarin).collect()
    }

    fn load_background(&mut self, source: &LexiconSource<'_>) -> Result<(), LexiconError> {
        rows("words.csv", source.words, |[word, count]| {
            let count = count.parse().map_err(|_| "the count must be a whole number")?;
            if word == "*" {
                self.background_names = count;
            } else {
                // Counts are of words as written; what is asked for is the word that stands for them.
                let stands = self.phrases.get(word).and_then(|meaning| meaning.words.first().cloned());
                *self.background.entry(stands.unwrap_or_else(|| word.into())).or_insert(0) += count;
            }
            Ok(())
        })?;
        rows("dictionary.csv", source.dictionary, |[word]| {
            self.dictionary.insert(word.into());
            Ok(())
        })?;
        let common = self.background_names / TRADE_WORD;
        for word in &self.trade_words {
            let count = self.background.entry(word.clone()).or_insert(0);
            *count = (*count).max(common);
        }
        Ok(())
    }
}

fn one_character(field: &str) -> Result<char, &'static str> {
    let mut characters = field.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => Ok(character),
        _ => Err("the field must be one character"),
    }
}

/// Gives the first `N` fields of each row below the header.
fn rows<const N: usize>(
    table: &'static str,
    text: &str,
    mut row: impl FnMut([&str; N]) -> Result<(), &'static str>,
) -> Result<(), LexiconError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| LexiconError::Row { table, error })? {
        let mut fields = [""; N];
        for (at, field) in fields.iter_mut().enumerate() {
            *field = record.get(at).ok_or(LexiconError::Field {
                table,
                line: record.position().map_or(0, csv::Position::line),
                what: "a field is missing; the columns are described in names/README.md",
            })?;
        }
        row(fields).map_err(|what| LexiconError::Field {
            table,
            line: record.position().map_or(0, csv::Position::line),
            what,
        })?;
    }
    Ok(())
}
