//! Reading the tables of `names/`.

use super::{Character, Class, HanWord, Lexicon};
use foldhash::HashSet;
use std::path::Path;
use thiserror::Error;

/// A word for a trade, a product or an institution is in one name of so many at least.
const TRADE_WORD: u32 = 250;

/// Shorter words of pinyin stand for too many.
const SHORTEST_PINYIN: usize = 5;

/// Words for trades, products and institutions: common, whether or not the background has met them.
type TradeWords = HashSet<Box<str>>;

/// The texts of the tables, one file each. An empty text is a table without rows.
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
    /// The columns are not what they are taken for.
    #[error("names/{table}: column {number} is `{found}` and must be `{expected}`; names/README.md describes each")]
    Column {
        /// The file name.
        table: &'static str,
        /// Which column, from 1.
        number: usize,
        /// What the header calls it.
        found: String,
        /// What it must be called.
        expected: &'static str,
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
    /// When a column is not the one expected or a row is malformed; the error names the table and the column or line.
    pub fn load(source: &LexiconSource<'_>) -> Result<Self, LexiconError> {
        let mut lexicon = Self::default();
        lexicon.load_characters(source)?;
        let mut trade_words = HashSet::default();
        lexicon.load_latin(source, &mut trade_words)?;
        lexicon.load_han_words(source, &mut trade_words)?;
        lexicon.load_background(source, trade_words)?;
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
        rows(
            "han.csv",
            source.han,
            ["char", "simplified", "mandarin", "cantonese"],
            |[character, simplified, mandarin, cantonese]| {
                let character = one_character(character)?;
                let first = |readings: &str| Box::from(readings.split(' ').next().unwrap_or_default());
                let entry = Character {
                    simplified: simplified.chars().next(),
                    mandarin: first(mandarin),
                    cantonese: first(cantonese),
                };
                self.characters.insert(character, entry);
                Ok(())
            },
        )?;
        rows("homoglyphs.csv", source.homoglyphs, ["char", "latin"], |[character, latin]| {
            self.homoglyphs.insert(one_character(character)?, one_character(latin)?);
            Ok(())
        })?;
        rows("cantonese.csv", source.cantonese, ["syllable", "jyutping"], |[syllable, jyutping]| {
            self.hong_kong.entry(jyutping.into()).or_insert(syllable.into());
            Ok(())
        })?;
        rows("wade_giles.csv", source.wade_giles, ["syllable", "pinyin"], |[syllable, pinyin]| {
            let pinyin = pinyin.split('|').next().unwrap_or_default();
            self.wade_giles.insert(syllable.into(), pinyin.into());
            Ok(())
        })?;
        // A syllable that is pinyin as well is read as pinyin.
        let pinyin: HashSet<&str> = self.characters.values().map(|character| &*character.mandarin).collect();
        self.wade_giles.retain(|syllable, _| !pinyin.contains(&**syllable));
        self.pinyin = pinyin.into_iter().filter(|syllable| !syllable.is_empty()).map(Box::from).collect();
        Ok(())
    }

    fn load_latin(&mut self, source: &LexiconSource<'_>, trade_words: &mut TradeWords) -> Result<(), LexiconError> {
        rows("legal_forms.csv", source.legal_forms, ["form", "class"], |[form, class]| {
            let word = if form.contains(' ') { class } else { form };
            self.add_phrase(form, Class::Form, word);
            // A trader of his own is a person, and two letters may be any word.
            if matches!(class, "limited" | "joint_stock" | "partnership") || form == "company" {
                form.split(' ').for_each(|word| self.form_words.add(word));
                if word.len() > 2 {
                    self.company_forms.insert(word.into());
                }
            }
            Ok(())
        })?;
        rows("stop_words.csv", source.stop_words, ["word"], |[word]| {
            self.add_phrase(word, Class::Stop, word);
            Ok(())
        })?;
        rows("places.csv", source.places, ["name", "han"], |[names, han]| {
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
        rows("abbreviations.csv", source.abbreviations, ["short", "long"], |[word, meanings]| {
            let mut meanings = meanings.split('|');
            let Some(first) = meanings.next() else { return Ok(()) };
            self.add_phrase(word, Class::Plain, first);
            meanings.for_each(|other| self.add_kin(first, other));
            Ok(())
        })?;
        rows(
            "translations.csv",
            source.translations,
            ["word", "english", "language", "kind"],
            |[word, meanings, _, kind]| {
                self.add_translation(word, meanings);
                note_kind(trade_words, meanings, kind);
                Ok(())
            },
        )?;
        rows("trade_aliases.csv", source.trade_aliases, ["name", "alias"], |[name, aliases]| {
            aliases.split('|').for_each(|alias| self.add_names_of_one(&[name, alias]));
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

    fn load_han_words(&mut self, source: &LexiconSource<'_>, trade_words: &mut TradeWords) -> Result<(), LexiconError> {
        rows("trade_names.csv", source.trade_names, ["han", "name"], |[han, names]| {
            let names = names.to_lowercase();
            self.add_han_word(han, &names, true);
            // Who has a trade name in letters is written in pinyin, too: Hanwuji is Cambricon.
            let pinyin = self.pinyin(han);
            let pinyin = (pinyin.len() >= SHORTEST_PINYIN).then_some(&*pinyin);
            self.add_names_of_one(&pinyin.into_iter().chain(names.split('|')).collect::<Vec<_>>());
            Ok(())
        })?;
        rows("bridge.csv", source.bridge, ["han", "english", "kind"], |[han, english, kind]| {
            self.add_han_word(han, english, false);
            note_kind(trade_words, english, kind);
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

    fn load_background(&mut self, source: &LexiconSource<'_>, trade_words: TradeWords) -> Result<(), LexiconError> {
        rows("words.csv", source.words, ["word", "count"], |[word, count]| {
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
        rows("dictionary.csv", source.dictionary, ["word"], |[word]| {
            self.dictionary.insert(word.into());
            Ok(())
        })?;
        let common = self.background_names / TRADE_WORD;
        for word in trade_words {
            let count = self.background.entry(word).or_insert(0);
            *count = (*count).max(common);
        }
        Ok(())
    }
}

/// Notes the words of a row that is of such a kind.
fn note_kind(trade_words: &mut TradeWords, meanings: &str, kind: &str) {
    if matches!(kind, "industry" | "generic" | "institution" | "form") {
        trade_words.extend(meanings.split(['|', ' ']).filter(|word| !word.is_empty()).map(Box::from));
    }
}

fn one_character(field: &str) -> Result<char, &'static str> {
    let mut characters = field.chars();
    match (characters.next(), characters.next()) {
        (Some(character), None) => Ok(character),
        _ => Err("the field must be one character"),
    }
}

/// Gives the first `N` fields of each row, which have to be the columns named.
fn rows<const N: usize>(
    table: &'static str,
    text: &str,
    columns: [&'static str; N],
    mut row: impl FnMut([&str; N]) -> Result<(), &'static str>,
) -> Result<(), LexiconError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| LexiconError::Row { table, error })?;
    for (number, expected) in (1..).zip(columns).filter(|_| !text.is_empty()) {
        let found = header.get(number - 1).unwrap_or_default();
        if found != expected {
            return Err(LexiconError::Column { table, number, found: found.to_owned(), expected });
        }
    }
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
