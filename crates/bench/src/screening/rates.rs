//! Thresholds, recall and F1, in whole numbers.

use portcullis_screening::Score;
use serde::Serialize;
use std::cmp::Reverse;

/// Of this many names that are on no list, one may alarm.
const ONE_IN: usize = 100;

/// The smallest score at which at most one name in a hundred alarms that should not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Threshold(pub Score);

/// The threshold, from the highest score that each name on no list has; none where nothing was found for it.
pub(super) fn threshold(mut highest: Vec<Option<Score>>) -> Threshold {
    highest.sort_unstable_by_key(|score| Reverse(*score));
    // The first that must not alarm: the threshold lies just above its score.
    let silent = highest.get(highest.len() / ONE_IN).copied().flatten();
    Threshold(silent.map_or(Score(0), |score| Score(score.0 + 1)))
}

/// Where the party that is sought was found: the first of its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Counted from zero.
    pub rank: usize,
    pub score: Score,
    /// No hit has a better score.
    pub is_best: bool,
}

/// The first hit that is the party sought. Hits come best first.
pub(super) fn place(hits: &[(&str, Score)], gold: &[String]) -> Option<Place> {
    let rank = hits.iter().position(|(id, _)| gold.iter().any(|sought| sought == id))?;
    let (_, score) = *hits.get(rank)?;
    Some(Place { rank, score, is_best: hits.first().is_some_and(|(_, best)| *best == score) })
}

/// How many of the queries asked find what they seek.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    asked: u32,
    first: u32,
    first_or_equal: u32,
    first_5: u32,
    first_10: u32,
    over_threshold: u32,
}

impl Tally {
    pub fn add(&mut self, place: Option<Place>, threshold: Threshold) {
        self.asked += 1;
        let Some(Place { rank, score, is_best }) = place else { return };
        self.first += u32::from(rank < 1);
        self.first_or_equal += u32::from(is_best);
        self.first_5 += u32::from(rank < 5);
        self.first_10 += u32::from(rank < 10);
        // Hits come best first: no later hit of the same party could be over where the first is not.
        self.over_threshold += u32::from(rank < 5 && score >= threshold.0);
    }

    pub fn rates(self) -> Rates {
        let of_all = |count| thousandths(count, self.asked);
        Rates {
            asked: self.asked,
            recall_1: of_all(self.first),
            recall_1_or_equal: of_all(self.first_or_equal),
            recall_5: of_all(self.first_5),
            recall_10: of_all(self.first_10),
            at_1_percent: of_all(self.over_threshold),
        }
    }
}

/// Of the queries asked, how many find what they seek, in thousandths, rounded down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Rates {
    /// Queries.
    pub asked: u32,
    /// As the first hit.
    pub recall_1: u32,
    /// As the first hit, or with the score of the first: entries with equal scores keep the order of the list.
    pub recall_1_or_equal: u32,
    /// Among the first five.
    pub recall_5: u32,
    /// Among the first ten.
    pub recall_10: u32,
    /// Among the first five, and over the threshold at which one in a hundred names on no list alarms.
    pub at_1_percent: u32,
}

fn thousandths(count: u32, of: u32) -> u32 {
    let rate = (u64::from(count) * 1000).checked_div(u64::from(of)).unwrap_or(0);
    u32::try_from(rate).unwrap_or(u32::MAX)
}

/// The number of pairs, and F1 in thousandths, rounded down, of what was said against what is.
pub(super) fn f1(judged: impl Iterator<Item = (bool, bool)>) -> (u32, u32) {
    let (mut pairs, mut right, mut wrong) = (0, 0, 0);
    for (said, is) in judged {
        pairs += 1;
        right += u32::from(said && is);
        wrong += u32::from(said != is);
    }
    (pairs, thousandths(2 * right, 2 * right + wrong))
}

/// A rate as a person reads it: `0.812`.
pub(super) fn shown(thousandths: u32) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(scores: impl IntoIterator<Item = u32>) -> Vec<Option<Score>> {
        scores.into_iter().map(|score| Some(Score(score))).collect()
    }

    #[test]
    fn one_name_in_a_hundred_may_alarm() {
        // Of 250, two may: the third highest score must stay under.
        let tops = scores([9000, 8000, 7000].into_iter().chain(std::iter::repeat_n(5000, 247)));
        assert_eq!(threshold(tops), Threshold(Score(7001)));
        // Of 99, none may.
        assert_eq!(threshold(scores(0..99)), Threshold(Score(99)));
        assert_eq!(threshold(scores(0..100)), Threshold(Score(99)), "the highest, 99, alarms");
        assert_eq!(threshold(scores(0..199)), Threshold(Score(198)));
        assert_eq!(threshold(scores(0..200)), Threshold(Score(198)));
    }

    #[test]
    fn equal_scores_alarm_together_or_not_at_all() {
        let tops = scores([9000, 9000, 9000].into_iter().chain(std::iter::repeat_n(5000, 197)));
        assert_eq!(threshold(tops), Threshold(Score(9001)));
    }

    #[test]
    fn where_hardly_anything_is_found_any_score_will_do() {
        let tops = vec![Some(Score(6000)), None, None];
        assert_eq!(threshold(tops.clone()), Threshold(Score(6001)));
        let mut many = tops;
        many.resize(100, None);
        assert_eq!(threshold(many), Threshold(Score(0)));
        assert_eq!(threshold(Vec::new()), Threshold(Score(0)));
    }

    #[test]
    fn recall_counts_the_first_hit_of_the_party() {
        let hits = [("a", 9000), ("b", 8000), ("c", 8000), ("d", 7000), ("e", 6000), ("f", 5000)];
        let find = |gold: &[&str]| {
            let gold: Vec<String> = gold.iter().map(|id| (*id).to_owned()).collect();
            place(&hits.map(|(id, score)| (id, Score(score))), &gold)
        };
        assert_eq!(find(&["d", "b"]), Some(Place { rank: 1, score: Score(8000), is_best: false }));
        assert_eq!(find(&["x"]), None);
        let equal = place(&[("a", Score(9)), ("b", Score(9))], &["b".to_owned()]);
        assert_eq!(equal, Some(Place { rank: 1, score: Score(9), is_best: true }));
        let mut tally = Tally::default();
        for gold in ["a", "b", "d", "f", "x", "y", "z"] {
            tally.add(find(&[gold]), Threshold(Score(8000)));
        }
        let (recall_1, recall_1_or_equal, recall_5, recall_10, at_1_percent) = (142, 142, 428, 571, 285);
        let expected = Rates { asked: 7, recall_1, recall_1_or_equal, recall_5, recall_10, at_1_percent };
        assert_eq!(tally.rates(), expected, "one, one, three, four and two of seven");
        assert_eq!(Tally::default().rates(), Rates::default());
    }

    #[test]
    fn f1_weighs_what_is_missed_and_what_is_claimed() {
        // Three right, one missed, two claimed, one rightly left.
        let judged = [(true, true); 3].into_iter().chain([(false, true), (true, false), (true, false), (false, false)]);
        assert_eq!(f1(judged), (7, 666));
        assert_eq!(f1(std::iter::empty()), (0, 0));
    }

    #[test]
    fn rates_are_shown_with_three_digits() {
        assert_eq!([0, 7, 812, 1000].map(shown), ["0.000", "0.007", "0.812", "1.000"]);
    }
}
