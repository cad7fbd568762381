//! Words as lines of glyphs, no wider than they may be.

use textwrap::core::display_width;

use super::Milli;
use super::font::{Face, Found, Style, find};
use crate::safe::code_point;

/// A line of glyphs.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
}

/// Glyphs of one font.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) font: usize,
    pub(super) units: u16,
    pub(super) text: String,
    pub(super) glyphs: Vec<Glyph>,
    pub(super) width: Milli,
}

/// One glyph: its number, its advance in the font's units, and the bytes of the text that it shows.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    pub(super) id: u32,
    pub(super) advance: u32,
    pub(super) bytes: std::ops::Range<usize>,
}

/// A character, found.
#[derive(Clone, Copy)]
struct Piece {
    letter: char,
    found: Found,
    width: Milli,
}

/// Sets words in a style and a size, in lines of a width.
pub(super) struct Setter<'a> {
    pub(super) faces: Vec<Face<'a>>,
}

impl Setter<'_> {
    /// The lines. A word that is wider than a line is broken; there is always one line.
    pub(super) fn lines(&self, words: &str, style: Style, size: Milli, width: Milli) -> Vec<Line> {
        let pieces = self.pieces(words, style, size);
        let mut lines = Vec::new();
        let mut rest = pieces.as_slice();
        while !rest.is_empty() {
            let (line, after) = rest.split_at(fitting(rest, width).clamp(1, rest.len()));
            lines.push(line_of(line));
            rest = after;
        }
        if lines.is_empty() {
            lines.push(Line::default());
        }
        lines
    }

    /// How wide words are in one line.
    pub(super) fn width(&self, words: &str, style: Style, size: Milli) -> Milli {
        self.pieces(words, style, size).iter().map(|piece| piece.width).sum()
    }

    /// The characters of words; one that no font has, or that would need shaping, as its code point.
    fn pieces(&self, words: &str, style: Style, size: Milli) -> Vec<Piece> {
        let mut pieces = Vec::with_capacity(words.len());
        for letter in words.chars() {
            match self.piece(letter, style, size).filter(|_| !needs_shaping(letter)) {
                Some(piece) => pieces.push(piece),
                None => pieces.extend(code_point(letter).chars().filter_map(|letter| self.piece(letter, style, size))),
            }
        }
        pieces
    }

    fn piece(&self, letter: char, style: Style, size: Milli) -> Option<Piece> {
        let found = find(&self.faces, style, letter)?;
        let width = Milli::from(found.advance) * size / Milli::from(found.units).max(1);
        Some(Piece { letter, found, width })
    }
}

/// How many of the characters fit into a width: up to the last place where the line may break, or as many as there is room for.
fn fitting(pieces: &[Piece], width: Milli) -> usize {
    let mut used = 0;
    let mut may_break = None;
    for (at, piece) in pieces.iter().enumerate() {
        used += piece.width;
        if used > width && piece.letter != ' ' {
            return may_break.unwrap_or(at);
        }
        if breaks_after(piece.letter, pieces.get(at + 1).map(|piece| piece.letter)) {
            may_break = Some(at + 1);
        }
    }
    pieces.len()
}

/// Whether a line may break between two characters: after spaces, and beside characters of double width, which have no spaces.
fn breaks_after(letter: char, next: Option<char>) -> bool {
    let Some(next) = next else { return true };
    let is_wide = |letter: char| display_width(letter.encode_utf8(&mut [0; 4])) == 2;
    next != ' ' && (letter == ' ' || is_wide(letter) || is_wide(next))
}

/// Runs of characters of one font.
fn line_of(pieces: &[Piece]) -> Line {
    let mut runs: Vec<Run> = Vec::new();
    for piece in pieces {
        let found = piece.found;
        if runs.last().is_none_or(|run| run.font != found.font) {
            let (text, glyphs) = (String::new(), Vec::new());
            runs.push(Run { font: found.font, units: found.units, text, glyphs, width: 0 });
        }
        if let Some(run) = runs.last_mut() {
            let start = run.text.len();
            run.text.push(piece.letter);
            run.glyphs.push(Glyph { id: found.glyph, advance: found.advance, bytes: start..run.text.len() });
            run.width += piece.width;
        }
    }
    Line { runs }
}

/// Scripts that are written from right to left, or whose letters change shape beside each other. Drawn letter by letter they would say
/// something else.
fn needs_shaping(letter: char) -> bool {
    matches!(
        u32::from(letter),
        0x0590..=0x0DFF                 // Hebrew, Arabic, Syriac, Thaana, N'Ko and the scripts of India
            | 0x0F00..=0x109F           // Tibetan, Burmese
            | 0x1700..=0x18AF           // Philippine scripts, Khmer, Mongolian
            | 0x1900..=0x1CFF           // scripts of Southeast Asia and the Himalaya
            | 0x1100..=0x11FF           // Korean letters that were not put together
            | 0xA800..=0xABFF           // further scripts of India and Southeast Asia
            | 0xFB1D..=0xFDFF           // Hebrew and Arabic forms
            | 0xFE70..=0xFEFE
            | 0x10800..=0x11FFF         // ancient scripts of both kinds
            | 0x1E800..=0x1EFFF
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Fonts, POINT};
    use super::*;
    use crate::safe::Text;

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_is_too_wide(words in "[a-e ]{0,80}|[ -~Α-Ωа-я\u{300}]{0,60}|\\PC{0,40}", width in 20_i64..200) {
            let fonts = Fonts::builtin().unwrap();
            let setter = Setter { faces: fonts.faces() };
            let words = Text::new(&words);
            let width = width * POINT;
            let lines = setter.lines(words.as_str(), Style::Regular, 10 * POINT, width);
            let said: String = lines.iter().flat_map(|line| &line.runs).map(|run| run.text.as_str()).collect();
            let wanted: String = setter.pieces(words.as_str(), Style::Regular, 10 * POINT).iter().map(|piece| piece.letter).collect();
            prop_assert_eq!(said, wanted);
            for line in &lines {
                let text: String = line.runs.iter().map(|run| run.text.as_str()).collect();
                prop_assert!(setter.width(text.trim_end_matches(' '), Style::Regular, 10 * POINT) <= width, "{}", text);
                for run in &line.runs {
                    prop_assert_eq!(run.glyphs.len(), run.text.chars().count());
                    prop_assert_eq!(run.glyphs.last().unwrap().bytes.end, run.text.len());
                }
            }
        }
    }

    #[test]
    fn every_code_point_can_be_shown() {
        let fonts = Fonts::builtin().unwrap();
        let setter = Setter { faces: fonts.faces() };
        for style in [Style::Regular, Style::Bold, Style::Mono] {
            for letter in "[U+0123456789ABCDEF]".chars() {
                assert!(setter.piece(letter, style, POINT).is_some(), "{letter}");
            }
        }
    }
}
