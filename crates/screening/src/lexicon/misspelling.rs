//! Words that are one typing error away from a known word.

use crate::distance::Pattern;
use foldhash::HashMap;
use smallvec::SmallVec;
use std::ops::RangeInclusive;

/// Shorter words are too near to too many others, and longer ones are none.
const LENGTH: RangeInclusive<usize> = 5..=40;

/// The known words, by themselves and with each letter left out: two words that are one error apart meet in one of
/// these.
#[derive(Debug, Default)]
pub(super) struct Misspellings {
    meant: HashMap<Box<str>, SmallVec<[Box<str>; 1]>>,
}

impl Misspellings {
    pub fn add(&mut self, word: &str) {
        if !LENGTH.contains(&word.len()) || !word.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return;
        }
        let mut shorter = String::new();
        for left_out in 0..=word.len() {
            without(word, left_out, &mut shorter);
            let meant = self.meant.entry(shorter.as_str().into()).or_default();
            if !meant.iter().any(|known| &**known == word) {
                meant.push(word.into());
            }
        }
    }

    /// The known word that was meant.
    pub fn meant(&self, word: &str) -> Option<&str> {
        // Each letter left out is a look-up: what is no word is not taken apart.
        if !LENGTH.contains(&word.len()) || !word.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return None;
        }
        let pattern = Pattern::new(word.as_bytes());
        let mut shorter = String::new();
        (0..=word.len()).rev().find_map(|left_out| {
            without(word, left_out, &mut shorter);
            let meant = self.meant.get(shorter.as_str())?;
            meant.iter().map(|meant| &**meant).find(|meant| pattern.distance(meant.as_bytes()) <= 1)
        })
    }
}

/// A word without one of its letters; the whole word where there is no such letter.
fn without(word: &str, left_out: usize, shorter: &mut String) {
    shorter.clear();
    shorter.extend(word.char_indices().filter(|(at, _)| *at != left_out).map(|(_, letter)| letter));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_error_of_any_kind_is_seen_through() {
        let mut known = Misspellings::default();
        known.add("limited");
        for word in ["limited", "limted", "limitted", "limired", "limitde", "imited"] {
            assert_eq!(known.meant(word), Some("limited"), "{word}");
        }
        for word in ["limtde", "united", "lim", &"limited".repeat(100_000)] {
            assert_eq!(known.meant(word), None);
        }
    }
}
