//! Many short texts in one long one: a graph has millions, and an allocation each would double its size.

use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::hash::BuildHasher as _;

/// No text.
pub(crate) const NONE: u32 = u32::MAX;

/// Texts by number.
#[derive(Debug, Default, Clone)]
pub(crate) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Adds a text; `None` where four gigabytes are full.
    pub fn push(&mut self, text: &str) -> Option<u32> {
        let end = u32::try_from(self.text.len() + text.len()).ok()?;
        let place = u32::try_from(self.ends.len()).ok().filter(|place| *place != NONE)?;
        self.text.push_str(text);
        self.ends.push(end);
        Some(place)
    }

    /// The text with a number; empty for [`NONE`].
    pub fn get(&self, place: u32) -> &str {
        let place = place as usize;
        let Some(end) = self.ends.get(place) else { return "" };
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start as usize..*end as usize).unwrap_or("")
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<u32>()
    }
}

/// Texts, each kept once.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    strings: Strings,
    first: HashMap<u64, u32, FixedState>,
    // Texts with the same hash hang together.
    next: Vec<u32>,
}

impl Interner {
    /// The number of a text; new where it is new, `None` where memory for texts is full.
    pub fn intern(&mut self, text: &str) -> Option<u32> {
        let hash = FixedState::default().hash_one(text);
        let mut place = self.first.get(&hash).copied().unwrap_or(NONE);
        let head = place;
        while place != NONE {
            if self.strings.get(place) == text {
                return Some(place);
            }
            place = self.next.get(place as usize).copied().unwrap_or(NONE);
        }
        let new = self.strings.push(text)?;
        self.next.push(head);
        self.first.insert(hash, new);
        Some(new)
    }

    pub fn into_strings(self) -> Strings {
        self.strings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_found_again() {
        let mut interner = Interner::default();
        let places: Vec<u32> = ["a", "", "bc", "a", ""].iter().map(|text| interner.intern(text).unwrap()).collect();
        assert_eq!(places, [0, 1, 2, 0, 1]);
        let strings = interner.into_strings();
        assert_eq!((strings.get(0), strings.get(1), strings.get(2), strings.get(NONE)), ("a", "", "bc", ""));
        assert_eq!(strings.len(), 3);
    }
}
