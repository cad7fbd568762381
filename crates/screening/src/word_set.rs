//! A set of the words of one name.

use crate::words::MOST_WORDS;

/// Some of the words of a name: a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct WordSet(u64);

// There is a bit for every word of the longest name, and places are counted in bytes.
const _: () = assert!(MOST_WORDS <= 64);

impl WordSet {
    /// Words in a row: the first, and how many.
    pub fn row((first, count): (u8, u8)) -> Self {
        let from = |at: u32| u64::MAX.checked_shl(at).unwrap_or(0);
        Self(from(first.into()) & !from(u32::from(first) + u32::from(count)))
    }

    pub fn shares_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_holds_its_words_alone() {
        let mut set = WordSet::row((1, 2));
        assert_eq!([0, 1, 2, 3].map(|at| set.shares_any(WordSet::row((at, 1)))), [false, true, true, false]);
        set.add(WordSet::row((62, 2)));
        assert!(set.shares_any(WordSet::row((63, 1))) && !set.shares_any(WordSet::row((3, 59))));
        assert!(!set.without(WordSet::row((0, 60))).shares_any(WordSet::row((0, 62))));
    }
}
