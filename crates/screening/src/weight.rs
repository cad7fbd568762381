//! How much a word tells: rare words much, common ones little. All in whole hundredths of a bit.

use crate::lexicon::{Class, Lexicon};

/// How much a word tells, in hundredths of a bit.
pub(crate) type Weight = u32;

/// What any word tells at most.
const MOST: Weight = 1_100;
/// What a word tells that is so common that it tells next to nothing.
const LEAST: Weight = 100;
/// What every word loses: a word in one name of eleven tells the least.
const COMMON: Weight = 350;
/// Names that every list is taken to have at least: a short one says little of what is common.
const FEW: u64 = 32_000;
/// What words of one, two and three letters tell at most: they are made up again and again, by people who have
/// never heard of each other.
const SHORT: [Weight; 3] = [150, 700, 750];
/// What a word of the dictionary tells at most: anyone may have chosen it.
const DICTIONARY: Weight = 600;
/// What one syllable of pinyin tells at most.
const SYLLABLE: Weight = 600;
/// What a place tells at most.
const PLACE: Weight = 450;
const FORM: Weight = 50;
const STOP: Weight = 10;

/// The weight of a word that `of` of `names` listed names hold.
pub(crate) fn weight(word: &str, listed: (u32, u32), lexicon: &Lexicon) -> Weight {
    let told = bits(listed).min(bits(lexicon.background(word))).saturating_sub(COMMON).clamp(LEAST, MOST);
    let short = SHORT.get(word.len().saturating_sub(1)).copied().unwrap_or(MOST);
    let chosen = if lexicon.is_in_dictionary(word) { DICTIONARY } else { MOST };
    let syllable = if lexicon.is_pinyin_syllable(word) { SYLLABLE } else { MOST };
    told.min(short).min(chosen).min(syllable)
}

/// The weight of a word in a name, where it has this class.
pub(crate) fn as_class(weight: Weight, class: Class) -> Weight {
    match class {
        Class::Plain | Class::Number => weight,
        Class::Place => weight.min(PLACE),
        Class::Form => FORM,
        Class::Stop => STOP,
    }
}

/// How surprising it is to meet the word.
fn bits((of, names): (u32, u32)) -> Weight {
    if names == 0 {
        return MOST + COMMON;
    }
    let (of, names) = (u64::from(of) + 1, (u64::from(names) + 2_000).max(FEW));
    log2(names).saturating_sub(log2(of))
}

/// The binary logarithm of a number, in hundredths; the fraction is taken as straight between powers of two.
fn log2(number: u64) -> Weight {
    let Some(whole) = number.checked_ilog2() else { return 0 };
    let fraction = ((number - (1 << whole)) * 100) >> whole;
    whole * 100 + u32::try_from(fraction).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_tell_more() {
        let weigh = |of| weight("acmeco", (of, 40_000), &Lexicon::default());
        assert!(weigh(1) > weigh(100) && weigh(100) > weigh(1_000));
        assert_eq!(weigh(40_000), LEAST);
        assert_eq!(log2(8), 300);
        assert_eq!(log2(12), 350);
    }
}
