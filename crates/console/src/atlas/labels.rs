//! Where words go on a crowded picture: beside their mark, where no other word or mark stands, or nowhere.

/// Width of a letter and height of a line, in units of the picture.
const LETTER: i64 = 6;
const LINE: i64 = 12;
/// Between a mark and its word.
const APART: i64 = 8;

/// A rectangle: left, top, right, bottom.
type Rectangle = [i64; 4];

/// The room that is taken.
pub(crate) struct Room {
    bounds: Rectangle,
    taken: Vec<Rectangle>,
}

/// Where a word begins, on its base line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) x: i64,
    pub(crate) y: i64,
}

impl Room {
    /// Free room within bounds.
    pub(crate) fn within(bounds: Rectangle) -> Self {
        Self { bounds, taken: Vec::new() }
    }

    /// Takes the room of a mark.
    pub(crate) fn take(&mut self, (x, y): (i64, i64), half: i64) {
        self.taken.push([x - half, y - half, x + half, y + half]);
    }

    fn is_free(&self, [left, top, right, bottom]: Rectangle) -> bool {
        let [first, highest, last, lowest] = self.bounds;
        let inside = left >= first && top >= highest && right <= last && bottom <= lowest;
        inside && !self.taken.iter().any(|[l, t, r, b]| left < *r && *l < right && top < *b && *t < bottom)
    }

    /// The first of some places for the left end of a base line where a word of so many letters is free; taken.
    pub(crate) fn first_free(&mut self, letters: usize, spots: &[Spot]) -> Option<Spot> {
        let width = i64::try_from(letters).unwrap_or(i64::MAX / 64) * LETTER;
        let rectangle = |spot: &Spot| [spot.x, spot.y - LINE + 3, spot.x + width, spot.y + 3];
        let spot = spots.iter().copied().find(|spot| self.is_free(rectangle(spot)))?;
        self.taken.push(rectangle(&spot));
        Some(spot)
    }

    /// A place beside a mark: right, left, above, below, then at the corners.
    pub(crate) fn beside(&mut self, (x, y): (i64, i64), letters: usize) -> Option<Spot> {
        let width = i64::try_from(letters).unwrap_or(i64::MAX / 64) * LETTER;
        let (right, left, middle) = (x + APART, x - APART - width, x - width / 2);
        let places = [
            (right, y + 4),
            (left, y + 4),
            (middle, y - 9),
            (middle, y + 17),
            (right, y - 7),
            (right, y + 15),
            (left, y - 7),
            (left, y + 15),
        ];
        self.first_free(letters, &places.map(|(x, y)| Spot { x, y }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_never_cover_each_other(marks in prop::collection::vec((0_i64..300, 0_i64..300, 1_usize..20), 0..40)) {
            let mut room = Room::within([0, 0, 300, 300]);
            let mut words: Vec<Rectangle> = Vec::new();
            for (x, y, letters) in marks {
                let Some(spot) = room.beside((x, y), letters) else { continue };
                let word = [spot.x, spot.y - 9, spot.x + i64::try_from(letters).unwrap() * LETTER, spot.y + 3];
                prop_assert!(word[0] >= 0 && word[1] >= 0 && word[2] <= 300 && word[3] <= 300);
                prop_assert!(!words.iter().any(|other| word[0] < other[2] && other[0] < word[2] && word[1] < other[3] && other[1] < word[3]));
                words.push(word);
            }
        }
    }
}
