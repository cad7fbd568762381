//! Letters that a reader does not see, or that make one text look like another.
//!
//! An officer decides on what the page shows. A mark that turns the direction of the text, a letter of no width or a control character can make the page
//! show something else than what is filed, so none is filed; and what is shown before that is shown with such letters spelled out.

use std::fmt::Write as _;

/// Whether a letter is one that a reader does not see: control characters, marks of direction (Unicode Standard Annex 9), letters of no width that no
/// spelling needs, tags, and the separators that break lines. Joiners (U+200C, U+200D) stay: Persian and the scripts of India are spelled with them.
#[must_use]
pub fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{61c}' | '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

/// The first letter of a text that cannot be filed, with its place counted from 1. Lines may end in texts of several lines.
#[must_use]
pub fn first_hidden(text: &str, several_lines: bool) -> Option<(usize, char)> {
    let may_stay = |letter: char| several_lines && letter == '\n';
    let mut letters = text.chars().enumerate().map(|(place, letter)| (place + 1, letter));
    letters.find(|(_, letter)| is_hidden(*letter) && !may_stay(*letter))
}

/// A text as it can be shown: lines stay, every other letter that a reader would not see is spelled out, `<U+202E>`.
#[must_use]
pub fn shown(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut shown, letter| {
        if letter != '\n' && is_hidden(letter) {
            // Writing to a string cannot fail.
            let _ = write!(shown, "<U+{:04X}>", u32::from(letter));
        } else {
            shown.push(letter);
        }
        shown
    })
}

/// The beginning of a text on one line, as it can be shown in a sentence.
#[must_use]
pub fn brief(text: &str) -> String {
    const MOST: usize = 80;
    let beginning: String = text.chars().take(MOST).map(|letter| if letter == '\n' { ' ' } else { letter }).collect();
    let rest = if text.chars().nth(MOST).is_some() { "…" } else { "" };
    format!("{}{rest}", shown(&beginning))
}

/// Whether nothing is written there.
#[must_use]
pub fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}
