//! From candidates to a finding: thresholds applied, resolutions looked up, nothing over a threshold left unseen.

use crate::query::Query;
use crate::resolution::{Lapse, Resolution, Resolutions};
use crate::screener::{Candidate, Screener, Screening};
use crate::search::{Score, Searcher};
use crate::threshold::{Threshold, Thresholds, Use, Verdict};
use jiff::civil::Date;
use serde::Serialize;
use std::cmp::Reverse;

/// How much further is looked where a candidate that is not shown could change the verdict.
const FURTHER: usize = 4;

/// What screening a name came to, in the order of how much it asks of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Nothing is over a threshold.
    Clear,
    /// A person must say.
    Possible,
    /// Taken to be a listed party.
    Listed,
    /// Neither a match nor a clear: the name holds nothing that could be compared.
    Unscreenable,
}

impl Finding {
    /// Every finding.
    pub const ALL: [Self; 4] = [Self::Clear, Self::Possible, Self::Listed, Self::Unscreenable];

    /// The word that machines read.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Possible => "possible",
            Self::Listed => "listed",
            Self::Unscreenable => "unscreenable",
        }
    }
}

impl From<Verdict> for Finding {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Clear => Self::Clear,
            Verdict::Possible => Self::Possible,
            Verdict::Listed => Self::Listed,
        }
    }
}

/// A candidate, and what it comes to.
#[derive(Debug, Clone)]
pub struct Judged<'a> {
    /// The candidate.
    pub candidate: Candidate<'a>,
    /// The threshold of its list.
    pub threshold: Threshold,
    /// What it comes to.
    pub verdict: Verdict,
    /// What a person found about it, and why that no longer applies.
    pub resolution: Option<(&'a Resolution, Option<Lapse>)>,
}

/// What a party comes to.
#[derive(Debug, Clone)]
pub struct Judgment<'a> {
    /// What the party comes to.
    pub finding: Finding,
    /// Those that ask most of a person first, then by score.
    pub judged: Vec<Judged<'a>>,
    /// How many listed or possible candidates are left out of `judged`.
    pub left_out: usize,
}

/// By what is judged.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'r> {
    /// From which score on what follows.
    pub thresholds: &'r Thresholds,
    /// What screening is for.
    pub used_for: Use,
    /// What people have found.
    pub resolutions: &'r Resolutions,
    /// The day.
    pub on: Date,
}

impl Judge<'_> {
    /// Screens a party; at most `limit` candidates are kept, but all that are over a threshold count.
    pub fn judge<'a>(
        &'a self,
        screener: &'a Screener,
        query: &Query<'_>,
        limit: usize,
        searcher: &mut Searcher,
    ) -> Judgment<'a> {
        let mut judgment = self.judge_all(screener, query, limit, searcher);
        let left_out = judgment.judged.iter().skip(limit);
        judgment.left_out = left_out.filter(|one| one.verdict != Verdict::Clear).count();
        judgment.judged.truncate(limit);
        judgment
    }

    /// Screens a party; at least `least` candidates are kept, and all that are over a threshold.
    pub fn judge_all<'a>(
        &'a self,
        screener: &'a Screener,
        query: &Query<'_>,
        least: usize,
        searcher: &mut Searcher,
    ) -> Judgment<'a> {
        // Whom people took for a listed party is in doubt at any score: then nothing is too far down to be looked at.
        let floor = if self.resolutions.leaves_in_doubt(&query.name) { Score(0) } else { self.floor() };
        let mut looked_at = least.max(1);
        let candidates = loop {
            let Screening::Candidates(candidates) = screener.screen(query, looked_at, searcher) else {
                return Judgment { finding: Finding::Unscreenable, judged: Vec::new(), left_out: 0 };
            };
            let may_hide = candidates.len() == looked_at && candidates.last().is_some_and(|last| last.score >= floor);
            if !may_hide {
                break candidates;
            }
            looked_at *= FURTHER;
        };
        let mut judged: Vec<Judged<'a>> = candidates
            .into_iter()
            .map(|candidate| {
                let threshold = self.thresholds.of(&candidate.entry.list, self.used_for);
                let resolution = self.resolutions.find(query, candidate.entry, self.on);
                let by_score = threshold.verdict(candidate.score);
                let verdict = resolution.map_or(by_score, |(found, lapsed)| found.conclusion.verdict(lapsed, by_score));
                Judged { candidate, threshold, verdict, resolution }
            })
            .collect();
        judged.sort_by_key(|one| Reverse((one.verdict, one.candidate.score)));
        let finding = judged.first().map_or(Finding::Clear, |worst| worst.verdict.into());
        Judgment { finding, judged, left_out: 0 }
    }

    /// Under this score every candidate is clear, whatever list it is on.
    fn floor(&self) -> Score {
        let exceptions = self.thresholds.exceptions.iter();
        let fits = exceptions.filter(|own| own.used_for.is_none_or(|own| own == self.used_for));
        fits.map(|own| own.possible.min(own.listed))
            .fold(self.thresholds.possible.min(self.thresholds.listed), Score::min)
    }
}
