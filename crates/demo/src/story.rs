//! Stories: every way that a case can take, as steps with their days.
//!
//! A story says what its people mean to do; the domain says whether they may. A step that cannot be taken yet waits. Stories that end in the middle are those
//! whose cases are open on the last day: someone has to find them in the queue.

mod chapter;
mod ended;
mod licensed;
mod pending;

use std::iter::repeat_n;

use crate::step::Turn;

/// How much a license grants against what is used.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Grants {
    /// More than is used.
    Ample,
    /// So little that it runs out.
    Scarce,
    /// For so few days that it ends.
    Short,
}

/// A story.
#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) name: &'static str,
    /// How many of 120 cases go this way.
    pub(crate) share: usize,
    /// Filed so many days before the end: at least, and at most.
    pub(crate) before_end: (u64, u64),
    pub(crate) grants: Grants,
    /// Whether reports are filed in time.
    pub(crate) reports: bool,
    pub(crate) chapters: &'static [&'static [Turn]],
}

const fn story(
    name: &'static str,
    share: usize,
    before_end: (u64, u64),
    chapters: &'static [&'static [Turn]],
) -> Story {
    Story { name, share, before_end, grants: Grants::Ample, reports: true, chapters }
}

const fn granting(grants: Grants, story: Story) -> Story {
    Story { grants, ..story }
}

const fn without_reports(story: Story) -> Story {
    Story { reports: false, ..story }
}

/// All of them. The shares make 120.
fn stories() -> impl Iterator<Item = &'static Story> {
    licensed::STORIES.iter().chain(ended::STORIES).chain(pending::STORIES)
}

/// The story of each of so many cases: all of them in their shares, one after the other where there are fewer than 120 cases.
pub(crate) fn deal(cases: usize) -> impl Iterator<Item = &'static Story> {
    let shares: Vec<&Story> = stories().flat_map(|story| repeat_n(story, story.share)).collect();
    (0..cases).filter_map(move |case| {
        let place = case.checked_mul(shares.len())?.checked_div(cases)?;
        shares.get(place).copied()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_make_a_hundred_and_twenty() {
        let named: Vec<&str> = deal(120).map(|story| story.name).collect();
        let all: Vec<&str> = stories().flat_map(|story| repeat_n(story.name, story.share)).collect();
        assert_eq!(named, all);
        assert_eq!(all.len(), 120);
        assert_eq!(deal(1_200).filter(|story| story.name == "revoked").count(), 10);
        assert_eq!(deal(7).count(), 7);
    }
}
