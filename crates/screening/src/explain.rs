//! Why two names have their score: which words stand for which, what is left over, and what each tells.

use crate::clean::clean;
use crate::index::{Index, Name};
use crate::lexicon::Class;
use crate::look_up::look_up;
use crate::reading::readings;
use crate::search::{Hit, Score, Searcher};
use crate::words::Words;
use serde::Serialize;

/// A score, word by word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// How the query was read, where it is not in plain Latin letters.
    pub query_read_as: String,
    /// How the listed name was read.
    pub name_read_as: String,
    /// Words that stand for each other, the most telling first.
    pub pairs: Vec<Pair>,
    /// Words of the query that nothing stands for.
    pub only_in_query: Vec<Left>,
    /// Words of the listed name that nothing stands for.
    pub only_in_name: Vec<Left>,
}

/// Words of the query and of the listed name that stand for each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// The words of the query, as read.
    pub query: String,
    /// The words of the listed name, as read.
    pub name: String,
    /// How alike they are.
    pub likeness: Score,
    /// What both tell together, in hundredths of a bit.
    pub weight: u32,
}

/// A word that nothing stands for on the other side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Left {
    /// The word, as read.
    pub word: String,
    /// What kind of word it is.
    pub class: Class,
    /// What it tells, in hundredths of a bit.
    pub weight: u32,
}

pub(crate) fn explain(
    index: &Index,
    query: &str,
    is_person: bool,
    hit: Hit,
    name_text: &str,
    searcher: &mut Searcher,
) -> Explanation {
    let looked_up = look_up(query, is_person, index, &mut searcher.desk);
    let (Some(reading), Some(name)) = (looked_up.get(usize::from(hit.reading)), index.name(hit.at)) else {
        return Explanation::default();
    };
    searcher.aligner.prepare(index, reading);
    let links = searcher.aligner.align(index, reading, name, &searcher.scale).links.to_vec();
    searcher.aligner.forget(reading);
    let listed = words_of(index, name, name_text);
    let mut explanation = Explanation {
        query_read_as: reading.taken.normal().to_owned(),
        name_read_as: listed.normal().to_owned(),
        ..Explanation::default()
    };
    for link in &links {
        explanation.pairs.push(Pair {
            query: written(&reading.taken, link.query),
            name: written(&listed, link.name),
            likeness: Score(link.likeness),
            weight: link.query_weight + link.name_weight,
        });
    }
    let taken = |(first, count): (u8, u8), at: usize| (usize::from(first)..usize::from(first + count)).contains(&at);
    for (at, word) in reading.words.iter().enumerate() {
        if !links.iter().any(|link| taken(link.query, at)) {
            let text = reading.taken.text(&word.word).to_owned();
            explanation.only_in_query.push(Left { word: text, class: word.word.class, weight: word.weight });
        }
    }
    for (at, word) in index.words_of(name).iter().enumerate() {
        if !links.iter().any(|link| taken(link.name, at)) {
            let text = index.vocabulary.word(word.id()).to_owned();
            explanation.only_in_name.push(Left { word: text, class: word.class(), weight: index.weight(*word) });
        }
    }
    explanation
}

/// The listed name, taken apart again in the reading that was indexed.
fn words_of(index: &Index, name: &Name, text: &str) -> Words {
    let lexicon = &index.lexicon;
    let mut words = Words::default();
    for reading in readings(&clean(text, lexicon.homoglyphs()), lexicon) {
        for is_person in [false, true] {
            words.take(&reading, is_person, lexicon);
            let own = words.words().iter().map(|word| words.text(word));
            if own.eq(index.words_of(name).iter().map(|word| index.vocabulary.word(word.id()))) {
                return words;
            }
        }
    }
    words
}

/// Words in a row, as they were written.
fn written(words: &Words, (first, count): (u8, u8)) -> String {
    let (first, last) = (usize::from(first), usize::from(first + count).saturating_sub(1));
    match (words.words().get(first), words.words().get(last)) {
        (Some(first), Some(last)) => words.as_written(first.written.start..last.written.end).to_owned(),
        _ => String::new(),
    }
}
