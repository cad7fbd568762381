//! What may stand in a letter: the one rule, in one place.
//!
//! A character that leaves no mark of its own, or that moves others, is shown as its code point, `[U+202E]`; white space of any kind is a
//! space. In full:
//!
//! 1. The text is brought into one spelling (Unicode normalization form C), so that the same word is the same bytes.
//! 2. White space (Unicode White_Space: tab, line feed, no-break space, line separator, ...) is one space, however much there is of it, so that
//!    nobody can push words to the beginning of a line. Only in lines whose breaks are their own ([`Text::lines`]) each character of it is a
//!    space.
//! 3. Controls, format characters (the overrides U+202A to U+202E, the isolates U+2066 to U+2069, the marks U+200E, U+200F and U+061C,
//!    zero-width characters, tags, the byte order mark), private use and what Unicode has not assigned are shown as code points
//!    (general categories Cc, Cf, Cs, Co, Cn), and so are the letters and marks that are blank by definition.
//! 4. A combining mark that has nothing to stand on, or that is the fourth or later on one letter, is shown as its code point.
//!
//! Nothing is dropped: whoever reads `[U+0000]` knows that it was there. Right-to-left letters stay: an Arabic name is a name.

use std::fmt;

use serde::{Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The most combining marks on one letter. Vietnamese and pinyin need two, polytonic Greek three.
const MOST_MARKS: usize = 3;

/// One line of words as they may stand in a letter. It has no line break and no character that cannot be seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(String);

impl Text {
    /// Makes what somebody wrote into what may be shown. Made again, it stays the same.
    #[must_use]
    pub fn new(written: &str) -> Self {
        let mut text = Self::line(written);
        let mut before = false;
        text.0.retain(|letter| !(std::mem::replace(&mut before, letter == ' ') && letter == ' '));
        text
    }

    /// A line of what somebody wrote, with all its spaces.
    fn line(written: &str) -> Self {
        let mut shown = String::with_capacity(written.len());
        let mut standing = Standing::Nothing;
        for letter in written.nfc() {
            standing = push(&mut shown, letter, standing);
        }
        Self(shown)
    }

    /// The lines of what somebody wrote, each as it may be shown: for text whose line breaks are its own.
    #[must_use]
    pub fn lines(written: &str) -> Vec<Self> {
        written.lines().map(Self::line).collect()
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to read.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.chars().all(|letter| letter == ' ')
    }

    /// The first characters, with an ellipsis where there are more than `most`; a dash where there is nothing to read. For names that a
    /// document must have.
    pub(crate) fn shortened(&self, most: usize) -> String {
        if self.is_blank() {
            return "–".to_owned();
        }
        let mut short: String = self.0.chars().take(most).collect();
        if short.len() < self.0.len() {
            short.push('…');
        }
        short
    }
}

impl From<&str> for Text {
    fn from(written: &str) -> Self {
        Self::new(written)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// What the next combining mark would stand on.
#[derive(Clone, Copy)]
enum Standing {
    Nothing,
    /// A letter that has so many marks.
    Letter(usize),
}

/// Writes one character by the rule.
fn push(shown: &mut String, letter: char, standing: Standing) -> Standing {
    if letter.is_whitespace() {
        shown.push(' ');
        return Standing::Nothing;
    }
    let marks = match (is_mark(letter), standing) {
        (false, _) => 0,
        (true, Standing::Letter(marks)) if marks < MOST_MARKS => marks + 1,
        (true, _) => return push_code_point(shown, letter),
    };
    if !is_visible(letter) {
        return push_code_point(shown, letter);
    }
    shown.push(letter);
    Standing::Letter(marks)
}

fn push_code_point(shown: &mut String, letter: char) -> Standing {
    shown.push_str(&code_point(letter));
    Standing::Nothing
}

/// A character as it is named where it cannot be shown: `[U+6DF1]`.
#[must_use]
pub fn code_point(letter: char) -> String {
    format!("[U+{:04X}]", u32::from(letter))
}

/// Whether a character leaves a mark of its own and moves no other.
fn is_visible(letter: char) -> bool {
    let hidden = matches!(
        letter.general_category(),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Surrogate
            | GeneralCategory::PrivateUse
            | GeneralCategory::Unassigned
    );
    !hidden && !is_blank(letter)
}

/// Letters, marks and signs that are blank by definition (Default_Ignorable_Code_Point outside Cf, and the empty Braille cell).
fn is_blank(letter: char) -> bool {
    matches!(
        letter,
        '\u{034F}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FFA0}'
            | '\u{E0100}'..='\u{E01EF}'
    )
}

fn is_mark(letter: char) -> bool {
    matches!(letter.general_category(), GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_named() {
        assert_eq!(Text::new("a\u{202E}b\0c\u{200B}").as_str(), "a[U+202E]b[U+0000]c[U+200B]");
        assert_eq!(Text::new("a\r\nb\u{2028}c\u{a0}d").as_str(), "a b c d");
        assert_eq!(Text::lines("a\t\tb \r\n  c\r"), [Text("a  b ".to_owned()), Text("  c ".to_owned())]);
        assert_eq!(Text::new("\u{E000}\u{FE0F}\u{3164}").as_str(), "[U+E000][U+FE0F][U+3164]");
    }

    #[test]
    fn names_of_many_scripts_stay() {
        for name in ["Łukasz Ångström", "Ελένη", "Наталья", "深圳北方", "لطيفة", "Nguyễn Văn Á"]
        {
            assert_eq!(Text::new(name).as_str(), name.nfc().collect::<String>());
        }
    }

    #[test]
    fn marks_do_not_pile_up() {
        let piled = format!("x{}", "\u{0325}".repeat(6));
        assert_eq!(Text::new(&piled).as_str(), format!("x{}[U+0325][U+0325][U+0325]", "\u{0325}".repeat(3)));
        assert_eq!(Text::new("\u{0301} \u{0301}").as_str(), "[U+0301] [U+0301]");
    }
}
