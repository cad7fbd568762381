//! From an alignment to a score: what two names share, against what each has for itself.
//!
//! The weights here were found by search over the development half of a benchmark of real lists and real names
//! (`portcullis bench screening` measures them again); each has one meaning, and none depends on the list.

use crate::search::Score;
use crate::vocabulary::{Likeness, SAME, Slack};
use crate::weight::Weight;
use crate::word_set::WordSet;

/// How much each kind of difference counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scale {
    /// What both sides would have to tell for the score to be half of what their proportion says: little told is
    /// little known, however well it fits.
    doubt: Weight,
    /// In percent of what is contradicted: what both sides say differently counts this much more than what one side
    /// leaves out.
    contradiction: Weight,
    /// The same for persons: another given name is another person.
    contradiction_of_persons: Weight,
    /// Each side names a place that the other does not.
    places_differ: Weight,
    /// One side names a place.
    place_missing: Weight,
    /// Each side has a number that the other has not: the 12th institute is not the 13th.
    numbers_differ: Weight,
    /// One side has a number.
    number_missing: Weight,
    /// Whether doubt about a word counts twice.
    strict: bool,
}

impl Scale {
    /// One name among many thousand: what is shared has to tell something.
    pub const SEARCH: Self = Self {
        doubt: 600,
        contradiction: 100,
        contradiction_of_persons: 1_500,
        places_differ: 0,
        place_missing: 100,
        numbers_differ: 2_000,
        number_missing: 600,
        strict: true,
    };
    /// Two names that somebody holds side by side: the question is whether anything speaks against them.
    pub const PAIR: Self = Self {
        doubt: 20,
        contradiction: 250,
        contradiction_of_persons: 1_500,
        places_differ: 1_000,
        place_missing: 100,
        numbers_differ: 2_000,
        number_missing: 1_000,
        strict: false,
    };

    /// What a likeness of words is worth.
    pub fn worth(&self, likeness: Likeness, slack: Slack) -> Likeness {
        if self.strict && slack == Slack::Tight { likeness * likeness / SAME } else { likeness }
    }

    /// What it takes away that places or numbers differ or are missing.
    pub fn against(&self, places: Unmatched, numbers: Unmatched) -> Weight {
        let of = |unmatched: Unmatched, differ: Weight, missing: Weight| match unmatched {
            (true, true) => differ,
            (false, false) => 0,
            _ => missing,
        };
        of(places, self.places_differ, self.place_missing) + of(numbers, self.numbers_differ, self.number_missing)
    }
}

/// Whether the query, and whether the name, has a word of a class that nothing stands for on the other side.
pub(crate) type Unmatched = (bool, bool);

/// What two names share, against what each has for itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Balance {
    /// The words of the query that something stands for.
    pub query_taken: WordSet,
    /// What the shared words tell, less for doubt about them.
    pub told: Weight,
    /// What the shared words would tell without doubt.
    pub aligned: Weight,
    /// What is left of the query.
    pub query_left: Weight,
    /// What is left of the name.
    pub name_left: Weight,
    /// What speaks against them besides.
    pub against: Weight,
    /// The score that the names have as wholes, at least.
    pub whole: u32,
    /// How closely words have to agree.
    pub slack: Slack,
}

impl Balance {
    /// Shared words in the same order tell more than the words alone.
    pub fn add_order(&mut self, told: Weight) {
        self.told += told;
        self.aligned += told;
    }

    /// A place that the name has and the query has none of: often it is only left out.
    pub fn leave_out_place(&mut self, told: Weight) {
        self.name_left -= told * 3 / 10;
    }

    /// Words of the query that other names of the same party say.
    pub fn add_said_elsewhere(&mut self, told: Weight) {
        self.query_left = self.query_left.saturating_sub(told);
        self.told += told * 6 / 5;
        self.aligned += told * 6 / 5;
    }

    /// The score.
    pub fn score(&self, scale: &Scale) -> Score {
        let contradiction = match self.slack {
            Slack::Tight => scale.contradiction,
            Slack::Loose => scale.contradiction_of_persons,
        };
        let contradicted = u64::from(self.query_left.min(self.name_left)) * u64::from(contradiction) / 100;
        let left = u64::from(self.query_left) + u64::from(self.name_left);
        let all = u64::from(self.aligned) + left + contradicted + u64::from(self.against);
        let told = u64::from(self.told);
        let told = told * told / (told + u64::from(scale.doubt)).max(1);
        let score = u32::try_from(told * u64::from(SAME) / all.max(1)).unwrap_or(SAME).min(SAME);
        Score(score.max(self.whole))
    }
}
