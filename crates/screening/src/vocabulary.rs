//! All words of the listed names, and which of them are near a given word.

use crate::distance::{LONGEST, Pattern, code};
use crate::fold::fold;
use crate::postings::{Postings, stretch};
use foldhash::{HashMap, HashMapExt};
use smallvec::SmallVec;

/// A word of the vocabulary.
pub(crate) type WordId = u32;

/// How alike two words are, in ten-thousandths.
pub(crate) type Likeness = u32;

/// The same word.
pub(crate) const SAME: Likeness = 10_000;
/// Another spelling of the same sound.
const SAME_SOUND: Likeness = 9_800;
/// Words the tables call kin.
pub(crate) const KIN: Likeness = 9_300;
/// Words that begin alike: another ending, or cut short.
const SAME_STEM: Likeness = 7_500;
/// What an error takes from the likeness of words of one letter; longer words share it.
const ERROR: Likeness = 9_000;

/// Letters, digits, and the edge of a word.
const ALPHABET: usize = 37;

/// Strings one behind the other.
#[derive(Debug, Clone)]
struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    fn new() -> Self {
        Self { text: String::new(), ends: vec![0] }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
    }

    fn get(&self, at: u32) -> &str {
        self.text.get(stretch(&self.ends, at)).unwrap_or_default()
    }
}

/// The words, interned.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    words: Strings,
    folded: Strings,
    ids: HashMap<Box<str>, WordId>,
    by_sound: HashMap<Box<str>, SmallVec<[WordId; 2]>>,
    /// Words by three letters in a row of their folded form.
    by_trigram: Postings,
}

impl Vocabulary {
    pub fn new() -> Self {
        Self {
            words: Strings::new(),
            folded: Strings::new(),
            ids: HashMap::new(),
            by_sound: HashMap::new(),
            by_trigram: Postings::default(),
        }
    }

    pub fn intern(&mut self, word: &str) -> WordId {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.insert(word.into(), id);
        self.words.push(word);
        id
    }

    pub fn id(&self, word: &str) -> Option<WordId> {
        self.ids.get(word).copied()
    }

    pub fn word(&self, id: WordId) -> &str {
        self.words.get(id)
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Makes the words findable by sound and spelling. Words interned later are found only as they are written.
    pub fn seal(&mut self) {
        let mut folded = String::new();
        let mut pairs: Vec<(u32, WordId)> = Vec::with_capacity(self.len() * 8);
        for id in (0_u32..).take(self.len()) {
            fold(self.words.get(id), &mut folded);
            self.by_sound.entry(folded.as_str().into()).or_default().push(id);
            if !is_number(&folded) {
                pairs.extend(trigrams(&folded).map(|trigram| (trigram, id)));
            }
            self.folded.push(&folded);
        }
        self.by_trigram = Postings::sort(ALPHABET * ALPHABET * ALPHABET, &pairs);
    }

    /// Words of the vocabulary that are near `word`, with how near, the nearest first.
    pub fn similar(&self, word: &str, slack: Slack, counts: &mut Counts, found: &mut Vec<(WordId, Likeness)>) {
        found.clear();
        if let Some(id) = self.id(word) {
            found.push((id, SAME));
        }
        if is_number(word) {
            return;
        }
        let mut folded = std::mem::take(&mut counts.folded);
        fold(word, &mut folded);
        let alike = self.by_sound.get(folded.as_str()).filter(|_| folded.len() >= 4);
        for id in alike.into_iter().flatten() {
            if found.first().is_none_or(|(same, _)| same != id) {
                found.push((*id, SAME_SOUND));
            }
        }
        self.add_misspelt(word, &folded, slack, counts, found);
        counts.folded = folded;
        found.sort_unstable_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
    }

    fn add_misspelt(
        &self,
        word: &str,
        folded: &str,
        slack: Slack,
        counts: &mut Counts,
        found: &mut Vec<(WordId, Likeness)>,
    ) {
        if folded.len() < slack.shortest() {
            return;
        }
        counts.shared.resize(self.len(), 0);
        for trigram in trigrams(folded) {
            for id in self.by_trigram.of(trigram) {
                if let Some(count) = counts.shared.get_mut(*id as usize) {
                    if *count == 0 {
                        counts.touched.push(*id);
                    }
                    *count = count.saturating_add(1);
                }
            }
        }
        let asked =
            Asked { word, folded, spelling: Pattern::new(word.as_bytes()), sound: Pattern::new(folded.as_bytes()) };
        let least = asked.needed_of_any();
        for id in counts.touched.drain(..) {
            let Some(count) = counts.shared.get_mut(id as usize) else { continue };
            let shared = std::mem::take(count);
            // Most words share one trigram by chance; they are passed over without a look at the word.
            if usize::from(shared) < least {
                continue;
            }
            let other = self.folded.get(id);
            if usize::from(shared) < asked.needed(other, slack) || other == folded {
                continue;
            }
            if let Some(likeness) = asked.likeness(self.words.get(id), other, slack) {
                found.push((id, likeness));
            }
        }
    }
}

/// The space for counting shared trigrams.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    shared: Vec<u8>,
    touched: Vec<WordId>,
    folded: String,
}

/// How many errors two words may be apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum Slack {
    /// As for names of companies, where one letter often makes another company.
    #[default]
    Tight,
    /// As for names of persons, which are written by ear.
    Loose,
}

impl Slack {
    /// The shortest word that may hold an error.
    fn shortest(self) -> usize {
        match self {
            Self::Tight => 4,
            Self::Loose => 2,
        }
    }

    fn errors(self, length: usize) -> usize {
        match (self, length) {
            (Self::Tight, 0..=3) => 0,
            (Self::Tight, 4..=6) => 1,
            (Self::Tight, 7..=10) => 2,
            (Self::Tight, _) => 3,
            (Self::Loose, 0..=3) => 1,
            (Self::Loose, _) => 2,
        }
    }

    /// Words less alike than this are different words.
    fn least(self) -> Likeness {
        match self {
            Self::Tight => 6_000,
            Self::Loose => 4_500,
        }
    }
}

/// A word that is compared with many.
struct Asked<'a> {
    word: &'a str,
    folded: &'a str,
    spelling: Pattern,
    sound: Pattern,
}

impl Asked<'_> {
    /// How many trigrams any word must share to be near.
    fn needed_of_any(&self) -> usize {
        if self.folded.len() >= 6 { 2 } else { 1 }
    }

    /// How many trigrams a word must share to be near: an error spoils three, and words that begin alike share five.
    fn needed(&self, other: &str, slack: Slack) -> usize {
        let length = self.folded.len();
        length.saturating_sub(3 * slack.errors(length.max(other.len()))).clamp(self.needed_of_any(), 5)
    }

    /// How alike two words of different sound are, where they are alike at all.
    fn likeness(&self, other: &str, other_folded: &str, slack: Slack) -> Option<Likeness> {
        let longer = self.folded.len().max(other_folded.len());
        let shorter = self.folded.len().min(other_folded.len());
        let allowed = slack.errors(longer);
        let mut best = 0;
        if shorter >= 2 && longer - shorter <= allowed {
            let mut errors = self.sound.distance(other_folded.as_bytes());
            if errors > 1 && self.word.len().abs_diff(other.len()) < errors {
                errors = errors.min(self.spelling.distance(other.as_bytes()));
            }
            if errors <= allowed {
                best = spelling(errors, longer.min(LONGEST));
            }
        }
        if slack == Slack::Tight {
            let alike = self.folded.bytes().zip(other_folded.bytes()).take_while(|(left, right)| left == right).count();
            if alike >= 5 && (alike == shorter || (alike * 4 >= shorter * 3 && longer - shorter <= 6)) {
                best = best.max(SAME_STEM);
            }
        }
        (best >= slack.least()).then_some(best)
    }
}

/// The likeness of words so many errors apart.
fn spelling(errors: usize, length: usize) -> Likeness {
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (errors, length) = (small(errors), small(length).max(1));
    SAME_SOUND.saturating_sub(errors * ERROR / length)
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|letter| letter.is_ascii_digit())
}

/// The edge of a word, as a letter.
const EDGE: u32 = 36;

/// Three letters in a row, the edges of the word included.
fn trigrams(word: &str) -> impl Iterator<Item = u32> {
    let letters = std::iter::once(EDGE).chain(word.bytes().map(small_code)).chain(std::iter::once(EDGE));
    let mut window = (EDGE, EDGE);
    letters.skip(1).map(move |letter| {
        let trigram = (window.0 * 37 + window.1) * 37 + letter;
        window = (window.1, letter);
        trigram
    })
}

fn small_code(letter: u8) -> u32 {
    u32::try_from(code(letter)).unwrap_or(EDGE)
}
