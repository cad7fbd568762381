//! Lists of numbers by key, one list behind the other.

use std::ops::Range;

/// What belongs to each key, in two blocks of memory however many keys there are.
#[derive(Debug, Clone, Default)]
pub(crate) struct Postings {
    ends: Vec<u32>,
    listed: Vec<u32>,
}

impl Postings {
    /// Sorts pairs of a key under `keys` and what belongs to it by counting; under one key they stay in their order.
    pub fn sort(keys: usize, pairs: &[(u32, u32)]) -> Self {
        let mut ends = vec![0_u32; keys + 1];
        for (key, _) in pairs {
            if let Some(end) = ends.get_mut(*key as usize + 1) {
                *end += 1;
            }
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += *end;
            *end = sum;
        }
        let mut next = ends.clone();
        let mut listed = vec![0; pairs.len()];
        for (key, one) in pairs {
            let Some(at) = next.get_mut(*key as usize) else { continue };
            if let Some(place) = listed.get_mut(*at as usize) {
                *place = *one;
            }
            *at += 1;
        }
        Self { ends, listed }
    }

    /// What belongs to a key.
    pub fn of(&self, key: u32) -> &[u32] {
        self.listed.get(stretch(&self.ends, key)).unwrap_or_default()
    }
}

/// Where list `at` lies: from one end to the next. The first end is 0.
pub(crate) fn stretch(ends: &[u32], at: u32) -> Range<usize> {
    match ends.get(at as usize..) {
        Some([start, end, ..]) => *start as usize..*end as usize,
        _ => 0..0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_key_has_its_own_in_order() {
        let postings = Postings::sort(4, &[(2, 9), (0, 5), (2, 3), (3, 1)]);
        assert_eq!([0, 1, 2, 3, 4].map(|key| postings.of(key)), [&[5][..], &[], &[9, 3], &[1], &[]]);
        assert!(Postings::default().of(0).is_empty());
    }
}
