//! How many typing errors apart two short words are.

/// The longest word that is compared; longer ones are compared by their beginnings.
pub(crate) const LONGEST: usize = 64;

/// Letters and digits, and one place for everything else.
const LETTERS: usize = 37;

/// A word to be compared with many others.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// By letter: a bit for each place it stands at.
    places: [u64; LETTERS],
    length: usize,
}

impl Pattern {
    pub fn new(word: &[u8]) -> Self {
        let word = word.get(..LONGEST).unwrap_or(word);
        let mut places = [0; LETTERS];
        for (at, letter) in word.iter().enumerate() {
            if let Some(places) = places.get_mut(code(*letter)) {
                *places |= 1 << at;
            }
        }
        Self { places, length: word.len() }
    }

    /// The optimal string alignment distance: letters dropped, added, changed, or swapped with a neighbour.
    ///
    /// Bit-parallel, one word of bits a column: H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and
    /// Damerau edit distances" (2003).
    pub fn distance(&self, other: &[u8]) -> usize {
        let other = other.get(..LONGEST).unwrap_or(other);
        if self.length == 0 || other.is_empty() {
            return self.length.max(other.len());
        }
        let last = 1_u64 << (self.length - 1);
        let (mut positive, mut negative) = (u64::MAX, 0_u64);
        let (mut diagonal, mut previous) = (0_u64, 0_u64);
        let mut found = self.length;
        for letter in other {
            let here = self.places.get(code(*letter)).copied().unwrap_or(0);
            let swapped = (((!diagonal) & here) << 1) & previous;
            diagonal = ((here & positive).wrapping_add(positive) ^ positive) | here | negative | swapped;
            let up = negative | !(diagonal | positive);
            let down = diagonal & positive;
            found += usize::from(up & last != 0);
            found -= usize::from(down & last != 0);
            let up = (up << 1) | 1;
            positive = (down << 1) | !(diagonal | up);
            negative = diagonal & up;
            previous = here;
        }
        found
    }
}

/// A letter as a small number; what is neither letter nor digit counts as one letter.
pub(crate) fn code(letter: u8) -> usize {
    match letter {
        b'a'..=b'z' => usize::from(letter - b'a'),
        b'0'..=b'9' => usize::from(letter - b'0') + 26,
        _ => LETTERS - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_swap_is_one_error() {
        assert_eq!(Pattern::new(b"huawei").distance(b"hauwei"), 1);
        assert_eq!(Pattern::new(b"acme").distance(b""), 4);
    }

    proptest! {
        #[test]
        fn agrees_with_the_slow_way(left in "[a-d]{0,40}", right in "[a-d]{0,40}") {
            let fast = Pattern::new(left.as_bytes()).distance(right.as_bytes());
            prop_assert_eq!(fast, strsim::osa_distance(&left, &right));
        }
    }
}
