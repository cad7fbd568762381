//! Many more names than any list has: an index of made-up names, and queries against it.

use super::speed::{Times, ns};
use super::{ScreeningOptions, Tools, names_of};
use crate::draw::Draw;
use portcullis_lists::Entry;
use portcullis_screening::{Index, Listed, Searcher};
use serde::Serialize;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const QUERIES: usize = 1000;
const ONSETS: [&str; 20] =
    ["b", "ch", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "qu", "r", "s", "sh", "t", "v", "w", "z"];
const RIMES: [&str; 14] = ["a", "ai", "an", "ar", "e", "el", "en", "i", "in", "o", "on", "or", "u", "un"];

/// Queries against a large index.
#[derive(Debug, Serialize)]
pub struct LargeFigures {
    /// Names that were indexed.
    pub names: usize,
    /// Nanoseconds to index them.
    pub index_ns: u64,
    /// Queries: every second one a disturbed copy of a name, the others new names.
    pub times: Times,
    /// Of the disturbed copies, how many find their name first.
    pub copies_first: usize,
}

/// Makes up names from the words of real ones.
struct Namer<'a> {
    listed: Vec<&'a str>,
    /// Words of names at large, and how many occurrences there are up to each.
    words: Vec<(u64, &'a str)>,
    draw: Draw,
}

impl<'a> Namer<'a> {
    /// `words` is the table of words: a word and how many names hold it, a row.
    fn new(entries: &'a [Entry], words: &'a str, seed: u64) -> Self {
        let rows = words.lines().filter_map(|row| row.split_once(','));
        // The row `*` counts all names.
        let counted = rows.filter_map(|(word, count)| Some((word, count.parse::<u64>().ok()?)));
        let mut sum = 0;
        let words = counted.filter(|(word, _)| *word != "*").map(|(word, count)| {
            sum += count;
            (sum, word)
        });
        Self { listed: entries.iter().flat_map(names_of).collect(), words: words.collect(), draw: Draw::new(seed) }
    }

    fn place(&mut self, of: usize) -> usize {
        usize::try_from(self.draw.below(of as u64)).unwrap_or(0)
    }

    /// A word, as frequent as it is in names.
    fn word(&mut self) -> &'a str {
        if self.draw.percent(50) {
            let place = self.place(self.listed.len());
            let words: Vec<&str> = self.listed.get(place).map(|name| name.split(' ').collect()).unwrap_or_default();
            let place = self.place(words.len());
            return words.get(place).copied().unwrap_or_default();
        }
        let at = self.draw.below(self.words.last().map_or(0, |(sum, _)| *sum));
        let place = self.words.partition_point(|(sum, _)| *sum <= at);
        self.words.get(place).map_or("", |(_, word)| word)
    }

    /// Two to six words, one of which nobody else is likely to have.
    fn name(&mut self) -> String {
        let mut name: String =
            (0..2 + self.draw.below(2)).flat_map(|_| [self.draw.word(&ONSETS), self.draw.word(&RIMES)]).collect();
        for _ in 0..1 + self.draw.below(5) {
            name.push(' ');
            name.push_str(self.word());
        }
        name
    }

    /// A name as somebody else might write it: letters turned or lost, or its last word in front.
    fn disturbed(&mut self, name: &str) -> String {
        let mut letters: Vec<char> = name.chars().collect();
        let at = 1 + self.place(letters.len().saturating_sub(2));
        match self.draw.below(3) {
            0 if at + 1 < letters.len() => letters.swap(at, at + 1),
            1 if at < letters.len() => {
                letters.remove(at);
            }
            _ => {
                let (rest, last) = name.rsplit_once(' ').unwrap_or((name, ""));
                return format!("{last} {rest}");
            }
        }
        letters.into_iter().collect()
    }
}

/// Indexes made-up names and asks for some of them, and for others.
pub(super) fn large(tools: &Tools<'_>, entries: &[Entry], options: &ScreeningOptions) -> LargeFigures {
    let mut namer = Namer::new(entries, tools.words, options.seed);
    let names: Vec<String> = (0..options.names_indexed).map(|_| namer.name()).collect();
    let step = (names.len() / (QUERIES / 2)).max(1);
    let copied = names.iter().enumerate().step_by(step).take(QUERIES / 2);
    let queries: Vec<(Option<usize>, String)> =
        copied.flat_map(|(at, name)| [(Some(at), namer.disturbed(name)), (None, namer.name())]).collect();
    let start = Instant::now();
    let parties = names.iter().map(|name| Listed { names: std::iter::once(name.as_str()), is_person: false });
    let index = Index::build(Arc::clone(&tools.lexicon), None, parties);
    let index_ns = ns(start.elapsed());
    let mut searcher = Searcher::default();
    let mut first = |name: &str| match searcher.search(&index, name, false, super::ask::HITS) {
        portcullis_screening::Found::Hits([hit, ..]) => Some(hit.entry as usize),
        _ => None,
    };
    let copies_first = queries.iter().filter(|(at, name)| at.is_some() && first(name) == *at).count();
    let times = Times::of(&queries, |(_, name)| {
        black_box(first(name));
    });
    LargeFigures { names: names.len(), index_ns, times, copies_first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_of_words_by_frequency() {
        let entry = Entry { name: "Listed Words".to_owned(), ..Entry::default() };
        let mut namer = Namer::new(std::slice::from_ref(&entry), "word,count\n*,1000\nrare,1\nfrequent,999\n", 1);
        let names: Vec<String> = (0..1000).map(|_| namer.name()).collect();
        let count = |word: &str| names.iter().flat_map(|name| name.split(' ')).filter(|own| *own == word).count();
        assert!(count("rare") < 20 && count("frequent") > 1000, "{} {}", count("rare"), count("frequent"));
        assert!(count("Listed") > 500 && count("Words") > 500 && count("*") == 0);
        assert!(names.iter().all(|name| (2..=6).contains(&name.split(' ').count())), "{names:?}");
        let disturbed = namer.disturbed("Alpha Beta");
        assert_ne!(disturbed, "Alpha Beta");
    }
}
