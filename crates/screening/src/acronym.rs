//! First letters of the words of a name, in the ways that people abbreviate.

use crate::lexicon::Class;
use std::ops::RangeInclusive;

/// How many letters an acronym of a name has.
pub(crate) const LENGTH: RangeInclusive<usize> = 3..=8;

/// Which words give a letter: with and without particles, places, and the word for company.
const WAYS: [fn(Class) -> bool; 4] = [
    Class::is_telling,
    |class| class != Class::Form,
    |class| class != Class::Stop,
    |class| class.is_telling() && class != Class::Place,
];

/// The first letters of words, in each way.
pub(crate) fn acronyms<'a>(
    words: impl Iterator<Item = (Class, &'a str)> + Clone,
) -> impl Iterator<Item = impl Iterator<Item = char>> {
    WAYS.into_iter().map(move |gives_a_letter| {
        let words = words.clone().filter(move |(class, _)| gives_a_letter(*class));
        words.filter_map(|(_, word)| word.chars().next())
    })
}
