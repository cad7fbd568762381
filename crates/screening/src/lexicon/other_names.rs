//! The names that one body goes by: acronyms, renamings, a trade name in its own letters and in pinyin.

use foldhash::HashMap;

/// Names of one letter or two are names of anybody.
const SHORTEST: usize = 3;
/// Other names that are tried for one.
const MOST: usize = 2;

/// Names of several words, or that stand for names of several words.
#[derive(Debug, Default)]
pub(super) struct OtherNames {
    others: HashMap<Box<str>, Vec<Box<str>>>,
    /// By first word of a name: how many words the longest one has.
    longest: HashMap<Box<str>, usize>,
}

impl OtherNames {
    /// Two names of one body, in plain words with one space between.
    pub fn add(&mut self, name: &str, other: &str) {
        for (name, other) in [(name, other), (other, name)] {
            let Some(first) = name.split(' ').next().filter(|_| name.len() >= SHORTEST) else { continue };
            let longest = self.longest.entry(first.into()).or_insert(0);
            *longest = (*longest).max(name.split(' ').count());
            let others = self.others.entry(name.into()).or_default();
            if !others.iter().any(|known| &**known == other) {
                others.push(other.into());
            }
        }
    }

    /// The text with the first name in it replaced by each of its others.
    pub fn of(&self, words: &[&str]) -> Vec<String> {
        let found = (0..words.len()).find_map(|at| {
            let (before, rest) = words.split_at_checked(at)?;
            let longest = self.longest.get(*rest.first()?)?;
            (1..=*longest.min(&rest.len())).rev().find_map(|length| {
                let (name, after) = rest.split_at_checked(length)?;
                Some((before, self.others.get(name.join(" ").as_str())?, after))
            })
        });
        let Some((before, others, after)) = found else { return Vec::new() };
        let with = |other: &str| [before, &[other], after].concat().join(" ");
        others.iter().take(MOST).map(|other| with(other)).collect()
    }
}
